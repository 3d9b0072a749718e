package accountweb

import (
	"context"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"yanzhen/internal/account"
	"yanzhen/internal/authz"
	"yanzhen/internal/base/clock"
	"yanzhen/internal/base/fault"
	"yanzhen/internal/crypt"
	"yanzhen/internal/district"
	"yanzhen/internal/door"
	"yanzhen/internal/i18n"
	"yanzhen/internal/store/dbtest"
	"yanzhen/internal/web"
	"yanzhen/internal/web/kit"
)

const (
	zhengxiang = "430408"
	good       = "river-lantern-42x"
	better     = "copper.meadow-17q"
)

// shelf knows one organisation and one person.
type shelf struct{}

func (shelf) Org(_ context.Context, _, text string) (Place, error) {
	if text == "org1" || text == "91430408MA9900101X" || text == "衡阳雁云软件有限公司" {
		return Place{"org1", "衡阳雁云软件有限公司"}, nil
	}
	return Place{}, fault.Missing.New("registry.org_missing")
}

func (shelf) Person(_ context.Context, _, text string) (Place, error) {
	if text == "person1" {
		return Place{"person1", "林**"}, nil
	}
	return Place{}, fault.Missing.New("registry.person_missing")
}

// site is a server with the pages of accounts and a start page.
type site struct {
	*web.Server
	t     *testing.T
	desk  *account.Desk
	pages *Pages
	clock *clock.Set
	ctx   context.Context
}

func open(t *testing.T, at clock.Clock, change ...func(*account.Desk)) *site {
	t.Helper()
	key := crypt.NewKey("a1", crypt.AES)
	ring, err := crypt.NewRing(key, key)
	if err != nil {
		t.Fatal(err)
	}
	place, err := district.Load(fstest.MapFS{"z/district.yaml": {Data: []byte(`code: "430408"
name: {zh: 蒸湘区, en: Zhengxiang District}
platform: {zh: 蒸湘区人才工作平台, en: Zhengxiang Talent Platform}
owner: {zh: 中共衡阳市蒸湘区委人才工作领导小组办公室, en: "Talent Office, Zhengxiang District"}
departments:
  - {key: renshe, zh: 区人社局, en: Human resources and social security}
  - {key: keji, zh: 区科技局, en: Science and technology}
`)}}, "z")
	if err != nil {
		t.Fatal(err)
	}
	desk := &account.Desk{Door: &door.Door{DB: dbtest.New(t), Clock: at}, Ring: ring, District: zhengxiang, Issuer: place.Platform.Zh,
		Idle: 30 * time.Minute, Max: 12 * time.Hour}
	for _, f := range change {
		f(desk)
	}
	s := web.NewServer(web.Config{Clock: at, Identities: desk, District: zhengxiang, Secure: desk.Secure, Base: desk.Context,
		PerSecond: 1e6, Burst: 1e6, Log: slog.New(slog.DiscardHandler), Frame: frameFor(place, desk.Demo)})
	pages := &Pages{Door: desk.Door, Desk: desk, District: place, Places: shelf{}}
	pages.Register(s)
	s.Handle("GET /{$}", authz.PublicRead, func(w http.ResponseWriter, r *http.Request) error {
		return web.Page(w, r, http.StatusOK, kit.Portal(kit.Head{Title: "start"}))
	})
	s.Handle("GET /people", authz.PersonRead, func(w http.ResponseWriter, r *http.Request) error {
		return web.Page(w, r, http.StatusOK, kit.Layout(kit.Head{Title: "people"}))
	})
	set, _ := at.(*clock.Set)
	return &site{s, t, desk, pages, set, desk.Context(context.Background())}
}

func frameFor(place *district.District, demo bool) func(*http.Request, authz.Actor) kit.Frame {
	return func(r *http.Request, a authz.Actor) kit.Frame {
		ctx := r.Context()
		f := kit.Frame{Site: kit.Site{Name: place.Platform.In(i18n.LangOf(ctx)), Owner: place.Owner.In(i18n.LangOf(ctx))}, SignIn: "/sign-in"}
		if demo {
			f.Notice = say(ctx, "signin.demo_note")
		}
		if a.SignedIn() {
			f.User = &kit.User{Name: kit.Data(a.Name), Role: roleName(ctx, mainRole(a.Grants)), Account: "/account", SignOut: "/sign-out"}
		}
		if a.Has(authz.Admin) || a.Has(authz.Auditor) {
			f.Menu = []kit.MenuGroup{{Items: []kit.MenuItem{{Label: say(ctx, "accounts.title"), URL: "/accounts", Icon: "user-circle"},
				{Label: say(ctx, "tokens.title"), URL: "/tokens", Icon: "key"}}}}
		}
		return f
	}
}

func midMorning() *clock.Set { return clock.At(time.Date(2026, 11, 23, 1, 0, 0, 0, time.UTC)) }

func (s *site) make(login, name string, grant authz.Grant, change ...func(*account.CreateAccount)) *account.Account {
	s.t.Helper()
	c := account.CreateAccount{District: zhengxiang, Login: login, Name: name, Grants: []authz.Grant{grant}, Password: good, Own: true}
	for _, f := range change {
		f(&c)
	}
	given, err := door.Do(s.ctx, s.desk.Door, authz.System("cli", authz.Admin, zhengxiang), c)
	if err != nil {
		s.t.Fatal(err)
	}
	return given.Account
}

// browser keeps cookies as a browser does.
type browser struct {
	site    *site
	cookies map[string]string
}

func (s *site) browser() *browser { return &browser{s, map[string]string{}} }

func (b *browser) do(method, target string, form url.Values, headers ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, target, strings.NewReader(form.Encode()))
	if method == http.MethodPost {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	for name, value := range b.cookies {
		r.AddCookie(&http.Cookie{Name: name, Value: value})
	}
	w := httptest.NewRecorder()
	b.site.ServeHTTP(w, r)
	for _, c := range w.Result().Cookies() {
		if c.MaxAge < 0 {
			delete(b.cookies, c.Name)
		} else {
			b.cookies[c.Name] = c.Value
		}
	}
	return w
}

func (b *browser) get(target string) *httptest.ResponseRecorder { return b.do("GET", target, nil) }

func (b *browser) post(target string, entries ...string) *httptest.ResponseRecorder {
	form := url.Values{}
	for i := 0; i+1 < len(entries); i += 2 {
		form.Add(entries[i], entries[i+1])
	}
	return b.do("POST", target, form)
}

// enter signs in as login.
func (b *browser) enter(login string) *browser {
	b.site.t.Helper()
	if got := b.post("/sign-in", "login", login, "password", good); got.Code != http.StatusSeeOther {
		b.site.t.Fatalf("sign in as %s: %d %s", login, got.Code, got.Body)
	}
	return b
}

// want checks status and, if it is not "", where an answer leads.
func want(t *testing.T, got *httptest.ResponseRecorder, status int, location string) {
	t.Helper()
	if got.Code != status || location != "" && got.Header().Get("Location") != location {
		t.Errorf("got %d to %q, want %d to %q\n%s", got.Code, got.Header().Get("Location"), status, location, got.Body)
	}
}
