package score_test

import (
	"cmp"
	"math"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"

	"yanzhen/internal/base/fault"
	"yanzhen/internal/engine/score"
)

// A school is how a simulated panel is made.
type school struct {
	subjects, raters, each  int
	merit, leniency, chance float64 // standard deviations, points
	careless                float64 // factor of chance of every third rater
	step                    float64 // points are given in steps, 0 for none
}

// play gives a panel and the truth: what its average rater would give, were there no chance.
func (s school) play(r *rand.Rand) (score.Panel, []float64) {
	p := score.Panel{Subjects: s.subjects, Raters: s.raters}
	leniency, mean := make([]float64, s.raters), 0.0
	for i := range leniency {
		leniency[i] = r.NormFloat64() * s.leniency
		mean += leniency[i] / float64(s.raters)
	}
	truth := make([]float64, s.subjects)
	for i := range truth {
		merit := 70 + r.NormFloat64()*s.merit
		truth[i] = merit + mean
		for _, k := range r.Perm(s.raters)[:s.each] {
			wide := s.chance
			if k%3 == 0 {
				wide *= cmp.Or(s.careless, 1)
			}
			points := merit + leniency[k] + r.NormFloat64()*wide
			if s.step > 0 {
				points = math.Round(points/s.step) * s.step
			}
			p.Sheets = append(p.Sheets, score.Sheet{Subject: i, Rater: k, Points: points})
		}
	}
	return p, truth
}

// tau is Kendall's rank correlation (tau-b, which counts ties).
func tau(a, b []float64) float64 {
	var agree, tiedA, tiedB, pairs float64
	for i := range a {
		for j := range i {
			x, y := cmp.Compare(a[i], a[j]), cmp.Compare(b[i], b[j])
			agree += float64(x * y)
			pairs++
			if x == 0 {
				tiedA++
			}
			if y == 0 {
				tiedB++
			}
		}
	}
	return agree / math.Sqrt((pairs-tiedA)*(pairs-tiedB))
}

func TestCalibrationFindsTheTruthBetterThanTheMean(t *testing.T) {
	n := rounds(3, 60)
	for name, tc := range map[string]struct {
		school
		gain float64 // of tau over plain means, at least
	}{
		"lenient and severe raters, each subject with five of twenty": {school{60, 20, 5, 6, 6, 4, 1, 0}, 0.05},
		"one rater in three is careless":                              {school{60, 15, 5, 6, 5, 3, 3, 0}, 0.05},
		"points in steps of five":                                     {school{60, 20, 5, 6, 6, 4, 1, 5}, 0.05},
		"everyone sees everyone, all alike":                           {school{40, 5, 5, 6, 5, 4, 1, 0}, -0.002},
		"no rater is lenient":                                         {school{60, 20, 5, 6, 0, 4, 1, 0}, -0.002},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			random := rand.New(rand.NewPCG(7, 11))
			var gain, inside, all, ranksIn float64
			for range n {
				p, truth := tc.play(random)
				res, err := score.Calibrate(p, 10)
				if err != nil {
					t.Fatal(err)
				}
				scores, means := make([]float64, p.Subjects), make([]float64, p.Subjects)
				ranks := rankAll(truth)
				for i, s := range res.Standings {
					scores[i], means[i] = s.Score, s.Mean
					all++
					if s.ScoreIn.Low <= truth[i] && truth[i] <= s.ScoreIn.High {
						inside++
					}
					if s.RankIn.Low <= ranks[i] && ranks[i] <= s.RankIn.High {
						ranksIn++
					}
				}
				gain += (tau(scores, truth) - tau(means, truth)) / float64(n)
			}
			t.Logf("tau gains %.3f, scores inside %.1f %%, ranks inside %.1f %%", gain, 100*inside/all, 100*ranksIn/all)
			low, high, least := 0.88, 0.92, tc.gain
			if n < 60 { // few rounds scatter
				low, high, least = 0.78, 0.99, tc.gain-0.02
			}
			for what, share := range map[string]float64{"scores": inside / all, "ranks": ranksIn / all} {
				if share < low || share > high {
					t.Errorf("%.1f %% of true %s lie inside their 90 %% intervals, want %.0f to %.0f", 100*share, what, 100*low, 100*high)
				}
			}
			if gain < least {
				t.Errorf("tau gains %.3f over plain means, want at least %.3f", gain, least)
			}
		})
	}
}

