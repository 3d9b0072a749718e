package pack

import (
	"cmp"
	"slices"
)

var levelRank = map[string]int{"province": 3, "city": 2, "district": 1}

// resolve settles packs that exclude each other among the outcomes of one person: first those that
// are paid in full, the highest amount before the lower, the higher level of government before the
// lower; then those that pay the difference.
func resolve(outcomes []*Outcome) {
	var open []*Outcome
	for _, o := range outcomes {
		if o.ruling.verdict == Yes && o.ruling.amount != nil && o.ruling.state != Excluded && o.ruling.state != PoolEmpty {
			open = append(open, o)
		}
	}
	slices.SortStableFunc(open, func(a, b *Outcome) int {
		return cmp.Or(
			cmp.Compare(rankOf(a.topsUp(open)), rankOf(b.topsUp(open))),
			cmp.Compare(*b.ruling.amount, *a.ruling.amount),
			cmp.Compare(levelRank[b.pack.Policy.Level], levelRank[a.pack.Policy.Level]),
			cmp.Compare(a.pack.Policy.ID, b.pack.Policy.ID))
	})
	var paid []*Outcome
	for _, o := range open {
		for _, first := range paid {
			o.yield(first)
		}
		if o.ruling.state != Excluded {
			paid = append(paid, o)
		}
	}
	for _, o := range outcomes {
		o.contend(outcomes)
	}
}

func rankOf(later bool) int {
	if later {
		return 1
	}
	return 0
}

// topsUp reports that o pays the difference to one of the others.
func (o *Outcome) topsUp(others []*Outcome) bool {
	return slices.ContainsFunc(others, func(other *Outcome) bool {
		e := o.against(other)
		return other != o && e != nil && e.Rule == "top_up"
	})
}

// against gives the rule of o that speaks of other, nil if there is none.
func (o *Outcome) against(other *Outcome) *exclusive {
	for _, e := range o.edition.exclusive {
		for _, f := range other.edition.exclusive {
			if e.Group != "" && e.Group == f.Group || slices.Contains(e.With, f.Group) && f.Group != "" {
				return e
			}
		}
		if slices.Contains(e.With, other.pack.Policy.ID) {
			return e
		}
	}
	return nil
}

// yield lets first, which is paid, exclude or reduce o.
func (o *Outcome) yield(first *Outcome) {
	e, f := o.against(first), first.against(o)
	if e == nil && f == nil || o.ruling.state == Excluded {
		return
	}
	zero := int64(0)
	switch {
	case e != nil && e.Rule == "top_up":
		left := max(0, *o.ruling.amount-*first.ruling.amount)
		o.ruling.amount, o.ruling.rule = &left, e
		if left > 0 {
			o.reducedBy = append(o.reducedBy, first.pack.Policy.ID)
			return
		}
	case e == nil:
		e = f
	}
	o.excludedBy = append(o.excludedBy, first.pack.Policy.ID)
	o.ruling.amount, o.ruling.state, o.ruling.rule = &zero, Excluded, e
}

// contend notes the excluding policies whose outcome is still unknown.
func (o *Outcome) contend(others []*Outcome) {
	if o.ruling.verdict != Yes {
		return
	}
	for _, other := range others {
		if other != o && other.ruling.verdict == Unknown && (o.against(other) != nil || other.against(o) != nil) {
			o.contends = append(o.contends, other.pack.Policy.ID)
		}
	}
}
