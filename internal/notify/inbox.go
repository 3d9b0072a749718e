package notify

import (
	"cmp"
	"context"

	"yanzhen/internal/authz"
	"yanzhen/internal/door"
	"yanzhen/internal/store"
)

// A reader is whose messages are asked for: those to the actor's account, and to the person the actor is.
type reader struct{ district, person, account string }

func readerOf(a authz.Actor) reader {
	return reader{a.District(), a.Person(), a.Account}
}

// Messages asks for the actor's own messages, newest first.
type Messages struct {
	Kind   Kind   `json:"kind"`   // all when empty
	Unread bool   `json:"unread"` // only those not read yet
	After  string `json:"after"`  // id of the last message of the page before
	Limit  int    `json:"limit"`  // 30 when 0, at most 200
}

// A Page is some of the messages.
type Page struct {
	Messages []Message `json:"messages"`
	Unread   int64     `json:"unread"` // of all, not of the page
	Next     string    `json:"next,omitempty"`
}

// Action is notify.message.read.
func (Messages) Action() authz.Action { return authz.NotifyRead }

// Answer gives the page.
func (q Messages) Answer(ctx context.Context, snap *door.Snapshot) (*Page, error) {
	r := readerOf(snap.Actor())
	limit := min(cmp.Or(max(q.Limit, 0), 30), 200)
	all, err := loadPage(ctx, snap, r, q, limit+1)
	if err != nil {
		return nil, err
	}
	out := &Page{Messages: all[:min(limit, len(all))]}
	if len(all) > limit {
		out.Next = all[limit-1].ID
	}
	out.Unread, err = countUnread(ctx, snap, r)
	return out, err
}

// Unread asks how many of the actor's messages wait to be read.
type Unread struct{}

// Action is notify.message.read.
func (Unread) Action() authz.Action { return authz.NotifyRead }

// Answer counts.
func (Unread) Answer(ctx context.Context, snap *door.Snapshot) (int64, error) {
	return countUnread(ctx, snap, readerOf(snap.Actor()))
}

// Show asks for one of the actor's messages.
type Show struct {
	Message string `json:"message"`
}

// Action is notify.message.read.
func (Show) Action() authz.Action { return authz.NotifyRead }

// Answer gives it. Error: Missing notify.missing for somebody else's.
func (q Show) Answer(ctx context.Context, snap *door.Snapshot) (*Message, error) {
	return findMessage(ctx, snap, readerOf(snap.Actor()), q.Message)
}

// Read notes that a message was read; read twice, the first time stands.
type Read struct {
	District string `json:"district"`
	Message  string `json:"message"`
}

// Action is notify.message.read.
func (Read) Action() authz.Action { return authz.NotifyRead }

// Land is the district: whose message it is, Run finds out.
func (c Read) Land(context.Context, store.Q) (authz.Land, error) {
	return authz.Land{District: c.District}, nil
}

// Run notes it. Error: Missing notify.missing for somebody else's message.
func (c Read) Run(ctx context.Context, tx *door.Tx) (*Message, error) {
	m, err := findMessage(ctx, tx, readerOf(tx.Actor()), c.Message)
	if err != nil || !m.Read.IsZero() {
		return m, err
	}
	tx.About("message/" + m.ID)
	m.Read = tx.Now()
	_, err = tx.Exec(ctx, `UPDATE notify_message SET read_at = $1 WHERE district = $2 AND id = $3`, tx.Now().UnixMicro(), m.district, m.ID)
	return m, err
}
