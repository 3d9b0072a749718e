package policy

import (
	"context"
	"encoding/gob"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"time"

	"yanzhen/internal/audit"
	"yanzhen/internal/base/civil"
	"yanzhen/internal/base/id"
	"yanzhen/internal/crypt"
	"yanzhen/internal/engine/column"
	"yanzhen/internal/store"
)

// A Shelter is where a population leaves its columns between two runs of the program, sealed, so that a restart does not read everyone
// anew. What was left by another program, or beside another database, is not taken: everyone is read.
type Shelter struct {
	Dir   string
	Ring  *crypt.Ring
	Stamp string // the same for the same program and the same database
}

// keepEvery is how often changed columns are left in the shelter.
const keepEvery = 5 * time.Minute

// A left is the head of the file; the columns follow.
type left struct {
	Stamp  string
	Mark   string // of this file alone: what else was left names it
	Day    civil.Date
	Read   int64  // of the muster
	Entry  int64  // last entry of the log when the columns were left
	Digest string // of that entry
	Leaves []leftLeaf
	Order  []int32
	Last   string
}

type leftLeaf struct {
	IDs, Names, Orgs []string
	Gone             []uint64
}

// Keep gives the population a shelter. It is called before Start.
func (p *Population) Keep(s Shelter) { p.shelter = s }

func (s Shelter) path(district string) string { return filepath.Join(s.Dir, district+".columns") }

// keep leaves the columns of c in the shelter if they changed since they were last, and the verdicts on them.
func (p *Population) keep(ctx context.Context, c *crowd) error {
	if p.shelter.Dir == "" || c.muster == nil {
		return nil
	}
	if err := p.keepColumns(ctx, c); err != nil {
		return err
	}
	return p.keepVerdicts(c)
}

func (p *Population) keepColumns(ctx context.Context, c *crowd) error {
	m := c.muster
	if c.kept == m && c.keptChanges == m.changes {
		return nil
	}
	var entry audit.Tip
	err := p.db.Snapshot(ctx, func(q store.Q) (err error) {
		entry, err = audit.Last(ctx, q)
		return err
	})
	if err != nil {
		return err
	}
	head := m.left(p.shelter.Stamp, entry)
	head.Mark = id.New(p.clock.Now())
	err = p.shelter.leave(p.shelter.path(c.district), func(w io.Writer) error {
		if err := gob.NewEncoder(w).Encode(head); err != nil {
			return err
		}
		return m.columns.Batch().Save(w)
	})
	if err == nil {
		c.kept, c.keptChanges, c.keptMark = m, m.changes, head.Mark
	}
	return err
}

// leave puts a sealed file in the place of the one before, once it is on the disk.
func (s Shelter) leave(path string, contents func(io.Writer) error) error {
	if err := os.MkdirAll(s.Dir, 0o700); err != nil {
		return err
	}
	temp, err := os.CreateTemp(s.Dir, "columns-*")
	if err != nil {
		return err
	}
	defer os.Remove(temp.Name()) //nolint:errcheck // after the rename there is nothing to remove
	sealed, err := s.Ring.NewWriter(temp)
	if err == nil {
		err = contents(sealed)
	}
	if err == nil {
		err = sealed.Close()
	}
	if err = errors.Join(err, temp.Sync(), temp.Close()); err != nil {
		return err
	}
	return os.Rename(temp.Name(), path)
}

func (m *muster) left(stamp string, entry audit.Tip) left {
	l := left{Stamp: stamp, Day: m.day, Read: m.read, Entry: entry.Seq, Digest: entry.Digest, Order: m.order, Last: m.last}
	for _, leaf := range m.leaves {
		l.Leaves = append(l.Leaves, leftLeaf{leaf.ids, leaf.names, leaf.orgs, leaf.gone})
	}
	return l
}

// fetch takes the columns of c out of the shelter; false when there are none that can be trusted.
func (p *Population) fetch(ctx context.Context, c *crowd) bool {
	m, mark, err := p.read(ctx, c.district)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return false
	case err != nil:
		slog.InfoContext(ctx, "the columns of the last run are not taken, everyone is read", "district", c.district, "because", err)
		return false
	}
	c.muster, c.kept, c.keptChanges, c.keptMark = m, m, m.changes, mark
	if err := p.fetchVerdicts(c); err != nil && !errors.Is(err, fs.ErrNotExist) {
		slog.InfoContext(ctx, "the verdicts of the last run are not taken, everyone is judged", "district", c.district, "because", err)
	}
	c.loaded.Store(int64(len(m.rows)))
	c.publish()
	return true
}

// errStale says that the columns belong to another program or database.
var errStale = errors.New("they are of another program or database")

// open hands read the file that was left at path.
func (s Shelter) open(path string, read func(in readerOf) error) error {
	file, err := os.Open(path)
	if err != nil {
		return err
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		return err
	}
	sealed, err := s.Ring.NewReader(file, info.Size())
	if err != nil {
		return err
	}
	return read(readerOf{sealed})
}

// read gives the muster that was left, and the mark of its file.
func (p *Population) read(ctx context.Context, district string) (m *muster, mark string, err error) {
	if p.shelter.Dir == "" {
		return nil, "", fs.ErrNotExist
	}
	err = p.shelter.open(p.shelter.path(district), func(in readerOf) error {
		var head left
		if err := gob.NewDecoder(in).Decode(&head); err != nil {
			return err
		}
		mark = head.Mark
		if head.Stamp != p.shelter.Stamp {
			return errStale
		}
		err := p.db.Snapshot(ctx, func(q store.Q) error {
			known, err := audit.Knows(ctx, q, audit.Tip{Seq: head.Entry, Digest: head.Digest})
			if err == nil && !known {
				err = errStale
			}
			return err
		})
		if err != nil {
			return err
		}
		columns, err := column.Load(in, columnsOf())
		if err != nil {
			return err
		}
		m, err = head.muster(columns)
		return err
	})
	return m, mark, err
}

// readerOf reads byte by byte too, so that gob takes no more than its own.
type readerOf struct{ io.Reader }

// ReadByte is there for gob.
func (r readerOf) ReadByte() (byte, error) {
	var b [1]byte
	_, err := io.ReadFull(r, b[:])
	return b[0], err
}

func (l left) muster(columns *column.Builder) (*muster, error) {
	m := newMuster(l.Day)
	m.columns, m.read, m.order, m.last = columns, l.Read, l.Order, l.Last
	for i, one := range l.Leaves {
		if len(one.Names) != len(one.IDs) || len(one.Orgs) != len(one.IDs) {
			return nil, errStale
		}
		m.leaves = append(m.leaves, &leaf{ids: one.IDs, names: one.Names, orgs: one.Orgs, gone: one.Gone})
		for at, id := range one.IDs {
			m.rows[id] = i*chunkRows + at
		}
	}
	if len(m.rows) != columns.Len() {
		return nil, fmt.Errorf("%w: %d people, %d rows", errStale, len(m.rows), columns.Len())
	}
	return m, nil
}
