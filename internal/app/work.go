package app

import (
	"context"
	"time"

	"yanzhen/internal/account"
	"yanzhen/internal/casework"
	"yanzhen/internal/door"
	"yanzhen/internal/job"
	"yanzhen/internal/policy/outreach"
	"yanzhen/internal/registry/intake"
	"yanzhen/internal/store"
)

// The schedules of the house.
const (
	sweepSessions = "account.sweep"
	sweepFiles    = "file.sweep"
	sweepKeys     = "door.sweep"
)

// How long what nobody needs any more is kept: files that no row names, since their command may still be running, and
// idempotency keys.
const (
	strayFiles = 24 * time.Hour
	oldKeys    = 7 * 24 * time.Hour
)

// Work starts the jobs of this node and keeps the population current; stop lets runs under way finish for a while.
func (a *App) Work(ctx context.Context) (stop func() error, err error) {
	workers := job.NewWorkers(a.DB, a.Clock)
	workers.Handle(intake.JobKind, a.Intake.Work)
	seeker := &outreach.Desk{Door: a.Door, Book: a.Book}
	workers.Handle(outreach.SendKind, seeker.Send)
	workers.Handle(outreach.ProposeKind, seeker.Propose)
	workers.Handle(outreach.SweepKind, seeker.Sweep)
	workers.Every(24*time.Hour, outreach.SweepKind, a.Config.District)
	workers.Handle(casework.LapseKind, func(ctx context.Context, run *job.Run) error { return a.cases.Lapse(ctx, a.Door, run) })
	workers.Every(time.Hour, casework.LapseKind, a.Config.District)
	workers.Handle(sweepSessions, func(ctx context.Context, _ *job.Run) error { return a.Accounts.Sweep(ctx) })
	workers.Handle(sweepFiles, a.sweepFiles)
	workers.Handle(sweepKeys, a.sweepKeys)
	workers.Every(time.Hour, sweepSessions, a.Config.District)
	workers.Every(24*time.Hour, sweepFiles, a.Config.District)
	workers.Every(24*time.Hour, sweepKeys, a.Config.District)
	if err := a.follow(ctx); err != nil { // first: there are jobs that wait for the population
		return nil, err
	}
	halt, err := workers.Start(ctx, a.Config.Workers)
	if err != nil {
		return nil, err
	}
	return func() error {
		end, cancel := context.WithTimeout(context.WithoutCancel(ctx), 10*time.Second)
		defer cancel()
		return halt(end)
	}, nil
}

// follow keeps the population and the roll of every district current whose people somebody here may ask for.
func (a *App) follow(ctx context.Context) error {
	var districts []string
	err := a.DB.Snapshot(ctx, func(q store.Q) (err error) {
		districts, err = account.Districts(ctx, q)
		return err
	})
	for _, district := range append(districts, a.Config.District) {
		a.Book.People.Start(ctx, district)
		a.Rolls.Start(ctx, district)
	}
	return err
}

func (a *App) sweepFiles(ctx context.Context, _ *job.Run) error {
	return a.DB.Snapshot(ctx, func(q store.Q) error {
		_, err := a.Vault.Sweep(ctx, q, a.Clock.Now().Add(-strayFiles))
		return err
	})
}

func (a *App) sweepKeys(ctx context.Context, _ *job.Run) error {
	return door.ForgetKeys(ctx, a.Door, oldKeys)
}
