package rule_test

import (
	"errors"
	"fmt"
	"runtime"
	"strings"
	"testing"

	"yanzhen/internal/base/civil"
	"yanzhen/internal/base/fault"
	"yanzhen/internal/engine/column"
	"yanzhen/internal/engine/rule"
)

// largest gives an Env with one list of texts, and a row in which it is as long as columns hold, each text as long too and like no other.
func largest(t *testing.T) (*rule.Env, map[string]any) {
	t.Helper()
	env, err := rule.NewEnv([]rule.Fact{{Key: "ts", Type: rule.List(rule.Text)}})
	if err != nil {
		t.Fatal(err)
	}
	var texts []any
	for i := range 1000 {
		texts = append(texts, fmt.Sprintf("%04d", i)+strings.Repeat("a", 4092))
	}
	return env, map[string]any{"ts": texts}
}

// A short pattern can stand for a large automaton; that is seen when the rule is written.
func TestALargePatternIsRefused(t *testing.T) {
	env, _ := largest(t)
	for pattern, fine := range map[string]bool{
		`^C(26|27|34|35)`: true, `[0-9]{17}[0-9X]`: true, `^[0-9]{4}-[0-9]{2}-[0-9]{2}$`: true,
		`(a{0,50}){0,15}b`: false, `(a{0,30}){0,30}b`: false, `((a{0,100}){0,10})b`: false,
	} {
		_, err := env.Compile(`ts.exists(a, a.matches('`+pattern+`'))`, rule.Bool)
		var found rule.Problems
		if refused := errors.As(err, &found) && found[0].Key == "rule.problem.pattern_large"; refused == fine || fine && err != nil {
			t.Errorf("%s: %v", pattern, err)
		}
	}
}

// What may be written costs a person no more than MaxCost: it fails in good time rather than going on for minutes.
func TestHeavyRulesFailOrEnd(t *testing.T) {
	env, row := largest(t)
	batch, err := column.Rows([]column.Field{{Name: "ts", Type: rule.List(rule.Text)}}, row)
	if err != nil {
		t.Fatal(err)
	}
	day := civil.MustParse("2026-11-25")
	for text, costly := range map[string]bool{
		`ts.exists(a, a.matches('a{0,50}b'))`:                      true,
		`ts.all(a, ts.all(b, !a.contains(b + 'x')))`:               true,
		`ts.map(a, a + a + a + a).map(b, b + b + b).size() > 0`:    true,
		`ts.exists(a, a.startsWith('0999') && a.endsWith('aaaa'))`: false,
	} {
		p, err := env.Compile(text, rule.Bool)
		var found rule.Problems
		if errors.As(err, &found) && costly && found[0].Key == "rule.problem.too_costly" {
			continue
		} else if err != nil {
			t.Fatalf("%s: %v", text, err)
		}
		_, _, err = p.EvalRow(row, day)
		if stopped := err != nil && fault.Of(err).Key == "rule.failed.too_costly"; err != nil && !stopped || stopped != costly {
			t.Errorf("%s row by row: %v", text, err)
		}
		before := allocated()
		result, err := p.Eval(batch, day)
		if err != nil {
			t.Fatal(err)
		}
		if took := allocated() - before; took > 64<<20 {
			t.Errorf("%s in columns takes %d MB", text, took>>20)
		}
		if !costly && !result.Yes.Get(0) {
			t.Errorf("%s in columns is no", text)
		}
	}
}

// allocated gives the bytes asked for since the start.
func allocated() uint64 {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.TotalAlloc
}
