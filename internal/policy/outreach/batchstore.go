package outreach

import (
	"context"
	"errors"

	"yanzhen/internal/base/fault"
	"yanzhen/internal/store"
)

const batchColumns = `district, id, policy, digest, verdict, note, quiet, run, account, actor, at`

func scanBatch(row store.Row) (*Batch, error) {
	var b Batch
	var days, at int64
	err := row.Scan(&b.District, &b.ID, &b.Policy, &b.Digest, &b.Verdict, &b.Note, &days, &b.Run, &b.account, &b.By, &at)
	b.Days, b.At = int(days), instant(at)
	return &b, err
}

func saveBatch(ctx context.Context, q store.Q, b *Batch) error {
	return insertRows(ctx, q, "outreach_batch", batchColumns, [][]any{{b.District, b.ID, b.Policy, b.Digest, string(b.Verdict), b.Note, int64(b.Days), b.Run, b.account, b.By, b.At.UnixMicro()}})
}

func loadBatch(ctx context.Context, q store.Q, district, id string) (*Batch, error) {
	b, err := scanBatch(q.QueryRow(ctx, `SELECT `+batchColumns+` FROM outreach_batch WHERE district = $1 AND id = $2`, district, id))
	if errors.Is(err, store.ErrNoRows) {
		return nil, fault.Missing.New("outreach.batch.missing")
	}
	return b, err
}

const batchPage = `
	SELECT ` + batchColumns + `
	FROM outreach_batch
	WHERE district = $1
	  AND (CAST($2 AS TEXT) = '' OR policy = $2)
	  AND (CAST($3 AS TEXT) = '' OR id < $3)
	ORDER BY id DESC
	LIMIT $4`

// A dueNotice is somebody a batch has still to tell.
type dueNotice struct{ person, missing string }

func dueNotices(ctx context.Context, q store.Q, b *Batch, most int) ([]dueNotice, error) {
	return all(ctx, q, func(row store.Row) (n dueNotice, err error) {
		err = row.Scan(&n.person, &n.missing)
		return n, err
	}, `
		SELECT person, missing
		FROM outreach_notice
		WHERE district = $1 AND batch = $2 AND state = 'due'
		ORDER BY person
		LIMIT $3`, b.District, b.ID, most)
}

func personsOf(due []dueNotice) []string {
	ids := make([]string, len(due))
	for i, n := range due {
		ids[i] = n.person
	}
	return ids
}

// settleNotice writes what became of a notice that was due.
func settleNotice(ctx context.Context, q store.Q, b *Batch, person, state string, hold Hold, message string, fen, sent int64) error {
	_, err := q.Exec(ctx, `
		UPDATE outreach_notice
		SET state = $1, held = $2, message = $3, fen = CASE WHEN $4 <> 0 THEN $4 ELSE fen END, sent_at = $5
		WHERE district = $6 AND batch = $7 AND person = $8 AND state = 'due'`,
		state, string(hold), message, fen, sent, b.District, b.ID, person)
	return err
}

// sumOf counts the people of a batch.
func sumOf(ctx context.Context, q store.Q, b *Batch) (s Sum, err error) {
	err = q.QueryRow(ctx, `
		SELECT COUNT(*), COALESCE(SUM(CASE WHEN state = 'due' THEN 1 ELSE 0 END), 0), COALESCE(SUM(CASE WHEN state = 'sent' THEN 1 ELSE 0 END), 0),
		       COALESCE(SUM(CASE WHEN state = 'held' THEN 1 ELSE 0 END), 0)
		FROM outreach_notice
		WHERE district = $1 AND batch = $2`, b.District, b.ID).Scan(&s.All, &s.Due, &s.Sent, &s.Held)
	return s, err
}
