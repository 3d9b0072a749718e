package intake

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"yanzhen/internal/authz"
	"yanzhen/internal/base/civil"
	"yanzhen/internal/base/fault"
	"yanzhen/internal/registry/roster"
	"yanzhen/internal/store"
)

const importColumns = `district, id, org, name, format, file, sha256, source, source_date, mapping, state, total, reached, created, updated,
	unchanged, duplicate, rejected, conflicts, reasons, run, fault, account, at, ended_at`

// loadImport gives the import, or fault.Missing.
func loadImport(ctx context.Context, q store.Q, district, id string) (*Import, error) {
	i, err := scanImport(q.QueryRow(ctx, `SELECT `+importColumns+` FROM import WHERE district = $1 AND id = $2`, district, id))
	if errors.Is(err, store.ErrNoRows) {
		return nil, fault.Missing.New("intake.import.missing")
	}
	return i, err
}

func scanImport(row store.Row) (*Import, error) {
	var i Import
	var day, plan, reasons string
	var at, ended int64
	err := row.Scan(&i.District, &i.ID, &i.Org, &i.Name, &i.Format, &i.File, &i.Sum, &i.Source, &day, &plan, &i.State, &i.Total, &i.Reached,
		&i.Created, &i.Updated, &i.Unchanged, &i.Duplicate, &i.Rejected, &i.Conflicts, &reasons, &i.Job, &i.Fault,
		&i.Account, &at, &ended)
	if err != nil {
		return nil, err
	}
	i.At, i.Ended = instant(at), instant(ended)
	i.SourceDate, err = dayOf(day)
	var kept keptPlan
	err = errors.Join(err, json.Unmarshal([]byte(plan), &kept))
	i.Plan, i.number = kept.Plan, kept.Number
	return &i, errors.Join(err, json.Unmarshal([]byte(reasons), &i.Reasons))
}

func instant(micros int64) time.Time {
	if micros == 0 {
		return time.Time{}
	}
	return time.UnixMicro(micros).UTC()
}

func micros(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMicro()
}

func dayOf(text string) (civil.Date, error) {
	if text == "" {
		return civil.Date{}, nil
	}
	return civil.Parse(text)
}

func dayText(d civil.Date) string {
	if d.IsZero() {
		return ""
	}
	return d.String()
}

func insertImport(ctx context.Context, q store.Q, i *Import) error {
	plan, reasons, err := i.json()
	if err != nil {
		return err
	}
	_, err = q.Exec(ctx, `
		INSERT INTO import (district, id, org, name, format, file, sha256, source, source_date, mapping, state, reasons, account, at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)`,
		i.District, i.ID, i.Org, i.Name, i.Format, i.File, i.Sum, i.Source, dayText(i.SourceDate), plan, string(i.State), reasons,
		i.Account, micros(i.At))
	return err
}

func saveImport(ctx context.Context, q store.Q, i *Import) error {
	plan, reasons, err := i.json()
	if err != nil {
		return err
	}
	_, err = q.Exec(ctx, `
		UPDATE import
		SET mapping = $1, state = $2, reached = $3, created = $4, updated = $5, unchanged = $6, duplicate = $7, rejected = $8,
		    conflicts = $9, reasons = $10, run = $11, fault = $12, ended_at = $13, sheet = $14, total = $15, source = $16,
		    source_date = $17
		WHERE district = $18 AND id = $19`,
		plan, string(i.State), i.Reached, i.Created, i.Updated, i.Unchanged, i.Duplicate, i.Rejected,
		i.Conflicts, reasons, i.Job, i.Fault, micros(i.Ended), i.Plan.Sheet, max(i.Total, i.Rows()), i.Source,
		dayText(i.SourceDate), i.District, i.ID)
	return err
}

// A keptPlan is a plan as the table holds it, with what is not for readers.
type keptPlan struct {
	Plan
	Number string `json:"number,omitempty"` // sealed
}

func (i *Import) json() (plan, reasons string, err error) {
	p, err := json.Marshal(keptPlan{i.Plan, i.number})
	if err != nil {
		return "", "", fmt.Errorf("plan of import %s: %w", i.ID, err)
	}
	r, err := json.Marshal(append(Histogram{}, i.Reasons...))
	return string(p), string(r), err
}

