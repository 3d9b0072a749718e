package registryweb

import (
	"context"
	"net/http"
	"net/url"
	"strings"

	"github.com/a-h/templ"

	"yanzhen/internal/door"
	"yanzhen/internal/registry"
	"yanzhen/internal/web"
	"yanzhen/internal/web/kit"
)

// getFilters serves GET /filters: one's own kept filters and the shared ones.
func (p *Pages) getFilters(w http.ResponseWriter, r *http.Request) error {
	page, err := p.filtersOf(r, "")
	if err != nil {
		return err
	}
	return web.Page(w, r, http.StatusOK, filtersPage(page))
}

// postFilter serves POST /filters: it keeps the query of the list under a name.
func (p *Pages) postFilter(w http.ResponseWriter, r *http.Request) error {
	var form struct {
		Name   string `json:"name"`
		Query  string `json:"query"`
		Shared bool   `json:"shared"`
	}
	if err := web.Bind(r, &form); err != nil {
		return err
	}
	asked, err := listingOf(get("/people?" + form.Query))
	if err != nil {
		return err
	}
	asked.Filter.District = ""
	a := web.Actor(r)
	cmd := registry.SaveFilter{District: a.District(), Name: form.Name, Filter: asked.Filter, Columns: asked.Col, Shared: form.Shared}
	if _, err := door.Do(r.Context(), p.Door, a, cmd); err != nil {
		page, pageErr := p.filtersOf(r, form.Query)
		if pageErr != nil {
			return err
		}
		return web.Again(w, r, err, filtersPage(page))
	}
	return web.Moved(w, r, "/people?"+addressOf(asked.Filter, asked.Col).Encode(), "people.filters.kept")
}

// get is a request for an address of our own, to be read like one that came in.
func get(address string) *http.Request {
	u, err := url.Parse(address)
	if err != nil {
		u = &url.URL{Path: "/people"}
	}
	return &http.Request{Method: http.MethodGet, URL: u}
}

// postDeleteFilter serves POST /filters/{filter}/delete.
func (p *Pages) postDeleteFilter(w http.ResponseWriter, r *http.Request) error {
	a := web.Actor(r)
	if _, err := door.Do(r.Context(), p.Door, a, registry.DeleteFilter{District: a.District(), ID: r.PathValue("filter")}); err != nil {
		return err
	}
	return web.Moved(w, r, "/filters", "people.filters.forgotten")
}

func (p *Pages) filtersOf(r *http.Request, keeping string) (filters, error) {
	a := web.Actor(r)
	all, err := door.Ask(r.Context(), p.Door, a, registry.FilterList{District: a.District()})
	return filters{p, a.Account, keeping, all}, err
}

// filters is what the page of kept filters shows.
type filters struct {
	*Pages
	account string
	keeping string // the query that could not be kept; "" for none
	all     []registry.SavedFilter
}

func (f filters) table(ctx context.Context) kit.Table {
	t := kit.Table{ID: "filters", Caption: say(ctx, "people.filters.saved"), Cards: true, Empty: noFilters(),
		Columns: []kit.Column{{Label: say(ctx, "people.filters.name")}, {Label: say(ctx, "people.filters.narrows")}, {Label: say(ctx, "people.filters.whose"), Tight: true}, {Label: say(ctx, "people.filters.forget"), Tight: true}}}
	for _, kept := range f.all {
		whose := kit.Badge(say(ctx, "people.filters.own"), kit.Gray)
		if kept.Shared {
			whose = kit.Badge(say(ctx, "people.filters.shared"), kit.Blue)
		}
		forget := kit.Text("")
		if kept.Account == f.account {
			forget = kit.Confirm(kit.Ask{Label: say(ctx, "people.filters.forget"), Icon: "trash", Title: say(ctx, "people.filters.forget_ask"),
				Text: say(ctx, "people.filters.forget_text"), Confirm: say(ctx, "people.filters.forget"), Action: "/filters/" + kept.ID + "/delete", Danger: true})
		}
		t.Rows = append(t.Rows, kit.Row{ID: kept.ID, Name: kit.Data(kept.Name), Cells: []templ.Component{
			kit.A(kit.Link{Label: kit.Data(kept.Name), URL: "/people?" + addressOf(kept.Filter, kept.Columns).Encode(), Icon: "bookmark"}),
			line(f.narrows(ctx, kept.Filter)), whose, forget}})
	}
	return t
}

// narrows tells a filter in words.
func (f filters) narrows(ctx context.Context, filter registry.Filter) string {
	var words []string
	for _, c := range f.chips(ctx, &filter, url.Values{}, "") {
		words = append(words, c.label)
	}
	if len(words) == 0 {
		return say(ctx, "people.filters.all")
	}
	return strings.Join(words, say(ctx, "people.separator"))
}
