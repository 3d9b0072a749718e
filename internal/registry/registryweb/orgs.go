package registryweb

import (
	"context"
	"net/http"
	"net/url"
	"strings"

	"github.com/a-h/templ"

	"yanzhen/internal/authz"
	"yanzhen/internal/door"
	"yanzhen/internal/i18n"
	"yanzhen/internal/registry"
	"yanzhen/internal/registry/code"
	"yanzhen/internal/web"
	"yanzhen/internal/web/kit"
)

// orgsOf reads the address of the list of organisations.
func orgsOf(r *http.Request) (registry.ListOrgs, error) {
	var q struct {
		registry.ListOrgs
		Q string `json:"q"`
	}
	if err := web.Bind(r, &q); err != nil {
		return q.ListOrgs, err
	}
	q.ListOrgs.District = web.Actor(r).District()
	q.ListOrgs.Words = or(q.Q, q.ListOrgs.Words)
	return q.ListOrgs, nil
}

// getOrgs serves GET /orgs?q=&ownership=&industry=&scale=&town=&after=. Who has only their own unit is led there.
func (p *Pages) getOrgs(w http.ResponseWriter, r *http.Request) error {
	a := web.Actor(r)
	if authz.May(a, authz.OrgRead, authz.Land{District: a.District()}) != nil && a.Org() != "" {
		http.Redirect(w, r, "/orgs/"+a.Org(), http.StatusSeeOther)
		return nil
	}
	q, err := orgsOf(r)
	if err != nil {
		return err
	}
	found, err := door.Ask(r.Context(), p.Door, a, q)
	if err != nil {
		return err
	}
	may := authz.May(a, authz.OrgChange, authz.Land{District: a.District()}) == nil
	return web.Page(w, r, http.StatusOK, orgsPage(orgList{p, found, r.URL.Query(), may, authz.MayEver(web.Actor(r), authz.PersonRead)}))
}

// An orgList is what the list of organisations shows.
type orgList struct {
	*Pages
	found     *registry.Orgs
	query     url.Values
	mayCreate bool
	mayPeople bool
}

func (l orgList) filters(ctx context.Context) kit.FilterBar {
	var sections, kinds []kit.Option
	for _, it := range code.Industry.Items() {
		if it.Parent == "" {
			sections = append(sections, kit.Option{Value: it.Code, Label: codeWord(ctx, code.Industry, it.Code)})
		}
	}
	for _, it := range code.Ownership.Items() {
		if it.Parent == "" || it.Parent == "100" {
			kinds = append(kinds, kit.Option{Value: it.Code, Label: codeWord(ctx, code.Ownership, it.Code)})
		}
	}
	return kit.FilterBar{Keyword: say(ctx, "orgs.keyword"), Hint: say(ctx, "orgs.keyword_hint"), Filters: []kit.Filter{
		{Name: "industry", Label: say(ctx, "orgs.industry"), Options: sections},
		{Name: "ownership", Label: say(ctx, "orgs.ownership"), Options: kinds},
		{Name: "scale", Label: say(ctx, "orgs.scale"), Options: tableOptions(ctx, code.Scale)},
		{Name: "town", Label: say(ctx, "orgs.town"), Options: ofTowns(l.Pages, ctx)},
	}}
}

func (l orgList) table(ctx context.Context) kit.Table {
	t := kit.Table{ID: "orgs", Caption: say(ctx, "orgs.title"), Cards: true, Empty: noOrgs(), Columns: []kit.Column{
		{Label: say(ctx, "orgs.name")}, {Label: say(ctx, "orgs.uscc"), Tight: true}, {Label: say(ctx, "orgs.ownership")}, {Label: say(ctx, "orgs.industry")},
		{Label: say(ctx, "orgs.scale"), Tight: true}, {Label: say(ctx, "orgs.town"), Tight: true}, {Label: say(ctx, "orgs.people"), Right: true, Tight: true}}}
	for _, o := range l.found.Rows {
		t.Rows = append(t.Rows, kit.Row{ID: o.ID, Name: kit.Data(o.Name), Cells: []templ.Component{
			kit.A(kit.Link{Label: kit.Data(o.Name), URL: "/orgs/" + o.ID}), kit.Text(o.USCC), kit.Text(codeWord(ctx, code.Ownership, o.Ownership)),
			kit.Text(codeWord(ctx, code.Industry, o.Industry)), kit.Text(codeWord(ctx, code.Scale, o.Scale)), kit.Text(l.placeWord(ctx, o.Town)),
			l.peopleOf(ctx, o)}})
	}
	return t
}

// peopleOf is how many people an organisation has, leading to them for those who may see them.
func (l orgList) peopleOf(ctx context.Context, o registry.OrgRow) templ.Component {
	if !l.mayPeople {
		return kit.Text(i18n.Number(ctx, o.People))
	}
	return kit.A(kit.Link{Label: i18n.Number(ctx, o.People), URL: "/people?org=" + o.ID})
}

