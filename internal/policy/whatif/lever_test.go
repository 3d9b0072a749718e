package whatif

import (
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path"
	"slices"
	"strings"
	"testing"

	"yanzhen/internal/base/fault"
	"yanzhen/packs"
)

// shipped gives every policy.yaml that ships, by id.
func shipped(t testing.TB) map[string]string {
	t.Helper()
	all := map[string]string{}
	names, err := fs.Glob(packs.FS, "policies/*/policy.yaml")
	if err != nil || len(names) < 30 {
		t.Fatalf("%d packs: %v", len(names), err)
	}
	for _, name := range names {
		text, err := fs.ReadFile(packs.FS, name)
		if err != nil {
			t.Fatal(err)
		}
		all[path.Base(path.Dir(name))] = string(text)
	}
	return all
}

func TestTheFiguresOfAPolicyAreItsLevers(t *testing.T) {
	var got []string
	for _, l := range Levers(shipped(t)["hengyang_living_2022"]) {
		got = append(got, fmt.Sprint(l.ID, " ", l.Kind, " ", l.Value, l.Unit, " ", l.Fact))
	}
	want := []string{
		"gates/full_time_job/when/0 window 2022-01-01 ",
		"gates/full_time_degree/when/0 threshold 5 education.full_time_rank",
		"gates/age/when/0 threshold 50age ",
		"benefits/allowance/amount/tiers/doctor/when/0 threshold 7 education.full_time_rank",
		"benefits/allowance/amount/tiers/doctor/yuan amount 4000yuan ",
		"benefits/allowance/amount/tiers/master/when/0 threshold 6 education.full_time_rank",
		"benefits/allowance/amount/tiers/master/yuan amount 2000yuan ",
		"benefits/allowance/amount/tiers/first_class/yuan amount 1500yuan ",
		"benefits/allowance/amount/tiers/bachelor/yuan amount 800yuan ",
		"benefits/allowance/schedule/times/0 term 36 ",
		"versions/2022/effect window 2022-01-01 ",
	}
	if !slices.Equal(got, want) {
		t.Errorf("levers:\n%s", strings.Join(got, "\n"))
	}
}

func TestQuotasPercentsAndMeasuresAreLeversToo(t *testing.T) {
	found := map[string]Lever{}
	for _, l := range Levers(shipped(t)["sample_terms"]) {
		found[l.ID] = l
	}
	for id, want := range map[string]string{
		"limits/firm/yuan":                               "quota yuan 500000",
		"gates/scored/when/0":                            "threshold decimal 60",
		"gates/insured/when/0":                           "threshold whole 6",
		"measures/run/bridge_gap":                        "threshold whole 1",
		"benefits/declining/schedule/percents/1":         "percent decimal 80",
		"benefits/area/amount/floor_yuan":                "amount yuan 10000",
		"benefits/interest/amount/brackets/1/percent":    "percent decimal 50",
		"benefits/declining/schedule/ends/0":             "term whole 3",
		"benefits/start/amount/tiers/next/when/0":        "threshold whole 3",
		"benefits/interest/amount/brackets/0/up_to_yuan": "amount yuan 100000",
	} {
		if l := found[id]; fmt.Sprint(l.Kind, " ", l.Form, " ", l.Value) != want {
			t.Errorf("%s: %s %s %q, want %s", id, l.Kind, l.Form, l.Value, want)
		}
	}
}

// What every shipped text shows: a lever stands where it says, moving it changes its characters and nothing else, moving it back
// gives the text again, and the changed text has the same levers.
func TestALeverChangesItsOwnCharactersAndNothingElse(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for id, text := range shipped(t) {
		for i, l := range Levers(text) {
			if os.Getenv("YANZHEN_LONG") == "" && i%17 != len(id)%17 {
				continue
			}
			to := l.Form.write(other(l, r))
			changed, levers, err := Apply(text, Moves{l.ID: to})
			if err != nil {
				t.Errorf("%s %s from %s to %s: %v", id, l.ID, l.Value, to, err)
				continue
			}
			if changed[:l.at] != text[:l.at] || !strings.HasSuffix(changed, text[l.at+l.length:]) {
				t.Errorf("%s %s: more than the figure changed", id, l.ID)
			}
			again := Levers(changed)
			if len(again) != len(levers) {
				t.Errorf("%s %s at %s: %d levers became %d", id, l.ID, to, len(levers), len(again))
				continue
			}
			for i := range again {
				if again[i].ID != levers[i].ID || again[i].Was != levers[i].Value {
					t.Errorf("%s %s at %s: %s stands at %s, not %s", id, l.ID, to, again[i].ID, again[i].Was, levers[i].Value)
				}
			}
			if back, _, err := Apply(changed, Moves{l.ID: l.Was}); err != nil || len(Levers(back)) != len(levers) || back != text && l.written() == text[l.at:l.at+l.length] {
				t.Errorf("%s %s: the way back gives another text: %v", id, l.ID, err)
			}
		}
	}
}

