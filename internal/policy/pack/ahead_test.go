package pack

import (
	"math/rand/v2"
	"testing"

	"yanzhen/internal/base/civil"
	"yanzhen/internal/policy/fact"
	"yanzhen/packs"
)

// onward gives a person today and on the first of the months after, some facts moving at random.
func (r inventor) onward(n int) []Moment {
	row := r.person()
	all := []Moment{{asOf, row}}
	for m := 1; m < n; m++ {
		next := fact.Row{}
		for key, v := range row {
			if months, whole := v.(int64); whole && r.IntN(10) == 0 {
				v = months + 1
			}
			next[key] = v
		}
		row = next
		all = append(all, Moment{civil.On(asOf.Year, asOf.Month, 1).AddMonths(m), row})
	}
	return all
}

func TestTheMonthsAheadAreWhatEveryMonthSays(t *testing.T) {
	all, err := Load(packs.FS, "policies")
	if err != nil {
		t.Fatal(err)
	}
	facts, err := together(all)
	if err != nil {
		t.Fatal(err)
	}
	ground := NewGround(all)
	for seed := range rounds(3, 60) {
		r := inventor{rand.New(rand.NewPCG(uint64(seed), 11)), facts, all}
		moments := r.onward(4)
		look := ground.Look(moments)
		for m, moment := range moments {
			for i, o := range Eval(all, Person{Facts: moment.Facts}, moment.Day) {
				got := look.Months(all[i])[m]
				fen, known := o.AmountFen()
				if got.Verdict != o.ruling.verdict || got.State != o.ruling.state || known != (got.Fen != nil) || known && fen != *got.Fen {
					t.Errorf("seed %d, %s in month %d: %v, want %s %s %d", seed, all[i].Policy.ID, m, got, o.ruling.verdict, o.ruling.state, fen)
				}
			}
		}
	}
}
