package pack

import (
	"encoding/binary"
	"fmt"

	"yanzhen/internal/policy/fact"
)

// A state is a moment and a choice for some variables, by their place; -1 is undecided: as it is, now.
type state struct {
	moment  int
	choices []int16
}

const undecided = -1

func (s *scene) start() state {
	st := state{undecided, make([]int16, len(s.vars))}
	for i := range st.choices {
		st.choices[i] = undecided
	}
	return st
}

func (st state) at() int { return max(0, st.moment) }

func (st state) choice(v *variable) int { return max(0, int(st.choices[v.place])) }

// key is the same for the same state with the same needs pinned.
func (st state) key(pinned []*need) string {
	b := binary.AppendVarint(nil, int64(st.moment))
	for _, n := range st.choices {
		b = binary.AppendVarint(b, int64(n))
	}
	for _, n := range pinned {
		b = fmt.Appendf(b, "%p", n)
	}
	return string(b)
}

// stateAnswers answers rules for a state of a scene.
type stateAnswers struct {
	*scene
	state state
}

func (a *stateAnswers) ask(p *prog) (any, bool) { return a.table(p).at(a.scene, a.state) }

// lacks only tells that something is missing: who looks ahead does not ask what.
func (a *stateAnswers) lacks(*prog) []string { return []string{""} }

func (a *stateAnswers) failed() []broken { return nil }

// row gives the facts that p reads in a state.
func (s *scene) row(p *prog, st state) fact.Row {
	row := make(fact.Row, len(p.Facts()))
	for _, key := range p.Facts() {
		if v := s.byFact[key]; v != nil && st.choice(v) > 0 {
			if value := v.choices[st.choice(v)].sets[key]; value != nil {
				row[key] = value
			}
		} else if value := s.value(key, st.at()); value != nil {
			row[key] = value
		}
	}
	return row
}
