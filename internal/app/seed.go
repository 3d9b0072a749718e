package app

import (
	"context"
	"crypto/rand"
	"encoding/base32"
	"strings"

	"yanzhen/internal/account"
	"yanzhen/internal/authz"
	"yanzhen/internal/base/civil"
	"yanzhen/internal/base/fault"
	"yanzhen/internal/door"
	"yanzhen/internal/store"
	"yanzhen/internal/town"
)

// A Credential is how an invented user signs in.
type Credential struct {
	Role     authz.Role `json:"role"`
	District string     `json:"district"`
	Login    string     `json:"login"`
	Name     string     `json:"name"`
	At       string     `json:"at,omitempty"` // department, unit or person
	Password string     `json:"password"`
	TOTP     string     `json:"totp,omitempty"` // base32 secret of one-time codes (RFC 6238)
}

// A Scenario is a set of invented data.
type Scenario struct {
	Name   string
	People int  // of the district
	Demo   bool // accounts for one-click sign-in, without one-time codes
}

// Scenarios are those that yanzhen seed knows.
var Scenarios = []Scenario{{Name: "test", People: 300}}

// Seed fills an empty database with a scenario and gives the accounts: for the test scenario at least two of each role, in
// different departments, units and districts. It fails with Conflict unless the database is empty.
func (a *App) Seed(ctx context.Context, s Scenario) ([]Credential, error) {
	if err := a.refuseUnlessEmpty(ctx); err != nil {
		return nil, err
	}
	ctx = a.Context(ctx)
	home, err := town.Settle(ctx, a.Door, a.Config.District, s.People, civil.Of(a.Clock.Now()))
	if err != nil {
		return nil, err
	}
	users := town.Users()
	neighbour := town.Census{}
	if !s.Demo {
		users = append(users, town.MoreUsers()...)
		if neighbour, err = town.Settle(ctx, a.Door, town.Neighbour, len(home.Orgs), civil.Of(a.Clock.Now())); err != nil {
			return nil, err
		}
	}
	var all []Credential
	for _, u := range users {
		census, district := home, a.Config.District
		if u.Elsewhere {
			census, district = neighbour, town.Neighbour
		}
		c, err := a.admit(ctx, s, u, census, district)
		if err != nil {
			return nil, err
		}
		all = append(all, c)
	}
	return all, nil
}

func (a *App) refuseUnlessEmpty(ctx context.Context) error {
	return a.DB.Snapshot(ctx, func(q store.Q) error {
		var n int64
		err := q.QueryRow(ctx, `SELECT (SELECT COUNT(*) FROM audit_entry) + (SELECT COUNT(*) FROM account) + (SELECT COUNT(*) FROM person)`).Scan(&n)
		if err == nil && n > 0 {
			err = fault.Conflict.New("app.not_empty")
		}
		return err
	})
}

// admit makes the account of a user of the town.
func (a *App) admit(ctx context.Context, s Scenario, u town.User, census town.Census, district string) (Credential, error) {
	c := Credential{Role: u.Role, District: district, Login: u.Login, Name: u.Name, At: u.Dept + u.Org + u.Person}
	if !s.Demo {
		c.TOTP = newSecret()
	}
	grant := authz.Grant{Role: u.Role, District: district, Dept: u.Dept, Org: census.Orgs[u.Org], Person: census.People[u.Person]}
	given, err := door.Do(ctx, a.Door, authz.System("cli", authz.Admin, district), account.CreateAccount{
		District: district, Login: u.Login, Name: u.Name, Grants: []authz.Grant{grant}, Own: true, TOTP: c.TOTP, Demo: s.Demo,
	})
	if err != nil {
		return c, err
	}
	c.Password = given.Password
	return c, nil
}

// newSecret makes a secret of one-time codes, 160 bits (RFC 4226 §4).
func newSecret() string {
	raw := make([]byte, 20)
	rand.Read(raw) // never fails: the program stops instead
	return strings.TrimRight(base32.StdEncoding.EncodeToString(raw), "=")
}
