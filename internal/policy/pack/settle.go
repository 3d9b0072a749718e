package pack

import (
	"slices"

	"yanzhen/internal/engine/bundle"
)

// apply writes what is claimed, and what is paid for it, into the outcomes.
func (s *settlement) apply(a bundle.Answer) {
	for i := range s.open {
		if at := slices.Index(a.Order, i); at >= 0 {
			s.pay(i, a, a.Order[:at])
		} else {
			s.leave(i, a)
		}
	}
}

// pay gives a claim what those made before leave of it.
func (s *settlement) pay(i int, a bundle.Answer, before []int) {
	o := s.open[i]
	full := *o.ruling.amount
	for _, j := range before {
		first := s.open[j]
		e := o.against(first)
		switch {
		case s.problem.After[i][j] == bundle.Reduce:
			o.reducedBy, o.ruling.rule = append(o.reducedBy, first.pack.Policy.ID), e
			full -= a.Paid[j]
		case e != nil && e.Rule == "sequential" && o.ruling.state == Payable:
			o.ruling.state, o.ruling.rule = PayableAfter, e
		}
	}
	if fen := a.Paid[i]; fen < min(*o.ruling.amount, bundle.MaxAmount) {
		o.ruling.amount = &fen
		if fen < full {
			o.ruling.cap = s.usedUp(i, a)
		}
	}
}

// leave says why a claim is not made: another excludes it in whatever order, or was made before it,
// or has to be made first, pays as much, or has used up the cap.
func (s *settlement) leave(i int, a bundle.Answer) {
	o, zero := s.open[i], int64(0)
	o.ruling.amount, o.ruling.state = &zero, Excluded
	for _, either := range []bool{true, false} {
		for _, j := range a.Order {
			if s.problem.After[i][j] == bundle.Refuse && (!either || s.problem.After[j][i] == bundle.Refuse) {
				o.excludedBy = append(o.excludedBy, s.open[j].pack.Policy.ID)
				o.ruling.rule = o.ruleWith(s.open[j])
			}
		}
		if len(o.excludedBy) > 0 {
			return
		}
	}
	if p := s.unmet(i, a); p != nil {
		o.ruling.state, o.ruling.prior = ClaimFirst, p
		return
	}
	for _, j := range a.Order {
		if s.problem.After[i][j] == bundle.Reduce || s.problem.After[j][i] == bundle.Refuse {
			o.excludedBy = append(o.excludedBy, s.open[j].pack.Policy.ID)
			o.ruling.rule = o.ruleWith(s.open[j])
		}
	}
	if c := s.usedUp(i, a); c != nil && len(o.excludedBy) == 0 {
		o.ruling.state, o.ruling.cap = CapReached, c
	}
}

// ruleWith gives the rule of o that speaks of other, else that of other that speaks of o.
func (o *Outcome) ruleWith(other *Outcome) *exclusive {
	if e := o.against(other); e != nil {
		return e
	}
	return other.against(o)
}

// unmet gives the rule of claim i that another must be claimed first and is not.
func (s *settlement) unmet(i int, a bundle.Answer) *prior {
	o := s.open[i]
	for _, p := range o.edition.prior {
		met := verdict(o.answers, p.had) == Yes || slices.ContainsFunc(a.Order, func(j int) bool {
			return s.open[j] != o && s.open[j].who.ID == o.who.ID && s.open[j].isOneOf(p.AnyOf)
		})
		if !met {
			return p
		}
	}
	return nil
}

// usedUp gives the cap of claim i of which nothing is left.
func (s *settlement) usedUp(i int, a bundle.Answer) *shared {
	for n, c := range s.problem.Caps {
		left := c.Left
		for _, j := range c.Of {
			left -= a.Paid[j]
		}
		if left <= 0 && (slices.Contains(c.By, i) || slices.Contains(c.Of, i) && slices.ContainsFunc(a.Order, func(j int) bool { return slices.Contains(c.By, j) })) {
			return s.caps[n].shared
		}
	}
	return nil
}
