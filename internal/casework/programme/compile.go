package programme

import (
	"cmp"
	"strconv"

	"yanzhen/internal/base/workday"
	"yanzhen/internal/casework/flow"
	"yanzhen/internal/engine/rule"
	"yanzhen/internal/policy/fact"
	"yanzhen/internal/policy/pack"
)

// compile makes the conditions and the way ready.
func (p *Pack) compile(text string) {
	p.gates = pack.Of(p.asPolicy(), p.file, text)
	p.Problems = append(p.Problems, p.gates.Problems...)
	p.facts = p.gates.Facts()
	p.form()
	for i := range p.Programme.Materials {
		m := &p.Programme.Materials[i]
		p.papers = append(p.papers, &material{m, p.rule(m.When, rule.Bool)})
	}
	if q := p.Programme.Quota; q != nil {
		for i := range q.Within {
			p.shares = append(p.shares, p.rule(q.Within[i].When, rule.Bool))
		}
	}
	p.level = p.rule(p.Programme.Outcome.Level, rule.Text)
	p.Flow = flow.Programme{Keeper: p.Programme.Keeper}
	for i := range p.Programme.Stages {
		p.Flow.Stages = append(p.Flow.Stages, p.Programme.Stages[i].flow())
	}
}

func (p *Pack) rule(e pack.Expr, want rule.Type) *rule.Program {
	if e.IsZero() {
		return nil
	}
	made, problems := p.gates.Compile(e, want)
	p.Problems = append(p.Problems, problems...)
	return made
}

// asPolicy gives the programme's own conditions as a policy that gives nothing but the right to apply.
func (p *Pack) asPolicy() pack.Policy {
	g := &p.Programme
	out := pack.Policy{Format: pack.Format, ID: g.ID, Name: g.Name, Level: "district", Kind: "talent", Issuer: g.Issuer, Document: g.Document,
		Citation: g.Citation, Sample: g.Sample, Define: g.Define, Lists: g.Lists, At: g.At}
	out.Gates = g.Gates
	out.Versions = []pack.Version{{ID: "gates"}}
	for _, s := range g.Form {
		for _, f := range s.Fields {
			if in, own := f.input(); own {
				out.Inputs = append(out.Inputs, in)
			}
		}
	}
	return out
}

var inputTypes = map[string]string{"line": "text", "text": "text", "int": "int", "yuan": "int", "date": "date", "bool": "bool", "choice": "text"}

// input gives the fact that holds the answer to a field that names none.
func (f *Field) input() (pack.Input, bool) {
	if f.Fact != "" {
		return pack.Input{}, false
	}
	in := pack.Input{Key: "input." + f.ID, Type: inputTypes[f.Type], Name: f.Name, Changes: "person", At: f.At}
	if f.Type == "yuan" {
		in.Unit = "fen"
	}
	return in, true
}

func (p *Pack) form() {
	p.fields = map[string]*field{}
	for i := range p.Programme.Form {
		for j := range p.Programme.Form[i].Fields {
			f := &p.Programme.Form[i].Fields[j]
			made := &field{Field: f, key: cmp.Or(f.Fact, "input."+f.ID), when: p.rule(f.When, rule.Bool)}
			known := false
			if made.fact, known = p.facts.Find(made.key); !known {
				p.wrong(f.At, "programme.problem.no_fact", "fact", made.key, "nearest", p.facts.Nearest(made.key))
			}
			if _, twice := p.fields[f.ID]; twice {
				p.wrong(f.At, "programme.problem.twice", "id", f.ID)
			}
			p.fields[f.ID] = made
			p.order = append(p.order, made)
		}
	}
}

// Facts gives the catalogue with the answers of the form.
func (p *Pack) Facts() *fact.Catalogue { return p.facts }

// flow gives the stage as the way of a case knows it.
func (s *Stage) flow() flow.Stage {
	out := flow.Stage{ID: s.ID, Kind: flow.Sign, Seats: s.By, Turns: s.InTurn, Join: flow.Join(cmp.Or(s.Join, "all")), Again: s.Again,
		Period: workday.Period{Days: s.Days, Calendar: s.Calendar, FirstCounts: s.First}}
	if s.Ask > 0 {
		out.Asks, out.Supply, out.Pauses = true, workday.Period{Days: s.Ask}, !s.RunsOn
	}
	switch s.Kind {
	case "vote":
		out.Kind, out.Join, out.Quorum, out.Thirds, out.Tie = flow.Vote, "", s.Quorum, s.Thirds, flow.Tie(cmp.Or(s.Tie, "refuse"))
		for i := range s.Members {
			out.Seats = append(out.Seats, "member:"+strconv.Itoa(i+1))
		}
	case "notice":
		out.Kind, out.Join, out.Upheld = flow.Notice, "", s.Upheld
	}
	return out
}
