package app

import (
	"context"
	"errors"
	"os"
	"path/filepath"

	"yanzhen/internal/authz"
	"yanzhen/internal/base/civil"
	"yanzhen/internal/base/fault"
	"yanzhen/internal/config"
	"yanzhen/internal/registry/intake"
	"yanzhen/internal/town"
)

// Demo serves a complete invented district of so many people from a database in dir, or in a temporary folder that is removed in
// the end. It calls ready with the site's address and the accounts.
func Demo(ctx context.Context, c *config.Config, dir string, people int, ready func(url string, who []Credential)) error {
	if dir == "" {
		made, err := os.MkdirTemp("", "yanzhen-demo-")
		if err != nil {
			return err
		}
		defer os.RemoveAll(made)
		dir = made
	}
	c.MoveTo(dir)
	c.Demo = true
	if _, err := Prepare(ctx, c); err != nil {
		return err
	}
	a, err := Open(ctx, c)
	if err != nil {
		return err
	}
	defer a.Close()
	who, err := a.settleDemo(a.Context(ctx), people)
	if err != nil {
		return err
	}
	return a.Serve(ctx, func(url string) { ready(url, who) })
}

// settleDemo fills an empty database; one that was filled before goes on as it is, without accounts to tell.
func (a *App) settleDemo(ctx context.Context, people int) ([]Credential, error) {
	who, err := a.Seed(ctx, Scenario{Name: "demo", People: people, Demo: true})
	if errors.Is(err, fault.Conflict) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	if err := a.Liven(ctx, people); err != nil {
		return nil, err
	}
	return who, a.reach(ctx)
}

// Liven has an employer of a town of so many people hand in a roster, so that there is something to decide and to mend.
func (a *App) Liven(ctx context.Context, people int) error {
	dir, err := os.MkdirTemp("", "yanzhen-roster-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, town.RosterName)
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	if err := errors.Join(town.WriteRoster(f, people, civil.Of(a.Clock.Now())), f.Close()); err != nil {
		return err
	}
	actor := authz.System("cli", authz.Office, a.Config.District)
	_, err = a.Intake.ImportFiles(ctx, actor, []string{path}, intake.Options{District: a.Config.District})
	return err
}
