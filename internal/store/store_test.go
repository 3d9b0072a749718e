package store_test

import (
	"context"
	"errors"
	"sync"
	"testing"

	"yanzhen/internal/base/civil"
	"yanzhen/internal/base/fault"
	"yanzhen/internal/store"
	"yanzhen/internal/store/dbtest"
)

func TestATransactionKeepsAllOrNothing(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *store.DB) {
		ctx := t.Context()
		stop := errors.New("stop")
		err := db.InTx(ctx, func(tx *store.Tx) error {
			if _, err := tx.Exec(ctx, insertKey, "a", "1"); err != nil {
				return err
			}
			return stop
		})
		if !errors.Is(err, stop) {
			t.Fatalf("got %v, want the error of the work", err)
		}
		if n := countKeys(t, db); n != 0 {
			t.Errorf("%d rows after a failed transaction, want none", n)
		}
	})
}

const insertKey = `INSERT INTO door_key (actor, key, action, digest, result, at) VALUES ($1, $2, '', '', '0', 0)`

func countKeys(t *testing.T, db *store.DB) (n int64) {
	t.Helper()
	err := db.Snapshot(t.Context(), func(q store.Q) error {
		return q.QueryRow(t.Context(), `SELECT COUNT(*) FROM door_key`).Scan(&n)
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func TestADuplicateKeyIsRecognised(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *store.DB) {
		ctx := t.Context()
		insert := func(tx *store.Tx) error { _, err := tx.Exec(ctx, insertKey, "a", "1"); return err }
		if err := db.InTx(ctx, insert); err != nil {
			t.Fatal(err)
		}
		if err := db.InTx(ctx, insert); !errors.Is(err, store.ErrDuplicate) {
			t.Errorf("got %v, want ErrDuplicate", err)
		}
	})
}

// Eight writers each read a number and write it plus one: a lost update would show as a sum too small.
func TestConcurrentReadModifyWriteLosesNothing(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *store.DB) {
		ctx := t.Context()
		if err := db.InTx(ctx, func(tx *store.Tx) error { _, err := tx.Exec(ctx, insertKey, "a", "n"); return err }); err != nil {
			t.Fatal(err)
		}
		var all sync.WaitGroup
		for range 8 {
			all.Go(func() {
				for range 10 {
					if err := db.InTx(ctx, addOne(ctx)); err != nil {
						t.Errorf("add one: %v", err)
					}
				}
			})
		}
		all.Wait()
		var n int64
		err := db.Snapshot(ctx, func(q store.Q) error { return q.QueryRow(ctx, `SELECT at FROM door_key`).Scan(&n) })
		if err != nil || n != 80 {
			t.Errorf("got %d, %v; want 80", n, err)
		}
	})
}

func addOne(ctx context.Context) func(*store.Tx) error {
	return func(tx *store.Tx) error {
		var n int64
		if err := tx.QueryRow(ctx, `SELECT at FROM door_key WHERE key = $1`, "n").Scan(&n); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, `UPDATE door_key SET at = $1 WHERE key = $2`, n+1, "n")
		return err
	}
}

func TestASnapshotCannotWrite(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *store.DB) {
		err := db.Snapshot(t.Context(), func(q store.Q) error { _, err := q.Exec(t.Context(), insertKey, "a", "1"); return err })
		if err == nil {
			t.Error("a snapshot accepted an insert")
		}
	})
}

func TestDatesAndNothingTravel(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *store.DB) {
		var day, none civil.Date
		err := db.Snapshot(t.Context(), func(q store.Q) error {
			return q.QueryRow(t.Context(), `SELECT CAST($1 AS TEXT), CAST($2 AS TEXT)`, civil.MustParse("2024-02-29"), civil.Date{}).Scan(&day, &none)
		})
		if err != nil || day.String() != "2024-02-29" || !none.IsZero() {
			t.Errorf("got %v, %v, %v", day, none, err)
		}
	})
}

func TestMigrateTwiceAppliesNothing(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *store.DB) {
		applied, err := db.Migrate(t.Context())
		if err != nil || len(applied) != 0 {
			t.Errorf("applied %v, %v; want nothing", applied, err)
		}
		state, err := db.Schema(t.Context())
		if err != nil || !state.Current() || state.At == 0 {
			t.Errorf("schema %+v, %v; want current", state, err)
		}
	})
}

func TestNoRowsHasOneName(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *store.DB) {
		err := db.Snapshot(t.Context(), func(q store.Q) error {
			var s string
			return q.QueryRow(t.Context(), `SELECT key FROM door_key`).Scan(&s)
		})
		if !errors.Is(err, store.ErrNoRows) {
			t.Errorf("got %v, want ErrNoRows", err)
		}
	})
}

func TestARaceThatIsNeverWonIsToBeTriedLater(t *testing.T) {
	db := dbtest.Postgres(t)
	tries := 0
	err := db.InTx(t.Context(), func(tx *store.Tx) error {
		tries++
		_, err := tx.Exec(t.Context(), `DO $$ BEGIN RAISE EXCEPTION 'lost' USING ERRCODE = '40001'; END $$`)
		return err
	})
	if !errors.Is(err, fault.Unavailable) || tries < 2 {
		t.Errorf("after %d tries: %v", tries, err)
	}
}

func TestWhatIsNoTextIsAFaultOfTheSender(t *testing.T) {
	db := dbtest.Postgres(t)
	err := db.Snapshot(t.Context(), func(q store.Q) error {
		var s string
		return q.QueryRow(t.Context(), `SELECT CAST($1 AS TEXT)`, "a\x00b").Scan(&s)
	})
	if !errors.Is(err, fault.Invalid) {
		t.Errorf("got %v, want Invalid", err)
	}
}

func TestADatabaseOfANewerProgramIsLeftAlone(t *testing.T) {
	for name, tc := range map[string]struct {
		state store.SchemaState
		want  error
	}{
		"older":   {store.SchemaState{At: 6, Known: 7}, nil},
		"current": {store.SchemaState{At: 7, Known: 7}, nil},
		"newer":   {store.SchemaState{At: 8, Known: 7}, fault.Conflict},
	} {
		if err := tc.state.Newer(); !errors.Is(err, tc.want) {
			t.Errorf("%s: %v, want %v", name, err, tc.want)
		}
	}
}
