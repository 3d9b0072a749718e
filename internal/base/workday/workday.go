// Package workday counts working days: Monday to Friday, but for public holidays and the weekend days
// worked in exchange for them (调休), which the State Council announces year by year. On top of it
// stands the Clock, a legal period that can be paused, resumed and extended.
package workday

import (
	"fmt"
	"slices"
	"sort"
	"strings"
	"time"

	"yanzhen/internal/base/civil"
)

// A Year is what was announced for one calendar year. A district may correct it: see Calendar.With.
type Year struct {
	Year   int          `json:"year"`
	Off    []civil.Date `json:"off"`    // holidays, weekends among them or not
	Work   []civil.Date `json:"work"`   // weekend days that are worked
	Source string       `json:"source"` // the notice, such as 国办发明电〔2025〕7号
}

// A Calendar knows the working days of some years. In a year without an announcement it takes Monday to
// Friday for working days, which is wrong around every holiday: whoever shows a day that rests on such
// a year says so (see Missing). A Calendar is immutable and safe for concurrent use.
type Calendar struct {
	years map[int]Year
	lists map[int][]int // of the announced years: the working days in order, as civil.Date.Days counts
	name  string
}

// New makes a calendar of the given years, each at most once.
// Errors: a day outside its year, a day both off and worked, a year twice.
func New(years ...Year) (*Calendar, error) {
	c := &Calendar{years: map[int]Year{}, lists: map[int][]int{}}
	for _, y := range years {
		if _, twice := c.years[y.Year]; twice {
			return nil, fmt.Errorf("the year %d is there twice", y.Year)
		}
		if err := y.check(); err != nil {
			return nil, err
		}
		c.years[y.Year], c.lists[y.Year] = y, y.list()
	}
	c.name = c.describe()
	return c, nil
}

// With gives a calendar in which y replaces what was known of its year.
// Errors: as New.
func (c *Calendar) With(y Year) (*Calendar, error) {
	years := []Year{y}
	for _, old := range c.Years() {
		if old.Year != y.Year {
			years = append(years, old)
		}
	}
	return New(years...)
}

// Years gives what the calendar was made of, by year.
func (c *Calendar) Years() []Year {
	out := make([]Year, 0, len(c.years))
	for _, y := range c.years {
		out = append(out, y)
	}
	slices.SortFunc(out, func(a, b Year) int { return a.Year - b.Year })
	return out
}

// Name is the same for two calendars that have the same working days.
func (c *Calendar) Name() string { return c.name }

// Covers reports whether the working days of the year are announced.
func (c *Calendar) Covers(year int) bool { _, ok := c.years[year]; return ok }

// Works reports whether d is a working day.
func (c *Calendar) Works(d civil.Date) bool {
	list := c.list(d.Year)
	i := sort.SearchInts(list, d.Days())
	return i < len(list) && list[i] == d.Days()
}

// A Missing is the years without an announcement that an answer rests on, in order; empty when none.
type Missing []int

// Add gives the n-th working day after d, d itself not counted (Civil Code, art. 201); for negative n
// the n-th before d; for 0 d itself or, if it is none, the next working day (art. 203).
func (c *Calendar) Add(d civil.Date, n int) (civil.Date, Missing) {
	day, from := c.step(d.Days(), n), d.Year
	to := civil.FromDays(day)
	return to, c.missing(from, to.Year)
}

// Between counts the working days after a up to b, so that Between(d, Add(d, n)) is n; when b is
// earlier, minus those from b on that are before a.
func (c *Calendar) Between(a, b civil.Date) (int, Missing) {
	return c.count(a.Days(), b.Days()), c.missing(a.Year, b.Year)
}

// AddDays is Add for days since 1970-01-01, as rules count them; known is false when a year in between
// is not announced, or n leads out of the years 1 to 9999.
func (c *Calendar) AddDays(day, n int64) (to int64, known bool) {
	const most = 20000 // working days of eighty years
	if n < -most || n > most {
		return 0, false
	}
	from := civil.FromDays(int(day)).Year
	if !c.Covers(from) {
		return 0, false
	}
	d := c.step(int(day), int(n))
	return int64(d), len(c.missing(from, civil.FromDays(d).Year)) == 0
}

