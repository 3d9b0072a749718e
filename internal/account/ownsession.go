package account

import (
	"context"
	"net/http"

	"yanzhen/internal/base/fault"
	"yanzhen/internal/door"
)

// SignOut ends the session of r, however far its owner had come; without one there is nothing to end.
func (d *Desk) SignOut(ctx context.Context, r *http.Request) error {
	s, a, err := d.signedIn(ctx, r)
	if err != nil || s == nil {
		return err
	}
	_, err = door.Do(door.WithKey(ctx, ""), d.Door, a.Actor("web"), EndSession{Own: Own{a.District}, Session: s.id})
	return err
}

// EndSession ends one of the actor's own sessions, or All of them.
type EndSession struct {
	Own
	Session string `json:"session"`
	All     bool   `json:"all"`
}

// Run ends them and tells how many. A session that is not the actor's is Missing.
func (c EndSession) Run(ctx context.Context, tx *door.Tx) (ended int64, err error) {
	a, err := c.load(ctx, tx)
	switch {
	case err != nil:
		return 0, err
	case c.All:
		ended, err = closeAll(ctx, tx, a)
	case c.Session == "":
		return 0, fault.Invalid.New("account.session_needed").On("session")
	default:
		ended, err = tx.Exec(ctx, `DELETE FROM account_session WHERE district = $1 AND account = $2 AND id = $3`, a.District, a.ID, c.Session)
	}
	if err == nil && ended == 0 && !c.All {
		err = fault.Missing.New("account.session_missing")
	}
	tx.Note("sessions_ended", ended)
	return ended, err
}
