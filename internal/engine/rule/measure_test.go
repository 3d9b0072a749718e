package rule_test

import (
	"math/rand/v2"
	"testing"

	"yanzhen/internal/engine/column"
	"yanzhen/internal/engine/rule"
)

// A sitting says what the programs say alone, on one core and on several, at once and again.
func TestASittingAgreesWithItsPrograms(t *testing.T) {
	r := &inventor{Rand: rand.New(rand.NewPCG(5, 5))}
	e := env(t)
	batch := inventedBatch(t, r, column.ChunkRows+200)
	var measures []rule.Measure
	for len(measures) < 40 {
		when, _ := e.Compile(r.expr(rule.Bool, 3), rule.Bool)
		pay, _ := e.Compile(r.expr(rule.Int, 3), rule.Int)
		if when != nil && pay != nil {
			measures = append(measures, rule.Measure{When: when, Pay: pay})
		}
	}
	for _, cores := range []int{1, 3} {
		s := rule.NewSitting(batch, today, cores)
		for range 3 {
			got, err := s.Judge(measures)
			if err != nil {
				t.Fatal(err)
			}
			for i, m := range measures {
				agreesWithPrograms(t, m, batch, got[i])
			}
			s.Keep()
		}
	}
}

func agreesWithPrograms(t *testing.T, m rule.Measure, batch *column.Batch, got *rule.Judgement) {
	t.Helper()
	when, err := m.When.Eval(batch, today)
	if err != nil {
		t.Fatal(err)
	}
	pay, err := m.Pay.Eval(batch, today)
	if err != nil {
		t.Fatal(err)
	}
	count, sum := 0, int64(0)
	for i := range batch.Len() {
		if got.Verdict(i) != when.Verdict(i) {
			t.Fatalf("%s: row %d is %s, not %s", m.When.Text(), i, got.Verdict(i), when.Verdict(i))
		}
	}
	got.EachYes(func(row int, amount int64, state rule.Verdict) {
		count++
		sum += amount
		want := int64(0)
		if pay.Valid(row) {
			want = pay.Ints[row]
		}
		if when.Verdict(row) != rule.Yes || state != pay.Verdict(row) || amount != want {
			t.Fatalf("%s pays %s: row %d gets %d (%s), not %d (%s)", m.When.Text(), m.Pay.Text(), row, amount, state, want, pay.Verdict(row))
		}
	})
	if count != when.Yes.Count() || got.Count() != count || got.Sum() != sum {
		t.Fatalf("%s: %d rows pay %d in all, by Count and Sum %d and %d, of %d", m.When.Text(), count, sum, got.Count(), got.Sum(), when.Yes.Count())
	}
}
