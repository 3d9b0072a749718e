package programme

import (
	"slices"
	"strings"

	"yanzhen/internal/base/fault"
	"yanzhen/internal/policy/pack"
)

var filers = []string{"person", "unit", "village", "peer", "leader"}

// Hidden are the things a rubric may hide from raters.
var Hidden = []string{"name", "photo", "sex", "age", "education", "title", "seniority", "identity", "unit"}

// check tells what is wrong with a programme beyond its form and types.
func (p *Pack) check(folder string, policies []*pack.Pack) {
	g := &p.Programme
	if g.Format != Format {
		p.wrong(g.At, "programme.problem.format", "want", Format, "got", g.Format)
	}
	if folder != "." && folder != g.ID {
		p.wrong(g.At, "programme.problem.folder", "id", g.ID, "folder", folder)
	}
	if !g.Sample && strings.TrimSpace(g.Document) == "" {
		p.wrong(g.At, "programme.problem.document")
	}
	for _, f := range g.Filers {
		if !slices.Contains(filers, f) {
			p.wrong(g.At, "programme.problem.filer", "got", f, "want", strings.Join(filers, ", "))
		}
	}
	if g.Audience == "person" && !g.Consent && slices.ContainsFunc(g.Filers, func(f string) bool { return f != "person" }) {
		p.wrong(g.At, "programme.problem.consent")
	}
	p.checkPolicies(policies)
	p.checkFields()
	p.checkStages()
	p.checkRubric()
	p.checkNotice()
	p.checkOutcome()
}

func (p *Pack) checkPolicies(policies []*pack.Pack) {
	for _, id := range []string{p.Programme.Policy, p.Programme.Outcome.Policy} {
		if id != "" && !slices.ContainsFunc(policies, func(q *pack.Pack) bool { return q.Policy.ID == id }) {
			p.wrong(p.Programme.At, "programme.problem.no_policy", "id", id)
		}
	}
}

func (p *Pack) checkFields() {
	for _, f := range p.order {
		switch {
		case (f.Fact == "") == (f.Type == ""):
			p.wrong(f.At, "programme.problem.field_type", "id", f.ID)
		case f.Fact == "" && f.Name.IsZero():
			p.wrong(f.At, "programme.problem.field_name", "id", f.ID)
		case (f.Type == "choice") != (len(f.Choices) > 0):
			p.wrong(f.At, "programme.problem.choices", "id", f.ID)
		}
	}
	for _, m := range p.papers {
		for _, key := range m.Proves {
			if _, known := p.facts.Find(key); !known {
				p.wrong(m.At, "programme.problem.no_fact", "fact", key, "nearest", p.facts.Nearest(key))
			}
		}
	}
}

// checkStages tells what would let a case come to a standstill.
func (p *Pack) checkStages() {
	places := map[string]pack.Pos{}
	for _, s := range p.Programme.Stages {
		places["stages."+s.ID] = s.At
		if (s.Kind == "vote") != (s.Members > 0) {
			p.wrong(s.At, "programme.problem.members", "id", s.ID)
		}
		for _, seat := range s.By {
			if !seatKnown(seat) {
				p.wrong(s.At, "programme.problem.seat", "got", seat)
			}
		}
	}
	if !seatKnown(p.Programme.Keeper) {
		p.wrong(p.Programme.At, "programme.problem.seat", "got", p.Programme.Keeper)
	}
	if err := p.Flow.Check(); err != nil {
		for _, f := range fault.Of(err).All() {
			at, known := places[f.Field]
			if !known {
				at = p.Programme.At
			}
			p.wrong(at, f.Key)
		}
	}
}

// seatKnown reports whether a seat is one that accounts can hold.
func seatKnown(seat string) bool {
	department, is := strings.CutPrefix(seat, "department:")
	return is && department != "" || slices.Contains([]string{"office", "unit", "panel", "leader"}, seat)
}

func (p *Pack) has(kind string) bool {
	return slices.ContainsFunc(p.Programme.Stages, func(s Stage) bool { return s.Kind == kind })
}

func (p *Pack) checkRubric() {
	r := p.Programme.Rubric
	if (r != nil) != p.has("panel") {
		p.wrong(p.Programme.At, "programme.problem.panel")
	}
	if r == nil {
		return
	}
	if r.Raters < 2 || !(r.Points > 0) {
		p.wrong(r.At, "programme.problem.raters")
	}
	for _, h := range r.Hides {
		if !slices.Contains(Hidden, h) {
			p.wrong(r.At, "programme.problem.hides", "got", h, "want", strings.Join(Hidden, ", "))
		}
	}
	for _, c := range r.Criteria {
		rising := slices.IsSortedFunc(c.Levels, func(a, b Level) int {
			if a.Mark < b.Mark {
				return -1
			}
			return 1
		})
		if !(c.Weight > 0) || len(c.Levels) < 2 || !rising || c.Levels[0].Mark < 0 {
			p.wrong(c.At, "programme.problem.criterion", "id", c.ID)
		}
	}
}

func (p *Pack) checkNotice() {
	n := p.Programme.Notice
	if (n != nil) != p.has("notice") {
		p.wrong(p.Programme.At, "programme.problem.notice")
	}
	if n == nil {
		return
	}
	for _, shown := range n.Shows {
		if _, known := p.facts.Find(shown); !known && p.fields[shown] == nil && !slices.Contains([]string{"name", "unit"}, shown) {
			p.wrong(n.At, "programme.problem.shows", "got", shown)
		}
	}
	for _, masked := range n.Masks {
		if !slices.Contains(n.Shows, masked) {
			p.wrong(n.At, "programme.problem.masks", "got", masked)
		}
	}
}

func (p *Pack) checkOutcome() {
	o := p.Programme.Outcome
	if o.Title == nil && o.Policy == "" && len(o.Entitlements) == 0 && o.Level.IsZero() {
		p.wrong(o.At, "programme.problem.outcome")
	}
	for _, paper := range p.Programme.Papers {
		if paper.Stage != "" && !slices.ContainsFunc(p.Programme.Stages, func(s Stage) bool { return s.ID == paper.Stage }) {
			p.wrong(paper.At, "programme.problem.paper_stage", "id", paper.ID, "stage", paper.Stage)
		}
	}
}
