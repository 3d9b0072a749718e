package registry

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"yanzhen/internal/base/civil"
	"yanzhen/internal/base/fault"
	"yanzhen/internal/store"
)

const personColumns = `district, id, name, gender, birth_date, id_sealed, id_index, id_mask, merged_into, created_at, changed_at, version`

const recordColumns = `district, person, id, kind, slot, data, origins, since, until, learnt_at, by_account, source_kind, source_ref,
	source_name, source_date, status, status_at, status_by, reason, evidence, supersedes, superseded_by, superseded_at`

func scanPerson(row store.Row) (*Person, error) {
	var p Person
	var birth string
	var created, changed int64
	err := row.Scan(&p.District, &p.ID, &p.Name, &p.Gender, &birth, &p.idSealed, &p.idIndex, &p.IDMask, &p.MergedInto, &created, &changed, &p.Version)
	if err != nil {
		return nil, err
	}
	p.CreatedAt, p.ChangedAt = instant(created), instant(changed)
	return &p, p.BirthDate.UnmarshalText([]byte(birth))
}

func scanRecord(row store.Row) (*Record, error) {
	var r Record
	var district, data, origins, since, until, sourceDate string
	var learnt, statusAt, superseded int64
	err := row.Scan(&district, &r.Person, &r.ID, &r.Kind, &r.Slot, &data, &origins, &since, &until, &learnt, &r.By, &r.Source.Kind, &r.Source.Ref,
		&r.Source.Name, &sourceDate, &r.Status, &statusAt, &r.StatusBy, &r.Reason, &r.Evidence, &r.Supersedes, &r.SupersededBy, &superseded)
	if err != nil {
		return nil, err
	}
	r.LearntAt, r.StatusAt, r.SupersededAt = instant(learnt), instant(statusAt), instant(superseded)
	if r.Data, err = decode(r.Kind, data); err != nil {
		return nil, fmt.Errorf("record %s: %w", r.ID, err)
	}
	if origins != "" {
		err = json.Unmarshal([]byte(origins), &r.Origins)
	}
	return &r, errors.Join(err, r.Since.UnmarshalText([]byte(since)), r.Until.UnmarshalText([]byte(until)), r.Source.Date.UnmarshalText([]byte(sourceDate)))
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

// all scans every row of a query.
func all[T any](ctx context.Context, q store.Q, scan func(store.Row) (T, error), text string, args ...any) ([]T, error) {
	rows, err := q.Query(ctx, text, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var found []T
	for rows.Next() {
		one, err := scan(rows)
		if err != nil {
			return nil, err
		}
		found = append(found, one)
	}
	return found, rows.Err()
}

func scanText(row store.Row) (string, error) {
	var s string
	err := row.Scan(&s)
	return s, err
}

func scanInt(row store.Row) (int64, error) {
	var n int64
	err := row.Scan(&n)
	return n, err
}

// in appends values to args and gives "column IN ($4, $5 …)".
func in[T ~string](column string, values []T, args *[]any) string {
	var b strings.Builder
	b.WriteString(column + " IN (")
	for i, v := range values {
		if i > 0 {
			b.WriteString(", ")
		}
		*args = append(*args, string(v))
		b.WriteString("$" + strconv.Itoa(len(*args)))
	}
	return b.String() + ")"
}

// insert writes rows in statements of many; on follows the values ("" or ON CONFLICT …).
func insert[T any](ctx context.Context, q store.Q, table, columns, on string, rows []T, args func(T) []any) error {
	width := strings.Count(columns, ",") + 1
	most := min(500, 30_000/width)
	for chunk := range slices.Chunk(rows, most) {
		values := make([]any, 0, len(chunk)*width)
		for _, row := range chunk {
			values = append(values, args(row)...)
		}
		if _, err := q.Exec(ctx, "INSERT INTO "+table+" ("+columns+") VALUES "+tuples(len(chunk), width)+on, values...); err != nil {
			return fmt.Errorf("insert into %s: %w", table, err)
		}
	}
	return nil
}

// tuples gives "($1, $2), ($3, $4)".
func tuples(rows, width int) string {
	b := make([]byte, 0, rows*(width*6+4))
	for i := range rows {
		if i > 0 {
			b = append(b, ',')
		}
		b = append(b, '(')
		for j := range width {
			if j > 0 {
				b = append(b, ',')
			}
			b = strconv.AppendInt(append(b, '$'), int64(i*width+j+1), 10)
		}
		b = append(b, ')')
	}
	return string(b)
}

func loadPerson(ctx context.Context, q store.Q, district, id string) (*Person, error) {
	p, err := scanPerson(q.QueryRow(ctx, `SELECT `+personColumns+` FROM person WHERE district = $1 AND id = $2`, district, id))
	if errors.Is(err, store.ErrNoRows) {
		return nil, fault.Missing.New("registry.person.missing")
	}
	return p, err
}

// livePersons gives the people behind the given numbers, by blind index; of one who was merged, the person that goes on.
func livePersons(ctx context.Context, q store.Q, district string, indexes []string) (map[string]*Person, error) {
	found := map[string]*Person{}
	for chunk := range slices.Chunk(indexes, 500) {
		args := []any{district}
		people, err := all(ctx, q, scanPerson, `SELECT `+personColumns+` FROM person WHERE district = $1 AND `+in("id_index", chunk, &args), args...)
		if err != nil {
			return nil, err
		}
		for _, p := range people {
			index := p.idIndex
			for p.MergedInto != "" { // at any remove
				if p, err = loadPerson(ctx, q, district, p.MergedInto); err != nil {
					return nil, err
				}
			}
			found[index] = p
		}
	}
	return found, nil
}

// liveRecords gives the live records of people, oldest first.
func liveRecords(ctx context.Context, q store.Q, district string, people []string) (map[string][]*Record, error) {
	return recordsWhere(ctx, q, district, people, "superseded_at = 0")
}

func recordsWhere(ctx context.Context, q store.Q, district string, people []string, where string) (map[string][]*Record, error) {
	found := make(map[string][]*Record, len(people))
	for chunk := range slices.Chunk(people, 500) {
		args := []any{district}
		records, err := all(ctx, q, scanRecord, `
			SELECT `+recordColumns+`
			FROM record
			WHERE district = $1 AND `+in("person", chunk, &args)+` AND `+where+`
			ORDER BY person, id`, args...)
		if err != nil {
			return nil, err
		}
		for _, r := range records {
			found[r.Person] = append(found[r.Person], r)
		}
	}
	return found, nil
}

func insertPersons(ctx context.Context, q store.Q, people []*Person) error {
	err := insert(ctx, q, "person", personColumns, "", people, func(p *Person) []any {
		return []any{p.District, p.ID, p.Name, p.Gender, p.BirthDate.String(), p.idSealed, p.idIndex, p.IDMask, p.MergedInto, micros(p.CreatedAt), micros(p.ChangedAt), p.Version}
	})
	if errors.Is(err, store.ErrDuplicate) { // someone else opened the same dossier a moment ago
		return fault.Conflict.New("registry.person.known").On("id_number")
	}
	return err
}

func insertRecords(ctx context.Context, q store.Q, district string, records []*Record) error {
	var bad error
	err := insert(ctx, q, "record", recordColumns, "", records, func(r *Record) []any {
		data, err := json.Marshal(r.Data)
		origins := ""
		if len(r.Origins) > 0 {
			b, err := json.Marshal(r.Origins)
			origins, bad = string(b), errors.Join(bad, err)
		}
		bad = errors.Join(bad, err)
		return []any{district, r.Person, r.ID, string(r.Kind), r.Slot, string(data), origins, r.Since.String(), r.Until.String(), micros(r.LearntAt), r.By,
			string(r.Source.Kind), r.Source.Ref, r.Source.Name, r.Source.Date.String(), string(r.Status), micros(r.StatusAt), r.StatusBy, r.Reason, r.Evidence,
			r.Supersedes, r.SupersededBy, micros(r.SupersededAt)}
	})
	return errors.Join(bad, err)
}

// stampSuperseded marks stored records as superseded.
func stampSuperseded(ctx context.Context, q store.Q, district string, old []*Record) error {
	for chunk := range slices.Chunk(old, 500) {
		args := []any{district, micros(chunk[0].SupersededAt)}
		values := texts(len(chunk), 3, len(args))
		for _, r := range chunk {
			args = append(args, r.Person, r.ID, r.SupersededBy)
		}
		n, err := q.Exec(ctx, `
			UPDATE record
			SET superseded_at = $2, superseded_by = v.column3
			FROM (VALUES `+values+`) AS v
			WHERE record.district = $1 AND record.person = v.column1 AND record.id = v.column2 AND record.superseded_at = 0`, args...)
		if err != nil {
			return fmt.Errorf("supersede records: %w", err)
		}
		if n != int64(len(chunk)) {
			return fault.Conflict.New("registry.changed")
		}
	}
	return nil
}

// saveStatus writes the verdict on a record that had none.
func saveStatus(ctx context.Context, q store.Q, district string, r *Record) error {
	_, err := q.Exec(ctx, `
		UPDATE record
		SET status = $4, status_at = $5, status_by = $6, reason = $7
		WHERE district = $1 AND person = $2 AND id = $3`,
		district, r.Person, r.ID, string(r.Status), micros(r.StatusAt), r.StatusBy, r.Reason)
	return err
}

// updatePersons writes changed identity rows; each carries its new version.
func updatePersons(ctx context.Context, q store.Q, district string, people []*Person) error {
	for chunk := range slices.Chunk(people, 500) {
		args := []any{district, micros(chunk[0].ChangedAt)}
		values := texts(len(chunk), 5, len(args))
		for _, p := range chunk {
			args = append(args, p.ID, p.Name, p.Gender, p.BirthDate.String(), p.MergedInto)
		}
		if _, err := q.Exec(ctx, `
			UPDATE person
			SET name = v.column2, gender = v.column3, birth_date = v.column4, merged_into = v.column5, changed_at = $2, version = version + 1
			FROM (VALUES `+values+`) AS v
			WHERE person.district = $1 AND person.id = v.column1`, args...); err != nil {
			return fmt.Errorf("update people: %w", err)
		}
	}
	return nil
}

// texts gives tuples of text parameters, the first one after $after.
func texts(rows, width, after int) string {
	var b strings.Builder
	for i := range rows {
		b.WriteString(map[bool]string{true: "(", false: ", ("}[i == 0])
		for j := range width {
			if j > 0 {
				b.WriteString(", ")
			}
			b.WriteString("CAST($" + strconv.Itoa(after+i*width+j+1) + " AS TEXT)")
		}
		b.WriteString(")")
	}
	return b.String()
}

func parseDay(s string) civil.Date {
	d, err := civil.Parse(s)
	if err != nil {
		return civil.Date{}
	}
	return d
}
