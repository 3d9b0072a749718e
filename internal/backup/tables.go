package backup

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"yanzhen/internal/store"
)

// A table as its rows are written: columns in the order of the schema.
type table struct {
	Name    string   `json:"name"`
	Columns []column `json:"columns"`
	Rows    int64    `json:"rows"`
}

type column struct {
	Name   string `json:"name"`
	Kind   string `json:"kind"`             // int, text or blob
	Serial bool   `json:"serial,omitempty"` // the database numbers it; a restore keeps the numbers
}

// tables finds every table of the house; the migration bookkeeping, the job engine's own tables and SQLite's index of words, which
// follows from profile, are made anew by a restore.
func tables(ctx context.Context, q store.Q, engine store.Engine) ([]table, error) {
	names, err := list(ctx, q, namesOf[engine])
	if err != nil {
		return nil, err
	}
	var found []table
	for _, name := range names {
		if strings.HasPrefix(name, "river_") || strings.HasPrefix(name, "goose_") || strings.HasPrefix(name, "profile_words") {
			continue
		}
		t := table{Name: name}
		if t.Columns, err = columnsOf(ctx, q, engine, name); err != nil {
			return nil, fmt.Errorf("columns of %s: %w", name, err)
		}
		found = append(found, t)
	}
	return found, nil
}

var namesOf = map[store.Engine]string{
	store.SQLite: `
		SELECT name FROM sqlite_master
		WHERE type = 'table' AND name NOT LIKE 'sqlite_%'
		ORDER BY name`,
	store.Postgres: `
		SELECT CAST(table_name AS TEXT) FROM information_schema.tables
		WHERE table_schema = current_schema() AND table_type = 'BASE TABLE'
		ORDER BY table_name COLLATE "C"`,
}

func list(ctx context.Context, q store.Q, text string) ([]string, error) {
	rows, err := q.Query(ctx, text)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var names []string
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			return nil, err
		}
		names = append(names, name)
	}
	return names, rows.Err()
}

func columnsOf(ctx context.Context, q store.Q, engine store.Engine, name string) ([]column, error) {
	text := `
		SELECT name, CASE type WHEN 'BLOB' THEN 'blob' WHEN 'INTEGER' THEN 'int' ELSE 'text' END,
		       CASE WHEN pk = 1 AND EXISTS (SELECT 1 FROM sqlite_master AS m WHERE m.name = $1 AND m.sql LIKE '%AUTOINCREMENT%') THEN 1 ELSE 0 END
		FROM pragma_table_info($1)
		ORDER BY cid`
	if engine == store.Postgres {
		text = `
		SELECT CAST(column_name AS TEXT), CASE data_type WHEN 'bytea' THEN 'blob' WHEN 'bigint' THEN 'int' ELSE 'text' END,
		       CAST(CASE WHEN is_identity = 'YES' THEN 1 ELSE 0 END AS BIGINT)
		FROM information_schema.columns
		WHERE table_schema = current_schema() AND table_name = $1
		ORDER BY ordinal_position`
	}
	rows, err := q.Query(ctx, text, name)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var found []column
	for rows.Next() {
		var c column
		var serial int64
		if err := rows.Scan(&c.Name, &c.Kind, &serial); err != nil {
			return nil, err
		}
		c.Serial = serial != 0
		found = append(found, c)
	}
	return found, rows.Err()
}

// selectAll reads a table; every value travels as text or whole number, so that a backup of one
// engine restores into the other.
func (t table) selectAll() string {
	var cols []string
	for _, c := range t.Columns {
		name := fmt.Sprintf("%q", c.Name)
		if c.Kind == "text" { // JSON columns too
			name = "CAST(" + name + " AS TEXT)"
		}
		cols = append(cols, name)
	}
	return "SELECT " + strings.Join(cols, ", ") + fmt.Sprintf(" FROM %q ORDER BY %q", t.Name, t.Columns[0].Name)
}

func (t table) insert(engine store.Engine) string {
	var cols, marks []string
	overriding := ""
	for i, c := range t.Columns {
		cols, marks = append(cols, fmt.Sprintf("%q", c.Name)), append(marks, fmt.Sprintf("$%d", i+1))
		if c.Serial && engine == store.Postgres {
			overriding = " OVERRIDING SYSTEM VALUE"
		}
	}
	return fmt.Sprintf("INSERT INTO %q (%s)%s VALUES (%s)", t.Name, strings.Join(cols, ", "), overriding, strings.Join(marks, ", "))
}

// scan reads one row into values that JSON can say; blobs become base64 text.
func (t table) scan(rows store.Rows) ([]any, error) {
	dest := make([]any, len(t.Columns))
	for i, c := range t.Columns {
		switch c.Kind {
		case "int":
			dest[i] = new(*int64)
		case "blob":
			dest[i] = new([]byte)
		default:
			dest[i] = new(*string)
		}
	}
	return dest, rows.Scan(dest...)
}

// parse reads a row that scan wrote back into arguments of insert.
func (t table) parse(row []json.RawMessage) ([]any, error) {
	if len(row) != len(t.Columns) {
		return nil, fmt.Errorf("table %s: a row has %d values for %d columns", t.Name, len(row), len(t.Columns))
	}
	args := make([]any, len(row))
	for i, c := range t.Columns {
		var err error
		switch c.Kind {
		case "int":
			args[i], err = decode[*int64](row[i])
		case "blob":
			args[i], err = decode[[]byte](row[i])
		default:
			args[i], err = decode[*string](row[i])
		}
		if err != nil {
			return nil, fmt.Errorf("table %s column %s: %w", t.Name, c.Name, err)
		}
	}
	return args, nil
}

func decode[T any](raw json.RawMessage) (v T, err error) {
	err = json.Unmarshal(raw, &v)
	return v, err
}
