// Package rule is the rule language of policies: CEL over a catalogue of typed facts, with the
// calendar and money functions that policies need, and three values everywhere: yes, no, unknown.
//
// A text is parsed and type-checked by cel-go (Env.Compile) and lowered to a column program, which
// evaluates a whole batch of rows at once (Program.Eval). The same checked text runs row by row in
// cel-go (Program.EvalRow); that evaluator is the oracle, and FuzzAgree holds the two together. What
// the column program does not claim runs row by row inside it, unseen by the caller. Program.Explain
// gives the tree of verdicts for one row.
//
// An absent fact is unknown, never false. docs/RULES.md is the reference of the language.
package rule

import (
	_ "embed"
	"time"

	"yanzhen/internal/engine/column"
	"yanzhen/internal/i18n"
)

// Type is the type of a fact or a result; see the column package.
type Type = column.Type

// Field is a named part of a record type.
type Field = column.Field

// The scalar types of facts and results.
var (
	Bool   = column.Bool
	Int    = column.Int
	Double = column.Double
	Text   = column.Text
	Date   = column.Date
)

// List is the type of lists of elem.
func List(elem Type) Type { return column.List(elem) }

// Record is the type of records with the given fields.
func Record(fields ...Field) Type { return column.Record(fields...) }

// A Fact is a variable of rules: a dotted key such as "person.birth_date", and its type.
type Fact struct {
	Key  string
	Type Type
}

// Day is the name of the variable that holds the day of evaluation.
const Day = "day"

// The limits on one rule, so that no text can hold up or exhaust the server.
const (
	MaxRule    = 4096                   // bytes of a rule's text
	MaxPattern = 200                    // bytes of the pattern of matches
	MaxStates  = 150                    // states of its automaton: a{0,50} alone has a hundred
	MaxText    = 1 << 16                // bytes of a text that a function makes
	MaxTime    = 200 * time.Millisecond // of a row that is evaluated, should MaxCost not have stopped it
	MaxCost    = 1_000_000              // cel-go cost units: worst case when compiled, actual when a row is evaluated
)

//go:embed words.yaml
var wordsYAML []byte

// Words are the messages of problems and failures.
var Words = i18n.MustLoad(wordsYAML)
