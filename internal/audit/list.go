package audit

import (
	"context"
	"strconv"
	"strings"
	"time"

	"yanzhen/internal/authz"
	"yanzhen/internal/base/fault"
	"yanzhen/internal/store"
)

// A Query narrows the log; zero fields do not narrow.
type Query struct {
	Subject, Account string
	Actor            string // part of the actor's name as it was, or the whole account
	Action           authz.Action
	Outcome          string
	From, Until      time.Time // from this instant on, and before that one
	Before           int64     // entries with a smaller Seq only; for paging backwards
	Limit            int       // at most 500; 0 means 50
}

var likeEscape = strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`)

// where gives the predicate of the query and of what actor may see.
func (by Query) where(actor authz.Actor, args *[]any) string {
	parts := []string{authz.Where(actor, authz.AuditRead, authz.Columns{District: "district"}, args)}
	bind := func(narrows bool, condition string, values ...any) {
		if !narrows {
			return
		}
		for _, v := range values {
			*args = append(*args, v)
			condition = strings.Replace(condition, "?", "$"+strconv.Itoa(len(*args)), 1)
		}
		parts = append(parts, condition)
	}
	bind(by.Subject != "", "subject = ?", by.Subject)
	bind(by.Account != "", "account = ?", by.Account)
	bind(by.Actor != "", `(account = ? OR lower(actor) LIKE ? ESCAPE '\')`, by.Actor, "%"+likeEscape.Replace(strings.ToLower(by.Actor))+"%")
	bind(by.Action != "", "action = ?", string(by.Action))
	bind(by.Outcome != "", "outcome = ?", by.Outcome)
	bind(!by.From.IsZero(), "at >= ?", by.From.UnixMicro())
	bind(!by.Until.IsZero(), "at < ?", by.Until.UnixMicro())
	bind(by.Before != 0, "seq < ?", by.Before)
	return strings.Join(parts, " AND ")
}

// List gives the newest entries that actor may see, newest first.
func List(ctx context.Context, q store.Q, actor authz.Actor, by Query) ([]Entry, error) {
	limit := by.Limit
	if limit <= 0 || limit > 500 {
		limit = 50
	}
	var args []any
	where := by.where(actor, &args)
	args = append(args, limit)
	rows, err := q.Query(ctx, `
		SELECT seq, at, district, account, actor, via, action, outcome, subject, detail
		FROM audit_entry
		WHERE `+where+`
		ORDER BY seq DESC
		LIMIT $`+strconv.Itoa(len(args)), args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var found []Entry
	for rows.Next() {
		e, _, err := scan(rows)
		if err != nil {
			return nil, err
		}
		found = append(found, e)
	}
	return found, rows.Err()
}

// Count gives how many entries there are that actor may see.
func Count(ctx context.Context, q store.Q, actor authz.Actor, by Query) (n int64, err error) {
	var args []any
	where := by.where(actor, &args)
	err = q.QueryRow(ctx, `SELECT COUNT(*) FROM audit_entry WHERE `+where, args...).Scan(&n)
	return n, err
}

// Find gives one entry; fault.Missing if there is none that actor may see.
func Find(ctx context.Context, q store.Q, actor authz.Actor, seq int64) (Entry, error) {
	found, err := List(ctx, q, actor, Query{Before: seq + 1, Limit: 1})
	if err != nil {
		return Entry{}, err
	}
	if len(found) == 0 || found[0].Seq != seq {
		return Entry{}, fault.Missing.New("audit.missing")
	}
	return found[0], nil
}
