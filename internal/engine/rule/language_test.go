package rule_test

import (
	"context"
	"errors"
	"fmt"
	"math"
	"math/big"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"yanzhen/internal/base/civil"
	"yanzhen/internal/base/workday"
	"yanzhen/internal/engine/rule"
	"yanzhen/internal/i18n"
)

// What CEL has and rules have not is refused at its place, and the message says what to write.
func TestWhatIsNotInTheLanguageIsRefused(t *testing.T) {
	e := env(t)
	for text, want := range map[string]string{
		"timestamp('2026-01-01T00:00:00Z') < day":      "1:10 rule.problem.use_instead date('2026-01-31')",
		"day.getFullYear('Asia/Shanghai') == 2026":     "1:16 rule.problem.use_instead year(d)",
		"day.getFullYear('Nowhere/City') == 2026":      "1:16 rule.problem.use_instead year(d)",
		"day.getMonth() == 1":                          "1:13 rule.problem.use_instead month(d)",
		"day - person.birth == day - person.hired":     "1:5 rule.problem.use_instead days_between(a, b)",
		"day + 1 > day":                                "1:5 rule.problem.no_overload_use add_days(d, n)",
		"string(day) == 'a'":                           "1:7 rule.problem.use_instead year(d)",
		"int(day) > 1":                                 "1:4 rule.problem.use_instead days_between(a, b)",
		"true &&\n  dyn(degree) == 1":                  "2:6 rule.problem.not_offered",
		"type(degree) == type(degree)":                 "1:5 rule.problem.not_offered",
		"degree == 1 || 1u == 1u":                      "1:16 rule.problem.use_instead int(x)",
		"uint(degree) > uint(1)":                       "1:5 rule.problem.use_instead int(x)",
		"bytes('a') == b'a'":                           "1:6 rule.problem.not_offered",
		"bool('true')":                                 "1:5 rule.problem.use_instead x == 'true'",
		"[1, 'a'].size() == 1":                         "1:5 rule.problem.type",
		"degree == null":                               "1:8 rule.problem.no_overload_use known(x)",
		"degree + 0.5 > 1.0":                           "1:8 rule.problem.no_overload_use double(x)",
		"person.birth > '2026-01-31'":                  "1:14 rule.problem.no_overload_use date('2026-01-31')",
		"{'a': 1}.a == 1":                              "1:1 rule.problem.map_alone {'a': 1, 'b': 2}[key]",
		"int('text') > 1":                              "1:4 rule.problem.not_a_number",
		"int(string(2.5)) > 1":                         "1:4 rule.problem.never_number",
		"degree > 99999999999999999999":                "1:10 rule.problem.number",
		"score > 1e999":                                "1:9 rule.problem.number",
		"person.class.format([1]) == 'a'":              "1:20 rule.problem.use_instead a + string(n)",
		"person.class.reverse() == 'a'":                "1:21 rule.problem.not_offered",
		"(degree > 1":                                  "1:12 rule.problem.syntax_missing",
		"degree > 1 &&":                                "1:14 rule.problem.syntax_end",
		"degree ＞ 1":                                   "1:8 rule.problem.syntax_sign",
		"degree > 1)":                                  "1:11 rule.problem.syntax_extra",
		"honours.exists(person, person.level > 1)":     "1:15 rule.problem.hides",
		"skills.exists(s, s.matches(person.class))":    "1:27 rule.problem.pattern_constant",
		"sets.contains(grades, grades.map(g, [g])[0])": "",
		"size({'a': 1}) == 1 && {'a': 1}.exists(k, k == person.class)": "",
	} {
		p, err := e.Compile(text, rule.Bool)
		var found rule.Problems
		if errors.As(err, &found); want == "" {
			if err != nil || p == nil {
				t.Errorf("%s: %v", text, err)
			}
			continue
		}
		if len(found) == 0 {
			t.Errorf("%s is taken (%v)", text, err)
			continue
		}
		got := fmt.Sprintf("%d:%d %s", found[0].Line, found[0].Column, found[0].Key)
		if use, _ := found[0].Args["use"].(string); use != "" {
			got += " " + use
		}
		if got != want {
			t.Errorf("%s: %s, want %s (%v)", text, got, want, found)
		}
		for _, lang := range []string{"zh", "en"} {
			l, _ := i18n.ParseLang(lang)
			ctx := i18n.WithLang(i18n.WithWords(context.Background(), rule.Words), l)
			if said := i18n.T(ctx, found[0].Key, i18n.Args(found[0].Args)); said == "" || strings.Contains(said, "{") && !strings.Contains(text, "{") {
				t.Errorf("%s in %s: %q", text, lang, said)
			}
		}
	}
}

