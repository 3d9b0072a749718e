package rule

import (
	"fmt"
	"strings"
	"testing"

	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"
)

// What cel-go counts as one step and is many.
func TestCallsCostWhatTheyTake(t *testing.T) {
	list := func(n int) ref.Val { return types.NewRefValList(types.DefaultTypeAdapter, numbers(n)) }
	text := types.String(strings.Repeat("a", 4096))
	for name, tc := range map[string]struct {
		function string
		args     []ref.Val
		least    uint64 // 0: left to cel-go
	}{
		"lists compared":               {"_==_", []ref.Val{list(1000), list(1000)}, 1000},
		"lists compared for unlike":    {"_!=_", []ref.Val{list(1000), list(1000)}, 1000},
		"with a short list":            {"_==_", []ref.Val{list(1000), list(0)}, 1},
		"numbers compared":             {"_==_", []ref.Val{types.Int(1), types.Int(2)}, 0},
		"texts compared":               {"_==_", []ref.Val{text, text}, 0},
		"a list among lists":           {"@in", []ref.Val{list(10), types.NewRefValList(types.DefaultTypeAdapter, []ref.Val{list(1000), list(1000)})}, 2000},
		"a number among numbers":       {"@in", []ref.Val{types.Int(1), list(1000)}, 0},
		"sets":                         {"sets.contains", []ref.Val{list(100), list(100)}, 10_000},
		"a match of a large automaton": {"matches", []ref.Val{text, types.String("x")}, 4096 * 100 / stepsPerCost},
		"something else":               {"age", []ref.Val{types.Int(1)}, 0},
	} {
		got := calls{states: 100}.CallCost(tc.function, "", tc.args, nil)
		if (got == nil) != (tc.least == 0) || got != nil && (*got < tc.least || *got > 8*tc.least+8) {
			said := "left to cel-go"
			if got != nil {
				said = fmt.Sprint(*got)
			}
			t.Errorf("%s: %s, want about %d", name, said, tc.least)
		}
	}
}

func numbers(n int) []ref.Val {
	out := make([]ref.Val, n)
	for i := range out {
		out[i] = types.Int(i)
	}
	return out
}
