package rule

import (
	"math/rand/v2"
	"testing"

	"yanzhen/internal/base/civil"
	"yanzhen/internal/engine/column"
)

// Columns long enough to go by tables and stretches of values say what the row evaluator says, in every
// chunk, also where the kernel fails and where the values for which it holds do not hang together.
func TestKernelsByValueAgreeWithRows(t *testing.T) {
	env, err := NewEnv([]Fact{{"born", Date}, {"n", Int}})
	if err != nil {
		t.Fatal(err)
	}
	day := civil.MustParse("2026-07-01")
	r := rand.New(rand.NewPCG(8, 9))
	b := column.NewBuilder([]column.Field{{Name: "born", Type: Date}, {Name: "n", Type: Int}})
	for i := range column.ChunkRows + 700 {
		row := map[string]any{"born": day.AddDays(-r.IntN(20000) - 30*i/column.ChunkRows), "n": r.IntN(300) - 100}
		if r.IntN(20) == 0 {
			delete(row, []string{"born", "n"}[r.IntN(2)])
		}
		if err := b.Append(row); err != nil {
			t.Fatal(err)
		}
	}
	batch := b.Batch()
	var programs []*Program
	for _, left := range []string{"age(born, day)", "months_between(born, day)", "days_between(born, day)", "percent(n, 15)", "min(n, 5)", "max(n, 5)"} {
		for _, relation := range []string{"<", "<=", ">", ">=", "==", "!="} {
			for _, limit := range []string{"-3", "0", "5", "18", "50", "600", "9223372036854775807"} {
				programs = append(programs, compiled(t, env, left+" "+relation+" "+limit))
			}
		}
	}
	for _, text := range []string{"add_years(born, 30) <= day", "add_months(born, 7) > date('2000-02-29')", "add_years(born, 7990) < day",
		"percent(n, 9223372036854775807) > 4", "age(born, day) < n", "age(born, day) < 50 && age(born, day) + n > 60"} {
		programs = append(programs, compiled(t, env, text))
	}
	results, err := EvalAll(programs, batch, day)
	if err != nil {
		t.Fatal(err)
	}
	for k, p := range programs {
		for i := 0; i < batch.Len(); i += 1 + r.IntN(60) {
			value, _, err := p.EvalRow(batch.Row(i), day)
			if got, want := results[k].Verdict(i), verdictOf(value, err); got != want {
				t.Fatalf("%s of row %d is %s, the row evaluator says %s", p.Text(), i, got, want)
			}
		}
	}
}

func compiled(t *testing.T, env *Env, text string) *Program {
	t.Helper()
	p, err := env.Compile(text, Bool)
	if err != nil {
		t.Fatal(err)
	}
	return p
}
