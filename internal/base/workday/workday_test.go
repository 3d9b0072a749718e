package workday_test

import (
	"slices"
	"testing"
	"time"

	"github.com/6tail/lunar-go/HolidayUtil"

	"yanzhen/internal/base/civil"
	"yanzhen/internal/base/workday"
)

func day(s string) civil.Date { return civil.MustParse(s) }

// reference says, from another source and by another way, whether a day is worked.
type reference map[civil.Date]bool

var tenYears = func() reference {
	r := reference{}
	for d := day("2016-12-01"); d.Year < 2028; d = d.AddDays(1) {
		weekday := d.UTC().Weekday()
		r[d] = weekday != time.Saturday && weekday != time.Sunday
		if h := HolidayUtil.GetHolidayByYmd(d.Year, int(d.Month), d.Day); h != nil && d.Year >= 2017 {
			r[d] = h.IsWork()
		}
	}
	return r
}()

func TestTheYearsAreThoseOfAnotherSource(t *testing.T) {
	c := workday.National()
	worked := 0
	for d := day("2017-01-01"); d.Year < 2027; d = d.AddDays(1) {
		if c.Works(d) != tenYears[d] {
			t.Errorf("%s: we say %v, the other source %v", d, c.Works(d), tenYears[d])
		}
		if c.Works(d) {
			worked++
		}
	}
	if worked < 2480 || worked > 2520 {
		t.Errorf("%d working days in ten years", worked)
	}
}

// after walks day by day.
func (r reference) after(d civil.Date, n int) civil.Date {
	switch {
	case n == 0:
		for !r[d] {
			d = d.AddDays(1)
		}
	case n < 0:
		for ; n < 0; n++ {
			for d = d.AddDays(-1); !r[d]; d = d.AddDays(-1) {
			}
		}
	default:
		for ; n > 0; n-- {
			for d = d.AddDays(1); !r[d]; d = d.AddDays(1) {
			}
		}
	}
	return d
}

func TestWorkingDaysAfterEveryDateOfTenYears(t *testing.T) {
	c := workday.National()
	for d := day("2017-01-01"); d.Year < 2027; d = d.AddDays(1) {
		for _, n := range []int{0, 1, 2, 3, 4, 5, 7, 10, 15, 20, 45, 250, -1, -2, -5, -20} {
			want := tenYears.after(min0(d, n), n)
			got, missing := c.Add(d, n)
			if want.Year > 2026 || want.Year < 2017 {
				if len(missing) == 0 {
					t.Fatalf("%d after %s rests on a year that is not announced, without a word", n, d)
				}
				continue
			}
			if got != want || len(missing) > 0 {
				t.Fatalf("%d working days after %s: %s %v, want %s", n, d, got, missing, want)
			}
			if fast, known := c.AddDays(int64(d.Days()), int64(n)); !known || fast != int64(want.Days()) {
				t.Fatalf("AddDays %s %d", d, n)
			}
			if back, _ := c.Between(d, got); n != 0 && back != n {
				t.Fatalf("between %s and %s: %d, want %d", d, got, back, n)
			}
		}
	}
}

// min0 keeps the walk within the reference.
func min0(d civil.Date, n int) civil.Date {
	if n > 200 && d.Year > 2025 {
		return day("2027-01-01")
	}
	return d
}

func TestNoticesOfFiveWorkingDays(t *testing.T) {
	for start, want := range map[string]string{"2026-09-28": "2026-10-10", "2026-09-30": "2026-10-13", "2026-02-11": "2026-02-25",
		"2026-04-30": "2026-05-11", "2026-06-17": "2026-06-25"} {
		if got, _ := workday.National().Add(day(start), 5); got != day(want) {
			t.Errorf("five working days after %s end on %s, want %s", start, got, want)
		}
	}
	k, err := workday.Begin(day("2026-09-28"), workday.Period{Days: 5, FirstCounts: true})
	if got := k.Reading(workday.National()).Due; err != nil || got != day("2026-10-09") {
		t.Errorf("with the day of posting counted: %s, %v", got, err)
	}
}

func TestAYearWithoutAnnouncementIsTold(t *testing.T) {
	c := workday.National()
	got, missing := c.Add(day("2026-12-30"), 3)
	if got != day("2027-01-04") || !slices.Equal(missing, workday.Missing{2027}) {
		t.Errorf("%s %v", got, missing)
	}
	if _, known := c.AddDays(int64(day("2026-12-30").Days()), 3); known {
		t.Error("a rule would count on a year that is not announced")
	}
	if n, missing := c.Between(day("2028-01-03"), day("2026-12-31")); n >= 0 || !slices.Equal(missing, workday.Missing{2027, 2028}) {
		t.Errorf("%d %v", n, missing)
	}
	if _, known := c.DaysBetween(int64(day("2026-12-30").Days()), int64(day("2027-01-04").Days())); known {
		t.Error("the days between are told without the year")
	}
	k, _ := workday.Begin(day("2026-12-28"), workday.Period{Days: 20})
	if r := k.Reading(c); !slices.Equal(r.Missing, workday.Missing{2027}) {
		t.Errorf("the clock: %+v", r)
	}
}

func TestADistrictCorrectsAYear(t *testing.T) {
	c := workday.National()
	snow, err := c.With(workday.Year{Year: 2027, Off: []civil.Date{day("2027-01-01")}, Work: []civil.Date{day("2027-01-03")}, Source: "本区通知"})
	if err != nil {
		t.Fatal(err)
	}
	got, missing := snow.Add(day("2026-12-31"), 1)
	if got != day("2027-01-03") || len(missing) > 0 || !snow.Covers(2027) || c.Covers(2027) {
		t.Errorf("%s %v", got, missing)
	}
	if snow.Name() == c.Name() || len(snow.Years()) != 11 || snow.Years()[10].Source != "本区通知" {
		t.Error("the corrected calendar passes for the national one")
	}
	for name, wrong := range map[string]workday.Year{
		"a day of another year":   {Year: 2027, Off: []civil.Date{day("2026-01-01")}},
		"a day both off and work": {Year: 2027, Off: []civil.Date{day("2027-01-02")}, Work: []civil.Date{day("2027-01-02")}},
	} {
		if _, err := c.With(wrong); err == nil {
			t.Errorf("%s is taken", name)
		}
	}
}
