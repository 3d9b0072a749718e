package web

import (
	"net/http"
	"strings"

	"yanzhen/internal/i18n"
	"yanzhen/internal/web/kit"
)

const (
	langCookie  = "lang"
	viewCookie  = "view"
	flashCookie = "flash"
	oneYear     = 365 * 24 * 3600
)

// langOf is the language chosen by cookie; for programs, that of Accept-Language; else Chinese.
func langOf(r *http.Request) i18n.Lang {
	if c, err := r.Cookie(langCookie); err == nil {
		if l, ok := i18n.ParseLang(c.Value); ok {
			return l
		}
	}
	if WantsJSON(r) {
		first, _, _ := strings.Cut(r.Header.Get("Accept-Language"), ",")
		first, _, _ = strings.Cut(first, ";")
		l, _ := i18n.ParseLang(first)
		return l
	}
	return i18n.Zh
}

func viewOf(r *http.Request) kit.View {
	c, err := r.Cookie(viewCookie)
	if err != nil {
		return kit.View{}
	}
	return kit.View{Large: strings.Contains(c.Value, "large"), Contrast: strings.Contains(c.Value, "contrast")}
}

// getLang serves GET /lang?to=en&back=/people: the choice is kept and the same page shown again.
func (s *Server) getLang(w http.ResponseWriter, r *http.Request) error {
	if l, ok := i18n.ParseLang(r.URL.Query().Get("to")); ok {
		s.keep(w, langCookie, string(l), oneYear)
	}
	return s.back(w, r)
}

// getView serves GET /view?large=1&contrast=0&back=/people.
func (s *Server) getView(w http.ResponseWriter, r *http.Request) error {
	view, asked := viewOf(r), r.URL.Query()
	if asked.Has("large") {
		view.Large = asked.Get("large") == "1"
	}
	if asked.Has("contrast") {
		view.Contrast = asked.Get("contrast") == "1"
	}
	s.keep(w, viewCookie, strings.Join(view.Words(), "-"), oneYear)
	return s.back(w, r)
}

func (s *Server) back(w http.ResponseWriter, r *http.Request) error {
	http.Redirect(w, r, SafeBack(r.URL.Query().Get("back")), http.StatusSeeOther)
	return nil
}

func (s *Server) keep(w http.ResponseWriter, name, value string, seconds int) {
	http.SetCookie(w, &http.Cookie{Name: name, Value: value, Path: "/", MaxAge: seconds,
		HttpOnly: true, Secure: s.config.Secure, SameSite: http.SameSiteLaxMode})
}

// KeepForSession keeps value in the browser under name for pages below path, until the browser closes; "" forgets
// it. Nothing of it stays here. A browser keeps at most 4,096 bytes, name and all.
func KeepForSession(w http.ResponseWriter, r *http.Request, name, path, value string) {
	cookie := http.Cookie{Name: name, Value: value, Path: path, HttpOnly: true, Secure: visitOf(r).secure, SameSite: http.SameSiteLaxMode}
	if value == "" {
		cookie.MaxAge = -1
	}
	http.SetCookie(w, &cookie)
}
