package programme_test

import (
	"math/rand/v2"
	"testing"

	"yanzhen/internal/base/civil"
	"yanzhen/internal/base/fault"
	"yanzhen/internal/policy/fact"
)

var day = civil.MustParse("2026-03-02")

func TestAnswersAreReadAsTheirFieldsAsk(t *testing.T) {
	p := spoiled(t, "", "")
	for name, tc := range map[string]struct {
		field, typed string
		fact         string
		want         any
		key          string
	}{
		"a line":               {"craft", " 湘绣 ", "input.craft", "湘绣", ""},
		"two lines of one":     {"craft", "湘绣\n竹编", "", nil, "programme.form.line"},
		"a text too short":     {"deeds", "做了很多", "", nil, "programme.form.short"},
		"a line too long":      {"craft", string(make([]rune, 61)), "", nil, "programme.form.long"},
		"a number":             {"people_led", "12", "input.people_led", int64(12), ""},
		"no number":            {"people_led", "十二", "", nil, "programme.form.whole"},
		"a number too large":   {"people_led", "10001", "", nil, "programme.form.range"},
		"a choice":             {"field", "heritage", "input.field", "heritage", ""},
		"a choice that is not": {"field", "sports", "", nil, "programme.form.choice"},
		"a code in words":      {"skill", "高级工", "skill.level", "level_3", ""},
		"a code that is none":  {"skill", "大师", "", nil, "programme.form.value"},
		"a field that is none": {"shoes", "42", "", nil, "programme.form.unknown"},
		"nothing":              {"craft", "  ", "input.craft", nil, ""},
	} {
		t.Run(name, func(t *testing.T) {
			row, err := p.Fill(nil, map[string]string{tc.field: tc.typed}, day, false)
			if tc.key != "" {
				if f := fault.Of(err); err == nil || f.Key != tc.key || f.Field != tc.field {
					t.Errorf("got %v, want %s on %s", err, tc.key, tc.field)
				}
				return
			}
			if err != nil || row[tc.fact] != tc.want {
				t.Errorf("got %v, %v; want %v", row[tc.fact], err, tc.want)
			}
		})
	}
}

func TestFillingLeavesWhatIsKnownAlone(t *testing.T) {
	p := spoiled(t, "", "")
	known := fact.Row{"skill.level": "level_4"}
	row, err := p.Fill(known, map[string]string{"skill": "高级工"}, day, false)
	if err != nil || row["skill.level"] != "level_3" || known["skill.level"] != "level_4" {
		t.Errorf("%v %v, known %v", row["skill.level"], err, known)
	}
}

// TestPlacesKeepTheirBounds invents candidates and checks what the quota promises: never more places than there
// are, never more of a part than its most, nobody left out while a place that would suit them is free, and the
// least of a part unless candidates are lacking.
func TestPlacesKeepTheirBounds(t *testing.T) {
	p := spoiled(t, "", "") // 20 places, at least 3 of heritage, at most 8 of production
	fields := []any{"heritage", "production", "research", nil}
	for seed := range uint64(500) {
		r := rand.New(rand.NewPCG(seed, 3))
		rows := make([]fact.Row, r.IntN(60))
		have := map[any]int{}
		for i := range rows {
			field := fields[r.IntN(4)]
			rows[i] = fact.Row{}
			if field != nil {
				rows[i]["input.field"] = field
			}
			have[field]++
		}
		chosen := p.Choose(rows, day)
		places, of := 0, map[any]int{}
		for i, in := range chosen {
			if in {
				places++
				of[rows[i]["input.field"]]++
			}
		}
		switch {
		case places > 20:
			t.Fatalf("seed %d: %d places", seed, places)
		case of["production"]+of[nil] > 8: // who names no field may be of production
			t.Fatalf("seed %d: %v of production", seed, of)
		case of["heritage"] < min(3, have["heritage"]):
			t.Fatalf("seed %d: %d of heritage, there are %d", seed, of["heritage"], have["heritage"])
		}
		for i, in := range chosen {
			free := places < 20 && (rows[i]["input.field"] == "research" || rows[i]["input.field"] == "heritage")
			if !in && free {
				t.Fatalf("seed %d: candidate %d is left out and a place is free", seed, i)
			}
		}
	}
}

func TestVersionsHoldOnTheirDays(t *testing.T) {
	p := spoiled(t, "programme.yaml", "versions: [{id: sample, effect: 2026-01-01}]",
		"versions: [{id: a, effect: 2026-01-01, until: 2026-06-30}, {id: b, effect: 2026-05-01}]")
	for on, want := range map[string]string{"2025-12-31": "", "2026-01-01": "a", "2026-05-01": "b", "2026-07-01": "b"} {
		v, _ := p.Programme.VersionOn(civil.MustParse(on))
		if v.ID != want {
			t.Errorf("on %s: %q, want %q", on, v.ID, want)
		}
	}
}
