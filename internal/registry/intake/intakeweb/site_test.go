package intakeweb_test

import (
	"bytes"
	"context"
	"io"
	"log/slog"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"yanzhen/internal/authz"
	"yanzhen/internal/base/civil"
	"yanzhen/internal/base/clock"
	"yanzhen/internal/base/idcode"
	"yanzhen/internal/crypt"
	"yanzhen/internal/district"
	"yanzhen/internal/door"
	"yanzhen/internal/file"
	"yanzhen/internal/i18n"
	"yanzhen/internal/job"
	"yanzhen/internal/registry"
	"yanzhen/internal/registry/code"
	"yanzhen/internal/registry/intake"
	"yanzhen/internal/registry/intake/intakeweb"
	"yanzhen/internal/store"
	"yanzhen/internal/store/dbtest"
	"yanzhen/internal/town"
	"yanzhen/internal/web"
	"yanzhen/internal/web/kit"
	"yanzhen/packs"
)

const (
	zhengxiang = "430408"
	rosters    = "../../roster/testdata/"
)

var noon = time.Date(2026, 11, 24, 4, 0, 0, 0, time.UTC)

// A site is the pages of imports over a small town, with whoever the cookie "as" names signed in.
type site struct {
	*web.Server
	t      testing.TB
	ctx    context.Context
	desk   *intake.Desk
	census town.Census
	day    string // that rosters speak of
}

// open opens a site whose vault takes files of 4 MiB; nobody works off its jobs until work is called.
func open(t testing.TB) *site {
	t.Helper()
	db := dbtest.New(t)
	now := clock.At(noon)
	queue, err := job.NewQueue(db)
	check(t, err)
	ring, err := crypt.NewRing(crypt.NewKey("i1", crypt.AES), crypt.NewKey("k1", crypt.AES))
	check(t, err)
	vault, err := file.OpenVault(filepath.Join(t.TempDir(), "vault"), ring, 4<<20)
	check(t, err)
	regions, err := code.LoadRegions(packs.FS, "zhengxiang/regions.yaml")
	check(t, err)
	place, err := district.Load(packs.FS, "zhengxiang")
	check(t, err)
	s := &site{t: t, ctx: registry.WithRing(t.Context(), ring), day: "2026-10-31"}
	s.desk = &intake.Desk{Door: &door.Door{DB: db, Clock: now, Jobs: queue}, Vault: vault, Regions: regions, District: place}
	s.census, err = town.Settle(s.ctx, s.desk.Door, zhengxiang, 12, civil.Of(noon))
	check(t, err)
	s.known(db)
	s.Server = web.NewServer(web.Config{Clock: now, Identities: s, District: zhengxiang, Frame: frame, Log: slog.New(slog.NewTextHandler(io.Discard, nil)),
		Base: func(ctx context.Context) context.Context { return registry.WithRing(ctx, ring) }, PerSecond: 1000, Burst: 1000})
	(&intakeweb.Pages{Door: s.desk.Door, Desk: s.desk, District: place}).Register(s.Server)
	s.Handle("GET /as/{who}", authz.PublicRead, func(w http.ResponseWriter, r *http.Request) error {
		http.SetCookie(w, &http.Cookie{Name: "as", Value: r.PathValue("who"), Path: "/"})
		return web.Page(w, r, http.StatusOK, kit.Portal(kit.Head{Title: "as"}))
	})
	return s
}

// known gives the actors of the site accounts with names.
func (s *site) known(db *store.DB) {
	s.t.Helper()
	check(s.t, db.InTx(s.ctx, func(tx *store.Tx) error {
		for id, name := range map[string]string{"a-office": "陈秀兰", "a-unit": "周望岳", "a-other": "何院长"} {
			if _, err := tx.Exec(s.ctx, `INSERT INTO account (district, id, login, name, password, created_at) VALUES ($1, $2, $3, $4, '', 0)`, zhengxiang, id, id, name); err != nil {
				return err
			}
		}
		return nil
	}))
}

