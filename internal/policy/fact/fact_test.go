package fact

import (
	"reflect"
	"strings"
	"testing"

	"yanzhen/internal/base/civil"
)

func TestEveryFactHasWordsSecrecyAndASource(t *testing.T) {
	for _, f := range Standard().All() {
		if f.Zh == "" || f.En == "" || f.Secrecy == "" || f.Changes == "" || len(f.From) == 0 {
			t.Errorf("%s lacks words, secrecy, changes or from", f.Key)
		}
		if f.Unit != "" && strings.HasPrefix(unitWord(f.Unit, "zh"), "⟦") {
			t.Errorf("%s has the unit %s without words", f.Key, f.Unit)
		}
		if f.Kind == Records && len(f.Fields) == 0 {
			t.Errorf("%s has no fields", f.Key)
		}
		if f.RankOf != "" {
			of, ok := Standard().Find(f.RankOf)
			if codes := Standard().Codes(of.Codes); !ok || len(codes) == 0 || codes[0].Rank == nil {
				t.Errorf("%s is the rank of %s, which has no ranks", f.Key, f.RankOf)
			}
		}
	}
}

func TestReadingValuesAsPeopleWriteThem(t *testing.T) {
	row, problems := Standard().Read(map[string]any{
		"education.level":    "硕士",
		"person.birth_date":  "1998-03-07",
		"insurance.months":   float64(8),
		"person.hukou":       "430408",
		"employer.industry":  "C3921",
		"employer.ownership": "民营",
		"person.sex":         nil,
		"insurance.periods":  []any{map[string]any{"kind": "养老", "from": "2025-01", "to": "2025-06", "place": "430408"}},
	})
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	want := Row{
		"education.level": "master", "education.rank": int64(6),
		"person.birth_date": civil.MustParse("1998-03-07"), "insurance.months": int64(8),
		"person.hukou": "430408", "person.hukou_within": []any{"430000", "430400", "430408"},
		"employer.industry": "C3921", "employer.industry_within": []any{"C", "C39", "C392", "C3921"},
		"employer.ownership": "private", "employer.non_public": true,
		"insurance.periods": []any{map[string]any{"kind": "pension", "from": civil.MustParse("2025-01-01"),
			"to": civil.MustParse("2025-06-01"), "place": "430408", "within": []any{"430000", "430400", "430408"}}},
	}
	if !reflect.DeepEqual(row, want) {
		t.Errorf("read\n%v\nwant\n%v", row, want)
	}
}

func TestValuesThatCannotBeReadAreTold(t *testing.T) {
	for raw, want := range map[string]string{
		"person.birthdate=1998-01-01":   "unknown_fact person.birth_date",
		"person.birth_date=1998-02-30":  "bad_date",
		"education.level=硕士研宄生":         "unknown_code 硕士研究生",
		"insurance.insured_now=perhaps": "wrong_type",
	} {
		key, value, _ := strings.Cut(raw, "=")
		row, problems := Standard().Read(map[string]any{key: value})
		if len(problems) != 1 || len(row) > 0 {
			t.Fatalf("%s: read %v, problems %v", raw, row, problems)
		}
		got := problems[0].Reason
		if near, ok := problems[0].Args["nearest"].(string); ok && near != "" {
			got += " " + near
		}
		if got != want {
			t.Errorf("%s: got %q, want %q", raw, got, want)
		}
	}
}

func TestPlacesListEverythingAboveThem(t *testing.T) {
	for code, want := range map[string]string{
		"430408":       "430000 430400 430408",
		"430408001":    "430000 430400 430408 430408001",
		"430408001002": "430000 430400 430408 430408001 430408001002",
		"430400":       "430000 430400",
		"43":           "430000",
		"I":            "I",
	} {
		if got := strings.Join(Ancestry(code), " "); got != want {
			t.Errorf("%s: %s, want %s", code, got, want)
		}
	}
}

func TestValuesAreShownInBothLanguages(t *testing.T) {
	c := Standard()
	for _, tc := range []struct {
		key    string
		value  any
		zh, en string
	}{
		{"insurance.months", int64(8), "8个月", "8 months"},
		{"education.rank", int64(6), "硕士研究生", "master's course"},
		{"job.pay_monthly_fen", int64(1_234_500), "12,345元", "12,345 yuan"},
		{"education.school_tags", []any{"double_first_class", "project_985"}, "双一流高校、原985高校", "Double First-Class university, former Project 985 university"},
		{"job.full_time", false, "否", "no"},
	} {
		f, _ := c.Find(tc.key)
		if zh, en := c.Show(f, tc.value, "zh"), c.Show(f, tc.value, "en"); zh != tc.zh || en != tc.en {
			t.Errorf("%s: %q and %q, want %q and %q", tc.key, zh, en, tc.zh, tc.en)
		}
	}
}
