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
	var benefits []rule.Benefit
	var alone [][2]*rule.Result
	for len(benefits) < 30 {
		when, _ := e.Compile(r.expr(rule.Bool, 3), rule.Bool)
		pay, _ := e.Compile(r.expr(rule.Int, 3), rule.Int)
		if when != nil && pay != nil {
			benefits = append(benefits, rule.Benefit{When: when, Pay: pay})
			alone = append(alone, [2]*rule.Result{result(t, when, batch), result(t, pay, batch)})
		}
	}
	for _, cores := range []int{1, 3} {
		s := rule.NewSitting(batch, today, cores)
		for range 3 {
			got, err := s.Judge(benefits)
			if err != nil {
				t.Fatal(err)
			}
			for i, m := range benefits {
				agreesWithPrograms(t, m, alone[i][0], alone[i][1], got[i])
			}
			s.Keep()
		}
	}
}

func result(t *testing.T, p *rule.Program, batch *column.Batch) *rule.Result {
	t.Helper()
	r, err := p.Eval(batch, today)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func agreesWithPrograms(t *testing.T, m rule.Benefit, when, pay *rule.Result, got *rule.Judgement) {
	t.Helper()
	count, sum := 0, int64(0)
	for i := range when.N {
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

// A chunk with more list elements than one frame holds is judged row by row, with the same answers.
func TestASittingGoesRowByRowWhereListsAreTooWide(t *testing.T) {
	e, err := rule.NewEnv([]rule.Fact{{Key: "grades", Type: rule.List(rule.Int)}, {Key: "n", Type: rule.Int}})
	if err != nil {
		t.Fatal(err)
	}
	b := column.NewBuilder([]column.Field{{Name: "grades", Type: rule.List(rule.Int)}, {Name: "n", Type: rule.Int}})
	i := 0
	b.Fill(1100, func(cols []*column.Column) {
		for j := range 1000 {
			cols[0].Elem.AddInt(int64(i + j))
		}
		cols[0].AddList()
		cols[1].AddInt(int64(i))
		i++
	})
	when, err := e.Compile("n >= 0 && grades.exists(g, g == 1500)", rule.Bool)
	if err != nil {
		t.Fatal(err)
	}
	pay, err := e.Compile("100 / (n - 600)", rule.Int)
	if err != nil {
		t.Fatal(err)
	}
	got, err := rule.NewSitting(b.Batch(), today, 2).Judge([]rule.Benefit{{When: when, Pay: pay}})
	if err != nil {
		t.Fatal(err)
	}
	if n := got[0].Count(); n != 599 { // rows 501 to 1099 reach 1500
		t.Fatalf("%d rows are a yes", n)
	}
	got[0].EachYes(func(row int, amount int64, state rule.Verdict) {
		switch {
		case row == 600 && state != rule.Failed:
			t.Errorf("row 600 divides by zero and is %s", state)
		case row != 600 && (state != rule.Yes || amount != int64(100/(row-600))):
			t.Errorf("row %d gets %d (%s)", row, amount, state)
		}
	})
}

func TestAPatternIsAConditionOfColumns(t *testing.T) {
	p, err := env(t).Compile("person.town.matches('^T0[1-3]$') && !skills.exists(s, s.matches('B|蒸'))", rule.Bool)
	if err != nil {
		t.Fatal(err)
	}
	seen := agree(t, p, inventedBatch(t, &inventor{Rand: rand.New(rand.NewPCG(8, 8))}, 300))
	if seen[0] == 0 || seen[1] == 0 {
		t.Errorf("%d rows have a value, %d are unknown", seen[0], seen[1])
	}
}
