package insightweb_test

import (
	"context"
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
	"yanzhen/internal/insight"
	"yanzhen/internal/insight/insightweb"
	"yanzhen/internal/job"
	"yanzhen/internal/policy"
	"yanzhen/internal/registry"
	"yanzhen/internal/registry/code"
	"yanzhen/internal/store"
	"yanzhen/internal/store/dbtest"
	"yanzhen/internal/town"
	"yanzhen/internal/web"
	"yanzhen/internal/web/kit"
	"yanzhen/packs"
)

const zhengxiang = "430408"

var noon = time.Date(2026, 11, 24, 4, 0, 0, 0, time.UTC)

// A site is the pages of insight over a town, with whoever the cookie "as" names signed in.
type site struct {
	*web.Server
	t     testing.TB
	ctx   context.Context
	door  *door.Door
	clock *clock.Set
}

// open settles n people and waits until the population knows them.
func open(t testing.TB, n int) *site {
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
	s := &site{t: t, ctx: registry.WithRing(t.Context(), ring), door: &door.Door{DB: db, Clock: now, Jobs: queue}, clock: now}
	if n > 0 {
		_, err = town.Settle(s.ctx, s.door, zhengxiang, n, civil.Of(noon))
		check(t, err)
	}
	book.People.Start(s.ctx, zhengxiang)
	check(t, book.People.Wait(s.ctx, zhengxiang))
	s.Server = web.NewServer(web.Config{Clock: now, Identities: s, District: zhengxiang, Frame: frame, Log: slog.New(slog.DiscardHandler),
		Base: func(ctx context.Context) context.Context { return registry.WithRing(ctx, ring) }, PerSecond: 1000, Burst: 1000})
	(&insightweb.Pages{Door: s.door, Book: book, Figures: insight.NewFigures(s.door), District: place, Regions: regions}).Register(s.Server)
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

// Actor tells who asks by the cookie "as", a role.
func (s *site) Actor(_ context.Context, r *http.Request) (authz.Actor, error) {
	cookie, err := r.Cookie("as")
	if err != nil || cookie.Value == "public" {
		return authz.Anyone(zhengxiang), nil
	}
	return actor(authz.Role(cookie.Value)), nil
}

func actor(role authz.Role) authz.Actor {
	g := authz.Grant{Role: role, District: zhengxiang}
	if role == authz.Unit {
		g.Org = "o1"
	}
	return authz.Actor{Account: "a-" + string(role), Name: "陈秀兰", Via: "web", Grants: []authz.Grant{g}}
}

// frame is that of the application as far as these pages need it.
func frame(r *http.Request, a authz.Actor) kit.Frame {
	say := func(zh, en string) string {
		if i18n.LangOf(r.Context()) == i18n.En {
			return en
		}
		return zh
	}
	f := kit.Frame{Site: kit.Site{Name: say("蒸湘区人才工作平台", "Zhengxiang Talent Platform"), Owner: say("中共蒸湘区委人才工作领导小组办公室", "Talent Office, Zhengxiang District")}, SignIn: "/sign-in", Search: "/people"}
	if a.SignedIn() {
		f.User = &kit.User{Name: kit.Data(a.Name), Role: say("人才办", "Talent office"), Account: "/account", SignOut: "/sign-out"}
	}
	f.Menu = []kit.MenuGroup{{Items: []kit.MenuItem{{Label: say("工作台", "Workbench"), URL: "/workbench", Icon: "layout-dashboard"}}},
		{Label: say("人才档案", "People"), Items: []kit.MenuItem{{Label: say("人才库", "Talents"), URL: "/people", Icon: "users"}, {Label: say("用人单位", "Employers"), URL: "/orgs", Icon: "building"},
			{Label: say("数据导入", "Imports"), URL: "/imports", Icon: "file-import"}, {Label: say("数据核对", "Conflicts"), URL: "/conflicts", Icon: "git-compare"}}},
		{Label: say("人才政策", "Policies"), Items: []kit.MenuItem{{Label: say("政策库", "Policy library"), URL: "/policies", Icon: "books"}}},
		{Label: say("系统管理", "System"), Items: []kit.MenuItem{{Label: say("审计日志", "Audit log"), URL: "/audit", Icon: "shield-check"}}}}
	return f
}

// do sends a request as someone; entries are a form when there are any.
func (s *site) do(as, method, target string, entries url.Values, headers ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, target, strings.NewReader(entries.Encode()))
	if len(entries) > 0 {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	r.AddCookie(&http.Cookie{Name: "as", Value: as})
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	return w
}

// see fetches a page as someone and fails unless it shows every word.
func (s *site) see(t *testing.T, as, target string, words ...string) string {
	t.Helper()
	got := s.do(as, "GET", target, nil)
	if got.Code != http.StatusOK {
		t.Fatalf("GET %s as %s: %d\n%s", target, as, got.Code, got.Body)
	}
	for _, word := range words {
		if !strings.Contains(got.Body.String(), word) {
			t.Errorf("GET %s as %s lacks %q", target, as, word)
		}
	}
	return got.Body.String()
}

// ask enqueues a run, as a command of some slice would.
type ask struct{}

func (ask) Action() authz.Action { return authz.ImportRun }

func (ask) Land(context.Context, store.Q) (authz.Land, error) {
	return authz.Land{District: zhengxiang}, nil
}

func (ask) Run(ctx context.Context, tx *door.Tx) (string, error) {
	return tx.Enqueue(ctx, job.Spec{Kind: "registry.import", Args: map[string]string{"import": "01X"}})
}

func (s *site) enqueue(t *testing.T) string {
	t.Helper()
	run, err := door.Do(s.ctx, s.door, actor(authz.Office), ask{})
	check(t, err)
	return run
}
