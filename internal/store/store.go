// Package store opens the database, migrates it and runs transactions on it. It is a thin seam
// over modernc.org/sqlite and native pgx: the same SQL text with $n placeholders runs on both.
//
// Types that both engines agree on: instants int64 microseconds UTC, money int64 fen, dates TEXT
// YYYY-MM-DD, claims (yes/no) int64 0 or 1, JSON and identifiers text.
package store

import (
	"context"
	"database/sql"
	_ "embed"
	"errors"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"yanzhen/internal/base/fault"
	"yanzhen/internal/i18n"
)

//go:embed words.yaml
var wordsYAML []byte

// Words are the words of this package.
var Words = i18n.MustLoad(wordsYAML)

// Q runs statements: a Tx, or a read-only snapshot.
type Q interface {
	// Exec gives the number of rows touched.
	Exec(ctx context.Context, sql string, args ...any) (int64, error)
	Query(ctx context.Context, sql string, args ...any) (Rows, error)
	QueryRow(ctx context.Context, sql string, args ...any) Row
}

// Rows is a cursor; Close it, then ask Err.
type Rows interface {
	Next() bool
	Scan(dest ...any) error
	Err() error
	Close()
}

// Row is one row; Scan gives ErrNoRows when there is none.
type Row interface {
	Scan(dest ...any) error
}

// ErrNoRows says that a query for one row found none.
var ErrNoRows = errors.New("no rows")

// Engine names a kind of database.
type Engine string

// The engines.
const (
	SQLite   Engine = "sqlite"
	Postgres Engine = "postgres"
)

// A DB is an open database of either engine.
type DB struct {
	engine Engine
	writer *sql.DB       // SQLite: the one writing connection
	reader *sql.DB       // SQLite: a pool that cannot write
	pool   *pgxpool.Pool // PostgreSQL
	where  string        // path or address without secrets, for people
}

// Engine tells which kind of database this is.
func (db *DB) Engine() Engine { return db.engine }

// Where tells path or address, without secrets.
func (db *DB) Where() string { return db.where }

// Writer is SQLite's writing pool of one connection; nil on PostgreSQL. Only internal/job and
// backups use it.
func (db *DB) Writer() *sql.DB { return db.writer }

// Pool is PostgreSQL's pool; nil on SQLite. Only internal/job uses it.
func (db *DB) Pool() *pgxpool.Pool { return db.pool }

// Open opens url, "sqlite:PATH" or "postgres://…", without migrating it.
func Open(ctx context.Context, url string) (*DB, error) {
	switch {
	case strings.HasPrefix(url, "sqlite:"):
		return openSQLite(ctx, strings.TrimPrefix(url, "sqlite:"))
	case strings.HasPrefix(url, "postgres://"), strings.HasPrefix(url, "postgresql://"):
		return openPostgres(ctx, url)
	}
	return nil, fault.Invalid.New("store.address").On("database")
}

// Close closes every connection.
func (db *DB) Close() error {
	if db.pool != nil {
		db.pool.Close()
		return nil
	}
	return errors.Join(db.reader.Close(), db.writer.Close())
}

// Ping asks the database for a sign of life.
func (db *DB) Ping(ctx context.Context) error {
	if db.pool != nil {
		return classify(db.pool.Ping(ctx))
	}
	return classify(db.reader.PingContext(ctx))
}

// sqlQ runs statements through database/sql, with every error classified.
type sqlQ struct {
	on interface {
		ExecContext(context.Context, string, ...any) (sql.Result, error)
		QueryContext(context.Context, string, ...any) (*sql.Rows, error)
		QueryRowContext(context.Context, string, ...any) *sql.Row
	}
}

func (q sqlQ) Exec(ctx context.Context, text string, args ...any) (int64, error) {
	res, err := q.on.ExecContext(ctx, unnamed(text, len(args)), args...)
	if err != nil {
		return 0, classify(err)
	}
	return res.RowsAffected()
}

func (q sqlQ) Query(ctx context.Context, text string, args ...any) (Rows, error) {
	rows, err := q.on.QueryContext(ctx, unnamed(text, len(args)), args...)
	if err != nil {
		return nil, classify(err)
	}
	return sqlRows{rows}, nil
}

func (q sqlQ) QueryRow(ctx context.Context, text string, args ...any) Row {
	return plainRow{q.on.QueryRowContext(ctx, text, args...)}
}

type sqlRows struct{ *sql.Rows }

func (r sqlRows) Close()     { _ = r.Rows.Close() }
func (r sqlRows) Err() error { return classify(r.Rows.Err()) }

// pgQ runs statements through pgx.
type pgQ struct {
	on interface {
		Query(context.Context, string, ...any) (pgx.Rows, error)
		QueryRow(context.Context, string, ...any) pgx.Row
	}
	tx pgx.Tx
}

func (q pgQ) Exec(ctx context.Context, text string, args ...any) (int64, error) {
	tag, err := q.tx.Exec(ctx, text, args...)
	return tag.RowsAffected(), classify(err)
}

func (q pgQ) Query(ctx context.Context, text string, args ...any) (Rows, error) {
	rows, err := q.on.Query(ctx, text, args...)
	if err != nil {
		return nil, classify(err)
	}
	return pgRows{rows}, nil
}

func (q pgQ) QueryRow(ctx context.Context, text string, args ...any) Row {
	return plainRow{q.on.QueryRow(ctx, text, args...)}
}

type pgRows struct{ pgx.Rows }

func (r pgRows) Err() error { return classify(r.Rows.Err()) }

type plainRow struct{ row Row }

func (r plainRow) Scan(dest ...any) error {
	err := r.row.Scan(dest...)
	if errors.Is(err, sql.ErrNoRows) || errors.Is(err, pgx.ErrNoRows) {
		return ErrNoRows
	}
	return classify(err)
}
