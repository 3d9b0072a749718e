package pack

import (
	"cmp"
	"slices"

	"yanzhen/internal/engine/bundle"
)

var levelRank = map[string]int{"province": 3, "city": 2, "district": 1}

// resolve settles the outcomes of one person that exclude, reduce, cap or need one another: the
// combination that pays most is claimed, in an order in which it can be. Of combinations that pay
// the same, the one with the higher amounts, from the higher level of government, is taken.
func resolve(outcomes []*Outcome) {
	if slices.ContainsFunc(outcomes, func(o *Outcome) bool { return o.edition.tied() && o.claimable() }) { // few are, in a population
		if s := settlementOf(outcomes); len(s.open) > 0 {
			s.apply(bundle.Solve(&s.problem, bundle.Options{}))
		}
	}
	for _, o := range outcomes {
		o.contend(outcomes)
	}
}

// A settlement is the outcomes of one person, or of one household, that hang together, as claims.
type settlement struct {
	open    []*Outcome // those to prefer, where it makes no difference, first
	problem bundle.Problem
	caps    []capped // of the problem
}

// A capped is a cap and the outcome whose policy sets it.
type capped struct {
	*shared
	of *Outcome
}

// settlementOf takes those outcomes that can be paid and have to do with another, or with a cap.
func settlementOf(outcomes []*Outcome) *settlement {
	s := &settlement{}
	open := slices.Clone(outcomes)
	open = slices.DeleteFunc(open, func(o *Outcome) bool { return !o.claimable() })
	for i, o := range open {
		if !o.edition.tied() && len(o.edition.once) == 0 {
			continue
		}
		for j, other := range open {
			if i != j && (o.speaksOf(other) || o.onceWith(other)) {
				s.join(o)
				s.join(other)
			}
		}
		if len(o.edition.prior) > 0 || len(o.edition.caps) > 0 {
			s.join(o)
		}
	}
	if len(s.open) > 0 {
		s.order()
		s.pose()
	}
	return s
}

// claimable reports that the outcome says yes and something can be paid, as far as it is known.
func (o *Outcome) claimable() bool {
	return o.ruling.verdict == Yes && o.ruling.amount != nil && o.ruling.state != Excluded && o.ruling.state != PoolEmpty
}

// tied reports that the edition can have to do with other policies of the person.
func (ed *edition) tied() bool {
	return len(ed.exclusive) > 0 || len(ed.prior) > 0 || len(ed.caps) > 0
}

// speaksOf reports that a rule of o is about other.
func (o *Outcome) speaksOf(other *Outcome) bool {
	return o.against(other) != nil ||
		slices.ContainsFunc(o.edition.prior, func(p *prior) bool { return other.isOneOf(p.AnyOf) }) ||
		slices.ContainsFunc(o.edition.caps, func(c *shared) bool { return o.caps(c, other) })
}

func (s *settlement) join(o *Outcome) {
	if !slices.Contains(s.open, o) {
		s.open = append(s.open, o)
	}
}

// order puts those that pay the difference last, the others by amount, then by level of government.
func (s *settlement) order() {
	later := map[*Outcome]int{}
	for _, o := range s.open {
		if o.topsUp(s.open) {
			later[o] = 1
		}
	}
	slices.SortStableFunc(s.open, func(a, b *Outcome) int {
		return cmp.Or(
			cmp.Compare(later[a], later[b]),
			cmp.Compare(*b.ruling.amount, *a.ruling.amount),
			cmp.Compare(levelRank[b.pack.Policy.Level], levelRank[a.pack.Policy.Level]),
			cmp.Compare(a.pack.Policy.ID, b.pack.Policy.ID),
			cmp.Compare(a.who.ID, b.who.ID))
	})
}

// pose writes the outcomes as a problem of claims.
func (s *settlement) pose() {
	n := len(s.open)
	s.problem = bundle.Problem{Claims: make([]bundle.Claim, n), After: make([][]bundle.Effect, n)}
	for i, o := range s.open {
		s.problem.Claims[i] = bundle.Claim{Amount: *o.ruling.amount, Needs: s.needs(o)}
		s.problem.After[i] = make([]bundle.Effect, n)
		for j, first := range s.open {
			if i != j {
				s.problem.After[i][j] = o.after(first)
			}
		}
	}
	for _, o := range s.open {
		for _, c := range o.edition.caps {
			s.limit(o, c)
		}
	}
}

