package policy

import (
	"context"
	"sync"
	"sync/atomic"
	"time"

	"yanzhen/internal/base/civil"
	"yanzhen/internal/base/clock"
	"yanzhen/internal/registry"
	"yanzhen/internal/store"
)

// A crowd is the population of one district. Its muster belongs to the goroutine that follows the
// district; everyone else sees the views it publishes.
type crowd struct {
	district string
	loaded   atomic.Int64
	view     atomic.Pointer[view]
	ready    chan struct{} // closed with the first view
	nudge    chan struct{}
	once     sync.Once

	muster   *muster
	verdicts *ledger

	kept         *muster // left in the shelter
	keptChanges  int     // its changes then
	keptMark     string  // of the file
	keptVerdicts keptVerdicts
	keptAt       time.Duration // monotonic
}

func newCrowd(district string) *crowd {
	return &crowd{district: district, ready: make(chan struct{}), nudge: make(chan struct{}, 1), verdicts: &ledger{}}
}

// refresh loads everyone, or what changed since.
func (c *crowd) refresh(ctx context.Context, db *store.DB, clk clock.Clock) error {
	day := civil.Of(clk.Now())
	if c.muster == nil || c.muster.day != day {
		m, err := c.load(ctx, db, clk, day)
		if err != nil {
			return err
		}
		c.muster = m
		c.publish()
		return nil
	}
	changed, err := c.catchUp(ctx, db, clk)
	if changed {
		c.publish()
	}
	return err
}

func (c *crowd) publish() {
	c.view.Store(c.muster.view(c))
	c.once.Do(func() { close(c.ready) })
}

// load reads everyone by keyset pages; while one page is read, the facts of the one before are derived.
func (c *crowd) load(ctx context.Context, db *store.DB, clk clock.Clock, day civil.Date) (*muster, error) {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	m := newMuster(day)
	m.read = clk.Now().UnixMicro()
	pages := make(chan []registry.Dossier, 1)
	var failed error
	go func() {
		defer close(pages)
		failed = readPages(ctx, db, c.district, pages)
	}()
	c.loaded.Store(0)
	for page := range pages {
		if err := m.put(page); err != nil {
			return nil, err
		}
		c.loaded.Add(int64(len(page)))
	}
	return m, failed
}

func readPages(ctx context.Context, db *store.DB, district string, pages chan<- []registry.Dossier) error {
	after := ""
	for {
		page, err := snapshot(ctx, db, func(q store.Q) ([]registry.Dossier, error) {
			return registry.EachDossier(ctx, q, district, after, 500)
		})
		if err != nil || len(page) == 0 {
			return err
		}
		after = page[len(page)-1].Person.ID
		select {
		case pages <- page:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// catchUp reads those whose dossier or employer changed since the last whole reading, or shortly before it, and were not read
// since. A change that carries the present instant, as under a clock that stands, is read again.
func (c *crowd) catchUp(ctx context.Context, db *store.DB, clk clock.Clock) (changed bool, err error) {
	now := clk.Now()
	at, after := min(now.UnixMicro(), c.muster.read)-lookBack.Microseconds(), ""
	c.muster.forget(at)
	if changed, err = c.takeOut(ctx, db, at); err != nil {
		return changed, err
	}
	for {
		page, err := snapshot(ctx, db, func(q store.Q) ([]registry.Change, error) {
			return registry.ChangedSince(ctx, q, c.district, at, after, 500)
		})
		if err != nil {
			return changed, err
		}
		if len(page) == 0 {
			c.muster.read = now.UnixMicro()
			return changed, nil
		}
		last := page[len(page)-1]
		at, after = last.At, last.Person
		var ids []string
		for _, change := range page {
			if c.muster.seen[change.Person] != change.At || change.At >= now.UnixMicro() {
				ids = append(ids, change.Person)
			}
		}
		if err := c.reread(ctx, db, ids, &changed); err != nil {
			return changed, err
		}
		for _, change := range page {
			c.muster.seen[change.Person] = change.At
		}
	}
}

// takeOut marks people who were merged into others.
func (c *crowd) takeOut(ctx context.Context, db *store.DB, since int64) (bool, error) {
	merged, err := snapshot(ctx, db, func(q store.Q) ([]string, error) {
		return registry.MergedSince(ctx, q, c.district, since)
	})
	before := c.muster.changes
	c.muster.keepOnly(merged, nil)
	return c.muster.changes != before, err
}

// reread takes over the facts of some people; those who are not there any more are taken out.
func (c *crowd) reread(ctx context.Context, db *store.DB, ids []string, changed *bool) error {
	if len(ids) == 0 {
		return nil
	}
	page, err := snapshot(ctx, db, func(q store.Q) ([]registry.Dossier, error) {
		return registry.Dossiers(ctx, q, c.district, ids)
	})
	if err != nil {
		return err
	}
	before := c.muster.changes
	if err := c.muster.put(page); err != nil {
		return err
	}
	c.muster.keepOnly(ids, page)
	*changed = *changed || c.muster.changes != before
	c.loaded.Store(int64(len(c.muster.rows)))
	return nil
}
