package store

import (
	"context"
	"database/sql"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"runtime"

	"github.com/jackc/pgx/v5/pgxpool"
	_ "modernc.org/sqlite" // the pure-Go SQLite driver, named "sqlite"

	"yanzhen/internal/base/fault"
)

// sqliteOptions are common to writer and readers. synchronous FULL makes a commit survive a power
// cut, not only a crash of the process; the time options serve the job tables, whose columns hold
// times as text.
const sqliteOptions = "_timezone=UTC&_time_format=sqlite" +
	"&_pragma=busy_timeout(10000)&_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)" +
	"&_pragma=foreign_keys(1)&_pragma=temp_store(MEMORY)"

func openSQLite(ctx context.Context, path string) (*DB, error) {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, cannotOpen(filepath.Dir(path), err)
	}
	file := "file:" + (&url.URL{Path: path}).EscapedPath() + "?" + sqliteOptions
	writer, err := sql.Open("sqlite", file+"&_txlock=immediate&_pragma=cache_size(-65536)")
	if err != nil {
		return nil, err
	}
	writer.SetMaxOpenConns(1)
	reader, err := sql.Open("sqlite", file+"&_pragma=query_only(1)&_pragma=cache_size(-16384)")
	if err != nil {
		return nil, err
	}
	reader.SetMaxOpenConns(max(4, 2*runtime.NumCPU()))
	db := &DB{engine: SQLite, writer: writer, reader: reader, where: path}
	if err := writer.PingContext(ctx); err != nil {
		return nil, cannotOpen(path, err)
	}
	return db, db.checkDriver(ctx)
}

func openPostgres(ctx context.Context, dsn string) (*DB, error) {
	cfg, err := pgxpool.ParseConfig(dsn)
	if err != nil {
		return nil, fault.Invalid.New("store.address").On("database").From(err)
	}
	cfg.ConnConfig.RuntimeParams["timezone"] = "UTC"
	pool, err := pgxpool.NewWithConfig(ctx, cfg)
	if err != nil {
		return nil, err
	}
	c := cfg.ConnConfig
	db := &DB{engine: Postgres, pool: pool, where: fmt.Sprintf("postgres://%s:%d/%s", c.Host, c.Port, c.Database)}
	if err := db.Ping(ctx); err != nil {
		return nil, cannotOpen(db.where, err)
	}
	return db, db.checkDriver(ctx)
}

func cannotOpen(where string, err error) error {
	return fault.Unavailable.New("store.cannot_open").With("where", where).From(err)
}

// checkDriver refuses a driver that binds $n by position of appearance instead of by number,
// which would silently swap values.
func (db *DB) checkDriver(ctx context.Context) error {
	var first, second string
	err := db.Snapshot(ctx, func(q Q) error {
		return q.QueryRow(ctx, `SELECT CAST($2 AS TEXT), CAST($1 AS TEXT)`, "one", "two").Scan(&first, &second)
	})
	if err == nil && (first != "two" || second != "one") {
		err = fmt.Errorf("the %s driver misorders $n placeholders", db.engine)
	}
	return err
}
