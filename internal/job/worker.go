package job

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"
	"github.com/riverqueue/river/riverdriver/riversqlite"
	"github.com/riverqueue/river/rivermigrate"

	"yanzhen/internal/authz"
	"yanzhen/internal/base/clock"
	"yanzhen/internal/base/fault"
	"yanzhen/internal/store"
)

// A Handler does the work of one kind. It may be called again after a crash, so it picks up where
// the rows it wrote say it was.
type Handler func(ctx context.Context, r *Run) error

// attempts is how often a run is tried before it is set aside as failed.
const attempts = 5

// Workers execute runs on this node.
type Workers struct {
	db       *store.DB
	clock    clock.Clock
	queue    *Queue
	handlers map[string]Handler
	periodic []*river.PeriodicJob
}

// NewWorkers prepares workers on a migrated database; give them handlers, then Start.
func NewWorkers(db *store.DB, c clock.Clock) *Workers {
	return &Workers{db: db, clock: c, handlers: map[string]Handler{}}
}

// Handle names the handler of a kind.
func (w *Workers) Handle(kind string, h Handler) {
	if w.handlers[kind] != nil {
		panic("two handlers for job kind " + kind)
	}
	w.handlers[kind] = h
}

// tick is a River job that a schedule makes; it carries the kind to call.
type tick struct {
	Name     string `json:"name"`
	District string `json:"district"`
}

// Kind names the job to River.
func (tick) Kind() string { return "yanzhen.tick" }

// Every calls the handler of kind each interval, on one node only, and once at the start.
func (w *Workers) Every(interval time.Duration, kind, district string) {
	w.periodic = append(w.periodic, river.NewPeriodicJob(river.PeriodicInterval(interval),
		func() (river.JobArgs, *river.InsertOpts) {
			return tick{Name: kind, District: district}, &river.InsertOpts{UniqueOpts: river.UniqueOpts{ByArgs: true, ByPeriod: interval}}
		}, &river.PeriodicJobOpts{RunOnStart: true}))
}

// Start begins to execute runs with n at a time; stop waits for those under way until its context ends.
func (w *Workers) Start(ctx context.Context, n int) (stop func(context.Context) error, err error) {
	workers := river.NewWorkers()
	river.AddWorker(workers, river.WorkFunc(func(ctx context.Context, j *river.Job[call]) error {
		return w.work(ctx, j.Args, j.Attempt >= j.MaxAttempts)
	}))
	river.AddWorker(workers, river.WorkFunc(func(ctx context.Context, j *river.Job[tick]) error { return w.tick(ctx, j.Args) }))
	w.queue, err = newQueue(w.db, &river.Config{
		Queues:            map[string]river.QueueConfig{river.QueueDefault: {MaxWorkers: n}},
		Workers:           workers,
		PeriodicJobs:      w.periodic,
		MaxAttempts:       attempts,
		JobTimeout:        -1,
		FetchPollInterval: 250 * time.Millisecond,
		Logger:            slog.New(slog.DiscardHandler),
	})
	if err != nil {
		return nil, err
	}
	var river interface {
		Start(context.Context) error
		Stop(context.Context) error
	} = w.queue.pg
	if w.queue.lite != nil {
		river = w.queue.lite
	}
	watching, rest := context.WithCancel(ctx)
	go w.watch(watching)
	return func(ctx context.Context) error { rest(); return river.Stop(ctx) }, river.Start(ctx)
}

func (w *Workers) tick(ctx context.Context, t tick) error {
	h := w.handlers[t.Name]
	if h == nil {
		return fmt.Errorf("no handler for schedule %s", t.Name)
	}
	return h(ctx, &Run{District: t.District, Kind: t.Name, workers: w, Actor: authz.System("job", authz.Office, t.District)})
}

// work executes one run and writes how it ended.
func (w *Workers) work(ctx context.Context, c call, last bool) error {
	r, err := w.begin(ctx, c)
	if err != nil || r == nil {
		return err
	}
	h := w.handlers[r.Kind]
	if h == nil {
		return w.end(ctx, r, fault.Internal.New("job.no_handler"), true)
	}
	return w.end(ctx, r, w.handle(ctx, h, r), last)
}

// handle lets the handler work, with signs of life. A panic becomes an error, so that the run ends as failed.
func (w *Workers) handle(ctx context.Context, h Handler, r *Run) (err error) {
	defer w.beating(ctx, r)()
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic in job %s: %v", r.Kind, p)
		}
	}()
	return h(ctx, r)
}

// begin claims a run that waits; nil for one that has ended or is in other hands.
func (w *Workers) begin(ctx context.Context, c call) (*Run, error) {
	var r *Run
	err := w.db.InTx(ctx, func(tx *store.Tx) error {
		r = nil
		claimed, err := tx.Exec(ctx, `UPDATE job_run SET state = $1, started_at = $2, beat = beat + 1 WHERE district = $3 AND id = $4 AND state = $5`,
			Running, w.clock.Now().UnixMicro(), c.District, c.Run, Waiting)
		if err != nil || claimed == 0 {
			return err
		}
		r, err = Find(ctx, tx, c.District, c.Run)
		return err
	})
	if err != nil || r == nil {
		return nil, err
	}
	r.workers = w
	return r, nil
}

// end writes the outcome. An error of ours is tried again until the last attempt; a fault a person
// can act on ends the run at once. A run that is cut short because the node stops waits for the next one.
func (w *Workers) end(ctx context.Context, r *Run, cause error, last bool) error {
	state, key := Succeeded, ""
	switch {
	case errors.Is(cause, ErrCancelled):
		state = Cancelled
	case cause != nil:
		f := fault.Of(cause)
		retry := f.Kind == fault.Internal || f.Kind == fault.Unavailable
		switch {
		case ctx.Err() != nil:
			return errors.Join(w.wait(context.WithoutCancel(ctx), r), river.JobSnooze(time.Second))
		case retry && !last:
			return errors.Join(cause, w.wait(ctx, r))
		}
		slog.ErrorContext(ctx, "job failed", "kind", r.Kind, "run", r.ID, "err", cause)
		state, key = Failed, f.Key
	}
	return w.db.InTx(ctx, func(tx *store.Tx) error {
		_, err := tx.Exec(ctx, `
			UPDATE job_run
			SET state = $1, fault = $2, result = $3, done = $4, total = $5, note = '', ended_at = $6
			WHERE district = $7 AND id = $8`,
			state, key, string(r.Result), r.Done, r.Total, w.clock.Now().UnixMicro(), r.District, r.ID)
		return err
	})
}

// wait lets a run wait for its next attempt.
func (w *Workers) wait(ctx context.Context, r *Run) error {
	return w.db.InTx(ctx, func(tx *store.Tx) error {
		_, err := tx.Exec(ctx, `UPDATE job_run SET state = $1 WHERE district = $2 AND id = $3 AND state = $4`, Waiting, r.District, r.ID, Running)
		return err
	})
}

// Migrate brings River's own tables up to date.
func Migrate(ctx context.Context, db *store.DB) error {
	if db.Engine() == store.SQLite {
		m, err := rivermigrate.New[*sql.Tx](riversqlite.New(db.Writer()), nil)
		if err != nil {
			return err
		}
		_, err = m.Migrate(ctx, rivermigrate.DirectionUp, nil)
		return err
	}
	m, err := rivermigrate.New[pgx.Tx](riverpgxv5.New(db.Pool()), nil)
	if err != nil {
		return err
	}
	_, err = m.Migrate(ctx, rivermigrate.DirectionUp, nil)
	return err
}
