package pack

import (
	"cmp"
	"maps"
	"slices"

	"yanzhen/internal/base/civil"
	"yanzhen/internal/policy/fact"
)

// A Moment is what is known of a person on a day, if nothing happens but that time passes.
type Moment struct {
	Day   civil.Date
	Facts fact.Row
}

// A Way is a smallest set of changes after which a policy says yes and is not excluded by another: no
// part of it does, nor does a smaller change of any of its facts, nor the same changes earlier.
type Way struct {
	Changes []Change // none: time alone brings it
	Moment  int      // place in the moments: 0 is now
	On      civil.Date
	State   State
	Fen     *int64 // what is paid then; nil while unknown
	Cost    int    // see Change.cost and wait
}

// A Change is one fact that takes another value.
type Change struct {
	Fact string         // the fact itself: education.level, not its rank
	From any            // what it is now; nil when that is not known
	To   any            // what it must become; of a list the whole list
	Or   []any          // texts that do as well as To, which no rule tells apart from it
	Adds map[string]any // the record that is added, of a list of records
	By   string         // who can change it: person, employer, office
	Tell bool           // it is not known now, and only has to be told if it is so
	rank int            // place among the choices, to compare ways
	of   *variable
}

// What a change costs: telling is less than doing, and what one does oneself less than what others do.
var costs = map[string]int{"person": 2, "employer": 3, "office": 4}

func (c Change) cost() int {
	if c.Tell {
		return 1
	}
	return cmp.Or(costs[c.By], 4)
}

// wait is what it costs to wait until a moment: 1 for every half year begun.
func wait(moment int) int { return (moment + 5) / 6 }

// Ways are all ways to a yes of one policy, the cheapest first.
type Ways struct {
	Ways []Way
	Cut  bool // the search was given up: there may be more
}

// Ways finds what would make p say yes: what the person, the employer or the office can change, and
// what time brings within the moments.
//
// A fact can be changed by whom its catalogue entry names, or by whom the clauses that read it name
// instead (a clause's word does not move facts that can never change, unless it reads no others). Facts
// that follow from a fact change with it. Ranked levels and counts only rise. A fact that is not known
// can be told, whatever its kind. Of a list of records, one record may be added.
//
// Where a rule adds up two facts that both may change, it finds the ways that change one of them, and
// not every trade between them. It does not look for ways around a benefit that was received, an emptied pool or another policy that
// pays more, for facts that measures count, nor for values of facts that are compared in a way that
// package witness calls blind.
func (o *Outlook) Ways(p *Pack) Ways {
	found := Ways{Ways: []Way{}}
	if o.stillScene(p).hopeless() {
		return found
	}
	for _, s := range o.scene(p).searches() {
		s.best = found
		s.run()
		found = s.best
	}
	slices.SortStableFunc(found.Ways, func(a, b Way) int {
		return cmp.Or(cmp.Compare(a.Cost, b.Cost), cmp.Compare(a.Moment, b.Moment), cmp.Compare(len(a.Changes), len(b.Changes)),
			slices.CompareFunc(a.Changes, b.Changes, func(x, y Change) int { return cmp.Or(cmp.Compare(x.Fact, y.Fact), cmp.Compare(x.rank, y.rank)) }))
	})
	return found
}

// Apply gives the facts of a row after the changes, with all that follows from them.
func (w Way) Apply(row fact.Row) fact.Row {
	changed := maps.Clone(row)
	if changed == nil {
		changed = fact.Row{}
	}
	for _, one := range w.Changes {
		one.of.choices[one.rank].into(changed)
	}
	return changed
}

// noWorse reports whether w asks for nothing that v does not ask for, or for more.
func (w Way) noWorse(v Way) bool {
	if w.Moment > v.Moment {
		return false
	}
	for _, c := range w.Changes {
		at := slices.IndexFunc(v.Changes, func(d Change) bool { return d.Fact == c.Fact })
		if at < 0 || !c.of.noFarther(c.rank, v.Changes[at].rank) {
			return false
		}
	}
	return true
}
