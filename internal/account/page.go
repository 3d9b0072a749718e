package account

import (
	"context"
	"time"

	"yanzhen/internal/authz"
	"yanzhen/internal/base/fault"
	"yanzhen/internal/door"
)

// Find asks for the account that signs in as Login; Missing if the actor sees none.
type Find struct {
	Login string `json:"login"`
}

// Action of the question.
func (Find) Action() authz.Action { return authz.AccountRead }

// Answer gives the account.
func (f Find) Answer(ctx context.Context, q *door.Snapshot) (*Account, error) {
	a, err := accountByLogin(ctx, q, f.Login)
	return visible(q, a, err)
}

func visible(q *door.Snapshot, a *Account, err error) (*Account, error) {
	if err == nil && q.May(authz.AccountRead, authz.Land{District: a.District}) != nil {
		err = fault.Missing.New("account.missing")
	}
	if err != nil {
		return nil, err
	}
	return a, nil
}

// AccountPage asks for one account as an administrator sees it.
type AccountPage struct {
	District string `json:"district"`
	Account  string `json:"account"`
}

// A View is an account with what an administrator may need to help.
type View struct {
	Account  *Account  `json:"account"`
	Sessions int       `json:"sessions"`           // open now, as far as they have not ended by themselves
	Locked   time.Time `json:"locked_to,omitzero"` // after too many wrong attempts
}

// Action of the question.
func (AccountPage) Action() authz.Action { return authz.AccountRead }

// Answer gives the page; an account the actor may not see is Missing.
func (p AccountPage) Answer(ctx context.Context, q *door.Snapshot) (*View, error) {
	a, err := loadAccount(ctx, q, p.District, p.Account)
	if a, err = visible(q, a, err); err != nil {
		return nil, err
	}
	open, err := sessionsOf(ctx, q, a.District, a.ID)
	if err != nil {
		return nil, err
	}
	v := &View{Account: a}
	for _, s := range open {
		if s.waits == Nothing && q.Now().Before(s.expires) {
			v.Sessions++
		}
	}
	v.Locked, err = lockOf(ctx, q, a.Login)
	return v, err
}

func lockOf(ctx context.Context, q *door.Snapshot, login string) (time.Time, error) {
	index, err := loginIndex(ctx, login)
	if err != nil {
		return time.Time{}, err
	}
	tried, err := loadAttempts(ctx, q, index)
	if err != nil || tried.wait(q.Now()) == 0 {
		return time.Time{}, err
	}
	return tried.locked, nil
}

// OwnAccount asks for the actor's own account. Current is the session they ask from.
type OwnAccount struct {
	Current string `json:"-"`
	Issuer  string `json:"-"` // of the pending secret
}

// Mine is one's own account. Pending is set while a secret of one-time codes waits for its first code.
type Mine struct {
	Account  *Account   `json:"account"`
	Sessions []Session  `json:"sessions"`
	Pending  *Enrolment `json:"-"`
}

// Action of the question.
func (OwnAccount) Action() authz.Action { return authz.OwnAccount }

// Answer gives it; Missing for actors without an account, such as an integration.
func (o OwnAccount) Answer(ctx context.Context, q *door.Snapshot) (*Mine, error) {
	a, err := loadAccount(ctx, q, q.Actor().District(), q.Actor().Account)
	if err != nil {
		return nil, err
	}
	mine := &Mine{Account: a}
	open, err := sessionsOf(ctx, q, a.District, a.ID)
	if err != nil {
		return nil, err
	}
	for _, s := range open {
		if s.waits == Nothing && q.Now().Before(s.expires) {
			mine.Sessions = append(mine.Sessions, Session{ID: s.id, Via: s.via, Agent: s.agent, Created: s.created, Seen: s.seen, Expires: s.expires, Current: s.id == o.Current})
		}
	}
	if a.totpPending == "" {
		return mine, nil
	}
	secret, err := openSecret(ctx, a.ID, a.totpPending)
	if err != nil {
		return nil, err
	}
	shown := enrolment(o.Issuer, a.Login, secret)
	mine.Pending = &shown
	return mine, nil
}
