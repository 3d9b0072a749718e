package score

import "math"

// spreads are the components of the model's variance, in squared points.
type spreads struct {
	merit, leniency float64
	chance          []float64 // one for each rater
}

// A settlement is the joint normal distribution of the panel's level and the raters' leniencies, the
// merits integrated out, for given spreads: precision·x = target, x = (leniencies…, level).
type settlement struct {
	panel   Panel
	sheets  [][]Sheet // by subject
	spreads spreads
	factor  [][]float64 // Cholesky factor of the precision, lower
	mean    []float64
}

// settle solves the panel for the spreads.
func settle(p Panel, sheets [][]Sheet, v spreads) *settlement {
	n := p.Raters + 1
	precision, target := square(n), make([]float64, n)
	for r := range p.Raters {
		precision[r][r] = 1 / v.leniency
	}
	precision[n-1][n-1] = 1e-9 // the level is free
	for _, own := range sheets {
		addSubject(precision, target, own, v)
	}
	s := &settlement{panel: p, sheets: sheets, spreads: v, factor: cholesky(precision)}
	s.mean = s.solve(target)
	return s
}

// addSubject adds one subject's sheets: the precision of its raters minus what goes into its merit.
func addSubject(precision [][]float64, target []float64, own []Sheet, v spreads) {
	level := len(target) - 1
	var total, weighted float64
	for _, s := range own {
		w := 1 / v.chance[s.Rater]
		total += w
		weighted += w * s.Points
	}
	share := 1 / (1/v.merit + total) // the variance of the merit once leniencies are known
	add := func(i int, w float64) {
		for _, t := range own {
			u := 1 / v.chance[t.Rater]
			precision[i][t.Rater] -= share * w * u
		}
		precision[i][level] += w - share*w*total
		target[i] -= share * w * weighted
	}
	for _, s := range own {
		w := 1 / v.chance[s.Rater]
		precision[s.Rater][s.Rater] += w
		target[s.Rater] += w * s.Points
		add(s.Rater, w)
		precision[level][s.Rater] += w - share*w*total
	}
	precision[level][level] += total - share*total*total
	target[level] += weighted - share*total*weighted
}

// merits gives each subject's merit and its remaining variance, for known leniencies and level.
func (s *settlement) merits(x []float64) (merit, variance []float64) {
	merit, variance = make([]float64, s.panel.Subjects), make([]float64, s.panel.Subjects)
	level := x[len(x)-1]
	for i, own := range s.sheets {
		precision, sum := 1/s.spreads.merit, 0.0
		for _, one := range own {
			w := 1 / s.spreads.chance[one.Rater]
			precision += w
			sum += w * (one.Points - level - x[one.Rater])
		}
		merit[i], variance[i] = sum/precision, 1/precision
	}
	return merit, variance
}

// scores gives what the panel's average rater would have given each subject.
func (s *settlement) scores(x, merit []float64) []float64 {
	base := x[len(x)-1]
	for _, leniency := range x[:len(x)-1] {
		base += leniency / float64(s.panel.Raters)
	}
	out := make([]float64, len(merit))
	for i, m := range merit {
		out[i] = base + m
	}
	return out
}

// solve gives x with precision·x = target.
func (s *settlement) solve(target []float64) []float64 {
	x := make([]float64, len(target))
	for i := range x {
		sum := target[i]
		for j := range i {
			sum -= s.factor[i][j] * x[j]
		}
		x[i] = sum / s.factor[i][i]
	}
	s.back(x)
	return x
}

// back solves the transposed factor in place; of white noise it makes a draw around zero.
func (s *settlement) back(x []float64) {
	for i := len(x) - 1; i >= 0; i-- {
		for j := i + 1; j < len(x); j++ {
			x[i] -= s.factor[j][i] * x[j]
		}
		x[i] /= s.factor[i][i]
	}
}

func square(n int) [][]float64 {
	rows, cells := make([][]float64, n), make([]float64, n*n)
	for i := range rows {
		rows[i] = cells[i*n : (i+1)*n]
	}
	return rows
}

// cholesky factors a symmetric positive matrix in place and gives its lower half.
func cholesky(a [][]float64) [][]float64 {
	for i := range a {
		for j := 0; j <= i; j++ {
			sum := a[i][j]
			for k := range j {
				sum -= a[i][k] * a[j][k]
			}
			if i == j {
				a[i][i] = math.Sqrt(math.Max(sum, 1e-12))
			} else {
				a[i][j] = sum / a[j][j]
			}
		}
	}
	return a
}

// bySubject sorts the sheets to their subjects.
func (p Panel) bySubject() [][]Sheet {
	own := make([][]Sheet, p.Subjects)
	for _, s := range p.Sheets {
		own[s.Subject] = append(own[s.Subject], s)
	}
	return own
}