// listImports gives the newest imports the actor may see.
func listImports(ctx context.Context, q store.Q, actor authz.Actor, by ListImports) ([]*Import, error) {
	args := []any{by.Before, by.Limit, flag(by.Rejects), flag(len(by.State) == 0)}
	for _, s := range append([]State{""}, by.State...) {
		args = append(args, string(s))
	}
	rows, err := q.Query(ctx, `
		SELECT `+importColumns+`
		FROM import
		WHERE (CAST($1 AS TEXT) = '' OR id < $1)
		  AND (CAST($3 AS BIGINT) = 0 OR rejected > 0)
		  AND (CAST($4 AS BIGINT) = 1 OR state IN `+placesFrom(5, len(by.State)+1)+`)
		  AND `+authz.Where(actor, authz.ImportRead, authz.Columns{District: "district", Org: "org"}, &args)+`
		ORDER BY id DESC
		LIMIT $2`, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var found []*Import
	for rows.Next() {
		i, err := scanImport(rows)
		if err != nil {
			return nil, err
		}
		found = append(found, i)
	}
	return found, rows.Err()
}

// saveLines keeps the outcomes of a chunk of an import, many rows to a statement.
func saveLines(ctx context.Context, q store.Q, district, id string, lines []Line) error {
	const width, most = 7, 250
	for len(lines) > 0 {
		part := lines[:min(most, len(lines))]
		lines = lines[len(part):]
		args := make([]any, 0, width*len(part))
		for _, l := range part {
			reasons, err := json.Marshal(append([]Reason{}, l.Reasons...))
			if err != nil {
				return fmt.Errorf("reasons of row %d: %w", l.Number, err)
			}
			args = append(args, district, id, l.Number, string(l.Outcome), l.Person, string(reasons), l.Conflicts)
		}
		_, err := q.Exec(ctx, `INSERT INTO import_row (district, import, number, outcome, person, reasons, conflicts) VALUES `+
			places(len(part), width), args...)
		if err != nil {
			return err
		}
	}
	return nil
}

// places gives n groups of width placeholders: ($1, $2), ($3, $4).
func places(n, width int) string {
	var b strings.Builder
	for i := range n {
		b.WriteString(map[bool]string{true: "(", false: ", ("}[i == 0])
		for j := range width {
			if j > 0 {
				b.WriteString(", ")
			}
			fmt.Fprintf(&b, "$%d", i*width+j+1)
		}
		b.WriteString(")")
	}
	return b.String()
}

// placesFrom gives one group of n placeholders that begins with the number first.
func placesFrom(first, n int) string {
	marks := make([]string, n)
	for i := range marks {
		marks[i] = fmt.Sprintf("$%d", first+i)
	}
	return "(" + strings.Join(marks, ", ") + ")"
}

func flag(b bool) int64 {
	if b {
		return 1
	}
	return 0
}

// findLines gives rows of an import from after on, by number; outcome "" gives all.
func findLines(ctx context.Context, q store.Q, district, id string, outcome Outcome, after int64, limit int) ([]Line, error) {
	rows, err := q.Query(ctx, `
		SELECT number, outcome, person, reasons, conflicts
		FROM import_row
		WHERE district = $1 AND import = $2 AND (CAST($3 AS TEXT) = '' OR outcome = $3) AND number > $4
		ORDER BY number
		LIMIT $5`, district, id, string(outcome), after, limit)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var found []Line
	for rows.Next() {
		var l Line
		var reasons string
		if err := rows.Scan(&l.Number, &l.Outcome, &l.Person, &reasons, &l.Conflicts); err != nil {
			return nil, err
		}
		if err := json.Unmarshal([]byte(reasons), &l.Reasons); err != nil {
			return nil, fmt.Errorf("reasons of row %d: %w", l.Number, err)
		}
		found = append(found, l)
	}
	return found, rows.Err()
}

// remembered gives what columns of these titles were corrected to in the district.
func remembered(ctx context.Context, q store.Q, district string) (roster.Mapping, error) {
	rows, err := q.Query(ctx, `SELECT title, field FROM column_memory WHERE district = $1`, district)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	m := roster.Mapping{}
	for rows.Next() {
		var title, field string
		if err := rows.Scan(&title, &field); err != nil {
			return nil, err
		}
		m[title] = roster.Field(field)
	}
	return m, rows.Err()
}

func remember(ctx context.Context, q store.Q, district, title string, field roster.Field, account string, now time.Time) error {
	_, err := q.Exec(ctx, `
		INSERT INTO column_memory (district, title, field, account, at)
		VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (district, title) DO UPDATE SET field = EXCLUDED.field, account = EXCLUDED.account, at = EXCLUDED.at`,
		district, title, string(field), account, now.UnixMicro())
	return err
}

func countWaiting(ctx context.Context, q store.Q, actor authz.Actor) (w Waiting, err error) {
	args := []any{}
	err = q.QueryRow(ctx, `
		SELECT COALESCE(SUM(CASE WHEN state IN ('uploaded', 'mapped') THEN 1 ELSE 0 END), 0),
		       COALESCE(SUM(CASE WHEN state = 'running' THEN 1 ELSE 0 END), 0),
		       COALESCE(SUM(CASE WHEN state = 'done' AND rejected > 0 THEN 1 ELSE 0 END), 0)
		FROM import
		WHERE `+authz.Where(actor, authz.ImportRead, authz.Columns{District: "district", Org: "org"}, &args), args...).
		Scan(&w.Uploaded, &w.Running, &w.Rejects)
	return w, err
}
