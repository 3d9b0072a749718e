package kit

import (
	"github.com/a-h/templ"

	"yanzhen/internal/i18n"
)

var _ = i18n.Family("kit.verdict.")

// A Verdict is what a rule says of someone.
type Verdict string

// The verdicts. Unknown means that a fact is missing.
const (
	Yes     Verdict = "yes"
	No      Verdict = "no"
	Unknown Verdict = "unknown"
)

func (v Verdict) icon() string {
	switch v {
	case Yes:
		return "circle-check"
	case No:
		return "circle-x"
	}
	return "help-circle"
}

// Tone is the colour of v.
func (v Verdict) Tone() Tone {
	switch v {
	case Yes:
		return Green
	case No:
		return Red
	}
	return Orange
}

// A Clause is one condition of a rule with what it says, and the conditions inside it.
type Clause struct {
	Verdict Verdict
	Text    string // the condition
	Cites   string // where the policy says so
	Facts   []Fact // what the verdict rests on
	Supply  Link   // where to supply what is missing; none without URL
	Inside  []Clause
	Extra   templ.Component
}

// A Fact is a value a verdict rests on.
type Fact struct {
	Label, Value string // Value "" is unknown
	Source       string // "social insurance, 2026-06-28"
}
