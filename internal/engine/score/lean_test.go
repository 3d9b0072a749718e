package score_test

import (
	"math"
	"math/rand/v2"
	"os"
	"testing"

	"yanzhen/internal/base/fault"
	"yanzhen/internal/engine/score"
)

// ranking invents 200 subjects with one measure of merit that goes with the trait, and an outcome
// that leans on the trait by the given points, where everything else scatters by 6.
func ranking(r *rand.Rand, lean float64) score.Ranking {
	n := 200
	out := score.Ranking{Merit: [][]float64{make([]float64, n)}, Places: 40}
	for i := range n {
		trait := r.IntN(3)
		merit := r.NormFloat64() + 0.5*float64(trait)
		out.Trait = append(out.Trait, 10*trait)
		out.Merit[0][i] = merit
		out.Outcome = append(out.Outcome, 60+5*merit+lean*float64(trait)+6*r.NormFloat64())
	}
	return out
}

func rounds(short, long int) int {
	if os.Getenv("YANZHEN_LONG") != "" {
		return long
	}
	return short
}

func TestAPlantedLeanIsFoundAndNoneIsInvented(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 5))
	n := rounds(10, 150)
	found, alarms, covered := 0, 0, 0
	for range n {
		planted, err := ranking(random, 3).Lean()
		if err != nil {
			t.Fatal(err)
		}
		if planted.Found {
			found++
		}
		// The trait takes 0, 1, 2 with variance 2/3: it carries 9·2/3 of the whole variance.
		merit := 25 * (1 + 0.25*2.0/3)
		whole := merit + 6 + 36 + 2*5*0.5*3*2.0/3
		if planted.Variance.In.Low <= 6/whole && 6/whole <= planted.Variance.In.High {
			covered++
		}
		clean, err := ranking(random, 0).Lean()
		if err != nil {
			t.Fatal(err)
		}
		if clean.Found {
			alarms++
		}
	}
	t.Logf("of %d: found %d, alarms %d, variance inside its interval %d", n, found, alarms, covered)
	if float64(found) < 0.95*float64(n) {
		t.Errorf("%d of %d planted leans are found, want 95 in 100", found, n)
	}
	if limit := 0.05*float64(n) + 2*math.Sqrt(0.05*0.95*float64(n)); float64(alarms) > limit {
		t.Errorf("%d false alarms in %d, want 5 in 100 within two deviations of sampling", alarms, n)
	}
}

func TestEqualMeritIsNotALean(t *testing.T) {
	r := ranking(rand.New(rand.NewPCG(1, 2)), 0)
	bare := r
	bare.Merit = nil
	with, err := r.Lean()
	if err != nil {
		t.Fatal(err)
	}
	without, err := bare.Lean()
	if err != nil {
		t.Fatal(err)
	}
	if with.Found || !without.Found {
		t.Errorf("merit that goes with the trait: found %v with it measured, %v without it", with.Found, without.Found)
	}
}

func TestARuleLeansAsSoonAsASwapChangesIt(t *testing.T) {
	outcome, trait := make([]float64, 20), make([]float64, 20)
	for i := range outcome {
		trait[i] = float64(i % 2)
		outcome[i] = float64(i) + 4*trait[i]
	}
	lean, err := score.LeanOf(outcome, 5, func(i, other int) float64 { return float64(i) + 4*trait[other] })
	if err != nil {
		t.Fatal(err)
	}
	// Half of all swaps move the outcome by 4: half of 16, halved, over the variance of the outcome.
	if want := 4.0 / 35.0; !lean.Found || lean.Chance != 0 || math.Abs(lean.Variance.Value-want) > 0.2*want || lean.Flips.Value == 0 || lean.Shift.Value == 0 {
		t.Errorf("a rule that adds 4 for the trait: %+v, want about %.3f of the variance", lean, want)
	}
	none, err := score.LeanOf(outcome, 5, func(i, _ int) float64 { return outcome[i] })
	if err != nil || none.Found || none.Flips.Value != 0 || none.Shift.Value != 0 || none.Variance.Value != 0 {
		t.Errorf("a rule that does not read the trait: %+v, %v", none, err)
	}
}

func TestFlipsAreCountedAgainstTheOthers(t *testing.T) {
	outcome := []float64{10, 9, 8, 7, 6, 5, 4, 3, 2, 1}
	// The best falls to the end in every swap and loses the one place; nobody else moves.
	lean, err := score.LeanOf(outcome, 1, func(i, other int) float64 {
		if i == 0 && other != 0 {
			return 0
		}
		return outcome[i]
	})
	if err != nil || math.Abs(lean.Flips.Value-0.09) > 1e-9 {
		t.Errorf("flips %v, %v: want 9 of 10 swaps of 1 in 10 subjects", lean.Flips, err)
	}
	if math.Abs(lean.Shift.Value-0.81) > 1e-9 {
		t.Errorf("shift %v: want 9 ranks in 9 of 100 swaps", lean.Shift)
	}
}

func TestWhatCannotBeAuditedIsRefused(t *testing.T) {
	whole := ranking(rand.New(rand.NewPCG(1, 1)), 1)
	for name, spoil := range map[string]func(r *score.Ranking){
		"too few":           func(r *score.Ranking) { *r = score.Ranking{Outcome: make([]float64, 3), Trait: make([]int, 3)} },
		"a short trait":     func(r *score.Ranking) { r.Trait = r.Trait[1:] },
		"a short measure":   func(r *score.Ranking) { r.Merit = [][]float64{{1}} },
		"one value for all": func(r *score.Ranking) { r.Trait = make([]int, len(r.Outcome)) },
		"places":            func(r *score.Ranking) { r.Places = 201 },
	} {
		t.Run(name, func(t *testing.T) {
			r := whole
			spoil(&r)
			if _, err := r.Lean(); fault.KindOf(err) != fault.Invalid {
				t.Errorf("got %v, want Invalid", err)
			}
		})
	}
}
