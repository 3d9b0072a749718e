package app

import (
	"context"
	"net/http"

	"github.com/a-h/templ"

	"yanzhen/internal/authz"
	"yanzhen/internal/door"
	"yanzhen/internal/i18n"
	"yanzhen/internal/policy"
	"yanzhen/internal/web"
	"yanzhen/internal/web/kit"
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

// startPolicies is how many policies the start page names.
const startPolicies = 8

// home registers the start page: one's own for those who work here, the public one for others.
func (a *App) home(s *web.Server) {
	s.Handle("GET /{$}", authz.PublicRead, func(w http.ResponseWriter, r *http.Request) error {
		if start, _, role := stationOf(web.Actor(r)); role != authz.Public {
			http.Redirect(w, r, start, http.StatusSeeOther)
			return nil
		}
		found, err := door.Ask(r.Context(), a.Door, web.Actor(r), policy.Library{Book: a.Book, Status: policy.Current, Limit: startPolicies})
		if err != nil {
			return err
		}
		return web.Page(w, r, http.StatusOK, startPage(a, found.Items))
	})
}

func policyTable(ctx context.Context, policies []policy.Brief) kit.Table {
	t := kit.Table{ID: "policies", Caption: i18n.T(ctx, "start.policies"), Cards: true, Columns: []kit.Column{
		{Label: i18n.T(ctx, "start.policies.name")}, {Label: i18n.T(ctx, "start.policies.issuer")},
		{Label: i18n.T(ctx, "start.policies.benefit")}, {Label: i18n.T(ctx, "start.policies.most"), Right: true}}}
	for _, p := range policies {
		most := ""
		if p.Most > 0 {
			most = i18n.Wan(ctx, p.Most)
		}
		t.Rows = append(t.Rows, kit.Row{ID: p.ID, Name: p.Name, Cells: []templ.Component{
			kit.A(kit.Link{Label: p.Name, URL: "/policies/" + p.ID}), kit.Say(p.Issuer), kit.Say(p.Benefit), kit.Say(most)}})
	}
	return t
}
