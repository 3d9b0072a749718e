package backup

import (
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"yanzhen/internal/base/fault"
	"yanzhen/internal/store"
)

// Check reads a whole backup without restoring it: every frame must be as written and the counts
// must agree. It gives ErrDamaged otherwise.
func Check(path string, key KeyMaker) (Header, Summary, error) {
	var head Header
	sum, err := read(path, key, &head, func(line) error { return nil })
	return head, sum, err
}

// Restore checks the file from end to end, and only then fills an empty database and the vault, in one
// transaction; a failure leaves the database empty.
func Restore(ctx context.Context, db *store.DB, vault, path string, key KeyMaker) (Header, Summary, error) {
	head, sum, err := Check(path, key)
	if err != nil {
		return head, sum, err
	}
	if err := prepare(ctx, db, head); err != nil {
		return head, sum, err
	}
	err = db.InTx(ctx, func(tx *store.Tx) error {
		r := &restorer{ctx: ctx, tx: tx, engine: db.Engine(), vault: vault}
		_, err := read(path, key, &head, r.take)
		return errors.Join(err, r.closeFile())
	})
	if err != nil {
		return head, sum, fmt.Errorf("restore: %w", err)
	}
	_, err = db.Migrate(ctx)
	return head, sum, err
}

// prepare brings the empty database to the schema of the backup.
func prepare(ctx context.Context, db *store.DB, head Header) error {
	state, err := db.Schema(ctx)
	if err != nil {
		return err
	}
	if head.Schema > state.Known {
		return fault.Conflict.New("backup.newer").With("has", head.Schema).With("knows", state.Known)
	}
	if state.At > head.Schema {
		return refuseUnlessEmpty(ctx, db, head.Schema, state.At)
	}
	if _, err := db.MigrateTo(ctx, head.Schema); err != nil {
		return err
	}
	return refuseUnlessEmpty(ctx, db, head.Schema, head.Schema)
}

func refuseUnlessEmpty(ctx context.Context, db *store.DB, want, at int64) error {
	if at != want {
		return fault.Conflict.New("backup.not_empty")
	}
	return db.Snapshot(ctx, func(q store.Q) error {
		all, err := tables(ctx, q, db.Engine())
		if err != nil {
			return err
		}
		for _, t := range all {
			var one int64
			err := q.QueryRow(ctx, fmt.Sprintf("SELECT 1 FROM %q LIMIT 1", t.Name)).Scan(&one)
			if err == nil {
				return fault.Conflict.New("backup.not_empty").With("table", t.Name)
			}
			if !errors.Is(err, store.ErrNoRows) {
				return err
			}
		}
		return nil
	})
}

// read walks the lines of a backup and holds them against the counts at its end.
func read(path string, key KeyMaker, head *Header, take func(line) error) (Summary, error) {
	f, err := os.Open(path)
	if err != nil {
		return Summary{}, err
	}
	defer f.Close()
	frames, err := newFrameReader(f, key)
	if err != nil {
		return Summary{}, err
	}
	packed, err := gzip.NewReader(frames)
	if err != nil {
		return Summary{}, damaged(err)
	}
	var seen Summary
	var end *Summary
	for in := json.NewDecoder(packed); ; {
		var l line
		if err := in.Decode(&l); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			return seen, damaged(err)
		}
		if l.Begin != nil {
			*head = *l.Begin
		}
		if l.End != nil {
			end = l.End
		}
		seen.count(l)
		if err := take(l); err != nil {
			return seen, err
		}
	}
	if _, err := io.Copy(io.Discard, frames); err != nil {
		return seen, damaged(err)
	}
	if end == nil || *end != seen {
		return seen, fmt.Errorf("%w: its counts do not agree", ErrDamaged)
	}
	return seen, nil
}

func (s *Summary) count(l line) {
	switch {
	case l.Table != nil:
		s.Tables++
	case l.Row != nil:
		s.Rows++
	case l.File != nil:
		s.Files++
	}
}

func damaged(err error) error {
	if errors.Is(err, ErrDamaged) {
		return err
	}
	return fmt.Errorf("%w: %w", ErrDamaged, err)
}

// restorer puts the lines of a backup where they belong.
type restorer struct {
	ctx    context.Context
	tx     *store.Tx
	engine store.Engine
	vault  string
	table  *table
	insert string
	file   *os.File
}

func (r *restorer) take(l line) error {
	switch {
	case l.Table != nil:
		r.table, r.insert = l.Table, l.Table.insert(r.engine)
	case l.Row != nil:
		return r.row(l.Row)
	case l.File != nil:
		return r.open(*l.File)
	case l.Piece != nil:
		_, err := r.file.Write(l.Piece)
		return err
	case l.End != nil:
		return r.numberOn()
	}
	return nil
}

func (r *restorer) row(row []json.RawMessage) error {
	args, err := r.table.parse(row)
	if err != nil {
		return err
	}
	_, err = r.tx.Exec(r.ctx, r.insert, args...)
	return err
}

// open begins a file of the vault; a name that leads out of the vault is refused.
func (r *restorer) open(name string) error {
	if err := r.closeFile(); err != nil {
		return err
	}
	if !filepath.IsLocal(filepath.FromSlash(name)) {
		return fmt.Errorf("%w: file name %q leads out of the vault", ErrDamaged, name)
	}
	path := filepath.Join(r.vault, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	var err error
	r.file, err = os.OpenFile(path, os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o600)
	return err
}

func (r *restorer) closeFile() error {
	if r.file == nil {
		return nil
	}
	err := errors.Join(r.file.Sync(), r.file.Close())
	r.file = nil
	return err
}

// numberOn lets PostgreSQL's own numbering go on after the restored numbers; SQLite does so itself.
func (r *restorer) numberOn() error {
	if r.engine != store.Postgres {
		return nil
	}
	all, err := tables(r.ctx, r.tx, r.engine)
	if err != nil {
		return err
	}
	for _, t := range all {
		for _, c := range t.Columns {
			if !c.Serial {
				continue
			}
			if _, err := r.tx.Exec(r.ctx, fmt.Sprintf(
				`SELECT setval(pg_get_serial_sequence('%s', '%s'), COALESCE((SELECT MAX(%q) FROM %q), 0) + 1, false)`,
				t.Name, c.Name, c.Name, t.Name)); err != nil {
				return err
			}
		}
	}
	return nil
}
