// Package audit writes what was done, by whom and where, in the transaction of the deed itself: no
// entry, no deed. Entries carry no personal data beyond identifiers and masked values. Each has
// a digest over its content; sealing into a chain builds on it.
package audit

import (
	"context"
	"crypto/sha256"
	_ "embed"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"yanzhen/internal/authz"
	"yanzhen/internal/i18n"
	"yanzhen/internal/store"
)

//go:embed words.yaml
var wordsYAML []byte

// Words are the words of this package.
var Words = i18n.MustLoad(wordsYAML)

// The outcomes of a deed.
const (
	Done   = "done"
	Denied = "denied"
)

// An Entry is one line of the log.
type Entry struct {
	Seq      int64
	At       time.Time
	District string
	Account  string
	Actor    string // name and role as they were
	Via      string
	Action   authz.Action
	Outcome  string
	Subject  string         // what it was done to: "person/01…", "import/01…"
	Detail   map[string]any // masked values, counts, reasons
}

// Write appends e in the transaction of the deed.
func Write(ctx context.Context, tx store.Q, e Entry) error {
	detail, err := json.Marshal(e.Detail)
	if err != nil {
		return fmt.Errorf("audit detail: %w", err)
	}
	e.District, e.Account, e.Actor, e.Subject = legible(e.District), legible(e.Account), legible(e.Actor), legible(e.Subject)
	_, err = tx.Exec(ctx, `
		INSERT INTO audit_entry (at, district, account, actor, via, action, outcome, subject, detail, digest)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
		e.At.UnixMicro(), e.District, e.Account, e.Actor, e.Via, string(e.Action), e.Outcome, e.Subject,
		string(detail), digest(e, string(detail)))
	return err
}

// legible is text with marks in place of what is none. A refused deed may name a place that is no UTF-8, which
// PostgreSQL does not take and a backup does not give back; the refusal is on record all the same.
func legible(text string) string {
	return strings.ReplaceAll(strings.ToValidUTF8(text, "\uFFFD"), "\x00", "\uFFFD")
}

func digest(e Entry, detail string) string {
	canonical, _ := json.Marshal([]any{e.At.UnixMicro(), e.District, e.Account, e.Actor, e.Via, e.Action, e.Outcome, e.Subject, detail})
	sum := sha256.Sum256(canonical)
	return hex.EncodeToString(sum[:])
}

func scan(rows store.Rows, more ...any) (Entry, string, error) {
	var e Entry
	var at int64
	var detail string
	dest := append([]any{&e.Seq, &at, &e.District, &e.Account, &e.Actor, &e.Via, &e.Action, &e.Outcome, &e.Subject, &detail}, more...)
	if err := rows.Scan(dest...); err != nil {
		return e, "", err
	}
	e.At = time.UnixMicro(at).UTC()
	return e, detail, json.Unmarshal([]byte(detail), &e.Detail)
}

// Verify recomputes every digest and gives the sequence numbers whose content was changed.
func Verify(ctx context.Context, q store.Q) (checked int64, changed []int64, err error) {
	rows, err := q.Query(ctx, `
		SELECT seq, at, district, account, actor, via, action, outcome, subject, detail, digest
		FROM audit_entry
		ORDER BY seq`)
	if err != nil {
		return 0, nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var kept string
		e, detail, err := scan(rows, &kept)
		if err != nil {
			return checked, changed, err
		}
		checked++
		if digest(e, detail) != kept {
			changed = append(changed, e.Seq)
		}
	}
	return checked, changed, rows.Err()
}

// Gaps gives the sequence numbers that are missing before the last entry. SQLite numbers entries without gaps, so each is an entry
// that somebody took out; PostgreSQL leaves gaps where a transaction was lost, and there they say nothing.
func Gaps(ctx context.Context, q store.Q) (missing [][2]int64, err error) {
	rows, err := q.Query(ctx, `
		SELECT before + 1, seq - 1
		FROM (SELECT seq, LAG(seq, 1, 0) OVER (ORDER BY seq) AS before FROM audit_entry) e
		WHERE seq > before + 1
		ORDER BY seq`)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var gap [2]int64
		if err := rows.Scan(&gap[0], &gap[1]); err != nil {
			return nil, err
		}
		missing = append(missing, gap)
	}
	return missing, rows.Err()
}

// A Tip names the last entry of a log.
type Tip struct {
	Seq    int64
	Digest string
}

// Last gives the last entry of the log; a zero Tip of an empty one.
func Last(ctx context.Context, q store.Q) (Tip, error) {
	var t Tip
	err := q.QueryRow(ctx, `SELECT seq, digest FROM audit_entry ORDER BY seq DESC LIMIT 1`).Scan(&t.Seq, &t.Digest)
	if errors.Is(err, store.ErrNoRows) {
		return Tip{}, nil
	}
	return t, err
}

// Knows reports whether this log went through tip: it is the same log, then or later.
func Knows(ctx context.Context, q store.Q, tip Tip) (bool, error) {
	var n int64
	err := q.QueryRow(ctx, `SELECT COUNT(*) FROM audit_entry WHERE seq = $1 AND digest = $2`, tip.Seq, tip.Digest).Scan(&n)
	return n == 1, err
}
