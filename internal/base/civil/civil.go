// Package civil has calendar dates without a time of day, and months counted on them. Dates are
// stored and sent as YYYY-MM-DD; instants become dates in the district's zone.
package civil

import (
	"database/sql/driver"
	"fmt"
	"time"
)

// Zone is the zone of the district's calendar: China Standard Time, UTC+8, no daylight saving.
var Zone = time.FixedZone("Asia/Shanghai", 8*3600)

// A Date is a day of the Gregorian calendar. The zero Date is no date.
type Date struct {
	Year  int
	Month time.Month
	Day   int
}

// Of gives the date of instant t in the district's zone.
func Of(t time.Time) Date {
	y, m, d := t.In(Zone).Date()
	return Date{y, m, d}
}

// On gives year-month-day, normalised as time.Date does.
func On(year int, month time.Month, day int) Date {
	y, m, d := time.Date(year, month, day, 0, 0, 0, 0, time.UTC).Date()
	return Date{y, m, d}
}

// Parse reads YYYY-MM-DD and refuses days that do not exist.
func Parse(s string) (Date, error) {
	t, err := time.Parse("2006-01-02", s)
	if err != nil {
		return Date{}, fmt.Errorf("date %q is not a day as YYYY-MM-DD", s)
	}
	return Date{t.Year(), t.Month(), t.Day()}, nil
}

// MustParse is Parse for constants; it panics on a wrong one.
func MustParse(s string) Date {
	d, err := Parse(s)
	if err != nil {
		panic(err)
	}
	return d
}

// FromDays gives the date n days after 1970-01-01.
func FromDays(n int) Date {
	t := time.Unix(int64(n)*86400, 0).UTC()
	return Date{t.Year(), t.Month(), t.Day()}
}

// Days counts the days from 1970-01-01.
func (d Date) Days() int { return int(d.UTC().Unix() / 86400) }

// UTC is midnight of the day in UTC: the form in which rules hold a date.
func (d Date) UTC() time.Time { return time.Date(d.Year, d.Month, d.Day, 0, 0, 0, 0, time.UTC) }

// Start is the instant the day begins in the district's zone.
func (d Date) Start() time.Time { return time.Date(d.Year, d.Month, d.Day, 0, 0, 0, 0, Zone) }

// String is YYYY-MM-DD, or "" for no date.
func (d Date) String() string {
	if d.IsZero() {
		return ""
	}
	return fmt.Sprintf("%04d-%02d-%02d", d.Year, int(d.Month), d.Day)
}

// IsZero reports whether d is no date.
func (d Date) IsZero() bool { return d == Date{} }

// Before and After compare days.
func (d Date) Before(e Date) bool { return d.Compare(e) < 0 }
func (d Date) After(e Date) bool  { return d.Compare(e) > 0 }

// Compare is negative, zero or positive as d is before, on or after e.
func (d Date) Compare(e Date) int {
	return (d.Year-e.Year)*500 + int(d.Month-e.Month)*40 + d.Day - e.Day
}

// AddDays gives the day n days later.
func (d Date) AddDays(n int) Date { return FromDays(d.Days() + n) }

// AddMonths gives the same day n months later, or the last day of that month if it is shorter
// (the rule of the Civil Code, art. 202: a period ends on the last day of the month where
// there is no corresponding day).
func (d Date) AddMonths(n int) Date {
	first := On(d.Year, d.Month+time.Month(n), 1)
	last := On(first.Year, first.Month+1, 0).Day
	return Date{first.Year, first.Month, min(d.Day, last)}
}

// MonthsUntil counts the whole months from d to e; negative when e is before d.
func (d Date) MonthsUntil(e Date) int {
	if e.Before(d) {
		return -e.MonthsUntil(d)
	}
	n := (e.Year-d.Year)*12 + int(e.Month-d.Month)
	if d.AddMonths(n).After(e) {
		n--
	}
	return n
}

// YearsUntil counts the whole years from d to e: a person born on d has this age on e. Someone born
// on 29 February has their birthday on 28 February of a common year.
func (d Date) YearsUntil(e Date) int { return d.MonthsUntil(e) / 12 }

// MarshalText and UnmarshalText make a Date a JSON string YYYY-MM-DD, "" for none.
func (d Date) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText reads what MarshalText wrote.
func (d *Date) UnmarshalText(b []byte) error {
	if len(b) == 0 {
		*d = Date{}
		return nil
	}
	parsed, err := Parse(string(b))
	*d = parsed
	return err
}

// Value stores a Date as TEXT, no date as NULL.
func (d Date) Value() (driver.Value, error) {
	if d.IsZero() {
		return nil, nil
	}
	return d.String(), nil
}

// Scan reads what Value stored.
func (d *Date) Scan(src any) error {
	switch s := src.(type) {
	case nil:
		*d = Date{}
		return nil
	case string:
		return d.UnmarshalText([]byte(s))
	case []byte:
		return d.UnmarshalText(s)
	}
	return fmt.Errorf("date from %T", src)
}
