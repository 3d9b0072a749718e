package insight

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"yanzhen/internal/authz"
	"yanzhen/internal/base/civil"
	"yanzhen/internal/door"
	"yanzhen/internal/registry"
)

// Figures keeps what was counted of each district, so that a workbench over 100,000 people opens as fast as one over
// ten. Every actor who may read the workbench of a district reads the same figures.
type Figures struct {
	door  *door.Door
	first sync.Mutex // held while a district is counted for the first time on a day: who comes meanwhile waits
	mu    sync.Mutex
	kept  map[string]*count
	again map[string]chan struct{} // districts that are being counted again; closed when done
}

// NewFigures begins with nothing counted.
func NewFigures(d *door.Door) *Figures {
	return &Figures{door: d, kept: map[string]*count{}, again: map[string]chan struct{}{}}
}

// A count is what was counted of a district at one mark.
type count struct {
	totals *registry.Totals
	sheet  *registry.Sheet
	orgs   int64

	mark int64
	day  civil.Date
	at   time.Duration // monotonic
}

// longest is how long a count is kept when nothing seems to change: a transaction may commit behind the mark. patience is how
// long a reader waits for a new count before the old one is shown; it is of a moment ago.
const (
	longest  = time.Minute
	patience = 100 * time.Millisecond
)

// of gives the count of a district. The caller has asked whether the actor may read its workbench.
func (f *Figures) of(ctx context.Context, q *door.Snapshot, district string) (*count, error) {
	mark, err := registry.Mark(ctx, q, district)
	if err != nil {
		return nil, err
	}
	c := f.find(district, civil.Of(q.Now()))
	if c == nil {
		return f.begin(ctx, q, district)
	}
	for late := time.After(patience); c.mark < mark || f.door.Clock.Mono()-c.at >= longest; {
		select {
		case <-f.recount(ctx, district):
			if newer := f.find(district, c.day); newer != nil && newer != c {
				c = newer
				continue
			}
			return c, nil // it could not be counted: the log knows why
		case <-late:
			return c, nil
		}
	}
	return c, nil
}

// find gives what is kept of a district on a day; nil for nothing.
func (f *Figures) find(district string, day civil.Date) *count {
	f.mu.Lock()
	defer f.mu.Unlock()
	if c := f.kept[district]; c != nil && c.day == day {
		return c
	}
	return nil
}

func (f *Figures) keep(district string, c *count) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.kept[district] = c
}

// begin counts a district for the first time on a day, within the reader's own snapshot.
func (f *Figures) begin(ctx context.Context, q *door.Snapshot, district string) (*count, error) {
	f.first.Lock()
	defer f.first.Unlock()
	if c := f.find(district, civil.Of(q.Now())); c != nil {
		return c, nil
	}
	c, err := f.countAll(ctx, q, district)
	if err == nil {
		f.keep(district, c)
	}
	return c, err
}

// recount has a district counted again, beside whoever asks, and gives a channel that is closed when that is done. Of those
// who ask meanwhile all get the same.
func (f *Figures) recount(ctx context.Context, district string) <-chan struct{} {
	f.mu.Lock()
	defer f.mu.Unlock()
	if under := f.again[district]; under != nil {
		return under
	}
	done := make(chan struct{})
	f.again[district] = done
	go func() {
		ctx := context.WithoutCancel(ctx)
		c, err := door.Ask(ctx, f.door, authz.System("web", authz.Office, district), everyone{f, district})
		if err != nil {
			slog.WarnContext(ctx, "the workbench shows old figures", "district", district, "err", err)
		} else {
			f.keep(district, c)
		}
		f.mu.Lock()
		defer f.mu.Unlock()
		delete(f.again, district)
		close(done)
	}()
	return done
}

// everyone asks for a count.
type everyone struct {
	figures  *Figures
	district string
}

// Action of the question.
func (everyone) Action() authz.Action { return authz.WorkRead }

// Answer counts.
func (e everyone) Answer(ctx context.Context, q *door.Snapshot) (*count, error) {
	return e.figures.countAll(ctx, q, e.district)
}

func (f *Figures) countAll(ctx context.Context, q *door.Snapshot, district string) (*count, error) {
	c := &count{day: civil.Of(q.Now()), at: f.door.Clock.Mono()}
	all := registry.Filter{District: district}
	var err error
	if c.mark, err = registry.Mark(ctx, q, district); err != nil {
		return nil, err
	}
	if c.totals, err = (registry.Counts{Filter: all}).Answer(ctx, q); err != nil {
		return nil, err
	}
	if c.sheet, err = (registry.Spread{Filter: all, From: firstMonth(c.day)}).Answer(ctx, q); err != nil {
		return nil, err
	}
	orgs, err := registry.ListOrgs{District: district, Limit: 1}.Answer(ctx, q)
	if err != nil {
		return nil, err
	}
	c.orgs = orgs.Total
	return c, nil
}

// months is how far back introductions are shown.
const months = 12

// firstMonth is the day from which introductions are counted.
func firstMonth(day civil.Date) civil.Date {
	return civil.On(day.Year, day.Month, 1).AddMonths(1 - months)
}
