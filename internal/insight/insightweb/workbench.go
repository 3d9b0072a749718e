package insightweb

import (
	"context"
	"net/http"

	"yanzhen/internal/authz"
	"yanzhen/internal/door"
	"yanzhen/internal/i18n"
	"yanzhen/internal/insight"
	"yanzhen/internal/web"
	"yanzhen/internal/web/kit"
)

// getWorkbench serves GET /workbench.
func (p *Pages) getWorkbench(w http.ResponseWriter, r *http.Request) error {
	b, err := door.Ask(r.Context(), p.Door, web.Actor(r), insight.Workbench{Book: p.Book, Figures: p.Figures})
	if err != nil {
		return err
	}
	return web.Page(w, r, http.StatusOK, workbenchPage(board{p, b, web.Actor(r)}))
}

// A board is what the page shows, and to whom.
type board struct {
	*Pages
	*insight.Board
	actor authz.Actor
}

func (b board) may(action authz.Action) bool { return authz.MayEver(b.actor, action) }

// people links to the list of people, narrowed by query; "" for those who may not read it.
func (b board) people(query string) string {
	switch {
	case !b.may(authz.PersonRead):
		return ""
	case query == "":
		return "/people"
	}
	return "/people?" + query
}

func (b board) sub(ctx context.Context) string {
	return say(ctx, "workbench.sub", i18n.Args{"day": b.Day, "district": b.District.Name.In(i18n.LangOf(ctx)), "towns": len(b.Regions.Served())})
}

// coverageNote says what the shades mean, and that numbers lead on where they do.
func (b board) coverageNote(ctx context.Context) string {
	if b.people("") == "" {
		return say(ctx, "workbench.coverage.shades")
	}
	return say(ctx, "workbench.coverage.note")
}

// actions are the buttons of the page, the main one last.
func (b board) actions(ctx context.Context) []kit.Link {
	var links []kit.Link
	if b.may(authz.PersonCreate) {
		links = append(links, kit.Link{Label: say(ctx, "workbench.new_person"), URL: "/people/new", Icon: "user-plus"})
	}
	if b.may(authz.ImportRun) {
		links = append(links, kit.Link{Label: say(ctx, "workbench.import"), URL: "/imports/new", Icon: "file-import"})
	}
	return links
}
