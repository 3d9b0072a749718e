package casework_test

import (
	"context"
	"testing"
	"time"

	"yanzhen/internal/account"
	"yanzhen/internal/authz"
	"yanzhen/internal/base/civil"
	"yanzhen/internal/base/clock"
	"yanzhen/internal/base/fault"
	"yanzhen/internal/casework"
	"yanzhen/internal/casework/flow"
	"yanzhen/internal/crypt"
	"yanzhen/internal/door"
	"yanzhen/internal/i18n"
	jobs "yanzhen/internal/job"
	"yanzhen/internal/policy"
	"yanzhen/internal/registry"
	"yanzhen/internal/store"
	"yanzhen/internal/town"
	"yanzhen/packs"
)

const zhengxiang = "430408"

// noon is a Monday.
var noon = time.Date(2026, 3, 2, 4, 0, 0, 0, time.UTC)

// a house is an installation with some people of the town, for tests.
type house struct {
	*door.Door
	t    testing.TB
	ctx  context.Context
	now  *clock.Set
	desk *casework.Desk

	census town.Census
}

func newHouse(t testing.TB, db *store.DB) house {
	t.Helper()
	now := clock.At(noon)
	queue, err := jobs.NewQueue(db)
	check(t, err)
	ring, err := crypt.NewRing(crypt.NewKey("i1", crypt.AES), crypt.NewKey("k1", crypt.AES))
	check(t, err)
	conf, err := policy.LoadConfig(packs.FS, "zhengxiang")
	check(t, err)
	book, err := policy.Open(db, now, packs.FS, "policies", conf)
	check(t, err)
	desk, problems, err := casework.Open(ring, book, packs.FS, "programmes")
	check(t, err)
	for _, p := range problems {
		t.Error(p)
	}
	h := house{Door: &door.Door{DB: db, Clock: now, Jobs: queue}, t: t, ctx: i18n.WithLang(account.WithRing(registry.WithRing(t.Context(), ring), ring), i18n.Zh), now: now, desk: desk}
	h.census, err = town.Settle(h.ctx, h.Door, zhengxiang, 8, civil.Of(noon))
	check(t, err)
	return h
}

func check(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatalf("%v: %+v", err, fault.Of(err).All())
	}
}

func do[R any](h house, actor authz.Actor, c door.Command[R]) R {
	h.t.Helper()
	h.now.Pass(time.Second)
	r, err := door.Do(h.ctx, h.Door, actor, c)
	check(h.t, err)
	return r
}

// refused runs a command that must fail and gives the fault.
func refused[R any](h house, actor authz.Actor, c door.Command[R]) *fault.Fault {
	h.t.Helper()
	h.now.Pass(time.Second)
	_, err := door.Do(h.ctx, h.Door, actor, c)
	if err == nil {
		h.t.Fatalf("%T was done", c)
	}
	return fault.Of(err)
}

func ask[R any](h house, actor authz.Actor, q door.Question[R]) R {
	h.t.Helper()
	r, err := door.Ask(h.ctx, h.Door, actor, q)
	check(h.t, err)
	return r
}

// account makes an account with a role and gives it as it acts.
func (h house) account(name string, role authz.Role) authz.Actor {
	h.t.Helper()
	made := do(h, officer("admin", authz.Admin, ""), account.CreateAccount{District: zhengxiang, Login: name, Name: name, Own: true, Password: "雁阵-Yan-2026-hao", Grants: []authz.Grant{{Role: role, District: zhengxiang}}})
	return made.Account.Actor("web")
}

// officer is somebody with a role in the district.
func officer(name string, role authz.Role, dept string) authz.Actor {
	return authz.Actor{Account: name, Name: name, Via: "api", Grants: []authz.Grant{{Role: role, District: zhengxiang, Dept: dept}}}
}

var (
	chen    = officer("chen", authz.Office, "")
	tan     = officer("tan", authz.Office, "")
	renshe  = officer("renshe", authz.Department, "renshe")
	keji    = officer("keji", authz.Department, "keji")
	nongye  = officer("nongye", authz.Department, "nongye")
	auditor = officer("audit", authz.Auditor, "")
	public  = authz.Anyone(zhengxiang)
)

// a resident is somebody of the town: as a talent, their employer's unit, and their id.
type resident struct {
	talent, unit authz.Actor
	id           string
}

func (h house) who(name string) resident {
	h.t.Helper()
	id := h.census.People[name]
	if id == "" {
		h.t.Fatalf("%s does not live here", name)
	}
	land := authz.Land{}
	check(h.t, h.DB.Snapshot(h.ctx, func(q store.Q) (err error) {
		land, err = registry.LandOf(h.ctx, q, zhengxiang, id)
		return err
	}))
	return resident{
		authz.Actor{Account: "talent-" + id, Name: name, Via: "web", Grants: []authz.Grant{{Role: authz.Talent, District: zhengxiang, Person: id}}},
		authz.Actor{Account: "unit-" + land.Org, Name: "unit", Via: "web", Grants: []authz.Grant{{Role: authz.Unit, District: zhengxiang, Org: land.Org}}},
		id,
	}
}

// round opens a round of a programme for March.
func (h house) round(programme string) *casework.Round {
	return do(h, chen, casework.OpenRound{Desk: h.desk, District: zhengxiang, Programme: programme, Name: "2026 年春季", Opens: civil.MustParse("2026-03-02"), Closes: civil.MustParse("2026-03-31")})
}

// act makes a move of a seat.
func (h house) act(a authz.Actor, id string, act flow.Act, seat string, more ...func(*casework.Act)) *casework.Case {
	h.t.Helper()
	return do(h, a, h.move(id, act, seat, more...))
}

func (h house) move(id string, act flow.Act, seat string, more ...func(*casework.Act)) casework.Act {
	c := casework.Act{Desk: h.desk, District: zhengxiang, Case: id, Act: act, Seat: seat}
	for _, m := range more {
		m(&c)
	}
	return c
}

func because(reason string) func(*casework.Act) { return func(c *casework.Act) { c.Reason = reason } }

func (h house) view(a authz.Actor, id string) *casework.CaseView {
	h.t.Helper()
	return ask(h, a, casework.CasePage{Desk: h.desk, District: zhengxiang, Case: id})
}

func askFault[R any](h house, actor authz.Actor, q door.Question[R]) (R, error) {
	return door.Ask(h.ctx, h.Door, actor, q)
}

// texts reads one column of texts as it lies in the database.
func (h house) texts(statement string) (found []string) {
	h.t.Helper()
	check(h.t, h.DB.Snapshot(h.ctx, func(q store.Q) (err error) {
		found, err = store.All(h.ctx, q, func(row store.Row) (s string, err error) { return s, row.Scan(&s) }, statement)
		return err
	}))
	return found
}
