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

// A Code answers the question for a one-time code.
type Code struct {
	Code string `json:"code"`
}

// GiveCode takes the one-time code of someone whose password was right and gives them a session under a new token. A
// wrong code counts like a wrong password.
func (d *Desk) GiveCode(ctx context.Context, r *http.Request, in Code) (Ticket, error) {
	s, a, err := d.atStep(ctx, r, ForCode)
	if err != nil {
		return Ticket{}, err
	}
	ctx = d.Context(door.WithKey(ctx, ""))
	g := giveCode{desk: d, session: s, code: in.Code, token: newToken()}
	got, err := door.Do(ctx, d.Door, a.Actor("web"), g)
	return got.ticket(g.token, err)
}

// atStep gives the session of r if it waits for step. It fails with Unsigned if there is none, such as when it took too
// long, and with Conflict if it is at another step or past them all.
func (d *Desk) atStep(ctx context.Context, r *http.Request, step Waits) (*session, *Account, error) {
	s, a, err := d.signedIn(ctx, r)
	switch {
	case err != nil:
		return nil, nil, err
	case s == nil:
		return nil, nil, fault.Unsigned.New("account.sign_in.again")
	case s.waits != step:
		return nil, nil, fault.Conflict.New("account.sign_in.elsewhere")
	}
	return s, a, nil
}

// stillWaits gives the account of a session that, in this transaction, still waits for step.
func (d *Desk) stillWaits(ctx context.Context, tx *door.Tx, s *session, step Waits) (*Account, error) {
	now, ok, err := findSession(ctx, tx, s.hash)
	if err != nil {
		return nil, err
	}
	if !ok || now.waits != step || !d.limits().alive(now, tx.Now()) {
		return nil, fault.Unsigned.New("account.sign_in.again")
	}
	a, err := loadAccount(ctx, tx, s.district, s.account)
	if err == nil && a.Disabled {
		err = fault.Unsigned.New("account.sign_in.again")
	}
	return a, err
}

type giveCode struct {
	desk    *Desk
	session *session
	code    string
	token   string
}

// Action of the command.
func (giveCode) Action() authz.Action { return authz.SignIn }

// Secretive: it holds a code and a token.
func (giveCode) Secretive() {}

// Land is the account's district.
func (g giveCode) Land(context.Context, store.Q) (authz.Land, error) {
	return authz.Land{District: g.session.district}, nil
}

// Run counts a wrong code, or moves on under a new token.
func (g giveCode) Run(ctx context.Context, tx *door.Tx) (entry, error) {
	a, err := g.desk.stillWaits(ctx, tx, g.session, ForCode)
	if err != nil {
		return entry{}, err
	}
	tx.About("account/" + a.ID)
	index, err := loginIndex(ctx, a.Login)
	if err != nil {
		return entry{}, err
	}
	right, err := a.spendCode(ctx, g.code, tx.Now())
	if err != nil {
		return entry{}, err
	}
	got, err := attempt(ctx, tx, index, right, fault.Invalid.New("account.sign_in.wrong_code").On("code"))
	if err != nil || got.refusal != nil {
		return got, err
	}
	if err := saveAccount(ctx, tx, a); err != nil { // the code is spent
		return got, err
	}
	if err := closeSession(ctx, tx, g.session.hash); err != nil {
		return got, err
	}
	got.waits = asked(a, byCode)
	return got, g.desk.admit(ctx, tx, a, byCode, got.waits, g.session.agent, g.token)
}

// A NewPassword is a password its holder thought of, typed twice.
type NewPassword struct {
	New   string `json:"new" web:"raw"`
	Again string `json:"again" web:"raw"`
}

// check refuses a password that is weak, typed differently, or the one it replaces.
func (n NewPassword) check(a *Account) error {
	var faults fault.List
	faults.Add(checkPassword("new", n.New, a.Login, a.Name))
	if n.New != n.Again {
		faults.Add(fault.Invalid.New("account.password.differs").On("again"))
	}
	if err := faults.Err(); err != nil {
		return err
	}
	if crypt.CheckPassword(a.password, n.New) {
		return fault.Invalid.New("account.password.same").On("new")
	}
	return nil
}

// ReplacePassword puts a password of one's own in place of the one that was given, and lets in. Other sessions end.
func (d *Desk) ReplacePassword(ctx context.Context, r *http.Request, in NewPassword) (Ticket, error) {
	s, a, err := d.atStep(ctx, r, ForPassword)
	if err != nil {
		return Ticket{}, err
	}
	p := replacePassword{NewPassword: in, desk: d, session: s, token: newToken()}
	_, err = door.Do(d.Context(door.WithKey(ctx, "")), d.Door, a.Actor("web"), p)
	return Ticket{Token: p.token}, err
}

type replacePassword struct {
	NewPassword
	desk    *Desk
	session *session
	token   string
}

// Action of the command.
func (replacePassword) Action() authz.Action { return authz.OwnAccount }

// Secretive: it holds a password and a token.
func (replacePassword) Secretive() {}

// Land is the account's district.
func (p replacePassword) Land(context.Context, store.Q) (authz.Land, error) {
	return authz.Land{District: p.session.district}, nil
}

// Run sets the password and opens a session in place of all others.
func (p replacePassword) Run(ctx context.Context, tx *door.Tx) (*Account, error) {
	a, err := p.desk.stillWaits(ctx, tx, p.session, ForPassword)
	if err != nil {
		return nil, err
	}
	tx.About("account/" + a.ID)
	if err := p.check(a); err != nil {
		return nil, err
	}
	return a, p.desk.renew(ctx, tx, a, p.New, p.session, p.token)
}

// renew sets a password of the holder's own, ends every session and goes on under a new token in place of s.
func (d *Desk) renew(ctx context.Context, tx *door.Tx, a *Account, password string, s *session, token string) error {
	a.password, a.MustChange = crypt.HashPassword(password), false
	if err := saveAccount(ctx, tx, a); err != nil {
		return err
	}
	ended, err := closeAll(ctx, tx, a)
	if err != nil {
		return err
	}
	tx.Note("password", "changed")
	tx.Note("sessions_ended", ended)
	return d.admit(ctx, tx, a, s.via, Nothing, s.agent, token)
}
