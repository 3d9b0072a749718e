package inspect

import (
	"slices"
	"strings"

	"yanzhen/internal/engine/rule"
	"yanzhen/internal/engine/witness"
	"yanzhen/internal/policy/pack"
)

// clauses looks for what nobody can meet, what follows from the rest, and what nobody comes to.
func (s *study) clauses() {
	if s.impossible() {
		return // of nobody everything is true
	}
	s.implied(s.gates, nil)
	for _, g := range s.gates {
		for _, set := range g.Sets {
			s.alternative(g, set)
		}
		s.subsumed(g)
	}
	s.tiers()
	s.parts()
}

// impossible finds clauses that nobody can meet, alone or together, and keeps somebody who meets all if there is one.
func (s *study) impossible() bool {
	before := len(s.findings)
	s.eachRule(s.gates, func(d pack.Demand) {
		if r := s.find(yes(d.Rule)); none(r) {
			rest := s.find(s.demands(d.ID)...)
			s.note(Finding{Kind: Impossible, variant: "alone", Severity: sure(r), At: d.At, Clause: refOf(d), Proof: r.Proof, Tried: r.Tried,
				Witness: s.witness(rest.Row), texts: []string{d.Rule.Text()}})
		}
	})
	if len(s.findings) > before {
		return true
	}
	all := s.find(s.demands()...)
	s.yes = all.Row
	if !none(all) {
		return false
	}
	s.contradiction(all)
	return true
}

// sure is certain for what is proved, likely for what was only tried.
func sure(r witness.Result) Severity {
	if r.Proof {
		return Certain
	}
	return Likely
}

// eachRule visits the conditions that a rule states, those inside sets too.
func (s *study) eachRule(gates []pack.Demand, visit func(pack.Demand)) {
	for _, g := range gates {
		if g.Rule != nil && len(g.Sets) == 0 {
			visit(g)
		}
		for _, set := range g.Sets {
			s.eachRule(set.All, visit)
		}
	}
}

// contradiction leaves out every gate that the contradiction does not need and reports what is left.
func (s *study) contradiction(all witness.Result) {
	core := slices.Clone(s.gates)
	for i := 0; i < len(core); {
		less := slices.Delete(slices.Clone(core), i, i+1)
		if r := s.find(met(less)...); none(r) {
			core, all = less, r
		} else {
			i++
		}
	}
	if len(core) == 0 {
		return
	}
	last := core[len(core)-1]
	f := Finding{Kind: Impossible, variant: "together", Severity: sure(all), At: last.At, Clause: refOf(last), Proof: all.Proof, Tried: all.Tried,
		Witness: s.witness(s.find(s.demands(last.ID)...).Row)}
	for _, g := range core {
		if f.texts = append(f.texts, g.Rule.Text()); g.ID != last.ID {
			f.Others = append(f.Others, refOf(g))
		}
	}
	s.note(f)
}

func refOf(d pack.Demand) Ref { return Ref{d.ID, d.Text} }

// met wants all demands to be met.
func met(demands []pack.Demand) []witness.Claim {
	var claims []witness.Claim
	for _, d := range demands {
		if d.Rule != nil {
			claims = append(claims, yes(d.Rule))
		}
	}
	return claims
}

// implied finds demands that whoever meets the others meets too. Of two that say the same the later one is reported.
func (s *study) implied(demands, outer []pack.Demand) {
	left := slices.Clone(demands)
	for i := len(demands) - 1; i >= 0; i-- {
		d := demands[i]
		if d.Rule == nil || d.Decision != nil || d.Benefit != nil {
			continue
		}
		others := slices.DeleteFunc(slices.Concat(outer, left), func(o pack.Demand) bool {
			return o.ID == d.ID || o.Rule == nil || o.Decision != nil || o.Stage == "payment" && d.Stage != "payment"
		})
		if s.follows(d, others) {
			left = slices.DeleteFunc(left, func(o pack.Demand) bool { return o.ID == d.ID })
		}
	}
}

// follows reports a demand that nobody fails who meets the others.
func (s *study) follows(d pack.Demand, others []pack.Demand) bool {
	near := nearby(d, others)
	r := s.find(with(met(near), no(d.Rule))...)
	if !none(r) {
		return false
	}
	for i := 0; i < len(near); { // leave out what it does not follow from
		less := slices.Delete(slices.Clone(near), i, i+1)
		if without := s.find(with(met(less), no(d.Rule))...); none(without) {
			near, r = less, without
		} else {
			i++
		}
	}
	f := Finding{Kind: Implied, variant: "others", Severity: Likely, At: d.At, Clause: refOf(d), Proof: r.Proof, Tried: r.Tried,
		Witness: s.witness(s.yes), texts: []string{d.Rule.Text()}}
	switch {
	case len(near) == 0:
		f.variant = "always"
	case len(near) == 1 && none(s.find(yes(d.Rule), no(near[0].Rule))):
		f.variant = "same"
	}
	if !r.Proof {
		f.Severity = Hint
	}
	for _, o := range near {
		f.Others, f.texts = append(f.Others, refOf(o)), append(f.texts, o.Rule.Text())
	}
	s.note(f)
	return true
}

