package policyweb

import (
	"context"
	"net/http"

	"yanzhen/internal/door"
	"yanzhen/internal/i18n"
	"yanzhen/internal/policy"
	"yanzhen/internal/web"
	"yanzhen/internal/web/kit"
)

// getHistory serves GET /policies/{policy}/history?after=.
func (p *Pages) getHistory(w http.ResponseWriter, r *http.Request) error {
	var q policy.History
	if err := web.Bind(r, &q); err != nil {
		return err
	}
	q.Book, q.District, q.ID = p.Book, web.Actor(r).District(), r.PathValue("policy")
	found, err := door.Ask(r.Context(), p.Door, web.Actor(r), q)
	if err != nil {
		return err
	}
	return web.Page(w, r, http.StatusOK, historyPage(chronicle{readerOf(r), q.ID, found}))
}

func historyURL(id string) string { return "/policies/" + id + "/history" }

// A chronicle is the history of a policy with who reads it.
type chronicle struct {
	reader
	id string
	policy.HistoryPage
}

func (c chronicle) head(ctx context.Context) kit.Head {
	return kit.Head{Title: say(ctx, "history.title_of", i18n.Args{"policy": c.Name}), Crumbs: []kit.Link{
		{Label: say(ctx, "library.title"), URL: "/policies"}, {Label: c.Name, URL: "/policies/" + c.id}, {Label: say(ctx, "history.title")}}}
}

// mostChanges is how many changes of a version are told at once; the rest open.
const mostChanges = 5
