package casework

import (
	"context"
	"maps"

	"yanzhen/internal/authz"
	"yanzhen/internal/base/civil"
	"yanzhen/internal/base/fault"
	"yanzhen/internal/door"
	"yanzhen/internal/store"
)

// Fill saves the draft of a case as it is typed, unfinished and wrong answers among it: nothing that was typed is lost. Fields that
// are not sent stay as they are.
type Fill struct {
	Desk     *Desk             `json:"-"`
	District string            `json:"district"`
	Case     string            `json:"case"`
	Answers  map[string]string `json:"answers"`
}

// most bounds what one answer may hold, in bytes.
const most = 32 << 10

// Filled is a saved draft with what is still wrong in it.
type Filled struct {
	Answers map[string]string `json:"answers"`
	Faults  map[string]string `json:"faults"` // field → key of the message
}

// Action is casework.case.file.
func (Fill) Action() authz.Action { return authz.CaseFile }

// Land is where the case lies.
func (c Fill) Land(ctx context.Context, q store.Q) (authz.Land, error) {
	return landOf(ctx, q, c.District, c.Case)
}

// Secretive keeps the answers out of the idempotency record.
func (Fill) Secretive() {}

// Run saves. Errors: Conflict casework.case.handed_in, Invalid casework.answer.long.
func (c Fill) Run(ctx context.Context, tx *door.Tx) (Filled, error) {
	m, err := c.Desk.openTo(ctx, tx, tx.Actor(), c.District, c.Case)
	if err != nil {
		return Filled{}, err
	}
	if err := m.kase.editable(); err != nil {
		return Filled{}, err
	}
	for id, text := range c.Answers {
		if len(text) > most {
			return Filled{}, fault.Invalid.New("casework.answer.long").On(id)
		}
	}
	s, err := c.Desk.loadSheet(ctx, tx, c.District, c.Case, 0)
	if err != nil {
		return Filled{}, err
	}
	maps.Copy(s.Answers, c.Answers)
	s.account, s.at = tx.Actor().Account, tx.Now().UnixMicro()
	tx.About("case/" + c.Case)
	if err := c.Desk.saveSheet(ctx, tx, m.kase, s); err != nil {
		return Filled{}, err
	}
	faults, err := m.faults(ctx, tx, s.Answers, civil.Of(tx.Now()))
	return Filled{s.Answers, faults}, err
}

// faults tells what is wrong with answers so far: what cannot be read, not what is still to be answered.
func (m *matter) faults(ctx context.Context, q store.Q, answers map[string]string, day civil.Date) (map[string]string, error) {
	who, err := m.facts(ctx, q, day)
	if err != nil {
		return nil, err
	}
	out := map[string]string{}
	if _, err := m.pack.Fill(who.row, answers, day, false); err != nil {
		for _, f := range fault.Of(err).All() {
			out[f.Field] = f.Key
		}
	}
	return out, nil
}
