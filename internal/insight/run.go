package insight

import (
	"context"

	"yanzhen/internal/authz"
	"yanzhen/internal/base/fault"
	"yanzhen/internal/door"
	"yanzhen/internal/job"
	"yanzhen/internal/store"
)

// RunPage asks for one run of a job. Missing if there is none the actor may see.
type RunPage struct {
	District string `json:"district"`
	Run      string `json:"run"`
}

// Action of the question.
func (RunPage) Action() authz.Action { return authz.JobRead }

// Answer gives the run.
func (p RunPage) Answer(ctx context.Context, q *door.Snapshot) (*job.Run, error) {
	r, err := job.Find(ctx, q, p.District, p.Run)
	if err != nil {
		return nil, err
	}
	if q.May(authz.JobRead, landOf(r)) != nil {
		return nil, fault.Missing.New("job.missing")
	}
	return r, nil
}

// landOf is where a run belongs: to the district, and to the unit of whoever asked for it.
func landOf(r *job.Run) authz.Land { return authz.Land{District: r.District, Org: r.Actor.Org()} }

// CancelRun asks a run to stop. One that waits ends at once; one that runs stops at its next report. Conflict if it
// has ended already.
type CancelRun struct {
	District string `json:"district"`
	ID       string `json:"run"`
}

// Action of the command.
func (CancelRun) Action() authz.Action { return authz.JobCancel }

// Land is where the run belongs.
func (c CancelRun) Land(ctx context.Context, q store.Q) (authz.Land, error) {
	r, err := job.Find(ctx, q, c.District, c.ID)
	if err != nil {
		return authz.Land{}, err
	}
	return landOf(r), nil
}

// Run notes the wish and gives the run as it is then.
func (c CancelRun) Run(ctx context.Context, tx *door.Tx) (*job.Run, error) {
	r, err := job.Find(ctx, tx, c.District, c.ID)
	if err != nil {
		return nil, err
	}
	if r.Over() {
		return nil, fault.Conflict.New("insight.run.over")
	}
	tx.About("run/" + c.ID)
	tx.Note("kind", r.Kind)
	if err := tx.CancelJob(ctx, c.District, c.ID); err != nil {
		return nil, err
	}
	return job.Find(ctx, tx, c.District, c.ID)
}
