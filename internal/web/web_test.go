package web

import (
	"bytes"
	"context"
	"errors"
	"io"
	"log/slog"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/a-h/templ"

	"yanzhen/internal/authz"
	"yanzhen/internal/base/clock"
	"yanzhen/internal/base/fault"
	"yanzhen/internal/i18n"
	"yanzhen/internal/web/kit"
)

// who tells the actor by the header X-Role, as a session would.
type who struct{}

func (who) Actor(_ context.Context, r *http.Request) (authz.Actor, error) {
	switch role := r.Header.Get("X-Role"); role {
	case "":
		return authz.Anyone("430408"), nil
	case "broken":
		return authz.Actor{}, errors.New("session store is away")
	default:
		return authz.Actor{Account: "a1", Grants: []authz.Grant{{Role: authz.Role(role), District: "430408"}}}, nil
	}
}

type site struct {
	*Server
	log   *bytes.Buffer
	clock *clock.Set
}

func open(t *testing.T, change ...func(*Config)) site {
	t.Helper()
	var log bytes.Buffer
	at := clock.At(time.Date(2026, 11, 23, 8, 0, 0, 0, time.UTC))
	c := Config{Clock: at, Identities: who{}, District: "430408", Log: slog.New(slog.NewTextHandler(&log, nil))}
	for _, f := range change {
		f(&c)
	}
	s := NewServer(c)
	s.Handle("GET /open", authz.PublicRead, func(w http.ResponseWriter, r *http.Request) error {
		return Page(w, r, 200, kit.Portal(kit.Head{Title: "t"}))
	})
	s.Handle("GET /people/{person}", authz.PersonRead, func(w http.ResponseWriter, r *http.Request) error {
		return Page(w, r, 200, templ.Raw("<p>person</p>"))
	})
	s.Handle("GET /panic", authz.PublicRead, func(http.ResponseWriter, *http.Request) error { panic("430408199003079967") })
	s.Handle("GET /secret", authz.PublicRead, func(http.ResponseWriter, *http.Request) error {
		return errors.New("dial tcp 10.1.2.3: refused")
	})
	s.Handle("POST /form", authz.PublicRead, postForm)
	return site{s, &log, at}
}

type formCommand struct {
	Name string `json:"name"`
	Age  int    `json:"age"`
}

func postForm(w http.ResponseWriter, r *http.Request) error {
	var cmd formCommand
	err := Bind(r, &cmd)
	if err == nil && cmd.Name == "taken" {
		err = fault.Conflict.New("web.no_page").On("name")
	}
	if err != nil {
		form := kit.FormBox(kit.Form{ID: "person", Action: "/form", Submit: "ok"})
		fields := templ.Join(kit.Input(kit.Field{Name: "name", Label: "Name"}), kit.Input(kit.Field{Name: "age", Label: "Age"}),
			kit.Input(kit.Field{Name: "pin", Label: "Pin", Type: "password"}))
		return Again(w, r, err, templ.ComponentFunc(func(ctx context.Context, out io.Writer) error {
			return form.Render(templ.WithChildren(ctx, fields), out)
		}))
	}
	return Moved(w, r, "/open", "web.bind.file", i18n.Args{"key": Key(r)})
}

func (s site) do(method, target string, body string, headers ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, target, strings.NewReader(body))
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Add(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	return w
}

const formType = "application/x-www-form-urlencoded"

