package registry_test

import (
	"slices"
	"testing"
	"time"

	"yanzhen/internal/base/clock"
	"yanzhen/internal/door"
	"yanzhen/internal/registry"
	"yanzhen/internal/store"
	"yanzhen/internal/town"
)

// next gives whom a feed tells of, by id.
func (h *house) next(f *registry.Feed) []string {
	h.Helper()
	var people []string
	h.snapshot(func(q store.Q) error {
		changes, err := f.Next(h.ctx, q)
		for _, c := range changes {
			people = append(people, c.Person)
		}
		return err
	})
	slices.Sort(people)
	return people
}

func (h *house) named(names ...string) []string {
	var ids []string
	for _, name := range names {
		ids = append(ids, h.ids[name])
	}
	slices.Sort(ids)
	return ids
}

func TestTheFeedTellsOfEachChangeOnce(t *testing.T) {
	each(t, 8, func(h *house) {
		feed := registry.NewFeed(zhengxiang, morning)
		if first := h.next(feed); len(first) != 8 {
			h.Errorf("at first it tells of %d people, want 8", len(first))
		}
		declare := registry.DeclareRecord{District: zhengxiang, Person: h.ids[town.Lin], Kind: registry.KindTraining, Data: map[string]any{"name": "甲"}}
		do(h, office, declare)
		if got := h.next(feed); !slices.Equal(got, h.named(town.Lin)) {
			h.Errorf("after a deed it tells of %v", got)
		}
		if got := h.next(feed); got != nil {
			h.Errorf("without a deed it tells of %v", got)
		}
		declare.Data = map[string]any{"name": "乙"} // in the same microsecond
		do(h, office, declare)
		if got := h.next(feed); !slices.Equal(got, h.named(town.Lin)) {
			h.Errorf("after another deed at the same instant it tells of %v", got)
		}
		h.clock.Pass(time.Hour)
		org := ask(h, office, registry.OrgPage{District: zhengxiang, Org: h.orgs[town.Precision]}).Org
		org.Scale = "1"
		do(h, office, registry.SaveOrg{Org: org})
		if got := h.next(feed); !slices.Equal(got, h.named(town.Lin, town.Zhou, town.Gu)) {
			h.Errorf("after the employer changed it tells of %v", got)
		}
	})
}

// A transaction that began first and commits last must not be missed.
func TestTheFeedSeesALateCommit(t *testing.T) {
	each(t, 8, func(h *house) {
		feed := registry.NewFeed(zhengxiang, h.clock.Now())
		h.next(feed)
		early := clock.At(h.clock.Now())
		h.clock.Pass(registry.FeedOverlap - time.Second)
		declare := registry.DeclareRecord{District: zhengxiang, Person: h.ids[town.Lin], Kind: registry.KindTraining, Data: map[string]any{"name": "甲"}}
		do(h, office, declare)
		if got := h.next(feed); !slices.Equal(got, h.named(town.Lin)) {
			h.Fatalf("it tells of %v", got)
		}
		late := &door.Door{DB: h.db, Clock: early} // its clock stood still while it worked
		declare.Person = h.ids[town.Gu]
		if _, err := door.Do(h.ctx, late, office, declare); err != nil {
			h.Fatal(err)
		}
		if got := h.next(feed); !slices.Equal(got, h.named(town.Gu)) {
			h.Errorf("of the late one it tells %v", got)
		}
	})
}
