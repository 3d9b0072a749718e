package score

import (
	"cmp"
	"math"
	"math/rand/v2"
	"slices"

	"yanzhen/internal/base/fault"
)

// An Interval holds the truth with a probability of 90 %.
type Interval struct{ Low, High float64 }

// A Standing is where a subject stands.
type Standing struct {
	Sheets    int
	Mean      float64 // plain mean of the sheets, points
	MeanRank  int     // rank by it, from 1; equals share the better rank; 0 without a sheet
	Score     float64 // calibrated: what the panel's average rater would have given, points
	ScoreIn   Interval
	Rank      int // by Score
	RankIn    Interval
	InPlaces  float64 // probability of being among the places
	Group     int     // subjects of different groups share no chain of raters: only the population compares them
	Remaining float64 // standard error of Score, points
}

// A Rater is how one rater marked.
type Rater struct {
	Sheets     int
	Leniency   float64 // points above the panel's average rater; below zero is severe
	LeniencyIn Interval
	Chance     float64 // standard deviation of what neither merit nor leniency explains, points
}

// A Result is the calibrated outcome of a panel.
type Result struct {
	Standings []Standing // by subject
	Raters    []Rater    // by rater
	Agreement Agreement
	Outliers  []Outlier
	Flips     []Flip
}

// Calibrate estimates merits, leniencies and their intervals, and which of the given number of
// places hang on one rater. The plain mean stands beside every estimate; who decides chooses.
// Size: half a second for 300 subjects and 20 raters on one core; the time grows with the sheets and with
// the cube of the raters.
// Errors: Invalid for sheets that name nobody, repeat a pair or carry no number; for fewer than two
// raters with sheets; and for places below 0 or above the number of subjects.
func Calibrate(p Panel, places int) (*Result, error) {
	if err := p.check(); err != nil {
		return nil, err
	}
	if places < 0 || places > p.Subjects {
		return nil, fault.Invalid.New("score.places.range").On("places").With("subjects", p.Subjects)
	}
	if p.sitting() < 2 {
		return nil, fault.Invalid.New("score.panel.alone")
	}
	h := sample(p, rand.New(rand.NewPCG(uint64(len(p.Sheets)), 0x9e3779b97f4a7c15)))
	typical := h.typical()
	s := settle(p, p.bySubject(), typical)
	r := &Result{Standings: standings(p, s, h, places), Raters: raters(p, s, typical)}
	r.Agreement = agreement(p, h)
	r.Outliers = outliers(p, s)
	r.Flips = flips(p, typical, places)
	return r, nil
}

// sitting counts the raters with a sheet.
func (p Panel) sitting() int {
	seen := map[int]bool{}
	for _, s := range p.Sheets {
		seen[s.Rater] = true
	}
	return len(seen)
}

// typical gives the geometric mean of the spreads seen.
func (h history) typical() spreads {
	out := spreads{chance: make([]float64, len(h.spreads[0].chance))}
	for _, v := range h.spreads {
		out.merit += math.Log(v.merit)
		out.leniency += math.Log(v.leniency)
		for r := range v.chance {
			out.chance[r] += math.Log(v.chance[r])
		}
	}
	n := float64(len(h.spreads))
	out.merit, out.leniency = math.Exp(out.merit/n), math.Exp(out.leniency/n)
	for r := range out.chance {
		out.chance[r] = math.Exp(out.chance[r] / n)
	}
	return out
}

// best gives the score of each subject at the middle of the distribution.
func (s *settlement) best() []float64 {
	merit, _ := s.merits(s.mean)
	scores := s.scores(s.mean, merit)
	for i := range scores {
		scores[i] = rounded(scores[i])
	}
	return scores
}

func standings(p Panel, s *settlement, h history, places int) []Standing {
	out := make([]Standing, p.Subjects)
	means, best, groups := p.means(), s.best(), p.groups()
	meanRanks, ranks := ranksOf(means), ranksOf(best)
	rankDraws := make([][]float64, p.Subjects)
	for _, draw := range h.scores {
		for i, rank := range ranksOf(draw) {
			rankDraws[i] = append(rankDraws[i], float64(rank))
		}
	}
	column := make([]float64, len(h.scores))
	for i := range out {
		for k, draw := range h.scores {
			column[k] = draw[i]
		}
		slices.Sort(column)
		within := 0
		for _, rank := range rankDraws[i] {
			if int(rank) <= places {
				within++
			}
		}
		slices.Sort(rankDraws[i])
		out[i] = Standing{
			Sheets: len(s.sheets[i]), Mean: means[i], MeanRank: meanRanks[i],
			Score: best[i], ScoreIn: middle(column), Rank: ranks[i], RankIn: narrowest(rankDraws[i]),
			InPlaces: float64(within) / float64(len(h.scores)), Group: groups[i], Remaining: deviation(column),
		}
	}
	return out
}

// middle gives the middle 90 % of sorted values.
func middle(sorted []float64) Interval {
	at := func(q float64) float64 { return rounded(sorted[int(math.Round(q*float64(len(sorted)-1)))]) }
	return Interval{at(0.05), at(0.95)}
}

// narrowest gives the shortest interval that holds 90 % of sorted values; ranks are whole, so that their
// middle would hold more.
func narrowest(sorted []float64) Interval {
	reach := int(math.Ceil(0.9*float64(len(sorted)))) - 1
	best := Interval{sorted[0], sorted[reach]}
	for i := range len(sorted) - reach {
		if sorted[i+reach]-sorted[i] < best.High-best.Low {
			best = Interval{sorted[i], sorted[i+reach]}
		}
	}
	return best
}

func deviation(values []float64) float64 {
	var n, mean, squares float64
	for _, v := range values {
		n++
		d := v - mean
		mean += d / n
		squares += d * (v - mean)
	}
	return rounded(math.Sqrt(squares / math.Max(n-1, 1)))
}

// ranksOf ranks from the highest value, 1, down; equals share the better rank; 0 for NaN.
func ranksOf(values []float64) []int {
	order := make([]int, 0, len(values))
	for i, v := range values {
		if !math.IsNaN(v) {
			order = append(order, i)
		}
	}
	slices.SortFunc(order, func(a, b int) int {
		return cmp.Or(cmp.Compare(values[b], values[a]), a-b)
	})
	ranks := make([]int, len(values))
	for k, i := range order {
		ranks[i] = k + 1
		if k > 0 && values[order[k-1]] == values[i] {
			ranks[i] = ranks[order[k-1]]
		}
	}
	return ranks
}

func raters(p Panel, s *settlement, v spreads) []Rater {
	out := make([]Rater, p.Raters)
	for _, sheet := range p.Sheets {
		out[sheet.Rater].Sheets++
	}
	mean := 0.0
	for _, l := range s.mean[:p.Raters] {
		mean += l / float64(p.Raters)
	}
	for r := range out {
		if out[r].Sheets == 0 {
			continue
		}
		l := s.mean[r] - mean
		half := 1.644854 * math.Sqrt(s.contrast(r))
		out[r].Leniency, out[r].Chance = rounded(l), rounded(math.Sqrt(v.chance[r]))
		out[r].LeniencyIn = Interval{rounded(l - half), rounded(l + half)}
	}
	return out
}

// contrast is the variance of a rater's leniency against the mean of all raters.
func (s *settlement) contrast(r int) float64 {
	c := make([]float64, len(s.mean))
	for i := range s.panel.Raters {
		c[i] = -1 / float64(s.panel.Raters)
	}
	c[r]++
	variance := 0.0
	for i, x := range s.solve(c) {
		variance += c[i] * x
	}
	return variance
}
