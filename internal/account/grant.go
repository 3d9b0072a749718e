package account

import (
	"slices"
	"strconv"

	"yanzhen/internal/authz"
	"yanzhen/internal/base/fault"
	"yanzhen/internal/door"
)

// settle makes grants of what a form says: empty rows are left out, the home district stands where none is named and
// its grants come first. It collects what is wrong, each fault on the row it is in; see checkDuties for what must
// not be held together.
func settle(rows []authz.Grant, home string, faults *fault.List) []authz.Grant {
	var grants []authz.Grant
	wrong := func(i int, field, key string) {
		faults.Add(fault.Invalid.New(key).On("grants." + strconv.Itoa(i) + "." + field))
	}
	empty := true
	for i, row := range rows {
		if row == (authz.Grant{District: row.District}) {
			continue
		}
		empty = false
		g := needed(row, home)
		switch key, field := missing(g); {
		case key != "":
			wrong(i, field, key)
		case slices.Contains(grants, g):
			wrong(i, "role", "account.grant_twice")
		default:
			grants = append(grants, g)
		}
	}
	switch {
	case empty:
		wrong(0, "role", "account.grants_needed")
	case len(grants) > 0:
		faults.Add(checkDuties(grants, home))
	}
	slices.SortStableFunc(grants, func(a, b authz.Grant) int { return away(a, home) - away(b, home) })
	return grants
}

// needed is g with its district and only the place its role needs.
func needed(g authz.Grant, home string) authz.Grant {
	if g.District == "" {
		g.District = home
	}
	if g.Role != authz.Department {
		g.Dept = ""
	}
	if g.Role != authz.Unit {
		g.Org = ""
	}
	if g.Role != authz.Talent && g.Role != authz.Expert {
		g.Person = ""
	}
	return g
}

func away(g authz.Grant, home string) int {
	if g.District == home {
		return 0
	}
	return 1
}

// missing gives the key of what g lacks or has wrong, and the field; "" when it is whole.
func missing(g authz.Grant) (key, field string) {
	switch {
	case g.Role == authz.Public || !slices.Contains(authz.Roles, g.Role):
		return "account.role_unknown", "role"
	case g.Role == authz.Department && g.Dept == "":
		return "account.dept_needed", "dept"
	case g.Role == authz.Unit && g.Org == "":
		return "account.org_needed", "org"
	case g.Role == authz.Talent && g.Person == "":
		return "account.person_needed", "person"
	}
	return "", ""
}

// checkDuties refuses duties that one account must not hold together: who checks (auditor) neither runs the system nor
// does the work that is checked (GB/T 22239-2019 §8.1.4.2, separation of management rights). It also wants a
// grant at home, where the account is kept.
func checkDuties(grants []authz.Grant, home string) *fault.Fault {
	has := map[authz.Role]bool{}
	atHome := false
	for _, g := range grants {
		has[g.Role] = true
		atHome = atHome || g.District == home
	}
	switch {
	case has[authz.Auditor] && (has[authz.Admin] || has[authz.Office] || has[authz.Department]):
		return fault.Invalid.New("account.duties_apart").On("grants.0.role")
	case !atHome:
		return fault.Invalid.New("account.grant_at_home").On("grants.0.role")
	}
	return nil
}

// mayGive refuses grants at places where the actor has no say over accounts: nobody gives a right in another district
// by way of their own.
func mayGive(tx *door.Tx, grants []authz.Grant) error {
	for _, g := range grants {
		if err := tx.May(authz.AccountChange, authz.Land{District: g.District}); err != nil {
			return err
		}
	}
	return nil
}

// told writes grants for the audit log: "unit@430408/org/01…".
func told(grants []authz.Grant) []string {
	var all []string
	for _, g := range grants {
		text := string(g.Role) + "@" + g.District
		for _, place := range []struct{ kind, id string }{{"dept", g.Dept}, {"org", g.Org}, {"person", g.Person}} {
			if place.id != "" {
				text += "/" + place.kind + "/" + place.id
			}
		}
		all = append(all, text)
	}
	return all
}
