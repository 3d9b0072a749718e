package inspect

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"slices"
	"strings"

	"yanzhen/internal/base/civil"
	"yanzhen/internal/base/fault"
	"yanzhen/internal/base/money"
	"yanzhen/internal/i18n"
	"yanzhen/internal/policy"
	"yanzhen/internal/policy/pack"
)

// A Told is a finding in the words of the reader, for programs and lists.
type Told struct {
	ID       string    `json:"id"`
	Kind     Kind      `json:"kind"`
	Severity Severity  `json:"severity"`
	Policy   string    `json:"policy"`
	Name     string    `json:"name"` // of the policy
	Version  string    `json:"version"`
	File     string    `json:"file,omitempty"`
	Line     int       `json:"line"`
	Column   int       `json:"column"`
	Clause   string    `json:"clause,omitempty"` // id
	Others   []string  `json:"others"`           // ids of clauses, or of the other policy
	Says     string    `json:"says"`
	Mend     string    `json:"mend"`
	Sure     string    `json:"sure,omitempty"`
	Proof    bool      `json:"proof"`
	Tried    int       `json:"tried"`
	Fen      money.Fen `json:"fen"`                 // what one person, or the pool, has at stake
	Limit    money.Fen `json:"limit_fen,omitempty"` // what there is
	People   int       `json:"people"`              // of the district; -1 where nobody counted
	Witness  *Person   `json:"witness,omitempty"`
	Aside    *Aside    `json:"set_aside,omitempty"`
}

// A Person is a witness in words. Nobody of this kind need exist.
type Person struct {
	Day      civil.Date `json:"day"`
	Policies []string   `json:"policies"` // by which to judge
	Facts    []Shown    `json:"facts"`
	Verdicts []string   `json:"verdicts"` // of the policies, in their order
}

// Tell puts the finding into words; a book that knows the names of places may be nil.
func (f *Finding) Tell(ctx context.Context, book *policy.Book) Told {
	t := Told{ID: f.ID, Kind: f.Kind, Severity: f.Severity, Policy: f.Policy.ID, Name: f.Policy.Name.In(lang(ctx)), Version: f.Version, File: f.File,
		Line: f.At.Line, Column: f.At.Column, Clause: f.Clause.ID, Others: []string{}, Says: f.Say(ctx), Mend: f.Mend(ctx), Sure: f.Sure(ctx),
		Proof: f.Proof, Tried: f.Tried, Fen: f.Fen, Limit: f.Limit, People: f.People}
	for _, o := range f.Others {
		t.Others = append(t.Others, o.ID)
	}
	if w := f.Witness; w != nil {
		t.Witness = &Person{Day: w.Day, Facts: w.Shown(ctx, book)}
		for _, o := range w.Judge() {
			t.Witness.Policies = append(t.Witness.Policies, o.Pack().Policy.ID)
			t.Witness.Verdicts = append(t.Witness.Verdicts, string(o.Verdict()))
		}
	}
	return t
}

// A Report is what an inspection found, for the command line.
type Report struct {
	OK       bool   `json:"ok"` // nothing is certain to be wrong
	Packs    int    `json:"packs"`
	Findings []Told `json:"findings"`
}

// InspectPaths inspects the packs at paths, as pack.LoadPaths reads them, for people who come on a day.
// Errors: those of pack.LoadPaths, and that of ctx.
func InspectPaths(ctx context.Context, paths []string, today civil.Date) (Report, error) {
	packs, err := pack.LoadPaths(paths)
	if err != nil {
		return Report{}, err
	}
	found, err := Packs(ctx, packs, nil, today, nil)
	report := Report{OK: true, Packs: len(packs), Findings: []Told{}}
	for i := range found {
		report.OK = report.OK && found[i].Severity != Certain
		report.Findings = append(report.Findings, found[i].Tell(ctx, nil))
	}
	return report, err
}

// Strict makes the report say that nothing is well as soon as something is at least as grave as least.
func (r *Report) Strict(least Severity) error {
	bound := slices.Index(Severities, least)
	if bound < 0 {
		return fault.Invalid.New("inspect.no_severity").On("least").With("got", string(least))
	}
	r.OK = !slices.ContainsFunc(r.Findings, func(t Told) bool { return slices.Index(Severities, t.Severity) <= bound })
	return nil
}

// Write writes the report for people: each finding with its place, what is wrong, the mend and the witness.
func (r Report) Write(ctx context.Context, w io.Writer) error {
	out := bufio.NewWriter(w)
	for _, t := range r.Findings {
		fmt.Fprintf(out, "%s:%d:%d: %s · %s\n  %s\n  %s\n", t.File, t.Line, t.Column, t.Severity.Word(ctx), t.Kind.Word(ctx), t.Says, t.Mend)
		if t.Sure != "" {
			fmt.Fprintf(out, "  %s\n", t.Sure)
		}
		if t.Witness != nil {
			fmt.Fprintf(out, "  %s\n", t.Witness.line(ctx))
		}
	}
	fmt.Fprintln(out, i18n.T(ctx, "inspect.sum", i18n.Args{"n": len(r.Findings), "packs": r.Packs}))
	return out.Flush()
}

// line tells the witness in a line.
func (p *Person) line(ctx context.Context) string {
	facts := make([]string, len(p.Facts))
	for i, s := range p.Facts {
		facts[i] = i18n.T(ctx, "inspect.fact", i18n.Args{"name": s.Name, "value": s.Value})
	}
	return i18n.T(ctx, "inspect.witness", i18n.Args{"day": p.Day, "facts": strings.Join(facts, i18n.T(ctx, "inspect.then"))})
}
