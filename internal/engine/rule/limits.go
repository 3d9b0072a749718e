package rule

import (
	"regexp/syntax"

	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"
	"cel.dev/cel-go/common/types/traits"
)

// statesOf gives the size of the automaton of a pattern: a match takes at most that many steps for every byte of its text.
// Errors: those of package regexp/syntax.
func statesOf(pattern string) (int, error) {
	tree, err := syntax.Parse(pattern, syntax.Perl)
	if err != nil {
		return 0, err
	}
	automaton, err := syntax.Compile(tree.Simplify())
	if err != nil {
		return 0, err
	}
	return len(automaton.Inst), nil
}

// calls counts what cel-go takes for cheaper than it is: a match by the states of the largest pattern, since its own count goes
// by the length of the pattern, and x{0,50} is short.
type calls struct{}

// stepsPerCost is how many steps of an automaton take as long as one unit of cost.
const stepsPerCost = 16

// CallCost gives the cost of a match, nil for other functions.
func (calls) CallCost(function, _ string, args []ref.Val, _ ref.Val) *uint64 {
	if function != "matches" {
		return nil
	}
	text, _ := args[0].(types.String)
	cost := uint64(1 + len(text)*MaxStates/stepsPerCost)
	return &cost
}

// What a chunk may spend, in bytes: on texts and calls that cel-go computes within lists, and on matching long texts. The row
// evaluator, to which a chunk goes that exceeds it, counts each person's cost; columns count no person's.
const (
	maxSpent = 16 << 20
	perCall  = 256
	longText = 256 // up to here a match counts nothing
)

// spend counts n bytes. It panics with errTooWide over the limit.
func (e *evaluation) spend(n int) {
	if e.spent += n; e.spent > maxSpent {
		panic(errTooWide)
	}
}

// spendOn counts a value that was computed for one row: what is long, and within lists every one.
func (f *frame) spendOn(v ref.Val) {
	size := 0
	switch x := v.(type) {
	case types.String:
		size = len(x)
	case traits.Lister:
		size = 64 * int(x.Size().(types.Int))
	}
	if f.depth > 0 {
		f.spend(perCall + size)
	} else if size > longText {
		f.spend(size)
	}
}

// matching counts the test of a pattern against a text.
func (e *evaluation) matching(text string) {
	if over := len(text) - longText; over > 0 {
		e.spend(over * MaxStates / 2)
	}
}
