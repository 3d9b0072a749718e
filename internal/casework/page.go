package casework

import (
	"cmp"
	"context"

	"yanzhen/internal/authz"
	"yanzhen/internal/base/civil"
	"yanzhen/internal/base/fault"
	"yanzhen/internal/casework/flow"
	"yanzhen/internal/casework/programme"
	"yanzhen/internal/door"
	"yanzhen/internal/policy/fact"
	"yanzhen/internal/policy/pack"
	"yanzhen/internal/registry"
)

// CasePage asks for everything about one case that the actor may see.
type CasePage struct {
	Desk     *Desk  `json:"-"`
	District string `json:"district"`
	Case     string `json:"case"`
}

// A CaseView is a case laid open.
type CaseView struct {
	Case
	Name      string              `json:"name"`
	Round     Round               `json:"round"`
	Programme programme.Programme `json:"-"`
	Title     pack.Text           `json:"title"`
	Turns     []Turn              `json:"turns"`
	Mine      []string            `json:"mine"`   // seats of the turns for which the actor may act
	Keeper    bool                `json:"keeper"` // the actor keeps the procedure
	Edit      bool                `json:"edit"`   // the actor may fill it in and hand it in now
	Sheet     Sheet               `json:"sheet"`
	Asks      []AskedField        `json:"form"`
	Faults    map[string]string   `json:"faults"` // field → key of the message
	Papers    []Paper             `json:"papers"`
	Wants     []programme.Wanted  `json:"materials"`
	Gate      pack.Answer         `json:"gate"`
	Members   []Member            `json:"members"`
	Recall    bool                `json:"recall"` // the last move is the actor's and may be taken back
	Missing   []int               `json:"years_without_calendar"`
}

// A Turn is whose turn it is, with the name of the stage.
type Turn struct {
	flow.Turn
	Name pack.Text `json:"name"`
	Late bool      `json:"late"`
}

// An AskedField is a field of the form with what is known for it.
type AskedField struct {
	programme.Asked
	Known string `json:"known,omitempty"` // what the dossier says, in words
	Typed string `json:"typed,omitempty"`
}

// Action is casework.case.read.
func (CasePage) Action() authz.Action { return authz.CaseRead }

// Answer gives the view. Errors: Missing casework.case.missing for a case that is not there, or not the actor's to see; a draft is
// only there for those who may file it.
func (q CasePage) Answer(ctx context.Context, snap *door.Snapshot) (*CaseView, error) {
	q.District = cmp.Or(q.District, snap.Actor().District())
	m, err := q.Desk.open(ctx, snap, q.District, q.Case)
	if err != nil {
		return nil, err
	}
	files := m.kase.filedBy(snap.Actor()) && snap.May(authz.CaseFile, m.kase.land()) == nil
	if !q.visible(snap, m, files) {
		return nil, fault.Missing.New("casework.case.missing")
	}
	v := &CaseView{Case: *m.kase, Round: *m.round, Programme: m.pack.Programme, Title: m.pack.Programme.Name, Faults: map[string]string{}, Missing: m.kase.flow.Warn()}
	v.Edit = files && m.kase.editable() == nil
	if v.Members, err = loadMembers(ctx, snap, q.District, m.round.ID); err != nil {
		return nil, err
	}
	v.turns(m, snap.Actor(), civil.Of(snap.Now()))
	names, err := registry.NamesOf(ctx, snap, q.District, []string{m.kase.Person})
	if err != nil {
		return nil, err
	}
	v.Name = names[m.kase.Person]
	return v, v.fill(ctx, snap, m)
}

// visible reports whether the case is there for the actor.
func (q CasePage) visible(snap *door.Snapshot, m *matter, files bool) bool {
	if m.kase.State == flow.Draft {
		return files
	}
	return snap.May(authz.CaseRead, m.kase.land()) == nil
}

func (v *CaseView) turns(m *matter, a authz.Actor, today civil.Date) {
	v.Turns, v.Mine = []Turn{}, []string{}
	for _, t := range m.kase.flow.Turns() {
		turn := Turn{Turn: t, Late: !t.Due.IsZero() && !t.Paused && today.After(t.Due)}
		for _, s := range m.pack.Programme.Stages {
			if s.ID == t.Stage {
				turn.Name = s.Name
			}
		}
		v.Turns = append(v.Turns, turn)
		if t.Seat != flow.Applicant && m.mayAct(a, t.Seat, v.Members) {
			v.Mine = append(v.Mine, t.Seat)
		}
	}
	v.Keeper = holds(a, m.kase.District, m.kase.Org, m.kase.Stage, m.pack.Programme.Keeper, v.Members) && a.Account != ""
	if n := len(v.Case.Moves); n > 0 && a.Account != "" {
		v.Recall = v.Case.Moves[n-1].account == a.Account && m.kase.flow.Recallable(a.Account)
	}
}

// fill lays the form open: what is being typed for those who may, what was handed in for everyone else.
func (v *CaseView) fill(ctx context.Context, snap *door.Snapshot, m *matter) error {
	day, desk := civil.Of(snap.Now()), m.desk
	who, err := m.facts(ctx, snap, day)
	if err != nil {
		return err
	}
	if v.Sheet, err = desk.lastSheet(ctx, snap, v.District, v.Case.ID); err != nil {
		return err
	}
	row := v.Sheet.Facts
	if v.Edit || v.Sheet.Number == 0 {
		if v.Sheet, err = desk.loadSheet(ctx, snap, v.District, v.Case.ID, 0); err != nil {
			return err
		}
		var wrong error
		row, wrong = m.pack.Fill(who.row, v.Sheet.Answers, day, false)
		if wrong != nil {
			for _, f := range fault.Of(wrong).All() {
				v.Faults[f.Field] = f.Key
			}
		}
	}
	v.ask(m, who.row, row, day, langOf(ctx))
	v.Wants = m.pack.Wants(row, who.verified, day)
	v.Gate = m.pack.Gate(pack.Person{ID: m.kase.Person, Facts: row}, day).Answer(langOf(ctx))
	v.Papers, err = papersOf(ctx, snap, v.District, v.Case.ID)
	return err
}

func (v *CaseView) ask(m *matter, known, row fact.Row, day civil.Date, lang string) {
	v.Asks = []AskedField{}
	for _, a := range m.pack.Ask(row, day) {
		f := AskedField{Asked: a, Typed: v.Sheet.Answers[a.ID]}
		if a.Field.Fact != "" && known[a.Field.Fact] != nil {
			f.Known = m.pack.Facts().Show(a.Fact, known[a.Field.Fact], lang)
		}
		v.Asks = append(v.Asks, f)
	}
}
