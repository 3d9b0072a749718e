package web

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"syscall"

	"yanzhen/internal/base/fault"
	"yanzhen/internal/i18n"
	"yanzhen/internal/web/kit"
)

var statusOf = map[fault.Kind]int{
	fault.Invalid:     http.StatusUnprocessableEntity,
	fault.Denied:      http.StatusForbidden,
	fault.Unsigned:    http.StatusUnauthorized,
	fault.Missing:     http.StatusNotFound,
	fault.Conflict:    http.StatusConflict,
	fault.TooMany:     http.StatusTooManyRequests,
	fault.TooLarge:    http.StatusRequestEntityTooLarge,
	fault.Unavailable: http.StatusServiceUnavailable,
	fault.Internal:    http.StatusInternalServerError,
}

// fail answers with what err means to the reader. Its cause goes to the log, never to the reader.
func (s *Server) fail(w http.ResponseWriter, r *http.Request, err error) {
	var large *http.MaxBytesError
	if errors.As(err, &large) && fault.KindOf(err) != fault.TooLarge {
		err = fault.TooLarge.New("web.body_too_large").With("mib", max(1, large.Limit>>20)).From(err)
	}
	s.failAs(w, r, statusOf[fault.KindOf(err)], err)
}

func (s *Server) failAs(w http.ResponseWriter, r *http.Request, status int, err error) {
	if log := s.config.Log; status >= 500 {
		log.LogAttrs(r.Context(), slog.LevelError, "request failed", slog.String("request", visitOf(r).number),
			slog.String("pattern", visitOf(r).pattern), slog.String("error", err.Error()))
	}
	if begun, ok := w.(*recorder); ok && begun.status != 0 { // cut it, so that nobody takes half an answer for a whole one
		panic(http.ErrAbortHandler)
	}
	w.Header().Del("Content-Disposition") // of a download that never began
	switch status {
	case http.StatusTooManyRequests, http.StatusServiceUnavailable:
		w.Header().Set("Retry-After", "10")
	}
	if WantsJSON(r) {
		s.problem(w, r, status, err)
		return
	}
	if status == http.StatusUnauthorized && r.Method == http.MethodGet && !Partial(r) {
		http.Redirect(w, r, s.config.SignIn+"?back="+url.QueryEscape(r.URL.RequestURI()), http.StatusSeeOther)
		return
	}
	failure := kit.Failure{Status: status, Number: visitOf(r).number, Told: i18n.Fault(r.Context(), err)}
	if status == http.StatusUnauthorized {
		failure.SignIn = s.config.SignIn
	}
	if pageErr := Page(w, r, status, kit.FailurePage(failure)); pageErr != nil {
		http.Error(w, http.StatusText(status), status)
	}
}

// A Problem is a fault as RFC 9457 tells it. It never repeats what was sent.
type Problem struct {
	Type    string         `json:"type"`   // urn:yanzhen:fault: and the kind
	Title   string         `json:"title"`  // the kind in words
	Status  int            `json:"status"` //
	Detail  string         `json:"detail,omitempty"`
	Code    string         `json:"code"` // the message key, for programs
	Request string         `json:"request"`
	Errors  []ProblemField `json:"errors,omitempty"`
}

// A ProblemField is the fault of one field.
type ProblemField struct {
	Field  string `json:"field"`
	Code   string `json:"code"`
	Detail string `json:"detail"`
}

func (s *Server) problem(w http.ResponseWriter, r *http.Request, status int, err error) {
	f, told := fault.Of(err), i18n.Fault(r.Context(), err)
	p := Problem{Type: "urn:yanzhen:fault:" + string(f.Kind), Title: told.Title, Status: status,
		Detail: told.Text, Code: f.Key, Request: visitOf(r).number}
	for _, field := range told.Fields {
		p.Errors = append(p.Errors, ProblemField{Field: field.Name, Code: field.Key, Detail: field.Text})
	}
	if status == http.StatusUnauthorized {
		w.Header().Set("WWW-Authenticate", "Bearer")
	}
	w.Header().Set("Content-Type", "application/problem+json; charset=utf-8")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(p)
}

// ignoreGone drops the error of a reader who went away: nobody is left to answer.
func ignoreGone(err error) error {
	var network net.Error
	if errors.Is(err, syscall.EPIPE) || errors.Is(err, syscall.ECONNRESET) || errors.Is(err, context.Canceled) ||
		errors.Is(err, http.ErrHandlerTimeout) || errors.As(err, &network) {
		return nil
	}
	return err
}
