package i18n

import (
	"context"
	"fmt"
	"math"
	"reflect"
	"strconv"
	"strings"
	"time"

	"yanzhen/internal/base/civil"
	"yanzhen/internal/base/money"
)

// Date writes a day in full: 2026年11月23日, 23 November 2026; "" for no date.
func Date(ctx context.Context, d civil.Date) string {
	switch {
	case d.IsZero():
		return ""
	case LangOf(ctx) == En:
		return fmt.Sprintf("%d %s %d", d.Day, d.Month, d.Year)
	}
	return fmt.Sprintf("%d年%d月%d日", d.Year, int(d.Month), d.Day)
}

// Month writes the month of a day: 2026年11月, November 2026.
func Month(ctx context.Context, d civil.Date) string {
	switch {
	case d.IsZero():
		return ""
	case LangOf(ctx) == En:
		return fmt.Sprintf("%s %d", d.Month, d.Year)
	}
	return fmt.Sprintf("%d年%d月", d.Year, int(d.Month))
}

// DateTime writes an instant in the district's zone, to the minute, the same in both languages:
// 2026-11-23 16:42; "" for the zero time.
func DateTime(_ context.Context, t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.In(civil.Zone).Format("2006-01-02 15:04")
}

// Money writes an amount: 1,200.50 元, CNY 1,200.50. Whole yuan have no decimals.
func Money(ctx context.Context, f money.Fen) string {
	if LangOf(ctx) == En {
		return "CNY " + f.Short()
	}
	return f.Short() + " 元"
}

// Wan writes an amount as offices do: 50 万元, 1.25 万元, and below 10,000 yuan plainly 9,600 元.
// It is exact: an amount that is not a multiple of 100 yuan is written in yuan. English has no such
// unit and gives CNY 500,000.
func Wan(ctx context.Context, f money.Fen) string {
	const wan = 10_000 * 100
	if LangOf(ctx) == En || (f < wan && f > -wan) || f%(wan/100) != 0 {
		return Money(ctx, f)
	}
	amount := (f / (wan / 100)).Short()
	if strings.Contains(amount, ".") {
		amount = strings.TrimRight(amount, "0") // 7.20 is 7.2
	}
	return amount + " 万元"
}

// Number writes an integer with separators: 38,642.
func Number(_ context.Context, n int64) string {
	return money.Yuan(n).Short()
}

// Percent writes a share of 1 with at most one decimal: 0.534 is 53.4%.
func Percent(_ context.Context, share float64) string {
	if math.IsNaN(share) || math.IsInf(share, 0) {
		return "—"
	}
	return strings.TrimSuffix(strconv.FormatFloat(share*100, 'f', 1, 64), ".0") + "%"
}

// format writes value in a message as its format asks, or by its type.
func format(ctx context.Context, how string, value any) string {
	switch v := value.(type) {
	case Key:
		return T(ctx, string(v))
	case string:
		return v
	case money.Fen:
		if how == "wan" {
			return Wan(ctx, v)
		}
		return Money(ctx, v)
	case civil.Date:
		return formatDate(ctx, how, v)
	case time.Time:
		if how == "date" || how == "month" {
			return formatDate(ctx, how, civil.Of(v))
		}
		return DateTime(ctx, v)
	case float64:
		if how == "percent" {
			return Percent(ctx, v)
		}
		return strconv.FormatFloat(v, 'f', -1, 64)
	case fmt.Stringer:
		return v.String()
	}
	return formatNumber(ctx, how, value)
}

func formatDate(ctx context.Context, how string, d civil.Date) string {
	switch how {
	case "date":
		return Date(ctx, d)
	case "month":
		return Month(ctx, d)
	}
	return d.String()
}

func formatNumber(ctx context.Context, how string, value any) string {
	v := reflect.ValueOf(value)
	var n int64
	switch {
	case v.CanInt():
		n = v.Int()
	case v.CanUint() && v.Uint() <= math.MaxInt64:
		n = int64(v.Uint())
	default:
		return fmt.Sprint(value)
	}
	switch how {
	case "plain":
		return strconv.FormatInt(n, 10)
	case "money":
		return Money(ctx, money.Fen(n))
	case "wan":
		return Wan(ctx, money.Fen(n))
	}
	return Number(ctx, n)
}
