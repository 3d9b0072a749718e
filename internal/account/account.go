// Package account knows who signs in: people of the office, departments, units, talents, experts and leaders, with what
// they may do where; their passwords, one-time codes and sessions; and the tokens of integrations.
// Commands go through the door; a Desk holds what signing in needs and tells the web who sends a request.
package account

import (
	_ "embed"
	"regexp"
	"slices"
	"strings"
	"time"

	"yanzhen/internal/authz"
	"yanzhen/internal/base/fault"
	"yanzhen/internal/i18n"
)

//go:embed words.yaml
var wordsYAML []byte

// Words are the words of this package, with the names of the roles.
var Words = i18n.MustLoad(wordsYAML)

// RoleWords is the family of the roles' names: RoleWords + "office".
var RoleWords = i18n.Family("role.")

// An Account is someone who may sign in.
type Account struct {
	District   string        `json:"district"`
	ID         string        `json:"id"`
	Login      string        `json:"login"`
	Name       string        `json:"name"`
	Grants     []authz.Grant `json:"grants"`
	MustChange bool          `json:"must_change"` // the password, before anything else
	TOTP       bool          `json:"totp"`        // asks for a one-time code
	Demo       bool          `json:"demo,omitempty"`
	Disabled   bool          `json:"disabled"`
	Created    time.Time     `json:"created_at"`
	SignedIn   time.Time     `json:"signed_in_at,omitzero"`

	password    string
	totp        string
	totpPending string
	totpStep    int64
}

// Has reports whether the account holds role.
func (a *Account) Has(role authz.Role) bool {
	return slices.ContainsFunc(a.Grants, func(g authz.Grant) bool { return g.Role == role })
}

// Actor is the account as it acts by via.
func (a *Account) Actor(via string) authz.Actor {
	return authz.Actor{Account: a.ID, Name: a.Name, Via: via, Grants: a.Grants}
}

var loginForm = regexp.MustCompile(`^[\p{L}\p{N}][\p{L}\p{N}._@-]{1,39}$`)

func cleanLogin(login string) string { return strings.ToLower(strings.TrimSpace(login)) }

func checkNames(login, name string) *fault.Fault {
	var faults fault.List
	if !loginForm.MatchString(login) {
		faults.Add(fault.Invalid.New("account.login_form").On("login"))
	}
	if n := len([]rune(strings.TrimSpace(name))); n < 1 || n > 60 {
		faults.Add(fault.Invalid.New("account.name_form").On("name"))
	}
	return fault.Of(faults.Err())
}

// checkGrants refuses grants that lack the place their role needs, and duties that one person must not hold together:
// who checks (auditor) neither runs the system nor does the work that is checked (GB/T 22239-2019
// §8.1.4.2, separation of management rights).
func checkGrants(grants []authz.Grant, home string) *fault.Fault {
	invalid := func(key string) *fault.Fault { return fault.Invalid.New(key).On("grants") }
	if len(grants) == 0 {
		return invalid("account.grants_needed")
	}
	has := map[authz.Role]bool{}
	atHome := false
	for i, g := range grants {
		has[g.Role] = true
		atHome = atHome || g.District == home
		switch {
		case g.Role == authz.Public || !slices.Contains(authz.Roles, g.Role):
			return invalid("account.role_unknown")
		case g.Role == authz.Department && g.Dept == "":
			return invalid("account.dept_needed")
		case g.Role == authz.Unit && g.Org == "":
			return invalid("account.org_needed")
		case g.Role == authz.Talent && g.Person == "":
			return invalid("account.person_needed")
		case slices.Contains(grants[:i], g):
			return invalid("account.grant_twice")
		}
	}
	if has[authz.Auditor] && (has[authz.Admin] || has[authz.Office] || has[authz.Department]) {
		return invalid("account.duties_apart")
	}
	if !atHome {
		return invalid("account.grant_at_home")
	}
	return nil
}

// settled gives grants with the home district where none is named.
func settled(grants []authz.Grant, home string) []authz.Grant {
	out := slices.Clone(grants)
	for i := range out {
		if out[i].District == "" {
			out[i].District = home
		}
	}
	return out
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
