package insight

import (
	"cmp"
	"context"
	"time"

	"yanzhen/internal/audit"
	"yanzhen/internal/authz"
	"yanzhen/internal/base/civil"
	"yanzhen/internal/door"
	"yanzhen/internal/store"
)

// Log asks for a page of the audit log, newest first. Empty fields do not narrow.
type Log struct {
	Actor   string       `json:"actor"` // part of a name, or a whole account
	Deed    authz.Action `json:"action"`
	Subject string       `json:"subject"` // "person/01H…"
	Outcome string       `json:"outcome"` // done, denied
	From    civil.Date   `json:"from"`
	Until   civil.Date   `json:"until"` // this day included
	After   int64        `json:"after"` // number of the last entry of the page before
	Limit   int          `json:"limit"` // at most 400; 0 means 50
}

const mostEntries = 400

// A LogPage is some entries; Next is 0 on the last page.
type LogPage struct {
	Entries []Entry `json:"entries"`
	Next    int64   `json:"next,omitempty"`
}

// An Entry is one line of the audit log.
type Entry struct {
	Seq      int64          `json:"seq"`
	At       time.Time      `json:"at"`
	District string         `json:"district"`
	Account  string         `json:"account"`
	Actor    string         `json:"actor"`
	Via      string         `json:"via"` // web, api, cli, job
	Action   authz.Action   `json:"action"`
	Outcome  string         `json:"outcome"`
	Subject  string         `json:"subject"`
	Detail   map[string]any `json:"detail,omitempty"`
}

// Action of the question.
func (Log) Action() authz.Action { return authz.AuditRead }

// Answer gives the page.
func (l Log) Answer(ctx context.Context, q *door.Snapshot) (*LogPage, error) {
	limit := min(cmp.Or(max(l.Limit, 0), 50), mostEntries)
	by := l.query()
	by.Limit = limit + 1
	found, err := audit.List(ctx, q, q.Actor(), by)
	if err != nil {
		return nil, err
	}
	page := &LogPage{Entries: []Entry{}}
	for i, e := range found {
		if i == limit {
			page.Next = found[i-1].Seq
			break
		}
		page.Entries = append(page.Entries, Entry(e))
	}
	return page, nil
}

func (l Log) query() audit.Query {
	by := audit.Query{Subject: l.Subject, Actor: l.Actor, Action: l.Deed, Outcome: l.Outcome, Before: l.After}
	if !l.From.IsZero() {
		by.From = l.From.Start()
	}
	if !l.Until.IsZero() {
		by.Until = l.Until.AddDays(1).Start()
	}
	return by
}

// LogEntry asks for one entry by its number. Missing if there is none the actor may see.
type LogEntry struct {
	Seq int64 `json:"seq"`
}

// Action of the question.
func (LogEntry) Action() authz.Action { return authz.AuditRead }

// Answer gives the entry.
func (l LogEntry) Answer(ctx context.Context, q *door.Snapshot) (Entry, error) {
	e, err := audit.Find(ctx, q, q.Actor(), l.Seq)
	return Entry(e), err
}

// TakeLog notes in the log that a part of it leaves the house. It goes before Export.
type TakeLog struct {
	District string `json:"district"`
	Log
	Format string `json:"format"`
}

// Land is the district.
func (t TakeLog) Land(context.Context, store.Q) (authz.Land, error) {
	return authz.Land{District: t.District}, nil
}

// Run notes what is taken.
func (t TakeLog) Run(_ context.Context, tx *door.Tx) (bool, error) {
	tx.Note("format", t.Format)
	for name, value := range map[string]string{"action": string(t.Deed), "outcome": t.Outcome, "from": t.From.String(), "until": t.Until.String()} {
		if value != "" {
			tx.Note(name, value)
		}
	}
	return true, nil
}

// Export gives every entry the question leaves, newest first, page after page with flat memory. It notes before the
// first that they leave the house, and stops at the first error of yield.
func Export(ctx context.Context, d *door.Door, actor authz.Actor, l Log, format string, yield func(Entry) error) error {
	if _, err := door.Do(ctx, d, actor, TakeLog{actor.District(), l, format}); err != nil {
		return err
	}
	for l.Limit = mostEntries; ; {
		page, err := door.Ask(ctx, d, actor, l)
		if err != nil {
			return err
		}
		for _, e := range page.Entries {
			if err := yield(e); err != nil {
				return err
			}
		}
		if page.Next == 0 {
			return nil
		}
		l.After = page.Next
	}
}
