package policy

import (
	"context"
	"slices"
	"strings"

	"yanzhen/internal/base/civil"
	"yanzhen/internal/base/money"
	"yanzhen/internal/i18n"
	"yanzhen/internal/policy/pack"
)

// A TriedCase is a case of a pack with what came of it and why.
type TriedCase struct {
	Case
	Line        int              `json:"line"` // where it stands in cases.yaml
	Got         *CaseOutcome     `json:"got,omitempty"`
	Differences []CaseDifference `json:"differences,omitempty"` // expected against got
	Problems    []Found          `json:"problems,omitempty"`    // why it could not be tried as written
}

// A CaseOutcome is what came out of a case.
type CaseOutcome struct {
	Verdict Verdict  `json:"verdict"`
	Reason  string   `json:"reason"`
	Amount  string   `json:"amount,omitempty"` // in yuan; empty while unknown
	Clauses []Clause `json:"clauses"`
	Tree    []Branch `json:"-"`
}

// A CaseDifference is one thing that came out otherwise, in words.
type CaseDifference struct {
	What string `json:"what"`
	Want string `json:"want"`
	Got  string `json:"got"`
}

// try runs the cases of p beside the packs of the shelf, which they may name.
func (s *shelf) try(p *pack.Pack) []pack.Tried {
	all := []*pack.Pack{p}
	for _, v := range s.volumes {
		if v.pack.Policy.ID != p.Policy.ID {
			all = append(all, v.pack)
		}
	}
	return p.Try(all)
}

// reportOf sums up the problems of p and of its cases.
func reportOf(p *pack.Pack, tried []pack.Tried) Report {
	r := Report{Problems: slices.Clone(p.Problems), Cases: len(p.Cases)}
	for _, t := range tried {
		r.Problems = append(r.Problems, t.Problems()...)
		if len(t.Problems()) > 0 {
			r.Failed++
		}
	}
	return r
}

// report checks p beside the packs of the shelf.
func (s *shelf) report(p *pack.Pack) Report { return s.tell(p, s.try(p)) }

// tell is reportOf with what is certain to be wrong beyond the form.
func (s *shelf) tell(p *pack.Pack, tried []pack.Tried) Report {
	r := reportOf(p, tried)
	r.Problems = append(r.Problems, s.certain(p)...)
	return r
}

// caseOf tells what a case expects, and whether it came out.
func caseOf(t pack.Tried) Case {
	one := Case{Name: t.Name, On: t.On, Verdict: t.Expect.Verdict, State: t.Expect.State, Passed: t.Passed()}
	if t.Expect.Yuan != nil {
		one.Amount = t.Expect.Yuan.Short()
	}
	return one
}

// triedCases tells of every case what came of it, with its clauses in sentences.
func (b *Book) triedCases(ctx context.Context, tried []pack.Tried) []TriedCase {
	out := []TriedCase{}
	for _, t := range tried {
		one := TriedCase{Case: caseOf(t), Line: t.At.Line}
		if t.Got != nil {
			one.Got = b.caseOutcome(ctx, t.Got, t.On)
			for _, d := range t.Differences {
				one.Differences = append(one.Differences, differenceOf(ctx, t.Got.Pack(), d))
			}
		}
		for _, problem := range t.Problems() {
			if problem.Key != "pack.problem.case" {
				one.Problems = append(one.Problems, inWords([]pack.Problem{problem}, langOf(ctx))...)
			}
		}
		out = append(out, one)
	}
	return out
}

func (b *Book) caseOutcome(ctx context.Context, o *pack.Outcome, on civil.Date) *CaseOutcome {
	lang, who := langOf(ctx), subject{day: on}
	answer := o.Answer(lang)
	out := &CaseOutcome{Verdict: answer.Verdict, Reason: answer.Reason, Clauses: []Clause{}}
	if answer.Amount != nil {
		out.Amount = money.Fen(*answer.Amount).Short()
	}
	for _, c := range answer.Clauses {
		out.Clauses = append(out.Clauses, who.clause(ctx, b, o.Pack().Facts(), c))
	}
	out.Tree = treeOf(o.Pack().Policy.BodyOf(o.Version()).Gates, out.Clauses, lang)
	return out
}

var _ = []string{i18n.Family("policy.case.what."), i18n.Family("policy.case.verdict."), i18n.Family("policy.case.state."), i18n.Family("policy.case.paper.")}

// differenceOf puts a difference into words.
func differenceOf(ctx context.Context, p *pack.Pack, d pack.Difference) CaseDifference {
	what, id, _ := strings.Cut(d.What, ".")
	words := func(value string) string {
		switch what {
		case "verdict", "clauses":
			return wordOr(ctx, "policy.case.verdict."+value, value)
		case "state":
			return wordOr(ctx, "policy.case.state."+value, value)
		case "documents":
			return wordOr(ctx, "policy.case.paper."+value, value)
		case "amount_yuan", "each_yuan", "benefits_yuan":
			if fen, err := money.Parse(value); err == nil {
				return i18n.Money(ctx, fen)
			}
			return wordOr(ctx, "policy.case.verdict."+value, value)
		case "missing":
			var names []string
			for key := range strings.FieldsSeq(strings.Trim(value, "[]")) {
				names = append(names, nameOf(p.Facts(), key, langOf(ctx)))
			}
			value = strings.Join(names, separator(langOf(ctx)))
		default:
			value = strings.Join(strings.Fields(strings.Trim(value, "[]")), separator(langOf(ctx)))
		}
		if value == "" {
			return i18n.T(ctx, "policy.case.nothing")
		}
		return value
	}
	label := i18n.T(ctx, "policy.case.what."+what)
	if id != "" {
		label = i18n.T(ctx, "policy.case.of", i18n.Args{"what": label, "id": id})
	}
	return CaseDifference{label, words(d.Want), words(d.Got)}
}

// wordOr gives the words of key, or the value itself where somebody wrote one that there is not.
func wordOr(ctx context.Context, key, value string) string {
	if value != "" && i18n.Has(ctx, key) {
		return i18n.T(ctx, key)
	}
	return value
}
