package pack

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strings"

	"yanzhen/internal/base/civil"
	"yanzhen/internal/base/money"
	"yanzhen/internal/policy/fact"
)

// A Case is a person and the outcome that the pack must give.
type Case struct {
	Name   string         `yaml:"name" need:"yes" doc:"the case as a sentence"`
	Ref    string         `yaml:"ref" doc:"where the case comes from"`
	On     civil.Date     `yaml:"on" need:"yes" doc:"day of evaluation"`
	Person string         `yaml:"person" doc:"somebody under people whose facts are the start"`
	Facts  map[string]any `yaml:"facts" doc:"facts; null takes a fact of the person away"`
	With   []string       `yaml:"with" doc:"other packs that are looked at together with this one"`
	Expect Expect         `yaml:"expect" need:"yes" doc:"what must come out; only what is written is compared"`

	At Pos `yaml:"-"`

	places map[string]Pos // of its facts and expectations: "facts person.hukou", "expect verdict"
}

func (c *Case) place(section, key string) Pos {
	if at, known := c.places[section+" "+key]; known {
		return at
	}
	return c.At
}

// Expect is what must come out.
type Expect struct {
	Verdict   string               `yaml:"verdict" one:"yes no unknown" doc:"verdict"`
	State     string               `yaml:"state" doc:"state"`
	Version   string               `yaml:"version" doc:"version that holds"`
	Yuan      *money.Fen           `yaml:"amount_yuan" doc:"amount in yuan"`
	Each      *money.Fen           `yaml:"each_yuan" doc:"one payment in yuan, of the first benefit given"`
	Schedule  []money.Fen          `yaml:"schedule_yuan" doc:"the payments in yuan"`
	Due       []civil.Date         `yaml:"due" doc:"the days of the payments"`
	Clauses   map[string]string    `yaml:"clauses" doc:"verdict of single clauses"`
	Missing   []string             `yaml:"missing" doc:"absent facts, all of them"`
	Excluded  []string             `yaml:"excluded_by" doc:"what excludes it, all of it"`
	Documents []string             `yaml:"documents" doc:"documents that must be among those asked for"`
	Without   []string             `yaml:"not_documents" doc:"documents that must not be asked for"`
	Benefits  map[string]money.Fen `yaml:"benefits_yuan" doc:"total of single benefits in yuan"`
	Opens     civil.Date           `yaml:"opens" doc:"next day on which applications are taken"`
}

type caseFile struct {
	People map[string]map[string]any `yaml:"people" doc:"facts of people that several cases start from"`
	Cases  []Case                    `yaml:"cases" need:"yes" doc:"the cases"`
}

// readCases reads cases.yaml and lays each case over its person. A pack without cases is wrong.
func (p *Pack) readCases(fsys fs.FS, name string) error {
	text, err := fs.ReadFile(fsys, name)
	r := &reader{file: name}
	switch {
	case errors.Is(err, fs.ErrNotExist):
		r.wrong(Pos{1, 1}, "pack.problem.no_cases")
		p.Problems = append(p.Problems, r.problems...)
		return nil
	case err != nil:
		return err
	}
	var file caseFile
	r.read(text, &file)
	for i := range file.Cases {
		c := &file.Cases[i]
		c.places = map[string]Pos{}
		r.placesOf(c.places, "facts", "people", c.Person)
		r.placesOf(c.places, "facts", "cases", i, "facts")
		r.placesOf(c.places, "expect", "cases", i, "expect")
		base, known := file.People[c.Person]
		if c.Person != "" && !known {
			r.wrong(c.At, "pack.problem.no_person", "person", c.Person, "nearest", fact.Nearest(c.Person, sortedKeys(file.People)))
		}
		facts := maps.Clone(base)
		if facts == nil {
			facts = map[string]any{}
		}
		maps.Copy(facts, c.Facts)
		c.Facts = facts
	}
	if len(file.Cases) == 0 && len(r.problems) == 0 {
		r.wrong(Pos{1, 1}, "pack.problem.no_cases")
	}
	p.Cases = file.Cases
	p.Problems = append(p.Problems, r.problems...)
	return nil
}

// A Tried is a case with what came of it.
type Tried struct {
	*Case
	Got         *Outcome // nil when the pack cannot be used
	Differences []Difference
	problems    []Problem
}

// Passed reports whether the case came out as expected.
func (t Tried) Passed() bool { return t.Got != nil && len(t.problems) == 0 }

// A Difference is one thing that came out otherwise than expected: what, such as "clauses.hukou", and both values as the pack would
// write them.
type Difference struct {
	What string `json:"what"`
	Want string `json:"want"`
	Got  string `json:"got"`
}

// RunCases runs the cases of p, beside the packs that a case names among all, and tells every
// difference between what came out and what was expected.
func (p *Pack) RunCases(all []*Pack) []Problem {
	var problems []Problem
	for _, t := range p.Try(all) {
		problems = append(problems, t.problems...)
	}
	return problems
}

