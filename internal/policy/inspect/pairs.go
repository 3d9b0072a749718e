package inspect

import (
	"context"
	"slices"

	"yanzhen/internal/base/civil"
	"yanzhen/internal/base/money"
	"yanzhen/internal/policy/fact"
	"yanzhen/internal/policy/pack"
)

// pair looks at two policies for a person who is paid by both, and nothing is said about it.
func pair(ctx context.Context, one, two *study) (Finding, bool) {
	day := one.day
	if two.day.After(day) {
		day = two.day
	}
	if !meet(one.a, two.a) || settled(one.a, two.a) || !one.holds(day) || !two.holds(day) || one.yes == nil || two.yes == nil {
		return Finding{}, false
	}
	facts, err := pack.Together(one.a.Pack, two.a.Pack)
	if err != nil {
		return Finding{}, false // they ask for different things by one name, and cannot be judged together
	}
	r := search(ctx, newGround(facts), day, with(one.demands(), two.demands()...))
	if r.Row == nil {
		return Finding{}, false
	}
	w := &Witness{Day: day, Packs: []*pack.Pack{one.a.Pack, two.a.Pack}}
	w.Facts = two.filled(one.filled(r.Row))
	amounts := w.both()
	if amounts == nil {
		return Finding{}, false
	}
	f := Finding{Kind: Overlap, Severity: Likely, Between: true, Others: []Ref{{one.a.Pack.Policy.ID, one.a.Pack.Policy.Name}}, Fen: min(amounts[0], amounts[1]), Witness: w}
	if alike := likeness(one, two); alike >= 0.5 {
		f.Kind = PaidTwice
		if alike == 1 {
			f.Severity = Certain
		}
	}
	f.texts = append(one.texts(), two.texts()...)
	return f, true
}

// holds reports whether the version is in force on a day.
func (s *study) holds(day civil.Date) bool { return s.a.Day(day) == day }

// both gives what each of two policies comes to for the witness, nil unless both say yes. An amount that is not known is 0.
func (w *Witness) both() []money.Fen {
	var amounts []money.Fen
	for _, o := range w.Judge() {
		if o.Verdict() != pack.Yes || o.State() == pack.Excluded {
			return nil
		}
		fen, _ := o.AmountFen()
		amounts = append(amounts, money.Fen(fen))
	}
	return amounts
}

// meet reports whether two policies are for the same purpose and can be had in one place.
func meet(one, two pack.Anatomy) bool {
	p, q := &one.Pack.Policy, &two.Pack.Policy
	if p.ID == q.ID || p.Kind != q.Kind || p.Kind == "other" || len(one.Body.Benefits) == 0 || len(two.Body.Benefits) == 0 {
		return false
	}
	return slices.Contains(fact.Ancestry(p.Region), q.Region) || slices.Contains(fact.Ancestry(q.Region), p.Region)
}

// settled reports whether one of the policies says what becomes of the other.
func settled(one, two pack.Anatomy) bool { return speaksOf(one, two) || speaksOf(two, one) }

func speaksOf(a, other pack.Anatomy) bool {
	known := append(groupsOf(other.Body), other.Pack.Policy.ID)
	for _, name := range named(a.Body) {
		if name != "" && slices.Contains(known, name) {
			return true
		}
	}
	return false
}

// groupsOf are the groups that a policy is in.
func groupsOf(b pack.Body) []string {
	var groups []string
	for _, e := range b.Exclusive {
		groups = append(groups, e.Group)
	}
	for _, c := range b.Caps {
		groups = append(groups, c.Group)
	}
	return groups
}

// named are the policies and groups that a policy says something about: what excludes, stacks, comes first, is capped
// together or is asked for.
func named(b pack.Body) []string {
	names := groupsOf(b)
	for _, e := range b.Exclusive {
		names = append(names, e.With...)
	}
	for _, s := range b.Stacks {
		names = append(names, s.With...)
	}
	for _, p := range b.Prior {
		names = append(names, p.AnyOf...)
	}
	for _, c := range b.Caps {
		names = append(names, c.With...)
	}
	each(b.Gates, func(g *pack.Gate) {
		if g.Benefit != nil {
			names = append(names, g.Benefit.Policy, g.Benefit.Group)
		}
	})
	return names
}

// each visits gates and those inside their sets.
func each(gates []pack.Gate, visit func(*pack.Gate)) {
	for i := range gates {
		visit(&gates[i])
		for j := range gates[i].Any {
			each(gates[i].Any[j].All, visit)
		}
	}
}

// texts are the conditions of the version.
func (s *study) texts() []string {
	var texts []string
	for _, g := range s.gates {
		texts = append(texts, g.Rule.Text())
	}
	return texts
}

// likeness is the share of conditions that two policies have in common: of those that either has, what both have. Two
// conditions are the same when nobody meets one and not the other.
func likeness(one, two *study) float64 {
	common := 0
	for _, g := range one.gates {
		if slices.ContainsFunc(two.gates, func(h pack.Demand) bool { return equal(one, g, h) }) {
			common++
		}
	}
	all := len(one.gates) + len(two.gates) - common
	if all == 0 {
		return 1
	}
	return float64(common) / float64(all)
}

func equal(s *study, g, h pack.Demand) bool {
	if g.Rule.Text() == h.Rule.Text() {
		return true
	}
	if !slices.Equal(g.Rule.Facts(), h.Rule.Facts()) {
		return false
	}
	return none(s.find(yes(g.Rule), no(h.Rule))) && none(s.find(no(g.Rule), yes(h.Rule)))
}
