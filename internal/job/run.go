package job

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"yanzhen/internal/authz"
	"yanzhen/internal/base/fault"
	"yanzhen/internal/store"
)

// The states of a run.
const (
	Waiting   = "waiting"
	Running   = "running"
	Succeeded = "succeeded"
	Failed    = "failed"
	Cancelled = "cancelled"
)

// ErrCancelled is what Progress answers when someone asked the run to stop; a handler returns it.
var ErrCancelled = errors.New("run cancelled")

// A Run is one piece of work as people see it.
type Run struct {
	District string          `json:"district"`
	ID       string          `json:"id"`
	Kind     string          `json:"kind"`
	Args     json.RawMessage `json:"-"`
	Account  string          `json:"account"`
	State    string          `json:"state"`
	Done     int64           `json:"done"`
	Total    int64           `json:"total"`
	Note     string          `json:"note,omitempty"` // message key of the present phase
	Result   json.RawMessage `json:"result,omitempty"`
	Fault    string          `json:"fault,omitempty"` // message key of what went wrong
	Cancel   bool            `json:"cancel,omitempty"`
	Enqueued time.Time       `json:"enqueued_at"`
	Started  time.Time       `json:"started_at,omitzero"`
	Ended    time.Time       `json:"ended_at,omitzero"`

	Actor   authz.Actor `json:"-"` // who asked; the run acts with these rights
	workers *Workers
	told    time.Duration // monotonic time of the last report
}

// Over reports whether the run has ended.
func (r *Run) Over() bool { return r.State != Waiting && r.State != Running }

// Percent of the work done, 0 to 100; 100 when it succeeded.
func (r *Run) Percent() int {
	if r.State == Succeeded {
		return 100
	}
	if r.Total <= 0 {
		return 0
	}
	return int(min(r.Done*100/r.Total, 100))
}

// Decode reads the arguments.
func (r *Run) Decode(into any) error { return json.Unmarshal(r.Args, into) }

// pace is how often progress is written; reports between are dropped.
const pace = 500 * time.Millisecond

// Progress tells people how far the run is, and gives ErrCancelled when it should stop. It may be
// called for every row: it writes twice a second at most.
func (r *Run) Progress(ctx context.Context, done, total int64, note string) error {
	r.Done, r.Total, r.Note = done, total, note
	now := r.workers.clock.Mono()
	if r.told != 0 && now-r.told < pace && done != total {
		return ctx.Err()
	}
	r.told = now
	return r.workers.db.InTx(ctx, func(tx *store.Tx) error {
		if _, err := tx.Exec(ctx, `UPDATE job_run SET done = $1, total = $2, note = $3 WHERE district = $4 AND id = $5`,
			done, total, note, r.District, r.ID); err != nil {
			return err
		}
		var asked int64
		if err := tx.QueryRow(ctx, `SELECT cancel_at FROM job_run WHERE district = $1 AND id = $2`, r.District, r.ID).Scan(&asked); err != nil {
			return err
		}
		if asked != 0 {
			return ErrCancelled
		}
		return nil
	})
}

// Finish keeps the result of the run, to be shown when it succeeds.
func (r *Run) Finish(result any) error {
	var err error
	r.Result, err = json.Marshal(result)
	return err
}

const columns = `district, id, kind, args, account, actor, state, done, total, note, result, fault, cancel_at, enqueued_at, started_at, ended_at`

// Find gives the run, or fault.Missing.
func Find(ctx context.Context, q store.Q, district, run string) (*Run, error) {
	r, err := scan(q.QueryRow(ctx, `SELECT `+columns+` FROM job_run WHERE district = $1 AND id = $2`, district, run))
	if errors.Is(err, store.ErrNoRows) {
		return nil, fault.Missing.New("job.missing")
	}
	return r, err
}

// Recent gives the newest runs of a kind ("" for all) that account asked for ("" for anyone),
// newest first; before is the id to page from, "" for the newest.
func Recent(ctx context.Context, q store.Q, district, kind, account, before string, limit int) ([]*Run, error) {
	rows, err := q.Query(ctx, `
		SELECT `+columns+`
		FROM job_run
		WHERE district = $1
		  AND (CAST($2 AS TEXT) = '' OR kind = $2)
		  AND (CAST($3 AS TEXT) = '' OR account = $3)
		  AND (CAST($4 AS TEXT) = '' OR id < $4)
		ORDER BY id DESC
		LIMIT $5`, district, kind, account, before, limit)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var found []*Run
	for rows.Next() {
		r, err := scan(rows)
		if err != nil {
			return nil, err
		}
		found = append(found, r)
	}
	return found, rows.Err()
}

func scan(row store.Row) (*Run, error) {
	var r Run
	var args, actor, result string
	var cancel, enqueued, started, ended int64
	err := row.Scan(&r.District, &r.ID, &r.Kind, &args, &r.Account, &actor, &r.State, &r.Done, &r.Total, &r.Note,
		&result, &r.Fault, &cancel, &enqueued, &started, &ended)
	if err != nil {
		return nil, err
	}
	r.Args, r.Cancel = json.RawMessage(args), cancel != 0
	if result != "" {
		r.Result = json.RawMessage(result)
	}
	r.Enqueued, r.Started, r.Ended = instant(enqueued), instant(started), instant(ended)
	if err := json.Unmarshal([]byte(actor), &r.Actor); err != nil {
		return nil, fmt.Errorf("actor of run %s: %w", r.ID, err)
	}
	return &r, nil
}

func instant(micros int64) time.Time {
	if micros == 0 {
		return time.Time{}
	}
	return time.UnixMicro(micros).UTC()
}
