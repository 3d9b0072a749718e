package policy

import (
	"encoding/gob"
	"io"
	"slices"

	"yanzhen/internal/base/civil"
	"yanzhen/internal/engine/column"
	"yanzhen/internal/policy/pack"
)

// A leftLedger is the file of verdicts that stands beside a file of columns.
type leftLedger struct {
	Mark      string // of the columns
	Signature string // of the shelf
	Day       civil.Date
	Packs     map[string]leftVerdicts // by policy
}

// leftVerdicts are what a policy says; see pack.AppendVerdicts. Stale are the chunks that changed after it was asked.
type leftVerdicts struct {
	Raw   []byte
	Stale column.Bits
}

// A storedLedger holds the verdicts of the last run until they are asked for, policy by policy.
type storedLedger struct {
	leftLedger
	chunks []*column.Chunk // as they were loaded
}

func (s Shelter) verdictsPath(district string) string { return s.path(district) + ".verdicts" }

// keepVerdicts leaves what is known of the columns that were left, unless it stands there already. A ledger at work is left alone
// until the next time.
func (p *Population) keepVerdicts(c *crowd) error {
	l := c.verdicts
	if !l.mu.TryLock() {
		return nil
	}
	now := keptVerdicts{c.keptMark, l.changes}
	var left leftLedger
	if now != c.keptVerdicts {
		left = l.left(c.keptMark, c.muster.day, c.muster.columns.Batch().Chunks())
	}
	l.mu.Unlock()
	if len(left.Packs) == 0 {
		return nil
	}
	err := p.shelter.leave(p.shelter.verdictsPath(c.district), func(w io.Writer) error { return gob.NewEncoder(w).Encode(left) })
	if err == nil {
		c.keptVerdicts = now
	}
	return err
}

// keptVerdicts says which verdicts stand in the shelter: beside which columns, and the changes of the ledger then.
type keptVerdicts struct {
	mark    string
	changes int
}

// left gives what l knows of some chunks on a day, and what it still has of the last run.
func (l *ledger) left(mark string, day civil.Date, chunks []*column.Chunk) leftLedger {
	out := leftLedger{Mark: mark, Day: day, Packs: map[string]leftVerdicts{}}
	if s := l.stored; s != nil && s.Day == day {
		out.Signature = s.Signature
		for id, v := range s.Packs {
			v.Stale = slices.Clone(v.Stale).Grow(len(s.chunks))
			for i, chunk := range s.chunks {
				if i >= len(chunks) || chunk != chunks[i] {
					v.Stale.Set(i)
				}
			}
			out.Packs[id] = v
		}
	}
	if l.shelf == nil || l.day != day {
		return out
	}
	out.Signature = l.shelf.signature
	for _, p := range l.shelf.active {
		parts, known := make([]*pack.Verdicts, len(chunks)), false
		for i, chunk := range chunks {
			parts[i] = l.kept[chunk][p]
			known = known || parts[i] != nil
		}
		if known {
			out.Packs[p.Policy.ID] = leftVerdicts{Raw: pack.AppendVerdicts(nil, parts)}
		}
	}
	return out
}

// fetchVerdicts takes the verdicts that were left beside the columns of c.
func (p *Population) fetchVerdicts(c *crowd) error {
	return p.shelter.open(p.shelter.verdictsPath(c.district), func(in readerOf) error {
		stored := &storedLedger{chunks: c.muster.columns.Batch().Chunks()}
		if err := gob.NewDecoder(in).Decode(&stored.leftLedger); err != nil {
			return err
		}
		if stored.Mark != c.keptMark {
			return errStale
		}
		c.verdicts.stored = stored
		return nil
	})
}

// recall takes over what the last run said by p, about the chunks that have not changed since.
func (l *ledger) recall(p *pack.Pack) {
	s := l.stored
	if s == nil {
		return
	}
	if s.Signature != l.shelf.signature || s.Day != l.day {
		l.stored = nil
		return
	}
	left, there := s.Packs[p.Policy.ID]
	if !there {
		return
	}
	if delete(s.Packs, p.Policy.ID); len(s.Packs) == 0 {
		l.stored = nil
	}
	rows := make([]int, len(s.chunks))
	for i, chunk := range s.chunks {
		rows[i] = chunk.N
	}
	parts, err := pack.ReadVerdicts(left.Raw, p, rows)
	if err != nil {
		return // everyone is judged
	}
	for i, chunk := range s.chunks {
		if known := l.kept[chunk]; known != nil && parts[i] != nil && !left.Stale.Get(i) {
			known[p] = parts[i]
		}
	}
}
