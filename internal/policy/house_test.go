package policy

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
	jobs "yanzhen/internal/job"
	"yanzhen/internal/registry"
	"yanzhen/internal/store"
	"yanzhen/internal/town"
	"yanzhen/packs"
)

const zhengxiang = "430408"

var (
	noon   = time.Date(2026, 11, 24, 4, 0, 0, 0, time.UTC)
	office = authz.System("cli", authz.Office, zhengxiang)
	anyone = authz.Anyone(zhengxiang)
)

// A house is an installation with the town's people, for tests.
type house struct {
	*door.Door
	t    testing.TB
	ctx  context.Context
	now  *clock.Set
	book *Book
}

// newHouse opens a house with n people of the town in it.
func newHouse(t testing.TB, db *store.DB, n int) house {
	t.Helper()
	now := clock.At(noon)
	queue, err := jobs.NewQueue(db)
	check(t, err)
	ring, err := crypt.NewRing(crypt.NewKey("i1", crypt.AES), crypt.NewKey("k1", crypt.AES))
	check(t, err)
	conf, err := LoadConfig(packs.FS, "zhengxiang")
	check(t, err)
	book, err := Open(db, now, packs.FS, "policies", conf)
	check(t, err)
	ctx := i18n.WithLang(registry.WithRing(t.Context(), ring), i18n.Zh)
	h := house{&door.Door{DB: db, Clock: now, Jobs: queue}, t, ctx, now, book}
	for _, org := range town.Orgs() {
		org.District = zhengxiang
		do(h, office, registry.SaveOrg{Org: org})
	}
	people := town.People(n, civil.Of(noon))
	for len(people) > 0 {
		batch := people[:min(len(people), registry.MaxBatch)]
		people = people[len(batch):]
		do(h, office, settle{batch})
	}
	return h
}

// settle takes people of the town in.
type settle struct{ batch []registry.Arrival }

func (settle) Action() authz.Action { return authz.ImportRun }

func (settle) Land(context.Context, store.Q) (authz.Land, error) {
	return authz.Land{District: zhengxiang}, nil
}

func (c settle) Run(ctx context.Context, tx *door.Tx) (int, error) {
	done, err := registry.Absorb(ctx, tx, zhengxiang, c.batch)
	for _, a := range done {
		if a.Fault != nil && err == nil {
			err = a.Fault
		}
	}
	return len(done), err
}

func check(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatalf("%v: %v", err, fault.Of(err))
	}
}

// do runs a command and lets a second go by, as between two people's doings.
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

// refused asks and gives the fault of the refusal.
func refused[R any](h house, actor authz.Actor, q door.Question[R]) *fault.Fault {
	h.t.Helper()
	_, err := door.Ask(h.ctx, h.Door, actor, q)
	if err == nil {
		h.t.Fatal("it was answered")
	}
	return fault.Of(err)
}

// who finds somebody of the cast.
func (h house) who(name string) registry.Profile {
	h.t.Helper()
	people := ask(h, office, registry.ListPeople{Filter: registry.Filter{Words: name}})
	for _, p := range people.Rows {
		if p.Name == name {
			return p
		}
	}
	h.t.Fatalf("%s is not in the town", name)
	return registry.Profile{}
}

// load starts the population and waits until everyone is read.
func (h house) load() {
	h.t.Helper()
	h.book.People.Start(h.ctx, zhengxiang)
	ctx, stop := context.WithTimeout(h.ctx, time.Minute)
	defer stop()
	check(h.t, h.book.People.Wait(ctx, zhengxiang))
}

// eventually waits up to a second, the time within which changes must have reached the population.
func (h house) eventually(what string, claim func() bool) {
	h.t.Helper()
	deadline := time.After(time.Second)
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	for !claim() {
		select {
		case <-tick.C:
		case <-deadline:
			h.t.Fatalf("after a second still not: %s", what)
		}
	}
}
