package account

import (
	"context"
	"errors"
	"time"

	"yanzhen/internal/base/fault"
	"yanzhen/internal/store"
)

// Limits of guessing: five wrong attempts within fifteen minutes lock the login, first for a minute, then for twice as long
// each time, never longer than fifteen minutes. Attempts count by what was typed as a login, never by where a request
// says it comes from.
const (
	freeAttempts = 5
	attemptSpan  = 15 * time.Minute
	longestLock  = 15 * time.Minute
)

// attempts are the failures of one login, known or not.
type attempts struct {
	failed int64
	last   time.Time
	locked time.Time // until then
}

// wait tells how long the login stays locked. A lock that lies further ahead than any lock can comes from a clock that was
// set back since, and is over.
func (a attempts) wait(now time.Time) time.Duration {
	left := a.locked.Sub(now)
	if left <= 0 || left > longestLock {
		return 0
	}
	return left
}

// after gives the attempts after one more failure.
func (a attempts) after(now time.Time) attempts {
	if gap := now.Sub(a.last); gap > attemptSpan || gap < -attemptSpan {
		a.failed = 0
	}
	a.failed++
	a.last = now
	if over := a.failed - freeAttempts; over >= 0 {
		a.locked = now.Add(min(longestLock, time.Minute<<min(over, 6)))
	}
	return a
}

// lockedFault says how long to wait, in whole minutes.
func lockedFault(wait time.Duration) *fault.Fault {
	minutes := int64((wait + time.Minute - 1) / time.Minute)
	return fault.TooMany.New("account.sign_in.locked").With("minutes", minutes)
}

// loadAttempts gives the attempts of a login by its index; none is the zero value.
func loadAttempts(ctx context.Context, q store.Q, index string) (attempts, error) {
	var a attempts
	var last, locked int64
	err := q.QueryRow(ctx, `SELECT failed, last_at, locked_to FROM account_attempt WHERE login = $1`, index).Scan(&a.failed, &last, &locked)
	if errors.Is(err, store.ErrNoRows) {
		return attempts{}, nil
	}
	a.last, a.locked = instant(last), instant(locked)
	return a, err
}

func saveAttempts(ctx context.Context, tx store.Q, index string, a attempts) error {
	_, err := tx.Exec(ctx, `
		INSERT INTO account_attempt (login, failed, last_at, locked_to)
		VALUES ($1, $2, $3, $4)
		ON CONFLICT (login) DO UPDATE SET failed = excluded.failed, last_at = excluded.last_at, locked_to = excluded.locked_to`,
		index, a.failed, micro(a.last), micro(a.locked))
	return err
}

// forgetAttempts ends the count of a login.
func forgetAttempts(ctx context.Context, tx store.Q, index string) error {
	_, err := tx.Exec(ctx, `DELETE FROM account_attempt WHERE login = $1`, index)
	return err
}
