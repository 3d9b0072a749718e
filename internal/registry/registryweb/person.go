package registryweb

import (
	"context"
	"net/http"
	"slices"
	"strings"

	"yanzhen/internal/authz"
	"yanzhen/internal/base/fault"
	"yanzhen/internal/door"
	"yanzhen/internal/i18n"
	"yanzhen/internal/registry"
	"yanzhen/internal/web"
	"yanzhen/internal/web/kit"
)

// A newcomer is what the form of a new dossier knows: the unit that employs the person, or the choice of employers.
type newcomer struct {
	org, orgName string
	orgs         []registry.OrgRow
}

// newcomerOf finds the employers that the actor may choose from: a unit has only itself.
func (p *Pages) newcomerOf(r *http.Request) (newcomer, error) {
	a := web.Actor(r)
	if authz.May(a, authz.PersonCreate, authz.Land{District: a.District()}) != nil {
		view, err := door.Ask(r.Context(), p.Door, a, registry.OrgPage{District: a.District(), Org: a.Org()})
		if err != nil {
			return newcomer{}, err
		}
		return newcomer{org: view.Org.ID, orgName: kit.Data(view.Org.Name)}, nil
	}
	page, err := door.Ask(r.Context(), p.Door, a, registry.ListOrgs{District: a.District(), Limit: 200})
	if err != nil {
		return newcomer{}, err
	}
	return newcomer{orgs: page.Rows}, nil
}

// getNewPerson serves GET /people/new.
func (p *Pages) getNewPerson(w http.ResponseWriter, r *http.Request) error {
	n, err := p.newcomerOf(r)
	if err != nil {
		return err
	}
	return web.Page(w, r, http.StatusOK, newPersonPage(n))
}

// postNewPerson serves POST /people/new.
func (p *Pages) postNewPerson(w http.ResponseWriter, r *http.Request) error {
	n, err := p.newcomerOf(r)
	if err != nil {
		return err
	}
	var cmd registry.CreatePerson
	if err := web.Bind(r, &cmd); err != nil {
		return web.Again(w, r, err, newPersonPage(n))
	}
	cmd.District = web.Actor(r).District()
	if cmd.Org, err = p.employerNamed(r, n); err != nil {
		return web.Again(w, r, err, newPersonPage(n))
	}
	made, err := door.Do(r.Context(), p.Door, web.Actor(r), cmd)
	if err != nil {
		return web.Again(w, r, err, newPersonPage(n))
	}
	return web.Moved(w, r, "/people/"+made.ID, "people.new.done")
}

// employerNamed finds the employer that the form names: the unit itself, or the one whose name or credit code was entered. Error:
// Invalid if there is none or more than one of that name.
func (p *Pages) employerNamed(r *http.Request, n newcomer) (string, error) {
	text := strings.TrimSpace(r.PostForm.Get("employer"))
	if n.org != "" || text == "" {
		return n.org, nil
	}
	a := web.Actor(r)
	found, err := door.Ask(r.Context(), p.Door, a, registry.ListOrgs{District: a.District(), Words: text, Limit: 20})
	if err != nil {
		return "", err
	}
	same := slices.DeleteFunc(slices.Clone(found.Rows), func(o registry.OrgRow) bool { return o.Name != text && !strings.EqualFold(o.USCC, text) })
	switch {
	case len(same) == 1:
		return same[0].ID, nil
	case len(found.Rows) == 1:
		return found.Rows[0].ID, nil
	}
	return "", fault.Invalid.New("people.new.which_org").On("employer")
}

// getUnmask serves GET /people/{person}/unmask: it asks why.
func (p *Pages) getUnmask(w http.ResponseWriter, r *http.Request) error {
	v, d, err := p.open(r, registry.View{})
	if err != nil {
		return err
	}
	return web.Page(w, r, http.StatusOK, unmaskPage(secrets{Pages: p, viewer: v, Dossier: d}))
}

// postUnmask serves POST /people/{person}/unmask: the answer shows the values once, and nothing keeps them.
func (p *Pages) postUnmask(w http.ResponseWriter, r *http.Request) error {
	v, d, err := p.open(r, registry.View{})
	if err != nil {
		return err
	}
	page := secrets{Pages: p, viewer: v, Dossier: d}
	var cmd registry.UnmaskPerson
	if err := web.Bind(r, &cmd); err != nil {
		return web.Again(w, r, err, unmaskPage(page))
	}
	cmd.District, cmd.Person = web.Actor(r).District(), v.person
	if page.seen, err = door.Do(r.Context(), p.Door, web.Actor(r), cmd); err != nil {
		return web.Again(w, r, err, unmaskPage(page))
	}
	return web.Page(w, r, http.StatusOK, unmaskPage(page))
}

// secrets is what the page of full numbers shows.
type secrets struct {
	*Pages
	viewer
	*registry.Dossier
	seen *registry.Unmasked
}

func (s secrets) home() string {
	if !s.officer {
		return "/me"
	}
	return s.base
}