// The calendar functions against package time, on any day of three centuries.
func TestCalendarFunctionsAgreeWithPackageTime(t *testing.T) {
	r := rand.New(rand.NewPCG(11, 12))
	e, err := rule.NewEnv([]rule.Fact{{Key: "a", Type: rule.Date}, {Key: "b", Type: rule.Date}, {Key: "n", Type: rule.Int}})
	if err != nil {
		t.Fatal(err)
	}
	call := func(text string, a, b time.Time, n int) any {
		p, err := e.Compile(text, rule.Type{})
		if err != nil {
			t.Fatal(err)
		}
		v, _, err := p.EvalRow(map[string]any{"a": date(a), "b": date(b), "n": int64(n)}, today)
		if err != nil {
			t.Fatalf("%s of %v, %v, %d: %v", text, a, b, n, err)
		}
		return v
	}
	for range 400 {
		a := time.Date(1850+r.IntN(300), 1, 1+r.IntN(366), 0, 0, 0, 0, time.UTC)
		b := a.AddDate(0, 0, r.IntN(30000))
		n := r.IntN(500) - 250
		quarter := time.Month((int(a.Month())-1)/3*3 + 1)
		for text, want := range map[string]any{
			"last_of_month(a)":     date(time.Date(a.Year(), a.Month()+1, 0, 0, 0, 0, 0, time.UTC)),
			"first_of_quarter(a)":  date(time.Date(a.Year(), quarter, 1, 0, 0, 0, 0, time.UTC)),
			"last_of_quarter(a)":   date(time.Date(a.Year(), quarter+3, 0, 0, 0, 0, 0, time.UTC)),
			"last_of_year(a)":      date(time.Date(a.Year(), 12, 31, 0, 0, 0, 0, time.UTC)),
			"quarter(a)":           int64(quarter-1)/3 + 1,
			"add_months(a, n)":     date(monthsLater(a, n)),
			"months_between(a, b)": int64(wholeMonths(a, b)),
			"age(a, b)":            int64(wholeMonths(a, b) / 12),
			"age_exclusive(a, b)":  int64(max(wholeMonths(a, b.AddDate(0, 0, -1)), 0) / 12),
		} {
			if got := call(text, a, b, n); got != want {
				t.Fatalf("%s of %v, %v, %d: %v, want %v", text, date(a), date(b), n, got, want)
			}
		}
	}
}

func date(t time.Time) civil.Date { return civil.On(t.Year(), t.Month(), t.Day()) }

// monthsLater is the same day of the month n months later, or its last.
func monthsLater(a time.Time, n int) time.Time {
	last := time.Date(a.Year(), a.Month()+time.Month(n)+1, 0, 0, 0, 0, 0, time.UTC)
	return time.Date(last.Year(), last.Month(), min(a.Day(), last.Day()), 0, 0, 0, 0, time.UTC)
}

// wholeMonths tries one month more until it is too late.
func wholeMonths(a, b time.Time) int {
	n := 0
	for !monthsLater(a, n+1).After(b) {
		n++
	}
	return n
}

