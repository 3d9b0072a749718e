package app_test

import (
	"context"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"os"
	"strings"
	"testing"
	"time"

	"yanzhen/internal/app"
	"yanzhen/internal/config"
)

// A site is a whole installation with the demonstration's people, served for a test.
type site struct {
	*app.App
	url string
	who map[string]app.Credential // by login
}

// open sets up an installation of a scenario and serves it until the test ends.
func open(t *testing.T, s app.Scenario) site {
	t.Helper()
	c, err := config.Load(config.Sources{})
	if err != nil {
		t.Fatal(err)
	}
	c.MoveTo(t.TempDir())
	c.Demo = s.Demo
	ctx, cancel := context.WithCancel(t.Context())
	if _, err := app.Prepare(ctx, c); err != nil {
		t.Fatal(err)
	}
	a, err := app.Open(ctx, c)
	if err != nil {
		t.Fatal(err)
	}
	who, err := a.Seed(ctx, s)
	if err != nil {
		t.Fatal(err)
	}
	stop, err := a.Work(a.Context(ctx))
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(a.Server())
	t.Cleanup(func() {
		server.Close()
		if err := stop(); err != nil {
			t.Error(err)
		}
		cancel()
		if err := a.Close(); err != nil {
			t.Error(err)
		}
	})
	out := site{a, server.URL, map[string]app.Credential{}}
	for _, one := range who {
		out.who[one.Login] = one
	}
	return out
}

// wait polls until done says so; it fails the test after a while.
func wait(t *testing.T, what string, done func() bool) {
	t.Helper()
	for range 200 {
		if done() {
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
	t.Fatalf("waited in vain until %s", what)
}

// A caller is a program's session with the site: cookies, no redirects followed.
type caller struct {
	t    *testing.T
	site site
	http *http.Client
}

// as signs in by one click as the demonstration's user; "" stays the public.
func (s site) as(t *testing.T, login string) caller {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	c := caller{t, s, &http.Client{Jar: jar, Timeout: 30 * time.Second, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}}
	if login == "" {
		return c
	}
	answer := c.post("/sign-in", url.Values{"login": {login}, "password": {s.who[login].Password}})
	if answer.StatusCode != http.StatusSeeOther {
		t.Fatalf("sign in as %s: %d", login, answer.StatusCode)
	}
	return c
}

// cookie is what the caller's browser sends.
func (c caller) cookie() string {
	at, err := url.Parse(c.site.url)
	if err != nil {
		c.t.Fatal(err)
	}
	var all []string
	for _, one := range c.http.Jar.Cookies(at) {
		all = append(all, one.Name+"="+one.Value)
	}
	return strings.Join(all, "; ")
}

func (c caller) get(path string) *http.Response {
	c.t.Helper()
	answer, err := c.http.Get(c.site.url + path)
	if err != nil {
		c.t.Fatal(err)
	}
	c.t.Cleanup(func() { answer.Body.Close() })
	return answer
}

func (c caller) post(path string, form url.Values) *http.Response {
	c.t.Helper()
	answer, err := c.http.Post(c.site.url+path, "application/x-www-form-urlencoded", strings.NewReader(form.Encode()))
	if err != nil {
		c.t.Fatal(err)
	}
	c.t.Cleanup(func() { answer.Body.Close() })
	return answer
}

// TestMain keeps the log of requests out of the way.
func TestMain(m *testing.M) {
	slog.SetDefault(slog.New(slog.DiscardHandler))
	os.Exit(m.Run())
}
