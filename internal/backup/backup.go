// Package backup writes the whole house — every table and every file of the vault — from one
// consistent snapshot into one encrypted, checksummed file, while people go on working, and
// restores such a file into an empty database of either engine.
//
// The key that sealed it is not in it: keep the key file apart.
package backup

import (
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"yanzhen/internal/store"
)

// A line of the stream inside: a header, a table followed by its rows, a file followed by its pieces,
// or the end with the counts.
type line struct {
	Begin *Header           `json:"begin,omitempty"`
	Table *table            `json:"table,omitempty"`
	Row   []json.RawMessage `json:"row,omitempty"`
	File  *string           `json:"file,omitempty"` // path below the vault's folder
	Piece []byte            `json:"piece,omitempty"`
	End   *Summary          `json:"end,omitempty"`
}

// A Header tells what a backup is.
type Header struct {
	Made    time.Time    `json:"made"`
	Engine  store.Engine `json:"engine"`
	Schema  int64        `json:"schema"`
	Program string       `json:"program"`
}

// A Summary counts what a backup holds.
type Summary struct {
	Tables int   `json:"tables"`
	Rows   int64 `json:"rows"`
	Files  int64 `json:"files"`
}

const pieceSize = 48 << 10

// Write makes the backup at path; an existing file is replaced only by a complete one.
func Write(ctx context.Context, db *store.DB, vault, path string, key KeyMaker, head Header) (Summary, error) {
	tmp, err := os.CreateTemp(filepath.Dir(path), ".backup-*")
	if err != nil {
		return Summary{}, err
	}
	defer os.Remove(tmp.Name())
	defer tmp.Close()
	sum, err := writeTo(ctx, tmp, db, vault, key, head)
	if err != nil {
		return sum, err
	}
	if err := errors.Join(tmp.Sync(), tmp.Close()); err != nil {
		return sum, err
	}
	return sum, os.Rename(tmp.Name(), path)
}

func writeTo(ctx context.Context, to io.Writer, db *store.DB, vault string, key KeyMaker, head Header) (Summary, error) {
	var sum Summary
	state, err := db.Schema(ctx)
	if err != nil {
		return sum, err
	}
	head.Engine, head.Schema = db.Engine(), state.At
	frames, err := newFrameWriter(to, key)
	if err != nil {
		return sum, err
	}
	packed := gzip.NewWriter(frames)
	out := json.NewEncoder(packed)
	if err := out.Encode(line{Begin: &head}); err != nil {
		return sum, err
	}
	err = db.Snapshot(ctx, func(q store.Q) error { return writeTables(ctx, q, db.Engine(), out, &sum) })
	if err != nil {
		return sum, err
	}
	if err := writeFiles(ctx, vault, out, &sum); err != nil {
		return sum, err
	}
	return sum, errors.Join(out.Encode(line{End: &sum}), packed.Close(), frames.Close())
}

func writeTables(ctx context.Context, q store.Q, engine store.Engine, out *json.Encoder, sum *Summary) error {
	all, err := tables(ctx, q, engine)
	if err != nil {
		return err
	}
	for _, t := range all {
		if err := out.Encode(line{Table: &t}); err != nil {
			return err
		}
		if err := writeRows(ctx, q, t, out, sum); err != nil {
			return fmt.Errorf("table %s: %w", t.Name, err)
		}
		sum.Tables++
	}
	return nil
}

func writeRows(ctx context.Context, q store.Q, t table, out *json.Encoder, sum *Summary) error {
	rows, err := q.Query(ctx, t.selectAll())
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		row, err := t.scan(rows)
		if err != nil {
			return err
		}
		if err := out.Encode(map[string]any{"row": row}); err != nil {
			return err
		}
		sum.Rows++
	}
	return rows.Err()
}

// writeFiles packs the vault. Files are immutable and written before the rows that name them, so
// a walk after the snapshot finds every file the snapshot knows.
func writeFiles(ctx context.Context, vault string, out *json.Encoder, sum *Summary) error {
	if vault == "" {
		return nil
	}
	if _, err := os.Stat(vault); errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return filepath.WalkDir(vault, func(path string, d fs.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() || ctx.Err() != nil {
			return errors.Join(err, ctx.Err())
		}
		rel, err := filepath.Rel(vault, path)
		if err != nil {
			return err
		}
		sum.Files++
		return writeFile(path, filepath.ToSlash(rel), out)
	})
}

func writeFile(path, name string, out *json.Encoder) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	if err := out.Encode(line{File: &name}); err != nil {
		return err
	}
	buf := make([]byte, pieceSize)
	for {
		n, err := io.ReadFull(f, buf)
		if n > 0 {
			if err := out.Encode(line{Piece: buf[:n]}); err != nil {
				return err
			}
		}
		if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
			return nil
		}
		if err != nil {
			return err
		}
	}
}
