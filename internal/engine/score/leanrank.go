package score

import (
	"math"
	"math/rand/v2"
	"slices"

	"yanzhen/internal/base/fault"
)

// A Ranking is a finished outcome that cannot be asked again, such as the scores of a panel.
type Ranking struct {
	Outcome []float64   // one a subject, the higher the better
	Trait   []int       // the value of the trait, any code, one a subject
	Merit   [][]float64 // what may count, such as evidence in numbers: one list a measure, one number a subject
	Places  int
}

// Lean audits the ranking: how far the outcome follows the trait beyond what the measures of merit
// explain. What the trait carries is taken from the same subjects: swapping it moves a subject by the difference
// of its groups' mean outcome at equal merit. The chance is that of a permutation test of residuals (Freedman
// and Lane 1983); the variance is omega squared, which is zero on average without a lean.
// A trait that goes with merit nobody measured looks like a lean: the finding asks a question, it is no verdict.
// Errors: Invalid for lists of another length, fewer than 10 subjects, places out of range, and for a trait that
// is the same for everyone.
func (r Ranking) Lean() (Lean, error) {
	if err := r.check(); err != nil {
		return Lean{}, err
	}
	n := len(r.Outcome)
	rest := newResidual(r.Merit, n)
	groups, k := numbered(r.Trait)
	outcome := rest.of(r.Outcome)
	groupwise := rest.traits(groups, k)
	seen := groupwise.carried(outcome)
	random := rand.New(rand.NewPCG(uint64(n), 2))
	asGood := 1
	for range shuffles {
		random.Shuffle(n, func(i, j int) { outcome[i], outcome[j] = outcome[j], outcome[i] })
		if groupwise.carried(rest.of(outcome)) >= seen {
			asGood++
		}
	}
	lean := r.measure(r.all())
	lean.Chance = float64(asGood) / float64(shuffles+1)
	lean.Found = lean.Chance <= 0.05
	return r.resample(lean, random), nil
}

func (r Ranking) check() error {
	n := len(r.Outcome)
	if err := enough(n, r.Places); err != nil {
		return err
	}
	lists := append([]int{len(r.Trait)}, lengths(r.Merit)...)
	for _, got := range lists {
		if got != n {
			return fault.Invalid.New("score.lean.length").With("want", n).With("got", got)
		}
	}
	if _, k := numbered(r.Trait); k < 2 {
		return fault.Invalid.New("score.lean.one_value")
	}
	return nil
}

func lengths(lists [][]float64) []int {
	out := make([]int, len(lists))
	for i, l := range lists {
		out[i] = len(l)
	}
	return out
}

// numbered numbers the values of a trait from 0.
func numbered(trait []int) (groups []int, k int) {
	values := slices.Compact(slices.Sorted(slices.Values(trait)))
	groups = make([]int, len(trait))
	for i, v := range trait {
		groups[i], _ = slices.BinarySearch(values, v)
	}
	return groups, len(values)
}

func (r Ranking) all() []int {
	out := make([]int, len(r.Outcome))
	for i := range out {
		out[i] = i
	}
	return out
}

// measure measures the lean among the picked subjects.
func (r Ranking) measure(picked []int) Lean {
	n := len(picked)
	outcome, trait := make([]float64, n), make([]int, n)
	merit := make([][]float64, len(r.Merit))
	for m := range merit {
		merit[m] = make([]float64, n)
	}
	for i, p := range picked {
		outcome[i], trait[i] = r.Outcome[p], r.Trait[p]
		for m := range merit {
			merit[m][i] = r.Merit[m][p]
		}
	}
	groups, k := numbered(trait)
	rest := newResidual(merit, n)
	groupwise := rest.traits(groups, k)
	residual := rest.of(outcome)
	between, whole := groupwise.carried(residual), squares(residual)
	free := float64(n - len(rest.basis) - len(groupwise.basis))
	within := math.Max(whole-between, 0) / math.Max(free, 1)
	total := squares(centred(outcome))
	lean := Lean{}
	if total > 0 {
		lean.Variance.Value = math.Max(0, (between-float64(len(groupwise.basis))*within)/(total+within))
	}
	lean.Flips.Value, lean.Shift.Value = moved(outcome, groups, groupwise.effects(residual, k), r.Places*n/len(r.Outcome))
	return lean
}

// moved gives the mean of what swaps change, as LeanOf does, from the effects of the groups.
func moved(outcome []float64, groups []int, effect []float64, places int) (flips, shifts float64) {
	sorted := slices.Sorted(slices.Values(outcome))
	size := make([]float64, len(effect))
	for _, g := range groups {
		size[g]++
	}
	n := float64(len(outcome))
	for i, own := range outcome {
		for g, count := range size {
			swapped := own + effect[g] - effect[groups[i]]
			flips += flip(sorted, own, swapped, places) * count / (n * n)
			shifts += shift(sorted, own, swapped) * count / (n * n)
		}
	}
	return flips, shifts
}

// resample puts bootstrap intervals around what was measured.
func (r Ranking) resample(lean Lean, random *rand.Rand) Lean {
	n := len(r.Outcome)
	var flips, shifts, variances []float64
	for range resamples {
		picked := make([]int, n)
		for i := range picked {
			picked[i] = random.IntN(n)
		}
		one := r.measure(picked)
		flips, shifts, variances = append(flips, one.Flips.Value), append(shifts, one.Shift.Value), append(variances, one.Variance.Value)
	}
	for _, s := range []struct {
		share *Share
		drawn []float64
	}{{&lean.Flips, flips}, {&lean.Shift, shifts}, {&lean.Variance, variances}} {
		slices.Sort(s.drawn)
		s.share.Value, s.share.In = rounded(s.share.Value), middle(s.drawn)
	}
	return lean
}
