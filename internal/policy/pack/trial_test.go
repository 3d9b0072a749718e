package pack

import (
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"yanzhen/internal/base/civil"
	"yanzhen/internal/engine/column"
	"yanzhen/internal/policy/fact"
	"yanzhen/packs"
)

// edited reads a shipped pack with figures changed: each pair of texts, the first by the second.
func edited(t *testing.T, id string, pairs ...string) *Pack {
	t.Helper()
	raw, err := packs.FS.ReadFile("policies/" + id + "/policy.yaml")
	text := string(raw)
	for i := 0; i < len(pairs); i += 2 {
		if err != nil || !strings.Contains(text, pairs[i]) {
			t.Fatalf("%s does not say %q: %v", id, pairs[i], err)
		}
		text = strings.Replace(text, pairs[i], pairs[i+1], 1)
	}
	files := fstest.MapFS{id + "/policy.yaml": {Data: []byte(text)}}
	if lists, err := packs.FS.ReadDir("policies/" + id); err == nil {
		for _, l := range lists {
			if text, err := packs.FS.ReadFile("policies/" + id + "/" + l.Name()); err == nil && files[id+"/"+l.Name()] == nil {
				files[id+"/"+l.Name()] = &fstest.MapFile{Data: text}
			}
		}
	}
	p, err := LoadOne(files, id)
	if err != nil || !p.Usable() {
		t.Fatalf("%s with %q: %v %v", id, pairs, err, p.Problems)
	}
	return p
}

// What a sitting kept of one version must never speak for another: every version comes out as it does row by row, in whatever order
// they are tried, and the payments come to the amount.
func TestASittingJudgesEveryVersionAsIfItWereTheFirst(t *testing.T) {
	all := policies(t)
	rows, batch := invented(t, all, 150)
	sitting := NewSitting(batch.Part(0), asOf)
	if batch.Len() > column.ChunkRows {
		t.Fatal("more than one chunk")
	}
	tries := []*Pack{
		edited(t, "hengyang_living_2022", "<= 50", "<= 50"), edited(t, "hengyang_living_2022", "<= 50", "<= 30"),
		edited(t, "hengyang_living_2022", "rank >= 5", "rank >= 6"), edited(t, "hengyang_living_2022", "times: 36", "times: 12"),
		edited(t, "hengyang_living_2022", "yuan: 800}", "yuan: 900}"), edited(t, "hengyang_living_2022", "<= 50", "<= 50"),
		edited(t, "sample_terms", "bridge_gap: 1", "bridge_gap: 1"), edited(t, "sample_terms", "bridge_gap: 1", "bridge_gap: 30"),
		edited(t, "sample_terms", "run >= 6", "run >= 1"), edited(t, "sample_terms", "60.0", "10.0"),
		edited(t, "hengyang_home_2018", "id:", "id:"), edited(t, "zhuzhou_home_2025", "id:", "id:"),
	}
	yes, paid := 0, 0
	for k, p := range append(slices.Clone(tries), tries[0], tries[6]) {
		beside := append(slices.DeleteFunc(slices.Clone(all), func(q *Pack) bool { return q.Policy.ID == p.Policy.ID }), p)
		packs := Related(p, beside)
		got, err := sitting.Judge(packs, p)
		if err != nil {
			t.Fatal(err)
		}
		for i, row := range rows {
			delete(row, asked)
			for _, o := range Eval(packs, Person{Facts: row}, asOf) {
				if o.Pack() != p {
					continue
				}
				is := got.At(i)
				fen, known := o.AmountFen()
				if !known {
					fen = -1
				}
				if o.Verdict() != Yes {
					fen = 0
				}
				if is.Verdict != o.Verdict() || is.Fen != fen || is.Held != (o.Verdict() == Yes && o.State() == PayableAfter) {
					t.Fatalf("try %d, person %d: kept %+v, the row says %s %d %s", k, i, is, o.Verdict(), fen, o.State())
				}
				if fen <= 0 {
					continue
				}
				yes++
				if sum, inOrder := int64(0), true; len(is.Pays) > 0 {
					for j, pay := range is.Pays {
						sum += pay.Fen
						inOrder = inOrder && (j == 0 || is.Pays[j-1].Month.Before(pay.Month))
					}
					if paid++; sum != fen || !inOrder {
						t.Fatalf("try %d, person %d: payments come to %d of %d: %v", k, i, sum, fen, is.Pays)
					}
				}
			}
		}
	}
	if yes < 30 || paid < yes {
		t.Errorf("%d are paid something, of %d it is known when", yes, paid)
	}
}

// A rule that reads a measure means something else when the measure counts otherwise, although its text stays.
func TestWhatIsKeptOfARuleHoldsForItsMeasuresOnly(t *testing.T) {
	f, _ := fact.Standard().Find("insurance.periods")
	period := func(from, to string) any {
		return map[string]any{"from": civil.MustParse(from), "to": civil.MustParse(to)}
	}
	batch, err := column.Rows([]column.Field{{Name: f.Key, Type: f.Type()}},
		map[string]any{f.Key: []any{period("2024-01-01", "2024-04-01"), period("2025-01-01", "2025-04-01")}})
	if err != nil {
		t.Fatal(err)
	}
	sitting := NewSitting(batch.Part(0), asOf)
	for i, bridge := range []string{"1", "30", "1"} {
		p := edited(t, "sample_terms", "bridge_gap: 1", "bridge_gap: "+bridge, "review.score >= 60.0", "known(insurance.periods)")
		got, err := sitting.Judge([]*Pack{p}, p)
		if want := []Verdict{No, Yes, No}[i]; err != nil || got.At(0).Verdict != want {
			t.Errorf("with gaps of %s months bridged: %s, not %s, %v", bridge, got.At(0).Verdict, want, err)
		}
	}
}

func TestPaymentsOfAMonthAreOnePay(t *testing.T) {
	jan, feb := civil.On(2027, 1, 1), civil.On(2027, 2, 1)
	pays := due(due(due(due(nil, feb, 5), jan, 1), feb, 2), civil.Date{}, 9)
	if !slices.Equal(pays, []Pay{{civil.Date{}, 9}, {jan, 1}, {feb, 7}}) {
		t.Errorf("%v", pays)
	}
	if scale(pays, 17, 10); pays[0].Fen+pays[1].Fen+pays[2].Fen != 10 {
		t.Errorf("scaled to %v", pays)
	}
}