func (s secrets) head(ctx context.Context) kit.Head {
	crumbs := []kit.Link{{Label: say(ctx, "people.home"), URL: "/"}, {Label: say(ctx, "people.title"), URL: "/people"}, {Label: kit.Data(s.Person.Name), URL: s.base}}
	if !s.officer {
		crumbs = []kit.Link{{Label: say(ctx, "me.title"), URL: "/me"}}
	}
	return kit.Head{Title: say(ctx, "dossier.unmask"), Crumbs: append(crumbs, kit.Link{Label: say(ctx, "dossier.unmask")})}
}

// reason is proposed to those who look at their own numbers.
func (s secrets) reason(ctx context.Context) string {
	if s.officer {
		return ""
	}
	return say(ctx, "me.unmask_reason")
}

// pairs are the values in clear, record by record.
func (s secrets) pairs(ctx context.Context) []kit.Pair {
	all := []kit.Pair{{Label: say(ctx, "people.id_number"), Value: s.seen.IDNumber}}
	for _, r := range s.Records {
		spec, err := registry.SpecOf(r.Kind)
		if err != nil {
			continue
		}
		for _, f := range spec.Fields {
			value := s.seen.Fields[r.ID+"."+f.Name]
			if value == "" || r.Kind == registry.KindForm {
				continue
			}
			label := fieldWord(ctx, r.Kind, f.Name)
			if !spec.Single {
				label = say(ctx, "dossier.unmask.of", i18n.Args{"record": s.spoken(ctx, r), "field": label})
			}
			all = append(all, kit.Pair{Label: label, Value: kit.Data(value)})
		}
	}
	return all
}

// getMerge serves GET /people/{person}/merge?q=&from=: it looks for the other dossier, then shows both.
func (p *Pages) getMerge(w http.ResponseWriter, r *http.Request) error {
	page, err := p.mergeOf(r, r.URL.Query().Get("from"))
	if err != nil {
		return err
	}
	return web.Page(w, r, http.StatusOK, mergePage(page))
}

// postMerge serves POST /people/{person}/merge.
func (p *Pages) postMerge(w http.ResponseWriter, r *http.Request) error {
	var cmd registry.MergePersons
	bad := web.Bind(r, &cmd)
	page, err := p.mergeOf(r, cmd.From)
	if err != nil {
		return err
	}
	if bad != nil {
		return web.Again(w, r, bad, mergePage(page))
	}
	cmd.District, cmd.Into = web.Actor(r).District(), page.person
	into, err := door.Do(r.Context(), p.Door, web.Actor(r), cmd)
	if err != nil {
		return web.Again(w, r, err, mergePage(page))
	}
	return web.Moved(w, r, "/people/"+into.ID, "dossier.merged")
}

func (p *Pages) mergeOf(r *http.Request, from string) (merger, error) {
	v, d, err := p.open(r, registry.View{})
	if err != nil {
		return merger{}, err
	}
	a := web.Actor(r)
	page := merger{Pages: p, viewer: v, Dossier: d, words: or(strings.TrimSpace(r.URL.Query().Get("q")), d.Person.Name)}
	if from != "" {
		page.other, err = door.Ask(r.Context(), p.Door, a, registry.PersonPage{District: a.District(), Person: from})
		return page, err
	}
	found, err := door.Ask(r.Context(), p.Door, a, registry.ListPeople{Filter: registry.Filter{District: a.District(), Words: page.words}, Limit: 20})
	if err != nil {
		return page, err
	}
	for _, row := range found.Rows {
		if row.Person != v.person {
			page.found = append(page.found, row)
		}
	}
	return page, nil
}

// merger is what the page of a merge shows: the dossier that goes on, and either the other one or those to choose from.
type merger struct {
	*Pages
	viewer
	*registry.Dossier
	words string
	found []registry.Profile
	other *registry.Dossier
}

func (m merger) head(ctx context.Context) kit.Head {
	return kit.Head{Title: say(ctx, "dossier.merge"), Crumbs: []kit.Link{{Label: say(ctx, "people.home"), URL: "/"}, {Label: say(ctx, "people.title"), URL: "/people"},
		{Label: kit.Data(m.Person.Name), URL: m.base}, {Label: say(ctx, "dossier.merge")}}}
}

// summary tells a dossier in a few lines, to compare it with another.
func (m merger) summary(ctx context.Context, d *registry.Dossier) []kit.Pair {
	one := dossier{Pages: m.Pages, viewer: m.viewer, Dossier: d}
	all, verified, _, _ := one.counts()
	employer, _ := one.field(ctx, registry.KindEmployment, "employer")
	school, _ := one.field(ctx, registry.KindEducation, "school")
	phone, _ := one.field(ctx, registry.KindContact, "phone")
	return []kit.Pair{
		{Label: say(ctx, "people.name"), Value: kit.Data(d.Person.Name)}, {Label: say(ctx, "people.id_number"), Value: d.Person.IDMask},
		{Label: say(ctx, "people.birth"), Value: d.Person.BirthDate.String()}, {Label: say(ctx, "people.org"), Value: employer},
		{Label: say(ctx, "people.school"), Value: school}, {Label: say(ctx, "dossier.phone"), Value: phone},
		{Label: say(ctx, "dossier.records"), Value: say(ctx, "people.verified_n", i18n.Args{"n": verified, "of": all})},
	}
}
