package job

import (
	"context"
	"log/slog"
	"time"

	"yanzhen/internal/store"
)

// While a worker is at a run it adds to the run's beat. A beat that stands still for so long, by the monotonic clock of whoever
// looks, is that of a worker that was killed. River's own rescue goes by a limit of time, of which an import has none.
const (
	beatEvery = 2 * time.Second
	lostAfter = 20 * time.Second
)

// beating adds to the beat of r until stop is called.
func (w *Workers) beating(ctx context.Context, r *Run) (stop func()) {
	ctx, cancel := context.WithCancel(ctx)
	done := make(chan struct{})
	go func() {
		defer close(done)
		every(ctx, func() error {
			return w.db.InTx(ctx, func(tx *store.Tx) error {
				_, err := tx.Exec(ctx, `UPDATE job_run SET beat = beat + 1 WHERE district = $1 AND id = $2`, r.District, r.ID)
				return err
			})
		})
	}()
	return func() { cancel(); <-done }
}

// every does something each beat until ctx ends; what fails is tried again with the next one.
func every(ctx context.Context, do func() error) {
	tick := time.NewTicker(beatEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		if err := do(); err != nil && ctx.Err() == nil {
			slog.WarnContext(ctx, "the signs of life of runs could not be kept", "err", err)
		}
	}
}

// A pulse is the beat of a run, and since when, by the monotonic clock, it was seen so.
type pulse struct {
	beat  int64
	since time.Duration
}

// watch takes up again what workers left that are gone, until ctx ends.
func (w *Workers) watch(ctx context.Context) {
	seen := map[call]pulse{}
	every(ctx, func() error {
		lost, err := w.lost(ctx, seen)
		for _, c := range lost {
			if err == nil {
				err = w.revive(ctx, c, seen[c].beat)
			}
		}
		return err
	})
}

// lost gives the runs whose beat has stood still too long, and notes in seen how those at work beat now.
func (w *Workers) lost(ctx context.Context, seen map[call]pulse) ([]call, error) {
	beats := map[call]int64{}
	err := w.db.Snapshot(ctx, func(q store.Q) error {
		rows, err := q.Query(ctx, `SELECT district, id, beat FROM job_run WHERE state = 'running' ORDER BY district, id`)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var c call
			var beat int64
			if err := rows.Scan(&c.District, &c.Run, &beat); err != nil {
				return err
			}
			beats[c] = beat
		}
		return rows.Err()
	})
	if err != nil {
		return nil, err
	}
	now := w.clock.Mono()
	var found []call
	for c, beat := range beats {
		if p, known := seen[c]; !known || p.beat != beat {
			seen[c] = pulse{beat, now}
		} else if now-p.since >= lostAfter {
			found = append(found, c)
		}
	}
	for c := range seen {
		if _, running := beats[c]; !running {
			delete(seen, c)
		}
	}
	return found, nil
}

// revive lets a run wait again and enqueues it anew, unless it has moved since its beat was seen: of several nodes one does so.
func (w *Workers) revive(ctx context.Context, c call, beat int64) error {
	return w.db.InTx(ctx, func(tx *store.Tx) error {
		n, err := tx.Exec(ctx, `
			UPDATE job_run
			SET state = $1, beat = beat + 1
			WHERE district = $2 AND id = $3 AND state = $4 AND beat = $5`, Waiting, c.District, c.Run, Running, beat)
		if err != nil || n == 0 {
			return err
		}
		slog.WarnContext(ctx, "a run is taken up again, its worker is gone", "run", c.Run)
		return w.queue.insert(ctx, tx, c)
	})
}

// Requeue enqueues anew whatever has not ended, in a database that was restored: a backup holds the runs, not River's own tables. No
// worker may be at it.
func Requeue(ctx context.Context, db *store.DB) error {
	queue, err := NewQueue(db)
	if err != nil {
		return err
	}
	return db.InTx(ctx, func(tx *store.Tx) error {
		left, err := unended(ctx, tx)
		if err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `UPDATE job_run SET state = $1 WHERE state = $2`, Waiting, Running); err != nil {
			return err
		}
		for _, c := range left {
			if err := queue.insert(ctx, tx, c); err != nil {
				return err
			}
		}
		return nil
	})
}

func unended(ctx context.Context, q store.Q) ([]call, error) {
	rows, err := q.Query(ctx, `SELECT district, id FROM job_run WHERE state IN ($1, $2) ORDER BY district, id`, Waiting, Running)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var found []call
	for rows.Next() {
		var c call
		if err := rows.Scan(&c.District, &c.Run); err != nil {
			return nil, err
		}
		found = append(found, c)
	}
	return found, rows.Err()
}
