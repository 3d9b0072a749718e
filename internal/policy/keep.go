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

// keep leaves the columns of c in the shelter if they changed since they were last.
func (p *Population) keep(ctx context.Context, c *crowd) error {
	m := c.muster
	if p.shelter.Dir == "" || m == nil || c.kept == m && c.keptChanges == m.changes {
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
	if err := os.MkdirAll(p.shelter.Dir, 0o700); err != nil {
		return err
	}
	temp, err := os.CreateTemp(p.shelter.Dir, "columns-*")
	if err != nil {
		return err
	}
	defer os.Remove(temp.Name()) //nolint:errcheck // after the rename there is nothing to remove
	err = p.shelter.write(temp, m.left(p.shelter.Stamp, entry), m.columns.Batch())
	if err = errors.Join(err, temp.Close()); err != nil {
		return err
	}
	if err := os.Rename(temp.Name(), p.shelter.path(c.district)); err != nil {
		return err
	}
	c.kept, c.keptChanges = m, m.changes
	return nil
}

func (m *muster) left(stamp string, entry audit.Tip) left {
	l := left{Stamp: stamp, Day: m.day, Read: m.read, Entry: entry.Seq, Digest: entry.Digest, Order: m.order, Last: m.last}
	for _, leaf := range m.leaves {
		l.Leaves = append(l.Leaves, leftLeaf{leaf.ids, leaf.names, leaf.orgs, leaf.gone})
	}
	return l
}

func (s Shelter) write(to io.Writer, head left, batch *column.Batch) error {
	sealed, err := s.Ring.NewWriter(to)
	if err != nil {
		return err
	}
	if err := gob.NewEncoder(sealed).Encode(head); err != nil {
		return err
	}
	if err := batch.Save(sealed); err != nil {
		return err
	}
	return sealed.Close()
}

// fetch takes the columns of c out of the shelter; false when there are none that can be trusted.
func (p *Population) fetch(ctx context.Context, c *crowd) bool {
	m, err := p.read(ctx, c.district)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return false
	case err != nil:
		slog.InfoContext(ctx, "the columns of the last run are not taken, everyone is read", "district", c.district, "because", err)
		return false
	}
	c.muster, c.kept, c.keptChanges = m, m, m.changes
	c.loaded.Store(int64(len(m.rows)))
	c.publish()
	return true
}

// errStale says that the columns belong to another program or database.
var errStale = errors.New("they are of another program or database")

func (p *Population) read(ctx context.Context, district string) (*muster, error) {
	if p.shelter.Dir == "" {
		return nil, fs.ErrNotExist
	}
	file, err := os.Open(p.shelter.path(district))
	if err != nil {
		return nil, err
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		return nil, err
	}
	sealed, err := p.shelter.Ring.NewReader(file, info.Size())
	if err != nil {
		return nil, err
	}
	in := readerOf{sealed}
	var head left
	if err := gob.NewDecoder(in).Decode(&head); err != nil {
		return nil, err
	}
	if head.Stamp != p.shelter.Stamp {
		return nil, errStale
	}
	err = p.db.Snapshot(ctx, func(q store.Q) error {
		known, err := audit.Knows(ctx, q, audit.Tip{Seq: head.Entry, Digest: head.Digest})
		if err == nil && !known {
			err = errStale
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	columns, err := column.Load(in, columnsOf())
	if err != nil {
		return nil, err
	}
	return head.muster(columns)
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
