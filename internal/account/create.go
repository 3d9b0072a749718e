package account

import (
	"context"
	"crypto/rand"
	"math/big"
	"strings"

	"yanzhen/internal/authz"
	"yanzhen/internal/base/fault"
	"yanzhen/internal/crypt"
	"yanzhen/internal/door"
	"yanzhen/internal/store"
)

// CreateAccount makes an account. Without Password one is made; either must be changed at the first sign-in, unless it
// is the holder's own.
//
// Own, TOTP and Demo are for the command line and invented people; no form or JSON fills them.
type CreateAccount struct {
	District string        `json:"district"`
	Login    string        `json:"login"` // unique in the installation; kept in lower case
	Name     string        `json:"name"`
	Grants   []authz.Grant `json:"grants"` // the home district is filled in where none is named
	Password string        `json:"password" web:"raw"`
	Own      bool          `json:"-"` // Password is the holder's own already
	TOTP     string        `json:"-"` // base32 secret of one-time codes; "" for none
	Demo     bool          `json:"-"` // offered for one-click sign-in where the setting demo is on
}

// Given is an account that was given a password. Password is "" when the caller named it, and when the same request is
// sent again: a password is told once and kept nowhere.
type Given struct {
	Account  *Account `json:"account"`
	Password string   `json:"-"`
}

// Action of the command.
func (CreateAccount) Action() authz.Action { return authz.AccountChange }

// Secretive: it may hold a password.
func (CreateAccount) Secretive() {}

// Land is the district of the account.
func (c CreateAccount) Land(context.Context, store.Q) (authz.Land, error) {
	return authz.Land{District: c.District}, nil
}

// Run makes the account. It fails with Invalid carrying every fault of the input, and with Conflict on login.
func (c CreateAccount) Run(ctx context.Context, tx *door.Tx) (*Given, error) {
	a := &Account{District: c.District, ID: tx.NewID(), Login: cleanLogin(c.Login), Name: strings.TrimSpace(c.Name),
		MustChange: !c.Own, Demo: c.Demo, Created: tx.Now()}
	given, err := c.check(ctx, a)
	if err != nil {
		return nil, err
	}
	if err := mayGive(tx, a.Grants); err != nil {
		return nil, err
	}
	if _, err := accountByLogin(ctx, tx, a.Login); fault.KindOf(err) != fault.Missing {
		if err == nil {
			err = fault.Conflict.New("account.login_taken").On("login")
		}
		return nil, err
	}
	tx.About("account/" + a.ID)
	tx.Note("login", a.Login)
	tx.Note("grants", told(a.Grants))
	return &Given{Account: a, Password: given}, insertAccount(ctx, tx, a)
}

// check settles a from c and gives the password made for it, if one was.
func (c CreateAccount) check(ctx context.Context, a *Account) (given string, err error) {
	var faults fault.List
	faults.Add(checkLogin(a.Login))
	faults.Add(checkName(a.Name))
	a.Grants = settle(c.Grants, c.District, &faults)
	password := c.Password
	if password == "" {
		password = makePassword(a.Login, a.Name)
		given = password
	}
	faults.Add(checkPassword("password", password, a.Login, a.Name))
	if c.TOTP != "" {
		faults.Add(checkSecret(c.TOTP))
	}
	if err := faults.Err(); err != nil {
		return "", err
	}
	a.password = crypt.HashPassword(password)
	if c.TOTP != "" {
		a.TOTP = true
		a.totp, err = sealSecret(ctx, a.ID, c.TOTP)
	}
	return given, err
}

// readable are letters and digits that nobody confuses on paper or on the telephone.
const readable = "abcdefghjkmnpqrstuvwxyz23456789"

// makePassword makes a password to be told once and changed: "k7mq-3nrt-x8hd", about 59 bits.
func makePassword(login, name string) string {
	for {
		var b strings.Builder
		for i := range 12 {
			if i > 0 && i%4 == 0 {
				b.WriteByte('-')
			}
			n, err := rand.Int(rand.Reader, big.NewInt(int64(len(readable))))
			if err != nil { // never: crypto/rand stops the program instead
				panic(err)
			}
			b.WriteByte(readable[n.Int64()])
		}
		if checkPassword("", b.String(), login, name) == nil {
			return b.String()
		}
	}
}
