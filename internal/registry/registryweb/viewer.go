package registryweb

import (
	"context"
	"net/http"

	"yanzhen/internal/authz"
	"yanzhen/internal/base/fault"
	"yanzhen/internal/door"
	"yanzhen/internal/registry"
	"yanzhen/internal/web"
)

// officer reports whether the actor works in the house or for a unit: pages with a menu and dense tables.
func officer(a authz.Actor) bool {
	for _, role := range []authz.Role{authz.Office, authz.Department, authz.Auditor, authz.Unit, authz.Leader, authz.Admin} {
		if a.Has(role) {
			return true
		}
	}
	return false
}

// A viewer is who looks at a dossier, from where, and what they may do there.
type viewer struct {
	base    string // "/people/01H…", or "/me" for a talent
	person  string
	officer bool

	declare, verify, confirm, unmask, merge, evidence bool
}

// mine reports whether a talent looks at their own file.
func (v viewer) mine() bool { return v.base == "/me" }

func (v viewer) record(id string) string { return v.base + "/records/" + id }

// at is the place of a record on the page of the dossier.
func (v viewer) at(record string) string { return v.base + "#r-" + record }

// open gives the dossier a request is about and who looks at it. Error: Missing.
func (p *Pages) open(r *http.Request, view registry.View) (viewer, *registry.Dossier, error) {
	a := web.Actor(r)
	v := viewer{base: "/people/" + r.PathValue("person"), person: r.PathValue("person"), officer: officer(a)}
	if r.PathValue("person") == "" {
		if v.base, v.person = "/me", a.Person(); v.person == "" {
			return v, nil, fault.Missing.New("me.no_file")
		}
	}
	d, err := door.Ask(r.Context(), p.Door, a, registry.PersonPage{District: a.District(), Person: v.person, View: view})
	if err != nil {
		return v, nil, err
	}
	if v.person = d.Person.ID; !v.mine() {
		v.base = "/people/" + v.person
	}
	v.may(a, d)
	return v, d, nil
}

func (v *viewer) may(a authz.Actor, d *registry.Dossier) {
	land := authz.Land{District: d.Person.District, Person: d.Person.ID}
	if d.Org != nil {
		land.Org = d.Org.ID
	}
	may := func(action authz.Action) bool { return authz.May(a, action, land) == nil }
	v.declare, v.verify, v.confirm = may(authz.RecordDeclare), may(authz.RecordVerify), may(authz.EmployConfirm)
	v.unmask, v.merge, v.evidence = may(authz.PersonUnmask), may(authz.PersonMerge), may(authz.EvidenceRead)
}

// under gives a context in which a further command of the same request has a key of its own, so that each has one effect.
func under(ctx context.Context, r *http.Request, part string) context.Context {
	if key := web.Key(r); key != "" {
		return door.WithKey(ctx, key+":"+part)
	}
	return ctx
}
