package job_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"yanzhen/internal/authz"
	"yanzhen/internal/base/clock"
	"yanzhen/internal/base/fault"
	"yanzhen/internal/job"
	"yanzhen/internal/store"
	"yanzhen/internal/store/dbtest"
)

const district = "430408"

var office = authz.System("cli", authz.Office, district)

// bench is a database with workers started on it.
type bench struct {
	db    *store.DB
	queue *job.Queue
}

func start(t *testing.T, db *store.DB, handlers map[string]job.Handler) bench {
	t.Helper()
	w := job.NewWorkers(db, clock.System())
	for kind, h := range handlers {
		w.Handle(kind, h)
	}
	stop, err := w.Start(context.Background(), 4)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = stop(context.Background()) })
	queue, err := job.NewQueue(db)
	if err != nil {
		t.Fatal(err)
	}
	return bench{db, queue}
}

func (b bench) enqueue(t *testing.T, kind string, fail error) (run string) {
	t.Helper()
	err := b.db.InTx(t.Context(), func(tx *store.Tx) (err error) {
		run, err = b.queue.Enqueue(t.Context(), tx, time.Unix(1_700_000_000, 0), office, job.Spec{Kind: kind, District: district, Args: map[string]int{"rows": 3}})
		return errors.Join(err, fail)
	})
	if !errors.Is(err, fail) {
		t.Fatal(err)
	}
	return run
}

func (b bench) find(t *testing.T, run string) *job.Run {
	t.Helper()
	var r *job.Run
	err := b.db.Snapshot(t.Context(), func(q store.Q) (err error) { r, err = job.Find(t.Context(), q, district, run); return err })
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func (b bench) wait(t *testing.T, run string) *job.Run {
	t.Helper()
	for range 400 {
		if r := b.find(t, run); r.Over() {
			return r
		}
		time.Sleep(25 * time.Millisecond)
	}
	t.Fatalf("run did not end: %+v", b.find(t, run))
	return nil
}

func TestARunIsDoneAndKeepsItsResult(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *store.DB) {
		b := start(t, db, map[string]job.Handler{"count": func(ctx context.Context, r *job.Run) error {
			var args struct{ Rows int64 }
			if err := r.Decode(&args); err != nil {
				return err
			}
			if err := r.Progress(ctx, args.Rows, args.Rows, "job.counting"); err != nil {
				return err
			}
			return r.Finish(map[string]any{"counted": args.Rows, "by": r.Actor.Account})
		}})
		r := b.wait(t, b.enqueue(t, "count", nil))
		if r.State != job.Succeeded || r.Done != 3 || r.Percent() != 100 || string(r.Result) != `{"by":"system","counted":3}` {
			t.Errorf("got %+v with %s", r, r.Result)
		}
	})
}

func TestARolledBackCommandLeavesNoRun(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *store.DB) {
		b := start(t, db, map[string]job.Handler{"never": func(context.Context, *job.Run) error { t.Error("ran"); return nil }})
		run := b.enqueue(t, "never", errors.New("roll back"))
		err := db.Snapshot(t.Context(), func(q store.Q) error { _, err := job.Find(t.Context(), q, district, run); return err })
		if !errors.Is(err, fault.Missing) {
			t.Errorf("got %v, want Missing", err)
		}
	})
}

func TestARunStopsWhenAskedTo(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *store.DB) {
		begun := make(chan struct{})
		b := start(t, db, map[string]job.Handler{"long": func(ctx context.Context, r *job.Run) error {
			close(begun)
			for i := range int64(10_000) {
				if err := r.Progress(ctx, i, 10_000, "job.counting"); err != nil {
					return err
				}
				time.Sleep(10 * time.Millisecond)
			}
			return nil
		}})
		run := b.enqueue(t, "long", nil)
		<-begun
		err := db.InTx(t.Context(), func(tx *store.Tx) error {
			return b.queue.Cancel(t.Context(), tx, time.Unix(1_700_000_001, 0), district, run)
		})
		if err != nil {
			t.Fatal(err)
		}
		if r := b.wait(t, run); r.State != job.Cancelled || r.Done >= 10_000 {
			t.Errorf("got %+v, want a cancelled run", r)
		}
	})
}

func TestAFaultOfTheInputEndsTheRunAtOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *store.DB) {
		calls := 0
		b := start(t, db, map[string]job.Handler{"bad": func(context.Context, *job.Run) error {
			calls++
			return fault.Invalid.New("job.test.bad_file")
		}})
		if r := b.wait(t, b.enqueue(t, "bad", nil)); r.State != job.Failed || r.Fault != "job.test.bad_file" || calls != 1 {
			t.Errorf("got %+v after %d calls", r, calls)
		}
	})
}

func TestAnErrorOfOursIsTriedAgain(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *store.DB) {
		calls := 0
		b := start(t, db, map[string]job.Handler{"flaky": func(context.Context, *job.Run) error {
			if calls++; calls == 1 {
				return errors.New("lost the network")
			}
			return nil
		}})
		if r := b.wait(t, b.enqueue(t, "flaky", nil)); r.State != job.Succeeded || calls != 2 {
			t.Errorf("got %+v after %d calls, want success at the second", r, calls)
		}
	})
}
