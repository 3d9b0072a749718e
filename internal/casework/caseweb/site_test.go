package caseweb_test

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"yanzhen/internal/account"
	"yanzhen/internal/authz"
	"yanzhen/internal/base/civil"
	"yanzhen/internal/base/clock"
	"yanzhen/internal/casework"
	"yanzhen/internal/casework/caseweb"
	"yanzhen/internal/crypt"
	"yanzhen/internal/district"
	"yanzhen/internal/door"
	"yanzhen/internal/file"
	"yanzhen/internal/i18n"
	"yanzhen/internal/job"
	"yanzhen/internal/policy"
	"yanzhen/internal/registry"
	"yanzhen/internal/store/dbtest"
	"yanzhen/internal/town"
	"yanzhen/internal/web"
	"yanzhen/internal/web/kit"
	"yanzhen/packs"
)

const zhengxiang = "430408"

// noon is a Monday.
var noon = time.Date(2026, 3, 2, 4, 0, 0, 0, time.UTC)

// A site is the pages over a town, with whoever the cookie "as" names signed in.
type site struct {
	*web.Server
	t      testing.TB
	ctx    context.Context
	door   *door.Door
	desk   *casework.Desk
	now    *clock.Set
	census town.Census
}

func open(t testing.TB) *site {
	t.Helper()
	db, now := dbtest.New(t), clock.At(noon)
	queue, err := job.NewQueue(db)
	check(t, err)
	ring, err := crypt.NewRing(crypt.NewKey("i1", crypt.AES), crypt.NewKey("k1", crypt.AES))
	check(t, err)
	conf, err := policy.LoadConfig(packs.FS, "zhengxiang")
	check(t, err)
	book, err := policy.Open(db, now, packs.FS, "policies", conf)
	check(t, err)
	desk, _, err := casework.Open(ring, book, packs.FS, "programmes")
	check(t, err)
	place, err := district.Load(packs.FS, "zhengxiang")
	check(t, err)
	vault, err := file.OpenVault(t.TempDir(), ring, 8<<20)
	check(t, err)
	base := func(ctx context.Context) context.Context { return account.WithRing(registry.WithRing(ctx, ring), ring) }
	s := &site{t: t, ctx: base(t.Context()), door: &door.Door{DB: db, Clock: now, Jobs: queue}, desk: desk, now: now}
	s.census, err = town.Settle(s.ctx, s.door, zhengxiang, 8, civil.Of(noon))
	check(t, err)
	s.Server = web.NewServer(web.Config{Clock: now, Identities: s, District: zhengxiang, Frame: s.frame, Log: slog.New(slog.NewTextHandler(io.Discard, nil)), Base: base, PerSecond: 1000, Burst: 1000})
	(&caseweb.Pages{Door: s.door, Desk: desk, Vault: vault, District: place}).Register(s.Server)
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

// Actor tells who asks by the cookie "as": a role, "talent" for Liao, "neighbour" for He, "second" for another officer.
func (s *site) Actor(_ context.Context, r *http.Request) (authz.Actor, error) {
	cookie, err := r.Cookie("as")
	if err != nil || cookie.Value == "public" {
		return authz.Anyone(zhengxiang), nil
	}
	a := authz.Actor{Account: "a-" + cookie.Value, Name: "陈秀兰", Via: "web"}
	g := authz.Grant{Role: authz.Role(cookie.Value), District: zhengxiang}
	switch cookie.Value {
	case "second":
		a.Name, g.Role = "谭国强", authz.Office
	case "department":
		a.Name, g.Dept = "邓立新", "nongye"
	case "unit":
		a.Name, g.Org = town.School, s.census.Orgs[town.School]
	case "talent":
		a.Name, g.Person = town.Liao, s.census.People[town.Liao]
	case "neighbour":
		a.Name, g.Role, g.Person = town.He, authz.Talent, s.census.People[town.He]
	}
	a.Grants = []authz.Grant{g}
	return a, nil
}

// frame is that of the application as far as these pages need it.
func (s *site) frame(r *http.Request, a authz.Actor) kit.Frame {
	en := i18n.LangOf(r.Context()) == i18n.En
	f := kit.Frame{Site: kit.Site{Name: pick(en, "Talent Work of Zhengxiang District", "蒸湘区人才工作平台"), Owner: pick(en, "District Talent Office", "中共蒸湘区委人才工作领导小组办公室")}, SignIn: "/sign-in"}
	if a.SignedIn() {
		f.User = &kit.User{Name: kit.Data(a.Name), Role: pick(en, "officer", "干部"), SignOut: "/sign-out"}
	}
	f.Menu = []kit.MenuGroup{{Items: []kit.MenuItem{{Label: pick(en, "Cases", "办件"), URL: "/cases", Icon: "gavel"}, {Label: pick(en, "Rounds", "申报批次"), URL: "/rounds", Icon: "calendar"}}}}
	if a.Has(authz.Talent) {
		f.Menu[0].Items = []kit.MenuItem{{Label: pick(en, "My applications", "我的申报"), URL: "/me/cases", Icon: "file-check"}}
	}
	return f
}

func pick(first bool, a, b string) string {
	if first {
		return a
	}
	return b
}

// do sends a request as someone; entries are a form when there are any.
func (s *site) do(as, method, target string, entries url.Values) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, target, strings.NewReader(entries.Encode()))
	if method == "POST" {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	r.AddCookie(&http.Cookie{Name: "as", Value: as})
	w := httptest.NewRecorder()
	s.now.Pass(time.Second)
	s.ServeHTTP(w, r)
	return w
}

// see fetches a page as someone and fails unless it shows every word.
func (s *site) see(as, target string, words ...string) string {
	s.t.Helper()
	return s.shows(as+" "+target, s.do(as, "GET", target, nil), http.StatusOK, words...)
}

// shows fails unless an answer has the status and every word.
func (s *site) shows(what string, got *httptest.ResponseRecorder, status int, words ...string) string {
	s.t.Helper()
	page := plain(got.Body.String())
	if got.Code != status {
		s.t.Fatalf("%s: %d, want %d\n%.2000s", what, got.Code, status, page)
	}
	for _, word := range words {
		if !strings.Contains(page, word) {
			s.t.Errorf("%s lacks %q\n%.3000s", what, word, page)
		}
	}
	if i := strings.Index(page, "⟦"); i >= 0 {
		s.t.Errorf("%s has words nobody wrote: %.60s", what, page[i:])
	}
	return got.Body.String()
}

// moved fails unless an answer leads on, and gives where to.
func (s *site) moved(what string, got *httptest.ResponseRecorder) string {
	s.t.Helper()
	if got.Code != http.StatusSeeOther {
		s.t.Fatalf("%s: %d\n%.2000s", what, got.Code, plain(got.Body.String()))
	}
	return got.Header().Get("Location")
}

var tags = regexp.MustCompile(`<[^>]*>`)

// plain is a page without its tags.
func plain(page string) string {
	return strings.Join(strings.Fields(tags.ReplaceAllString(page, " ")), " ")
}