// Try runs the cases of p as RunCases does and gives each with what came of it, in their order.
func (p *Pack) Try(all []*Pack) []Tried {
	tried := make([]Tried, len(p.Cases))
	for i := range p.Cases {
		tried[i].Case = &p.Cases[i]
		if p.Usable() {
			tried[i].run(p, all)
		}
	}
	return tried
}

func (t *Tried) run(p *Pack, all []*Pack) {
	r := &reader{file: caseName(p.file)}
	row, wrong := p.facts.Read(t.Facts)
	for _, w := range wrong {
		r.wrong(t.place("facts", w.Key), "pack.problem.case_fact", "case", t.Name, "fact", w.Key, "reason", w.Reason, "args", w.Args)
	}
	packs := []*Pack{p}
	for _, id := range t.With {
		i := slices.IndexFunc(all, func(q *Pack) bool { return q.Policy.ID == id && q.Usable() })
		if i < 0 {
			r.wrong(t.At, "pack.problem.no_pack", "id", id)
			continue
		}
		packs = append(packs, all[i])
	}
	t.Got = Eval(packs, Person{ID: t.Name, Facts: row}, t.On)[0]
	t.Differences = t.Expect.differences(t.Got.Answer("zh"))
	for _, d := range t.Differences {
		key, _, _ := strings.Cut(d.What, ".")
		r.wrong(t.place("expect", key), "pack.problem.case", "case", t.Name, "what", d.What, "want", d.Want, "got", d.Got)
	}
	t.problems = r.problems
}

// Problems are those of the case: facts that cannot be read, packs that are not there, and differences.
func (t Tried) Problems() []Problem { return t.problems }

func caseName(policy string) string { return policy[:len(policy)-len("policy.yaml")] + "cases.yaml" }

// differences compares what is written in the expectation.
func (e Expect) differences(a Answer) []Difference {
	var out []Difference
	same := func(what string, want, got any) {
		if w, g := fmt.Sprint(want), fmt.Sprint(got); w != g {
			out = append(out, Difference{what, w, g})
		}
	}
	if e.Verdict != "" {
		same("verdict", e.Verdict, a.Verdict)
	}
	if e.State != "" {
		same("state", e.State, a.State)
	}
	if e.Version != "" {
		same("version", e.Version, a.Version)
	}
	if e.Yuan != nil {
		same("amount_yuan", *e.Yuan, fenOrNone(a.Amount))
	}
	if !e.Opens.IsZero() {
		same("opens", e.Opens, a.Opens)
	}
	e.amounts(a, same)
	for _, id := range sortedKeys(e.Clauses) {
		same("clauses."+id, e.Clauses[id], verdictOf(a.Clauses, id))
	}
	if e.Missing != nil {
		same("missing", slices.Sorted(slices.Values(e.Missing)), a.Missing)
	}
	if e.Excluded != nil {
		same("excluded_by", slices.Sorted(slices.Values(e.Excluded)), a.Excluded)
	}
	for _, id := range e.Documents {
		same("documents."+id, true, hasPaper(a.Papers, id))
	}
	for _, id := range e.Without {
		same("documents."+id, false, hasPaper(a.Papers, id))
	}
	return out
}

func (e Expect) amounts(a Answer, same func(string, any, any)) {
	if e.Each != nil {
		var each *int64
		for _, b := range a.Benefits {
			if b.Each != nil && each == nil {
				each = b.Each
			}
		}
		same("each_yuan", *e.Each, fenOrNone(each))
	}
	if e.Schedule != nil {
		var fens []money.Fen
		for _, d := range a.Schedule {
			if !d.Lost {
				fens = append(fens, money.Fen(d.Fen))
			}
		}
		same("schedule_yuan", e.Schedule, fens)
	}
	if e.Due != nil {
		var days []string
		for _, d := range a.Schedule {
			days = append(days, d.Due)
		}
		same("due", e.Due, days)
	}
	for _, id := range sortedKeys(e.Benefits) {
		var total *int64
		for _, b := range a.Benefits {
			if b.ID == id {
				total = b.Total
				if b.Verdict == No {
					total = new(int64)
				}
			}
		}
		same("benefits_yuan."+id, e.Benefits[id], fenOrNone(total))
	}
}

func fenOrNone(fen *int64) string {
	if fen == nil {
		return "unknown"
	}
	return money.Fen(*fen).String()
}

func verdictOf(clauses []Clause, id string) Verdict {
	for _, c := range clauses {
		if c.ID == id {
			return c.Verdict
		}
	}
	return ""
}

func hasPaper(papers []Paper, id string) bool {
	return slices.ContainsFunc(papers, func(p Paper) bool { return p.ID == id })
}
