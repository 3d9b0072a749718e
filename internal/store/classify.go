package store

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5/pgconn"
	"modernc.org/sqlite"

	"yanzhen/internal/base/fault"
)

// errRace marks a transaction that lost against another and may run again.
var errRace = errors.New("another transaction was first")

// ErrDuplicate marks a broken uniqueness.
var ErrDuplicate = errors.New("already there")

// SQLite result codes, https://sqlite.org/rescode.html; extended codes carry the primary one in
// their low byte.
const (
	sqliteBusy, sqliteLocked = 5, 6
	sqliteIOErr, sqliteFull  = 10, 13
	sqliteUnique             = 2067
	sqlitePrimaryKey         = 1555
)

// classify turns a driver's error into one the house can act on: a race, a duplicate, a database
// that cannot serve now (fault.Unavailable), or the error itself.
func classify(err error) error {
	if err == nil || errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	if lite := (*sqlite.Error)(nil); errors.As(err, &lite) {
		return classifySQLite(lite.Code(), err)
	}
	if pg := (*pgconn.PgError)(nil); errors.As(err, &pg) {
		return classifyPostgres(pg.Code, err)
	}
	if lost := (*pgconn.ConnectError)(nil); errors.As(err, &lost) || pgconn.SafeToRetry(err) {
		return fault.Unavailable.New("store.unreachable").From(err)
	}
	return err
}

func classifySQLite(code int, err error) error {
	switch {
	case code == sqliteUnique || code == sqlitePrimaryKey:
		return fmt.Errorf("%w: %w", ErrDuplicate, err)
	case code&0xff == sqliteBusy || code&0xff == sqliteLocked:
		return fault.Unavailable.New("store.busy").From(err)
	case code&0xff == sqliteFull || code&0xff == sqliteIOErr:
		return fault.Unavailable.New("store.cannot_write").From(err)
	}
	return err
}

// classifyPostgres reads SQLSTATE codes, PostgreSQL 15 appendix A.
func classifyPostgres(state string, err error) error {
	switch {
	case state == "23505":
		return fmt.Errorf("%w: %w", ErrDuplicate, err)
	case state == "40001" || state == "40P01":
		return fmt.Errorf("%w: %w", errRace, err)
	case state == "22021": // a zero byte, or what is no UTF-8: no such text can be there
		return fault.Invalid.New("store.no_text").From(err)
	case state[:2] == "53":
		return fault.Unavailable.New("store.cannot_write").From(err)
	case state[:2] == "08" || state == "57P01" || state == "57P02" || state == "57P03" || state == "25006":
		return fault.Unavailable.New("store.unreachable").From(err)
	}
	return err
}
