package money_test

import (
	"errors"
	"math"
	"testing"

	"pgregory.net/rapid"

	"yanzhen/internal/base/money"
)

func TestAmountsAsPeopleWriteThem(t *testing.T) {
	for text, want := range map[string]money.Fen{"1200": 120000, "1,200.50": 120050, "¥1200.5": 120050, "0.01": 1, "-3.20": -320, "￥ 1，000": 100000} {
		if got, err := money.Parse(text); err != nil || got != want {
			t.Errorf("%q reads as %d, %v; want %d", text, got, err, want)
		}
	}
	for _, text := range []string{"", "-", "¥", ".", "1.234", "1.", "a", "1.2.3", "99999999999999999999", "1.-5", "一千"} {
		if got, err := money.Parse(text); err == nil {
			t.Errorf("%q reads as %d", text, got)
		}
	}
}

func TestWhatIsWrittenReadsBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f := money.Fen(rapid.Int64Range(math.MinInt64+1, math.MaxInt64).Draw(t, "fen"))
		for _, text := range []string{f.String(), f.Short()} {
			if got, err := money.Parse(text); err != nil || got != f {
				t.Fatalf("%d is written %q and reads as %d, %v", f, text, got, err)
			}
		}
	})
}

func TestSumsDoNotOverflow(t *testing.T) {
	for _, pair := range [][2]money.Fen{{math.MaxInt64, 1}, {math.MinInt64, -1}} {
		if sum, err := pair[0].Add(pair[1]); !errors.Is(err, money.ErrOverflow) {
			t.Errorf("%d + %d = %d, %v", pair[0], pair[1], sum, err)
		}
	}
	if sum, err := money.Yuan(3).Add(money.Yuan(-5)); err != nil || sum != -200 {
		t.Errorf("got %d, %v", sum, err)
	}
}
