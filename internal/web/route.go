package web

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"yanzhen/internal/authz"
	"yanzhen/internal/base/clock"
	"yanzhen/internal/base/fault"
	"yanzhen/internal/web/kit"
)

// A Handler answers a request or gives the fault that keeps it from doing so.
type Handler func(w http.ResponseWriter, r *http.Request) error

// Adapt makes a Handler of an http.Handler that never fails.
func Adapt(h http.Handler) Handler {
	return func(w http.ResponseWriter, r *http.Request) error { h.ServeHTTP(w, r); return nil }
}

// A Route is a registered pattern and the action an actor needs some grant for.
type Route struct {
	Pattern string // "GET /people/{person}"
	Action  authz.Action
	maxBody int64
	within  time.Duration
	rate    *limiter // of this route alone; nil for none
}

// An Option changes a limit of one route.
type Option func(*Route)

// Body allows request bodies of up to n bytes on a route.
func Body(n int64) Option { return func(r *Route) { r.maxBody = n } }

// Within gives a route d to read the request and as long to write the answer: uploads, exports.
func Within(d time.Duration) Option { return func(r *Route) { r.within = d } }

// Rate lets an address send perSecond requests to a route, and burst at once, on top of the limit for all: for what is
// costly or worth guessing.
func (s *Server) Rate(perSecond, burst float64) Option {
	return func(r *Route) { r.rate = newLimiter(s.config.Clock, perSecond, burst) }
}

// Handle registers h for pattern, which is "METHOD /path" as in net/http. Before h runs, the actor must
// hold some grant for action (authz.MayEver); where the action lands is the door's question. It
// panics on an action that the role matrix does not know, so that nothing is open by accident.
func (s *Server) Handle(pattern string, action authz.Action, h Handler, options ...Option) {
	if !authz.Known(action) || !strings.Contains(pattern, " /") {
		panic(fmt.Sprintf("web: route %q with action %q is not METHOD /path with an action of the role matrix", pattern, action))
	}
	route := Route{Pattern: pattern, Action: action, maxBody: s.config.MaxBody}
	for _, option := range options {
		option(&route)
	}
	s.routes = append(s.routes, route)
	s.mux.Handle(pattern, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if err := s.enter(w, r, route, h); err != nil {
			s.fail(w, r, err)
		}
	}))
}

// Routes lists what is registered, sorted by pattern.
func (s *Server) Routes() []Route {
	return slices.SortedFunc(slices.Values(s.routes), func(a, b Route) int { return strings.Compare(a.Pattern, b.Pattern) })
}

// enter lets a request through to h if its actor may ever do the route's action.
func (s *Server) enter(w http.ResponseWriter, r *http.Request, route Route, h Handler) error {
	seen := visitOf(r)
	seen.pattern = route.Pattern
	if route.within > 0 {
		control, now := http.NewResponseController(w), clock.System().Now() // sockets live on the machine's clock
		_ = control.SetReadDeadline(now.Add(route.within))
		_ = control.SetWriteDeadline(now.Add(2 * route.within))
	}
	if route.rate != nil && !route.rate.allow(addressOf(r, s.config.Proxies)) {
		return fault.TooMany.New("web.too_many_requests")
	}
	r.Body = http.MaxBytesReader(w, r.Body, route.maxBody)
	if err := s.identify(r); err != nil {
		return err
	}
	if err := readable(r); err != nil {
		return err
	}
	if !authz.MayEver(seen.actor, route.Action) {
		if !seen.actor.SignedIn() {
			return fault.Unsigned.New("web.sign_in_first")
		}
		return fault.Denied.New("web.not_for_your_role")
	}
	if seen.actor.SignedIn() {
		w.Header().Set("Cache-Control", "no-store")
	}
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		carryKey(r)
	}
	return h(w, r)
}

// readable refuses an address that holds what is no text: nothing can be called so.
func readable(r *http.Request) error {
	if !textual(r.URL.Path) {
		return fault.Missing.New("web.no_page")
	}
	if query, err := url.QueryUnescape(r.URL.RawQuery); err == nil && !textual(query) {
		return fault.Invalid.New("web.bind.value")
	}
	return nil
}

// identify finds who asks and what frame their pages get.
func (s *Server) identify(r *http.Request) error {
	seen := visitOf(r)
	actor, err := s.config.Identities.Actor(r.Context(), r)
	if err != nil {
		return fault.Unavailable.New("web.no_identity").From(err)
	}
	seen.actor = actor
	frame := s.config.Frame(r, actor)
	frame.Path = r.URL.RequestURI()
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		frame.Path = SafeBack(refererPath(r))
	}
	frame.View = seen.view
	seen.frame = frame
	*r = *r.WithContext(kit.WithFrame(r.Context(), frame))
	return nil
}

// dispatch finds the route of a request, and tells in our own words when there is none.
func (s *Server) dispatch(w http.ResponseWriter, r *http.Request) {
	if _, pattern := s.mux.Handler(r); pattern == "" {
		s.nowhere(w, r)
		return
	}
	s.mux.ServeHTTP(w, r)
}

// nowhere answers a request no route takes: 405 when another method would, else 404.
func (s *Server) nowhere(w http.ResponseWriter, r *http.Request) {
	if err := s.identify(r); err != nil {
		s.fail(w, r, err)
		return
	}
	if allowed := s.methods(r); len(allowed) > 0 {
		w.Header().Set("Allow", strings.Join(allowed, ", "))
		s.failAs(w, r, http.StatusMethodNotAllowed, fault.Missing.New("web.wrong_method"))
		return
	}
	s.fail(w, r, fault.Missing.New("web.no_page"))
}

func (s *Server) methods(r *http.Request) []string {
	var allowed []string
	for _, method := range []string{http.MethodGet, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete} {
		probe := r.Clone(r.Context())
		probe.Method = method
		if _, pattern := s.mux.Handler(probe); pattern != "" {
			allowed = append(allowed, method)
		}
	}
	return allowed
}
