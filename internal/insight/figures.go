package insight

import (
	"context"
	"sync"
	"time"

	"yanzhen/internal/base/civil"
	"yanzhen/internal/base/clock"
	"yanzhen/internal/door"
	"yanzhen/internal/registry"
)

// Figures keeps what was counted of each district, so that a workbench over 100,000 people opens as fast as one over
// ten. Every actor who may read the workbench of a district reads the same figures.
type Figures struct {
	clock clock.Clock
	mu    sync.Mutex // held while counting: who asks meanwhile gets the same answer
	kept  map[string]*count
}

// NewFigures begins with nothing counted.
func NewFigures(c clock.Clock) *Figures { return &Figures{clock: c, kept: map[string]*count{}} }

// A count is what was counted of a district at one mark.
type count struct {
	totals *registry.Totals
	sheet  *registry.Sheet
	orgs   int64

	mark     int64
	day      civil.Date
	at, took time.Duration
}

// longest is how long a count is kept when nothing seems to change: a transaction may commit behind the mark.
const longest = time.Minute

// patience says that a district that changes all the time, as under an import, is counted again only after this many
// times the time that counting took.
const patience = 10

// of gives the count of a district. The caller has asked whether the actor may read its workbench.
func (f *Figures) of(ctx context.Context, q *door.Snapshot, district string) (*count, error) {
	mark, err := registry.Mark(ctx, q, district)
	if err != nil {
		return nil, err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	day := civil.Of(q.Now())
	if c := f.kept[district]; c != nil && c.day == day && c.serves(mark, f.clock.Mono()) {
		return c, nil
	}
	began := f.clock.Mono()
	c, err := countAll(ctx, q, district, day)
	if err != nil {
		return nil, err
	}
	c.mark, c.day, c.at = mark, day, f.clock.Mono()
	c.took = c.at - began
	f.kept[district] = c
	return c, nil
}

func (c *count) serves(mark int64, now time.Duration) bool {
	age := now - c.at
	return c.mark == mark && age < longest || age < patience*c.took
}

func countAll(ctx context.Context, q *door.Snapshot, district string, day civil.Date) (*count, error) {
	c := &count{}
	everyone := registry.Filter{District: district}
	var err error
	if c.totals, err = (registry.Counts{Filter: everyone}).Answer(ctx, q); err != nil {
		return nil, err
	}
	if c.sheet, err = (registry.Spread{Filter: everyone, From: firstMonth(day)}).Answer(ctx, q); err != nil {
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
