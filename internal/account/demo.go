package account

import (
	"context"
	"net/http"

	"yanzhen/internal/authz"
	"yanzhen/internal/base/fault"
	"yanzhen/internal/door"
	"yanzhen/internal/store"
)

// DemoAccounts gives the invented people that a demonstration offers for one-click sign-in, in the order they were made;
// none outside a demonstration.
func (d *Desk) DemoAccounts(ctx context.Context) ([]*Account, error) {
	if !d.Demo {
		return nil, nil
	}
	return door.Ask(ctx, d.Door, authz.Anyone(d.District), demoAccounts{})
}

type demoAccounts struct{}

// Action of the question.
func (demoAccounts) Action() authz.Action { return authz.SignIn }

// Answer gives the accounts that are marked and may sign in at once.
func (demoAccounts) Answer(ctx context.Context, q *door.Snapshot) ([]*Account, error) {
	found, err := all(ctx, q, scanAccount, `
		SELECT `+accountColumns+`
		FROM account
		WHERE demo = 1 AND disabled = 0 AND must_change = 0
		ORDER BY id
		LIMIT 50`)
	if err != nil {
		return nil, err
	}
	return found, withGrants(ctx, q, found...)
}

// A DemoSignIn is a press on one of the buttons of a demonstration.
type DemoSignIn struct {
	Account string `json:"account"`
}

// EnterDemo signs in as an invented person. It is Missing where the setting demo is off, and for every account that is
// not marked, whatever else is known about it.
func (d *Desk) EnterDemo(ctx context.Context, r *http.Request, in DemoSignIn) (Ticket, error) {
	offered, err := d.DemoAccounts(ctx)
	if err != nil {
		return Ticket{}, err
	}
	for _, a := range offered {
		if a.ID == in.Account {
			e := enterDemo{desk: d, account: a, token: newToken(), old: d.token(r), agent: agentOf(r.UserAgent())}
			got, err := door.Do(d.Context(door.WithKey(ctx, "")), d.Door, a.Actor("web"), e)
			return got.ticket(e.token, err)
		}
	}
	return Ticket{}, fault.Missing.New("account.demo_missing")
}

type enterDemo struct {
	desk              *Desk
	account           *Account
	token, old, agent string
}

// Action of the command.
func (enterDemo) Action() authz.Action { return authz.SignIn }

// Secretive: it holds tokens.
func (enterDemo) Secretive() {}

// Land is the account's district.
func (e enterDemo) Land(context.Context, store.Q) (authz.Land, error) {
	return authz.Land{District: e.account.District}, nil
}

// Run opens the session if the account is still offered.
func (e enterDemo) Run(ctx context.Context, tx *door.Tx) (entry, error) {
	a, err := loadAccount(ctx, tx, e.account.District, e.account.ID)
	if err == nil && (!a.Demo || a.Disabled || a.MustChange) {
		err = fault.Missing.New("account.demo_missing")
	}
	if err != nil {
		return entry{}, err
	}
	tx.About("account/" + a.ID)
	if err := closeSession(ctx, tx, fingerprint(e.old)); err != nil {
		return entry{}, err
	}
	return entry{}, e.desk.admit(ctx, tx, a, byDemo, Nothing, e.agent, e.token)
}