// Working days in rules are those of the calendar that the language was made on.
func TestWorkingDaysFollowTheCalendarPassedIn(t *testing.T) {
	closed := workday.Year{Year: 2026, Off: []civil.Date{civil.MustParse("2026-11-26")}, Source: "本区"}
	c, err := workday.National().With(closed)
	if err != nil {
		t.Fatal(err)
	}
	for want, calendar := range map[string]*workday.Calendar{"2026-11-26": workday.National(), "2026-11-27": c} {
		e, err := rule.NewEnvOn(calendar, nil)
		if err != nil {
			t.Fatal(err)
		}
		p, err := e.Compile("add_workdays(date('2026-11-25'), 1)", rule.Date)
		if err != nil {
			t.Fatal(err)
		}
		if got, _, err := p.EvalRow(nil, today); err != nil || got != civil.MustParse(want) {
			t.Errorf("%v, %v, want %s", got, err, want)
		}
	}
}

// Shares and roundings against arithmetic without limits.
func TestMoneyIsExact(t *testing.T) {
	r := rand.New(rand.NewPCG(13, 14))
	some := func() int64 {
		return []int64{r.Int64N(1000) - 500, r.Int64() - 1<<62, int64(r.IntN(3)) - 1, math.MaxInt64, math.MinInt64, 100, 3}[r.IntN(7)]
	}
	e, err := rule.NewEnv([]rule.Fact{{Key: "x", Type: rule.Int}, {Key: "y", Type: rule.Int}, {Key: "z", Type: rule.Int}})
	if err != nil {
		t.Fatal(err)
	}
	programs := map[string]*rule.Program{}
	for _, text := range []string{"share(x, y, z)", "percent(x, y)", "round_to(x, y)", "round_up(x, y)", "round_down(x, y)"} {
		if programs[text], err = e.Compile(text, rule.Int); err != nil {
			t.Fatal(err)
		}
	}
	failed := 0
	for range 3000 {
		x, y, z := some(), some(), some()
		X, Y, Z := big.NewInt(x), big.NewInt(y), big.NewInt(z)
		for text, want := range map[string]*big.Int{
			"share(x, y, z)":   nearest(new(big.Int).Mul(X, Y), Z),
			"percent(x, y)":    nearest(new(big.Int).Mul(X, Y), big.NewInt(100)),
			"round_to(x, y)":   multiple(nearest(X, Y), Y),
			"round_down(x, y)": multiple(floor(X, Y), Y),
			"round_up(x, y)":   multiple(negated(floor(negated(X), Y)), Y),
		} {
			got, _, err := programs[text].EvalRow(map[string]any{"x": x, "y": y, "z": z}, today)
			if fits := want != nil && want.IsInt64(); fits != (err == nil) || fits && got != want.Int64() {
				t.Fatalf("%s of %d, %d, %d: %v (%v), want %v", text, x, y, z, got, err, want)
			}
			if err != nil {
				failed++
			}
		}
	}
	if failed < 1000 || failed > 10_000 {
		t.Errorf("%d of 15000 fail", failed)
	}
}

// nearest divides to the nearest whole number, halves away from zero; nil for a division by zero.
func nearest(a, by *big.Int) *big.Int {
	if by.Sign() == 0 {
		return nil
	}
	twice := new(big.Int).Add(new(big.Int).Abs(new(big.Int).Lsh(a, 1)), new(big.Int).Abs(by))
	q := twice.Quo(twice, new(big.Int).Abs(new(big.Int).Lsh(by, 1)))
	if a.Sign()*by.Sign() < 0 {
		q.Neg(q)
	}
	return q
}

func floor(a, by *big.Int) *big.Int {
	if a == nil || by.Sign() <= 0 {
		return nil
	}
	q, _ := new(big.Int).DivMod(a, by, new(big.Int))
	return q
}

func negated(a *big.Int) *big.Int {
	if a == nil {
		return nil
	}
	return new(big.Int).Neg(a)
}

// multiple gives q units; nil for a unit below one.
func multiple(q, unit *big.Int) *big.Int {
	if q == nil || unit.Sign() <= 0 {
		return nil
	}
	return new(big.Int).Mul(q, unit)
}
