package pack

import (
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"testing"

	"yanzhen/internal/base/civil"
	"yanzhen/internal/engine/column"
	"yanzhen/internal/policy/fact"
)

var asOf = civil.MustParse("2026-11-24")

// An inventor makes people up, without regard for sense.
type inventor struct {
	*rand.Rand
	facts *fact.Catalogue
	packs []*Pack
}

// person gives every fact a value or none.
func (r inventor) person() fact.Row {
	raw := map[string]any{}
	for _, f := range r.facts.All() {
		if f.Within == "" && f.RankOf == "" && r.IntN(100) < 85 {
			raw[f.Key] = r.value(f)
		}
	}
	row, problems := r.facts.Read(raw)
	if len(problems) > 0 {
		panic(problems[0])
	}
	return row
}

func (r inventor) value(f fact.Fact) any {
	switch f.Kind {
	case fact.Bool:
		return r.IntN(100) < 70
	case fact.Int:
		return int64([]int{r.IntN(8), r.IntN(40), r.IntN(2_000_000), r.IntN(300_000_000)}[r.IntN(4)])
	case fact.Double:
		return float64(r.IntN(1000)) / 8
	case fact.Date:
		return civil.On(2018, 1, 1).AddDays(r.IntN(3600))
	case fact.Text:
		return r.text(f)
	case fact.Texts:
		list := []any{}
		for range r.IntN(3) {
			list = append(list, r.text(f))
		}
		return list
	case fact.Records:
		list := []any{}
		for range r.IntN(3) {
			rec := map[string]any{}
			for _, g := range f.Fields {
				if g.Within == "" && g.RankOf == "" && r.IntN(100) < 85 {
					rec[g.Key] = r.value(g)
				}
			}
			list = append(list, rec)
		}
		return list
	}
	return nil
}

var places = []string{"430408", "430408001", "430100", "430600", "440307", "440300", "330100", "110105"}

func (r inventor) text(f fact.Fact) string {
	if codes := r.facts.Codes(f.Codes); len(codes) > 0 {
		return codes[r.IntN(len(codes))].Code
	}
	switch f.Key {
	case "policy":
		return r.packs[r.IntN(len(r.packs))].Policy.ID
	case "group":
		return []string{"home_purchase", "living"}[r.IntN(2)]
	}
	return places[r.IntN(len(places))]
}

// invented makes people up over every fact of the packs, as rows and as columns.
func invented(t testing.TB, packs []*Pack, people int) ([]fact.Row, *column.Batch) {
	t.Helper()
	facts, err := together(packs)
	if err != nil {
		t.Fatal(err)
	}
	r := inventor{rand.New(rand.NewPCG(1, 2)), facts, packs}
	var fields []column.Field
	for _, f := range facts.All() {
		key := f.Key
		if key == "application.date" {
			key = asked
		}
		fields = append(fields, column.Field{Name: key, Type: f.Type()})
	}
	rows := make([]fact.Row, people)
	b := column.NewBuilder(fields)
	for i := range rows {
		rows[i] = r.person()
		columns := map[string]any{asked: rows[i]["application.date"]}
		for key, v := range rows[i] {
			columns[key] = v
		}
		if err := b.Append(columns); err != nil {
			t.Fatal(err)
		}
	}
	return rows, b.Batch()
}

func TestColumnsAgreeWithPeopleOneByOne(t *testing.T) {
	people := 300
	if os.Getenv("YANZHEN_LONG") == "1" {
		people = 20_000
	}
	packs := policies(t)
	rows, batch := invented(t, packs, people)
	all, err := EvalColumns(packs, batch, asOf)
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]map[Verdict]int{}
	for i, row := range rows {
		for k, o := range Eval(packs, Person{ID: fmt.Sprint(i), Facts: row}, asOf) {
			fen, known := o.AmountFen()
			if !known {
				fen = -1
			}
			got := all[k].Finding(i)
			if got.Verdict != o.Verdict() || got.Verdict != No && (got.Fen != fen || !slices.Equal(got.Missing, o.Missing())) {
				t.Errorf("person %d under %s: columns say %+v, the row says %s %d %v", i, o.Pack().Policy.ID, got, o.Verdict(), fen, o.Missing())
			}
			if seen[o.Pack().Policy.ID] == nil {
				seen[o.Pack().Policy.ID] = map[Verdict]int{}
			}
			seen[o.Pack().Policy.ID][o.Verdict()]++
		}
	}
	open := 0
	for id, n := range seen {
		t.Logf("%s: %v", id, n)
		open += n[Yes] + n[Unknown]
	}
	if open < people {
		t.Errorf("only %d outcomes of %d people are not no: the invention has become one-sided", open, people)
	}
}

func TestAColumnOfAnotherTypeIsRefused(t *testing.T) {
	batch, err := column.Rows([]column.Field{{Name: "person.birth_date", Type: column.Text}}, map[string]any{"person.birth_date": "1997"})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := EvalColumns(policies(t), batch, asOf); err == nil {
		t.Error("a birth date as text is accepted")
	}
}
