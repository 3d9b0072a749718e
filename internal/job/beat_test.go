package job_test

import (
	"testing"
	"time"

	"context"

	"yanzhen/internal/base/clock"
	"yanzhen/internal/job"
	"yanzhen/internal/store"
	"yanzhen/internal/store/dbtest"
)

// A ward is a run whose worker was killed: at work in the table, with nobody at it and nothing of it in the queue.
type ward struct {
	*job.Workers
	t     *testing.T
	db    *store.DB
	clock *clock.Set
	run   job.Call
}

func left(t *testing.T, db *store.DB) ward {
	t.Helper()
	c := clock.At(time.Date(2026, 11, 24, 4, 0, 0, 0, time.UTC))
	w := job.NewWorkers(db, c)
	w.Handle("left", func(_ context.Context, r *job.Run) error { return r.Finish("done") })
	queue, err := job.NewQueue(db)
	if err != nil {
		t.Fatal(err)
	}
	w.UseQueue(queue)
	l := ward{w, t, db, c, job.Call{District: district}}
	l.in(func(tx *store.Tx) (err error) {
		l.run.Run, err = queue.Enqueue(t.Context(), tx, c.Now(), office, job.Spec{Kind: "left", District: district})
		return err
	})
	l.exec(`UPDATE job_run SET state = 'running'`)
	l.exec(`DELETE FROM river_job`)
	return l
}

func (l ward) in(work func(*store.Tx) error) {
	l.t.Helper()
	if err := l.db.InTx(l.t.Context(), work); err != nil {
		l.t.Fatal(err)
	}
}

func (l ward) exec(text string) {
	l.t.Helper()
	l.in(func(tx *store.Tx) error { _, err := tx.Exec(l.t.Context(), text); return err })
}

func (l ward) lostIn(seen map[job.Call]job.Pulse) int {
	l.t.Helper()
	lost, err := l.Lost(l.t.Context(), seen)
	if err != nil {
		l.t.Fatal(err)
	}
	return len(lost)
}

func (l ward) queued() (n int64) {
	l.t.Helper()
	l.in(func(tx *store.Tx) error {
		return tx.QueryRow(l.t.Context(), `SELECT COUNT(*) FROM river_job`).Scan(&n)
	})
	return n
}

func (l ward) ends() {
	l.t.Helper()
	stop, err := l.Start(context.Background(), 1)
	if err != nil {
		l.t.Fatal(err)
	}
	defer stop(context.Background()) //nolint:errcheck // the test is over
	for range 400 {
		var r *job.Run
		l.in(func(tx *store.Tx) (err error) {
			r, err = job.Find(l.t.Context(), tx, l.run.District, l.run.Run)
			return err
		})
		if r.State == job.Succeeded {
			return
		}
		time.Sleep(25 * time.Millisecond)
	}
	l.t.Fatal("the run did not end")
}

func TestARunWhoseWorkerIsGoneIsTakenUpAgainOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *store.DB) {
		l, seen := left(t, db), map[job.Call]job.Pulse{}
		if l.lostIn(seen) != 0 {
			t.Fatal("a run just seen is taken for lost")
		}
		l.clock.Jump(400 * 24 * time.Hour)
		l.clock.Pass(job.LostAfter - time.Second)
		if l.lostIn(seen) != 0 {
			t.Fatal("a jump of the wall clock loses runs")
		}
		l.exec(`UPDATE job_run SET beat = beat + 1`)
		l.clock.Pass(time.Second)
		if l.lostIn(seen) != 0 {
			t.Fatal("a run that beats is taken for lost")
		}
		l.clock.Pass(job.LostAfter)
		if l.lostIn(seen) != 1 {
			t.Fatal("a run without a worker is not missed")
		}
		for range 2 { // two nodes
			if err := l.Revive(t.Context(), l.run, seen[l.run]); err != nil {
				t.Fatal(err)
			}
		}
		if n := l.queued(); n != 1 {
			t.Fatalf("enqueued %d times", n)
		}
		l.ends()
	})
}

func TestARunInOtherHandsIsLeftAlone(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *store.DB) {
		l := left(t, db)
		if r, err := l.Begin(t.Context(), l.run); r != nil || err != nil {
			t.Fatalf("a second worker began %+v, %v", r, err)
		}
	})
}

func TestARestoredDatabaseGoesOnWithItsRuns(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *store.DB) {
		l := left(t, db)
		if err := job.Requeue(t.Context(), db); err != nil {
			t.Fatal(err)
		}
		l.ends()
	})
}
