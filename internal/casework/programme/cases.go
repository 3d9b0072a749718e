package programme

import (
	"cmp"
	"fmt"
	"maps"
	"slices"

	"yanzhen/internal/base/civil"
	"yanzhen/internal/base/fault"
	"yanzhen/internal/base/workday"
	"yanzhen/internal/casework/flow"
	"yanzhen/internal/policy/fact"
	"yanzhen/internal/policy/pack"
)

// A Case is a person with what they filled in, or moves, and what must come of it.
type Case struct {
	Name     string            `yaml:"name" need:"yes" doc:"the case as a sentence"`
	On       civil.Date        `yaml:"on" need:"yes" doc:"day of the case, and of moves that name none"`
	Person   string            `yaml:"person" doc:"somebody under people whose facts are the start"`
	Facts    map[string]any    `yaml:"facts" doc:"facts; null takes a fact of the person away"`
	Verified []string          `yaml:"verified" doc:"facts that are verified and need no paper"`
	Form     map[string]string `yaml:"form" doc:"answers as typed, by field"`
	Moves    []Move            `yaml:"moves" doc:"what is done to the case, after its submission"`
	Expect   Expect            `yaml:"expect" need:"yes" doc:"what must come out; only what is written is compared"`

	At pack.Pos `yaml:"-"`

	file   string
	person map[string]any
}

// A Move is one thing done in a case; the account is the seat's name unless it is given.
type Move struct {
	Do     string     `yaml:"do" need:"yes" one:"supply withdraw agree against abstain ask return recall add delegate hand_over recuse close fill extend object uphold dismiss lapse" doc:"what is done"`
	Seat   string     `yaml:"seat" doc:"for which seat"`
	By     string     `yaml:"by" doc:"who does it"`
	On     civil.Date `yaml:"on" doc:"when"`
	To     string     `yaml:"to" doc:"where, to whom, or which objection"`
	Days   int        `yaml:"days" doc:"further days"`
	Items  []string   `yaml:"items" doc:"what is missing"`
	Reason string     `yaml:"reason" doc:"why"`
}

// Expect is what must come out.
type Expect struct {
	Gates   string            `yaml:"gates" one:"yes no unknown" doc:"whether the person may apply"`
	Clauses map[string]string `yaml:"clauses" doc:"verdict of single conditions"`
	Faults  []string          `yaml:"faults" doc:"fields that are wrong or not answered at submission, all of them"`
	Asked   []string          `yaml:"asked" doc:"fields that must be asked"`
	Unasked []string          `yaml:"not_asked" doc:"fields that must not be asked"`
	Papers  []string          `yaml:"materials" doc:"materials the applicant must bring, all of them"`
	Level   string            `yaml:"level" doc:"class that is recognised"`
	State   string            `yaml:"state" one:"draft running asked returned withdrawn refused passed" doc:"state after the moves"`
	Stage   string            `yaml:"stage" doc:"stage after the moves"`
	Turn    []string          `yaml:"turn" doc:"whose turn it is, all of them"`
	Due     civil.Date        `yaml:"due" doc:"until when"`
	Refused string            `yaml:"refused" doc:"the last move is refused with this message"`
}

type caseFile struct {
	People map[string]map[string]any `yaml:"people" doc:"facts of people that several cases start from"`
	Cases  []Case                    `yaml:"cases" need:"yes" doc:"the cases"`
}

func (c *Case) wrong(p *Pack, at pack.Pos, key string, args ...any) {
	p.note(c.file, at, key, append(args, "case", c.Name))
}

// RunCases runs the cases and tells every difference between what came out and what was expected.
func (p *Pack) RunCases() []pack.Problem {
	if !p.Usable() {
		return nil
	}
	before := len(p.Problems)
	for i := range p.Cases {
		p.run(&p.Cases[i])
	}
	found := slices.Clone(p.Problems[before:])
	p.Problems = p.Problems[:before]
	return found
}

func (p *Pack) run(c *Case) {
	raw := maps.Clone(c.person)
	if raw == nil {
		raw = map[string]any{}
	}
	maps.Copy(raw, c.Facts)
	row, problems := p.facts.Read(raw)
	for _, q := range problems {
		c.wrong(p, c.At, "programme.problem.case_fact", "fact", q.Key)
	}
	t := trial{p, c}
	filled, err := p.Fill(row, c.Form, c.On, true)
	t.form(filled, err)
	t.gates(filled)
	t.moves()
}

