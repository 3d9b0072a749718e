package outreach_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"yanzhen/internal/account"
	"yanzhen/internal/authz"
	"yanzhen/internal/base/civil"
	"yanzhen/internal/base/clock"
	"yanzhen/internal/base/fault"
	"yanzhen/internal/crypt"
	"yanzhen/internal/door"
	"yanzhen/internal/i18n"
	"yanzhen/internal/job"
	"yanzhen/internal/notify"
	"yanzhen/internal/policy"
	"yanzhen/internal/policy/outreach"
	"yanzhen/internal/registry"
	"yanzhen/internal/store"
	"yanzhen/internal/town"
	"yanzhen/packs"
)

const (
	zhengxiang = "430408"
	living     = "hengyang_living_2022"
	sample     = "sample_skill_award"
)

var (
	noon   = time.Date(2026, 11, 24, 4, 0, 0, 0, time.UTC)
	chen   = officer("chen", "陈秀兰")
	tan    = officer("tan", "谭国强")
	looker = authz.Actor{Account: "jiang", Name: "蒋正清", Via: "web", Grants: []authz.Grant{{Role: authz.Auditor, District: zhengxiang}}}
	abroad = authz.Actor{Account: "shi", Name: "石鼓声", Via: "web", Grants: []authz.Grant{{Role: authz.Office, District: town.Neighbour}}}
	admin  = authz.System("cli", authz.Admin, zhengxiang)
)

func officer(id, name string) authz.Actor {
	return authz.Actor{Account: id, Name: name, Via: "web", Grants: []authz.Grant{{Role: authz.Office, District: zhengxiang}}}
}

// A house is an installation with the town's people, the sample policy in force, and workers that do its jobs.
type house struct {
	*door.Door
	t      *testing.T
	ctx    context.Context
	now    *clock.Set
	book   *policy.Book
	census town.Census
}

func open(t *testing.T, db *store.DB, n int) *house {
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
	h := &house{Door: &door.Door{DB: db, Clock: now, Jobs: queue}, t: t, ctx: i18n.WithLang(registry.WithRing(t.Context(), ring), i18n.Zh), now: now, book: book}
	h.census, err = town.Settle(h.ctx, h.Door, zhengxiang, n, civil.Of(noon))
	check(t, err)
	h.putIntoForce()
	book.People.Start(h.ctx, zhengxiang)
	check(t, book.People.Wait(h.ctx, zhengxiang))
	h.work()
	return h
}

// putIntoForce has the sample policy approved by a second person.
func (h *house) putIntoForce() {
	h.t.Helper()
	page := ask(h, chen, policy.PolicyPage{Book: h.book, ID: sample})
	turn := policy.Turn{Book: h.book, District: zhengxiang, ID: sample, Version: page.Digest, Reason: "测试"}
	do(h, chen, policy.SubmitPack{Turn: turn})
	do(h, tan, policy.ApprovePack{Turn: turn})
}

// work does the jobs until the test ends.
func (h *house) work() {
	h.t.Helper()
	desk := &outreach.Desk{Door: h.Door, Book: h.book}
	w := job.NewWorkers(h.DB, h.now)
	w.Handle(outreach.SendKind, desk.Send)
	w.Handle(outreach.ProposeKind, desk.Propose)
	ctx, cancel := context.WithCancel(h.ctx)
	stop, err := w.Start(ctx, 2)
	check(h.t, err)
	h.t.Cleanup(func() { _ = stop(context.Background()); cancel() })
}

// ends waits for a run.
func (h *house) ends(run string) *job.Run {
	h.t.Helper()
	for range 400 {
		var r *job.Run
		check(h.t, h.DB.Snapshot(h.ctx, func(q store.Q) (err error) { r, err = job.Find(h.ctx, q, zhengxiang, run); return err }))
		if r.Over() {
			if r.State != job.Succeeded {
				h.t.Fatalf("the run ended as %s: %s", r.State, r.Fault)
			}
			return r
		}
		time.Sleep(20 * time.Millisecond)
	}
	h.t.Fatal("the run did not end")
	return nil
}

// admit gives somebody of the town an account and gives the person as they act.
func (h *house) admit(name string) authz.Actor {
	h.t.Helper()
	grants := []authz.Grant{{Role: authz.Talent, District: zhengxiang, Person: h.person(name)}}
	given := do(h, admin, account.CreateAccount{District: zhengxiang, Login: "u" + h.person(name), Name: name, Grants: grants, Own: true})
	return authz.Actor{Account: given.Account.ID, Name: name, Via: "web", Grants: grants}
}

func (h *house) person(name string) string {
	h.t.Helper()
	id, known := h.census.People[name]
	if !known {
		h.t.Fatalf("%s is not in the town", name)
	}
	return id
}

// inbox gives the messages of somebody, newest first.
func (h *house) inbox(a authz.Actor) []notify.Message {
	h.t.Helper()
	return ask(h, a, notify.Messages{}).Messages
}

func check(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatalf("%v: %v", err, fault.Of(err))
	}
}

// do runs a command and lets a second go by, as between two people's doings.
func do[R any](h *house, actor authz.Actor, c door.Command[R]) R {
	h.t.Helper()
	h.now.Pass(time.Second)
	r, err := door.Do(h.ctx, h.Door, actor, c)
	check(h.t, err)
	return r
}

func ask[R any](h *house, actor authz.Actor, q door.Question[R]) R {
	h.t.Helper()
	r, err := door.Ask(h.ctx, h.Door, actor, q)
	check(h.t, err)
	return r
}

// refused runs a command that must fail, and checks how.
func refused[R any](h *house, actor authz.Actor, c door.Command[R], kind fault.Kind, key string) {
	h.t.Helper()
	if _, err := door.Do(h.ctx, h.Door, actor, c); fault.KindOf(err) != kind || fault.Of(err).Key != key {
		h.t.Errorf("%T: got %v, want %s %s", c, err, kind, key)
	}
}

// eventually waits for what must reach the population within a second or so.
func (h *house) eventually(what string, claim func() bool) {
	h.t.Helper()
	for range 200 {
		if claim() {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	h.t.Fatalf("in vain: %s", what)
}

// has reports that a list has a person.
func has(people []outreach.Standee, person string) bool {
	return slices.ContainsFunc(people, func(s outreach.Standee) bool { return s.Person == person })
}