func (l orgList) exports() []kit.Link {
	var links []kit.Link
	query := clone(l.query)
	for _, f := range []struct{ format, label, icon string }{{"xlsx", "Excel", "file-spreadsheet"}, {"csv", "CSV", "file-export"}} {
		query.Set("format", f.format)
		links = append(links, kit.Link{Label: f.label, URL: "/orgs/export?" + query.Encode(), Icon: f.icon})
	}
	return links
}

// getOrg serves GET /orgs/{org}.
func (p *Pages) getOrg(w http.ResponseWriter, r *http.Request) error {
	a := web.Actor(r)
	view, err := door.Ask(r.Context(), p.Door, a, registry.OrgPage{District: a.District(), Org: r.PathValue("org")})
	if err != nil {
		return err
	}
	land := authz.Land{District: view.Org.District, Org: view.Org.ID}
	page := orgView{Pages: p, OrgView: view, mayChange: authz.May(a, authz.OrgChange, land) == nil, mayRead: authz.May(a, authz.PersonRead, land) == nil}
	return web.Page(w, r, http.StatusOK, orgPage(page))
}

// An orgView is what the page of an organisation shows.
type orgView struct {
	*Pages
	*registry.OrgView
	mayChange, mayRead bool
}

func (v orgView) facts(ctx context.Context) []kit.Pair {
	o, more := v.Org, v.Org.More
	pairs := []kit.Pair{
		{Label: say(ctx, "orgs.uscc"), Value: o.USCC}, {Label: say(ctx, "orgs.kind"), Value: setWord(ctx, "org_kind", more.Kind)},
		{Label: say(ctx, "orgs.ownership"), Value: codeWord(ctx, code.Ownership, o.Ownership)},
		{Label: say(ctx, "orgs.industry"), Value: codeWord(ctx, code.Industry, o.Industry)}, {Label: say(ctx, "orgs.scale"), Value: codeWord(ctx, code.Scale, o.Scale)},
		{Label: say(ctx, "orgs.place"), Value: v.placeWord(ctx, or(o.Village, o.Town))}, {Label: say(ctx, "orgs.address"), Value: kit.Data(o.Address)},
		{Label: say(ctx, "orgs.contact"), Value: kit.Data(o.Contact)}, {Label: say(ctx, "orgs.registered_on"), Value: i18n.Date(ctx, more.RegisteredOn)},
		{Label: say(ctx, "orgs.class"), Value: setWord(ctx, "institution_class", more.InstitutionClass)},
	}
	if more.Staff != nil {
		pairs = append(pairs, kit.Pair{Label: say(ctx, "orgs.staff"), Value: i18n.Number(ctx, *more.Staff)})
	}
	if more.Revenue != 0 {
		pairs = append(pairs, kit.Pair{Label: say(ctx, "orgs.revenue"), Value: i18n.Wan(ctx, more.Revenue)})
	}
	if more.RDPercent != 0 {
		pairs = append(pairs, kit.Pair{Label: say(ctx, "orgs.rd_percent"), Value: i18n.Percent(ctx, more.RDPercent/100)})
	}
	if more.AboveScale != nil {
		pairs = append(pairs, kit.Pair{Label: say(ctx, "orgs.above_scale"), Value: say(ctx, yesNo[map[bool]string{true: "true", false: "false"}[*more.AboveScale]])})
	}
	if len(more.Tags) > 0 {
		pairs = append(pairs, kit.Pair{Label: say(ctx, "orgs.tags"), Value: tagWords(ctx, more.Tags)})
	}
	if len(more.Lists) > 0 {
		pairs = append(pairs, kit.Pair{Label: say(ctx, "orgs.lists"), Value: kit.Data(strings.Join(more.Lists, "、"))})
	}
	return pairs
}

var _ = i18n.Family("orgs.tag.")

func tagWords(ctx context.Context, tags []string) string {
	var words []string
	for _, tag := range tags {
		if key := "orgs.tag." + tag; i18n.Has(ctx, key) {
			words = append(words, say(ctx, key))
		} else {
			words = append(words, kit.Data(tag))
		}
	}
	return strings.Join(words, say(ctx, "people.separator"))
}

// people is the list of those the organisation employs, narrowed further by one entry.
func (v orgView) people(name, value string) string {
	query := url.Values{"org": {v.Org.ID}}
	if name != "" {
		query.Set(name, value)
	}
	return "/people?" + query.Encode()
}

// A share is one line of a count: so many of all people.
type share struct {
	label, url string
	n, of      int64
}

// shares tells a count in words, with the list behind each line.
func (v orgView) shares(name string, counts []registry.Count, word func(string) string) []share {
	var all []share
	for _, c := range counts {
		if c.Code != "" {
			all = append(all, share{word(c.Code), v.people(name, c.Code), c.N, v.People})
		}
	}
	return all
}

