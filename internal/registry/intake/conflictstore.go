package intake

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"yanzhen/internal/authz"
	"yanzhen/internal/base/fault"
	"yanzhen/internal/store"
)

const conflictColumns = `district, id, person, org, kind, slot, field, ours, ours_source, ours_date, theirs, theirs_source,
	theirs_date, difference, proposed, state, import, number, reason, account, at, decided_at`

// conflictLand names the columns that say where a conflict lies.
var conflictLand = authz.Columns{District: "district", Org: "org", Person: "person"}

func loadConflict(ctx context.Context, q store.Q, district, id string) (*Conflict, error) {
	c, err := scanConflict(q.QueryRow(ctx, `SELECT `+conflictColumns+` FROM conflict WHERE district = $1 AND id = $2`, district, id))
	if errors.Is(err, store.ErrNoRows) {
		return nil, fault.Missing.New("intake.conflict.missing")
	}
	return c, err
}

func scanConflict(row store.Row) (*Conflict, error) {
	var c Conflict
	var ours, theirs, difference string
	var at, decided int64
	err := row.Scan(&c.District, &c.ID, &c.Person, &c.Org, &c.Kind, &c.Slot, &c.Field, &c.Ours.Value, &c.Ours.Source, &ours,
		&c.Theirs.Value, &c.Theirs.Source, &theirs, &difference, &c.Proposed, &c.State, &c.Import, &c.Row, &c.Reason, &c.Account,
		&at, &decided)
	if err != nil {
		return nil, err
	}
	c.At, c.Decided = instant(at), instant(decided)
	var bad1, bad2 error
	c.Ours.Date, bad1 = dayOf(ours)
	c.Theirs.Date, bad2 = dayOf(theirs)
	if err := errors.Join(bad1, bad2, json.Unmarshal([]byte(difference), &c.difference)); err != nil {
		return nil, fmt.Errorf("read conflict %s: %w", c.ID, err)
	}
	c.Ours.From, c.Theirs.From = c.difference.OursSource.Kind, c.difference.TheirsSource.Kind
	return &c, nil
}

// raise asks new questions and tells which ones: one asked before, decided or not, is not asked again.
func raise(ctx context.Context, q store.Q, asked []*Conflict) (map[string]bool, error) {
	fresh := map[string]bool{}
	const most = 200
	for len(asked) > 0 {
		part := asked[:min(most, len(asked))]
		asked = asked[len(part):]
		if err := insertConflicts(ctx, q, part, fresh); err != nil {
			return nil, err
		}
	}
	return fresh, nil
}

func insertConflicts(ctx context.Context, q store.Q, part []*Conflict, fresh map[string]bool) error {
	const width = 20
	args := make([]any, 0, width*len(part))
	for _, c := range part {
		difference, err := json.Marshal(c.difference)
		if err != nil {
			return fmt.Errorf("difference at row %d: %w", c.Row, err)
		}
		args = append(args, c.District, c.ID, c.Person, c.Org, string(c.Kind), c.Slot, c.Field, c.Ours.Value, c.Ours.Source,
			dayText(c.Ours.Date), c.Theirs.Value, c.Theirs.Source, dayText(c.Theirs.Date), string(difference), c.mark(),
			string(c.Proposed), string(Open), c.Import, c.Row, micros(c.At))
	}
	rows, err := q.Query(ctx, `
		INSERT INTO conflict (district, id, person, org, kind, slot, field, ours, ours_source, ours_date, theirs, theirs_source,
			theirs_date, difference, mark, proposed, state, import, number, at)
		VALUES `+places(len(part), width)+`
		ON CONFLICT (district, person, mark) DO NOTHING
		RETURNING id`, args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var id string
		if err := rows.Scan(&id); err != nil {
			return err
		}
		fresh[id] = true
	}
	return rows.Err()
}

func saveDecision(ctx context.Context, q store.Q, c *Conflict) error {
	_, err := q.Exec(ctx, `
		UPDATE conflict
		SET state = $1, reason = $2, account = $3, decided_at = $4
		WHERE district = $5 AND id = $6`,
		string(c.State), c.Reason, c.Account, micros(c.Decided), c.District, c.ID)
	return err
}

// A conflictFilter narrows a list of conflicts; empty fields do not.
type conflictFilter struct {
	state           Choice
	person, import_ string
	after           string
	limit           int
}

// findConflicts gives the conflicts the actor may decide, oldest first.
func findConflicts(ctx context.Context, q store.Q, actor authz.Actor, by conflictFilter) ([]*Conflict, error) {
	args := []any{string(by.state), by.person, by.import_, by.after, by.limit}
	rows, err := q.Query(ctx, `
		SELECT `+conflictColumns+`
		FROM conflict
		WHERE (CAST($1 AS TEXT) = '' OR state = $1)
		  AND (CAST($2 AS TEXT) = '' OR person = $2)
		  AND (CAST($3 AS TEXT) = '' OR import = $3)
		  AND id > $4
		  AND `+authz.Where(actor, authz.ConflictDecide, conflictLand, &args)+`
		ORDER BY id
		LIMIT $5`, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var found []*Conflict
	for rows.Next() {
		c, err := scanConflict(rows)
		if err != nil {
			return nil, err
		}
		found = append(found, c)
	}
	return found, rows.Err()
}

func countConflicts(ctx context.Context, q store.Q, actor authz.Actor, state Choice) (n int64, err error) {
	args := []any{string(state)}
	err = q.QueryRow(ctx, `SELECT COUNT(*) FROM conflict WHERE state = $1 AND `+
		authz.Where(actor, authz.ConflictDecide, conflictLand, &args), args...).Scan(&n)
	return n, err
}

// Disputed tells about which of some people sources disagree and nobody has decided yet. The caller's question answers for the right
// to ask.
func Disputed(ctx context.Context, q store.Q, district string, people []string) (map[string]bool, error) {
	disputed := map[string]bool{}
	for part := range slices.Chunk(people, 500) {
		args := []any{district, string(Open)}
		marks := make([]string, len(part))
		for i, person := range part {
			args = append(args, person)
			marks[i] = fmt.Sprintf("$%d", len(args))
		}
		rows, err := q.Query(ctx, `
			SELECT DISTINCT person
			FROM conflict
			WHERE district = $1 AND state = $2 AND person IN (`+strings.Join(marks, ", ")+`)
			ORDER BY person`, args...)
		if err != nil {
			return nil, err
		}
		defer rows.Close()
		for rows.Next() {
			var person string
			if err := rows.Scan(&person); err != nil {
				return nil, err
			}
			disputed[person] = true
		}
		if err := rows.Err(); err != nil {
			return nil, err
		}
	}
	return disputed, nil
}
