// Package registry keeps the dossiers of talents and the organisations they work for.
//
// A person is a small identity row plus records: typed, dated statements with source, evidence and status. Nothing is
// overwritten: a correction adds a record that supersedes the old one, so every question can be asked "as of" a day (when
// it was true) and "as known on" an instant (when we held it to be true). profile is a flat projection of the live records
// for lists, recomputed in the transaction of every change. Sensitive fields are sealed and shown masked.
package registry

import (
	"encoding/json"
	"time"

	"yanzhen/internal/base/civil"
)

// A Status says how far a record can be relied on.
type Status string

// The statuses.
const (
	Declared Status = "declared" // stated by someone, not checked
	Verified Status = "verified" // checked by an office or confirmed by the unit
	Refused  Status = "refused"  // checked and found wrong; it counts for nothing
)

// A Source says where a statement comes from.
type Source struct {
	Kind SourceKind `json:"kind"`
	Ref  string     `json:"ref,omitempty"`  // what leads back to it: "import/01…/企业人才!5"
	Name string     `json:"name,omitempty"` // for people: the name of the file, unit or system
	Date civil.Date `json:"date,omitzero"`  // as of which day the source speaks
}

// A SourceKind is a kind of source.
type SourceKind string

// The kinds of source.
const (
	FromImport   SourceKind = "import"   // a roster or form that an office or unit handed in
	FromOffice   SourceKind = "office"   // typed by an officer
	FromUnit     SourceKind = "unit"     // typed by the employer
	FromTalent   SourceKind = "talent"   // typed by the person
	FromExchange SourceKind = "exchange" // another system of the government
	FromDecision SourceKind = "decision" // settled between sources that disagreed
)

// A Record is one statement about a person.
type Record struct {
	ID       string            `json:"id"`
	Person   string            `json:"person"`
	Kind     Kind              `json:"kind"`
	Slot     string            `json:"slot"` // which other record of the kind it stands for; see Data
	Data     Data              `json:"data"`
	Origins  map[string]Source `json:"origins,omitempty"` // sources of single fields that are not Source
	Since    civil.Date        `json:"since,omitzero"`    // true from, as far as known
	Until    civil.Date        `json:"until,omitzero"`    // true until and with; none means still true
	LearntAt time.Time         `json:"learnt_at"`
	By       string            `json:"by"` // account
	Source   Source            `json:"source"`

	Status   Status    `json:"status"`
	StatusAt time.Time `json:"status_at,omitzero"`
	StatusBy string    `json:"status_by,omitempty"`
	Reason   string    `json:"reason,omitempty"`   // why it was refused or corrected
	Evidence string    `json:"evidence,omitempty"` // id of the file

	Supersedes   string    `json:"supersedes,omitempty"`
	SupersededBy string    `json:"superseded_by,omitempty"`
	SupersededAt time.Time `json:"superseded_at,omitzero"`
}

// UnmarshalJSON reads what a record looks like in JSON; its kind says what its data are.
func (r *Record) UnmarshalJSON(b []byte) error {
	type plain Record
	var raw struct {
		*plain
		Data json.RawMessage `json:"data"`
	}
	raw.plain = (*plain)(r)
	if err := json.Unmarshal(b, &raw); err != nil {
		return err
	}
	var err error
	r.Data, err = decode(r.Kind, string(raw.Data))
	return err
}

// Live reports whether nothing has superseded the record.
func (r Record) Live() bool { return r.SupersededAt.IsZero() }

// Counts reports whether the record is live and not refused.
func (r Record) Counts() bool { return r.Live() && r.Status != Refused }

// On reports whether the statement was true on day, as far as its dates tell.
func (r Record) On(day civil.Date) bool {
	return (r.Since.IsZero() || !r.Since.After(day)) && (r.Until.IsZero() || !r.Until.Before(day))
}

// SourceOf gives the source of one field of the record, by its JSON name.
func (r Record) SourceOf(field string) Source {
	if s, ok := r.Origins[field]; ok {
		return s
	}
	return r.Source
}

// A Person is the identity row. The number is shown masked; UnmaskPerson opens it.
type Person struct {
	District   string     `json:"district"`
	ID         string     `json:"id"`
	Name       string     `json:"name"`
	Gender     string     `json:"gender"` // GB/T 2261.1
	BirthDate  civil.Date `json:"birth_date,omitzero"`
	IDMask     string     `json:"id_mask"`
	MergedInto string     `json:"merged_into,omitempty"`
	CreatedAt  time.Time  `json:"created_at"`
	ChangedAt  time.Time  `json:"changed_at"`
	Version    int64      `json:"version"`

	idSealed, idIndex string
}

// A Dossier is a person with records: the live ones, or those of an earlier view (see View).
type Dossier struct {
	Person  Person   `json:"person"`
	Records []Record `json:"records"`      // by kind in the order of Kinds, then oldest first
	Org     *Org     `json:"org,omitzero"` // the present employer, if it is an organisation we know
}

// A View is the moment a dossier is looked at. Zero fields mean now.
type View struct {
	AsOf  civil.Date `json:"as_of,omitzero"` // only what was true on that day; zero keeps everything
	Known time.Time  `json:"known,omitzero"` // only what we held to be true at that instant
}
