package registry_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"reflect"
	"testing"
	"time"

	"yanzhen/internal/base/civil"
	"yanzhen/internal/base/clock"
	"yanzhen/internal/registry"
	"yanzhen/internal/town"
)

// anyList invents a list somebody might ask for.
func anyList(r *rand.Rand, orgs []string) registry.ListPeople {
	some := func(values ...string) []string {
		if r.IntN(4) > 0 {
			return nil
		}
		return values[:1+r.IntN(len(values))]
	}
	one := func(values ...string) string { return values[r.IntN(len(values))] }
	l := registry.ListPeople{Sort: registry.Sort(one("name", "-name", "change", "birth", "-birth", "introduced", "education")), Limit: 1 + r.IntN(40)}
	l.Filter = registry.Filter{District: zhengxiang, Gender: some("2"), Education: some("11", "14", "21"), TitleLevel: some("2", "3"), Field: some("digital"), Town: some("430408101", "430408001"),
		Ownership: some("100"), Industry: some("C", "P"), Org: some(orgs...),
		Honoured: one("", "", "", "yes", "no"), Evidence: one("", "", "no", "yes"), Status: one("", "", "verified", "declared", "refused"),
		Words: one("", "", "雪雁", "公司", "衡", "大学", "工程师", "lxy", "l", "高级工程师 衡阳", "衡|", "鑫淼", "A")}
	if r.IntN(4) == 0 {
		l.AgeFrom, l.AgeTo = int64(20+r.IntN(20)), int64(r.IntN(2)*(35+r.IntN(30)))
	}
	if r.IntN(4) == 0 {
		l.Introduced.From = civil.MustParse(fmt.Sprintf("20%02d-01-01", 10+r.IntN(14)))
	}
	return l
}

// alike asks for lists with rolls and without, forwards and back.
func (h *house) alike(rolls *registry.Rolls, state string) {
	h.Helper()
	plain := h.ctx
	defer func() { h.ctx = plain }()
	var orgs []string
	for _, id := range h.orgs {
		orgs = append(orgs, id)
	}
	with, r := registry.WithRolls(plain, rolls), rand.New(rand.NewPCG(3, 4))
	found, rounds := 0, 50
	if os.Getenv("YANZHEN_LONG") != "" {
		rounds = 500
	}
	for range rounds {
		l := anyList(r, orgs)
		h.ctx = plain
		counts := ask(h, office, registry.Counts{Filter: l.Filter})
		h.ctx = with
		if got := ask(h, office, registry.Counts{Filter: l.Filter}); !reflect.DeepEqual(got, counts) {
			h.Fatalf("%s, counts of %+v:\n%+v with the roll\n%+v without", state, l.Filter, got, counts)
		}
		for step := range 3 {
			h.ctx = plain
			want := ask(h, office, l)
			h.ctx = with
			if got := ask(h, office, l); !reflect.DeepEqual(got, want) {
				h.Fatalf("%s, page %d of %+v:\n%d of %d people with the roll, %d of %d without", state, step+1, l, len(got.Rows), got.Total, len(want.Rows), want.Total)
			}
			found += len(want.Rows)
			if l.After, l.Before = want.Next, ""; l.After == "" || step == 1 {
				l.Before = want.Prev
			}
		}
	}
	if found < 200 {
		h.Errorf("%s: only %d lines were compared", state, found)
	}
}

func (h *house) follow(rolls *registry.Rolls) {
	h.Helper()
	stop := time.AfterFunc(20*time.Second, func() { panic("the roll is not loaded") })
	defer stop.Stop()
	for !rolls.Loaded(zhengxiang) {
		time.Sleep(5 * time.Millisecond)
	}
}

// Lists answered from memory are those the database gives: of people as they were read, of people changed since, and of what follows.
func TestListsFromMemoryAreThoseOfTheDatabase(t *testing.T) {
	each(t, 160, func(h *house) {
		ctx, stop := context.WithCancel(h.ctx)
		rolls := registry.NewRolls(h.db, h.clock)
		rolls.Start(ctx, zhengxiang)
		h.follow(rolls)
		h.alike(rolls, "as read")
		stop()
		for ctx.Err() == nil || rolls.ReadUntil(zhengxiang) == 0 {
			time.Sleep(time.Millisecond)
		}

		for _, name := range []string{town.Lin, town.Zhou} {
			do(h, department, registry.RefuseRecord{District: zhengxiang, Person: h.ids[name], Record: h.record(name, registry.KindTitle).ID, Reason: "x"})
		}
		for _, r := range h.dossier(town.He).Records {
			do(h, department, registry.VerifyRecord{District: zhengxiang, Person: h.ids[town.He], Record: r.ID})
		}
		h.settleMore(30)
		h.alike(rolls, "changed since")

		followed := registry.NewRolls(h.db, h.clock)
		followed.Start(h.ctx, zhengxiang)
		h.follow(followed)
		for _, name := range []string{town.He, town.Lin, town.Xiao} {
			do(h, department, registry.RefuseRecord{District: zhengxiang, Person: h.ids[name], Record: h.record(name, registry.KindEmployment).ID, Reason: "x"})
		}
		do(h, office, registry.MergePersons{District: zhengxiang, Into: h.ids[town.He], From: h.ids[town.Zhou], Reason: "同一人"})
		h.clock.Pass(10 * time.Minute)
		now := h.clock.Now().UnixMicro()
		for followed.ReadUntil(zhengxiang) < now {
			time.Sleep(5 * time.Millisecond)
		}
		h.alike(followed, "followed")
	})
}

// A list is not answered from memory for those who see a part of the district only.
func TestAUnitIsNotAnsweredFromTheRoll(t *testing.T) {
	each(t, 60, func(h *house) {
		rolls := registry.NewRolls(h.db, clock.At(h.clock.Now()))
		rolls.Start(h.ctx, zhengxiang)
		h.follow(rolls)
		unit := h.unit(town.Hospital)
		want := ask(h, unit, registry.ListPeople{Filter: registry.Filter{District: zhengxiang}})
		h.ctx = registry.WithRolls(h.ctx, rolls)
		if got := ask(h, unit, registry.ListPeople{Filter: registry.Filter{District: zhengxiang}}); !reflect.DeepEqual(got, want) || got.Total == 0 || got.Total >= 60 {
			h.Errorf("the unit sees %d people with the roll, %d without", got.Total, want.Total)
		}
	})
}
