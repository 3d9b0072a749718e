package score

import (
	"math"
	"math/rand/v2"
)

const (
	warmUp = 400  // sweeps thrown away
	sweeps = 2000 // sweeps kept
)

// firmness is how firmly raters share one spread of chance: the degrees of freedom of its population,
// of which every one is as likely before the sheets are seen. With the last, all are alike.
var firmness = []float64{4, 8, 16, 64, 1024}

// A history is what the sampler saw.
type history struct {
	scores  [][]float64 // one row for each kept sweep, one score for each subject
	spreads []spreads
}

// sample walks through the posterior of the panel by collapsed Gibbs sampling: level and leniencies
// together with the merits integrated out, then merits, then spreads.
func sample(p Panel, chance *rand.Rand) history {
	g := &sampler{panel: p, sheets: p.bySubject(), chance: chance}
	g.begin()
	h := history{scores: make([][]float64, 0, sweeps), spreads: make([]spreads, 0, sweeps)}
	for i := range warmUp + sweeps {
		scores := g.sweep()
		if i >= warmUp {
			h.scores = append(h.scores, scores)
			h.spreads = append(h.spreads, g.now.clone())
		}
	}
	return h
}

func (v spreads) clone() spreads {
	v.chance = append([]float64(nil), v.chance...)
	return v
}

type sampler struct {
	panel                     Panel
	sheets                    [][]Sheet
	chance                    *rand.Rand
	now                       spreads
	shared                    float64 // the raters' common squared spread of chance
	firm                      float64 // one of firmness
	meritHelp, leniencyHelp   float64 // auxiliary variables of the half-Cauchy priors
	scale                     float64 // squared scale of those priors: the variance of all points
	errorSquares, errorSheets []float64
}

func (g *sampler) begin() {
	g.scale = math.Max(spread(g.panel.Sheets), 1e-6)
	g.now = spreads{g.scale / 2, g.scale / 4, make([]float64, g.panel.Raters)}
	for r := range g.now.chance {
		g.now.chance[r] = g.scale / 4
	}
	g.shared, g.firm, g.meritHelp, g.leniencyHelp = g.scale/4, 16, g.scale, g.scale
	g.errorSquares, g.errorSheets = make([]float64, g.panel.Raters), make([]float64, g.panel.Raters)
}

// spread is the variance of all points.
func spread(sheets []Sheet) float64 {
	var n, mean, squares float64
	for _, s := range sheets {
		n++
		d := s.Points - mean
		mean += d / n
		squares += d * (s.Points - mean)
	}
	return squares / math.Max(n-1, 1)
}

func (g *sampler) sweep() []float64 {
	s := settle(g.panel, g.sheets, g.now)
	x := make([]float64, len(s.mean))
	for i := range x {
		x[i] = g.chance.NormFloat64()
	}
	s.back(x)
	for i := range x {
		x[i] += s.mean[i]
	}
	merit, variance := s.merits(x)
	for i := range merit {
		merit[i] += g.chance.NormFloat64() * math.Sqrt(variance[i])
	}
	g.now.merit, g.meritHelp = g.halfCauchy(merit, g.meritHelp)
	g.now.leniency, g.leniencyHelp = g.halfCauchy(x[:g.panel.Raters], g.leniencyHelp)
	g.wander(x, merit)
	return s.scores(x, merit)
}

// halfCauchy draws the variance of values around zero and the auxiliary variable of its prior
// (Makalic and Schmidt, A simple sampler for the horseshoe estimator, 2016).
func (g *sampler) halfCauchy(values []float64, help float64) (variance, next float64) {
	var squares float64
	for _, v := range values {
		squares += v * v
	}
	variance = math.Max(g.inverseGamma(float64(len(values)+1)/2, squares/2+1/help), 1e-9*g.scale)
	return variance, g.inverseGamma(1, 1/variance+1/g.scale)
}

// wander draws the raters' own spreads of chance, and the one they share.
func (g *sampler) wander(x, merit []float64) {
	clear(g.errorSquares)
	clear(g.errorSheets)
	level := x[len(x)-1]
	for _, s := range g.panel.Sheets {
		e := s.Points - level - x[s.Rater] - merit[s.Subject]
		g.errorSquares[s.Rater] += e * e
		g.errorSheets[s.Rater]++
	}
	var precisions, logs float64
	for r := range g.now.chance {
		v := g.inverseGamma((g.firm+g.errorSheets[r])/2, (g.firm*g.shared+g.errorSquares[r])/2)
		g.now.chance[r] = math.Max(v, 1e-6*g.scale)
		precisions += 1 / g.now.chance[r]
		logs += math.Log(g.now.chance[r])
	}
	n := float64(g.panel.Raters)
	g.shared = g.gamma((g.firm*n+1)/2) / (g.firm / 2 * precisions)
	g.firm = g.choose(func(firm float64) float64 {
		half := firm / 2
		constant, _ := math.Lgamma(half)
		return n*(half*math.Log(half*g.shared)-constant) - (half+1)*logs - half*g.shared*precisions
	})
}

// choose draws a firmness, given the logarithm of its likelihood.
func (g *sampler) choose(likelihood func(firm float64) float64) float64 {
	best, pick := math.Inf(-1), firmness[0]
	for _, firm := range firmness {
		gumbel := -math.Log(-math.Log(1 - g.chance.Float64()))
		if v := likelihood(firm) + gumbel; v > best {
			best, pick = v, firm
		}
	}
	return pick
}

func (g *sampler) inverseGamma(shape, scale float64) float64 { return scale / g.gamma(shape) }

// gamma draws from a gamma distribution of the given shape and scale 1 (Marsaglia and Tsang 2000).
func (g *sampler) gamma(shape float64) float64 {
	if shape < 1 {
		return g.gamma(shape+1) * math.Pow(1-g.chance.Float64(), 1/shape)
	}
	d := shape - 1.0/3
	c := 1 / math.Sqrt(9*d)
	for {
		x := g.chance.NormFloat64()
		v := 1 + c*x
		if v <= 0 {
			continue
		}
		v *= v * v
		if math.Log(1-g.chance.Float64()) < x*x/2+d*(1-v+math.Log(v)) {
			return d * v
		}
	}
}
