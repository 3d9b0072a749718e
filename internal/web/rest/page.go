package rest

import (
	"context"
	"net/http"

	"github.com/a-h/templ"

	"yanzhen/internal/i18n"
	"yanzhen/internal/web"
	"yanzhen/internal/web/kit"
)

// getPage serves GET /api: what there is and how to use it, for people.
func (a *API) getPage(w http.ResponseWriter, r *http.Request) error {
	return web.Page(w, r, http.StatusOK, listing(a))
}

func rules(ctx context.Context) []kit.Pair {
	pair := func(label, text string) kit.Pair {
		return kit.Pair{Label: i18n.T(ctx, label), Value: i18n.T(ctx, text), Wide: true}
	}
	return []kit.Pair{pair("rest.page.format", "rest.about"), pair("rest.page.token", "rest.token"), pair("rest.page.key", "rest.key"),
		pair("rest.page.problem", "rest.problem")}
}

// table lists the operations of a group.
func (a *API) table(ctx context.Context, tag string) kit.Table {
	t := kit.Table{ID: "api-" + tag, Caption: i18n.T(ctx, "api.tag."+tag), Cards: true, Columns: []kit.Column{
		{Label: i18n.T(ctx, "rest.page.method"), Tight: true}, {Label: i18n.T(ctx, "rest.page.path")}, {Label: i18n.T(ctx, "rest.page.what")}}}
	for _, o := range a.ops {
		if o.Tag == tag {
			t.Rows = append(t.Rows, kit.Row{Cells: []templ.Component{kit.Badge(o.method, toneOf(o.method)), code(o.path), kit.Text(i18n.T(ctx, "api.op."+o.ID))}})
		}
	}
	return t
}

func toneOf(method string) kit.Tone {
	switch method {
	case http.MethodGet:
		return kit.Blue
	case http.MethodDelete:
		return kit.Red
	}
	return kit.Green
}
