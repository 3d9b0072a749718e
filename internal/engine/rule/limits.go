package rule

import (
	"regexp/syntax"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/operators"
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

// plan are the options of all programs: how they count what they cost, and when they stop.
func (p *Program) plan() []cel.ProgramOption {
	return []cel.ProgramOption{cel.EvalOptions(cel.OptOptimize), cel.CostTracking(calls{p.states}), cel.CostLimit(MaxCost), cel.InterruptCheckFrequency(64)}
}

// heavy is the estimated cost from which a row is evaluated against the clock too.
const heavy = 50_000

// calls counts what cel-go takes for cheaper than it is: a match by the states of the largest pattern of the rule, since its own
// count goes by the length of the pattern, and a{0,50} is short; and lists that are compared, by all that is in them.
type calls struct{ states int }

// stepsPerCost is how many steps of an automaton take as long as one unit of cost.
const stepsPerCost = 6

// CallCost gives the cost of a match and of a comparison of lists or records, nil for the rest.
func (c calls) CallCost(function, _ string, args []ref.Val, _ ref.Val) *uint64 {
	var units uint64
	switch function {
	case "matches":
		text, _ := args[0].(types.String)
		units = uint64(1 + len(text)*c.states/stepsPerCost)
	case operators.Equals, operators.NotEquals:
		left, right := weight(args[0]), weight(args[1])
		if left == 0 || right == 0 {
			return nil
		}
		units = 1 + min(left, right)
	case operators.In:
		if units = weight(args[1]); weight(args[0]) == 0 || units == 0 {
			return nil
		}
	case "sets.contains", "sets.intersects", "sets.equivalent":
		units = 1 + weight(args[0])*weight(args[1])/2
	default:
		return nil
	}
	return &units
}

// weight counts the values that a list or a record holds, twice for what it takes to reach them; 0 for
// anything else. The elements of a list are taken to be like the first.
func weight(v ref.Val) uint64 {
	switch x := v.(type) {
	case *record:
		n := uint64(0)
		for _, f := range x.fields {
			n += 1 + weight(f)
		}
		return 2 * n
	case traits.Lister:
		n := uint64(x.Size().(types.Int))
		if n == 0 {
			return 1
		}
		return n * (2 + weight(x.Get(types.IntZero)))
	}
	return 0
}

// What a chunk may spend, in bytes: on texts and calls that cel-go computes within lists, and on matching long texts. The row
// evaluator, to which a chunk goes that exceeds it, counts each person's cost; columns count no person's.
const (
	maxSpent = 16 << 20
	perCall  = 256
	perCost  = 16  // a unit of cel-go's cost
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
