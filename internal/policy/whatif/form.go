package whatif

import (
	"strconv"
	"strings"

	"yanzhen/internal/base/civil"
	"yanzhen/internal/base/fault"
	"yanzhen/internal/base/money"
)

// The bounds of what may be tried. They keep sums within 64 bits for millions of people.
const (
	mostWhole   = 1_000_000_000_000
	mostPercent = 10_000
	mostYuan    = 1_000_000_000
	firstYear   = 1900
	lastYear    = 2100
)

// read gives the value that text writes: units of the form as a number, a day as its number.
// Errors: Invalid whatif.value.*.
func (f Form) read(text string) (int64, error) {
	text = strings.ReplaceAll(strings.TrimSpace(text), "_", "")
	switch f {
	case Yuan, InFen:
		fen, err := money.Parse(strings.ReplaceAll(text, ",", ""))
		if err != nil {
			return 0, fault.Invalid.New("whatif.value.yuan")
		}
		return int64(fen), within(int64(fen), mostYuan*100)
	case Day:
		day, err := civil.Parse(text)
		if err != nil {
			return 0, fault.Invalid.New("whatif.value.day")
		}
		if day.Year < firstYear || day.Year > lastYear {
			return 0, fault.Invalid.New("whatif.value.year").With("first", firstYear).With("last", lastYear)
		}
		return int64(day.Days()), nil
	case Decimal:
		n, err := decimal(text)
		if err != nil {
			return 0, fault.Invalid.New("whatif.value.decimal")
		}
		return n, within(n, mostPercent*10_000)
	}
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		return 0, fault.Invalid.New("whatif.value.whole")
	}
	return n, within(n, mostWhole)
}

func within(n, most int64) error {
	if n > most || n < -most {
		return fault.Invalid.New("whatif.value.range")
	}
	return nil
}

// decimal reads ten-thousandths.
func decimal(text string) (int64, error) {
	whole, part, _ := strings.Cut(text, ".")
	if len(part) > 4 || strings.ContainsAny(part, "+-") {
		return 0, strconv.ErrSyntax
	}
	return strconv.ParseInt(whole+part+strings.Repeat("0", 4-len(part)), 10, 64)
}

// write gives the text of a value, as a pack writes it.
func (f Form) write(n int64) string {
	switch f {
	case Yuan, InFen:
		return strings.ReplaceAll(money.Fen(n).Short(), ",", "")
	case Day:
		return civil.FromDays(int(n)).String()
	case Decimal:
		sign := ""
		if n < 0 {
			sign, n = "-", -n
		}
		digits := strconv.FormatInt(n, 10)
		for len(digits) < 5 {
			digits = "0" + digits
		}
		whole, part := digits[:len(digits)-4], strings.TrimRight(digits[len(digits)-4:], "0")
		if part != "" {
			part = "." + part
		}
		return sign + whole + part
	}
	return strconv.FormatInt(n, 10)
}
