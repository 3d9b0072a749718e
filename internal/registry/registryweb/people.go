package registryweb

import (
	"context"
	"net/http"
	"net/url"
	"strconv"

	"yanzhen/internal/authz"
	"yanzhen/internal/base/civil"
	"yanzhen/internal/door"
	"yanzhen/internal/i18n"
	"yanzhen/internal/registry"
	"yanzhen/internal/web"
	"yanzhen/internal/web/kit"
)

// listing is the question of the list as its address has it, and the columns.
type listing struct {
	registry.Filter
	Sort   registry.Sort `json:"sort"`
	After  string        `json:"after"`
	Before string        `json:"before"`
	Limit  int           `json:"limit"`
	Q      string        `json:"q"`
	Col    []string      `json:"col"`
}

func (l listing) question() registry.ListPeople {
	return registry.ListPeople{Filter: l.Filter, Sort: l.Sort, After: l.After, Before: l.Before, Limit: l.Limit}
}

// listingOf reads the address of the list. The search box of every page says q where a filter says words. What does not parse is
// left out of the listing and told by the error.
func listingOf(r *http.Request) (listing, error) {
	var q listing
	err := web.Bind(r, &q)
	if q.Q != "" {
		q.Words = q.Q
	}
	q.Filter.District = web.Actor(r).District()
	return q, err
}

// getPeople serves GET /people?q=&education=&…&col=&sort=&after=.
func (p *Pages) getPeople(w http.ResponseWriter, r *http.Request) error {
	a := web.Actor(r)
	if !officer(a) {
		http.Redirect(w, r, "/me", http.StatusSeeOther)
		return nil
	}
	q, bad := listingOf(r)
	found, err := door.Ask(r.Context(), p.Door, a, q.question())
	if err != nil {
		return err
	}
	l := list{Pages: p, asked: q, found: found, query: r.URL.Query(), columns: chosenColumns(q.Col)}
	status := http.StatusOK
	if bad != nil {
		l.told, status = i18n.Fault(r.Context(), bad), http.StatusUnprocessableEntity
	}
	l.rights(a)
	if l.employer, err = p.employerOf(r, q.Org, found); err != nil {
		return err
	}
	if l.mayKeep {
		if l.saved, err = door.Ask(r.Context(), p.Door, a, registry.FilterList{District: a.District()}); err != nil {
			return err
		}
	}
	return web.Page(w, r, status, peoplePage(l))
}

// employerOf names the organisation that narrows the list; "" if none does.
func (p *Pages) employerOf(r *http.Request, orgs []string, found *registry.People) (string, error) {
	if len(orgs) == 0 {
		return "", nil
	}
	if len(orgs) == 1 && len(found.Rows) > 0 {
		return found.Rows[0].OrgName, nil
	}
	a := web.Actor(r)
	view, err := door.Ask(r.Context(), p.Door, a, registry.OrgPage{District: a.District(), Org: orgs[0]})
	if err != nil {
		return "", err
	}
	return view.Org.Name, nil
}

// A list is what the page of people shows.
type list struct {
	*Pages
	asked    listing
	found    *registry.People
	query    url.Values
	columns  []column
	saved    []registry.SavedFilter
	employer string    // the organisation that narrows it
	told     i18n.Told // what of the address did not parse

	mayCreate, mayExport, mayUnmask, mayKeep, unit bool
}

func (l *list) rights(a authz.Actor) {
	l.mayCreate, l.mayExport = authz.MayEver(a, authz.PersonCreate), authz.MayEver(a, authz.PersonExport)
	district := authz.Land{District: a.District()}
	l.mayUnmask = l.mayExport && authz.May(a, authz.PersonUnmask, district) == nil
	l.mayKeep = authz.May(a, authz.FilterSave, district) == nil
	l.unit = authz.May(a, authz.PersonRead, district) != nil
}

func (l list) title(ctx context.Context) string {
	if l.unit {
		return say(ctx, "people.ours")
	}
	return say(ctx, "people.title")
}

func (l list) table(ctx context.Context) kit.Table {
	t := kit.Table{ID: "people", Caption: l.title(ctx), Cards: true, Empty: nobody(l)}
	for _, c := range l.columns {
		t.Columns = append(t.Columns, kit.Column{Key: c.key, Label: say(ctx, c.words), Sort: c.sorts, Right: c.right, Tight: c.tight})
	}
	for _, person := range l.found.Rows {
		row := kit.Row{ID: person.Person, Name: kit.Data(person.Name)}
		for _, c := range l.columns {
			row.Cells = append(row.Cells, c.cell(l.Pages, ctx, person))
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

func (l list) allColumns(ctx context.Context) (all []kit.Column, shown []string) {
	for _, c := range columns[1:] {
		all = append(all, kit.Column{Key: c.key, Label: say(ctx, c.words)})
	}
	for _, c := range l.columns {
		shown = append(shown, c.key)
	}
	return all, shown
}

// exports are the lists that go out: exactly who is listed, the chosen columns if columns were chosen.
func (l list) exports(ctx context.Context) []kit.Link {
	var links []kit.Link
	query := clone(l.query)
	for _, f := range []struct{ format, label, icon string }{{"xlsx", "Excel", "file-spreadsheet"}, {"csv", "CSV", "file-export"}, {"jsonl", "JSON Lines", "file-text"}} {
		query.Set("format", f.format)
		links = append(links, kit.Link{Label: f.label, URL: "/people/export?" + query.Encode(), Icon: f.icon})
	}
	if query.Del("format"); l.mayUnmask {
		links = append(links, kit.Link{Label: say(ctx, "people.export_plain"), URL: "/people/export?" + query.Encode(), Icon: "lock"})
	}
	return links
}

// savedLinks are the kept filters, one's own and the shared ones.
func (l list) savedLinks(ctx context.Context) []kit.Link {
	var links []kit.Link
	for _, f := range l.saved {
		links = append(links, kit.Link{Label: kit.Data(f.Name), URL: "/people?" + addressOf(f.Filter, f.Columns).Encode(), Icon: "bookmark"})
	}
	return append(links, kit.Link{Label: say(ctx, "people.filters.manage"), URL: "/filters", Icon: "settings"})
}

// age gives whole years today; "" if the birth is unknown.
func (p *Pages) age(born civil.Date) string {
	if born.IsZero() {
		return ""
	}
	return strconv.Itoa(born.YearsUntil(civil.Of(p.Door.Clock.Now())))
}

func (l list) total(ctx context.Context) string {
	return say(ctx, "people.total", i18n.Args{"n": l.found.Total})
}