// A trial compares one case.
type trial struct {
	p *Pack
	c *Case
}

func (t trial) same(what string, want, got any) {
	if w, g := fmt.Sprint(want), fmt.Sprint(got); w != g {
		t.c.wrong(t.p, t.c.At, "programme.problem.case", "what", what, "want", w, "got", g)
	}
}

func (t trial) form(row fact.Row, err error) {
	e := t.c.Expect
	if e.Faults != nil {
		got := []string{}
		if err != nil {
			for _, f := range fault.Of(err).All() {
				got = append(got, f.Field)
			}
		}
		t.same("faults", slices.Sorted(slices.Values(e.Faults)), slices.Sorted(slices.Values(got)))
	}
	shown := map[string]bool{}
	for _, a := range t.p.Ask(row, t.c.On) {
		shown[a.ID] = a.Shown
	}
	for _, id := range e.Asked {
		t.same("asked."+id, true, shown[id])
	}
	for _, id := range e.Unasked {
		t.same("not_asked."+id, false, shown[id])
	}
	if e.Level != "" {
		t.same("level", e.Level, t.p.Level(row, t.c.On))
	}
	if e.Papers == nil {
		return
	}
	papers := []string{}
	for _, w := range t.p.Wants(row, func(key string) bool { return slices.Contains(t.c.Verified, key) }, t.c.On) {
		if !w.Held {
			papers = append(papers, w.ID)
		}
	}
	t.same("materials", slices.Sorted(slices.Values(e.Papers)), slices.Sorted(slices.Values(papers)))
}

func (t trial) gates(row fact.Row) {
	e := t.c.Expect
	if e.Gates == "" && e.Clauses == nil {
		return
	}
	a := t.p.Gate(pack.Person{ID: t.c.Name, Facts: row}, t.c.On).Answer("zh")
	if e.Gates != "" {
		t.same("gates", e.Gates, a.Verdict)
	}
	for _, id := range slices.Sorted(maps.Keys(e.Clauses)) {
		got := pack.Verdict("")
		for _, clause := range a.Clauses {
			if clause.ID == id {
				got = clause.Verdict
			}
		}
		t.same("clauses."+id, e.Clauses[id], got)
	}
}

func (t trial) moves() {
	e := t.c.Expect
	if e.State == "" && e.Stage == "" && e.Turn == nil && e.Due.IsZero() && e.Refused == "" {
		return
	}
	k := flow.New(&t.p.Flow, workday.National(), "applicant")
	refused := ""
	all := append([]Move{{Do: "submit"}}, t.c.Moves...)
	for i, m := range all {
		err := k.Do(m.flow(t.c.On))
		if err != nil && i == len(all)-1 {
			refused = fault.Of(err).Key
		} else if err != nil {
			t.c.wrong(t.p, t.c.At, "programme.problem.case_move", "move", i, "do", m.Do, "why", fault.Of(err).Key)
			return
		}
	}
	t.same("refused", e.Refused, refused)
	if e.State != "" {
		t.same("state", e.State, k.State)
	}
	turns := k.Turns()
	if e.Turn != nil {
		seats := []string{}
		for _, turn := range turns {
			seats = append(seats, turn.Seat)
		}
		t.same("turn", slices.Sorted(slices.Values(e.Turn)), slices.Sorted(slices.Values(seats)))
	}
	if e.Stage != "" {
		t.same("stage", e.Stage, t.p.Programme.Stages[k.Stage].ID)
	}
	if !e.Due.IsZero() && len(turns) > 0 {
		t.same("due", e.Due, turns[0].Due)
	}
}

// flow gives the move as the way of a case knows it.
func (m Move) flow(on civil.Date) flow.Move {
	out := flow.Move{Act: flow.Act(m.Do), By: cmp.Or(m.By, m.Seat, "applicant"), On: m.On, Seat: m.Seat, To: m.To, Days: m.Days, Items: m.Items, Reason: m.Reason}
	if out.On.IsZero() {
		out.On = on
	}
	return out
}