func rankAll(truth []float64) []float64 {
	sorted := slices.Clone(truth)
	slices.Sort(sorted)
	out := make([]float64, len(truth))
	for i, v := range truth {
		out[i] = float64(len(truth) - slices.Index(sorted, v))
	}
	return out
}

// three gives a panel of three subjects that three raters saw, the third rater ten points severe.
func three() score.Panel {
	p := score.Panel{Subjects: 3, Raters: 3}
	for subject, merit := range []float64{60, 70, 80} {
		for rater, leniency := range []float64{5, 5, -10} {
			p.Sheets = append(p.Sheets, score.Sheet{Subject: subject, Rater: rater, Points: merit + leniency})
		}
	}
	return p
}

func TestASevereRaterIsNamedAndTakenOut(t *testing.T) {
	random := rand.New(rand.NewPCG(2, 9))
	p, _ := school{30, 6, 6, 6, 0, 1, 1, 0}.play(random)
	for i := range p.Sheets {
		if p.Sheets[i].Rater == 2 {
			p.Sheets[i].Points -= 12
		}
	}
	res, err := score.Calibrate(p, 5)
	if err != nil {
		t.Fatal(err)
	}
	for r, one := range res.Raters {
		want := 2.0 // five raters at 2, one at -10, around their mean
		if r == 2 {
			want = -10
		}
		if math.Abs(one.Leniency-want) > 1 || one.LeniencyIn.Low > want+0.5 || one.LeniencyIn.High < want-0.5 || one.Sheets != 30 {
			t.Errorf("rater %d: %+v, want leniency %v", r, one, want)
		}
	}
	if res.Agreement.One < 0.3 || res.Agreement.Mean <= res.Agreement.One || res.Agreement.PerEach != 6 {
		t.Errorf("agreement %+v", res.Agreement)
	}
}

func TestTheSameSheetsGiveTheSameAnswer(t *testing.T) {
	p, _ := school{20, 6, 3, 6, 4, 3, 1, 0}.play(rand.New(rand.NewPCG(4, 4)))
	one, err := score.Calibrate(p, 5)
	if err != nil {
		t.Fatal(err)
	}
	two, _ := score.Calibrate(p, 5)
	if !reflect.DeepEqual(one, two) {
		t.Error("two calibrations of the same sheets differ")
	}
}

func TestASheetFarFromTheOthersStandsOut(t *testing.T) {
	p, _ := school{30, 6, 5, 6, 3, 1, 1, 0}.play(rand.New(rand.NewPCG(6, 1)))
	p.Sheets[17].Points -= 25
	res, err := score.Calibrate(p, 5)
	if err != nil {
		t.Fatal(err)
	}
	if len(res.Outliers) == 0 || res.Outliers[0].Subject != p.Sheets[17].Subject || res.Outliers[0].Rater != p.Sheets[17].Rater || res.Outliers[0].Deviations > -3 {
		t.Errorf("outliers %+v, want the sheet of subject %d and rater %d first", res.Outliers, p.Sheets[17].Subject, p.Sheets[17].Rater)
	}
}

