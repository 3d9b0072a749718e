package score

import (
	"cmp"
	"math"
	"slices"
)

// An Agreement says how far raters agree: the share of the variance of points that is merit
// (intraclass correlation ICC(A,1) of McGraw and Wong, 1996, from the components of the model).
type Agreement struct {
	One     float64 // of a single rater's sheet; 1 is full agreement
	OneIn   Interval
	Mean    float64 // of the mean of as many sheets as subjects have in the middle
	MeanIn  Interval
	PerEach float64 // sheets a subject has in the middle
}

func agreement(p Panel, h history) Agreement {
	counts := []float64{}
	for _, own := range p.bySubject() {
		if len(own) > 0 {
			counts = append(counts, float64(len(own)))
		}
	}
	slices.Sort(counts)
	each := counts[len(counts)/2]
	one, mean := make([]float64, len(h.spreads)), make([]float64, len(h.spreads))
	for i, v := range h.spreads {
		noise := v.leniency
		for _, c := range v.chance {
			noise += c / float64(len(v.chance))
		}
		one[i], mean[i] = v.merit/(v.merit+noise), v.merit/(v.merit+noise/each)
	}
	slices.Sort(one)
	slices.Sort(mean)
	half := len(one) / 2
	return Agreement{rounded(one[half]), middle(one), rounded(mean[half]), middle(mean), each}
}

// An Outlier is a sheet that lies more than three standard deviations from what its subject's other
// sheets and its rater's other sheets lead to expect.
type Outlier struct {
	Subject, Rater int
	Points, Expect float64
	Deviations     float64 // signed
}

// outliers judges each sheet against the panel without it, and orders them by distance.
func outliers(p Panel, s *settlement) []Outlier {
	found := []Outlier{}
	level := s.mean[len(s.mean)-1]
	for i, own := range s.sheets {
		for _, sheet := range own {
			rest := 1 / s.spreads.merit
			sum := 0.0
			for _, other := range own {
				if other != sheet {
					w := 1 / s.spreads.chance[other.Rater]
					rest += w
					sum += w * (other.Points - level - s.mean[other.Rater])
				}
			}
			expect := level + s.mean[sheet.Rater] + sum/rest
			z := (sheet.Points - expect) / math.Sqrt(1/rest+s.spreads.chance[sheet.Rater])
			if math.Abs(z) > 3 {
				found = append(found, Outlier{i, sheet.Rater, sheet.Points, rounded(expect), rounded(z)})
			}
		}
	}
	slices.SortStableFunc(found, func(a, b Outlier) int {
		return cmp.Compare(math.Abs(b.Deviations), math.Abs(a.Deviations))
	})
	return found
}

// A Flip says who would gain and who would lose a place had one rater not sat on the panel.
type Flip struct {
	Rater          int
	Enters, Leaves []int // subjects, in their order
}

// flips settles the panel without each rater in turn. Raters on whom no place hangs are left out.
func flips(p Panel, v spreads, places int) []Flip {
	found := []Flip{}
	before := winners(p, v, places)
	for rater := range p.Raters {
		rest := p.without(rater)
		if len(rest.Sheets) == len(p.Sheets) || rest.sitting() == 0 {
			continue
		}
		after := winners(rest, v, places)
		f := Flip{Rater: rater}
		for i := range before {
			switch {
			case after[i] && !before[i]:
				f.Enters = append(f.Enters, i)
			case before[i] && !after[i]:
				f.Leaves = append(f.Leaves, i)
			}
		}
		if f.Enters != nil || f.Leaves != nil {
			found = append(found, f)
		}
	}
	return found
}

// winners marks the subjects whose rank is within the places.
func winners(p Panel, v spreads, places int) []bool {
	in := make([]bool, p.Subjects)
	for i, rank := range ranksOf(settle(p, p.bySubject(), v).best()) {
		in[i] = rank <= places
	}
	return in
}
