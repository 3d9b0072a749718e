package policy

import (
	"cmp"
	"context"
	"fmt"
	"iter"
	"maps"
	"runtime"
	"sync"
	"sync/atomic"

	"yanzhen/internal/authz"
	"yanzhen/internal/base/civil"
	"yanzhen/internal/base/fault"
	"yanzhen/internal/engine/column"
	"yanzhen/internal/policy/pack"
	"yanzhen/internal/store"
)

// A Stand is a version of a pack to try changes on.
type Stand struct {
	ID      string
	Version string // digest of the files
	State   State
	InForce string // digest of the version on the shelf, "" when there is none
	Files   Files
	Pack    *pack.Pack
}

// Stand gives a version of a pack with its files: the one on the shelf when digest is empty, else the newest saved.
// Errors: Missing policy.missing, policy.version_missing.
func (b *Book) Stand(ctx context.Context, q store.Q, district, id, digest string) (Stand, error) {
	s, err := b.shelf(ctx, q, district)
	if err != nil {
		return Stand{}, err
	}
	out := Stand{ID: id, Version: digest, State: Draft}
	if now := s.byID[id]; now != nil {
		out.InForce = now.digest
		if out.Version = cmp.Or(digest, now.digest); out.Version == now.digest {
			out.State = now.state
		}
	}
	if out.Version == "" {
		saved, err := loadSaved(ctx, q, district)
		if err != nil {
			return Stand{}, err
		}
		if out.Version = saved[id]; out.Version == "" {
			return Stand{}, fault.Missing.New("policy.missing").With("id", id)
		}
	}
	v, err := b.volume(ctx, q, district, id, out.Version)
	if err != nil {
		return Stand{}, err
	}
	out.Pack = v.pack
	if v.shipped {
		out.Files = maps.Clone(v.files)
		return out, nil
	}
	out.Files, err = loadFiles(ctx, q, district, id, out.Version)
	return out, err
}

// ReadPack reads files that nobody saved; nothing of it is kept.
func ReadPack(id string, files Files) (*pack.Pack, error) {
	p, err := pack.LoadOne(folder{id, files}, id)
	if err != nil {
		return nil, fmt.Errorf("read policy %s: %w", id, err)
	}
	return p, nil
}

// A Bench is where versions of one policy are tried on everyone again and again. It keeps what rules gave, chunk by chunk, so that
// a version that differs in one figure costs little. It is safe for concurrent use; trials wait for each other.
type Bench struct {
	mu       sync.Mutex
	day      civil.Date
	sittings map[*column.Chunk]*pack.Sitting
}

// A Moment is everyone of a district as they are, with what is in force.
type Moment struct {
	view  *view
	shelf *shelf
}

// Moment gives everyone of the district as they are now. Errors: Unavailable policy.population.loading while they are being read.
func (b *Book) Moment(ctx context.Context, q store.Q, district string) (Moment, error) {
	s, err := b.shelf(ctx, q, district)
	if err != nil {
		return Moment{}, err
	}
	v := b.People.view(district)
	if v == nil {
		return Moment{}, fault.Unavailable.New("policy.population.loading").With("people", b.People.Progress(district).People)
	}
	return Moment{v, s}, nil
}

// Same reports whether two moments are the same people, facts and policies.
func (c Moment) Same(other Moment) bool { return c == other }

// Day is the day of the facts.
func (c Moment) Day() civil.Date { return c.view.day }

// Len gives the number of rows, those gone included.
func (c Moment) Len() int { return c.view.len() }

