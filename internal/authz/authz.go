// Package authz says who may do what, where. One table (table.go) of role × action → reach gives
// both the check on a command and the SQL predicate of a list, so that what an actor may not
// see is simply not there. What the table does not grant is denied.
package authz

import (
	"slices"

	"yanzhen/internal/base/fault"
)

// A Role is a kind of user, as the mission names them.
type Role string

// The roles.
const (
	Office     Role = "office"     // 人才办
	Department Role = "department" // 成员单位
	Unit       Role = "unit"       // 用人单位
	Talent     Role = "talent"     // 人才
	Expert     Role = "expert"     // 评审专家、导师
	Leader     Role = "leader"     // 联系领导
	Auditor    Role = "auditor"    // 纪检、审计
	Admin      Role = "admin"      // 系统管理员
	Public     Role = "public"     // 公众, signed in or not
)

// Roles are all roles in the order in which people read them.
var Roles = []Role{Office, Department, Unit, Talent, Expert, Leader, Auditor, Admin, Public}

// A Grant gives an account a role at a place: a district, and within it a department, an
// organisation or a person, as the role needs.
type Grant struct {
	Role     Role   `json:"role"`
	District string `json:"district"`         // GB/T 2260 code
	Dept     string `json:"dept,omitempty"`   // department code of the configuration
	Org      string `json:"org,omitempty"`    // organisation id
	Person   string `json:"person,omitempty"` // person id
}

// An Actor is who asks: a signed-in account, an integration, a job or the public.
type Actor struct {
	Account string  `json:"account"` // account id; "" for the public
	Name    string  `json:"name"`
	Via     string  `json:"via"` // web, api, cli, job
	Grants  []Grant `json:"grants"`
}

// Anyone is the public without an account.
func Anyone(district string) Actor {
	return Actor{Via: "web", Grants: []Grant{{Role: Public, District: district}}}
}

// System is the house itself, acting in a job or on the command line with the rights of role.
func System(via string, role Role, district string) Actor {
	return Actor{Account: "system", Name: "system", Via: via, Grants: []Grant{{Role: role, District: district}}}
}

// SignedIn reports whether the actor has an account.
func (a Actor) SignedIn() bool { return a.Account != "" }

// Has reports whether the actor holds role anywhere.
func (a Actor) Has(role Role) bool {
	return slices.ContainsFunc(a.Grants, func(g Grant) bool { return g.Role == role })
}

// District is the district of the first grant: where the actor's work starts.
func (a Actor) District() string {
	if len(a.Grants) == 0 {
		return ""
	}
	return a.Grants[0].District
}

// Person is the person the actor is, if a grant says so.
func (a Actor) Person() string {
	for _, g := range a.Grants {
		if g.Person != "" {
			return g.Person
		}
	}
	return ""
}

// Org is the organisation the actor acts for, if a grant says so.
func (a Actor) Org() string {
	for _, g := range a.Grants {
		if g.Org != "" {
			return g.Org
		}
	}
	return ""
}

// A Land is where a command comes down: what a grant's reach is measured against.
type Land struct {
	District string
	Org      string // the organisation concerned: a person's employer
	Person   string // the person concerned
	Dept     string // the department whose turn it is
}

// MayEver reports whether some grant of the actor allows action somewhere.
func MayEver(a Actor, action Action) bool {
	return slices.ContainsFunc(a.Grants, func(g Grant) bool { return table[action][g.Role] != None })
}

// May gives nil if some grant allows action at land, else fault.Unsigned for the public and
// fault.Denied for others.
func May(a Actor, action Action, land Land) error {
	for _, g := range a.Grants {
		if table[action][g.Role].covers(g, land) {
			return nil
		}
	}
	if !a.SignedIn() {
		return fault.Unsigned.New("authz.sign_in")
	}
	return fault.Denied.New("authz.denied").With("action", action)
}

// A Reach says how far a role's right goes.
type Reach string

// The reaches, from nothing to everything.
const (
	None       Reach = ""
	Self       Reach = "self"       // the person the grant names
	OwnUnit    Reach = "unit"       // people and records of the grant's organisation
	OwnDept    Reach = "department" // what is with the grant's department
	InDistrict Reach = "district"   // everything of the grant's district
	Everywhere Reach = "everywhere" // every district of this installation
)

func (r Reach) covers(g Grant, l Land) bool {
	switch r {
	case Everywhere:
		return true
	case InDistrict:
		return g.District == l.District
	case OwnDept:
		return g.District == l.District && g.Dept != "" && g.Dept == l.Dept
	case OwnUnit:
		return g.District == l.District && g.Org != "" && g.Org == l.Org
	case Self:
		return g.District == l.District && g.Person != "" && g.Person == l.Person
	}
	return false
}
