package accountweb

import (
	"context"
	"errors"
	"net/http"
	"strconv"
	"strings"

	"yanzhen/internal/account"
	"yanzhen/internal/authz"
	"yanzhen/internal/base/fault"
	"yanzhen/internal/i18n"
	"yanzhen/internal/web/kit"
)

// A right is a grant as people read it.
type right struct {
	authz.Grant
	place string // department, unit or person it is bound to; "" for the whole district
	alien string // the district's code when it is not the one served
}

// rights gives grants with the names of their places. A place that is gone keeps its id.
func (p *Pages) rights(ctx context.Context, grants []authz.Grant) []right {
	shown := make([]right, len(grants))
	for i, g := range grants {
		shown[i] = right{Grant: g, place: p.placeName(ctx, g)}
		if g.District != p.Desk.District {
			shown[i].alien = g.District
		}
	}
	return shown
}

func (p *Pages) placeName(ctx context.Context, g authz.Grant) string {
	var place Place
	var err error
	switch {
	case g.Dept != "":
		dep, ok := p.District.Department(g.Dept)
		if !ok {
			return g.Dept
		}
		return dep.In(i18n.LangOf(ctx))
	case g.Org != "":
		if place, err = p.Places.Org(ctx, g.District, g.Org); err != nil {
			return g.Org
		}
	case g.Person != "":
		if place, err = p.Places.Person(ctx, g.District, g.Person); err != nil {
			return g.Person
		}
	}
	return kit.Data(place.Name)
}

// mainRole is the role by which an account is known: the first it was given.
func mainRole(grants []authz.Grant) authz.Role {
	if len(grants) == 0 {
		return authz.Public
	}
	return grants[0].Role
}

func roleName(ctx context.Context, role authz.Role) string {
	return say(ctx, account.RoleWords+string(role))
}

var roleIcons = map[authz.Role]string{
	authz.Office: "briefcase", authz.Department: "building", authz.Unit: "building-factory", authz.Talent: "user", authz.Expert: "award",
	authz.Leader: "heart-handshake", authz.Auditor: "shield-check", authz.Admin: "settings",
}

func roleIcon(role authz.Role) string { return roleIcons[role] }

// text writes a right in one line: "用人单位 · 衡阳雁云软件有限公司".
func (r right) text(ctx context.Context) string {
	parts := []string{roleName(ctx, r.Role)}
	for _, part := range []string{r.place, r.alien} {
		if part != "" {
			parts = append(parts, part)
		}
	}
	return strings.Join(parts, " · ")
}

// A rightRow is a right as a form asks for it. Place is a unit's credit code, name or id, or a person's id.
type rightRow struct {
	Role     authz.Role `json:"role"`
	District string     `json:"district"`
	Dept     string     `json:"dept"`
	Place    string     `json:"place"`
}

// grants finds the places that rows name. It fails with Invalid on every row whose place is not found.
func (p *Pages) grants(ctx context.Context, district string, rows []rightRow) ([]authz.Grant, error) {
	var faults fault.List
	grants := make([]authz.Grant, len(rows))
	for i, row := range rows {
		g := authz.Grant{Role: row.Role, District: row.District, Dept: row.Dept}
		if g.District == "" && row != (rightRow{}) {
			g.District = district
		}
		if err := p.bind(ctx, &g, row.Place); err != nil {
			if !errors.Is(err, fault.Missing) {
				return nil, err
			}
			faults.Add(fault.Invalid.New("grants.no_place").On("grants." + strconv.Itoa(i) + ".place"))
		}
		grants[i] = g
	}
	return grants, faults.Err()
}

// bind puts what text names into g, if its role is bound to a unit or a person.
func (p *Pages) bind(ctx context.Context, g *authz.Grant, text string) error {
	if text == "" {
		return nil
	}
	switch g.Role {
	case authz.Unit:
		place, err := p.Places.Org(ctx, g.District, text)
		g.Org = place.ID
		return err
	case authz.Talent, authz.Expert:
		place, err := p.Places.Person(ctx, g.District, text)
		g.Person = place.ID
		return err
	}
	return nil
}

// onRows moves faults from the fields of a grant to those of the form.
func onRows(err error) error {
	if err == nil {
		return nil
	}
	for _, f := range fault.Of(err).All() {
		for _, field := range []string{".org", ".person"} {
			if rest, ok := strings.CutSuffix(f.Field, field); ok && strings.HasPrefix(rest, "grants.") {
				f.Field = rest + ".place"
			}
		}
	}
	return err
}

// spareRows is how many empty rows stand below the rights of a form.
const spareRows = 2

// rowsOf gives the rows that a form shows for rights: theirs, and some empty ones; as many as were sent, if it was sent.
func rowsOf(r *http.Request, rights []right) []right {
	wanted := len(rights) + spareRows
	for i := wanted; r.PostForm.Has("grants." + strconv.Itoa(i) + ".role"); i++ {
		wanted++
	}
	rows := make([]right, wanted)
	copy(rows, rights)
	return rows
}

// departments are the choices of a department.
func (p *Pages) departments(ctx context.Context) []kit.Option {
	var options []kit.Option
	for _, d := range p.District.Departments {
		options = append(options, kit.Option{Value: d.Key, Label: d.In(i18n.LangOf(ctx))})
	}
	return options
}

// roleOptions are the roles an account may hold.
func roleOptions(ctx context.Context) []kit.Option {
	var options []kit.Option
	for _, role := range authz.Roles {
		if role != authz.Public {
			options = append(options, kit.Option{Value: string(role), Label: roleName(ctx, role)})
		}
	}
	return options
}

// numbered counts rows as people do.
func numbered(i int) i18n.Args { return i18n.Args{"n": i + 1} }

// hint names the place a row is bound to now, or says what to enter.
func (r right) hint(ctx context.Context) string {
	if r.Org+r.Person != "" && r.place != "" {
		return say(ctx, "grants.place_now", i18n.Args{"place": r.place})
	}
	return say(ctx, "grants.place_hint")
}