// other gives a value within the limits that is not the one in the text.
func other(l Lever, r *rand.Rand) int64 {
	low, high := l.limits()
	was, _ := l.Form.read(l.Was)
	for {
		if n := low + r.Int64N(min(high-low, 100_000)+1); n != was {
			return n
		}
	}
}

func TestASliderRunsAboutItsValueInWholeSteps(t *testing.T) {
	for id, text := range shipped(t) {
		for _, l := range Levers(text) {
			slide, ok := l.Slide()
			if !ok {
				continue
			}
			low, _ := l.Form.read(slide.Low)
			high, _ := l.Form.read(slide.High)
			step, _ := l.Form.read(slide.Step)
			now, _ := l.Form.read(l.Value)
			if low > now || now > high || low >= high || step < 1 || (now-low)%step != 0 || (high-low)/step < 2 {
				t.Errorf("%s %s at %s: from %s to %s by %s", id, l.ID, l.Value, slide.Low, slide.High, slide.Step)
			}
		}
	}
}

func TestARuleIsFoundInEveryWayToWriteIt(t *testing.T) {
	for name, rule := range map[string]string{
		"plain":  `education.rank >= 5 && job.months_here > 12`,
		"double": `"education.rank >= 5 && \"x1\" != person.sex && job.months_here > 12"`,
		"single": `'education.rank >= 5 && ''430400'' in employer.within && job.months_here > 12'`,
		"block":  "|\n      education.rank >= 5 &&\n      job.months_here > 12",
		"folded": ">-  # 说明 5\n      education.rank >= 5\n      && job.months_here > 12",
	} {
		text := "gates:\n  - id: 学历\n    text: {zh: 五, en: five}\n    when: " + rule + "\n    cites: 第 5 条\n"
		changed, levers, err := Apply(text, Moves{"gates/学历/when/0": "6", "gates/学历/when/1": "24"})
		if err != nil || len(levers) != 2 || !strings.Contains(changed, "rank >= 6") || !strings.Contains(changed, "here > 24") || !strings.Contains(changed, "第 5 条") {
			t.Errorf("%s: %v\n%s", name, err, changed)
		}
	}
	if levers := Levers("gates:\n  - id: a\n    text: {zh: a, en: a}\n    when: \"education.rank \\u003e= 5\"\n"); len(levers) != 0 {
		t.Errorf("a rule with other characters than the text is moved: %v", levers)
	}
}

func TestMovesThatCannotBeMadeAreRefused(t *testing.T) {
	text := shipped(t)["hengyang_living_2022"]
	for name, tc := range map[string]struct {
		moves Moves
		key   string
		on    string
	}{
		"unknown lever":  {Moves{"gates/none/when/0": "5"}, "whatif.lever.unknown", "moves.gates/none/when/0"},
		"no number":      {Moves{"gates/age/when/0": "四十五"}, "whatif.value.whole", "moves.gates/age/when/0"},
		"negative":       {Moves{"gates/age/when/0": "-1"}, "whatif.value.between", "moves.gates/age/when/0"},
		"too much money": {Moves{"benefits/allowance/amount/tiers/master/yuan": "99999999999"}, "whatif.value.range", "moves.benefits/allowance/amount/tiers/master/yuan"},
		"no such day":    {Moves{"versions/2022/effect": "2026-02-30"}, "whatif.value.day", "moves.versions/2022/effect"},
		"beyond a term":  {Moves{"benefits/allowance/schedule/times/0": "601"}, "whatif.value.between", "moves.benefits/allowance/schedule/times/0"},
	} {
		_, levers, err := Apply(text, tc.moves)
		if f := fault.Of(err); err == nil || f.Kind != fault.Invalid || f.Key != tc.key || f.Field != tc.on || len(levers) == 0 {
			t.Errorf("%s: %v", name, err)
		}
	}
	_, _, err := Apply(text, Moves{"gates/age/when/0": "x", "versions/2022/effect": "y"})
	if f := fault.Of(err); len(f.All()) != 2 {
		t.Errorf("not every fault is told: %v", err)
	}
}
