package whatif

import (
	"maps"
	"slices"
	"strings"

	"yanzhen/internal/base/fault"
)

// maxMoves bounds how many levers one scenario moves.
const maxMoves = 200

// Apply puts levers of a policy.yaml where moves say and gives the changed text with all its levers. A lever that is put where it
// stood is not moved.
//
// Errors: Invalid whatif.lever.unknown and whatif.value.*, each on "moves.<id>"; Invalid whatif.moves.many.
func Apply(text string, moves Moves) (string, []Lever, error) {
	levers := Levers(text)
	if len(moves) > maxMoves {
		return "", nil, fault.Invalid.New("whatif.moves.many").With("most", maxMoves)
	}
	var wrong fault.List
	for _, id := range slices.Sorted(maps.Keys(moves)) {
		i := slices.IndexFunc(levers, func(l Lever) bool { return l.ID == id })
		if i < 0 {
			wrong.Add(fault.Invalid.New("whatif.lever.unknown").On("moves."+id).With("lever", id))
			continue
		}
		if err := levers[i].put(moves[id]); err != nil {
			wrong.Add(fault.Of(err).On("moves." + id))
		}
	}
	if err := wrong.Err(); err != nil {
		return "", levers, err
	}
	return rewritten(text, levers), levers, nil
}

// put moves the lever.
func (l *Lever) put(text string) error {
	n, err := l.Form.read(text)
	if err != nil {
		return err
	}
	if low, high := l.limits(); n < low || n > high {
		return fault.Invalid.New("whatif.value.between").With("low", l.Form.write(low)).With("high", l.Form.write(high))
	}
	l.Value = l.Form.write(n)
	return nil
}

// rewritten writes the moved levers into the text, from its beginning to its end.
func rewritten(text string, levers []Lever) string {
	var out strings.Builder
	done := 0
	for _, l := range levers {
		if l.Moved() {
			out.WriteString(text[done:l.at])
			out.WriteString(l.written())
			done = l.at + l.length
		}
	}
	out.WriteString(text[done:])
	return out.String()
}

// written is the value as the text has it; a number of a rule keeps its point, so that it stays a double.
func (l Lever) written() string {
	if l.Form == InFen {
		n, _ := l.Form.read(l.Value)
		return Whole.write(n)
	}
	if l.Form == Decimal && l.Rule.Figure != "" && !strings.Contains(l.Value, ".") {
		return l.Value + ".0"
	}
	return l.Value
}

// moved gives the moves of the levers that stand elsewhere than in the text.
func moved(levers []Lever) Moves {
	moves := Moves{}
	for _, l := range levers {
		if l.Moved() {
			moves[l.ID] = l.Value
		}
	}
	return moves
}
