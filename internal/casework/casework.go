// Package casework runs every kind of application: rounds of a programme, cases that people begin, fill in and submit, and the moves
// of offices, departments, units and committees until a case has passed or is closed. What a programme asks and which way a
// case goes is data (casework/programme, casework/flow); here it meets people, accounts, the clock and the database.
//
// A case is what its moves make of it. Moves are rows that nobody rewrites; the state, stage and turns that lists read are written
// beside them in the same transaction.
package casework

import (
	"context"
	"crypto/sha256"
	_ "embed"
	"encoding/hex"
	"io/fs"
	"path"
	"sync"
	"time"

	"yanzhen/internal/base/fault"
	"yanzhen/internal/base/workday"
	"yanzhen/internal/casework/programme"
	"yanzhen/internal/crypt"
	"yanzhen/internal/i18n"
	"yanzhen/internal/policy"
	"yanzhen/internal/policy/pack"
	"yanzhen/internal/store"
)

//go:embed words.yaml
var wordsYAML []byte

// Words are the words of refusals, states and lists.
var Words = i18n.MustLoad(wordsYAML)

// A Desk knows the programmes that rounds may be opened for and compiles the texts that rounds rest on.
type Desk struct {
	Ring     *crypt.Ring
	Policies *policy.Book
	Calendar *workday.Calendar

	shipped map[string]text // by id
	order   []string

	mu       sync.Mutex
	compiled map[string]*programme.Pack // by digest
}

// A text is a programme as its author wrote it.
type text struct{ id, programme, cases, digest string }

// Open reads the programmes below root. One that is wrong, or fails its own cases, is left out; the problems tell why.
func Open(ring *crypt.Ring, policies *policy.Book, files fs.FS, root string) (*Desk, []pack.Problem, error) {
	d := &Desk{Ring: ring, Policies: policies, Calendar: workday.National(), shipped: map[string]text{}, compiled: map[string]*programme.Pack{}}
	all, err := programme.Load(files, root, policies.Library())
	if err != nil {
		return nil, nil, err
	}
	var problems []pack.Problem
	for _, p := range all {
		wrong := append(p.Problems, p.RunCases()...)
		problems = append(problems, wrong...)
		if len(wrong) > 0 {
			continue
		}
		t := text{id: p.Programme.ID}
		if t.programme, err = read(files, path.Join(root, t.id, "programme.yaml")); err != nil {
			return nil, nil, err
		}
		if t.cases, err = read(files, path.Join(root, t.id, "cases.yaml")); err != nil {
			return nil, nil, err
		}
		t.digest = digestOf(t.programme, t.cases)
		d.shipped[t.id], d.compiled[t.digest] = t, p
		d.order = append(d.order, t.id)
	}
	return d, problems, nil
}

func read(files fs.FS, name string) (string, error) {
	b, err := fs.ReadFile(files, name)
	return string(b), err
}

func digestOf(programme, cases string) string {
	sum := sha256.Sum256([]byte(programme + "\x00" + cases))
	return hex.EncodeToString(sum[:12])
}

// Programmes gives the programmes that rounds may be opened for, by id.
func (d *Desk) Programmes() []*programme.Pack {
	out := make([]*programme.Pack, len(d.order))
	for i, id := range d.order {
		out[i] = d.compiled[d.shipped[id].digest]
	}
	return out
}

// programme gives the programme of a round, by the digest of its text. Texts that the program no longer ships are
// compiled from the database.
func (d *Desk) programme(ctx context.Context, q store.Q, district, digest string) (*programme.Pack, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if p := d.compiled[digest]; p != nil {
		return p, nil
	}
	var t text
	err := q.QueryRow(ctx, `SELECT programme, text, cases FROM casework_programme WHERE district = $1 AND digest = $2`, district, digest).
		Scan(&t.id, &t.programme, &t.cases)
	if err != nil {
		return nil, missing(err, "casework.programme.missing")
	}
	p := programme.Read(t.id, t.programme, t.cases, d.Policies.Library())
	if !p.Usable() {
		return nil, fault.Conflict.New("casework.programme.unreadable").With("id", t.id)
	}
	d.compiled[digest] = p
	return p, nil
}

// instant reads a time as it is stored; 0 is none.
func instant(us int64) time.Time {
	if us == 0 {
		return time.Time{}
	}
	return time.UnixMicro(us).UTC()
}
