package whatifweb_test

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"yanzhen/internal/authz"
	"yanzhen/internal/base/civil"
	"yanzhen/internal/base/clock"
	"yanzhen/internal/crypt"
	"yanzhen/internal/district"
	"yanzhen/internal/door"
	"yanzhen/internal/i18n"
	"yanzhen/internal/job"
	"yanzhen/internal/policy"
	"yanzhen/internal/policy/whatif"
	"yanzhen/internal/policy/whatif/whatifweb"
	"yanzhen/internal/registry"
	"yanzhen/internal/registry/code"
	"yanzhen/internal/store/dbtest"
	"yanzhen/internal/town"
	"yanzhen/internal/web"
	"yanzhen/internal/web/kit"
	"yanzhen/packs"
)

const (
	zhengxiang = "430408"
	page       = "/policies/hengyang_living_2022/whatif"
	age        = "moves.gates/age/when/0"
	master     = "moves.benefits/allowance/amount/tiers/master/yuan"
)

var noon = time.Date(2026, 11, 24, 4, 0, 0, 0, time.UTC)

// A site is the pages over a town, with whoever the cookie "as" names signed in.
type site struct {
	*web.Server
	t      testing.TB
	ctx    context.Context
	door   *door.Door
	book   *policy.Book
	now    *clock.Set
	census town.Census
}

func open(t testing.TB, people int) *site {
	t.Helper()
	db := dbtest.New(t)
	now := clock.At(noon)
	queue, err := job.NewQueue(db)
	check(t, err)
	ring, err := crypt.NewRing(crypt.NewKey("i1", crypt.AES), crypt.NewKey("k1", crypt.AES))
	check(t, err)
	conf, err := policy.LoadConfig(packs.FS, "zhengxiang")
	check(t, err)
	book, err := policy.Open(db, now, packs.FS, "policies", conf)
	check(t, err)
	place, err := district.Load(packs.FS, "zhengxiang")
	check(t, err)
	regions, err := code.LoadRegions(packs.FS, "zhengxiang/regions.yaml")
	check(t, err)
	s := &site{t: t, ctx: registry.WithRing(t.Context(), ring), door: &door.Door{DB: db, Clock: now, Jobs: queue}, book: book, now: now}
	s.census, err = town.Settle(s.ctx, s.door, zhengxiang, people, civil.Of(noon))
	check(t, err)
	book.People.Start(s.ctx, zhengxiang)
	check(t, book.People.Wait(s.ctx, zhengxiang))
	s.Server = web.NewServer(web.Config{Clock: now, Identities: s, District: zhengxiang, Frame: frame, Log: slog.New(slog.NewTextHandler(io.Discard, nil)),
		Base: func(ctx context.Context) context.Context { return registry.WithRing(ctx, ring) }, PerSecond: 1000, Burst: 1000})
	(&whatifweb.Pages{Door: s.door, Desk: whatif.NewDesk(book), Regions: regions, District: place}).Register(s.Server)
	s.Handle("GET /as/{who}", authz.PublicRead, func(w http.ResponseWriter, r *http.Request) error {
		http.SetCookie(w, &http.Cookie{Name: "as", Value: r.PathValue("who"), Path: "/"})
		return web.Page(w, r, http.StatusOK, kit.Portal(kit.Head{Title: "as"}))
	})
	return s
}

func check(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// Actor tells who asks by the cookie "as": a role.
func (s *site) Actor(_ context.Context, r *http.Request) (authz.Actor, error) {
	cookie, err := r.Cookie("as")
	if err != nil || cookie.Value == "public" {
		return authz.Anyone(zhengxiang), nil
	}
	return s.actor(authz.Role(cookie.Value)), nil
}

func (s *site) actor(role authz.Role) authz.Actor {
	g := authz.Grant{Role: role, District: zhengxiang}
	if role == authz.Unit {
		g.Org = s.census.Orgs[town.Precision]
	}
	return authz.Actor{Account: "a-" + string(role), Name: "陈秀兰", Via: "web", Grants: []authz.Grant{g}}
}

func frame(r *http.Request, a authz.Actor) kit.Frame {
	name, policies := "蒸湘区人才工作平台", "政策库"
	if i18n.LangOf(r.Context()) == i18n.En {
		name, policies = "Talent Work of Zhengxiang District", "Policies"
	}
	f := kit.Frame{Site: kit.Site{Name: name, Owner: name}, SignIn: "/sign-in", Menu: []kit.MenuGroup{{Items: []kit.MenuItem{{Label: policies, URL: "/policies", Icon: "books"}}}}}
	if a.SignedIn() {
		f.User = &kit.User{Name: kit.Data(a.Name), Role: string(a.Grants[0].Role), SignOut: "/sign-out"}
	}
	return f
}

// do sends a request as someone; entries are a form when there are any, and partial asks as htmx does.
func (s *site) do(as, method, target string, entries url.Values, partial bool) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, target, strings.NewReader(entries.Encode()))
	if len(entries) > 0 {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	if partial {
		r.Header.Set("HX-Request", "true")
	}
	r.AddCookie(&http.Cookie{Name: "as", Value: as})
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	return w
}

// see fetches a page as someone and fails unless it shows every word.
func (s *site) see(as, target string, words ...string) string {
	s.t.Helper()
	got := s.do(as, "GET", target, nil, false)
	if got.Code != http.StatusOK {
		s.t.Fatalf("GET %s as %s: %d\n%s", target, as, got.Code, plain(got.Body.String()))
	}
	shown := plain(got.Body.String())
	for _, word := range words {
		if !strings.Contains(shown, word) {
			s.t.Errorf("GET %s as %s lacks %q\n%.4000s", target, as, word, shown)
		}
	}
	return got.Body.String()
}

// plain is a page without its tags.
func plain(page string) string {
	var b strings.Builder
	in := false
	for _, r := range page {
		switch {
		case r == '<':
			in = true
		case r == '>':
			in = false
			b.WriteByte(' ')
		case !in:
			b.WriteRune(r)
		}
	}
	return strings.Join(strings.Fields(b.String()), " ")
}
