package policyweb_test

import (
	"context"
	"io"
	"io/fs"
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
	"yanzhen/internal/policy/policyweb"
	"yanzhen/internal/registry"
	"yanzhen/internal/store/dbtest"
	"yanzhen/internal/town"
	"yanzhen/internal/web"
	"yanzhen/internal/web/kit"
	"yanzhen/packs"
)

const zhengxiang = "430408"

var noon = time.Date(2026, 11, 24, 4, 0, 0, 0, time.UTC)

// A site is the pages of policies over a town, with whoever the cookie "as" names signed in.
type site struct {
	*web.Server
	t      testing.TB
	ctx    context.Context
	door   *door.Door
	book   *policy.Book
	now    *clock.Set
	census town.Census
}

// open settles n people and waits until the population knows them.
func open(t testing.TB, n int) *site {
	t.Helper()
	return openWith(t, n, packs.FS)
}

// openWith is open with the policies of a file system.
func openWith(t testing.TB, n int, files fs.FS) *site {
	t.Helper()
	db := dbtest.New(t)
	now := clock.At(noon)
	queue, err := job.NewQueue(db)
	check(t, err)
	ring, err := crypt.NewRing(crypt.NewKey("i1", crypt.AES), crypt.NewKey("k1", crypt.AES))
	check(t, err)
	conf, err := policy.LoadConfig(packs.FS, "zhengxiang")
	check(t, err)
	book, err := policy.Open(db, now, files, "policies", conf)
	check(t, err)
	place, err := district.Load(packs.FS, "zhengxiang")
	check(t, err)
	s := &site{t: t, ctx: registry.WithRing(t.Context(), ring), door: &door.Door{DB: db, Clock: now, Jobs: queue}, book: book, now: now}
	s.census, err = town.Settle(s.ctx, s.door, zhengxiang, n, civil.Of(noon))
	check(t, err)
	book.People.Start(s.ctx, zhengxiang)
	check(t, book.People.Wait(s.ctx, zhengxiang))
	s.Server = web.NewServer(web.Config{Clock: now, Identities: s, District: zhengxiang, Frame: frame, Log: slog.New(slog.NewTextHandler(io.Discard, nil)),
		Base: func(ctx context.Context) context.Context { return registry.WithRing(ctx, ring) }, PerSecond: 1000, Burst: 1000})
	(&policyweb.Pages{Door: s.door, Book: book, District: place}).Register(s.Server)
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

// Actor tells who asks by the cookie "as": a role, "talent" for Lin, "second" for another officer.
func (s *site) Actor(_ context.Context, r *http.Request) (authz.Actor, error) {
	cookie, err := r.Cookie("as")
	if err != nil || cookie.Value == "public" {
		return authz.Anyone(zhengxiang), nil
	}
	if cookie.Value == "second" {
		return authz.Actor{Account: "a-second", Name: "刘主任", Via: "web", Grants: s.actor(authz.Office).Grants}, nil
	}
	return s.actor(authz.Role(cookie.Value)), nil
}

func (s *site) actor(role authz.Role) authz.Actor {
	g := authz.Grant{Role: role, District: zhengxiang}
	switch role {
	case authz.Unit:
		g.Org = s.census.Orgs[town.Precision]
	case authz.Talent:
		g.Person = s.census.People[town.Lin]
	}
	return authz.Actor{Account: "a-" + string(role), Name: "陈秀兰", Via: "web", Grants: []authz.Grant{g}}
}

// frame is that of the application as far as these pages need it.
func frame(r *http.Request, a authz.Actor) kit.Frame {
	en := i18n.LangOf(r.Context()) == i18n.En
	f := kit.Frame{Site: kit.Site{Name: pick(en, "Talent Work of Zhengxiang District", "蒸湘区人才工作平台"), Owner: pick(en, "District Talent Office", "中共蒸湘区委人才工作领导小组办公室")}, SignIn: "/sign-in"}
	if a.SignedIn() {
		f.User = &kit.User{Name: kit.Data(a.Name), Role: string(a.Grants[0].Role), SignOut: "/sign-out"}
	}
	f.Menu = []kit.MenuGroup{{Items: []kit.MenuItem{{Label: pick(en, "Policies", "政策库"), URL: "/policies", Icon: "books"}, {Label: pick(en, "Calculator", "政策计算器"), URL: "/calculator", Icon: "scale"}}}}
	return f
}

func pick(en bool, e, z string) string {
	if en {
		return e
	}
	return z
}

// do sends a request as someone; entries are a form when there are any.
func (s *site) do(as, method, target string, entries url.Values, cookies ...*http.Cookie) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, target, strings.NewReader(entries.Encode()))
	if len(entries) > 0 {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	r.AddCookie(&http.Cookie{Name: "as", Value: as})
	for _, c := range cookies {
		r.AddCookie(c)
	}
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	return w
}

// see fetches a page as someone and fails unless it shows every word.
func (s *site) see(as, target string, words ...string) string {
	s.t.Helper()
	got := s.do(as, "GET", target, nil)
	if got.Code != http.StatusOK {
		s.t.Fatalf("GET %s as %s: %d\n%s", target, as, got.Code, plain(got.Body.String()))
	}
	page := plain(got.Body.String())
	for _, word := range words {
		if !strings.Contains(page, word) {
			s.t.Errorf("GET %s as %s lacks %q\n%.3000s", target, as, word, page)
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
