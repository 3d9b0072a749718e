// Package money holds amounts as whole fen, so that no sum is ever rounded by a float.
package money

import (
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"
)

// Fen is an amount in hundredths of a yuan.
type Fen int64

// ErrOverflow says that an amount does not fit.
var ErrOverflow = errors.New("amount overflows")

// Yuan gives n yuan.
func Yuan(n int64) Fen { return Fen(n * 100) }

// Add sums and refuses overflow.
func (f Fen) Add(g Fen) (Fen, error) {
	if (g > 0 && f > math.MaxInt64-g) || (g < 0 && f < math.MinInt64-g) {
		return 0, ErrOverflow
	}
	return f + g, nil
}

// Parse reads yuan such as "1200", "1,200.50" or "¥1200.5"; more than two decimals are refused.
func Parse(s string) (Fen, error) {
	clean := strings.NewReplacer(",", "", "，", "", "¥", "", "￥", "", " ", "").Replace(s)
	whole, part, dotted := strings.Cut(clean, ".")
	if len(part) > 2 || (dotted && part == "") {
		return 0, fmt.Errorf("amount %q has not one or two decimals", s)
	}
	if strings.Trim(whole, "+-") == "" && part == "" {
		return 0, fmt.Errorf("amount %q has no digits", s)
	}
	part += strings.Repeat("0", 2-len(part))
	n, err := strconv.ParseInt(whole+part, 10, 64)
	if err != nil {
		return 0, fmt.Errorf("amount %q is not a number of yuan", s)
	}
	return Fen(n), nil
}

// String is yuan with thousands separated and two decimals, "-1,234.50".
func (f Fen) String() string {
	sign, n := "", uint64(f)
	if f < 0 {
		sign, n = "-", uint64(-f)
	}
	digits := strconv.FormatUint(n/100, 10)
	var b strings.Builder
	for i, r := range digits {
		if i > 0 && (len(digits)-i)%3 == 0 {
			b.WriteByte(',')
		}
		b.WriteRune(r)
	}
	return fmt.Sprintf("%s%s.%02d", sign, b.String(), n%100)
}

// Short is String without ".00".
func (f Fen) Short() string { return strings.TrimSuffix(f.String(), ".00") }
