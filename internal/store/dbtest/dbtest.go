// Package dbtest gives tests a fresh migrated database, on SQLite and on PostgreSQL.
package dbtest

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"yanzhen/internal/job"
	"yanzhen/internal/store"
)

// Each runs test once per engine, as subtests named sqlite and postgres. Where PostgreSQL is not
// installed its subtest is skipped, unless YANZHEN_REQUIRE asks for it.
func Each(t *testing.T, test func(t *testing.T, db *store.DB)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) { test(t, SQLite(t)) })
	t.Run("postgres", func(t *testing.T) { test(t, Postgres(t)) })
}

// New gives a database on SQLite: for tests in which storage is not the point.
func New(t testing.TB) *store.DB { return SQLite(t) }

// Require skips t because what is missing, or fails it if YANZHEN_REQUIRE names it.
func Require(t testing.TB, what, because string) {
	t.Helper()
	for name := range strings.SplitSeq(os.Getenv("YANZHEN_REQUIRE"), ",") {
		if strings.TrimSpace(name) == what {
			t.Fatalf("%s is required by YANZHEN_REQUIRE, but %s", what, because)
		}
	}
	t.Skipf("skipped, because %s", because)
}

var liteTemplate = sync.OnceValues(func() ([]byte, error) {
	dir, err := os.MkdirTemp("", "yanzhen-template-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "template.db")
	if err := migrated(context.Background(), "sqlite:"+path); err != nil {
		return nil, err
	}
	return os.ReadFile(path)
})

func migrated(ctx context.Context, url string) error {
	db, err := store.Open(ctx, url)
	if err != nil {
		return err
	}
	defer db.Close()
	if _, err := db.Migrate(ctx); err != nil {
		return err
	}
	return job.Migrate(ctx, db)
}

// SQLite gives a fresh migrated database in the test's own folder.
func SQLite(t testing.TB) *store.DB {
	t.Helper()
	template, err := liteTemplate()
	if err != nil {
		t.Fatalf("migrate SQLite: %v", err)
	}
	path := filepath.Join(t.TempDir(), "test.db")
	if err := os.WriteFile(path, template, 0o600); err != nil {
		t.Fatal(err)
	}
	return open(t, "sqlite:"+path)
}

func open(t testing.TB, url string) *store.DB {
	t.Helper()
	db, err := store.Open(t.Context(), url)
	if err != nil {
		t.Fatalf("open %s: %v", url, err)
	}
	t.Cleanup(func() { _ = db.Close() })
	return db
}

var made atomic.Int64

// Postgres gives a fresh migrated database of a private server, or of the server that
// YANZHEN_TEST_POSTGRES names.
func Postgres(t testing.TB) *store.DB {
	t.Helper()
	return open(t, PostgresURL(t))
}

// PostgresURL gives the address of such a database, for those who open it themselves.
func PostgresURL(t testing.TB) string {
	t.Helper()
	server, because, err := startServer()
	if err != nil {
		t.Fatalf("start PostgreSQL: %v", err)
	}
	if because != "" {
		Require(t, "postgres", because)
	}
	name := fmt.Sprintf("yz_%d_%d", os.Getpid(), made.Add(1))
	if err := server.create(context.Background(), name); err != nil {
		t.Fatalf("create database: %v", err)
	}
	t.Cleanup(func() { _ = server.drop(context.Background(), name) })
	return server.url(name)
}
