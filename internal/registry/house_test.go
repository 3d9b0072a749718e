package registry_test

import (
	"context"
	"testing"
	"time"

	"yanzhen/internal/audit"
	"yanzhen/internal/authz"
	"yanzhen/internal/base/civil"
	"yanzhen/internal/base/clock"
	"yanzhen/internal/base/fault"
	"yanzhen/internal/crypt"
	"yanzhen/internal/door"
	"yanzhen/internal/registry"
	"yanzhen/internal/store"
	"yanzhen/internal/store/dbtest"
	"yanzhen/internal/town"
)

const zhengxiang = "430408"

var morning = time.Date(2026, 11, 23, 1, 0, 0, 0, time.UTC)

// house is a database with the invented town in it, and the people who come to its door.
type house struct {
	*testing.T
	ctx   context.Context
	db    *store.DB
	door  *door.Door
	clock *clock.Set
	orgs  map[string]string // id by name
	ids   map[string]string // person by name
}

var (
	office     = actor("office", authz.Grant{Role: authz.Office, District: zhengxiang})
	department = actor("department", authz.Grant{Role: authz.Department, District: zhengxiang, Dept: "hr"})
	auditor    = actor("auditor", authz.Grant{Role: authz.Auditor, District: zhengxiang})
	leader     = actor("leader", authz.Grant{Role: authz.Leader, District: zhengxiang})
	admin      = actor("admin", authz.Grant{Role: authz.Admin, District: zhengxiang})
	neighbour  = actor("neighbour", authz.Grant{Role: authz.Office, District: "430406"})
)

func actor(name string, g authz.Grant) authz.Actor {
	return authz.Actor{Account: "account-" + name, Name: name, Via: "web", Grants: []authz.Grant{g}}
}

func (h *house) unit(org string) authz.Actor {
	return actor("unit", authz.Grant{Role: authz.Unit, District: zhengxiang, Org: h.orgs[org]})
}

func (h *house) talent(name string) authz.Actor {
	return actor("talent", authz.Grant{Role: authz.Talent, District: zhengxiang, Person: h.ids[name]})
}

// each runs test in a fresh house with n people of the town, on both engines; afterwards every law must hold and every profile must be
// what its records say.
func each(t *testing.T, n int, test func(h *house)) {
	dbtest.Each(t, func(t *testing.T, db *store.DB) {
		h := newHouse(t, db)
		h.settle(n)
		test(h)
		h.sound()
	})
}

func newHouse(t *testing.T, db *store.DB) *house {
	t.Helper()
	ring, err := crypt.NewRing(crypt.NewKey("index", crypt.AES), crypt.NewKey("k1", crypt.AES))
	if err != nil {
		t.Fatal(err)
	}
	c := clock.At(morning)
	return &house{T: t, ctx: registry.WithRing(t.Context(), ring), db: db, clock: c, door: &door.Door{DB: db, Clock: c},
		orgs: map[string]string{}, ids: map[string]string{}}
}

func (h *house) settle(n int) {
	h.Helper()
	for _, o := range town.Orgs() {
		o.District = zhengxiang
		h.orgs[o.Name] = do(h, office, registry.SaveOrg{Org: o}).ID
	}
	h.arrive(town.People(n, civil.Of(morning)))
	h.clock.Pass(time.Hour)
}

// settleMore lets n people arrive beyond those who are there.
func (h *house) settleMore(n int) {
	h.Helper()
	h.arrive(town.People(len(h.ids)+n+200, civil.Of(morning))[len(h.ids)+200:])
}

func (h *house) arrive(people []registry.Arrival) {
	h.Helper()
	for i, a := range do(h, office, absorb{people}) {
		if a.Fault != nil {
			h.Fatalf("%s: %v", people[i].Name, a.Fault)
		}
		if _, taken := h.ids[people[i].Name]; !taken {
			h.ids[people[i].Name] = a.Person
		}
	}
}

// absorb is the command of a test that hands in arrivals.
type absorb struct{ batch []registry.Arrival }

func (absorb) Action() authz.Action { return authz.ImportRun }
func (absorb) Secretive()           {}
func (absorb) Land(context.Context, store.Q) (authz.Land, error) {
	return authz.Land{District: zhengxiang}, nil
}
func (a absorb) Run(ctx context.Context, tx *door.Tx) ([]registry.Absorbed, error) {
	return registry.Absorb(ctx, tx, zhengxiang, a.batch)
}