// DaysBetween is Between for days since 1970-01-01; known as for AddDays.
func (c *Calendar) DaysBetween(a, b int64) (n int64, known bool) {
	from, to := civil.FromDays(int(a)).Year, civil.FromDays(int(b)).Year
	if !c.Covers(from) || !c.Covers(to) || len(c.missing(from, to)) > 0 {
		return 0, false
	}
	return int64(c.count(int(a), int(b))), true
}

// WorksOn is Works for a day since 1970-01-01; known as for AddDays.
func (c *Calendar) WorksOn(day int64) (works, known bool) {
	d := civil.FromDays(int(day))
	return c.Works(d), c.Covers(d.Year)
}

// step walks n working days from day, a year at a time.
func (c *Calendar) step(day, n int) int {
	year := civil.FromDays(day).Year
	list := c.list(year)
	at := sort.SearchInts(list, day) // the first working day from day on
	switch {
	case n > 0 && at < len(list) && list[at] == day:
		at += n
	case n > 0:
		at += n - 1
	default:
		at += n
	}
	for at < 0 {
		year--
		list = c.list(year)
		at += len(list)
	}
	for at >= len(list) {
		at -= len(list)
		year++
		list = c.list(year)
	}
	return list[at]
}

func (c *Calendar) count(a, b int) int {
	if b < a {
		return c.upTo(b-1) - c.upTo(a-1) + c.whole(civil.FromDays(a-1).Year, civil.FromDays(b-1).Year)
	}
	return c.upTo(b) - c.upTo(a) + c.whole(civil.FromDays(a).Year, civil.FromDays(b).Year)
}

// upTo counts the working days of the year of day up to it.
func (c *Calendar) upTo(day int) int {
	return sort.SearchInts(c.list(civil.FromDays(day).Year), day+1)
}

// whole counts the working days of the years from a up to but not including b; negative the other way.
func (c *Calendar) whole(a, b int) int {
	n := 0
	for y := min(a, b); y < max(a, b); y++ {
		n += len(c.list(y))
	}
	if b < a {
		return -n
	}
	return n
}

func (c *Calendar) missing(a, b int) (out Missing) {
	for y := min(a, b); y <= max(a, b); y++ {
		if !c.Covers(y) {
			out = append(out, y)
		}
	}
	return out
}

func (c *Calendar) list(year int) []int {
	if list, ok := c.lists[year]; ok {
		return list
	}
	return Year{Year: year}.list()
}

// list gives the working days of the year.
func (y Year) list() []int {
	first, next := civil.On(y.Year, time.January, 1).Days(), civil.On(y.Year+1, time.January, 1).Days()
	worked := make([]bool, next-first)
	for i := range worked {
		worked[i] = !weekend(first + i)
	}
	for _, d := range y.Off {
		worked[d.Days()-first] = false
	}
	for _, d := range y.Work {
		worked[d.Days()-first] = true
	}
	list := make([]int, 0, 262)
	for i, w := range worked {
		if w {
			list = append(list, first+i)
		}
	}
	return list
}

// weekend reports whether the day is a Saturday or a Sunday; 1970-01-01 was a Thursday.
func weekend(day int) bool { return ((day+4)%7+7)%7%6 == 0 }

func (y Year) check() error {
	for _, d := range slices.Concat(y.Off, y.Work) {
		if d.Year != y.Year {
			return fmt.Errorf("%s is not in the year %d", d, y.Year)
		}
	}
	for _, d := range y.Work {
		if slices.Contains(y.Off, d) {
			return fmt.Errorf("%s is both off and worked", d)
		}
	}
	return nil
}

func (c *Calendar) describe() string {
	var b strings.Builder
	for _, y := range c.Years() {
		first := civil.On(y.Year, time.January, 1).Days()
		fmt.Fprintf(&b, "%d", y.Year)
		for i, worked := 0, c.lists[y.Year]; i < len(worked); i++ {
			if i == 0 || worked[i] != worked[i-1]+1 {
				fmt.Fprintf(&b, ",%d", worked[i]-first)
			}
			if i+1 == len(worked) || worked[i+1] != worked[i]+1 {
				fmt.Fprintf(&b, "-%d", worked[i]-first)
			}
		}
		b.WriteByte(';')
	}
	return b.String()
}
