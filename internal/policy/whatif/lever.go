package whatif

import (
	"yanzhen/internal/policy/pack"
)

// A Kind is what a lever moves.
type Kind string

// The kinds, in the order of the page.
const (
	Threshold Kind = "threshold" // a number that a condition compares with
	Amount    Kind = "amount"    // money
	Percent   Kind = "percent"
	Window    Kind = "window" // a day, or a month or day of the year
	Term      Kind = "term"   // how often and how long is paid
	Quota     Kind = "quota"  // people or money in all
)

// Kinds lists every kind in the order of the page.
var Kinds = []Kind{Threshold, Amount, Percent, Window, Term, Quota}

// A Form is how the value of a lever is written.
type Form string

// The forms.
const (
	Whole   Form = "whole"   // a whole number
	Decimal Form = "decimal" // up to four places
	Yuan    Form = "yuan"    // up to two places
	InFen   Form = "fen"     // yuan, which the text has in fen
	Day     Form = "day"     // YYYY-MM-DD
)

// A Lever is a figure in the text of a pack.
type Lever struct {
	ID     string      `json:"id"` // its way through the text: gates/age/when/0
	Kind   Kind        `json:"kind"`
	Form   Form        `json:"form"`
	Titles []pack.Text `json:"titles"` // the clause, benefit, tier … it stands in, the outermost first
	Rule   Excerpt     `json:"rule"`   // of a figure in a rule: the rule around it
	Fact   string      `json:"fact"`   // of a figure that a fact is compared with: the key of the fact
	Unit   string      `json:"unit"`   // key of its unit; "" for none
	Value  string      `json:"value"`  // as it stands now
	Was    string      `json:"was"`    // as the text had it
	Line   int         `json:"line"`   // in policy.yaml
	Stale  bool        `json:"stale"`  // moved, and the words of its clause still state the old figure

	at     int // bytes before it in the text
	length int
}

// An Excerpt is a rule cut where the figure stands.
type Excerpt struct {
	Before string `json:"before"`
	Figure string `json:"figure"`
	After  string `json:"after"`
}

// Moved reports whether the lever stands elsewhere than in the text.
func (l Lever) Moved() bool { return l.Value != l.Was }

// Moves say where levers are put, by id: "gates/age/when/0": "45".
type Moves map[string]string
