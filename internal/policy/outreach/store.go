package outreach

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"yanzhen/internal/notify"
	"yanzhen/internal/registry"
	"yanzhen/internal/store"
)

// all reads every row of a statement.
func all[T any](ctx context.Context, q store.Q, scan func(store.Row) (T, error), text string, args ...any) ([]T, error) {
	rows, err := q.Query(ctx, text, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	found := []T{}
	for rows.Next() {
		one, err := scan(rows)
		if err != nil {
			return nil, err
		}
		found = append(found, one)
	}
	return found, rows.Err()
}

// in writes "column IN ($n, …)" and appends the values.
func in(column string, values []string, args *[]any) string {
	places := make([]string, len(values))
	for i, v := range values {
		*args = append(*args, v)
		places[i] = "$" + strconv.Itoa(len(*args))
	}
	return column + " IN (" + strings.Join(places, ", ") + ")"
}

// A notice is what was last sent to somebody about a policy.
type notice struct {
	person, batch string
	sent          time.Time
	read          bool
}

// lastNotices gives, by person, what was last sent about a policy: to some people, or to everyone when people is nil. What was sent
// to somebody who was merged into another counts for the other.
func lastNotices(ctx context.Context, q store.Q, district, policy string, people []string) (map[string]notice, error) {
	found := map[string]notice{}
	into, err := ofPeople(ctx, q, district, people, func(part []string) error {
		args := []any{district, policy}
		some, err := all(ctx, q, scanNotice, `
			SELECT person, batch, sent_at, `+notify.ReadAt("n.district", "n.message")+`
			FROM outreach_notice AS n
			WHERE district = $1 AND policy = $2 AND state = 'sent'`+among("person", part, &args)+`
			ORDER BY person, sent_at, batch`, args...)
		for _, n := range some {
			found[n.person] = n
		}
		return err
	})
	follow(found, into, func(a, b notice) bool { return a.sent.Before(b.sent) })
	return found, err
}

func scanNotice(row store.Row) (notice, error) {
	var n notice
	var sent, read int64
	err := row.Scan(&n.person, &n.batch, &sent, &read)
	n.sent, n.read = instant(sent), read != 0
	return n, err
}

// What was given as an answer, by whom.
type given struct {
	person string
	answer Answer
	note   string
	at     time.Time
}

// lastAnswers gives, by person, what was last answered about a policy: by some people, or by everyone when people is nil. What somebody
// answered who was merged into another counts for the other.
func lastAnswers(ctx context.Context, q store.Q, district, policy string, people []string) (map[string]given, error) {
	found := map[string]given{}
	into, err := ofPeople(ctx, q, district, people, func(part []string) error {
		args := []any{district, policy}
		some, err := all(ctx, q, scanGiven, `
			SELECT person, answer, note, at
			FROM outreach_answer
			WHERE district = $1 AND policy = $2`+among("person", part, &args)+`
			ORDER BY person, at, batch, seq`, args...)
		for _, a := range some {
			found[a.person] = a
		}
		return err
	})
	follow(found, into, func(a, b given) bool { return a.at.Before(b.at) })
	return found, err
}

func scanGiven(row store.Row) (given, error) {
	var g given
	var at int64
	err := row.Scan(&g.person, &g.answer, &g.note, &at)
	g.at = instant(at)
	return g, err
}

// ofPeople calls for parts of people that one statement can name, those merged into them among them, or once with nil for everyone. It
// gives who was merged into whom.
func ofPeople(ctx context.Context, q store.Q, district string, people []string, read func(part []string) error) (into map[string]string, err error) {
	if into, err = registry.Pointers(ctx, q, district); err != nil {
		return nil, err
	}
	if people == nil {
		return into, read(nil)
	}
	asked := slices.Clone(people)
	for from, to := range into {
		if slices.Contains(people, to) {
			asked = append(asked, from)
		}
	}
	for part := range slices.Chunk(asked, 500) {
		if err := read(part); err != nil {
			return into, err
		}
	}
	return into, nil
}

// follow lets what is known of those merged into others be known of the others, where it is later than what is known of them.
func follow[T any](found map[string]T, into map[string]string, earlier func(a, b T) bool) {
	for from, to := range into {
		one, known := found[from]
		if own, also := found[to]; known && (!also || earlier(own, one)) {
			found[to] = one
		}
		delete(found, from)
	}
}
func among(column string, part []string, args *[]any) string {
	if part == nil {
		return ""
	}
	return " AND " + in(column, part, args)
}

// insertRows writes rows of the same width, some hundred with one statement.
func insertRows(ctx context.Context, q store.Q, table, columns string, rows [][]any) error {
	for part := range slices.Chunk(rows, 200) {
		var args []any
		places := make([]string, len(part))
		for i, row := range part {
			marks := make([]string, len(row))
			for k, v := range row {
				args = append(args, v)
				marks[k] = "$" + strconv.Itoa(len(args))
			}
			places[i] = "(" + strings.Join(marks, ", ") + ")"
		}
		if _, err := q.Exec(ctx, `INSERT INTO `+table+` (`+columns+`) VALUES `+strings.Join(places, ", "), args...); err != nil {
			return fmt.Errorf("write %s: %w", table, err)
		}
	}
	return nil
}