// do runs a command that must succeed.
func do[R any](h *house, by authz.Actor, c door.Command[R]) R {
	h.Helper()
	r, err := door.Do(h.ctx, h.door, by, c)
	if err != nil {
		h.Fatalf("%T by %s: %v", c, by.Name, err)
	}
	return r
}

// refused runs a command that must fail with kind, and key if one is named.
func refused[R any](h *house, by authz.Actor, c door.Command[R], kind fault.Kind, key string) *fault.Fault {
	h.Helper()
	_, err := door.Do(h.ctx, h.door, by, c)
	if f := fault.Of(err); f == nil || f.Kind != kind || key != "" && f.Key != key {
		h.Fatalf("%T by %s: got %v, want %s %s", c, by.Name, err, kind, key)
	}
	return fault.Of(err)
}

// ask asks a question that must be answered.
func ask[R any](h *house, by authz.Actor, q door.Question[R]) R {
	h.Helper()
	r, err := door.Ask(h.ctx, h.door, by, q)
	if err != nil {
		h.Fatalf("%T by %s: %v", q, by.Name, err)
	}
	return r
}

// hidden asks a question that must fail with kind.
func hidden[R any](h *house, by authz.Actor, q door.Question[R], kind fault.Kind) {
	h.Helper()
	if _, err := door.Ask(h.ctx, h.door, by, q); fault.KindOf(err) != kind {
		h.Errorf("%T by %s: got %v, want %s", q, by.Name, err, kind)
	}
}

func (h *house) dossier(name string) *registry.Dossier {
	h.Helper()
	return ask(h, office, registry.PersonPage{District: zhengxiang, Person: h.ids[name]})
}

// record gives the only record of a kind in a dossier.
func (h *house) record(name string, kind registry.Kind) registry.Record {
	h.Helper()
	var found []registry.Record
	for _, r := range h.dossier(name).Records {
		if r.Kind == kind {
			found = append(found, r)
		}
	}
	if len(found) != 1 {
		h.Fatalf("%s has %d records of %s, want 1", name, len(found), kind)
	}
	return found[0]
}

// row gives a person's line in the list.
func (h *house) row(name string) registry.Profile {
	h.Helper()
	page := ask(h, office, registry.ListPeople{Filter: registry.Filter{District: zhengxiang, Words: name}})
	for _, p := range page.Rows {
		if p.Person == h.ids[name] {
			return p
		}
	}
	h.Fatalf("%s is not in the list", name)
	return registry.Profile{}
}

// lastEntry gives the newest audit entry.
func (h *house) lastEntry() audit.Entry {
	h.Helper()
	var found []audit.Entry
	h.snapshot(func(q store.Q) (err error) {
		found, err = audit.List(h.ctx, q, auditor, audit.Query{Limit: 1})
		return err
	})
	if len(found) == 0 {
		h.Fatal("the audit log is empty")
	}
	return found[0]
}

// logged asks that the newest audit entry is this deed.
func (h *house) logged(action authz.Action, outcome, subject string) map[string]any {
	h.Helper()
	e := h.lastEntry()
	if e.Action != action || e.Outcome != outcome || e.Subject != subject {
		h.Errorf("the log says %s %s %s, want %s %s %s", e.Action, e.Outcome, e.Subject, action, outcome, subject)
	}
	return e.Detail
}

func (h *house) snapshot(read func(q store.Q) error) {
	h.Helper()
	if err := h.db.Snapshot(h.ctx, read); err != nil {
		h.Fatal(err)
	}
}

// sound checks the laws and the profiles.
func (h *house) sound() {
	h.Helper()
	h.snapshot(func(q store.Q) error {
		results, err := registry.CheckLaws(h.ctx, q)
		for _, r := range results {
			for _, f := range r.Findings {
				h.Errorf("law %s is broken by %s: %s", f.Law, f.Subject, f.Detail)
			}
		}
		if err != nil {
			return err
		}
		_, err = registry.CheckProfiles(h.ctx, q, "", func(f registry.Finding) error {
			h.Errorf("the profile of %s is not what its records say: %s", f.Subject, f.Detail)
			return nil
		})
		return err
	})
}