func TestRoutesDenyByDefault(t *testing.T) {
	s := open(t)
	for name, tc := range map[string]struct {
		method, path string
		headers      []string
		status       int
		location     string
	}{
		"the public opens a public page":             {"GET", "/open", nil, 200, ""},
		"the public is led to the sign-in page":      {"GET", "/people/7?tab=a", nil, 303, "/sign-in?back=%2Fpeople%2F7%3Ftab%3Da"},
		"a program is told to sign in":               {"GET", "/people/7", []string{"Accept", "application/json"}, 401, ""},
		"an officer opens the page":                  {"GET", "/people/7", []string{"X-Role", "office"}, 200, ""},
		"a leader may not":                           {"GET", "/people/7", []string{"X-Role", "leader"}, 403, ""},
		"nobody can tell who asks":                   {"GET", "/open", []string{"X-Role", "broken"}, 503, ""},
		"a page that is not there":                   {"GET", "/nowhere", nil, 404, ""},
		"a method the route does not take":           {"DELETE", "/form", nil, 405, ""},
		"a post from another site":                   {"POST", "/form", []string{"Sec-Fetch-Site", "cross-site", "Content-Type", formType}, 403, ""},
		"a post from a sibling site":                 {"POST", "/form", []string{"Sec-Fetch-Site", "same-site", "Content-Type", formType}, 403, ""},
		"a post from a page of ours":                 {"POST", "/form", []string{"Sec-Fetch-Site", "same-origin", "Content-Type", formType}, 303, "/open"},
		"a handler that fails for a reason of ours":  {"GET", "/secret", nil, 500, ""},
		"a handler that panics":                      {"GET", "/panic", nil, 500, ""},
		"a switch of language that keeps the page":   {"GET", "/lang?to=en&back=%2Fpeople%3Fq%3D1", nil, 303, "/people?q=1"},
		"a switch of language that would lead away":  {"GET", "/lang?to=en&back=%2F%2Fevil.example", nil, 303, "/"},
		"a switch of language with a backslash path": {"GET", "/lang?to=en&back=%2F%5Cevil.example", nil, 303, "/"},
		"a switch of language with a full address":   {"GET", "/lang?to=en&back=https%3A%2F%2Fevil.example", nil, 303, "/"},
	} {
		t.Run(name, func(t *testing.T) {
			got := s.do(tc.method, tc.path, "", tc.headers...)
			if got.Code != tc.status || got.Header().Get("Location") != tc.location {
				t.Errorf("got %d to %q, want %d to %q", got.Code, got.Header().Get("Location"), tc.status, tc.location)
			}
			if got.Header().Get("Content-Security-Policy") == "" {
				t.Error("no content security policy")
			}
			for _, leak := range []string{"10.1.2.3", "430408199003079967", "goroutine"} {
				if strings.Contains(got.Body.String(), leak) {
					t.Errorf("the answer shows %q", leak)
				}
			}
		})
	}
	if strings.Contains(s.log.String(), "/people/7") || !strings.Contains(s.log.String(), "/people/{person}") {
		t.Error("the log should have patterns, not paths")
	}
}

func TestUnknownActionsCannotBeRegistered(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("a route with an action outside the role matrix was registered")
		}
	}()
	open(t).Handle("GET /x", "no.such.action", nil)
}

func TestRoutesAreListed(t *testing.T) {
	routes := open(t).Routes()
	if !slices.ContainsFunc(routes, func(r Route) bool {
		return r.Pattern == "GET /people/{person}" && r.Action == authz.PersonRead
	}) {
		t.Errorf("routes %v", routes)
	}
}

func TestAFormThatFailsKeepsItsEntries(t *testing.T) {
	s := open(t)
	body := url.Values{"_form": {"person"}, "name": {`李<b>`}, "age": {"many"}, "pin": {"s3cret"}}.Encode()
	got := s.do("POST", "/form", body, "Content-Type", formType)
	page := got.Body.String()
	if got.Code != 422 {
		t.Fatalf("status %d: %s", got.Code, page)
	}
	for _, want := range []string{`value="李&lt;b&gt;"`, `value="many"`, `href="#f-person-age"`, `id="f-person-age-fault"`, `aria-invalid="true"`, "请填写数字"} {
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %s\n%s", want, page)
		}
	}
	if strings.Contains(page, "s3cret") {
		t.Error("the page shows a password")
	}
}

func TestAConflictIsShownBesideItsField(t *testing.T) {
	got := open(t).do("POST", "/form", "_form=person&name=taken", "Content-Type", formType)
	if got.Code != 409 || !strings.Contains(got.Body.String(), "f-person-name-fault") {
		t.Errorf("%d %s", got.Code, got.Body)
	}
}

func TestProblemsDoNotRepeatWhatWasSent(t *testing.T) {
	got := open(t).do("POST", "/form", `{"age":"430408199003079967","nick":"x"}`, "Content-Type", "application/json", "Accept-Language", "en")
	body := got.Body.String()
	if got.Code != 422 || got.Header().Get("Content-Type") != "application/problem+json; charset=utf-8" {
		t.Errorf("%d %s", got.Code, got.Header())
	}
	for _, want := range []string{`"field":"age"`, `"field":"nick"`, `"code":"web.bind.unknown"`, "There is no such field."} {
		if !strings.Contains(body, want) {
			t.Errorf("the problem lacks %s: %s", want, body)
		}
	}
	if strings.Contains(body, "430408199003079967") {
		t.Errorf("the problem repeats the value: %s", body)
	}
}

func TestWordsOfSuccessAreShownOnce(t *testing.T) {
	s := open(t)
	moved := s.do("POST", "/form", "name=a", "Content-Type", formType)
	var cookie string
	for _, c := range moved.Result().Cookies() {
		if c.Name == "flash" {
			cookie = "flash=" + c.Value
		}
	}
	shown := s.do("GET", "/open", "", "Cookie", cookie)
	if !strings.Contains(shown.Body.String(), "请选择文件。") {
		t.Errorf("the words are not shown: %s", shown.Body)
	}
	if !strings.Contains(strings.Join(shown.Header().Values("Set-Cookie"), ";"), "flash=; Path=/; Max-Age=0") {
		t.Errorf("the words would be shown again: %v", shown.Header())
	}
	if forged := s.do("GET", "/open", "", "Cookie", "flash=eyJrIjoibm8uc3VjaCJ9"); strings.Contains(forged.Body.String(), "no.such") {
		t.Error("a forged key is shown")
	}
}

