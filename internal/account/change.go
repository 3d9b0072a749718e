package account

import (
	"context"
	"strings"

	"yanzhen/internal/authz"
	"yanzhen/internal/base/fault"
	"yanzhen/internal/crypt"
	"yanzhen/internal/door"
	"yanzhen/internal/store"
)

// One names an account in the commands of an administrator.
type One struct {
	District string `json:"district"`
	Account  string `json:"account"`
}

// Action of the command.
func (One) Action() authz.Action { return authz.AccountChange }

// Land is the district of the account.
func (o One) Land(context.Context, store.Q) (authz.Land, error) {
	return authz.Land{District: o.District}, nil
}

// load gives the account and makes it the subject of the audit entry.
func (o One) load(ctx context.Context, tx *door.Tx) (*Account, error) {
	tx.About("account/" + o.Account)
	return loadAccount(ctx, tx, o.District, o.Account)
}

// ChangeAccount gives an account another name or other grants. What a session may do changes with its next request.
type ChangeAccount struct {
	One
	Name   string        `json:"name"`
	Grants []authz.Grant `json:"grants"`
}

// Run saves name and grants. It fails with Conflict if the district would be left without an administrator.
func (c ChangeAccount) Run(ctx context.Context, tx *door.Tx) (*Account, error) {
	a, err := c.load(ctx, tx)
	if err != nil {
		return nil, err
	}
	var faults fault.List
	faults.Add(checkName(c.Name))
	grants := settle(c.Grants, a.District, &faults)
	if err := faults.Err(); err != nil {
		return nil, err
	}
	if err := mayGive(tx, append(grants, a.Grants...)); err != nil {
		return nil, err
	}
	before := a.Grants
	a.Name, a.Grants = strings.TrimSpace(c.Name), grants
	tx.Note("grants_before", told(before))
	tx.Note("grants", told(grants))
	if err := saveAccount(ctx, tx, a); err != nil {
		return nil, err
	}
	if err := saveGrants(ctx, tx, a.District, a.ID, grants); err != nil {
		return nil, err
	}
	return a, someoneRuns(ctx, tx, a.District, before)
}

// DisableAccount keeps an account from signing in and ends its sessions.
type DisableAccount struct{ One }

// Run disables it. It fails with Conflict for one's own account and for the last administrator of a district.
func (c DisableAccount) Run(ctx context.Context, tx *door.Tx) (*Account, error) {
	a, err := c.load(ctx, tx)
	if err != nil {
		return nil, err
	}
	if a.ID == tx.Actor().Account {
		return nil, fault.Conflict.New("account.not_yourself")
	}
	a.Disabled = true
	tx.Note("state", "disabled")
	if err := saveAccount(ctx, tx, a); err != nil {
		return nil, err
	}
	if _, err := closeAll(ctx, tx, a); err != nil {
		return nil, err
	}
	return a, someoneRuns(ctx, tx, a.District, a.Grants)
}

// EnableAccount lets a disabled account sign in again.
type EnableAccount struct{ One }

// Run enables it.
func (c EnableAccount) Run(ctx context.Context, tx *door.Tx) (*Account, error) {
	a, err := c.load(ctx, tx)
	if err != nil {
		return nil, err
	}
	a.Disabled = false
	tx.Note("state", "enabled")
	return a, saveAccount(ctx, tx, a)
}

// someoneRuns refuses a change that took away one of the grants before and left the district without an administrator
// who can sign in.
func someoneRuns(ctx context.Context, tx *door.Tx, district string, before []authz.Grant) error {
	if !(&Account{Grants: before}).Has(authz.Admin) {
		return nil
	}
	var left int64
	err := tx.QueryRow(ctx, `
		SELECT COUNT(*)
		FROM account_grant g
		JOIN account a ON a.district = g.district AND a.id = g.holder
		WHERE g.role = $1 AND g.at_district = $2 AND a.disabled = 0`, string(authz.Admin), district).Scan(&left)
	if err == nil && left == 0 {
		err = fault.Conflict.New("account.last_admin")
	}
	return err
}

// SetPassword gives an account a password to be changed at the next sign-in; without Password one is made. Sessions end,
// and so does a lock.
type SetPassword struct {
	One
	Password string `json:"password" web:"raw"`
}

// Secretive: it may hold a password.
func (SetPassword) Secretive() {}

// Run sets it.
func (c SetPassword) Run(ctx context.Context, tx *door.Tx) (*Given, error) {
	a, err := c.load(ctx, tx)
	if err != nil {
		return nil, err
	}
	password, given := c.Password, ""
	if password == "" {
		password = makePassword(a.Login, a.Name)
		given = password
	}
	if f := checkPassword("password", password, a.Login, a.Name); f != nil {
		return nil, f
	}
	a.password, a.MustChange = crypt.HashPassword(password), true
	tx.Note("password", "given")
	return &Given{Account: a, Password: given}, reopen(ctx, tx, a)
}

// ResetTOTP takes the one-time codes from an account whose owner lost their device, and ends its sessions.
type ResetTOTP struct{ One }

// Run takes them.
func (c ResetTOTP) Run(ctx context.Context, tx *door.Tx) (*Account, error) {
	a, err := c.load(ctx, tx)
	if err != nil {
		return nil, err
	}
	a.dropTOTP()
	tx.Note("totp", "reset")
	return a, reopen(ctx, tx, a)
}

// reopen saves an account whose credentials an administrator changed: its sessions end and its lock opens.
func reopen(ctx context.Context, tx *door.Tx, a *Account) error {
	if err := saveAccount(ctx, tx, a); err != nil {
		return err
	}
	if _, err := closeAll(ctx, tx, a); err != nil {
		return err
	}
	index, err := loginIndex(ctx, a.Login)
	if err != nil {
		return err
	}
	return forgetAttempts(ctx, tx, index)
}

func (a *Account) dropTOTP() {
	a.TOTP, a.totp, a.totpPending, a.totpStep = false, "", "", 0
}
