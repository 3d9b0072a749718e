package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/jackc/pgx/v5"

	"yanzhen/internal/base/fault"
)

// retries bounds how often a transaction that lost a serialisation race starts over.
const retries = 12

// A Tx is a writing transaction, serialisable on both engines.
type Tx struct {
	Q
	sqlTx *sql.Tx
	pgTx  pgx.Tx
	after []func()
}

// SQL is the transaction on SQLite, PG the one on PostgreSQL; the other is nil. Only internal/job
// uses them.
func (tx *Tx) SQL() *sql.Tx { return tx.sqlTx }

// PG is the transaction on PostgreSQL.
func (tx *Tx) PG() pgx.Tx { return tx.pgTx }

// After runs f once the transaction has committed, and not if it does not.
func (tx *Tx) After(f func()) { tx.after = append(tx.after, f) }

// InTx runs work in a serialisable transaction and commits it. On PostgreSQL work may run several
// times, when another transaction was first, so it touches only tx; it fails with Unavailable when others
// were first every time. The answer nil means that the commit is durable.
func (db *DB) InTx(ctx context.Context, work func(*Tx) error) error {
	for try := 1; ; try++ {
		tx, err := db.once(ctx, work)
		switch {
		case err == nil:
			for _, f := range tx.after {
				f()
			}
			return nil
		case !errors.Is(err, errRace):
			return err
		case try == retries:
			return fault.Unavailable.New("store.busy").From(err)
		}
		pause := time.Duration(1+rand.IntN(1<<min(try, 7))) * time.Millisecond
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(pause):
		}
	}
}

func (db *DB) once(ctx context.Context, work func(*Tx) error) (*Tx, error) {
	if db.engine == SQLite {
		return db.onceSQLite(ctx, work)
	}
	return db.oncePostgres(ctx, work)
}

func (db *DB) onceSQLite(ctx context.Context, work func(*Tx) error) (*Tx, error) {
	raw, err := db.writer.BeginTx(ctx, nil)
	if err != nil {
		return nil, classify(err)
	}
	defer raw.Rollback() //nolint:errcheck // after a commit it does nothing
	tx := &Tx{Q: sqlQ{raw}, sqlTx: raw}
	if err := work(tx); err != nil {
		return nil, err
	}
	if err := raw.Commit(); err != nil {
		return nil, fmt.Errorf("commit: %w", classify(err))
	}
	return tx, nil
}

func (db *DB) oncePostgres(ctx context.Context, work func(*Tx) error) (*Tx, error) {
	raw, err := db.pool.BeginTx(ctx, pgx.TxOptions{IsoLevel: pgx.Serializable})
	if err != nil {
		return nil, classify(err)
	}
	defer raw.Rollback(context.WithoutCancel(ctx)) //nolint:errcheck // after a commit it does nothing
	tx := &Tx{Q: pgQ{on: raw, tx: raw}, pgTx: raw}
	if err := work(tx); err != nil {
		return nil, err
	}
	if err := raw.Commit(ctx); err != nil {
		return nil, fmt.Errorf("commit: %w", classify(err))
	}
	return tx, nil
}

// Snapshot runs read on one consistent, read-only state of the database.
func (db *DB) Snapshot(ctx context.Context, read func(Q) error) error {
	if db.engine == SQLite {
		raw, err := db.reader.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
		if err != nil {
			return classify(err)
		}
		defer raw.Rollback() //nolint:errcheck // a read has nothing to keep
		return read(sqlQ{raw})
	}
	raw, err := db.pool.BeginTx(ctx, pgx.TxOptions{IsoLevel: pgx.RepeatableRead, AccessMode: pgx.ReadOnly})
	if err != nil {
		return classify(err)
	}
	defer raw.Rollback(context.WithoutCancel(ctx)) //nolint:errcheck // a read has nothing to keep
	return read(pgQ{on: raw, tx: raw})
}
