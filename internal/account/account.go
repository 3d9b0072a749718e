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

	password    string // argon2id
	totp        string // sealed secret; "" for none
	totpPending string // sealed, shown but not yet confirmed
	totpStep    int64  // the last step of time whose code was used
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

func checkLogin(login string) *fault.Fault {
	if !loginForm.MatchString(login) {
		return fault.Invalid.New("account.login_form").On("login")
	}
	return nil
}

func checkName(name string) *fault.Fault {
	if n := len([]rune(strings.TrimSpace(name))); n < 1 || n > 60 {
		return fault.Invalid.New("account.name_form").On("name")
	}
	return nil
}
