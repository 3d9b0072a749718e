package insight_test

import (
	"context"
	"testing"
	"time"

	"yanzhen/internal/authz"
	"yanzhen/internal/base/civil"
	"yanzhen/internal/base/clock"
	"yanzhen/internal/crypt"
	"yanzhen/internal/door"
	"yanzhen/internal/insight"
	"yanzhen/internal/job"
	"yanzhen/internal/policy"
	"yanzhen/internal/registry"
	"yanzhen/internal/store"
	"yanzhen/internal/town"
	"yanzhen/packs"
)

const zhengxiang = "430408"

var noon = time.Date(2026, 11, 24, 4, 0, 0, 0, time.UTC)

// A house is a settled town with what the workbench is made of.
type house struct {
	ctx     context.Context
	door    *door.Door
	clock   *clock.Set
	book    *policy.Book
	figures *insight.Figures
	census  town.Census
}

func settle(t testing.TB, db *store.DB, n int) house {
	t.Helper()
	now := clock.At(noon)
	queue, err := job.NewQueue(db)
	check(t, err)
	ring, err := crypt.NewRing(crypt.NewKey("i1", crypt.AES), crypt.NewKey("k1", crypt.AES))
	check(t, err)
	conf, err := policy.LoadConfig(packs.FS, "zhengxiang")
	check(t, err)
	h := house{ctx: registry.WithRing(t.Context(), ring), door: &door.Door{DB: db, Clock: now, Jobs: queue}, clock: now}
	h.figures = insight.NewFigures(h.door)
	h.book, err = policy.Open(db, now, packs.FS, "policies", conf)
	check(t, err)
	h.census, err = town.Settle(h.ctx, h.door, zhengxiang, n, civil.Of(noon))
	check(t, err)
	return h
}

func (h house) follow(t testing.TB) {
	t.Helper()
	h.book.People.Start(h.ctx, zhengxiang)
	check(t, h.book.People.Wait(h.ctx, zhengxiang))
}

func check(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func as(role authz.Role) authz.Actor {
	return authz.Actor{Account: "a-" + string(role), Name: "陈秀兰", Via: "web", Grants: []authz.Grant{{Role: role, District: zhengxiang}}}
}

func (h house) board(t testing.TB, role authz.Role) *insight.Board {
	t.Helper()
	b, err := door.Ask(h.ctx, h.door, as(role), insight.Workbench{Book: h.book, Figures: h.figures})
	check(t, err)
	return b
}
