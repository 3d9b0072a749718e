package civil_test

import (
	"encoding/json"
	"testing"
	"time"

	"pgregory.net/rapid"

	"yanzhen/internal/base/civil"
)

func TestAges(t *testing.T) {
	for name, tc := range map[string]struct {
		born, on string
		want     int
	}{
		"the day before the birthday":           {"1990-05-17", "2026-05-16", 35},
		"on the birthday":                       {"1990-05-17", "2026-05-17", 36},
		"born on 29 February, in a common year": {"2000-02-29", "2026-02-28", 26},
		"born on 29 February, in a leap year":   {"2000-02-29", "2028-02-28", 27},
		"not born yet":                          {"2030-01-01", "2026-01-01", -4},
	} {
		t.Run(name, func(t *testing.T) {
			if got := civil.MustParse(tc.born).YearsUntil(civil.MustParse(tc.on)); got != tc.want {
				t.Errorf("got %d, want %d", got, tc.want)
			}
		})
	}
}

// Civil Code, art. 202: a period ends on the last day of a month that has no corresponding day.
func TestMonthsEndWhereTheMonthEnds(t *testing.T) {
	for from, want := range map[string]string{"2026-01-31": "2026-02-28", "2028-01-31": "2028-02-29", "2026-03-15": "2026-04-15", "2026-12-31": "2027-01-31"} {
		if got := civil.MustParse(from).AddMonths(1).String(); got != want {
			t.Errorf("a month after %s is %s, want %s", from, got, want)
		}
	}
}

func TestDaysAndMonthsAgree(t *testing.T) {
	day := rapid.Custom(func(t *rapid.T) civil.Date { return civil.FromDays(rapid.IntRange(-40000, 80000).Draw(t, "day")) })
	rapid.Check(t, func(t *rapid.T) {
		a, b := day.Draw(t, "a"), day.Draw(t, "b")
		if civil.FromDays(a.Days()) != a {
			t.Fatalf("%s has %d days", a, a.Days())
		}
		if got, err := civil.Parse(a.String()); err != nil || got != a {
			t.Fatalf("%s reads as %s, %v", a, got, err)
		}
		if a.Compare(b) != -b.Compare(a) || a.Before(b) != (a.Days() < b.Days()) {
			t.Fatalf("%s and %s are out of order", a, b)
		}
		n := a.MonthsUntil(b)
		if b.Before(a) {
			a, b, n = b, a, -n
		}
		if a.AddMonths(n).After(b) || !a.AddMonths(n+1).After(b) {
			t.Fatalf("%d whole months from %s to %s", n, a, b)
		}
	})
}

func TestADayIsADayOfTheDistrict(t *testing.T) {
	late := time.Date(2026, 11, 24, 16, 30, 0, 0, time.UTC) // half past midnight in Hengyang
	if got := civil.Of(late).String(); got != "2026-11-25" {
		t.Errorf("got %s", got)
	}
	if start := civil.MustParse("2026-11-25").Start(); !start.Equal(time.Date(2026, 11, 24, 16, 0, 0, 0, time.UTC)) {
		t.Errorf("the day starts at %s", start)
	}
}

func TestDatesThatAreNone(t *testing.T) {
	for _, text := range []string{"2026-02-29", "2026-13-01", "2026-1-1x", "20261125", "2026-11-31", "0000-00-00"} {
		if d, err := civil.Parse(text); err == nil {
			t.Errorf("%q reads as %s", text, d)
		}
	}
	var held struct {
		On civil.Date `json:"on"`
	}
	if err := json.Unmarshal([]byte(`{"on":""}`), &held); err != nil || !held.On.IsZero() {
		t.Errorf("no date reads as %s, %v", held.On, err)
	}
}
