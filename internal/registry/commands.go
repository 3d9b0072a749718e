package registry

import (
	"yanzhen/internal/base/civil"
)

// Commands carry the version of the person (or organisation) the caller saw; 0 does not check it. A command on something that
// changed meanwhile fails with Conflict "registry.changed".

// CreatePerson opens a dossier. Org places the person with an employer: needed from a unit, free for the office.
// Errors: Invalid for a wrong number or name; Conflict "registry.person.known" if the number is known.
type CreatePerson struct {
	District string `json:"district"`
	Name     string `json:"name"`
	IDNumber string `json:"id_number"`
	Gender   string `json:"gender"`
	Org      string `json:"org"`
	Post     string `json:"post"`
}

// DeclareRecord adds a record. Data holds the fields of the kind as a form or JSON gives them (codes; amounts as yuan text or
// a number of fen). A record of the same slot is superseded; the answer is the new record.
type DeclareRecord struct {
	District string         `json:"district"`
	Person   string         `json:"person"`
	Version  int64          `json:"version"`
	Kind     Kind           `json:"kind"`
	Data     map[string]any `json:"data"`
	Since    civil.Date     `json:"since"`
	Until    civil.Date     `json:"until"`
	Evidence string         `json:"evidence"` // id of the file
}

// CorrectRecord supersedes a record with changed fields; a field sent empty is cleared, one not sent is kept.
type CorrectRecord struct {
	District string         `json:"district"`
	Person   string         `json:"person"`
	Version  int64          `json:"version"`
	Record   string         `json:"record"`
	Data     map[string]any `json:"data"`
	Since    *civil.Date    `json:"since"` // nil keeps it
	Until    *civil.Date    `json:"until"`
	Evidence string         `json:"evidence"` // "" keeps it
	Reason   string         `json:"reason"`   // required
}

// VerifyRecord says that a record was checked and is right.
type VerifyRecord struct {
	District string `json:"district"`
	Person   string `json:"person"`
	Version  int64  `json:"version"`
	Record   string `json:"record"`
}

// RefuseRecord says that a record was checked and is wrong; it no longer counts. Reason is required.
type RefuseRecord struct {
	District string `json:"district"`
	Person   string `json:"person"`
	Version  int64  `json:"version"`
	Record   string `json:"record"`
	Reason   string `json:"reason"`
}

// AttachEvidence puts a file, already in the vault, beside a record.
type AttachEvidence struct {
	District string `json:"district"`
	Person   string `json:"person"`
	Version  int64  `json:"version"`
	Record   string `json:"record"`
	File     string `json:"file"`
}

// ConfirmEmployment is the employer's word on an employment: it goes on (Works), it ended on EndedOn, or, with neither, it never was.
type ConfirmEmployment struct {
	District string     `json:"district"`
	Person   string     `json:"person"`
	Version  int64      `json:"version"`
	Record   string     `json:"record"`
	Works    bool       `json:"works"`
	EndedOn  civil.Date `json:"ended_on"`
	Reason   string     `json:"reason"`
}

// UnmaskPerson opens the sealed values of a person. The reason is required and goes into the audit log.
type UnmaskPerson struct {
	District string `json:"district"`
	Person   string `json:"person"`
	Reason   string `json:"reason"`
}

// An Unmasked holds the sealed values of a person in clear. It is never kept under an idempotency key: see door.Unkept.
type Unmasked struct {
	Person   string            `json:"person"`
	IDNumber string            `json:"id_number"`
	Fields   map[string]string `json:"fields"` // "<record id>.<field>" → value
}

// MergePersons joins two dossiers of one human: all records of From go on under Into, From remains as a pointer.
type MergePersons struct {
	District string `json:"district"`
	Into     string `json:"into"`
	From     string `json:"from"`
	Version  int64  `json:"version"` // of Into
	Reason   string `json:"reason"`
}

// SaveOrg creates (ID "") or changes an organisation.
type SaveOrg struct {
	Org
}

// SaveFilter keeps a filter and a choice of columns under a name; ID "" makes a new one. Shared ones are seen by everyone of the district
// who may keep filters.
type SaveFilter struct {
	District string   `json:"district"`
	ID       string   `json:"id"`
	Name     string   `json:"name"`
	Filter   Filter   `json:"filter"`
	Columns  []string `json:"columns"`
	Shared   bool     `json:"shared"`
}

// DeleteFilter forgets one's own filter.
type DeleteFilter struct {
	District string `json:"district"`
	ID       string `json:"id"`
}

// A SavedFilter is a kept filter.
type SavedFilter struct {
	District string   `json:"district"`
	ID       string   `json:"id"`
	Account  string   `json:"account"`
	Name     string   `json:"name"`
	Filter   Filter   `json:"filter"`
	Columns  []string `json:"columns"`
	Shared   bool     `json:"shared"`
}

// A Settlement is the decision on a Difference. Value is for Edited: a code, date, amount in yuan or text.
type Settlement struct {
	District   string
	Difference Difference
	Take       Side
	Value      string
	Reason     string
}
