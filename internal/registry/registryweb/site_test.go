package registryweb_test

import (
	"bytes"
	"context"
	"io"
	"log/slog"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"yanzhen/internal/authz"
	"yanzhen/internal/base/civil"
	"yanzhen/internal/base/clock"
	"yanzhen/internal/crypt"
	"yanzhen/internal/district"
	"yanzhen/internal/door"
	"yanzhen/internal/file"
	"yanzhen/internal/i18n"
	"yanzhen/internal/job"
	"yanzhen/internal/registry"
	"yanzhen/internal/registry/code"
	"yanzhen/internal/registry/intake"
	"yanzhen/internal/registry/registryweb"
	"yanzhen/internal/store/dbtest"
	"yanzhen/internal/town"
	"yanzhen/internal/web"
	"yanzhen/internal/web/kit"
	"yanzhen/packs"
)

const zhengxiang = "430408"

var noon = time.Date(2026, 11, 24, 4, 0, 0, 0, time.UTC)

var noonDay = civil.Of(noon)

// A site is the pages of the registry over a town, with whoever the cookie "as" names signed in.
type site struct {
	*web.Server
	t      testing.TB
	ctx    context.Context
	clock  *clock.Set
	door   *door.Door
	census town.Census
}

// open settles n people.
func open(t testing.TB, n int) *site {
	t.Helper()
	db := dbtest.New(t)
	now := clock.At(noon)
	queue, err := job.NewQueue(db)
	check(t, err)
	ring, err := crypt.NewRing(crypt.NewKey("i1", crypt.AES), crypt.NewKey("k1", crypt.AES))
	check(t, err)
	place, err := district.Load(packs.FS, "zhengxiang")
	check(t, err)
	regions, err := code.LoadRegions(packs.FS, "zhengxiang/regions.yaml")
	check(t, err)
	vault, err := file.OpenVault(t.TempDir()+"/files", ring, 4<<20)
	check(t, err)
	s := &site{t: t, ctx: registry.WithRing(t.Context(), ring), clock: now, door: &door.Door{DB: db, Clock: now, Jobs: queue}}
	s.census, err = town.Settle(s.ctx, s.door, zhengxiang, n, civil.Of(noon))
	check(t, err)
	s.Server = web.NewServer(web.Config{Clock: now, Identities: s, District: zhengxiang, Frame: frame, Log: slog.New(slog.NewTextHandler(io.Discard, nil)),
		Base: func(ctx context.Context) context.Context { return registry.WithRing(ctx, ring) }, PerSecond: 1000, Burst: 1000})
	desk := &intake.Desk{Door: s.door, Vault: vault, Regions: regions, District: place}
	(&registryweb.Pages{Door: s.door, Vault: vault, Intake: desk, Regions: regions, District: place}).Register(s.Server)
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

// Actor tells who asks by the cookie "as": a role; unit acts for Precision, talent is Lin.
func (s *site) Actor(_ context.Context, r *http.Request) (authz.Actor, error) {
	cookie, err := r.Cookie("as")
	if err != nil || cookie.Value == "public" {
		return authz.Anyone(zhengxiang), nil
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
	items := []kit.MenuItem{{Label: pick(en, "Talents", "人才库"), URL: "/people", Icon: "users"}, {Label: pick(en, "Employers", "用人单位"), URL: "/orgs", Icon: "building"}}
	if a.Has(authz.Talent) {
		items = []kit.MenuItem{{Label: pick(en, "My file", "我的档案"), URL: "/me", Icon: "id"}, {Label: pick(en, "My policies", "我的政策"), URL: "/me/policies", Icon: "coin"}}
	} else {
		f.Search = "/people"
	}
	f.Menu = []kit.MenuGroup{{Items: items}}
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
	return s.send(as, r)
}

func (s *site) send(as string, r *http.Request) *httptest.ResponseRecorder {
	r.AddCookie(&http.Cookie{Name: "as", Value: as})
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	return w
}

// upload sends a form with a file.
func (s *site) upload(as, target string, entries url.Values, name string, content []byte) *httptest.ResponseRecorder {
	s.t.Helper()
	var b bytes.Buffer
	parts := multipart.NewWriter(&b)
	for key, values := range entries {
		for _, v := range values {
			check(s.t, parts.WriteField(key, v))
		}
	}
	part, err := parts.CreateFormFile("file", name)
	check(s.t, err)
	_, err = part.Write(content)
	check(s.t, err)
	check(s.t, parts.Close())
	r := httptest.NewRequest("POST", target, &b)
	r.Header.Set("Content-Type", parts.FormDataContentType())
	return s.send(as, r)
}

// see fetches a page as someone and fails unless it shows every word.
func (s *site) see(as, target string, words ...string) string {
	s.t.Helper()
	got := s.do(as, "GET", target, nil)
	if got.Code != http.StatusOK {
		s.t.Fatalf("GET %s as %s: %d to %s\n%s", target, as, got.Code, got.Header().Get("Location"), plain(got.Body.String()))
	}
	page := plain(got.Body.String())
	for _, word := range words {
		if !strings.Contains(page, word) {
			s.t.Errorf("GET %s as %s lacks %q\n%.3000s", target, as, word, page)
		}
	}
	return page
}

// post sends a form and gives where it leads, failing unless it succeeds.
func (s *site) post(as, target string, entries url.Values) string {
	s.t.Helper()
	got := s.do(as, "POST", target, entries)
	if got.Code != http.StatusSeeOther {
		s.t.Fatalf("POST %s as %s: %d\n%.3000s", target, as, got.Code, plain(got.Body.String()))
	}
	return got.Header().Get("Location")
}

// dossier reads a person of the town as the office does.
func (s *site) dossier(person string) *registry.Dossier {
	s.t.Helper()
	d, err := door.Ask(s.ctx, s.door, s.actor(authz.Office), registry.PersonPage{District: zhengxiang, Person: person})
	check(s.t, err)
	return d
}

// recordOf gives the main record of a kind.
func (s *site) recordOf(person string, k registry.Kind) registry.Record {
	s.t.Helper()
	r := s.dossier(person).Main(k)
	if r == nil {
		s.t.Fatalf("%s has no %s", person, k)
	}
	return *r
}

var tag = regexp.MustCompile(`<[^>]*>`)

// plain is a page without its tags and marks.
func plain(page string) string {
	page = strings.NewReplacer("\u2068", "", "\u2069", "").Replace(tag.ReplaceAllString(page, " "))
	return strings.Join(strings.Fields(page), " ")
}
