package casework

import (
	"context"
	"strings"
	"unicode/utf8"

	"yanzhen/internal/authz"
	"yanzhen/internal/base/civil"
	"yanzhen/internal/base/fault"
	"yanzhen/internal/casework/flow"
	"yanzhen/internal/door"
	"yanzhen/internal/store"
)

// Act is a move of a seat: agree, object, tell what is missing, return, hand over and the like.
type Act struct {
	Desk     *Desk    `json:"-"`
	District string   `json:"district"`
	Case     string   `json:"case"`
	Act      flow.Act `json:"act"`
	Seat     string   `json:"seat"`
	To       string   `json:"to"`
	Days     int      `json:"days"`
	Items    []string `json:"items"`
	Cites    []string `json:"cites"`
	Reason   string   `json:"reason"`
	Moves    int      `json:"moves"` // that the case had when it was read; 0 does not ask
}

// Action is casework.case.act.
func (Act) Action() authz.Action { return authz.CaseAct }

// Land is where the case lies.
func (c Act) Land(ctx context.Context, q store.Q) (authz.Land, error) {
	return landOf(ctx, q, c.District, c.Case)
}

// acts are the moves of seats. The applicant's have commands of their own; what the public objects to is recorded by the seat that keeps
// the procedure.
var acts = map[flow.Act]bool{flow.Agree: true, flow.Against: true, flow.Abstain: true, flow.Ask: true, flow.Return: true, flow.Recall: true, flow.AddSeat: true,
	flow.Delegate: true, flow.HandOver: true, flow.Recuse: true, flow.Close: true, flow.Fill: true, flow.Extend: true, flow.Object: true, flow.Uphold: true, flow.Dismiss: true}

// Run makes the move. Errors: those of flow; Denied casework.act.seat for a seat that is not the actor's; Conflict
// casework.case.changed when somebody moved since the case was read; Invalid for what is no act, or too long.
func (c Act) Run(ctx context.Context, tx *door.Tx) (*Case, error) {
	if !acts[c.Act] {
		return nil, fault.Invalid.New("flow.act").With("act", string(c.Act))
	}
	if utf8.RuneCountInString(c.Reason) > 2000 {
		return nil, fault.Invalid.New("casework.reason.long").On("reason")
	}
	m, err := c.Desk.open(ctx, tx, c.District, c.Case)
	if err != nil {
		return nil, err
	}
	if c.Moves > 0 && c.Moves != len(m.kase.Moves) {
		return nil, fault.Conflict.New("casework.case.changed")
	}
	if c.Act != flow.Recall {
		members, err := loadMembers(ctx, tx, c.District, m.round.ID)
		if err != nil {
			return nil, err
		}
		if !m.mayAct(tx.Actor(), c.Seat, members) {
			return nil, fault.Denied.New("casework.act.seat")
		}
	}
	move := Move{Act: c.Act, Seat: c.Seat, To: strings.TrimSpace(c.To), Days: c.Days, Items: c.Items, Cites: c.Cites, Reason: strings.TrimSpace(c.Reason)}
	if c.Act == flow.Object { // it came by letter, by telephone or at the counter
		move.To = m.kase.objection()
	}
	if err := m.take(tx, move); err != nil {
		return nil, err
	}
	return m.kase, saveMove(ctx, tx, m.kase)
}

// mayAct reports whether the actor may act for a seat: by role, as a member, or because it was delegated to their account.
func (m *matter) mayAct(a authz.Actor, seat string, members []Member) bool {
	if seat != "" && holds(a, m.kase.District, m.kase.Org, m.kase.Stage, seat, members) {
		return true
	}
	for _, s := range m.kase.flow.Seats {
		if s.Name == seat && s.Holder != "" && s.Holder == a.Account {
			return true
		}
	}
	return false
}

// take makes a move of the actor at the instant of the command, and lets the case's fields follow.
func (m *matter) take(tx *door.Tx, move Move) error {
	move.By, move.account, move.On = tx.Actor().Name, tx.Actor().Account, civil.Of(tx.Now())
	if err := m.kase.take(move, tx.Now()); err != nil {
		return err
	}
	m.kase.Stage = m.pack.Programme.Stages[m.kase.flow.Stage].ID
	tx.About("case/" + m.kase.ID)
	tx.Note("act", string(move.Act))
	return nil
}

// Withdraw takes an application back.
type Withdraw struct {
	Desk     *Desk  `json:"-"`
	District string `json:"district"`
	Case     string `json:"case"`
}

// Action is casework.case.file.
func (Withdraw) Action() authz.Action { return authz.CaseFile }

// Land is where the case lies.
func (c Withdraw) Land(ctx context.Context, q store.Q) (authz.Land, error) {
	return landOf(ctx, q, c.District, c.Case)
}

// Run withdraws. Errors: Conflict flow.closed for a case that is closed.
func (c Withdraw) Run(ctx context.Context, tx *door.Tx) (*Case, error) {
	m, err := c.Desk.openTo(ctx, tx, tx.Actor(), c.District, c.Case)
	if err != nil {
		return nil, err
	}
	if err := m.take(tx, Move{Act: flow.Withdraw}); err != nil {
		return nil, err
	}
	return m.kase, saveMove(ctx, tx, m.kase)
}
