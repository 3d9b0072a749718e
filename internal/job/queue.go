// Package job runs work after a commit: enqueued in the transaction of the command that asks for
// it, so both happen or neither. River executes; a row of job_run shows people the progress and
// takes their wish to cancel, on whichever node the run goes on.
package job

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"
	"github.com/riverqueue/river/riverdriver/riversqlite"

	"yanzhen/internal/authz"
	"yanzhen/internal/base/id"
	"yanzhen/internal/store"
)

// A Spec asks for a run.
type Spec struct {
	Kind     string // names the handler: "registry.import"
	Args     any    // JSON, small; files travel by their id
	District string
}

// call is the one River job kind; the run's own kind and arguments are in its row.
type call struct {
	District string `json:"district"`
	Run      string `json:"run"`
}

// Kind names the job to River.
func (call) Kind() string { return "yanzhen.run" }

// A Queue takes runs in.
type Queue struct {
	lite *river.Client[*sql.Tx]
	pg   *river.Client[pgx.Tx]
}

// NewQueue opens the queue of a migrated database for enqueueing only.
func NewQueue(db *store.DB) (*Queue, error) {
	return newQueue(db, &river.Config{})
}

func newQueue(db *store.DB, cfg *river.Config) (*Queue, error) {
	if db.Engine() == store.SQLite {
		client, err := river.NewClient(riversqlite.New(db.Writer()), cfg)
		return &Queue{lite: client}, err
	}
	client, err := river.NewClient(riverpgxv5.New(db.Pool()), cfg)
	return &Queue{pg: client}, err
}

// Enqueue writes the run's row and its River job in tx and gives the run's id.
func (q *Queue) Enqueue(ctx context.Context, tx *store.Tx, now time.Time, actor authz.Actor, spec Spec) (string, error) {
	args, err := json.Marshal(spec.Args)
	if err != nil {
		return "", fmt.Errorf("arguments of %s: %w", spec.Kind, err)
	}
	who, err := json.Marshal(actor)
	if err != nil {
		return "", err
	}
	run := id.New(now)
	_, err = tx.Exec(ctx, `
		INSERT INTO job_run (district, id, kind, args, account, actor, state, done, total, note, result, fault,
			cancel_at, enqueued_at, started_at, ended_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, 0, 0, '', '', '', 0, $8, 0, 0)`,
		spec.District, run, spec.Kind, string(args), actor.Account, string(who), Waiting, now.UnixMicro())
	if err != nil {
		return "", err
	}
	return run, q.insert(ctx, tx, call{District: spec.District, Run: run})
}

func (q *Queue) insert(ctx context.Context, tx *store.Tx, args call) error {
	var err error
	if q.lite != nil {
		_, err = q.lite.InsertTx(ctx, tx.SQL(), args, nil)
	} else {
		_, err = q.pg.InsertTx(ctx, tx.PG(), args, nil)
	}
	return err
}

// Cancel notes the wish to stop the run: one that waits ends at once, one that runs stops at its
// next report of progress.
func (q *Queue) Cancel(ctx context.Context, tx *store.Tx, now time.Time, district, run string) error {
	_, err := tx.Exec(ctx, `
		UPDATE job_run
		SET cancel_at = $1,
		    state = CASE WHEN state = $2 THEN $3 ELSE state END,
		    ended_at = CASE WHEN state = $2 THEN $1 ELSE ended_at END
		WHERE district = $4 AND id = $5 AND state IN ($2, $6)`,
		now.UnixMicro(), Waiting, Cancelled, district, run, Running)
	return err
}
