package app

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"strings"

	"yanzhen/internal/backup"
	"yanzhen/internal/base/fault"
	"yanzhen/internal/config"
	"yanzhen/internal/crypt"
	"yanzhen/internal/job"
	"yanzhen/internal/store"
)

// Backup writes the whole installation into one file at path while people go on working.
func (a *App) Backup(ctx context.Context, path string) (backup.Summary, error) {
	state, err := a.DB.Schema(ctx)
	if err != nil {
		return backup.Summary{}, err
	}
	head := backup.Header{Made: a.Clock.Now(), Engine: a.DB.Engine(), Schema: state.At, Program: Version()}
	return backup.Write(ctx, a.DB, a.Config.Files(), path, a.Ring.Index, head)
}

// Restore fills the empty database and vault of c from the backup at path. The key file must be the one of the
// installation that was backed up: it is not inside the backup.
func Restore(ctx context.Context, c *config.Config, path string) (backup.Header, backup.Summary, error) {
	ring, err := keysToRestore(c)
	if err != nil {
		return backup.Header{}, backup.Summary{}, err
	}
	if _, _, err := backup.Check(path, ring.Index); err != nil {
		return backup.Header{}, backup.Summary{}, err
	}
	if err := os.MkdirAll(c.Files(), 0o700); err != nil {
		return backup.Header{}, backup.Summary{}, err
	}
	db, err := store.Open(ctx, c.Database)
	if err != nil {
		return backup.Header{}, backup.Summary{}, err
	}
	defer db.Close()
	head, sum, err := backup.Restore(ctx, db, c.Files(), path, ring.Index)
	if err != nil {
		return head, sum, err
	}
	if err := job.Migrate(ctx, db); err != nil {
		return head, sum, err
	}
	return head, sum, job.Requeue(ctx, db)
}

// keysToRestore opens the keys without making new ones: new keys could not open what the backup holds.
func keysToRestore(c *config.Config) (*crypt.Ring, error) {
	if c.Keys != "" {
		return crypt.ParseRing(c.Keys)
	}
	text, err := os.ReadFile(c.KeyFile)
	if err != nil {
		return nil, fault.Missing.New("app.no_keys").With("file", c.KeyFile).From(err)
	}
	return crypt.ParseRing(string(text))
}

// RefuseMissing refuses a SQLite database that is not there, before anything is made in its place: a slip of the pen in a
// path should leave nothing behind.
func RefuseMissing(c *config.Config) error {
	path, lite := strings.CutPrefix(c.Database, "sqlite:")
	if !lite {
		return nil
	}
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		return fault.Missing.New("app.no_database").With("where", path)
	}
	return nil
}

// PrepareEmpty sets up a database that has no tables yet, and leaves any other as it is.
func PrepareEmpty(ctx context.Context, c *config.Config) error {
	if err := os.MkdirAll(c.Data, 0o700); err != nil {
		return err
	}
	db, err := store.Open(ctx, c.Database)
	if err != nil {
		return err
	}
	state, err := db.Schema(ctx)
	if err = errors.Join(err, db.Close()); err != nil || state.At > 0 {
		return err
	}
	_, err = Prepare(ctx, c)
	return err
}
