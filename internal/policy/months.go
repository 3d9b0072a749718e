package policy

import (
	"slices"
	"time"

	"yanzhen/internal/base/civil"
)

// A month counts the months from the year 0; its first day is civil.On(m/12, m%12+1, 1).
type month int

func monthOf(d civil.Date) month { return month(d.Year*12 + int(d.Month) - 1) }

func (m month) first() civil.Date {
	return civil.Date{Year: int(m) / 12, Month: time.Month(int(m)%12 + 1), Day: 1}
}

// months is a sorted set of months.
type months []month

// span gives the months from from up to to, both included, none later than last. An open end
// (zero to) reaches last.
func span(from, to civil.Date, last month) months {
	if from.IsZero() {
		return nil
	}
	end := last
	if !to.IsZero() {
		end = min(end, monthOf(to))
	}
	var set months
	for m := monthOf(from); m <= end; m++ {
		set = append(set, m)
	}
	return set
}

// with gives the union of two sets.
func (s months) with(other months) months {
	all := slices.Concat(s, other)
	slices.Sort(all)
	return slices.Compact(all)
}

// run counts the months in a row that end with the last of the set.
func (s months) run() int {
	n := 0
	for i := len(s) - 1; i >= 0 && s[i] == s[len(s)-1]-month(n); i-- {
		n++
	}
	return n
}

// gaps counts the months missing between the first and the last.
func (s months) gaps() int {
	if len(s) == 0 {
		return 0
	}
	return int(s[len(s)-1]-s[0]) + 1 - len(s)
}

// reaches reports whether the set has a month not earlier than m.
func (s months) reaches(m month) bool { return len(s) > 0 && s[len(s)-1] >= m }
