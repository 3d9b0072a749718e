package programme

import (
	"yanzhen/internal/base/civil"
	"yanzhen/internal/engine/rule"
	"yanzhen/internal/policy/fact"
)

// Choose picks who gets the places of a round, of candidates in the order of their standing, best first: first
// those without whom a part would have less than its least, best of the part first, then by standing, and nobody
// by whom a part would have more than its most. It gives a mark for each candidate. All get a place when the
// programme has no quota.
//
// A part whose condition is unknown for a candidate does not count them towards its least, and counts them
// towards its most.
func (p *Pack) Choose(candidates []fact.Row, day civil.Date) []bool {
	chosen := make([]bool, len(candidates))
	q := p.Programme.Quota
	if q == nil {
		for i := range chosen {
			chosen[i] = true
		}
		return chosen
	}
	c := chooser{quota: q, chosen: chosen, taken: make([]int, len(q.Within)), surely: make([][]bool, len(q.Within)), maybe: make([][]bool, len(q.Within))}
	for s := range q.Within {
		for _, row := range candidates {
			sure, perhaps := within(p.shares[s], row, day)
			c.surely[s], c.maybe[s] = append(c.surely[s], sure), append(c.maybe[s], perhaps)
		}
	}
	for s := range q.Within {
		c.fill(s)
	}
	for i := range candidates {
		c.take(i)
	}
	return chosen
}

// within tells whether a candidate is surely, or perhaps, in a part.
func within(r *rule.Program, row fact.Row, day civil.Date) (sure, perhaps bool) {
	return surely(r, row, day), holds(r, row, day)
}

type chooser struct {
	quota         *Quota
	chosen        []bool
	places        int
	taken         []int // by part, those that may be in it
	surely, maybe [][]bool
}

// fill gives a part its least, as far as there are candidates.
func (c *chooser) fill(s int) {
	have := 0
	for i, chosen := range c.chosen {
		if chosen && c.surely[s][i] {
			have++
		}
	}
	for i := range c.chosen {
		if have >= c.quota.Within[s].Least {
			return
		}
		if c.surely[s][i] && c.take(i) {
			have++
		}
	}
}

// take gives candidate i a place unless there is none, or they have one.
func (c *chooser) take(i int) bool {
	if c.chosen[i] || c.places >= c.quota.Places {
		return false
	}
	for s, part := range c.quota.Within {
		if part.Most > 0 && c.maybe[s][i] && c.taken[s] >= part.Most {
			return false
		}
	}
	c.chosen[i] = true
	c.places++
	for s := range c.quota.Within {
		if c.maybe[s][i] {
			c.taken[s]++
		}
	}
	return true
}
