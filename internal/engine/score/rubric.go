package score

import (
	"math"

	"yanzhen/internal/base/fault"
)

// A Criterion is one line of a rubric.
type Criterion struct {
	Key    string  // names it in errors
	Weight float64 // of the total; any positive unit, only the proportion counts
	Best   float64 // the highest mark; the lowest is 0
}

// A Rubric says how marks become points.
type Rubric struct {
	Criteria []Criterion
	Points   float64 // the highest total, such as 100
}

// Total gives the points of a sheet whose marks follow the order of the criteria: each mark as a
// share of its best, weighted.
// Errors: Invalid for a rubric without a positive weight, best or points, for a mark that is missing,
// and for a mark outside its range, on the criterion's key.
func (r Rubric) Total(marks []float64) (float64, error) {
	if len(r.Criteria) == 0 || !(r.Points > 0) {
		return 0, fault.Invalid.New("score.rubric.empty")
	}
	if len(marks) != len(r.Criteria) {
		return 0, fault.Invalid.New("score.marks.count").With("want", len(r.Criteria)).With("got", len(marks))
	}
	var total, weights float64
	for i, c := range r.Criteria {
		if !(c.Weight > 0) || !(c.Best > 0) {
			return 0, fault.Invalid.New("score.rubric.criterion").On(c.Key)
		}
		if !(marks[i] >= 0 && marks[i] <= c.Best) {
			return 0, fault.Invalid.New("score.marks.range").On(c.Key).With("best", c.Best)
		}
		total += c.Weight * marks[i] / c.Best
		weights += c.Weight
	}
	return r.Points * total / weights, nil
}

// rounded takes out the last digits, in which processors differ.
func rounded(x float64) float64 { return math.Round(x*1e6) / 1e6 }
