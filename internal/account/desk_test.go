package account

import (
	"context"
	"net/http"
	"net/http/httptest"
	"slices"
	"testing"
	"time"

	"yanzhen/internal/audit"
	"yanzhen/internal/authz"
	"yanzhen/internal/base/clock"
	"yanzhen/internal/base/fault"
	"yanzhen/internal/crypt"
	"yanzhen/internal/door"
	"yanzhen/internal/store"
	"yanzhen/internal/store/dbtest"
)

const (
	zhengxiang = "430408"
	neighbour  = "430407"
	good       = "river-lantern-42x" // a password nobody objects to
	better     = "copper.meadow-17q"
)

// house is a desk in an empty house at a time that stands still.
type house struct {
	*Desk
	t     *testing.T
	ctx   context.Context
	clock *clock.Set
}

// each runs a test in a fresh house on both engines.
func each(t *testing.T, test func(t *testing.T, h *house)) {
	t.Helper()
	dbtest.Each(t, func(t *testing.T, db *store.DB) {
		at := clock.At(time.Date(2026, 11, 23, 1, 0, 0, 0, time.UTC))
		key := crypt.NewKey("a1", crypt.AES)
		ring, err := crypt.NewRing(key, key)
		if err != nil {
			t.Fatal(err)
		}
		d := &Desk{Door: &door.Door{DB: db, Clock: at}, Ring: ring, District: zhengxiang, Issuer: "Test",
			Idle: 30 * time.Minute, Max: 12 * time.Hour}
		test(t, &house{Desk: d, t: t, ctx: d.Context(context.Background()), clock: at})
	})
}

// root is the command line, which may do everything with accounts of a district.
func root(district string) authz.Actor { return authz.System("cli", authz.Admin, district) }

func (h *house) check(err error) {
	h.t.Helper()
	if err != nil {
		h.t.Fatal(err)
	}
}

// make makes an account with the password good, kept as it is.
func (h *house) make(login string, grant authz.Grant, change ...func(*CreateAccount)) *Account {
	h.t.Helper()
	c := CreateAccount{District: zhengxiang, Login: login, Name: "账户", Grants: []authz.Grant{grant}, Password: good, Own: true}
	for _, f := range change {
		f(&c)
	}
	given, err := door.Do(h.ctx, h.Door, root(c.District), c)
	h.check(err)
	return given.Account
}

var (
	asOffice  = authz.Grant{Role: authz.Office}
	asAdmin   = authz.Grant{Role: authz.Admin}
	asAuditor = authz.Grant{Role: authz.Auditor}
	asUnit    = authz.Grant{Role: authz.Unit, Org: "org1"}
	asTalent  = authz.Grant{Role: authz.Talent, Person: "person1"}
)

// with is a request of a browser that has the cookie of token.
func (h *house) with(token string) *http.Request {
	r := httptest.NewRequest("GET", "/", nil)
	r.Header.Set("User-Agent", "Mozilla/5.0 (Windows NT 10.0) Chrome/149.0 Safari/537.36")
	if token != "" {
		r.AddCookie(&http.Cookie{Name: "session", Value: token})
	}
	return r
}

func (h *house) signIn(login, password string) (Ticket, error) {
	return h.SignIn(h.ctx, h.with(""), SignIn{login, password})
}

// enter signs in without further steps and gives the token.
func (h *house) enter(login string) string {
	h.t.Helper()
	ticket, err := h.signIn(login, good)
	h.check(err)
	if ticket.Waits != Nothing {
		h.t.Fatalf("%s is asked for %q", login, ticket.Waits)
	}
	return ticket.Token
}

// actor is who the browser with token is taken for; the public has no account.
func (h *house) actor(token string) authz.Actor {
	h.t.Helper()
	a, err := h.Actor(h.ctx, h.with(token))
	h.check(err)
	return a
}

func (h *house) wantKind(err error, want fault.Kind) {
	h.t.Helper()
	if fault.KindOf(err) != want {
		h.t.Fatalf("got %v, want %q", err, want)
	}
}

// log gives the audit entries about a subject, newest first.
func (h *house) log(subject string) []audit.Entry {
	h.t.Helper()
	var found []audit.Entry
	h.check(h.Door.DB.Snapshot(h.ctx, func(q store.Q) (err error) {
		found, err = audit.List(h.ctx, q, root(zhengxiang), audit.Query{Subject: subject})
		return err
	}))
	return found
}

func (h *house) count(text string, args ...any) (n int64) {
	h.t.Helper()
	h.check(h.Door.DB.Snapshot(h.ctx, func(q store.Q) error { return q.QueryRow(h.ctx, text, args...).Scan(&n) }))
	return n
}

func TestASessionOpensAndRightsActAtOnce(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		a := h.make("Chen.YQ", asOffice)
		token := h.enter(" chen.yq ")
		if got := h.actor(token); got.Account != a.ID || !got.Has(authz.Office) || got.District() != zhengxiang || got.Via != "web" {
			t.Fatalf("actor %+v", got)
		}
		_, err := door.Do(h.ctx, h.Door, root(zhengxiang), ChangeAccount{One: One{zhengxiang, a.ID}, Name: "陈雁秋", Grants: []authz.Grant{asAuditor}})
		h.check(err)
		if got := h.actor(token); got.Has(authz.Office) || !got.Has(authz.Auditor) || got.Name != "陈雁秋" {
			t.Errorf("after the change of grants: %+v", got)
		}
		_, err = door.Do(h.ctx, h.Door, root(zhengxiang), DisableAccount{One{zhengxiang, a.ID}})
		h.check(err)
		if got := h.actor(token); got.SignedIn() {
			t.Errorf("a disabled account is still in: %+v", got)
		}
		if _, err := h.signIn("chen.yq", good); fault.KindOf(err) != fault.Invalid {
			t.Errorf("a disabled account signs in: %v", err)
		}
		_, err = door.Do(h.ctx, h.Door, root(zhengxiang), EnableAccount{One{zhengxiang, a.ID}})
		h.check(err)
		h.enter("chen.yq")
	})
}

func TestDistrictsWhereAnybodyHoldsAGrant(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.make("both", authz.Grant{Role: authz.Office, District: zhengxiang})
		h.make("other", authz.Grant{Role: authz.Office, District: neighbour}, func(c *CreateAccount) { c.District = neighbour })
		h.make("again", authz.Grant{Role: authz.Leader, District: neighbour}, func(c *CreateAccount) { c.District = neighbour })
		h.check(h.Door.DB.Snapshot(h.ctx, func(q store.Q) error {
			districts, err := Districts(h.ctx, q)
			if want := []string{neighbour, zhengxiang}; !slices.Equal(districts, want) {
				t.Errorf("districts %v, want %v", districts, want)
			}
			return err
		}))
	})
}
