package rule

import (
	"math"
	"math/bits"

	"yanzhen/internal/engine/column"
)

// The calendar of rules, on days since 1970-01-01 of the proleptic Gregorian calendar, years 1 to
// 9999. Both evaluators call these kernels, so they cannot differ.

var firstDay, lastDay = int64(column.FirstDay.Days()), int64(column.LastDay.Days())

// ymd splits a day into year, month and day of the month, by counting from 1 March of year 0 in
// cycles of 400 years, so that the leap day ends a year.
func ymd(day int64) (y, m, d int64) {
	z := day + 719468 // days from 0000-03-01 to 1970-01-01
	era := floorDiv(z, 146097)
	doe := z - era*146097
	yoe := (doe - doe/1460 + doe/36524 - doe/146096) / 365
	doy := doe - (365*yoe + yoe/4 - yoe/100)
	mp := (5*doy + 2) / 153
	y, m, d = yoe+era*400, mp+3, doy-(153*mp+2)/5+1
	if m > 12 {
		y, m = y+1, m-12
	}
	return y, m, d
}

// dayOf is the inverse of ymd.
func dayOf(y, m, d int64) int64 {
	if m <= 2 {
		y, m = y-1, m+12
	}
	era := floorDiv(y, 400)
	yoe := y - era*400
	doy := (153*(m-3)+2)/5 + d - 1
	return era*146097 + yoe*365 + yoe/4 - yoe/100 + doy - 719468
}

func floorDiv(a, b int64) int64 {
	q := a / b
	if a%b < 0 {
		q--
	}
	return q
}

func daysIn(y, m int64) int64 {
	if m == 12 {
		return 31
	}
	return dayOf(y, m+1, 1) - dayOf(y, m, 1)
}

// inCalendar refuses days outside the years 1 to 9999.
func inCalendar(day int64) (int64, bool) { return day, day >= firstDay && day <= lastDay }

// addMonths gives the same day n months later, or that month's last day where there is none
// (Civil Code, art. 202).
func addMonths(day, n int64) (int64, bool) {
	if n < -200000 || n > 200000 {
		return 0, false
	}
	y, m, d := ymd(day)
	months := y*12 + m - 1 + n
	y = floorDiv(months, 12)
	m = months - y*12 + 1
	return inCalendar(dayOf(y, m, min(d, daysIn(y, m))))
}

func addYears(day, n int64) (int64, bool) {
	if n < -20000 || n > 20000 {
		return 0, false
	}
	return addMonths(day, n*12)
}

func addDays(day, n int64) (int64, bool) {
	if n < -5000000 || n > 5000000 {
		return 0, false
	}
	return inCalendar(day + n)
}

// monthsBetween counts whole months from a to b, negative when b is earlier.
func monthsBetween(a, b int64) (int64, bool) {
	if b < a {
		n, _ := monthsBetween(b, a)
		return -n, true
	}
	ya, ma, da := ymd(a)
	yb, mb, db := ymd(b)
	n := (yb-ya)*12 + mb - ma
	if db < min(da, daysIn(yb, mb)) {
		n--
	}
	return n, true
}

// yearsBetween counts whole years from a to b; it is the age on b of someone born on a, whose
// birthday on 29 February falls on 28 February of a common year.
func yearsBetween(a, b int64) (int64, bool) {
	n, _ := monthsBetween(a, b)
	return n / 12, true
}

// ageExclusive counts a year of age only from the day after the birthday.
func ageExclusive(born, day int64) (int64, bool) { return yearsBetween(born, day-1) }

func daysBetween(a, b int64) (int64, bool) { return b - a, true }

func firstOfMonth(day int64) (int64, bool) {
	_, _, d := ymd(day)
	return day - d + 1, true
}

func firstOfQuarter(day int64) (int64, bool) {
	y, m, _ := ymd(day)
	return dayOf(y, (m-1)/3*3+1, 1), true
}

func firstOfYear(day int64) (int64, bool) {
	y, _, _ := ymd(day)
	return dayOf(y, 1, 1), true
}

func lastOfMonth(day int64) (int64, bool) {
	y, m, d := ymd(day)
	return day - d + daysIn(y, m), true
}

