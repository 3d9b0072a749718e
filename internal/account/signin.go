package account

import (
	"context"
	"net/http"
	"time"

	"yanzhen/internal/authz"
	"yanzhen/internal/base/fault"
	"yanzhen/internal/crypt"
	"yanzhen/internal/door"
	"yanzhen/internal/store"
)

// SignIn is what the sign-in page sends.
type SignIn struct {
	Login    string `json:"login"`
	Password string `json:"password" web:"raw"`
}

// A Ticket is a session just opened: the token for the browser's cookie, and what is still asked.
type Ticket struct {
	Token string
	Waits Waits
}

// SignIn opens a session for whoever knows login and password, and closes the one r came with. It fails with Invalid
// for a wrong pair and with TooMany once too many were; both say the same and take as long for a login that
// nobody has. A disabled account is a wrong pair.
func (d *Desk) SignIn(ctx context.Context, r *http.Request, in SignIn) (Ticket, error) {
	ctx = d.Context(door.WithKey(ctx, "")) // sent twice it opens two sessions: a kept answer would have to hold the token
	a, wait, err := d.meet(ctx, in.Login)
	if err != nil {
		return Ticket{}, err
	}
	if wait > 0 {
		return Ticket{}, lockedFault(wait)
	}
	hash := ""
	if a != nil {
		hash = a.password
	}
	right := crypt.CheckPassword(hash, in.Password) // outside the transaction: it takes its time
	e := enter{desk: d, login: in.Login, district: d.District, hash: hash, right: right && !a.Disabled,
		token: newToken(), old: d.token(r), agent: agentOf(r.UserAgent())}
	actor := authz.Anyone(d.District)
	if e.right {
		e.district, actor = a.District, a.Actor("web")
		if crypt.CheapHash(hash) {
			e.stronger = crypt.HashPassword(in.Password)
		}
	}
	got, err := door.Do(ctx, d.Door, actor, e)
	return got.ticket(e.token, err)
}

// meet finds the account of a login, nil if nobody has it, and how long it is locked.
func (d *Desk) meet(ctx context.Context, login string) (a *Account, wait time.Duration, err error) {
	index, err := loginIndex(ctx, login)
	if err != nil {
		return nil, 0, err
	}
	err = d.Door.DB.Snapshot(ctx, func(q store.Q) error {
		tried, err := loadAttempts(ctx, q, index)
		if err != nil {
			return err
		}
		wait = tried.wait(d.now())
		a, err = accountByLogin(ctx, q, login)
		return err
	})
	if fault.KindOf(err) == fault.Missing {
		a, err = nil, nil
	}
	return a, wait, err
}

// An entry is how an attempt to sign in ended. A wrong one must be kept, so its fault is part of the answer: as an error
// it would undo the count.
type entry struct {
	waits   Waits
	refusal error
}

// ticket is what follows from an entry, or from err.
func (e entry) ticket(token string, err error) (Ticket, error) {
	if err == nil {
		err = e.refusal
	}
	if err != nil {
		return Ticket{}, err
	}
	return Ticket{Token: token, Waits: e.waits}, nil
}

// enter records an attempt to sign in and opens the session if it was right.
type enter struct {
	desk              *Desk
	login, district   string
	hash              string // of the password that was compared
	right             bool   // it was the right one
	stronger          string // the same password hashed at today's cost; "" if it is already
	token, old, agent string
}

// Action of the command.
func (enter) Action() authz.Action { return authz.SignIn }

// Secretive: it holds tokens.
func (enter) Secretive() {}

// Land is the account's district, or the desk's.
func (e enter) Land(context.Context, store.Q) (authz.Land, error) {
	return authz.Land{District: e.district}, nil
}

// Run looks at the lock and the account again: of many attempts at once, only so many count as before it.
func (e enter) Run(ctx context.Context, tx *door.Tx) (entry, error) {
	index, err := loginIndex(ctx, e.login)
	if err != nil {
		return entry{}, err
	}
	a, err := accountByLogin(ctx, tx, e.login)
	switch {
	case fault.KindOf(err) == fault.Missing:
		tx.About("login/" + index[:12])
	case err != nil:
		return entry{}, err
	default:
		tx.About("account/" + a.ID)
	}
	right := e.right && err == nil && !a.Disabled && a.password == e.hash
	got, err := attempt(ctx, tx, index, right, fault.Invalid.New("account.sign_in.wrong"))
	if err != nil || got.refusal != nil {
		return got, err
	}
	if err := closeSession(ctx, tx, fingerprint(e.old)); err != nil {
		return got, err
	}
	if e.stronger != "" {
		a.password = e.stronger
		if err := saveAccount(ctx, tx, a); err != nil {
			return got, err
		}
	}
	got.waits = asked(a, byPassword)
	return got, e.desk.admit(ctx, tx, a, byPassword, got.waits, e.agent, e.token)
}

// attempt refuses while the login is locked, whatever was given; else it counts what was not right, and refuses that.
func attempt(ctx context.Context, tx *door.Tx, index string, right bool, wrong *fault.Fault) (entry, error) {
	tried, err := loadAttempts(ctx, tx, index)
	if err != nil {
		return entry{}, err
	}
	if wait := tried.wait(tx.Now()); wait > 0 {
		tx.Note("outcome", "locked")
		return entry{refusal: lockedFault(wait)}, nil
	}
	if right {
		return entry{}, nil
	}
	tried = tried.after(tx.Now())
	tx.Note("outcome", "wrong")
	tx.Note("failed", tried.failed)
	got := entry{refusal: wrong}
	if wait := tried.wait(tx.Now()); wait > 0 {
		got.refusal = lockedFault(wait)
	}
	return got, saveAttempts(ctx, tx, index, tried)
}

// asked is the next step for an account that came as far as by.
func asked(a *Account, by string) Waits {
	switch {
	case a.TOTP && by == byPassword:
		return ForCode
	case a.MustChange:
		return ForPassword
	}
	return Nothing
}

// admit opens a session under a fresh token.
func (d *Desk) admit(ctx context.Context, tx *door.Tx, a *Account, via string, waits Waits, agent, token string) error {
	tx.Note("outcome", "right")
	if waits != Nothing {
		tx.Note("waits_for", string(waits))
	} else if err := arrive(ctx, tx, a); err != nil {
		return err
	}
	return insertSession(ctx, tx, d.limits().opened(a, via, waits, agent, token, tx.Now()))
}

// arrive notes that someone is in altogether. Only this ends the count of wrong attempts, so that a known password does
// not give endless tries at the code.
func arrive(ctx context.Context, tx *door.Tx, a *Account) error {
	index, err := loginIndex(ctx, a.Login)
	if err != nil {
		return err
	}
	if err := forgetAttempts(ctx, tx, index); err != nil {
		return err
	}
	a.SignedIn = tx.Now()
	return saveAccount(ctx, tx, a)
}