func (v orgView) ages(ctx context.Context) []share {
	var all []share
	for _, c := range v.Counts.Age {
		from, to, _ := strings.Cut(c.Code, "-")
		query := url.Values{"org": {v.Org.ID}}
		if from != "" {
			query.Set("age_from", from)
		}
		if to != "" {
			query.Set("age_to", to)
		}
		if c.Code != "" {
			all = append(all, share{ageBand(ctx, from, to), "/people?" + query.Encode(), c.N, v.People})
		}
	}
	return all
}

func ageBand(ctx context.Context, from, to string) string {
	switch {
	case from == "":
		return say(ctx, "orgs.age_until", i18n.Args{"to": to})
	case to == "":
		return say(ctx, "orgs.age_from", i18n.Args{"from": from})
	}
	return say(ctx, "orgs.age_band", i18n.Args{"from": from, "to": to})
}

func (s share) percent() string { return decimal(s.n * 100 / max(1, s.of)) }

// getNewOrg serves GET /orgs/new.
func (p *Pages) getNewOrg(w http.ResponseWriter, r *http.Request) error {
	a := web.Actor(r)
	if err := authz.May(a, authz.OrgChange, authz.Land{District: a.District()}); err != nil {
		return err
	}
	return web.Page(w, r, http.StatusOK, orgFormPage(orgForm{Pages: p}))
}

// getEditOrg serves GET /orgs/{org}/edit.
func (p *Pages) getEditOrg(w http.ResponseWriter, r *http.Request) error {
	form, err := p.orgFormOf(r)
	if err != nil {
		return err
	}
	return web.Page(w, r, http.StatusOK, orgFormPage(form))
}

func (p *Pages) orgFormOf(r *http.Request) (orgForm, error) {
	if r.PathValue("org") == "" {
		return orgForm{Pages: p}, nil
	}
	a := web.Actor(r)
	view, err := door.Ask(r.Context(), p.Door, a, registry.OrgPage{District: a.District(), Org: r.PathValue("org")})
	if err != nil {
		return orgForm{}, err
	}
	return orgForm{Pages: p, org: view.Org}, authz.May(a, authz.OrgChange, authz.Land{District: a.District(), Org: view.Org.ID})
}

// postOrg serves POST /orgs/new and POST /orgs/{org}/edit.
func (p *Pages) postOrg(w http.ResponseWriter, r *http.Request) error {
	form, err := p.orgFormOf(r)
	if err != nil {
		return err
	}
	cmd := registry.SaveOrg{Org: form.unasked()}
	if err := web.Bind(r, &cmd); err != nil {
		return web.Again(w, r, err, orgFormPage(form))
	}
	cmd.District, cmd.ID = web.Actor(r).District(), r.PathValue("org")
	saved, err := door.Do(r.Context(), p.Door, web.Actor(r), cmd)
	if err != nil {
		return web.Again(w, r, err, orgFormPage(form))
	}
	return web.Moved(w, r, "/orgs/"+saved.ID, "orgs.saved")
}

// An orgForm is the form of an organisation; without an ID it makes one.
type orgForm struct {
	*Pages
	org registry.Org
}

// unasked is what the organisation has and the form does not ask.
func (f orgForm) unasked() registry.Org {
	return registry.Org{More: registry.OrgMore{Place: f.org.More.Place, Tags: f.org.More.Tags, Lists: f.org.More.Lists}}
}

func (f orgForm) title(ctx context.Context) string {
	if f.org.ID == "" {
		return say(ctx, "orgs.new")
	}
	return say(ctx, "orgs.edit")
}

func (f orgForm) form(ctx context.Context) kit.Form {
	action, back := "/orgs/new", "/orgs"
	if f.org.ID != "" {
		back = "/orgs/" + f.org.ID
		action = back + "/edit"
	}
	return kit.Form{ID: "org", Action: action, Submit: say(ctx, "orgs.save"), Icon: "check", Cancel: kit.Link{Label: say(ctx, "people.cancel"), URL: back},
		Hidden: map[string]string{"version": decimal(f.org.Version)}}
}

// industries offers the divisions, each behind its section.
func (f orgForm) industries(ctx context.Context) []kit.Option {
	var all []kit.Option
	for _, it := range code.Industry.Items() {
		label := it.Code + " " + codeWord(ctx, code.Industry, it.Code)
		if it.Parent != "" {
			label = "\u3000" + label
		}
		all = append(all, kit.Option{Value: it.Code, Label: label})
	}
	return all
}

func choicesOf(ctx context.Context, set string, codes []string) []kit.Option {
	var all []kit.Option
	for _, c := range codes {
		all = append(all, kit.Option{Value: c, Label: choiceWord(ctx, set, c)})
	}
	return all
}
