package store_test

import (
	"errors"
	"testing"

	"yanzhen/internal/store"
	"yanzhen/internal/store/dbtest"
)

// Two nodes of an installation are started together on an empty database: one waits, both find it current.
func TestNodesThatMigrateTogether(t *testing.T) {
	url := dbtest.PostgresURL(t)
	var nodes []*store.DB
	for range 2 {
		db, err := store.Open(t.Context(), url)
		if err != nil {
			t.Fatal(err)
		}
		defer db.Close()
		nodes = append(nodes, db)
	}
	err := nodes[0].InTx(t.Context(), func(tx *store.Tx) error {
		_, err := tx.Exec(t.Context(), `DROP SCHEMA public CASCADE; CREATE SCHEMA public`)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if state, err := nodes[0].Schema(t.Context()); err != nil || state.At != 0 {
		t.Fatalf("an empty database is at %d, %v", state.At, err)
	}
	applied, failed := make(chan int, 2), make(chan error, 2)
	for _, db := range nodes {
		go func() {
			failed <- db.Alone(t.Context(), func() error {
				versions, err := db.Migrate(t.Context())
				applied <- len(versions)
				return err
			})
		}()
	}
	if err := errors.Join(<-failed, <-failed); err != nil {
		t.Fatal(err)
	}
	state, err := nodes[1].Schema(t.Context())
	if err != nil || !state.Current() {
		t.Errorf("after both: %+v, %v", state, err)
	}
	if a, b := <-applied, <-applied; a+b == 0 || a*b != 0 {
		t.Errorf("applied %d and %d migrations, want all by one of them", a, b)
	}
}

// What tells whether a node is ready must not wait for a writer.
func TestSchemaBesideAWriter(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *store.DB) {
		err := db.InTx(t.Context(), func(*store.Tx) error {
			state, err := db.Schema(t.Context())
			if err == nil && !state.Current() {
				t.Errorf("a migrated database is at %d of %d", state.At, state.Known)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}
