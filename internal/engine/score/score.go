// Package score turns the sheets of a panel into a ranking that can be defended: the weighted total
// of a rubric, the plain mean of the raters, and beside it an estimate that takes out how lenient
// or severe each rater was and how much each rater's marks wander, with intervals for scores and
// ranks, the agreement of the raters, sheets that stand out, and the places that hang on one rater.
// It also audits rules and rankings for leaning on what must not count.
//
// The calibrated estimate is a many-facet model (Linacre, Many-Facet Rasch Measurement, 1989) in its
// linear form for totals of points:
//
//	points = level of the panel + merit of the subject + leniency of the rater + chance of this rater
//
// Merits and leniencies are drawn from normal populations whose spreads are estimated from the same
// sheets (half-Cauchy priors, Gelman 2006), each rater's chance has its own spread. A sheet is whole: every
// criterion is marked, so the criteria's own difficulty falls out of every comparison.
//
// Everything here is computed; nothing is random to the caller: the same sheets give the same answer.
package score

import (
	"math"
	"strconv"

	"yanzhen/internal/base/fault"
)

// A Sheet is what one rater gave one subject: the weighted total of a rubric, in points.
type Sheet struct {
	Subject, Rater int // from 0, places in the lists of the Panel
	Points         float64
}

// A Panel is all sheets of one session.
type Panel struct {
	Subjects, Raters int // how many there are, also those without a sheet
	Sheets           []Sheet
}

// check refuses sheets that name nobody, that repeat a pair, or whose points are no number.
func (p Panel) check() error {
	seen := make(map[[2]int]bool, len(p.Sheets))
	for i, s := range p.Sheets {
		pair := [2]int{s.Subject, s.Rater}
		switch {
		case s.Subject < 0 || s.Subject >= p.Subjects || s.Rater < 0 || s.Rater >= p.Raters:
			return fault.Invalid.New("score.sheet.nobody").With("sheet", strconv.Itoa(i+1))
		case math.IsNaN(s.Points) || math.IsInf(s.Points, 0):
			return fault.Invalid.New("score.sheet.no_number").With("sheet", strconv.Itoa(i+1))
		case seen[pair]:
			return fault.Invalid.New("score.sheet.twice").With("sheet", strconv.Itoa(i+1))
		}
		seen[pair] = true
	}
	return nil
}

// without gives the panel as if the rater had not sat on it.
func (p Panel) without(rater int) Panel {
	kept := make([]Sheet, 0, len(p.Sheets))
	for _, s := range p.Sheets {
		if s.Rater != rater {
			kept = append(kept, s)
		}
	}
	return Panel{p.Subjects, p.Raters, kept}
}

// means gives the plain mean of each subject's sheets, NaN without any.
func (p Panel) means() []float64 {
	sum, n := make([]float64, p.Subjects), make([]float64, p.Subjects)
	for _, s := range p.Sheets {
		sum[s.Subject] += s.Points
		n[s.Subject]++
	}
	for i := range sum {
		sum[i] /= n[i]
	}
	return sum
}

// groups numbers the subjects that raters in common make comparable: two subjects of different
// groups share no rater, nor a chain of raters and subjects between them.
func (p Panel) groups() []int {
	parent := make([]int, p.Subjects+p.Raters)
	for i := range parent {
		parent[i] = i
	}
	var root func(int) int
	root = func(i int) int {
		if parent[i] != i {
			parent[i] = root(parent[i])
		}
		return parent[i]
	}
	for _, s := range p.Sheets {
		parent[root(p.Subjects+s.Rater)] = root(s.Subject)
	}
	number, out := map[int]int{}, make([]int, p.Subjects)
	for i := range out {
		r := root(i)
		if _, ok := number[r]; !ok {
			number[r] = len(number)
		}
		out[i] = number[r]
	}
	return out
}
