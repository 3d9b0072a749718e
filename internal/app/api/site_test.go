package api_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"yanzhen/internal/account"
	"yanzhen/internal/app/api"
	"yanzhen/internal/authz"
	"yanzhen/internal/base/civil"
	"yanzhen/internal/base/clock"
	"yanzhen/internal/casework"
	"yanzhen/internal/crypt"
	"yanzhen/internal/district"
	"yanzhen/internal/door"
	"yanzhen/internal/file"
	"yanzhen/internal/insight"
	"yanzhen/internal/job"
	"yanzhen/internal/policy"
	"yanzhen/internal/policy/whatif"
	"yanzhen/internal/registry"
	"yanzhen/internal/registry/code"
	"yanzhen/internal/registry/intake"
	"yanzhen/internal/store/dbtest"
	"yanzhen/internal/town"
	"yanzhen/internal/web"
	"yanzhen/internal/web/rest"
	"yanzhen/packs"
)

const zhengxiang = "430408"

var noon = time.Date(2026, 11, 24, 4, 0, 0, 0, time.UTC)

// A site is the API over a town. Whoever the bearer token names asks.
type site struct {
	*web.Server
	t      testing.TB
	api    *rest.API
	census town.Census
}

func open(t testing.TB, n int) *site {
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
	regions, err := code.LoadRegions(packs.FS, "zhengxiang/regions.yaml")
	check(t, err)
	place, err := district.Load(packs.FS, "zhengxiang")
	check(t, err)
	vault, err := file.OpenVault(t.TempDir(), ring, 8<<20)
	check(t, err)
	base := func(ctx context.Context) context.Context { return account.WithRing(registry.WithRing(ctx, ring), ring) }
	d, s := &door.Door{DB: db, Clock: now, Jobs: queue}, &site{t: t}
	ctx := base(t.Context())
	s.census, err = town.Settle(ctx, d, zhengxiang, n, civil.Of(noon))
	check(t, err)
	book.People.Start(ctx, zhengxiang)
	check(t, book.People.Wait(ctx, zhengxiang))
	s.Server = web.NewServer(web.Config{Clock: now, Identities: s, District: zhengxiang, Log: slog.New(slog.DiscardHandler), Base: base, PerSecond: 1000, Burst: 1000})
	cases, _, err := casework.Open(ring, book, packs.FS, "programmes")
	check(t, err)
	s.api = api.Register(s.Server, api.House{Door: d, Vault: vault, Book: book, Trials: whatif.NewDesk(book), Cases: cases, Figures: insight.NewFigures(d), Version: "1.0.0",
		Intake: &intake.Desk{Door: d, Vault: vault, Regions: regions, District: place}})
	return s
}

func check(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// Actor is the role that the bearer token names; a unit is Precision, a talent is Lin, second another officer.
func (s *site) Actor(_ context.Context, r *http.Request) (authz.Actor, error) {
	role, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	if !ok {
		return authz.Anyone(zhengxiang), nil
	}
	g := authz.Grant{Role: authz.Role(role), District: zhengxiang}
	switch g.Role {
	case "second":
		g.Role = authz.Office
	case authz.Unit:
		g.Org = s.census.Orgs[town.Precision]
	case authz.Talent:
		g.Person = s.census.People[town.Lin]
	}
	return authz.Actor{Account: "t-" + role, Name: role, Via: "api", Grants: []authz.Grant{g}}, nil
}

// send sends a request as someone; a body that is no reader is sent as JSON.
func (s *site) send(as, method, path string, body any, headers ...string) *httptest.ResponseRecorder {
	var content io.Reader = http.NoBody
	kind := ""
	switch b := body.(type) {
	case nil:
	case io.Reader:
		content = b
	default:
		text, err := json.Marshal(b)
		check(s.t, err)
		content, kind = bytes.NewReader(text), "application/json"
	}
	r := httptest.NewRequest(method, path, content)
	if as != "" {
		r.Header.Set("Authorization", "Bearer "+as)
	}
	if kind != "" {
		r.Header.Set("Content-Type", kind)
	}
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	return w
}

// get gives the answer of a read, which must succeed.
func (s *site) get(as, path string) map[string]any {
	s.t.Helper()
	w := s.send(as, "GET", path, nil)
	if w.Code != http.StatusOK {
		s.t.Fatalf("GET %s as %s: %d %s", path, as, w.Code, w.Body)
	}
	return object(s.t, w)
}

// do gives the answer of a change under a key, which must end in status.
func (s *site) do(as, method, path, key string, body any, status int) map[string]any {
	s.t.Helper()
	w := s.send(as, method, path, body, "Idempotency-Key", key)
	if w.Code != status {
		s.t.Fatalf("%s %s as %s: %d %s, want %d", method, path, as, w.Code, w.Body, status)
	}
	return object(s.t, w)
}

func object(t testing.TB, w *httptest.ResponseRecorder) map[string]any {
	t.Helper()
	var body map[string]any
	if w.Body.Len() > 0 && json.Unmarshal(w.Body.Bytes(), &body) != nil {
		t.Fatalf("%d %.300s is no object", w.Code, w.Body)
	}
	return body
}

// upload is a form with one file.
func upload(t testing.TB, name, content string, entries ...string) (io.Reader, string) {
	t.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	for i := 0; i+1 < len(entries); i += 2 {
		check(t, form.WriteField(entries[i], entries[i+1]))
	}
	part, err := form.CreateFormFile("file", name)
	check(t, err)
	_, err = io.WriteString(part, content)
	check(t, err)
	check(t, form.Close())
	return &body, form.FormDataContentType()
}
