// Package web is the HTTP kit of the house: a server that denies by default, binding of forms and JSON
// to command structs, pages, redirects, and faults told to people and to programs. Slices register
// their handlers with it; what a page looks like is in web/kit, its files are in web/static.
package web

import (
	"context"
	_ "embed"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"time"

	"yanzhen/internal/authz"
	"yanzhen/internal/base/clock"
	"yanzhen/internal/i18n"
	"yanzhen/internal/web/kit"
	"yanzhen/internal/web/static"
)

//go:embed words.yaml
var wordsYAML []byte

// Words are the words of the kit itself.
var Words = i18n.MustLoad(wordsYAML)

// Identities tell who sends a request: from the session cookie or a bearer token. The public is
// authz.Anyone; an error means that nobody could tell, and is answered as unavailable.
type Identities interface {
	Actor(ctx context.Context, r *http.Request) (authz.Actor, error)
}

// A Config says what a server needs. Clock, Identities and District must be given.
type Config struct {
	Clock      clock.Clock
	Identities Identities
	District   string                                         // GB/T 2260 code of the district served
	Frame      func(r *http.Request, a authz.Actor) kit.Frame // names, menu and user of a page; nil for bare pages
	Log        *slog.Logger                                   // nil for slog.Default()
	SignIn     string                                         // path of the sign-in page; "/sign-in" if empty
	Secure     bool                                           // the site is reached by https: secure cookies, HSTS
	Trusted    []string                                       // origins of sibling sites that may post here, "https://…"
	Proxies    int                                            // how many proxies in front append to X-Forwarded-For
	Base       func(context.Context) context.Context          // adds what every request's context carries; nil for nothing
	MaxBody    int64                                          // bytes of a request body; 1 MiB if 0; see Body
	PerSecond  float64                                        // requests per second and address; 20 if 0
	Burst      float64                                        // and at once; 200 if 0
}

// A Server answers HTTP for the house.
type Server struct {
	config Config
	mux    *http.ServeMux
	routes []Route
	outer  http.Handler
}

// NewServer makes a server that knows its own assets, the language and the view switches, and nothing
// else yet.
func NewServer(c Config) *Server {
	c.fill()
	s := &Server{config: c, mux: http.NewServeMux()}
	s.outer = s.around(http.HandlerFunc(s.dispatch))
	s.Handle("GET /static/{file}", authz.PublicRead, Adapt(static.Handler()))
	s.Handle("GET /lang", authz.PublicRead, s.getLang)
	s.Handle("GET /view", authz.PublicRead, s.getView)
	return s
}

func (c *Config) fill() {
	if c.Log == nil {
		c.Log = slog.Default()
	}
	if c.Frame == nil {
		c.Frame = func(*http.Request, authz.Actor) kit.Frame { return kit.Frame{} }
	}
	if c.Base == nil {
		c.Base = func(ctx context.Context) context.Context { return ctx }
	}
	if c.SignIn == "" {
		c.SignIn = "/sign-in"
	}
	if c.MaxBody == 0 {
		c.MaxBody = 1 << 20
	}
	if c.PerSecond == 0 {
		c.PerSecond = 20
	}
	if c.Burst == 0 {
		c.Burst = 200
	}
}

// ServeHTTP answers one request.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.outer.ServeHTTP(w, r) }

// Serve answers on ln until ctx ends, then finishes what is under way for at most ten seconds.
func (s *Server) Serve(ctx context.Context, ln net.Listener) error {
	server := &http.Server{
		Handler:           s,
		ReadHeaderTimeout: 5 * time.Second,
		ReadTimeout:       60 * time.Second,
		WriteTimeout:      60 * time.Second,
		IdleTimeout:       120 * time.Second,
		MaxHeaderBytes:    32 << 10,
		ErrorLog:          slog.NewLogLogger(s.config.Log.Handler(), slog.LevelWarn),
	}
	done := make(chan error, 1)
	go func() { done <- server.Serve(ln) }()
	select {
	case err := <-done:
		return err
	case <-ctx.Done():
	}
	stop, cancel := context.WithTimeout(context.WithoutCancel(ctx), 10*time.Second)
	defer cancel()
	if err := server.Shutdown(stop); err != nil {
		return errors.Join(err, server.Close())
	}
	return nil
}
