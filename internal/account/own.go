package account

import (
	"context"
	"net/http"

	"yanzhen/internal/authz"
	"yanzhen/internal/base/fault"
	"yanzhen/internal/crypt"
	"yanzhen/internal/door"
	"yanzhen/internal/store"
)

// Own is the part of commands about the actor's own account.
type Own struct {
	District string `json:"-"` // home of the actor
}

// Action of the command.
func (Own) Action() authz.Action { return authz.OwnAccount }

// Land is the actor's home.
func (o Own) Land(context.Context, store.Q) (authz.Land, error) {
	return authz.Land{District: o.District}, nil
}

// load gives the actor's account; Missing for actors that have none, such as an integration.
func (o Own) load(ctx context.Context, tx *door.Tx) (*Account, error) {
	tx.About("account/" + tx.Actor().Account)
	return loadAccount(ctx, tx, o.District, tx.Actor().Account)
}

// Prove refuses a password that is not the actor's, and counts it like one at the sign-in page, so that a browser left
// open is no place to guess. field is where the fault goes.
func (d *Desk) Prove(ctx context.Context, actor authz.Actor, field, password string) error {
	if password == "" { // left out, not guessed
		return fault.Invalid.New("account.password.wrong").On(field)
	}
	var a *Account
	err := d.Door.DB.Snapshot(ctx, func(q store.Q) (err error) {
		a, err = loadAccount(ctx, q, actor.District(), actor.Account)
		return err
	})
	if err != nil {
		return err
	}
	right := crypt.CheckPassword(a.password, password)
	got, err := door.Do(d.Context(door.WithKey(ctx, "")), d.Door, actor, prove{Own{a.District}, a.Login, field, right})
	_, err = got.ticket("", err)
	return err
}

type prove struct {
	Own
	login, field string
	right        bool
}

// Run counts.
func (p prove) Run(ctx context.Context, tx *door.Tx) (entry, error) {
	tx.About("account/" + tx.Actor().Account)
	index, err := loginIndex(ctx, p.login)
	if err != nil {
		return entry{}, err
	}
	return attempt(ctx, tx, index, p.right, fault.Invalid.New("account.password.wrong").On(p.field))
}

// ChangeOwnPassword replaces the actor's password. Every other session ends, and this one goes on under a new token.
type ChangeOwnPassword struct {
	Own
	Old string `json:"old" web:"raw"`
	NewPassword

	desk    *Desk
	session *session
	token   string
}

// ChangePassword runs c for the sender of r and gives the new token for their cookie.
func (d *Desk) ChangePassword(ctx context.Context, r *http.Request, actor authz.Actor, c ChangeOwnPassword) (Ticket, error) {
	s, a, err := d.signedIn(ctx, r)
	if err != nil {
		return Ticket{}, err
	}
	if s == nil || s.account != actor.Account {
		return Ticket{}, fault.Unsigned.New("account.sign_in.again")
	}
	if err := d.Prove(ctx, actor, "old", c.Old); err != nil {
		return Ticket{}, err
	}
	c.District, c.desk, c.session, c.token = a.District, d, s, newToken()
	_, err = door.Do(d.Context(door.WithKey(ctx, "")), d.Door, actor, c)
	return Ticket{Token: c.token}, err
}

// Secretive: it holds passwords.
func (ChangeOwnPassword) Secretive() {}

// Run sets the password. It fails with Invalid on old, new or again.
func (c ChangeOwnPassword) Run(ctx context.Context, tx *door.Tx) (*Account, error) {
	a, err := c.load(ctx, tx)
	if err != nil {
		return nil, err
	}
	if !crypt.CheckPassword(a.password, c.Old) {
		return nil, fault.Invalid.New("account.password.wrong").On("old")
	}
	if err := c.check(a); err != nil {
		return nil, err
	}
	return a, c.desk.renew(ctx, tx, a, c.New, c.session, c.token)
}