// after says what first, claimed before o, does to o: the rule of o decides; where o has none, that
// of first forbids.
func (o *Outcome) after(first *Outcome) bundle.Effect {
	switch e := o.against(first); {
	case o.onceWith(first):
		return bundle.Refuse
	case e == nil && first.against(o) == nil:
		return bundle.Free
	case e != nil && e.Rule == "top_up":
		return bundle.Reduce
	case e != nil && e.Rule == "sequential":
		return bundle.Free
	}
	return bundle.Refuse
}

// needs gives, for each rule of o that another must be claimed first and none was, those that may be.
func (s *settlement) needs(o *Outcome) (needs [][]int) {
	for _, p := range o.edition.prior {
		if verdict(o.answers, p.had) == Yes {
			continue
		}
		which := []int{}
		for j, other := range s.open {
			if other != o && other.who.ID == o.who.ID && other.isOneOf(p.AnyOf) {
				which = append(which, j)
			}
		}
		needs = append(needs, which)
	}
	return needs
}

// limit adds a cap of o, once for all that draw on it.
func (s *settlement) limit(o *Outcome, c *shared) {
	limit := bundle.Cap{Left: max(0, int64(c.Yuan)-o.had(c)), By: []int{}}
	for j, other := range s.open {
		if o.caps(c, other) || other == o {
			limit.Of = append(limit.Of, j)
		}
		if o.shares(c, other) || other == o {
			limit.By = append(limit.By, j)
		}
	}
	for i, known := range s.problem.Caps {
		if slices.Equal(known.Of, limit.Of) && slices.Equal(known.By, limit.By) {
			s.problem.Caps[i].Left = min(known.Left, limit.Left)
			return
		}
	}
	s.problem.Caps = append(s.problem.Caps, limit)
	s.caps = append(s.caps, capped{c, o})
}

// had is what was received under a cap; what is not known counts as nothing and is listed to be checked.
func (o *Outcome) had(c *shared) (fen int64) {
	for _, had := range c.had {
		if one, known := askInt(o.answers, had); known {
			fen += one
		}
	}
	return fen
}

// caps reports that other counts towards a cap of o.
func (o *Outcome) caps(c *shared, other *Outcome) bool {
	return o.shares(c, other) || o.jointly(c, other) && other.isOneOf(c.With)
}

// shares reports that other sets the cap of o too. What only counts towards it is not bound by it as
// long as nobody claims what sets it.
func (o *Outcome) shares(c *shared, other *Outcome) bool {
	return o.jointly(c, other) && (other.pack == o.pack ||
		c.Group != "" && slices.ContainsFunc(other.edition.caps, func(d *shared) bool { return d.Group == c.Group }))
}

// jointly reports that a cap of o counts benefits of the person whose outcome other is.
func (o *Outcome) jointly(c *shared, other *Outcome) bool {
	return o.who.ID == other.who.ID || c.Per == "couple" || c.Per == "household"
}

// isOneOf reports that the policy, or a group of it, is among names.
func (o *Outcome) isOneOf(names []string) bool {
	return slices.Contains(names, o.pack.Policy.ID) || slices.ContainsFunc(o.edition.exclusive, func(e *exclusive) bool {
		return e.Group != "" && slices.Contains(names, e.Group)
	}) || slices.ContainsFunc(o.edition.caps, func(c *shared) bool { return c.Group != "" && slices.Contains(names, c.Group) })
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
		if !o.counts(e, other) {
			continue
		}
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

// counts reports that e counts the benefits of the person whose outcome other is: the same person's
// unless it speaks of others alone, the spouse's other policies if it says so.
func (o *Outcome) counts(e *exclusive, other *Outcome) bool {
	if o.who.ID == other.who.ID {
		return len(e.By) == 0 || slices.Contains(e.By, "self")
	}
	return other.pack != o.pack && slices.Contains(e.By, "spouse")
}

// onceWith reports that other is the same policy for the spouse, and a couple, household or home has it once.
func (o *Outcome) onceWith(other *Outcome) bool {
	if o.who.ID == other.who.ID || o.pack != other.pack {
		return false
	}
	home := o.row["housing.home_id"]
	return slices.ContainsFunc(o.edition.once, func(one *once) bool {
		return one.Per == "couple" || one.Per == "household" || one.Per == "home" && home != nil && home == other.row["housing.home_id"]
	})
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
