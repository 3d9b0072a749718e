package inspect

import (
	"context"
	"slices"
	"sync"
	"time"

	"yanzhen/internal/base/civil"
	"yanzhen/internal/policy"
	"yanzhen/internal/policy/pack"
)

// patience is how long who asks for findings waits for a check-up; what is found by then is shown, and the next to ask
// goes on from there.
const patience = 6 * time.Second

// A Desk keeps what was found in the policies of an installation, so that a page does not inspect anew what did not
// change. It is safe for concurrent use.
type Desk struct {
	Book *policy.Book

	mu   sync.Mutex
	last *inspector // of the day it was made for
}

// A checkup is what is known about the packs in force.
type checkup struct {
	found     []Finding
	pools     []pool
	done, all int // steps
}

// inspect gives the findings of packs, for as long as patience lasts. Error: that of ctx.
func (d *Desk) inspect(ctx context.Context, packs []*pack.Pack, today civil.Date) (checkup, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.last == nil || d.last.today != today {
		d.last = newInspector(today, d.Book.Library())
	}
	short, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	var c checkup
	var err error
	c.found, err = d.last.packs(short, packs, func(done, all int) { c.done, c.all = done, all })
	if err != nil && ctx.Err() != nil {
		return c, ctx.Err()
	}
	for _, p := range packs {
		for _, s := range d.last.studied[p] {
			c.pools = append(c.pools, s.pools()...)
		}
	}
	return c, nil
}

// version gives the findings of one version of a pack, by itself and beside others that are in force.
func (d *Desk) version(ctx context.Context, p *pack.Pack, inForce []*pack.Pack, today civil.Date) ([]Finding, error) {
	beside := slices.DeleteFunc(slices.Clone(inForce), func(o *pack.Pack) bool { return o.Policy.ID == p.Policy.ID })
	c, err := d.inspect(ctx, append(beside, p), today)
	return slices.DeleteFunc(c.found, func(f Finding) bool {
		return f.Policy.ID != p.Policy.ID && !slices.ContainsFunc(f.Others, func(o Ref) bool { return f.Between && o.ID == p.Policy.ID })
	}), err
}
