package notify

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"yanzhen/internal/base/fault"
	"yanzhen/internal/store"
)

const messageColumns = `district, id, person, account, kind, template, args, ask, link, at, read_at, answer, answered_at`

// scanMessage reads a row and writes its words in the language of ctx.
func scanMessage(ctx context.Context, row store.Row) (*Message, error) {
	var m Message
	var args, ask string
	var at, read, answered int64
	err := row.Scan(&m.district, &m.ID, &m.Person, &m.account, &m.Kind, &m.template, &args, &ask, &m.Link, &at, &read, &m.Answer, &answered)
	if err != nil {
		return nil, err
	}
	m.At, m.Read, m.Answered = instant(at), instant(read), instant(answered)
	if args != "" {
		err = json.Unmarshal([]byte(args), &m.args)
	}
	if ask != "" && err == nil {
		err = json.Unmarshal([]byte(ask), &m.Ask)
	}
	if err != nil {
		return nil, fmt.Errorf("message %s: %w", m.ID, err)
	}
	m.Title, m.Text = m.Words(ctx, nil)
	return &m, nil
}

func instant(micros int64) time.Time {
	if micros == 0 {
		return time.Time{}
	}
	return time.UnixMicro(micros).UTC()
}

// insert writes a message; false when one with its mark is there already.
func insert(ctx context.Context, q store.Q, id string, d Draft, at time.Time) (bool, error) {
	args, err := encoded(d.Args)
	if err != nil {
		return false, err
	}
	ask := ""
	if d.Ask != nil {
		if ask, err = encoded(d.Ask); err != nil {
			return false, err
		}
	}
	n, err := q.Exec(ctx, `
		INSERT INTO notify_message (district, id, mark, person, account, kind, template, args, ask, link, at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
		ON CONFLICT (district, mark) DO NOTHING`,
		d.District, id, d.Mark, d.Person, d.Account, string(d.Kind), d.Template, args, ask, d.Link, at.UnixMicro())
	return n == 1, err
}

// findMarked gives the id of the message with a mark.
func findMarked(ctx context.Context, q store.Q, district, mark string) (id string, err error) {
	err = q.QueryRow(ctx, `SELECT id FROM notify_message WHERE district = $1 AND mark = $2`, district, mark).Scan(&id)
	if errors.Is(err, store.ErrNoRows) {
		err = fault.Missing.New("notify.missing")
	}
	return id, err
}

// findMessage gives a message of a reader. Error: Missing for one that is not theirs.
func findMessage(ctx context.Context, q store.Q, r reader, id string) (*Message, error) {
	m, err := scanMessage(ctx, q.QueryRow(ctx, `SELECT `+messageColumns+` FROM notify_message WHERE id = $4 AND `+ofReader, r.district, r.person, r.account, id))
	if errors.Is(err, store.ErrNoRows) {
		return nil, fault.Missing.New("notify.missing")
	}
	return m, err
}

// ofReader is the condition on $1 to $3 that a message is a reader's.
const ofReader = `district = $1 AND (person <> '' AND person = $2 OR account <> '' AND account = $3)`

const page = `
	SELECT ` + messageColumns + `
	FROM notify_message
	WHERE ` + ofReader + `
	  AND (CAST($4 AS TEXT) = '' OR id < $4)
	  AND (CAST($5 AS TEXT) = '' OR kind = $5)
	  AND (CAST($6 AS BIGINT) = 0 OR read_at = 0)
	ORDER BY id DESC
	LIMIT $7`

func loadPage(ctx context.Context, q store.Q, r reader, asked Messages, limit int) ([]Message, error) {
	unread := int64(0)
	if asked.Unread {
		unread = 1
	}
	rows, err := q.Query(ctx, page, r.district, r.person, r.account, asked.After, string(asked.Kind), unread, limit)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	found := []Message{}
	for rows.Next() {
		m, err := scanMessage(ctx, rows)
		if err != nil {
			return nil, err
		}
		found = append(found, *m)
	}
	return found, rows.Err()
}

func countUnread(ctx context.Context, q store.Q, r reader) (n int64, err error) {
	err = q.QueryRow(ctx, `
		SELECT (SELECT COUNT(*) FROM notify_message WHERE district = $1 AND read_at = 0 AND person <> '' AND person = $2)
		     + (SELECT COUNT(*) FROM notify_message WHERE district = $1 AND read_at = 0 AND person = '' AND account <> '' AND account = $3)`,
		r.district, r.person, r.account).Scan(&n)
	return n, err
}

// inList writes "column IN ($n, …)" and appends the values.
func inList(column string, values []string, args *[]any) string {
	places := make([]string, len(values))
	for i, v := range values {
		*args = append(*args, v)
		places[i] = "$" + strconv.Itoa(len(*args))
	}
	return column + " IN (" + strings.Join(places, ", ") + ")"
}
