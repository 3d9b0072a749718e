package outreachweb_test

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
	"yanzhen/internal/crypt"
	"yanzhen/internal/district"
	"yanzhen/internal/door"
	"yanzhen/internal/i18n"
	"yanzhen/internal/job"
	"yanzhen/internal/notify"
	"yanzhen/internal/notify/notifyweb"
	"yanzhen/internal/policy"
	"yanzhen/internal/policy/outreach"
	"yanzhen/internal/policy/outreach/outreachweb"
	"yanzhen/internal/policy/policyweb"
	"yanzhen/internal/registry"
	"yanzhen/internal/store"
	"yanzhen/internal/store/dbtest"
	"yanzhen/internal/town"
	"yanzhen/internal/web"
	"yanzhen/internal/web/kit"
	"yanzhen/packs"
)

const (
	zhengxiang = "430408"
	living     = "/policies/hengyang_living_2022/outreach"
	sample     = "sample_skill_award"
)

var noon = time.Date(2026, 11, 24, 4, 0, 0, 0, time.UTC)

// A site is the pages over a town, with whoever the cookie "as" names signed in, and workers that do the jobs.
type site struct {
	*web.Server
	t      testing.TB
	ctx    context.Context
	door   *door.Door
	book   *policy.Book
	census town.Census
}

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
	conf.Also, conf.Except = []string{sample}, nil // in force without anybody's approval, for these tests
	book, err := policy.Open(db, now, packs.FS, "policies", conf)
	check(t, err)
	place, err := district.Load(packs.FS, "zhengxiang")
	check(t, err)
	s := &site{t: t, ctx: registry.WithRing(t.Context(), ring), door: &door.Door{DB: db, Clock: now, Jobs: queue}, book: book}
	s.census, err = town.Settle(s.ctx, s.door, zhengxiang, n, civil.Of(noon))
	check(t, err)
	s.admit(town.Lin)
	book.People.Start(s.ctx, zhengxiang)
	check(t, book.People.Wait(s.ctx, zhengxiang))
	s.work(now)
	s.Server = web.NewServer(web.Config{Clock: now, Identities: s, District: zhengxiang, Frame: s.frame, Log: slog.New(slog.NewTextHandler(io.Discard, nil)),
		Base: func(ctx context.Context) context.Context { return registry.WithRing(ctx, ring) }, PerSecond: 1000, Burst: 1000})
	for _, slice := range []interface{ Register(*web.Server) }{&notifyweb.Pages{Door: s.door}, &outreachweb.Pages{Door: s.door, Book: book},
		&policyweb.Pages{Door: s.door, Book: book, District: place}} {
		slice.Register(s.Server)
	}
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

// admit gives somebody of the town an account, so that they can be told.
func (s *site) admit(name string) {
	s.t.Helper()
	_, err := door.Do(s.ctx, s.door, authz.System("cli", authz.Admin, zhengxiang), account.CreateAccount{District: zhengxiang, Login: "lin", Name: name, Own: true,
		Grants: []authz.Grant{{Role: authz.Talent, District: zhengxiang, Person: s.census.People[name]}}})
	check(s.t, err)
}

func (s *site) work(now clock.Clock) {
	s.t.Helper()
	desk := &outreach.Desk{Door: s.door, Book: s.book}
	w := job.NewWorkers(s.door.DB, now)
	w.Handle(outreach.SendKind, desk.Send)
	w.Handle(outreach.ProposeKind, desk.Propose)
	ctx, cancel := context.WithCancel(s.ctx)
	stop, err := w.Start(ctx, 2)
	check(s.t, err)
	s.t.Cleanup(func() { _ = stop(context.Background()); cancel() })
}

// idle waits until no job waits or runs.
func (s *site) idle() {
	s.t.Helper()
	for range 400 {
		var n int64
		check(s.t, s.door.DB.Snapshot(s.ctx, func(q store.Q) error {
			return q.QueryRow(s.ctx, `SELECT COUNT(*) FROM job_run WHERE ended_at = 0`).Scan(&n)
		}))
		if n == 0 {
			return
		}
		time.Sleep(20 * time.Millisecond)
	}
	s.t.Fatal("jobs do not end")
}

