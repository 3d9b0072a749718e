package policy

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"yanzhen/internal/base/clock"
	"yanzhen/internal/base/fault"
	"yanzhen/internal/store"
)

// How often the change feed is read, and how far behind the last reading: transactions commit out of the order of
// their clocks, so a change may show up behind one that was read already.
const (
	pollEvery = 400 * time.Millisecond
	lookBack  = 2 * time.Minute
)

// A Population holds the facts of everyone in the districts it follows, in columns. It is safe for
// concurrent use; who asks gets a snapshot that never changes.
type Population struct {
	db      *store.DB
	clock   clock.Clock
	shelter Shelter

	mu     sync.Mutex
	crowds map[string]*crowd // by district
}

// Progress tells how far a district has been loaded.
type Progress struct {
	District string `json:"district"`
	People   int    `json:"people"` // loaded so far
	Ready    bool   `json:"ready"`
}

func newPopulation(db *store.DB, clk clock.Clock) *Population {
	return &Population{db: db, clock: clk, crowds: map[string]*crowd{}}
}

// Start loads a district in the background and follows its changes until ctx is done. Started twice,
// it goes on as it is.
func (p *Population) Start(ctx context.Context, district string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.crowds[district] != nil {
		return
	}
	c := newCrowd(district)
	p.crowds[district] = c
	go p.follow(ctx, c)
}

// Ready reports whether the district is loaded.
func (p *Population) Ready(district string) bool { return p.view(district) != nil }

// Progress tells how far the loading of a district is.
func (p *Population) Progress(district string) Progress {
	c := p.crowd(district)
	if c == nil {
		return Progress{District: district}
	}
	return Progress{district, int(c.loaded.Load()), c.view.Load() != nil}
}

// Wait returns when the district is loaded. Errors: Unavailable policy.population.not_started when nobody
// started it; that of ctx.
func (p *Population) Wait(ctx context.Context, district string) error {
	c := p.crowd(district)
	if c == nil {
		return fault.Unavailable.New("policy.population.not_started")
	}
	select {
	case <-c.ready:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// Nudge has the change feed of the district read at once, as after a commit on this node.
func (p *Population) Nudge(district string) {
	if c := p.crowd(district); c != nil {
		select {
		case c.nudge <- struct{}{}:
		default: // one is waiting already
		}
	}
}

// view gives the facts of everyone in the district as they are now, nil while they are not loaded.
func (p *Population) view(district string) *view {
	if c := p.crowd(district); c != nil {
		return c.view.Load()
	}
	return nil
}

func (p *Population) crowd(district string) *crowd {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.crowds[district]
}

// follow loads the crowd, and then keeps it fresh. Facts speak of a day, so with a new day everyone
// is loaded anew; until that is done the view of the day before stays. A database that cannot be
// read is asked again.
func (p *Population) follow(ctx context.Context, c *crowd) {
	tick := time.NewTicker(pollEvery)
	defer tick.Stop()
	p.fetch(ctx, c)
	for ctx.Err() == nil {
		if err := c.refresh(ctx, p.db, p.clock); err != nil && ctx.Err() == nil {
			level := slog.LevelError
			if errors.Is(err, fault.Unavailable) {
				level = slog.LevelWarn
			}
			slog.Log(ctx, level, "the population could not be read", "district", c.district, "err", err)
		}
		p.settle(ctx, c)
		select {
		case <-tick.C:
		case <-c.nudge:
		case <-ctx.Done():
		}
	}
}

// settle leaves the columns in the shelter when they were read anew or it is time.
func (p *Population) settle(ctx context.Context, c *crowd) {
	now := p.clock.Mono()
	if c.kept == c.muster && now-c.keptAt < keepEvery {
		return
	}
	c.keptAt = now
	if err := p.keep(ctx, c); err != nil && ctx.Err() == nil {
		slog.WarnContext(ctx, "the columns of the population could not be kept", "district", c.district, "err", err)
	}
}

// snapshot reads from one state of the database.
func snapshot[T any](ctx context.Context, db *store.DB, read func(store.Q) (T, error)) (T, error) {
	var out T
	err := db.Snapshot(ctx, func(q store.Q) error {
		var err error
		out, err = read(q)
		return err
	})
	if err != nil {
		err = fmt.Errorf("read the population: %w", err)
	}
	return out, err
}
