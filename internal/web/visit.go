package web

import (
	"context"
	"crypto/rand"
	"net/http"
	"net/url"
	"strings"

	"yanzhen/internal/authz"
	"yanzhen/internal/base/fault"
	"yanzhen/internal/door"
	"yanzhen/internal/i18n"
	"yanzhen/internal/web/kit"
)

// A visit is what the kit knows about one request; the log and the handlers share it.
type visit struct {
	number  string // shown on error pages and written in the log
	pattern string // of the route; "" when none
	secure  bool   // cookies only over https
	actor   authz.Actor
	view    kit.View
	frame   kit.Frame
	parsed  bool  // the form has been read,
	formErr error // with this outcome
}

type visitKey struct{}

func visitOf(r *http.Request) *visit {
	if v, ok := r.Context().Value(visitKey{}).(*visit); ok {
		return v
	}
	return &visit{}
}

// begin gives r with a fresh visit and the reader's language.
func (s *Server) begin(r *http.Request) *http.Request {
	v := &visit{secure: s.config.Secure, number: strings.ToLower(rand.Text()[:12]), view: viewOf(r)}
	ctx := context.WithValue(s.config.Base(r.Context()), visitKey{}, v)
	return r.WithContext(i18n.WithLang(ctx, langOf(r)))
}

// Actor tells who sends r.
func Actor(r *http.Request) authz.Actor { return visitOf(r).actor }

// Key gives the idempotency key of r: the header Idempotency-Key of a program, or the hidden field _key
// that every form of the kit carries; "" when there is none.
func Key(r *http.Request) string {
	if key := r.Header.Get("Idempotency-Key"); key != "" {
		return key
	}
	if isForm(r) && parseForm(r) == nil {
		return r.PostForm.Get(kit.KeyField)
	}
	return ""
}

// carryKey puts the key of r into its context, where the door finds it. Uploads are not read for it here,
// since their handler may want to stream them; they carry theirs once File, Files or Bind reads them.
func carryKey(r *http.Request) {
	key := r.Header.Get("Idempotency-Key")
	if key == "" && mediaType(r) == "application/x-www-form-urlencoded" {
		key = Key(r)
	}
	if key != "" && len(key) <= maxKey {
		*r = *r.WithContext(door.WithKey(r.Context(), key))
	}
}

const maxKey = 128

// NeedKey is Key for routes that change something for programs: it fails with Invalid if there is none
// or if it is longer than 128 bytes.
func NeedKey(r *http.Request) (string, error) {
	key := Key(r)
	if key == "" || len(key) > maxKey {
		return "", fault.Invalid.New("web.key_needed")
	}
	return key, nil
}

// WantsJSON reports whether the answer goes to a program: its path is under /api/, it sent JSON, or it
// accepts JSON and not HTML.
func WantsJSON(r *http.Request) bool {
	accept := r.Header.Get("Accept")
	return strings.HasPrefix(r.URL.Path, "/api/") || isJSON(r) ||
		strings.Contains(accept, "application/json") && !strings.Contains(accept, "text/html")
}

// Partial reports whether htmx asks for a part of a page.
func Partial(r *http.Request) bool {
	return r.Header.Get("HX-Request") == "true" && r.Header.Get("HX-Boosted") != "true"
}

// SafeBack gives path if it is a path of this site, else "/".
func SafeBack(path string) string {
	u, err := url.Parse(path)
	if err != nil || u.Scheme != "" || u.Host != "" || !strings.HasPrefix(path, "/") ||
		strings.HasPrefix(path, "//") || strings.ContainsAny(path, "\\\r\n\t") {
		return "/"
	}
	return path
}

// refererPath is the path of the page a form was on; browsers of our own origin send it.
func refererPath(r *http.Request) string {
	u, err := url.Parse(r.Referer())
	if err != nil || u.Host != r.Host {
		return "/"
	}
	return u.RequestURI()
}
