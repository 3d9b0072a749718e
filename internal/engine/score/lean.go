package score

import (
	"math"
	"math/rand/v2"
	"slices"

	"yanzhen/internal/base/fault"
)

// A Share is a measured part of a whole, with the interval that holds the truth in 90 % of samples.
type Share struct {
	Value float64
	In    Interval
}

// A Lean says how far an outcome follows a trait that must not count, such as education, title,
// seniority or identity (不唯: not by that alone).
type Lean struct {
	Flips    Share // share of subjects whose place changes when they change the trait with another
	Shift    Share // mean change of rank, in ranks, when one subject changes the trait with another
	Variance Share // share of the variance of the outcome that the trait carries
	Chance   float64
	Found    bool // Chance is at most 5 %: among 100 outcomes that do not lean at most 5 are called so
}

const (
	leastSubjects = 10
	shuffles      = 999 // permutations of the test
	resamples     = 400 // bootstrap samples of the intervals
)

// A Swap judges one subject as if it had the trait of the other.
type Swap func(subject, other int) float64

// LeanOf audits a rule or rubric, which can be asked again: outcome is what everyone gets, swap
// what one would get with the trait of another. A rule leans as soon as one swap changes an outcome.
// Shapes: outcome has one number a subject, the higher the better; places get something.
// Errors: Invalid for fewer than 10 subjects or places out of range.
func LeanOf(outcome []float64, places int, swap Swap) (Lean, error) {
	if err := enough(len(outcome), places); err != nil {
		return Lean{}, err
	}
	n := len(outcome)
	sorted := slices.Sorted(slices.Values(outcome))
	flips, shifts, carried := make([]float64, n), make([]float64, n), make([]float64, n)
	for i, own := range outcome {
		for other := range n {
			swapped := swap(i, other)
			flips[i] += flip(sorted, own, swapped, places) / float64(n)
			shifts[i] += shift(sorted, own, swapped) / float64(n)
			carried[i] += (swapped - own) * (swapped - own) / (2 * float64(n))
		}
	}
	whole := variance(outcome)
	lean := Lean{Flips: share(flips, 1), Shift: share(shifts, 1), Variance: share(carried, whole), Chance: 1}
	if slices.Max(carried) > 0 {
		lean.Chance, lean.Found = 0, true
	}
	return lean, nil
}

func enough(n, places int) error {
	switch {
	case n < leastSubjects:
		return fault.Invalid.New("score.lean.few").With("n", n).With("least", leastSubjects)
	case places < 0 || places > n:
		return fault.Invalid.New("score.places.range").On("places").With("subjects", n)
	}
	return nil
}

// above counts the outcomes better than v.
func above(sorted []float64, v float64) int {
	i, _ := slices.BinarySearchFunc(sorted, v, func(e, v float64) int {
		if e <= v {
			return -1
		}
		return 1
	})
	return len(sorted) - i
}

// flip is 1 if own has a place and swapped, in its stead, has not, or the other way round.
func flip(sorted []float64, own, swapped float64, places int) float64 {
	if (above(sorted, own) < places) != (instead(sorted, own, swapped) < places) {
		return 1
	}
	return 0
}

// shift is how many ranks swapped, in the stead of own, stands from where own stood.
func shift(sorted []float64, own, swapped float64) float64 {
	return math.Abs(float64(above(sorted, own) - instead(sorted, own, swapped)))
}

// instead counts the outcomes better than swapped once it stands in the stead of own.
func instead(sorted []float64, own, swapped float64) int {
	better := above(sorted, swapped)
	if own > swapped {
		better--
	}
	return better
}

// share gives the mean of the parts over the whole, with its bootstrap interval.
func share(parts []float64, whole float64) Share {
	if whole <= 0 {
		return Share{}
	}
	random := rand.New(rand.NewPCG(uint64(len(parts)), 1))
	means := make([]float64, resamples)
	for b := range means {
		for range parts {
			means[b] += parts[random.IntN(len(parts))]
		}
		means[b] /= float64(len(parts)) * whole
	}
	slices.Sort(means)
	sum := 0.0
	for _, v := range parts {
		sum += v
	}
	return Share{rounded(sum / float64(len(parts)) / whole), middle(means)}
}

func variance(values []float64) float64 {
	d := deviation(values)
	return d * d
}
