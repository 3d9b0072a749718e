package bench

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"yanzhen/internal/base/civil"
	"yanzhen/internal/engine/column"
	"yanzhen/internal/store"
)

// A tally is what a policy comes to: how many people it takes in, and their amounts in fen.
type tally struct{ count, fen int64 }

// errLeave ends the transaction, so that nothing of the bench stays in the database.
var errLeave = errors.New("the measurement is over")

// askSQL puts the first n people into a database at url and hands ask a function that asks it every
// policy once, one after the other on one connection. Tables are temporary and go with the transaction.
func askSQL(ctx context.Context, url string, n int, questions []string, ask func(all func() ([]tally, error)) error) error {
	db, err := store.Open(ctx, url)
	if err != nil {
		return err
	}
	defer db.Close()
	err = db.InTx(ctx, func(tx *store.Tx) error {
		if err := fillTables(ctx, tx, n); err != nil {
			return err
		}
		all := func() ([]tally, error) {
			out := make([]tally, len(questions))
			for i, text := range questions {
				if err := tx.QueryRow(ctx, text).Scan(&out[i].count, &out[i].fen); err != nil {
					return nil, fmt.Errorf("%s: %w", text, err)
				}
			}
			return out, nil
		}
		if err := ask(all); err != nil {
			return err
		}
		return errLeave
	})
	if errors.Is(err, errLeave) {
		return nil
	}
	return err
}

// fillTables makes the tables and fills them with the first n people.
func fillTables(ctx context.Context, tx *store.Tx, n int) error {
	columns := []string{"id"}
	types := []string{"id BIGINT PRIMARY KEY"}
	for i, f := range facts[:skillsAt] {
		kind := " BIGINT"
		if i >= datesFrom && i < flagsFrom {
			kind = " TEXT"
		}
		columns, types = append(columns, f.Key), append(types, f.Key+kind)
	}
	for _, text := range []string{
		"CREATE TEMP TABLE bench_person (" + strings.Join(types, ", ") + ")",
		"CREATE TEMP TABLE bench_skill (person BIGINT, code TEXT)",
		"CREATE TEMP TABLE bench_award (person BIGINT, level BIGINT, year BIGINT)",
	} {
		if _, err := tx.Exec(ctx, text); err != nil {
			return err
		}
	}
	persons := &inserter{tx: tx, into: "bench_person (" + strings.Join(columns, ", ") + ")", width: len(columns)}
	skills := &inserter{tx: tx, into: "bench_skill (person, code)", width: 2}
	awards := &inserter{tx: tx, into: "bench_award (person, level, year)", width: 3}
	for id := 0; id < n; {
		for _, who := range people(id/column.ChunkRows, min(column.ChunkRows, n-id)) {
			err := persons.add(ctx, who.row(id)...)
			for _, s := range who.known() {
				err = errors.Join(err, skills.add(ctx, id, s))
			}
			for _, a := range who.awards {
				err = errors.Join(err, awards.add(ctx, id, a[0], a[1]))
			}
			if err != nil {
				return err
			}
			id++
		}
	}
	if err := errors.Join(persons.flush(ctx), skills.flush(ctx), awards.flush(ctx)); err != nil {
		return err
	}
	for _, text := range []string{
		"CREATE INDEX bench_skill_by_person ON bench_skill (person, code)",
		"CREATE INDEX bench_award_by_person ON bench_award (person, level, year)",
		"ANALYZE bench_person", "ANALYZE bench_skill", "ANALYZE bench_award",
	} {
		if _, err := tx.Exec(ctx, text); err != nil {
			return err
		}
	}
	return nil
}

// known gives the skills that are known.
func (p *person) known() []string {
	if p.mute {
		return nil
	}
	return p.skills
}

// row gives the person as values of bench_person.
func (p *person) row(id int) []any {
	out := []any{id}
	for _, x := range p.ints {
		out = append(out, orNull(x, x < 0))
	}
	for _, x := range p.dates {
		out = append(out, orNull(civil.FromDays(int(x)).String(), x == noDate))
	}
	for _, x := range p.texts {
		out = append(out, x)
	}
	for i, x := range p.flags {
		claim := int64(0)
		if x {
			claim = 1
		}
		out = append(out, orNull(claim, i == 3 && p.dark))
	}
	return out
}

func orNull[T any](x T, absent bool) any {
	if absent {
		return nil
	}
	return x
}

// An inserter puts many rows into a table with one statement.
type inserter struct {
	tx     *store.Tx
	into   string
	width  int
	values []any
	full   string // the statement of a full batch
}

// batchValues bounds the values of one statement: SQLite takes 32,766.
const batchValues = 16_000

func (in *inserter) add(ctx context.Context, row ...any) error {
	if in.values = append(in.values, row...); len(in.values)+in.width <= batchValues {
		return nil
	}
	if in.full == "" {
		in.full = in.text()
	}
	_, err := in.tx.Exec(ctx, in.full, in.values...)
	in.values = in.values[:0]
	return err
}

func (in *inserter) flush(ctx context.Context) error {
	if len(in.values) == 0 {
		return nil
	}
	_, err := in.tx.Exec(ctx, in.text(), in.values...)
	return err
}

func (in *inserter) text() string {
	var b strings.Builder
	b.WriteString("INSERT INTO " + in.into + " VALUES ")
	for i := range in.values {
		switch {
		case i > 0 && i%in.width == 0:
			b.WriteString("), (")
		case i > 0:
			b.WriteString(", ")
		default:
			b.WriteString("(")
		}
		fmt.Fprintf(&b, "$%d", i+1)
	}
	b.WriteString(")")
	return b.String()
}
