package casework

import (
	"context"
	"time"

	"yanzhen/internal/authz"
	"yanzhen/internal/base/civil"
	"yanzhen/internal/base/fault"
	"yanzhen/internal/casework/flow"
	"yanzhen/internal/door"
	"yanzhen/internal/policy/pack"
	"yanzhen/internal/store"
)

// Submit hands a case in: for the first time, after it was returned, or with what was asked for. What was filled in and the facts
// of the day are frozen with it.
type Submit struct {
	Desk     *Desk  `json:"-"`
	District string `json:"district"`
	Case     string `json:"case"`
}

// Action is casework.case.file.
func (Submit) Action() authz.Action { return authz.CaseFile }

// Land is where the case lies.
func (c Submit) Land(ctx context.Context, q store.Q) (authz.Land, error) {
	return landOf(ctx, q, c.District, c.Case)
}

// Run hands in. Errors: Conflict while the round takes no applications (a case that was taken in goes on), without a nominee's
// consent, and when a condition of the programme is not met; Invalid, one for each field or material, for what is wrong or lacking.
func (c Submit) Run(ctx context.Context, tx *door.Tx) (*Case, error) {
	m, err := c.Desk.openTo(ctx, tx, tx.Actor(), c.District, c.Case)
	if err != nil {
		return nil, err
	}
	today := civil.Of(tx.Now())
	if err := m.ready(today); err != nil {
		return nil, err
	}
	s, err := m.freeze(ctx, tx, tx.Now())
	if err != nil {
		return nil, err
	}
	s.account = tx.Actor().Account
	act := flow.Submit
	if m.kase.State == flow.Asked {
		act = flow.Supply
	}
	if m.kase.Submitted.IsZero() {
		m.kase.Submitted = tx.Now()
	}
	if err := m.take(tx, Move{Act: act}); err != nil {
		return nil, err
	}
	if err := c.Desk.saveSheet(ctx, tx, m.kase, s); err != nil {
		return nil, err
	}
	tx.Note("sheet", s.Number)
	return m.kase, saveMove(ctx, tx, m.kase)
}

// ready refuses a case that may not be handed in now.
func (m *matter) ready(day civil.Date) error {
	k := m.kase
	if err := k.editable(); err != nil {
		return err
	}
	if k.State == flow.Draft {
		if err := m.round.admits(k.ID, day); err != nil {
			return err
		}
	}
	switch {
	case k.Filer == "person" || !m.pack.Programme.Consent || k.Consent == "yes":
		return nil
	case k.Consent == "no":
		return fault.Conflict.New("casework.consent.refused")
	}
	return fault.Conflict.New("casework.consent.wanted")
}

// freeze checks what was filled in and makes the sheet that is handed in.
func (m *matter) freeze(ctx context.Context, q store.Q, now time.Time) (Sheet, error) {
	day := civil.Of(now)
	draft, err := m.desk.loadSheet(ctx, q, m.kase.District, m.kase.ID, 0)
	if err != nil {
		return Sheet{}, err
	}
	who, err := m.facts(ctx, q, day)
	if err != nil {
		return Sheet{}, err
	}
	papers, err := papersOf(ctx, q, m.kase.District, m.kase.ID)
	if err != nil {
		return Sheet{}, err
	}
	var wrong fault.List
	row, err := m.pack.Fill(who.row, draft.Answers, day, true)
	if err != nil {
		for _, f := range fault.Of(err).All() {
			one := *f
			one.More = nil
			wrong.Add(&one)
		}
	}
	for _, w := range m.lacking(who, draft.Answers, papers, now) {
		wrong.Add(fault.Invalid.New("casework.paper.lacking").On("material."+w.ID).With("name", w.Name.Zh))
	}
	if err := wrong.Err(); err != nil {
		return Sheet{}, err
	}
	verdict, err := m.gate(ctx, q, row, day)
	if err != nil {
		return Sheet{}, err
	}
	s := Sheet{Answers: draft.Answers, Facts: row, Verdict: verdict, at: now.UnixMicro()}
	if s.Digest, err = digestOfFacts(row); err != nil {
		return Sheet{}, err
	}
	err = q.QueryRow(ctx, `SELECT COALESCE(MAX(sheet), 0) + 1 FROM casework_sheet WHERE district = $1 AND case_id = $2`, m.kase.District, m.kase.ID).Scan(&s.Number)
	return s, err
}

// gate judges the conditions of the programme. What is unknown is for the office to find out; what is not met is refused.
// Errors: Conflict casework.gate.no with the first clause that is not met.
func (m *matter) gate(ctx context.Context, q store.Q, row map[string]any, day civil.Date) (pack.Verdict, error) {
	outcome := m.pack.Gate(pack.Person{ID: m.kase.Person, Facts: row}, day)
	a := outcome.Answer("zh")
	if a.Verdict == pack.No {
		return "", refusedBy(a)
	}
	if m.pack.Programme.Policy == "" {
		return a.Verdict, nil
	}
	p, err := m.desk.Policies.InForce(ctx, q, m.kase.District)
	if err != nil {
		return "", err
	}
	for _, o := range pack.Eval(p, pack.Person{ID: m.kase.Person, Facts: row}, day) {
		if o.Pack().Policy.ID != m.pack.Programme.Policy {
			continue
		}
		if b := o.Answer("zh"); b.Verdict == pack.No {
			return "", refusedBy(b)
		} else if b.Verdict == pack.Unknown {
			return pack.Unknown, nil
		}
		return a.Verdict, nil
	}
	return "", fault.Conflict.New("casework.gate.policy").With("policy", m.pack.Programme.Policy)
}

func refusedBy(a pack.Answer) error {
	for _, c := range a.Clauses {
		if c.Verdict == pack.No {
			return fault.Conflict.New("casework.gate.no").With("clause", c.Text)
		}
	}
	return fault.Conflict.New("casework.gate.closed")
}
