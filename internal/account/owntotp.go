package account

import (
	"context"

	"yanzhen/internal/authz"
	"yanzhen/internal/base/fault"
	"yanzhen/internal/crypt"
	"yanzhen/internal/door"
)

// BeginTOTP makes a secret for the actor's one-time codes. It counts only once ConfirmTOTP has seen a code of it.
type BeginTOTP struct{ Own }

// Run keeps the secret as pending; an earlier pending one is void.
func (c BeginTOTP) Run(ctx context.Context, tx *door.Tx) (*Account, error) {
	a, err := c.load(ctx, tx)
	if err != nil {
		return nil, err
	}
	if a.TOTP {
		return nil, fault.Conflict.New("account.totp.already")
	}
	if a.totpPending, err = sealSecret(ctx, a.ID, newSecret()); err != nil {
		return nil, err
	}
	tx.Note("totp", "begun")
	return a, saveAccount(ctx, tx, a)
}

// ConfirmTOTP asks for one-time codes from now on, if Code comes from the pending secret.
type ConfirmTOTP struct {
	Own
	Password string `json:"password" web:"raw"` // the actor's, so that a browser left open is not enough
	Code     string `json:"code"`
}

// Secretive: it holds a password and a code.
func (ConfirmTOTP) Secretive() {}

// Run makes the pending secret the one that counts. The code is spent.
func (c ConfirmTOTP) Run(ctx context.Context, tx *door.Tx) (*Account, error) {
	a, err := c.load(ctx, tx)
	switch {
	case err != nil:
		return nil, err
	case a.totpPending == "":
		return nil, fault.Conflict.New("account.totp.not_begun")
	case !crypt.CheckPassword(a.password, c.Password):
		return nil, fault.Invalid.New("account.password.wrong").On("password")
	}
	a.totp, a.totpPending, a.totpStep = a.totpPending, "", 0
	right, err := a.spendCode(ctx, c.Code, tx.Now())
	if err != nil {
		return nil, err
	}
	if !right {
		return nil, fault.Invalid.New("account.totp.wrong").On("code")
	}
	a.TOTP = true
	tx.Note("totp", "on")
	return a, saveAccount(ctx, tx, a)
}

// DropTOTP no longer asks the actor for one-time codes.
type DropTOTP struct {
	Own
	Password string `json:"password" web:"raw"`
}

// Secretive: it holds a password.
func (DropTOTP) Secretive() {}

// Run takes the secret away.
func (c DropTOTP) Run(ctx context.Context, tx *door.Tx) (*Account, error) {
	a, err := c.load(ctx, tx)
	if err != nil {
		return nil, err
	}
	if !crypt.CheckPassword(a.password, c.Password) {
		return nil, fault.Invalid.New("account.password.wrong").On("password")
	}
	a.dropTOTP()
	tx.Note("totp", "off")
	return a, saveAccount(ctx, tx, a)
}

// ConfirmTOTP runs c for actor after counting its password.
func (d *Desk) ConfirmTOTP(ctx context.Context, actor authz.Actor, c ConfirmTOTP) error {
	c.District = actor.District()
	err := d.Prove(ctx, actor, "password", c.Password)
	if err == nil {
		_, err = door.Do(d.Context(ctx), d.Door, actor, c)
	}
	return err
}

// DropTOTP runs c for actor after counting its password.
func (d *Desk) DropTOTP(ctx context.Context, actor authz.Actor, c DropTOTP) error {
	c.District = actor.District()
	err := d.Prove(ctx, actor, "password", c.Password)
	if err == nil {
		_, err = door.Do(d.Context(ctx), d.Door, actor, c)
	}
	return err
}
