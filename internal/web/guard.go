package web

import (
	"fmt"
	"log/slog"
	"net/http"
	"runtime/debug"
	"strings"
	"time"

	"yanzhen/internal/base/fault"
)

// contentPolicy lets a page use the files of this site and nothing else: no inline script or style, no
// frame around it, forms that post home. data: is for the small pictures inside the style sheet.
const contentPolicy = "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; " +
	"font-src 'self'; connect-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"

// around wraps what every request passes: log, panics, headers, rate, origin.
func (s *Server) around(inner http.Handler) http.Handler {
	origin := http.NewCrossOriginProtection()
	for _, trusted := range s.config.Trusted {
		if err := origin.AddTrustedOrigin(trusted); err != nil {
			panic(fmt.Sprintf("web: trusted origin %q: %v", trusted, err))
		}
	}
	rate := newLimiter(s.config.Clock, s.config.PerSecond, s.config.Burst)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		r = s.begin(r)
		rec := &recorder{ResponseWriter: w}
		start := s.config.Clock.Mono()
		defer func() { s.logRequest(r, rec, s.config.Clock.Mono()-start) }()
		defer s.recoverPanic(rec, r)
		defer forgetUploads(r)
		s.headers(rec)
		isAsset := strings.HasPrefix(r.URL.Path, "/static/")
		switch {
		case !isAsset && !rate.allow(addressOf(r, s.config.Proxies)):
			s.fail(rec, r, fault.TooMany.New("web.too_many_requests"))
		case origin.Check(r) != nil:
			s.fail(rec, r, fault.Denied.New("web.from_another_site"))
		default:
			inner.ServeHTTP(rec, r)
		}
	})
}

// forgetUploads removes the temporary files of a form. The HTTP server does so for the request it made itself, which is not r: with
// r's context came a copy.
func forgetUploads(r *http.Request) {
	if r.MultipartForm != nil {
		_ = r.MultipartForm.RemoveAll()
	}
}

func (s *Server) headers(w http.ResponseWriter) {
	h := w.Header()
	h.Set("Content-Security-Policy", contentPolicy)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "same-origin")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=()")
	if s.config.Secure {
		h.Set("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
	}
}

func (s *Server) recoverPanic(w *recorder, r *http.Request) {
	reason := recover()
	if reason == nil {
		return
	}
	if reason == http.ErrAbortHandler {
		panic(reason)
	}
	s.config.Log.LogAttrs(r.Context(), slog.LevelError, "panic", slog.String("request", visitOf(r).number),
		slog.String("stack", string(debug.Stack())))
	if w.status != 0 { // the answer had begun: cut it, so that nobody takes half a page for a whole one
		panic(http.ErrAbortHandler)
	}
	s.fail(w, r, fault.Internal.New("fault.internal").From(fmt.Errorf("panic: %v", reason)))
}

// logRequest writes one line without personal data: the pattern, never the path or the query.
func (s *Server) logRequest(r *http.Request, w *recorder, took time.Duration) {
	v := visitOf(r)
	s.config.Log.LogAttrs(r.Context(), slog.LevelInfo, "request", slog.String("request", v.number),
		slog.String("method", r.Method), slog.String("pattern", v.pattern), slog.Int("status", w.status),
		slog.Int64("bytes", w.bytes), slog.Duration("took", took))
}

// A recorder remembers what was answered.
type recorder struct {
	http.ResponseWriter
	status int
	bytes  int64
}

func (w *recorder) WriteHeader(status int) {
	if w.status == 0 {
		w.status = status
	}
	w.ResponseWriter.WriteHeader(status)
}

func (w *recorder) Write(b []byte) (int, error) {
	if w.status == 0 {
		w.status = http.StatusOK
	}
	n, err := w.ResponseWriter.Write(b)
	w.bytes += int64(n)
	return n, err
}

// Unwrap lets http.ResponseController reach the connection.
func (w *recorder) Unwrap() http.ResponseWriter { return w.ResponseWriter }
