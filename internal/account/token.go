package account

import (
	"context"
	"log/slog"
	"strings"
	"time"

	"yanzhen/internal/authz"
	"yanzhen/internal/base/civil"
	"yanzhen/internal/base/fault"
	"yanzhen/internal/crypt"
	"yanzhen/internal/door"
	"yanzhen/internal/store"
)

// longestToken is how far ahead a token may end: an integration that nobody renews for a year is forgotten.
const longestToken = 366 // days

// tokenMark begins every token, so that one that was copied into the wrong place can be found and recognised.
const tokenMark = "yanzhen_"

// A Token lets an integration use the API with grants of its own. What it is spoken by is known to the integration alone;
// here is its fingerprint.
type Token struct {
	District  string        `json:"district"`
	ID        string        `json:"id"`
	Name      string        `json:"name"`
	Grants    []authz.Grant `json:"grants"`
	CreatedBy string        `json:"created_by"` // account
	Created   time.Time     `json:"created_at"`
	Expires   time.Time     `json:"expires_at"`
	Used      time.Time     `json:"used_at,omitzero"`
	Revoked   time.Time     `json:"revoked_at,omitzero"`
}

// State is "active", "expired" or "revoked" at now.
func (t *Token) State(now time.Time) string {
	switch {
	case !t.Revoked.IsZero():
		return "revoked"
	case !now.Before(t.Expires):
		return "expired"
	}
	return "active"
}

// CreateToken makes a token for an integration.
type CreateToken struct {
	District string        `json:"district"`
	Name     string        `json:"name"`
	Grants   []authz.Grant `json:"grants"`
	Expires  civil.Date    `json:"expires"` // the last day it is good for, at most a year ahead
}

// Made is a token just made. Secret is what the integration sends as "Authorization: Bearer …"; it is told once, and ""
// when the same request is sent again.
type Made struct {
	Token  *Token `json:"token"`
	Secret string `json:"-"`
}

// Action of the command.
func (CreateToken) Action() authz.Action { return authz.AccountChange }

// Land is the district of the token.
func (c CreateToken) Land(context.Context, store.Q) (authz.Land, error) {
	return authz.Land{District: c.District}, nil
}

// Run makes it. It fails with Invalid carrying every fault of the input.
func (c CreateToken) Run(ctx context.Context, tx *door.Tx) (*Made, error) {
	var faults fault.List
	faults.Add(checkName(c.Name))
	grants := settle(c.Grants, c.District, &faults)
	if today := civil.Of(tx.Now()); c.Expires.Before(today) || c.Expires.After(today.AddDays(longestToken)) {
		faults.Add(fault.Invalid.New("account.token.expires").On("expires"))
	}
	if err := faults.Err(); err != nil {
		return nil, err
	}
	if err := mayGive(tx, grants); err != nil {
		return nil, err
	}
	made := &Made{Secret: tokenMark + crypt.Token(), Token: &Token{District: c.District, ID: tx.NewID(), Name: strings.TrimSpace(c.Name), Grants: grants,
		CreatedBy: tx.Actor().Account, Created: tx.Now(), Expires: c.Expires.AddDays(1).Start().UTC()}}
	tx.About("token/" + made.Token.ID)
	tx.Note("grants", told(grants))
	tx.Note("expires", c.Expires.String())
	return made, insertToken(ctx, tx, made.Token, fingerprint(made.Secret))
}

// RevokeToken ends a token at once.
type RevokeToken struct {
	District string `json:"district"`
	Token    string `json:"token"`
}

// Action of the command.
func (RevokeToken) Action() authz.Action { return authz.AccountChange }

// Land is the district of the token.
func (c RevokeToken) Land(context.Context, store.Q) (authz.Land, error) {
	return authz.Land{District: c.District}, nil
}

// Run ends it. It is Missing if there is none, and Conflict if it has ended already.
func (c RevokeToken) Run(ctx context.Context, tx *door.Tx) (*Token, error) {
	tx.About("token/" + c.Token)
	t, err := findToken(ctx, tx, `district = $1 AND id = $2`, c.District, c.Token)
	if err != nil {
		return nil, err
	}
	if t.State(tx.Now()) == "revoked" {
		return nil, fault.Conflict.New("account.token.revoked_already")
	}
	t.Revoked = tx.Now()
	_, err = tx.Exec(ctx, `UPDATE account_token SET revoked_at = $1 WHERE district = $2 AND id = $3`, micro(t.Revoked), t.District, t.ID)
	return t, err
}

// integration is who sends a bearer token; the public for one that is unknown, expired or revoked.
func (d *Desk) integration(ctx context.Context, secret string) (authz.Actor, error) {
	var t *Token
	err := d.Door.DB.Snapshot(ctx, func(q store.Q) (err error) {
		t, err = findToken(ctx, q, `hash = $1`, fingerprint(secret))
		return err
	})
	now := d.now()
	switch {
	case fault.KindOf(err) == fault.Missing, err == nil && t.State(now) != "active":
		return authz.Anyone(d.District), nil
	case err != nil:
		return authz.Anyone(d.District), err
	}
	d.touchToken(ctx, t, now)
	return authz.Actor{Account: t.ID, Name: t.Name, Via: "api", Grants: t.Grants}, nil
}

// touchToken notes the use of a token, at most every five minutes; see touch.
func (d *Desk) touchToken(ctx context.Context, t *Token, now time.Time) {
	if gap := now.Sub(t.Used); gap >= 0 && gap < 5*time.Minute {
		return
	}
	err := d.Door.DB.InTx(ctx, func(tx *store.Tx) error {
		_, err := tx.Exec(ctx, `UPDATE account_token SET used_at = $1 WHERE district = $2 AND id = $3`, micro(now), t.District, t.ID)
		return err
	})
	if err != nil && ctx.Err() == nil {
		slog.WarnContext(ctx, "the use of a token could not be noted", "err", err)
	}
}
