package account

import (
	"context"
	"log/slog"
	"net/http"
	"strings"
	"time"

	"yanzhen/internal/authz"
	"yanzhen/internal/base/fault"
	"yanzhen/internal/crypt"
	"yanzhen/internal/door"
	"yanzhen/internal/store"
)

// A Desk is where people sign in. Its fields are set once, before it is used.
type Desk struct {
	Door     *door.Door
	Ring     *crypt.Ring
	District string        // GB/T 2260 code of the district whose public pages these are
	Issuer   string        // what authenticator apps show above the login; "Yanzhen" if empty
	Idle     time.Duration // a session ends so long after its last request
	Max      time.Duration // and at the latest so long after signing in
	Demo     bool          // accounts marked so are offered for one-click sign-in
	Secure   bool          // the site is reached by https
}

// Context gives ctx the desk's keys.
func (d *Desk) Context(ctx context.Context) context.Context { return WithRing(ctx, d.Ring) }

func (d *Desk) limits() limits { return limits{idle: d.Idle, most: d.Max} }

func (d *Desk) now() time.Time { return d.Door.Clock.Now() }

func (d *Desk) cookieName() string {
	if d.Secure {
		return "__Host-session"
	}
	return "session"
}

// Cookie keeps a session's token in the browser until it is closed; "" takes it away.
func (d *Desk) Cookie(token string) *http.Cookie {
	c := &http.Cookie{Name: d.cookieName(), Value: token, Path: "/", HttpOnly: true, Secure: d.Secure, SameSite: http.SameSiteLaxMode}
	if token == "" {
		c.MaxAge = -1
	}
	return c
}

// Actor tells who sends r: the integration of its bearer token, or whoever signed in with its session. It asks the
// database each time, so that a right withdrawn or an account disabled acts on the next request. Whoever has
// not finished signing in is the public.
func (d *Desk) Actor(ctx context.Context, r *http.Request) (authz.Actor, error) {
	if token, ok := bearer(r); ok {
		return d.integration(ctx, token)
	}
	s, a, err := d.signedIn(ctx, r)
	if err != nil || s == nil || s.waits != Nothing {
		return authz.Anyone(d.District), err
	}
	d.touch(ctx, s)
	return a.Actor("web"), nil
}

// Waits tells what is still asked of the sender of r; Nothing for the public and for those who are in.
func (d *Desk) Waits(ctx context.Context, r *http.Request) (Waits, error) {
	s, _, err := d.signedIn(ctx, r)
	if err != nil || s == nil {
		return Nothing, err
	}
	return s.waits, nil
}

// SessionID tells which of the account's sessions r belongs to; "" for none.
func (d *Desk) SessionID(ctx context.Context, r *http.Request) (string, error) {
	s, _, err := d.signedIn(ctx, r)
	if err != nil || s == nil {
		return "", err
	}
	return s.id, nil
}

// signedIn gives the living session of r and its account; nil without an error when there is none.
func (d *Desk) signedIn(ctx context.Context, r *http.Request) (*session, *Account, error) {
	token := d.token(r)
	if token == "" {
		return nil, nil, nil
	}
	var s *session
	var a *Account
	err := d.Door.DB.Snapshot(ctx, func(q store.Q) error {
		found, ok, err := findSession(ctx, q, fingerprint(token))
		if err != nil || !ok || !d.limits().alive(found, d.now()) {
			return err
		}
		if a, err = loadAccount(ctx, q, found.district, found.account); err != nil {
			return err
		}
		if d.welcomes(found, a) {
			s = found
		}
		return nil
	})
	if fault.KindOf(err) == fault.Missing {
		return nil, nil, nil
	}
	return s, a, err
}

// welcomes reports whether a session of a still counts. One that is open although its password must be changed first
// was opened before that was asked; one of a demonstration ends with it.
func (d *Desk) welcomes(s *session, a *Account) bool {
	switch {
	case a.Disabled:
		return false
	case s.via == byDemo:
		return d.Demo && a.Demo
	case s.waits == Nothing:
		return !a.MustChange
	}
	return true
}

func (d *Desk) token(r *http.Request) string {
	c, err := r.Cookie(d.cookieName())
	if err != nil || len(c.Value) > 128 {
		return ""
	}
	return c.Value
}

func bearer(r *http.Request) (string, bool) {
	scheme, token, ok := strings.Cut(r.Header.Get("Authorization"), " ")
	return strings.TrimSpace(token), ok && strings.EqualFold(scheme, "Bearer")
}

// touch notes that the session was used, at most ten times in its idle span. It is no deed of anyone, so it goes into no
// log; and a database that cannot write must not keep people from reading.
func (d *Desk) touch(ctx context.Context, s *session) {
	now := d.now()
	if gap := now.Sub(s.seen); gap >= 0 && gap < d.Idle/10 {
		return
	}
	err := d.Door.DB.InTx(ctx, func(tx *store.Tx) error {
		_, err := tx.Exec(ctx, `UPDATE account_session SET seen_at = $1 WHERE hash = $2`, micro(now), s.hash)
		return err
	})
	if err != nil && ctx.Err() == nil {
		slog.WarnContext(ctx, "the use of a session could not be noted", "err", err)
	}
}