// Actor tells who asks by the cookie "as": a role, "talent" for Lin, "second" for another officer.
func (s *site) Actor(_ context.Context, r *http.Request) (authz.Actor, error) {
	cookie, err := r.Cookie("as")
	if err != nil || cookie.Value == "public" {
		return authz.Anyone(zhengxiang), nil
	}
	return s.actor(cookie.Value), nil
}

func (s *site) actor(who string) authz.Actor {
	a := authz.Actor{Account: "a-" + who, Name: "陈秀兰", Via: "web"}
	g := authz.Grant{Role: authz.Role(who), District: zhengxiang}
	switch who {
	case "second":
		a.Name, g.Role = "谭国强", authz.Office
	case "unit":
		g.Org = s.census.Orgs[town.Precision]
	case "talent":
		a.Name, g.Person = town.Lin, s.census.People[town.Lin]
	case "neighbour":
		g.Role, g.Person = authz.Talent, s.census.People[town.Zhou]
	}
	a.Grants = []authz.Grant{g}
	return a
}

// frame is that of the application as far as these pages need it.
func (s *site) frame(r *http.Request, a authz.Actor) kit.Frame {
	en := i18n.LangOf(r.Context()) == i18n.En
	f := kit.Frame{Site: kit.Site{Name: pick(en, "Talent Work of Zhengxiang District", "蒸湘区人才工作平台"), Owner: pick(en, "District Talent Office", "中共蒸湘区委人才工作领导小组办公室")}, SignIn: "/sign-in"}
	if a.SignedIn() {
		f.User = &kit.User{Name: kit.Data(a.Name), Role: string(a.Grants[0].Role), SignOut: "/sign-out"}
		n, err := door.Ask(r.Context(), s.door, a, notify.Unread{})
		check(s.t, err)
		f.Inbox = &kit.Inbox{URL: pick(a.Has(authz.Talent), "/me/messages", "/messages"), Count: int(n)}
	}
	f.Menu = []kit.MenuGroup{{Items: []kit.MenuItem{{Label: pick(en, "Policies seek people", "政策找人"), URL: "/outreach", Icon: "target"}, {Label: pick(en, "Awards", "免申即享"), URL: "/awards", Icon: "award"}}}}
	if a.Has(authz.Talent) {
		f.Menu[0].Items = []kit.MenuItem{{Label: pick(en, "My page", "我的"), URL: "/me", Icon: "id"}, {Label: pick(en, "Messages", "消息"), URL: "/me/messages", Icon: "message"}}
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
	s.ServeHTTP(w, r)
	return w
}

// see fetches a page as someone and fails unless it shows every word.
func (s *site) see(as, target string, words ...string) string {
	s.t.Helper()
	got := s.do(as, "GET", target, nil)
	return s.shows(as+" "+target, got, http.StatusOK, words...)
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

// settled has a batch sent and awards confirmed, and gives the pages of the batch, of her award by id, and of her message.
func (s *site) settled() (batch, award, message string) {
	s.t.Helper()
	batch = s.moved("send", s.do("office", "POST", living, url.Values{"verdict": {"unknown"}, "step": {"send"}, "all": {"true"}, "_key": {"s1"}}))
	s.moved("look", s.do("office", "POST", "/policies/"+sample+"/awards", url.Values{"_key": {"s2"}}))
	s.idle()
	message = messageLink.FindStringSubmatch(s.see("talent", "/me/messages"))[1]
	for _, m := range awardRow.FindAllStringSubmatch(s.see("office", "/awards"), -1) {
		if m[2] == town.Lin {
			award = m[1]
		}
	}
	s.moved("confirm", s.do("office", "POST", "/awards", url.Values{"id": {award}, "_key": {"s3"}}))
	return batch, award, message
}
