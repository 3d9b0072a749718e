package inspectweb_test

import (
	"context"
	"encoding/json"
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
	"yanzhen/internal/door"
	"yanzhen/internal/i18n"
	"yanzhen/internal/job"
	"yanzhen/internal/policy"
	"yanzhen/internal/policy/inspect"
	"yanzhen/internal/policy/inspect/inspectweb"
	"yanzhen/internal/registry"
	"yanzhen/internal/store/dbtest"
	"yanzhen/internal/town"
	"yanzhen/internal/web"
	"yanzhen/internal/web/kit"
	"yanzhen/packs"
)

const zhengxiang = "430408"

var noon = time.Date(2026, 11, 24, 4, 0, 0, 0, time.UTC)

// A site is the pages of findings over a town, with whoever the cookie "as" names signed in.
type site struct {
	*web.Server
	t    testing.TB
	ctx  context.Context
	door *door.Door
	desk *inspect.Desk
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
	s := &site{t: t, ctx: registry.WithRing(t.Context(), ring), door: &door.Door{DB: db, Clock: now, Jobs: queue}, desk: &inspect.Desk{Book: book}}
	_, err = town.Settle(s.ctx, s.door, zhengxiang, n, civil.Of(noon))
	check(t, err)
	book.People.Start(s.ctx, zhengxiang)
	check(t, book.People.Wait(s.ctx, zhengxiang))
	s.Server = web.NewServer(web.Config{Clock: now, Identities: s, District: zhengxiang, Frame: frame, Log: slog.New(slog.NewTextHandler(io.Discard, nil)),
		Base: func(ctx context.Context) context.Context { return registry.WithRing(ctx, ring) }, PerSecond: 1000, Burst: 1000})
	(&inspectweb.Pages{Door: s.door, Desk: s.desk}).Register(s.Server)
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
	return authz.Actor{Account: "a-" + cookie.Value, Name: "陈秀兰", Via: "web", Grants: []authz.Grant{{Role: authz.Role(cookie.Value), District: zhengxiang}}}, nil
}

// frame is that of the application as far as these pages need it.
func frame(r *http.Request, a authz.Actor) kit.Frame {
	en := i18n.LangOf(r.Context()) == i18n.En
	f := kit.Frame{Site: kit.Site{Name: pick(en, "Talent Work of Zhengxiang District", "蒸湘区人才工作平台"), Owner: pick(en, "District Talent Office", "中共蒸湘区委人才工作领导小组办公室")}, SignIn: "/sign-in"}
	if a.SignedIn() {
		f.User = &kit.User{Name: kit.Data(a.Name), Role: pick(en, "office", "人才办"), SignOut: "/sign-out"}
	}
	f.Menu = []kit.MenuGroup{{Items: []kit.MenuItem{{Label: pick(en, "Policies", "政策库"), URL: "/policies", Icon: "books"}, {Label: pick(en, "Check-up of policies", "政策体检"), URL: "/policies/findings", Icon: "stethoscope"}}}}
	return f
}

func pick(en bool, e, z string) string {
	if en {
		return e
	}
	return z
}

// do sends a request as someone; entries are a form when there are any.
func (s *site) do(as, method, target string, entries url.Values) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, target, strings.NewReader(entries.Encode()))
	if len(entries) > 0 {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	r.AddCookie(&http.Cookie{Name: "as", Value: as})
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	return w
}

// see fetches a page and fails unless it shows every word.
func (s *site) see(as, target string, words ...string) string {
	s.t.Helper()
	got := s.do(as, "GET", target, nil)
	if got.Code != http.StatusOK {
		s.t.Fatalf("GET %s as %s: %d\n%.2000s", target, as, got.Code, got.Body)
	}
	for _, word := range words {
		if !strings.Contains(got.Body.String(), word) {
			s.t.Errorf("GET %s as %s lacks %q", target, as, word)
		}
	}
	return got.Body.String()
}

// listed takes the findings away as JSON lines.
func (s *site) listed(as, query string) []inspect.Told {
	s.t.Helper()
	var all []inspect.Told
	for line := range strings.Lines(s.see(as, "/policies/findings/export?format=jsonl"+query)) {
		var t inspect.Told
		check(s.t, json.Unmarshal([]byte(line), &t))
		all = append(all, t)
	}
	return all
}