func TestProgramsGetJSONAfterAChange(t *testing.T) {
	got := open(t).do("POST", "/form", `{"name":"a"}`, "Content-Type", "application/json")
	if got.Code != 200 || !strings.Contains(got.Body.String(), `"location":"/open"`) {
		t.Errorf("%d %s", got.Code, got.Body)
	}
}

func TestTheKeyComesFromHeaderOrForm(t *testing.T) {
	var seen []string
	s := open(t)
	s.Handle("POST /key", authz.PublicRead, func(w http.ResponseWriter, r *http.Request) error {
		key, err := NeedKey(r)
		seen = append(seen, key)
		return err
	})
	s.do("POST", "/key", "", "Idempotency-Key", "k1")
	s.do("POST", "/key", "_key=k2", "Content-Type", formType)
	if none := s.do("POST", "/key", "", "Accept", "application/json"); none.Code != 422 {
		t.Errorf("no key: %d", none.Code)
	}
	if !slices.Equal(seen, []string{"k1", "k2", ""}) {
		t.Errorf("keys %q", seen)
	}
}

func TestBodiesAreLimited(t *testing.T) {
	s := open(t, func(c *Config) { c.MaxBody = 100 })
	s.Handle("POST /upload", authz.PublicRead, func(w http.ResponseWriter, r *http.Request) error {
		_, header, err := File(r, "file")
		if err == nil {
			w.Header().Set("X-Name", header.Filename)
		}
		return err
	}, Body(10_000), Within(time.Minute))
	if got := s.do("POST", "/form", "name="+strings.Repeat("a", 200), "Content-Type", formType); got.Code != 413 {
		t.Errorf("a form over the limit: %d", got.Code)
	}
	if got := s.do("POST", "/form", `{"name":"`+strings.Repeat("a", 200)+`"}`, "Content-Type", "application/json"); got.Code != 413 {
		t.Errorf("JSON over the limit: %d", got.Code)
	}
	upload := func(n int) *httptest.ResponseRecorder {
		var b bytes.Buffer
		parts := multipart.NewWriter(&b)
		file, _ := parts.CreateFormFile("file", "名册.xlsx")
		_, _ = file.Write(make([]byte, n))
		_ = parts.Close()
		return s.do("POST", "/upload", b.String(), "Content-Type", parts.FormDataContentType())
	}
	if got := upload(5_000); got.Code != 200 || got.Header().Get("X-Name") != "名册.xlsx" {
		t.Errorf("an upload within the limit: %d %v", got.Code, got.Header())
	}
	if got := upload(20_000); got.Code != 413 {
		t.Errorf("an upload over the limit: %d", got.Code)
	}
}

func TestFloodsAreSlowedByMonotonicTime(t *testing.T) {
	s := open(t, func(c *Config) { c.PerSecond, c.Burst = 1, 3 })
	count := func() (ok int) {
		for range 5 {
			if s.do("GET", "/open", "").Code == 200 {
				ok++
			}
		}
		return ok
	}
	if got := count(); got != 3 {
		t.Errorf("at once: %d allowed, want 3", got)
	}
	s.clock.Jump(time.Hour)
	if got := count(); got != 0 {
		t.Errorf("after the wall clock jumped: %d allowed, want 0", got)
	}
	s.clock.Pass(2 * time.Second)
	if got := count(); got != 2 {
		t.Errorf("two seconds later: %d allowed, want 2", got)
	}
}

func TestAddressesBehindProxies(t *testing.T) {
	for name, tc := range map[string]struct {
		remote, forwarded string
		proxies           int
		want              string
	}{
		"no proxy ignores the header":        {"10.0.0.1:5", "6.6.6.6", 0, "10.0.0.1"},
		"one proxy: the last hop counts":     {"10.0.0.1:5", "6.6.6.6, 7.7.7.7", 1, "7.7.7.7"},
		"two proxies: the one before":        {"10.0.0.1:5", "6.6.6.6, 7.7.7.7", 2, "6.6.6.6"},
		"IPv6 counts by its /64":             {"[2001:db8:1:2:3::4]:5", "", 0, "2001:db8:1:2::/64"},
		"IPv4 in IPv6 counts by itself":      {"[::ffff:10.0.0.1]:5", "", 0, "::ffff:10.0.0.1"},
		"fewer hops than proxies: the first": {"10.0.0.1:5", "6.6.6.6", 3, "6.6.6.6"},
	} {
		t.Run(name, func(t *testing.T) {
			r := httptest.NewRequest("GET", "/", nil)
			r.RemoteAddr = tc.remote
			r.Header.Set("X-Forwarded-For", tc.forwarded)
			if got := addressOf(r, tc.proxies); got != tc.want {
				t.Errorf("got %q, want %q", got, tc.want)
			}
		})
	}
}

