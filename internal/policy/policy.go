// Package policy turns dossiers into facts and asks every policy of a district about them: who
// qualifies for what, why, what is missing and how much it comes to.
//
// Packs ship with the program or are saved by the office (store.go, save.go). Derive reads facts out
// of the records of one dossier; a Population holds the facts of everyone in columns, kept fresh by
// the registry's change feed. Questions go through the door: Library, PolicyPage, Answers, Explain,
// Matches, MatchesExport, and Calculator, which the public may use and which stores nothing.
package policy

import (
	_ "embed"

	"yanzhen/internal/base/civil"
	"yanzhen/internal/base/money"
	"yanzhen/internal/i18n"
	"yanzhen/internal/policy/pack"
)

//go:embed words.yaml
var wordsYAML []byte

// Words are the sentences of answers and the words of filters.
var Words = i18n.MustLoad(wordsYAML)

// A Verdict is what a policy says of a person, or a clause of the facts.
type Verdict = pack.Verdict

// The verdicts. Unknown means that a fact is missing, never that it is false.
const (
	Yes     = pack.Yes
	No      = pack.No
	Unknown = pack.Unknown
)

// A State is what became of a version of a pack.
type State string

// The states. Reference is a pack of the library that is not in force in the district; a Tested draft had nothing
// wrong and all its cases right when it was saved; a Scheduled version is approved and its day has not come.
const (
	Draft     State = "draft"
	Tested    State = "tested"
	Submitted State = "submitted"
	Scheduled State = "scheduled"
	Active    State = "active"
	Retired   State = "retired"
	Reference State = "reference"
)

// States lists every state in the order of filters.
var States = []State{Active, Draft, Tested, Submitted, Scheduled, Retired, Reference}

// A Status is where a day falls in the life of a policy.
type Status string

// The statuses. Announced is published and perhaps in force, but cannot be claimed yet.
const (
	Current   Status = "current"
	Future    Status = "future"
	Announced Status = "announced"
	Expired   Status = "expired"
)

// Statuses lists every status in the order of filters.
var Statuses = []Status{Current, Announced, Future, Expired}

// A Brief is a policy in a list, in the language of who asks.
type Brief struct {
	ID        string     `json:"id"`
	Name      string     `json:"name"`
	Issuer    string     `json:"issuer"`
	Document  string     `json:"document"`  // document number
	Level     string     `json:"level"`     // state, province, city, district
	Region    string     `json:"region"`    // GB/T 2260 code of the place it holds in
	Place     string     `json:"place"`     // name of that place, its code if we have no name
	Kind      string     `json:"kind"`      // living, purchase, rent, …
	Applicant string     `json:"applicant"` // person, employer, either
	Version   string     `json:"version"`   // the version that holds today, or the next, or the last
	Digest    string     `json:"digest"`    // of the pack's files
	State     State      `json:"state"`
	Status    Status     `json:"status"`
	Announced civil.Date `json:"announced"`
	Effect    civil.Date `json:"effect"`
	Until     civil.Date `json:"until"`
	Grade     string     `json:"grade"`    // primary, secondary, inferred, sample: how far the source is to be trusted
	Verified  bool       `json:"verified"` // an officer compared it with the document
	Sample    bool       `json:"sample"`   // an invented example, never a real rule
	Benefit   string     `json:"benefit"`  // what is given: the names of its benefits
	Most      money.Fen  `json:"most_fen"` // the largest fixed amount in its tables; 0 when none is fixed
}

// A Clause is one condition with what it says of the facts, in a sentence.
type Clause struct {
	pack.Clause
	Sentence string `json:"sentence"`
	Facts    []Used `json:"facts"`
	Told     []Told `json:"told,omitempty"` // where one policy is explained: the comparisons behind the verdict
}

// Used is a fact that a clause looked at, with the record it follows from.
type Used struct {
	pack.Used
	SourceKind string     `json:"source_kind,omitempty"` // import, office, unit, talent, exchange, decision
	Status     string     `json:"status,omitempty"`      // declared or verified
	On         civil.Date `json:"on,omitzero"`           // since when it is true, else the day its source speaks of
	RecordKind string     `json:"record_kind,omitempty"`
	Record     string     `json:"record,omitempty"` // id of the record, or of the organisation
	Rival      string     `json:"rival,omitempty"`  // what a declared record says that a verified one overrules
}

// Missing is a fact that nobody has supplied, and how to supply it.
type Missing struct {
	Key       string `json:"key"`
	Name      string `json:"name"`
	Record    string `json:"record,omitempty"` // kind of record that would hold it, or "organisation"; "" when no record can
	Field     string `json:"field,omitempty"`  // field of that record
	Declare   bool   `json:"declare"`          // the person may declare it
	By        string `json:"by"`               // who or what can change it: person, employer, office, time, never
	Sensitive bool   `json:"sensitive,omitempty"`
}
