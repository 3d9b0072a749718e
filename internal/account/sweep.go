package account

import (
	"context"

	"yanzhen/internal/door"
	"yanzhen/internal/store"
)

// Sweep drops the sessions that have ended and the attempts that no longer count. It is meant to run every hour or so;
// nothing depends on it but the size of two tables.
func (d *Desk) Sweep(ctx context.Context) error { return sweep(ctx, d.Door, d.limits()) }

func sweep(ctx context.Context, d *door.Door, l limits) error {
	now := d.Clock.Now()
	return d.DB.InTx(ctx, func(tx *store.Tx) error {
		_, err := tx.Exec(ctx, `DELETE FROM account_session WHERE expires_at <= $1 OR seen_at <= $2`, micro(now), micro(now.Add(-l.idle)))
		if err != nil {
			return err
		}
		_, err = tx.Exec(ctx, `DELETE FROM account_attempt WHERE last_at < $1 AND locked_to < $2`, micro(now.Add(-2*attemptSpan)), micro(now))
		return err
	})
}
