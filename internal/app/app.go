// Package app is the composition root: it opens the settings, keys, database, vault, policies and jobs of
// one installation and joins them to the pages. Read it to see the system.
package app

import (
	"context"
	_ "embed"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"runtime/debug"

	"yanzhen/internal/account"
	"yanzhen/internal/base/clock"
	"yanzhen/internal/base/fault"
	"yanzhen/internal/casework"
	"yanzhen/internal/config"
	"yanzhen/internal/crypt"
	"yanzhen/internal/district"
	"yanzhen/internal/door"
	"yanzhen/internal/file"
	"yanzhen/internal/i18n"
	"yanzhen/internal/insight"
	"yanzhen/internal/job"
	"yanzhen/internal/policy"
	"yanzhen/internal/policy/inspect"
	"yanzhen/internal/policy/whatif"
	"yanzhen/internal/registry"
	"yanzhen/internal/registry/code"
	"yanzhen/internal/registry/intake"
	"yanzhen/internal/store"
	"yanzhen/packs"
)

//go:embed words.yaml
var wordsYAML []byte

// Words are the words of the command line, the menu and the start page.
var Words = i18n.MustLoad(wordsYAML)

// An App is one open installation.
type App struct {
	Config   *config.Config
	District *district.District
	Regions  *code.Regions
	Ring     *crypt.Ring
	DB       *store.DB
	Vault    *file.Vault
	Door     *door.Door
	Book     *policy.Book
	Rolls    *registry.Rolls
	Accounts *account.Desk
	Intake   *intake.Desk
	figures  *insight.Figures
	trials   *whatif.Desk
	checkups *inspect.Desk
	cases    *casework.Desk
	Clock    clock.Clock
	Packs    fs.FS
}

// Version tells the program's version and the commit it was built from.
func Version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "dev"
	}
	version, revision := info.Main.Version, ""
	for _, s := range info.Settings {
		if s.Key == "vcs.revision" && len(s.Value) >= 12 {
			revision = " (" + s.Value[:12] + ")"
		}
	}
	if version == "" || version == "(devel)" {
		version = "0.1.0-dev"
	}
	return version + revision
}

// Context gives ctx the keys with which the slices seal and open, and the rolls that lists are answered from.
func (a *App) Context(ctx context.Context) context.Context {
	return a.Accounts.Context(registry.WithRolls(registry.WithRing(ctx, a.Ring), a.Rolls))
}

// Prepare brings the database of c up to date and gives the numbers of the migrations applied.
func Prepare(ctx context.Context, c *config.Config) ([]int64, error) {
	db, err := store.Open(ctx, c.Database)
	if err != nil {
		return nil, err
	}
	defer db.Close()
	var applied []int64
	err = db.Alone(ctx, func() (err error) {
		if applied, err = db.Migrate(ctx); err != nil {
			return err
		}
		return job.Migrate(ctx, db)
	})
	return applied, err
}

// Open opens an installation whose database is up to date.
func Open(ctx context.Context, c *config.Config) (*App, error) {
	a := &App{Config: c, Clock: clock.System(), Packs: packs.FS}
	if c.Packs != "" {
		a.Packs = os.DirFS(c.Packs)
	}
	var err error
	if a.District, err = district.Load(a.Packs, c.Pack); err != nil {
		return nil, err
	}
	if a.District.Code != c.District {
		return nil, fault.Invalid.New("app.other_district").On("pack").With("pack", c.Pack).With("has", a.District.Code).With("want", c.District)
	}
	if a.Regions, err = code.LoadRegions(a.Packs, c.Pack+"/regions.yaml"); err != nil {
		return nil, err
	}
	if a.Ring, err = openRing(c); err != nil {
		return nil, err
	}
	if a.Vault, err = file.OpenVault(c.Files(), a.Ring, int64(c.UploadLimit)); err != nil {
		return nil, err
	}
	if a.DB, err = store.Open(ctx, c.Database); err != nil {
		return nil, err
	}
	if err := a.join(ctx); err != nil {
		return nil, errors.Join(err, a.DB.Close())
	}
	return a, nil
}

// join builds what stands on the database.
func (a *App) join(ctx context.Context) error {
	state, err := a.DB.Schema(ctx)
	if err != nil {
		return err
	}
	if err := state.Newer(); err != nil {
		return err
	}
	if !state.Current() {
		return fault.Conflict.New("app.schema").With("has", state.At).With("needs", state.Known)
	}
	queue, err := job.NewQueue(a.DB)
	if err != nil {
		return err
	}
	a.Door = &door.Door{DB: a.DB, Clock: a.Clock, Jobs: queue,
		Fingerprint: func(text string) string { return a.Ring.Index("door.command", text) }}
	a.Accounts = &account.Desk{Door: a.Door, Ring: a.Ring, District: a.Config.District, Issuer: a.District.Platform.Zh,
		Idle: a.Config.SessionIdle, Max: a.Config.SessionMax, Demo: a.Config.Demo, Secure: a.Config.Secure}
	a.Intake = &intake.Desk{Door: a.Door, Vault: a.Vault, Regions: a.Regions, District: a.District}
	a.figures = insight.NewFigures(a.Door)
	a.Rolls = registry.NewRolls(a.DB, a.Clock)
	conf, err := policy.LoadConfig(a.Packs, a.Config.Pack)
	if err != nil {
		return err
	}
	a.Book, err = policy.Open(a.DB, a.Clock, a.Packs, "policies", conf)
	if err != nil {
		return err
	}
	a.trials = whatif.NewDesk(a.Book)
	a.checkups = &inspect.Desk{Book: a.Book}
	a.Book.Certain = inspect.Faults()
	if err := a.openCases(); err != nil {
		return err
	}
	a.Book.People.Keep(policy.Shelter{Dir: a.Config.Columns(), Ring: a.Ring, Stamp: a.stamp()})
	for _, p := range a.Book.Problems() {
		if p.Grave {
			slog.Warn("a shipped policy is out of force", "file", p.File, "line", p.Line, "problem", p.Key)
		}
	}
	return nil
}

// openCases reads the programmes; one that is wrong is left out and told in the log.
func (a *App) openCases() error {
	desk, problems, err := casework.Open(a.Ring, a.Book, a.Packs, "programmes")
	for _, p := range problems {
		slog.Warn("a shipped programme is left out", "file", p.File, "line", p.Line, "problem", p.Key)
	}
	a.cases = desk
	return err
}

// stamp names the program and the database: what another program derived, or beside another database, is derived anew.
func (a *App) stamp() string {
	program := Version()
	if path, err := os.Executable(); err == nil {
		if info, err := os.Stat(path); err == nil {
			program += fmt.Sprintf(" %d %d", info.Size(), info.ModTime().UnixNano())
		}
	}
	return program + " " + a.DB.Where()
}

// Close closes the database.
func (a *App) Close() error { return a.DB.Close() }

func openRing(c *config.Config) (*crypt.Ring, error) {
	if c.Keys != "" {
		return crypt.ParseRing(c.Keys)
	}
	if err := os.MkdirAll(c.Data, 0o700); err != nil {
		return nil, err
	}
	ring, fresh, err := crypt.LoadRing(c.KeyFile, crypt.Suite(c.Suite))
	if fresh {
		slog.Warn("a new key file was made; keep a copy apart from the data, nothing opens without it", "file", c.KeyFile)
	}
	return ring, err
}
