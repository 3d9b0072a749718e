package account

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"yanzhen/internal/base/id"
	"yanzhen/internal/crypt"
	"yanzhen/internal/store"
)

// Waits is what is still asked of someone whose password was right, before their session opens the house.
type Waits string

// What may be asked: nothing, the one-time code, a password of their own in place of the one they were given.
const (
	Nothing     Waits = ""
	ForCode     Waits = "code"
	ForPassword Waits = "password"
)

// stepTime is how long each further step of signing in may take.
const stepTime = 10 * time.Minute

// How a session was opened.
const (
	byPassword = "password"
	byCode     = "code"
	byDemo     = "demo"
)

// A session is a signed-in browser. Its token is known to the browser alone; here is its fingerprint.
type session struct {
	hash     string
	id       string
	district string
	account  string
	via      string
	waits    Waits
	agent    string
	created  time.Time
	seen     time.Time
	expires  time.Time
}

// A Session is one of the reader's own sessions as they see it.
type Session struct {
	ID      string    `json:"id"`
	Via     string    `json:"via"`   // password, code, demo
	Agent   string    `json:"agent"` // "Chrome · Windows"
	Created time.Time `json:"created_at"`
	Seen    time.Time `json:"seen_at"`
	Expires time.Time `json:"expires_at"`
	Current bool      `json:"current"`
}

// limits bound how long sessions live.
type limits struct {
	idle time.Duration // without a request
	most time.Duration // since signing in
}

// alive reports whether s still counts at now. One that would end much later than any session can was opened before the
// clock was set back, or under a longer limit, and is over; a clock that is put right by minutes signs nobody out.
func (l limits) alive(s *session, now time.Time) bool {
	left := s.expires.Sub(now)
	return left > 0 && left <= l.most+l.idle && now.Sub(s.seen) < l.idle
}

// opened gives a session of the account that begins now, under a token just made.
func (l limits) opened(a *Account, via string, waits Waits, agent, token string, now time.Time) *session {
	lasts := l.most
	if waits != Nothing {
		lasts = min(stepTime, l.most)
	}
	return &session{hash: fingerprint(token), id: id.New(now), district: a.District, account: a.ID, via: via, waits: waits,
		agent: agent, created: now, seen: now, expires: now.Add(lasts)}
}

// newToken is what a browser keeps of its session.
func newToken() string { return crypt.Token() }

const sessionColumns = `hash, id, district, account, via, waits, agent, created_at, seen_at, expires_at`

func scanSession(row store.Row) (*session, error) {
	var s session
	var created, seen, expires int64
	err := row.Scan(&s.hash, &s.id, &s.district, &s.account, &s.via, &s.waits, &s.agent, &created, &seen, &expires)
	s.created, s.seen, s.expires = instant(created), instant(seen), instant(expires)
	return &s, err
}

// findSession gives the session of a token's fingerprint; false if there is none.
func findSession(ctx context.Context, q store.Q, hash string) (*session, bool, error) {
	s, err := scanSession(q.QueryRow(ctx, `SELECT `+sessionColumns+` FROM account_session WHERE hash = $1`, hash))
	if errors.Is(err, store.ErrNoRows) {
		return nil, false, nil
	}
	return s, err == nil, err
}

func sessionsOf(ctx context.Context, q store.Q, district, account string) ([]*session, error) {
	return all(ctx, q, scanSession, `
		SELECT `+sessionColumns+`
		FROM account_session
		WHERE district = $1 AND account = $2
		ORDER BY seen_at DESC, id DESC`, district, account)
}

func insertSession(ctx context.Context, tx store.Q, s *session) error {
	_, err := tx.Exec(ctx, `
		INSERT INTO account_session (`+sessionColumns+`)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
		s.hash, s.id, s.district, s.account, s.via, string(s.waits), s.agent, micro(s.created), micro(s.seen), micro(s.expires))
	if err != nil {
		return fmt.Errorf("open session: %w", err)
	}
	return nil
}

// closeSession ends the session of a token's fingerprint; "" is none.
func closeSession(ctx context.Context, tx store.Q, hash string) error {
	_, err := tx.Exec(ctx, `DELETE FROM account_session WHERE hash = $1`, hash)
	return err
}

// closeAll ends every session of an account and tells how many there were.
func closeAll(ctx context.Context, tx store.Q, a *Account) (int64, error) {
	return tx.Exec(ctx, `DELETE FROM account_session WHERE district = $1 AND account = $2`, a.District, a.ID)
}

// agentOf names browser and system of a User-Agent header, coarsely: enough for its owner to recognise, too little to
// follow anyone by.
func agentOf(header string) string {
	name := func(pairs ...[2]string) string {
		for _, pair := range pairs {
			if strings.Contains(header, pair[0]) {
				return pair[1]
			}
		}
		return ""
	}
	browser := name([2]string{"MicroMessenger", "WeChat"}, [2]string{"Edg/", "Edge"}, [2]string{"Firefox/", "Firefox"},
		[2]string{"Chrome/", "Chrome"}, [2]string{"Safari/", "Safari"})
	system := name([2]string{"HarmonyOS", "HarmonyOS"}, [2]string{"Android", "Android"}, [2]string{"iPhone", "iPhone"}, [2]string{"iPad", "iPad"},
		[2]string{"Windows", "Windows"}, [2]string{"Mac OS X", "macOS"}, [2]string{"Linux", "Linux"})
	return strings.Trim(browser+" · "+system, " ·")
}
