package casework

import (
	"context"
	"strconv"

	"yanzhen/internal/authz"
	"yanzhen/internal/base/civil"
	"yanzhen/internal/base/fault"
	"yanzhen/internal/casework/flow"
	"yanzhen/internal/door"
	"yanzhen/internal/job"
	"yanzhen/internal/store"
)

// LapseKind is the kind of the job that ends public notices whose last day is over.
const LapseKind = "casework.lapse"

// Lapse ends every notice of the run's district that is over. One with an objection that nobody has answered stays, and waits for
// the office.
func (d *Desk) Lapse(ctx context.Context, dr *door.Door, run *job.Run) error {
	var over []string
	err := dr.DB.Snapshot(ctx, func(q store.Q) (err error) {
		over, err = store.All(ctx, q, func(row store.Row) (id string, err error) { return id, row.Scan(&id) }, `
			SELECT case_id
			FROM casework_turn
			WHERE district = $1 AND seat = '' AND due < $2
			ORDER BY due, case_id`, run.District, civil.Of(dr.Clock.Now()).String())
		return err
	})
	for _, id := range over {
		if err != nil {
			return err
		}
		_, err = door.Do(ctx, dr, authz.System("job", authz.Office, run.District), lapse{d, run.District, id})
		if fault.KindOf(err) == fault.Conflict { // somebody moved meanwhile
			err = nil
		}
	}
	return err
}

// lapse ends one notice.
type lapse struct {
	desk           *Desk
	district, kase string
}

// Action is casework.case.act.
func (lapse) Action() authz.Action { return authz.CaseAct }

// Land is where the case lies.
func (c lapse) Land(ctx context.Context, q store.Q) (authz.Land, error) {
	return landOf(ctx, q, c.district, c.kase)
}

// Run ends it. Errors: those of flow.
func (c lapse) Run(ctx context.Context, tx *door.Tx) (*Case, error) {
	m, err := c.desk.open(ctx, tx, c.district, c.kase)
	if err != nil {
		return nil, err
	}
	if err := m.take(tx, Move{Act: flow.Lapse}); err != nil {
		return nil, err
	}
	return m.kase, saveMove(ctx, tx, m.kase)
}

// objection names the next objection to a case: the first is "1".
func (k *Case) objection() string {
	n := 1
	for _, m := range k.Moves {
		if m.Act == flow.Object {
			n++
		}
	}
	return strconv.Itoa(n)
}
