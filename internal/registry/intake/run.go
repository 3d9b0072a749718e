package intake

import (
	"context"
	"errors"
	"iter"

	"yanzhen/internal/authz"
	"yanzhen/internal/base/fault"
	"yanzhen/internal/door"
	"yanzhen/internal/job"
	"yanzhen/internal/registry/roster"
	"yanzhen/internal/store"
)

// JobKind names the job that takes a file in.
const JobKind = "registry.import"

// A Run asks for the work on an import to begin, or to go on after it was cancelled or failed.
type Run struct {
	District string `json:"district"`
	Import   string `json:"import"`
}

// Action of the command.
func (Run) Action() authz.Action { return authz.ImportRun }

// Land is where the import lies.
func (c Run) Land(ctx context.Context, q store.Q) (authz.Land, error) {
	return landOf(ctx, q, c.District, c.Import)
}

// Run enqueues the job; its id is in the import given back.
func (c Run) Run(ctx context.Context, tx *door.Tx) (*Import, error) {
	i, err := loadImport(ctx, tx, c.District, c.Import)
	if err != nil {
		return nil, err
	}
	alive, err := c.alive(ctx, tx, i)
	if err != nil {
		return nil, err
	}
	if err := i.begin(alive); err != nil {
		return nil, err
	}
	if i.Job, err = tx.Enqueue(ctx, job.Spec{Kind: JobKind, District: i.District, Args: c}); err != nil {
		return nil, err
	}
	tx.About(i.subject())
	return i, saveImport(ctx, tx, i)
}

// alive reports whether a job is still at work on the import.
func (c Run) alive(ctx context.Context, q store.Q, i *Import) (bool, error) {
	if i.Job == "" {
		return false, nil
	}
	run, err := job.Find(ctx, q, i.District, i.Job)
	if err != nil {
		return false, err
	}
	return !run.Over(), nil
}

// A Cancel asks the work to stop. Chunks that are done stay; the import may be run on.
type Cancel struct {
	District string `json:"district"`
	Import   string `json:"import"`
}

// Action of the command.
func (Cancel) Action() authz.Action { return authz.ImportRun }

// Land is where the import lies.
func (c Cancel) Land(ctx context.Context, q store.Q) (authz.Land, error) {
	return landOf(ctx, q, c.District, c.Import)
}

// Run notes the wish; work that has not begun ends at once.
func (c Cancel) Run(ctx context.Context, tx *door.Tx) (*Import, error) {
	i, err := loadImport(ctx, tx, c.District, c.Import)
	if err != nil {
		return nil, err
	}
	if i.State != Running {
		return nil, fault.Conflict.New("intake.run.not_running").With("state", string(i.State))
	}
	if err := tx.CancelJob(ctx, i.District, i.Job); err != nil {
		return nil, err
	}
	run, err := job.Find(ctx, tx, i.District, i.Job)
	if err != nil {
		return nil, err
	}
	if run.Over() {
		i.end(Cancelled, "", tx.Now())
	}
	tx.About(i.subject())
	return i, saveImport(ctx, tx, i)
}

// Work is the handler of the job. Called again after a crash it goes on behind the last chunk whose
// outcomes are kept.
func (d *Desk) Work(ctx context.Context, r *job.Run) error {
	var args Run
	if err := r.Decode(&args); err != nil {
		return err
	}
	i, err := d.Import(ctx, r.Actor, args.District, args.Import)
	if err != nil {
		return err
	}
	if i.State != Running {
		return nil // the end was written, but not that of the job
	}
	done, err := d.takeIn(ctx, r.Actor, i, func(rows, total int64) error {
		return r.Progress(ctx, rows, total, "intake.progress")
	})
	if err != nil {
		return err
	}
	return r.Finish(done.Counts)
}

// takeIn works through the rows not yet done and writes the end: done, cancelled, or failed with a fault that a
// person can mend. After an error of ours the import stays running, to be taken up again.
func (d *Desk) takeIn(ctx context.Context, actor authz.Actor, i *Import, tell func(rows, total int64) error) (*Import, error) {
	err := d.takeRows(ctx, actor, i, tell)
	switch kind := fault.KindOf(err); {
	case err == nil:
		return d.finish(ctx, actor, i, Finished, "")
	case errors.Is(err, job.ErrCancelled):
		_, bad := d.finish(context.WithoutCancel(ctx), actor, i, Cancelled, "")
		return nil, errors.Join(err, bad)
	case kind == fault.Internal || kind == fault.Unavailable:
		return nil, err
	}
	_, bad := d.finish(ctx, actor, i, Failed, fault.Of(err).Key)
	return nil, errors.Join(err, bad)
}

func (d *Desk) takeRows(ctx context.Context, actor authz.Actor, i *Import, tell func(rows, total int64) error) error {
	rows, err := d.read(ctx, i)
	if err != nil {
		return err
	}
	defer rows.close()
	if i.Total == 0 {
		if i.Total, err = rows.count(); err != nil {
			return err
		}
	}
	reached, done := i.Reached, i.Rows()
	for chunk, err := range chunks(rows.rows, reached) {
		if err != nil {
			return err
		}
		if err := tell(done, i.Total); err != nil {
			return err
		}
		c := absorb{desk: d, district: i.District, id: i.ID, from: reached, total: i.Total, rows: chunk, form: rows.form}
		if _, err := door.Do(ctx, d.Door, actor, c); err != nil {
			return err
		}
		reached, done = int64(chunk[len(chunk)-1].Number), done+int64(len(chunk))
	}
	return tell(done, done)
}

// chunkRows is how many rows share a transaction: few enough to keep others waiting only briefly, many enough
// that the commit does not matter.
const chunkRows = 500

// chunks groups the rows behind reached.
func chunks(rows iter.Seq2[roster.Row, error], reached int64) iter.Seq2[[]roster.Row, error] {
	return func(yield func([]roster.Row, error) bool) {
		var chunk []roster.Row
		for row, err := range rows {
			if err != nil {
				yield(nil, err)
				return
			}
			if int64(row.Number) <= reached {
				continue
			}
			if chunk = append(chunk, row); len(chunk) == chunkRows {
				if !yield(chunk, nil) {
					return
				}
				chunk = nil
			}
		}
		if len(chunk) > 0 {
			yield(chunk, nil)
		}
	}
}

// finish writes the end of the work.
func (d *Desk) finish(ctx context.Context, actor authz.Actor, i *Import, state State, key string) (*Import, error) {
	return door.Do(ctx, d.Door, actor, end{i.District, i.ID, state, key})
}

type end struct {
	district, id string
	state        State
	fault        string
}

// Action of the command.
func (end) Action() authz.Action { return authz.ImportRun }

// Land is where the import lies.
func (c end) Land(ctx context.Context, q store.Q) (authz.Land, error) {
	return landOf(ctx, q, c.district, c.id)
}

// Run writes the end with all counts.
func (c end) Run(ctx context.Context, tx *door.Tx) (*Import, error) {
	i, err := loadImport(ctx, tx, c.district, c.id)
	if err != nil {
		return nil, err
	}
	i.end(c.state, c.fault, tx.Now())
	tx.About(i.subject())
	tx.Note("state", string(i.State))
	tx.Note("rows", i.Counts)
	tx.Note("conflicts", i.Conflicts)
	return i, saveImport(ctx, tx, i)
}