// Try judges everyone by p in the place of whatever is in force of its policy, beside the policies it contends with. done, if not
// nil, counts the rows that are judged. What is in force keeps its verdicts.
func (t *Bench) Try(ctx context.Context, c Moment, p *pack.Pack, done *atomic.Int64) (*Ballot, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	packs := pack.Related(p, c.shelf.instead(p).shelf.active)
	chunks := c.view.batch.Chunks()
	t.turn(c.view)
	out := &Ballot{moment: c, pack: p, parts: make([]*pack.Tally, len(chunks))}
	errs := make([]error, min(runtime.GOMAXPROCS(0), len(chunks)))
	var next atomic.Int64
	var all sync.WaitGroup
	for w := range errs {
		all.Go(func() {
			for i := int(next.Add(1)) - 1; i < len(chunks) && errs[w] == nil; i = int(next.Add(1)) - 1 {
				if errs[w] = ctx.Err(); errs[w] == nil {
					out.parts[i], errs[w] = t.sittings[chunks[i]].Judge(packs, p)
				}
				if done != nil {
					done.Add(int64(chunks[i].N))
				}
			}
		})
	}
	all.Wait()
	return out, cmp.Or(errs...)
}

// turn makes room for the chunks of v and forgets those that are no more, or all with a new day.
func (t *Bench) turn(v *view) {
	before := t.sittings
	if t.day != v.day {
		before = nil
	}
	t.day, t.sittings = v.day, map[*column.Chunk]*pack.Sitting{}
	for i, chunk := range v.batch.Chunks() {
		if t.sittings[chunk] = before[chunk]; t.sittings[chunk] == nil {
			t.sittings[chunk] = pack.NewSitting(v.batch.Part(i), v.day)
		}
	}
}

// A Ballot is what a version says of everyone of a moment.
type Ballot struct {
	moment Moment
	pack   *pack.Pack
	parts  []*pack.Tally // by chunk
}

// Pack gives the version that judged.
func (b *Ballot) Pack() *pack.Pack { return b.pack }

// Moment gives those who were judged.
func (b *Ballot) Moment() Moment { return b.moment }

// A Seen is one person of a moment: the number of the row, the id, the name and the employer's id.
type Seen struct {
	Row           int
	ID, Name, Org string
}

// A Both is a person as two ballots see them.
type Both struct {
	Seen
	Before, After pack.Standing
}

// Between gives those of the reach of whom one of two ballots over one moment says yes or unknown, in the order of rows.
func Between(before, after *Ballot, who Reach) iter.Seq[Both] {
	return func(yield func(Both) bool) {
		for c, was := range before.parts {
			is := after.parts[c]
			for _, at := range was.Open(is) {
				r, here := before.moment.view.row(c*chunkRows + int(at))
				if here && who.scope.has(r) && !yield(Both{seen(r), was.At(int(at)), is.At(int(at))}) {
					return
				}
			}
		}
	}
}

func seen(r row) Seen { return Seen{r.n, r.id, r.name, r.org} }

// ByID gives everyone of the reach as two ballots see them, in the order of ids, after the one given.
func ByID(before, after *Ballot, who Reach, last string) iter.Seq[Both] {
	return func(yield func(Both) bool) {
		v := before.moment.view
		for i := v.after(last); i < v.len(); i++ {
			r, here := v.at(i)
			if !here || !who.scope.has(r) {
				continue
			}
			c, at := r.n/chunkRows, r.n%chunkRows
			if !yield(Both{seen(r), before.parts[c].At(at), after.parts[c].At(at)}) {
				return
			}
		}
	}
}

// A Column reads one fact of a moment by row; of a fact that columns do not hold, nothing is known.
func (c Moment) Column(key string) func(row int) any {
	at := c.view.batch.Column(key)
	if at < 0 {
		return func(int) any { return nil }
	}
	return func(row int) any { return c.view.value(at, row) }
}

// People counts those of the reach.
func (c Moment) People(who Reach) int { return c.view.people(who.scope) }

// A Reach is the people of a district whom an actor may see by an action.
type Reach struct{ scope scope }

// ReachOf tells whom the actor may see in the district by the action.
func ReachOf(actor authz.Actor, action authz.Action, district string) Reach {
	return Reach{scopeOf(actor, action, district)}
}

// Everyone is the reach of figures that name nobody.
func Everyone() Reach { return Reach{scope{all: true}} }

// Nobody reports an empty reach.
func (r Reach) Nobody() bool { return r.scope.empty() }

// Has reports whether the person is within the reach.
func (r Reach) Has(s Seen) bool { return r.scope.has(row{s.Row, s.ID, s.Name, s.Org}) }
