package whatif

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"time"

	"yanzhen/internal/base/fault"
	"yanzhen/internal/policy"
)

const (
	maxBenches = 4                       // policies that are tried side by side; the one longest at rest gives way
	maxKept    = 12                      // ballots of one of them
	patience   = 1500 * time.Millisecond // how long a question waits before it tells how far the judging is
	longest    = 5 * time.Minute         // a judging
)

// A Desk is where policies are tried out. It keeps what rules gave for those tried last, and their ballots, so that a slider
// answers at once. It is safe for concurrent use and keeps nothing beyond the run of the program.
type Desk struct {
	Book *policy.Book

	mu      sync.Mutex
	benches []*bench // the last used at the end
}

// NewDesk gives a desk over the policies of a book.
func NewDesk(book *policy.Book) *Desk { return &Desk{Book: book} }

// A bench is a policy that is tried.
type bench struct {
	district, policy string
	policy.Bench

	mu     sync.Mutex
	trials []*trial // the last used at the end
}

// A trial is one judging, under way or done.
type trial struct {
	version string // digest of the files
	moment  policy.Moment
	judged  atomic.Int64
	done    chan struct{}
	ballot  *policy.Ballot
	err     error
}

// Progress tells how far a judging is.
type Progress struct {
	Done  int64 `json:"done"`  // people judged
	Total int64 `json:"total"` // 0 while nobody knows: the population is being read
}

// errPending is a judging that takes longer than a question waits.
var errPending = errors.New("the judging is under way")

func (d *Desk) bench(district, id string) *bench {
	d.mu.Lock()
	defer d.mu.Unlock()
	for i, b := range d.benches {
		if b.district == district && b.policy == id {
			d.benches = append(append(d.benches[:i:i], d.benches[i+1:]...), b)
			return b
		}
	}
	if len(d.benches) >= maxBenches {
		d.benches = d.benches[1:]
	}
	b := &bench{district: district, policy: id}
	d.benches = append(d.benches[:len(d.benches):len(d.benches)], b)
	return b
}

// ballot judges everyone of the moment by files of a policy, or gives the ballot that did.
// Errors: errPending with how far it is; that of ctx; Conflict whatif.unusable for files that are no usable policy.
func (d *Desk) ballot(ctx context.Context, district, id string, files policy.Files, here policy.Moment) (*policy.Ballot, Progress, error) {
	t, err := d.bench(district, id).trial(ctx, id, files, here)
	if err != nil {
		return nil, Progress{}, err
	}
	wait := time.NewTimer(patience)
	defer wait.Stop()
	select {
	case <-t.done:
		return t.ballot, Progress{}, t.err
	case <-wait.C:
		return nil, Progress{min(t.judged.Load(), int64(here.Len())), int64(here.Len())}, errPending
	case <-ctx.Done():
		return nil, Progress{}, ctx.Err()
	}
}

// trial gives the judging of files, begun if it is new. It goes on when the question that began it has gone, so that who asks again
// finds it done.
func (b *bench) trial(ctx context.Context, id string, files policy.Files, here policy.Moment) (*trial, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	version := files.Digest()
	for i, t := range b.trials {
		if t.version == version && t.moment.Same(here) && !t.failed() {
			b.trials = append(append(b.trials[:i:i], b.trials[i+1:]...), t)
			return t, nil
		}
	}
	p, err := policy.ReadPack(id, files)
	if err != nil {
		return nil, err
	}
	if !p.Usable() {
		return nil, fault.Conflict.New("whatif.unusable")
	}
	t := &trial{version: version, moment: here, done: make(chan struct{})}
	if len(b.trials) >= maxKept {
		b.trials = b.trials[1:]
	}
	b.trials = append(b.trials[:len(b.trials):len(b.trials)], t)
	long, cancel := context.WithTimeout(context.WithoutCancel(ctx), longest)
	go func() {
		defer cancel()
		defer close(t.done)
		t.ballot, t.err = b.Try(long, here, p, &t.judged)
	}()
	return t, nil
}

// failed reports a judging that ended with an error, which is tried again.
func (t *trial) failed() bool {
	select {
	case <-t.done:
		return t.err != nil
	default:
		return false
	}
}