func check(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// work starts a worker that takes imports in.
func (s *site) work() {
	s.t.Helper()
	w := job.NewWorkers(s.desk.Door.DB, s.desk.Door.Clock)
	w.Handle(intake.JobKind, s.desk.Work)
	stop, err := w.Start(s.ctx, 1)
	check(s.t, err)
	s.t.Cleanup(func() { _ = stop(context.WithoutCancel(s.ctx)) })
}

// Actor tells who asks by the cookie "as": a role, or "other" for another unit than "unit".
func (s *site) Actor(_ context.Context, r *http.Request) (authz.Actor, error) {
	cookie, err := r.Cookie("as")
	if err != nil || cookie.Value == "public" {
		return authz.Anyone(zhengxiang), nil
	}
	return s.actor(cookie.Value), nil
}

func (s *site) actor(who string) authz.Actor {
	g := authz.Grant{Role: authz.Role(who), District: zhengxiang}
	switch who {
	case "unit":
		g.Org = s.census.Orgs[town.Precision]
	case "other":
		g.Role, g.Org = authz.Unit, s.census.Orgs[town.Hospital]
	case "talent":
		g.Person = s.census.People[town.Lin]
	}
	return authz.Actor{Account: "a-" + who, Name: "陈秀兰", Via: "web", Grants: []authz.Grant{g}}
}

// frame is that of the application as far as these pages need it.
func frame(r *http.Request, a authz.Actor) kit.Frame {
	en := i18n.LangOf(r.Context()) == i18n.En
	f := kit.Frame{Site: kit.Site{Name: pick(en, "Talent Work of Zhengxiang District", "蒸湘区人才工作平台"), Owner: pick(en, "District Talent Office", "中共蒸湘区委人才工作领导小组办公室")}, SignIn: "/sign-in"}
	if a.SignedIn() {
		f.User = &kit.User{Name: kit.Data(a.Name), Role: pick(en, "Talent office", "人才办"), SignOut: "/sign-out"}
	}
	f.Menu = []kit.MenuGroup{{Items: []kit.MenuItem{{Label: pick(en, "People", "人才库"), URL: "/people", Icon: "users"},
		{Label: pick(en, "Imports", "名册导入"), URL: "/imports", Icon: "file-import"}, {Label: pick(en, "Conflicts", "冲突核对"), URL: "/conflicts", Icon: "git-compare"}}}}
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
	s.t.Helper()
	r := httptest.NewRequest(method, target, strings.NewReader(entries.Encode()))
	if method != http.MethodGet {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	return s.send(as, r)
}

func (s *site) send(as string, r *http.Request) *httptest.ResponseRecorder {
	r.AddCookie(&http.Cookie{Name: "as", Value: as})
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	return w
}

// bring uploads files as someone.
func (s *site) bring(as string, entries map[string]string, paths ...string) *httptest.ResponseRecorder {
	s.t.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	for name, value := range entries {
		check(s.t, form.WriteField(name, value))
	}
	for _, path := range paths {
		part, err := form.CreateFormFile("file", filepath.Base(path))
		check(s.t, err)
		content, err := os.ReadFile(path)
		check(s.t, err)
		_, err = part.Write(content)
		check(s.t, err)
	}
	check(s.t, form.Close())
	r := httptest.NewRequest(http.MethodPost, "/imports/new", &body)
	r.Header.Set("Content-Type", form.FormDataContentType())
	return s.send(as, r)
}

// begin uploads one file and gives the address of its import.
func (s *site) begin(as, path string) string {
	s.t.Helper()
	got := s.bring(as, map[string]string{"source_date": s.day}, path)
	at, found := strings.CutSuffix(got.Header().Get("Location"), "/columns")
	if got.Code != http.StatusSeeOther || !found {
		s.t.Fatalf("upload of %s: %d to %q\n%s", path, got.Code, got.Header().Get("Location"), plain(got.Body.String()))
	}
	return at
}

// take brings a file in from upload to outcome, with a worker at work.
func (s *site) take(as, path string) string {
	s.t.Helper()
	at := s.begin(as, path)
	s.moved(s.do(as, "POST", at+"/run", nil), at)
	return s.wait(as, at)
}

// wait waits until the work on an import is over.
func (s *site) wait(as, at string) string {
	s.t.Helper()
	for range 1200 {
		if got := s.do(as, "GET", at+"/progress", nil); got.Code == http.StatusSeeOther {
			return at
		}
		time.Sleep(25 * time.Millisecond)
	}
	s.t.Fatalf("%s does not end", at)
	return ""
}

// see opens a page and checks that it shows words.
func (s *site) see(as, path string, words ...string) string {
	s.t.Helper()
	got := s.do(as, "GET", path, nil)
	page := plain(got.Body.String())
	if got.Code != http.StatusOK {
		s.t.Fatalf("%s as %s: %d\n%.1500s", path, as, got.Code, page)
	}
	s.shows(page, words...)
	return page
}

func (s *site) shows(page string, words ...string) {
	s.t.Helper()
	for _, word := range words {
		if !strings.Contains(page, word) {
			s.t.Errorf("%q is not on the page: %.1500s", word, page)
		}
	}
}

func (s *site) moved(got *httptest.ResponseRecorder, to string) {
	s.t.Helper()
	if got.Code != http.StatusSeeOther || got.Header().Get("Location") != to {
		s.t.Fatalf("%d to %q, want to be sent to %q\n%s", got.Code, got.Header().Get("Location"), to, plain(got.Body.String()))
	}
}

// sheet writes a CSV file of rows and gives its path.
func (s *site) sheet(name string, rows ...string) string {
	s.t.Helper()
	path := filepath.Join(s.t.TempDir(), name)
	check(s.t, os.WriteFile(path, []byte(strings.Join(rows, "\n")+"\n"), 0o600))
	return path
}

// identity makes the identity number of an invented person: day of birth and a sequence code of 996 to 999.
func identity(day string, sequence int) string {
	first := "430408" + day + string([]byte{'9', '9', byte('6' + sequence%4)})
	return first + string(idcode.PersonCheck(first))
}

// plain is a page without its tags.
func plain(page string) string {
	var b strings.Builder
	in := false
	for _, r := range strings.NewReplacer("<mark>", "", "</mark>", "").Replace(page) {
		switch {
		case r == '<':
			in = true
		case r == '>':
			in = false
			b.WriteByte(' ')
		case !in && r != '\u2068' && r != '\u2069':
			b.WriteRune(r)
		}
	}
	return strings.Join(strings.Fields(b.String()), " ")
}
