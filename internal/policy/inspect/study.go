package inspect

import (
	"context"
	"slices"

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
	facts    *fact.Catalogue
	day      civil.Date
	gates    []pack.Demand // that a rule can decide
	yes      map[string]any
	findings []Finding
}

func newStudy(ctx context.Context, a pack.Anatomy, today civil.Date) *study {
	s := &study{ctx: ctx, a: a, facts: a.Pack.Facts(), day: a.Day(today)}
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

func search(ctx context.Context, facts *fact.Catalogue, day civil.Date, claims []witness.Claim) witness.Result {
	rules := make([]*rule.Program, len(claims))
	for i, c := range claims {
		rules[i] = c.Rule
	}
	m := newModel(facts, rules, day)
	return witness.Search{Matters: m.matters, Claims: claims, Fits: fits, Day: day, Most: mostJudged}.Find(ctx)
}

// none reports that the search went through everybody it could think of and found nobody.
func none(r witness.Result) bool { return r.Row == nil && r.Tried < mostJudged }

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

// filled adds to the facts of a person what else the policy asks about, as it is likely to be.
func (s *study) filled(row map[string]any) fact.Row {
	full := fact.Row{}
	for key, v := range row {
		if v != nil {
			full[key] = v
		}
	}
	m := newModel(s.facts, s.a.Rules(), s.day)
	for _, matter := range m.matters {
		for _, choice := range matter.Choices {
			if add(full, choice) {
				break
			}
		}
	}
	return full
}

// add makes a choice of facts that are all open; false when it does not go together with those that are known.
func add(row fact.Row, c witness.Choice) bool {
	for key, v := range c {
		if _, known := row[key]; known || v == nil {
			return true
		}
	}
	for key, v := range c {
		row[key] = v
	}
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