func TestViewsAreKeptInACookie(t *testing.T) {
	s := open(t)
	got := s.do("GET", "/view?large=1&back=%2Fopen", "")
	cookie := got.Result().Cookies()[0]
	if cookie.Value != "large" || !cookie.HttpOnly {
		t.Errorf("cookie %v", cookie)
	}
	page := s.do("GET", "/open", "", "Cookie", "view=large; lang=en").Body.String()
	if !strings.Contains(page, `<html lang="en" class="page large"`) {
		t.Errorf("page %s", page[:200])
	}
}

func TestARouteMayHaveALimitOfItsOwn(t *testing.T) {
	s := open(t)
	s.Handle("POST /guess", authz.PublicRead, func(w http.ResponseWriter, r *http.Request) error { return nil }, s.Rate(1, 2))
	for i, want := range []int{200, 200, 429} {
		if got := s.do("POST", "/guess", "", "X-Forwarded-For", "9.9.9."+string(rune('0'+i))); got.Code != want {
			t.Errorf("request %d: %d, want %d", i, got.Code, want)
		}
	}
	if got := s.do("GET", "/open", ""); got.Code != 200 {
		t.Errorf("another route: %d", got.Code)
	}
	s.clock.Pass(time.Second)
	if got := s.do("POST", "/guess", ""); got.Code != 200 {
		t.Errorf("a second later: %d", got.Code)
	}
}

func TestUploadsLeaveNothingBehind(t *testing.T) {
	t.Setenv("TMPDIR", t.TempDir())
	s := open(t, func(c *Config) { c.MaxBody = 8 << 20 })
	s.Handle("POST /upload", authz.PublicRead, func(w http.ResponseWriter, r *http.Request) error {
		_, header, err := File(r, "file")
		if err == nil && header.Size <= partsInMemory {
			t.Error("too small to be kept in a file meanwhile")
		}
		return err
	})
	here := httptest.NewServer(s)
	defer here.Close()
	var b bytes.Buffer
	parts := multipart.NewWriter(&b)
	file, _ := parts.CreateFormFile("file", "名册.xlsx")
	_, _ = file.Write(make([]byte, 12<<20/2))
	_ = parts.Close()
	answer, err := http.Post(here.URL+"/upload", parts.FormDataContentType(), &b)
	if err != nil {
		t.Fatal(err)
	}
	_ = answer.Body.Close()
	left, err := os.ReadDir(os.TempDir())
	if answer.StatusCode != 200 || err != nil || len(left) != 0 {
		t.Errorf("after an upload (%d) there is still %v %v", answer.StatusCode, left, err)
	}
}

func TestWhatIsNoTextIsRefused(t *testing.T) {
	s := open(t)
	for target, want := range map[string]int{"/people/%00": 404, "/people/a%ffb": 404, "/people/a?q=%00": 422, "/people/a?q=%ff": 422, "/people/a?q=%zz": 200, "/people/a?q=是": 200} {
		if got := s.do("GET", target, "", "X-Role", "office"); got.Code != want {
			t.Errorf("%s: %d, want %d", target, got.Code, want)
		}
	}
	if got := s.do("POST", "/form", "name=a%00b", "Content-Type", formType); got.Code != 422 {
		t.Errorf("a form with a zero byte: %d", got.Code)
	}
	if got := s.do("POST", "/form", `{"name":"a\u0000b"}`, "Content-Type", "application/json"); got.Code != 422 {
		t.Errorf("JSON with a zero byte: %d", got.Code)
	}
}

func TestAnAnswerThatBreaksOffIsCut(t *testing.T) {
	s := open(t)
	s.Handle("GET /list", authz.PublicRead, func(w http.ResponseWriter, r *http.Request) error {
		w.Header().Set("Content-Disposition", "attachment")
		if r.URL.Query().Get("half") != "" {
			_, _ = w.Write(make([]byte, 1<<20))
		}
		return errors.New("the database is gone")
	})
	here := httptest.NewServer(s)
	defer here.Close()
	for query, whole := range map[string]bool{"": true, "?half=1": false} {
		answer, err := http.Get(here.URL + "/list" + query)
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(answer.Body)
		_ = answer.Body.Close()
		if (err == nil) != whole || !whole && bytes.Contains(body, []byte("<html")) {
			t.Errorf("%q came as %d bytes, %v", query, len(body), err)
		}
		if whole && (answer.StatusCode != 500 || answer.Header.Get("Content-Disposition") != "") {
			t.Errorf("a fault came as a download: %d %v", answer.StatusCode, answer.Header)
		}
	}
}