func lastOfQuarter(day int64) (int64, bool) {
	y, m, _ := ymd(day)
	m = (m-1)/3*3 + 3
	return dayOf(y, m, daysIn(y, m)), true
}

func lastOfYear(day int64) (int64, bool) {
	y, _, _ := ymd(day)
	return dayOf(y, 12, 31), true
}

func quarterOf(day int64) (int64, bool)  { _, m, _ := ymd(day); return (m-1)/3 + 1, true }
func yearOf(day int64) (int64, bool)     { y, _, _ := ymd(day); return y, true }
func monthOf(day int64) (int64, bool)    { _, m, _ := ymd(day); return m, true }
func dayOfMonth(day int64) (int64, bool) { _, _, d := ymd(day); return d, true }
func minInt(a, b int64) (int64, bool)    { return min(a, b), true }
func maxInt(a, b int64) (int64, bool)    { return max(a, b), true }
func minDouble(a, b float64) float64     { return min(a, b) }
func maxDouble(a, b float64) float64     { return max(a, b) }

// percent gives p hundredths of an amount, rounded to the nearest whole with halves away from zero.
func percent(amount, p int64) (int64, bool) { return share(amount, p, 100) }

// share gives amount times part divided by whole, rounded as percent does. The product is formed in 128
// bits; a result beyond 64 bits is refused, and so is a whole of zero.
func share(amount, part, whole int64) (int64, bool) {
	if whole == 0 {
		return 0, false
	}
	negative := (amount < 0) != (part < 0) != (whole < 0)
	by := magnitude(whole)
	hi, lo := bits.Mul64(magnitude(amount), magnitude(part))
	if hi >= by {
		return 0, false
	}
	q, rest := bits.Div64(hi, lo, by)
	if rest >= by-rest && q == math.MaxUint64 {
		return 0, false
	} else if rest >= by-rest {
		q++
	}
	switch {
	case negative && q <= 1<<63:
		return -int64(q), true
	case !negative && q <= math.MaxInt64:
		return int64(q), true
	}
	return 0, false
}

// roundDown gives the largest multiple of unit that is not more than amount; a unit below 1 is refused.
func roundDown(amount, unit int64) (int64, bool) {
	if unit < 1 {
		return 0, false
	}
	return subInt(amount, amount-floorDiv(amount, unit)*unit)
}

// roundUp gives the smallest multiple of unit that is not less than amount.
func roundUp(amount, unit int64) (int64, bool) {
	if unit < 1 {
		return 0, false
	}
	if rest := amount - floorDiv(amount, unit)*unit; rest > 0 {
		return addInt(amount, unit-rest)
	}
	return amount, true
}

// roundTo gives the multiple of unit nearest to amount, halves away from zero.
func roundTo(amount, unit int64) (int64, bool) {
	if unit < 1 {
		return 0, false
	}
	rest := amount % unit
	base, away := amount-rest, unit
	if rest < 0 {
		rest, away = -rest, -unit
	}
	if rest < unit-rest {
		return base, true
	}
	return addInt(base, away)
}

func magnitude(x int64) uint64 {
	if x < 0 {
		return -uint64(x)
	}
	return uint64(x)
}

// The checked operations of CEL integers.

func addInt(a, b int64) (int64, bool) {
	c := a + b
	return c, (c > a) == (b > 0)
}

func subInt(a, b int64) (int64, bool) {
	c := a - b
	return c, (c < a) == (b > 0)
}

func mulInt(a, b int64) (int64, bool) {
	if a == 0 || b == 0 {
		return 0, true
	}
	c := a * b
	return c, c/b == a && !(a == -1 && b == math.MinInt64) && !(b == -1 && a == math.MinInt64)
}

func divInt(a, b int64) (int64, bool) {
	if b == 0 || (a == math.MinInt64 && b == -1) {
		return 0, false
	}
	return a / b, true
}

func modInt(a, b int64) (int64, bool) {
	if b == 0 || (a == math.MinInt64 && b == -1) {
		return 0, false
	}
	return a % b, true
}

func negInt(a int64) (int64, bool) { return -a, a != math.MinInt64 }
