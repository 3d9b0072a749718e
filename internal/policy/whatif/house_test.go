package whatif

import (
	"context"
	"testing"
	"time"

	"yanzhen/internal/authz"
	"yanzhen/internal/base/civil"
	"yanzhen/internal/base/clock"
	"yanzhen/internal/base/fault"
	"yanzhen/internal/crypt"
	"yanzhen/internal/door"
	"yanzhen/internal/i18n"
	"yanzhen/internal/job"
	"yanzhen/internal/policy"
	"yanzhen/internal/registry"
	"yanzhen/internal/store"
	"yanzhen/internal/town"
	"yanzhen/packs"
)

const (
	zhengxiang = "430408"
	living     = "hengyang_living_2022"
	age        = "gates/age/when/0"
	degree     = "gates/full_time_degree/when/0"
	master     = "benefits/allowance/amount/tiers/master/yuan"
	times      = "benefits/allowance/schedule/times/0"
)

var (
	noon    = time.Date(2026, 11, 24, 4, 0, 0, 0, time.UTC)
	office  = authz.System("cli", authz.Office, zhengxiang)
	finance = authz.System("cli", authz.Department, zhengxiang)
	leader  = authz.System("cli", authz.Leader, zhengxiang)
	auditor = authz.System("cli", authz.Auditor, zhengxiang)
	unit    = authz.System("cli", authz.Unit, zhengxiang)
)

// A house is an installation with the town's people and a desk.
type house struct {
	*door.Door
	t    testing.TB
	ctx  context.Context
	now  *clock.Set
	desk *Desk
}

func newHouse(t testing.TB, db *store.DB, people int) house {
	t.Helper()
	now := clock.At(noon)
	queue, err := job.NewQueue(db)
	check(t, err)
	ring, err := crypt.NewRing(crypt.NewKey("i1", crypt.AES), crypt.NewKey("k1", crypt.AES))
	check(t, err)
	conf, err := policy.LoadConfig(packs.FS, "zhengxiang")
	check(t, err)
	book, err := policy.Open(db, now, packs.FS, "policies", conf)
	check(t, err)
	h := house{&door.Door{DB: db, Clock: now, Jobs: queue}, t, i18n.WithLang(registry.WithRing(t.Context(), ring), i18n.Zh), now, NewDesk(book)}
	_, err = town.Settle(h.ctx, h.Door, zhengxiang, people, civil.Of(noon))
	check(t, err)
	book.People.Start(h.ctx, zhengxiang)
	check(t, book.People.Wait(h.ctx, zhengxiang))
	return h
}

func check(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatalf("%v: %v", err, fault.Of(err))
	}
}

func do[R any](h house, actor authz.Actor, c door.Command[R]) R {
	h.t.Helper()
	h.now.Pass(time.Second)
	r, err := door.Do(h.ctx, h.Door, actor, c)
	check(h.t, err)
	return r
}

func ask[R any](h house, actor authz.Actor, q door.Question[R]) R {
	h.t.Helper()
	r, err := door.Ask(h.ctx, h.Door, actor, q)
	check(h.t, err)
	return r
}

// refuse runs a command and gives the key of the refusal.
func refuse[R any](h house, actor authz.Actor, c door.Command[R]) string {
	h.t.Helper()
	_, err := door.Do(h.ctx, h.Door, actor, c)
	if err == nil {
		h.t.Fatal("it was done")
	}
	return fault.Of(err).Key
}

func refused[R any](h house, actor authz.Actor, q door.Question[R]) string {
	h.t.Helper()
	_, err := door.Ask(h.ctx, h.Door, actor, q)
	if err == nil {
		h.t.Fatal("it was answered")
	}
	return fault.Of(err).Key
}

func (h house) try(moves Moves) Sheet {
	h.t.Helper()
	return ask(h, office, Try{Desk: h.desk, Policy: living, Moves: moves})
}
