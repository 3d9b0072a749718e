package inspect

import (
	"context"
	"maps"
	"slices"
	"strings"

	"yanzhen/internal/base/civil"
	"yanzhen/internal/base/money"
	"yanzhen/internal/engine/rule"
	"yanzhen/internal/engine/witness"
	"yanzhen/internal/policy/fact"
	"yanzhen/internal/policy/pack"
)

// mostJudged bounds the rules judged in one search, so that no text can hold an inspection up.
const mostJudged = 6000

// A study looks at one version of one pack on one day.
type study struct {
	ctx      context.Context
	a        pack.Anatomy
	facts    *ground
	day      civil.Date
	gates    []pack.Demand // that a rule can decide
	yes      map[string]any
	findings []Finding
}

func newStudy(ctx context.Context, a pack.Anatomy, today civil.Date) *study {
	s := &study{ctx: ctx, a: a, facts: newGround(a.Pack.Facts()), day: a.Day(today)}
	for _, g := range a.Gates {
		if g.Rule != nil {
			s.gates = append(s.gates, g)
		}
	}
	return s
}

// find looks for a person of whom the claims are true.
func (s *study) find(claims ...witness.Claim) witness.Result {
	return search(s.ctx, s.facts, s.day, claims)
}

// search looks for a person of whom all claims are true. Claims that have nothing to do with each other are looked at
// apart: what makes one group true does not touch the other.
func search(ctx context.Context, facts *ground, day civil.Date, claims []witness.Claim) witness.Result {
	all := witness.Result{Row: map[string]any{}}
	for _, group := range groups(claims) {
		rules := make([]*rule.Program, len(group))
		for i, c := range group {
			rules[i] = c.Rule
		}
		m := newModel(facts, rules, day)
		r := witness.Search{Matters: m.matters, Claims: group, Fits: fits, Day: day, Most: mostJudged}.Find(ctx)
		all.Tried += r.Tried
		if r.Row == nil {
			return witness.Result{Tried: all.Tried, Proof: r.Proof, Stopped: r.Stopped}
		}
		maps.Copy(all.Row, r.Row)
	}
	return all
}

// groups parts claims into those that share facts, or facts that a law ties to each other.
func groups(claims []witness.Claim) [][]witness.Claim {
	var parts [][]witness.Claim
	var linked []map[string]bool
	for _, c := range claims {
		part, keys := []witness.Claim{c}, map[string]bool{}
		for _, key := range c.Rule.Facts() {
			for _, k := range kin(key) {
				keys[k] = true
			}
		}
		for i := 0; i < len(parts); {
			if !touch(linked[i], keys) {
				i++
				continue
			}
			part = append(slices.Clone(parts[i]), part...)
			maps.Copy(keys, linked[i])
			parts, linked = slices.Delete(parts, i, i+1), slices.Delete(linked, i, i+1)
		}
		parts, linked = append(parts, part), append(linked, keys)
	}
	return parts
}

func touch(a, b map[string]bool) bool {
	for key := range a {
		if b[key] {
			return true
		}
	}
	return false
}

// none reports that the search went through everybody it could think of and found nobody.
func none(r witness.Result) bool { return r.Row == nil && !r.Stopped }

func yes(p *rule.Program) witness.Claim { return witness.Claim{Rule: p, Yes: true} }
func no(p *rule.Program) witness.Claim  { return witness.Claim{Rule: p} }

// demands wants all gates but some to be met.
func (s *study) demands(but ...string) []witness.Claim {
	var claims []witness.Claim
	for _, g := range s.gates {
		if !slices.Contains(but, g.ID) {
			claims = append(claims, yes(g.Rule))
		}
	}
	return claims
}

// with adds claims to others without touching them.
func with(claims []witness.Claim, more ...witness.Claim) []witness.Claim {
	return append(slices.Clip(claims), more...)
}

// note keeps a finding about a clause of the version.
func (s *study) note(f Finding) { s.findings = append(s.findings, s.placed(f)) }

// placed says of which version a finding is, and names it.
func (s *study) placed(f Finding) Finding {
	p := &s.a.Pack.Policy
	f.Policy, f.Version, f.File = Ref{p.ID, p.Name}, s.a.Version.ID, s.a.Pack.File()
	if f.At.Line == 0 {
		f.At = p.At
	}
	f.People = -1
	if f.Fen == 0 {
		f.Fen = s.most()
	}
	f.sign()
	return f
}

// witness makes a witness of facts found for this version; nil of none.
func (s *study) witness(row map[string]any) *Witness {
	if row == nil {
		return nil
	}
	return &Witness{Facts: s.filled(row), Day: s.day, Packs: []*pack.Pack{s.a.Pack}}
}

// filled adds to the facts of a person what else the policy asks about, as it is likely to be. What the person was found
// to lack (nil in the row) stays absent, and pools are as full as nobody knows.
func (s *study) filled(row map[string]any) fact.Row {
	full := fact.Row(maps.Clone(row))
	if s.a.Body.Combine == "choose" && len(s.a.Body.Benefits) > 0 {
		full["application.choice"] = s.a.Body.Benefits[0].ID
	}
	for _, m := range s.a.Pack.Policy.Measures { // the count was found, not the periods that make it
		count, counted := full["measure."+m.ID]
		if !counted {
			continue
		}
		full[m.Of] = nil
		if _, isFact := s.facts.Find(m.Otherwise.Text); isFact && full[m.Otherwise.Text] == nil {
			full[m.Otherwise.Text] = count
		}
	}
	rules := slices.DeleteFunc(s.a.Rules(), func(p *rule.Program) bool {
		return slices.ContainsFunc(p.Facts(), func(key string) bool { return strings.HasPrefix(key, "pool.") })
	})
	for _, matter := range newModel(s.facts, rules, s.day).matters {
		if slices.ContainsFunc(matter.Choices, func(c witness.Choice) bool { return knows(full, c) }) {
			continue
		}
		for _, choice := range matter.Choices {
			if add(full, choice) {
				break
			}
		}
	}
	maps.DeleteFunc(full, func(_ string, v any) bool { return v == nil })
	return full
}

// knows reports whether something of a choice is settled already.
func knows(row fact.Row, c witness.Choice) bool {
	for key := range c {
		if _, settled := row[key]; settled {
			return true
		}
	}
	return false
}

// add makes a choice; false when it does not go together with what is known.
func add(row fact.Row, c witness.Choice) bool {
	maps.Copy(row, c)
	if fits(row) {
		return true
	}
	for key := range c {
		delete(row, key)
	}
	return false
}

// most is the largest fixed amount that the version gives one person at a time.
func (s *study) most() money.Fen {
	most := money.Fen(0)
	note := func(v pack.Value) {
		if v.Yuan != nil {
			most = max(most, *v.Yuan)
		}
	}
	for _, b := range s.a.Body.Benefits {
		if b.Amount == nil {
			continue
		}
		note(b.Amount.Value)
		for _, t := range b.Amount.Tiers {
			note(t.Value)
		}
	}
	return most
}
