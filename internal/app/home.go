package app

import (
	"net/http"

	"yanzhen/internal/authz"
	"yanzhen/internal/i18n"
	"yanzhen/internal/web"
)

// startDoors are the ways that lead on from the public start page.
var startDoors = []struct {
	words, url, icon string
	first            bool
}{
	{"start.calculator", "/calculator", "scale", true},
	{"start.library", "/policies", "books", false},
	{"start.sign_in", "/sign-in", "login", false},
}

var _ = i18n.Family("start.")

// home registers the start page: one's own for those who work here, the public one for others.
func (a *App) home(s *web.Server) {
	s.Handle("GET /{$}", authz.PublicRead, func(w http.ResponseWriter, r *http.Request) error {
		if start, _, role := stationOf(web.Actor(r)); role != authz.Public {
			http.Redirect(w, r, start, http.StatusSeeOther)
			return nil
		}
		return web.Page(w, r, http.StatusOK, startPage(a))
	})
}