// nearby are the demands that share facts with d, or share them with one that does.
func nearby(d pack.Demand, others []pack.Demand) []pack.Demand {
	linked := map[string]bool{}
	link := func(p *rule.Program) {
		for _, key := range p.Facts() {
			for _, k := range kin(key) {
				linked[k] = true
			}
		}
	}
	link(d.Rule)
	var near []pack.Demand
	for grown := true; grown; {
		grown = false
		for _, o := range others {
			if !slices.ContainsFunc(near, func(n pack.Demand) bool { return n.ID == o.ID }) &&
				slices.ContainsFunc(o.Rule.Facts(), func(key string) bool { return linked[key] }) {
				near, grown = append(near, o), true
				link(o.Rule)
			}
		}
	}
	return near
}

// alternative looks at one set of a gate: whether somebody comes in by it, and whether it says something twice.
func (s *study) alternative(g pack.Demand, set pack.Alternative) {
	if set.Rule == nil {
		return
	}
	if r := s.find(with(s.demands(g.ID), yes(set.Rule))...); none(r) {
		s.note(Finding{Kind: Unreached, variant: "set", Severity: sure(r), At: set.At, Clause: Ref{set.ID, set.Name}, Others: []Ref{refOf(g)},
			Proof: r.Proof, Tried: r.Tried, Witness: s.witness(s.find(yes(set.Rule)).Row), texts: []string{set.Rule.Text()}})
		return
	}
	outer := slices.DeleteFunc(slices.Clone(s.gates), func(o pack.Demand) bool { return o.ID == g.ID })
	s.implied(set.All, outer)
}

// subsumed finds sets whose every member comes in by another set too, unless an amount asks which set it was.
func (s *study) subsumed(g pack.Demand) {
	text := s.a.Pack.RuleText()
	for i, set := range g.Sets {
		if set.Rule == nil || strings.Contains(text, "met."+set.ID) {
			continue
		}
		for j, wide := range g.Sets {
			if i == j || wide.Rule == nil {
				continue
			}
			r := s.find(yes(set.Rule), no(wide.Rule))
			if !none(r) || i < j && none(s.find(yes(wide.Rule), no(set.Rule))) { // of two alike the later one
				continue
			}
			s.note(Finding{Kind: Implied, variant: "set", Severity: Hint, At: set.At, Clause: Ref{set.ID, set.Name}, Others: []Ref{{wide.ID, wide.Name}},
				Proof: r.Proof, Tried: r.Tried, Witness: s.witness(s.find(with(s.demands(g.ID), yes(set.Rule))...).Row), texts: []string{set.Rule.Text(), wide.Rule.Text()}})
			break
		}
	}
}

// tiers finds rows of a table that nobody comes to, since those above take everybody or the gates let nobody in.
func (s *study) tiers() {
	if slices.ContainsFunc(s.a.Body.Uplifts, func(u pack.Uplift) bool { return u.TierUp > 0 }) {
		return // an uplift leads to any row
	}
	for _, b := range s.a.Body.Benefits {
		if b.Amount == nil {
			continue
		}
		taken := s.demands()
		for _, t := range s.a.Tiers[b.ID] {
			claims := taken
			if t.When != nil {
				claims = with(taken, yes(t.When))
			}
			if r := s.find(claims...); none(r) {
				s.unreached("tier", t, r)
			}
			if t.When != nil && b.Amount.Pick != "highest" {
				taken = with(taken, no(t.When))
			}
		}
	}
}

// parts finds benefits, uplifts and papers for nobody.
func (s *study) parts() {
	for variant, parts := range map[string][]pack.Part{"benefit": s.a.Benefits, "uplift": s.a.Uplifts, "paper": s.a.Papers} {
		for _, p := range parts {
			if p.When == nil {
				continue
			}
			if r := s.find(with(s.demands(), yes(p.When))...); none(r) {
				s.unreached(variant, p, r)
			}
		}
	}
}

func (s *study) unreached(variant string, p pack.Part, r witness.Result) {
	f := Finding{Kind: Unreached, variant: variant, Severity: sure(r), At: p.At, Clause: Ref{p.ID, p.Text}, Proof: r.Proof, Tried: r.Tried, Witness: s.witness(s.yes)}
	if p.When != nil {
		f.texts = []string{p.When.Text()}
		if near := s.find(yes(p.When)); near.Row != nil {
			f.Witness = s.witness(near.Row)
		}
	}
	s.note(f)
}