func TestAPlaceThatHangsOnOneRaterIsNamed(t *testing.T) {
	p := score.Panel{Subjects: 6, Raters: 2}
	for subject, points := range [][2]float64{{90, 91}, {80, 78}, {78, 84}, {70, 66}, {66, 71}, {60, 58}} {
		for rater := range 2 {
			p.Sheets = append(p.Sheets, score.Sheet{Subject: subject, Rater: rater, Points: points[rater]})
		}
	}
	res, err := score.Calibrate(p, 2)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range res.Flips {
		if f.Rater == 1 && slices.Equal(f.Enters, []int{1}) && slices.Equal(f.Leaves, []int{2}) {
			return
		}
	}
	t.Errorf("flips %+v, ranks %+v: without the second rater the second subject has the place of the third", res.Flips, res.Standings)
}

func TestSubjectsWithoutACommonRaterAreToldApart(t *testing.T) {
	p := score.Panel{Subjects: 3, Raters: 2, Sheets: []score.Sheet{{0, 0, 60}, {1, 0, 70}, {2, 1, 65}}}
	res, err := score.Calibrate(p, 1)
	if err != nil {
		t.Fatal(err)
	}
	if g := res.Standings; g[0].Group != g[1].Group || g[0].Group == g[2].Group {
		t.Errorf("groups %d %d %d", g[0].Group, g[1].Group, g[2].Group)
	}
}

func TestASubjectWithoutASheetHasNoMean(t *testing.T) {
	p := three()
	p.Subjects = 4
	res, err := score.Calibrate(p, 1)
	if err != nil {
		t.Fatal(err)
	}
	if last := res.Standings[3]; !math.IsNaN(last.Mean) || last.MeanRank != 0 || last.Sheets != 0 {
		t.Errorf("%+v", last)
	}
}

func TestAPanelThatCannotBeReadIsRefused(t *testing.T) {
	for name, spoil := range map[string]func(p *score.Panel){
		"a rater too many":   func(p *score.Panel) { p.Sheets[4].Rater = 3 },
		"a subject below 0":  func(p *score.Panel) { p.Sheets[4].Subject = -1 },
		"a pair twice":       func(p *score.Panel) { p.Sheets[4] = p.Sheets[3] },
		"no number":          func(p *score.Panel) { p.Sheets[4].Points = math.NaN() },
		"one rater":          func(p *score.Panel) { p.Sheets = []score.Sheet{{0, 0, 1}, {1, 0, 2}} },
		"nobody has a sheet": func(p *score.Panel) { p.Sheets = nil },
	} {
		t.Run(name, func(t *testing.T) {
			p := three()
			spoil(&p)
			if _, err := score.Calibrate(p, 1); fault.KindOf(err) != fault.Invalid {
				t.Errorf("got %v, want Invalid", err)
			}
		})
	}
	if _, err := score.Calibrate(three(), 4); fault.KindOf(err) != fault.Invalid {
		t.Errorf("four places for three subjects: %v", err)
	}
}

func TestMarksBecomePointsByWeight(t *testing.T) {
	r := score.Rubric{Points: 100, Criteria: []score.Criterion{{"ability", 3, 10}, {"achievement", 1, 5}}}
	for name, tc := range map[string]struct {
		marks []float64
		want  float64
		bad   bool
	}{
		"best":       {[]float64{10, 5}, 100, false},
		"worst":      {[]float64{0, 0}, 0, false},
		"weighted":   {[]float64{5, 5}, 62.5, false},
		"one short":  {[]float64{5}, 0, true},
		"above best": {[]float64{10, 6}, 0, true},
		"no number":  {[]float64{math.NaN(), 5}, 0, true},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := r.Total(tc.marks)
			if got != tc.want || (err != nil) != tc.bad {
				t.Errorf("got %v, %v", got, err)
			}
		})
	}
}

func BenchmarkCalibrate(b *testing.B) {
	for name, s := range map[string]school{"300x20": {300, 20, 5, 6, 5, 4, 1, 0}, "3000x60": {3000, 60, 5, 6, 5, 4, 1, 0}} {
		b.Run(name, func(b *testing.B) {
			p, _ := s.play(rand.New(rand.NewPCG(1, 1)))
			for b.Loop() {
				if _, err := score.Calibrate(p, s.subjects/10); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
