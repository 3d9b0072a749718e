package store

import (
	"context"
	"database/sql"
	"embed"
	"fmt"
	"io/fs"
	"strconv"
	"strings"

	"github.com/jackc/pgx/v5/stdlib"
	"github.com/pressly/goose/v3"

	"yanzhen/internal/base/fault"
)

//go:embed schema/*.sql
var schema embed.FS

// macros are the only words in which the two engines' table definitions differ. A line that begins with {{sqlite}} or {{postgres}} is for
// that engine alone.
var macros = map[Engine]*strings.Replacer{
	SQLite: strings.NewReplacer("{{int}}", "INTEGER", "{{blob}}", "BLOB", "{{json}}", "TEXT",
		"{{serial}}", "INTEGER PRIMARY KEY AUTOINCREMENT", "{{strict}}", "STRICT", "{{clustered}}", "STRICT, WITHOUT ROWID", "{{sqlite}} ", "", "{{postgres}} ", "-- "),
	Postgres: strings.NewReplacer("{{int}}", "BIGINT", "{{blob}}", "BYTEA", "{{json}}", "JSONB",
		"{{serial}}", "BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY", "{{strict}}", "", "{{clustered}}", "", "{{sqlite}} ", "-- ", "{{postgres}} ", ""),
}

// A SchemaState tells which migration the database has and which this program knows.
type SchemaState struct {
	At    int64 // newest migration applied
	Known int64 // newest migration in this program
}

// Current reports whether nothing is left to apply.
func (s SchemaState) Current() bool { return s.At == s.Known }

// Newer gives Conflict store.newer when a newer program has changed the database: this one cannot help there.
func (s SchemaState) Newer() error {
	if s.At <= s.Known {
		return nil
	}
	return fault.Conflict.New("store.newer").With("has", s.At).With("knows", s.Known)
}

// Migrate brings the schema up to date and gives the numbers of the migrations it applied. It
// refuses a database that a newer program has already changed.
func (db *DB) Migrate(ctx context.Context) ([]int64, error) {
	provider, done, err := db.provider()
	if err != nil {
		return nil, err
	}
	defer done()
	state, err := schemaState(ctx, provider)
	if err != nil {
		return nil, err
	}
	if err := state.Newer(); err != nil {
		return nil, err
	}
	return applied(provider.Up(ctx))
}

// MigrateTo brings an empty database to an older schema, for a backup made then.
func (db *DB) MigrateTo(ctx context.Context, version int64) ([]int64, error) {
	provider, done, err := db.provider()
	if err != nil {
		return nil, err
	}
	defer done()
	return applied(provider.UpTo(ctx, version))
}

func applied(results []*goose.MigrationResult, err error) ([]int64, error) {
	if err != nil {
		return nil, fmt.Errorf("migrate: %w", err)
	}
	var versions []int64
	for _, r := range results {
		versions = append(versions, r.Source.Version)
	}
	return versions, nil
}

// Schema tells how far the database is migrated. It reads beside the writer, who may be busy.
func (db *DB) Schema(ctx context.Context) (SchemaState, error) {
	steps, err := migrations(db.engine)
	if err != nil {
		return SchemaState{}, err
	}
	state := SchemaState{Known: steps[len(steps)-1].Version}
	err = db.Snapshot(ctx, func(q Q) error {
		return q.QueryRow(ctx, `SELECT COALESCE(MAX(version_id), 0) FROM goose_db_version WHERE is_applied`).Scan(&state.At)
	})
	if err == nil {
		return state, nil
	}
	return db.firstSchema(ctx)
}

// firstSchema tells how far a database is that nobody migrated yet: it lacks even the table that says so.
func (db *DB) firstSchema(ctx context.Context) (SchemaState, error) {
	provider, done, err := db.provider()
	if err != nil {
		return SchemaState{}, err
	}
	defer done()
	return schemaState(ctx, provider)
}

func schemaState(ctx context.Context, provider *goose.Provider) (SchemaState, error) {
	at, known, err := provider.GetVersions(ctx)
	return SchemaState{At: at, Known: known}, err
}

func (db *DB) provider() (*goose.Provider, func(), error) {
	dialect, conn, done := goose.DialectSQLite3, db.writer, func() {}
	if db.engine == Postgres {
		dialect, conn = goose.DialectPostgres, stdlib.OpenDBFromPool(db.pool)
		done = func() { _ = conn.Close() }
	}
	steps, err := migrations(db.engine)
	if err != nil {
		return nil, nil, err
	}
	provider, err := goose.NewProvider(dialect, conn, nil, goose.WithGoMigrations(steps...), goose.WithDisableGlobalRegistry(true))
	return provider, done, err
}

func migrations(engine Engine) ([]*goose.Migration, error) {
	names, err := fs.Glob(schema, "schema/*.sql")
	if err != nil {
		return nil, err
	}
	var steps []*goose.Migration
	for _, name := range names {
		text, err := schema.ReadFile(name)
		if err != nil {
			return nil, err
		}
		number, _, _ := strings.Cut(strings.TrimPrefix(name, "schema/"), "_")
		version, err := strconv.ParseInt(number, 10, 64)
		if err != nil {
			return nil, fmt.Errorf("migration %s has no number: %w", name, err)
		}
		steps = append(steps, step(version, macros[engine].Replace(string(text))))
	}
	return steps, nil
}

func step(version int64, text string) *goose.Migration {
	return goose.NewGoMigration(version, &goose.GoFunc{RunTx: func(ctx context.Context, tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, text)
		return err
	}}, nil)
}
