package witness_test

import (
	"fmt"
	"maps"
	"slices"
	"sync"
	"testing"

	"yanzhen/internal/base/civil"
	"yanzhen/internal/engine/column"
	"yanzhen/internal/engine/rule"
	"yanzhen/internal/engine/witness"
)

var day = civil.On(2026, 11, 25)

var facts = []rule.Fact{{Key: "n", Type: rule.Int}, {Key: "m", Type: rule.Int}, {Key: "x", Type: rule.Double},
	{Key: "b", Type: rule.Bool}, {Key: "s", Type: rule.Text}, {Key: "d", Type: rule.Date}, {Key: "tags", Type: rule.List(rule.Text)},
	{Key: "honours", Type: rule.List(rule.Record(rule.Field{Name: "level", Type: rule.Text}, rule.Field{Name: "year", Type: rule.Int}))}}

// language has the facts, and a definition.
var language = sync.OnceValues(func() (*rule.Env, error) {
	env, err := rule.NewEnv(facts)
	if err != nil {
		return nil, err
	}
	half, err := env.Compile("n / 2", rule.Int)
	if err != nil {
		return nil, err
	}
	return env.Define("def.half", half)
})

func compile(t *testing.T, text string) *rule.Program {
	t.Helper()
	env, err := language()
	if err != nil {
		t.Fatal(err)
	}
	p, err := env.Compile(text, rule.Type{})
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return p
}

func cuts(p *rule.Program, known map[string][]any) map[string]*witness.Cut {
	return witness.Question{Rules: []*rule.Syntax{p.Syntax()}, Day: day, Known: known}.Cuts()
}

// domain gives all values of a fact between bounds, in order.
func domain(key string) (all []any) {
	switch key {
	case "n", "m":
		for i := int64(-60); i <= 60; i++ {
			all = append(all, i)
		}
	case "d":
		for i := civil.On(1990, 1, 1); i.Before(civil.On(2025, 1, 1)); i = i.AddDays(1) {
			all = append(all, i)
		}
	}
	return all
}

func TestBetweenCutsNothingChanges(t *testing.T) {
	row := map[string]any{"n": int64(7), "m": int64(12), "d": civil.On(2024, 2, 29), "x": 3.5, "b": true, "s": "a", "tags": []any{"a"}}
	for _, text := range []string{
		"n >= 12", "12 > n", "n == 5 || n == 40", "n != 3", "n in [1, 2, 30]", "n + 3 < m", "m - n >= 2", "n * 3 >= 20", "n * -7 < 20",
		"n / 3 == 0", "n / 4 >= 2", "def.half > 6", "-n > 4", "(b ? n : m) >= 9", "or_else(n, 4) > 8", "min(n, m) >= 9", "max(n, 3) < 9",
		"double(n) >= 7.5", "n >= 7.5", "percent(n, 30) >= 10", "percent(m, 50) == 3", "m >= n && n >= 3", "n % 2 == 0 || n > 3",
		"age(d, day) <= 35", "age(d, day) < 35", "age(d, date('2026-01-31')) == 30", "months_between(d, day) >= 12", "years_between(date('2000-02-29'), d) >= 18",
		"days_between(d, day) > 100", "d >= date('2024-03-31')", "add_months(d, 6) > date('2024-02-29')", "add_years(d, 2) <= day", "add_months(date('2024-01-31'), n) > d",
		"year(d) == 2001", "year(d) >= 1999", "month(d) == 2 && year(d) == 2024", "first_of_month(d) >= date('2010-05-01')", "first_of_quarter(d) > date('2010-05-01')",
		"first_of_year(d) == date('2011-01-01')", "day <= add_years(d, n)", "d < add_months(day, -n)",
	} {
		p := compile(t, text)
		found := cuts(p, map[string][]any{"n": {row["n"]}, "m": {row["m"]}, "d": {row["d"]}})
		for _, key := range p.Facts() {
			values := domain(key)
			if found[key].Blind {
				if text != "n % 2 == 0 || n > 3" {
					t.Errorf("%s: %s is not seen", text, key)
				}
				continue
			}
			checkFact(t, p, row, key, values, found[key])
		}
	}
}

// checkFact moves one fact through its domain: where the rule changes, both sides must be cuts.
func checkFact(t *testing.T, p *rule.Program, row map[string]any, key string, values []any, c *witness.Cut) {
	t.Helper()
	out := columnOf(t, p, row, key, values)
	for i, v := range values {
		if i > 0 && out[i] != out[i-1] && (!slices.Contains(c.Values, v) || !slices.Contains(c.Values, values[i-1])) {
			t.Errorf("%s changes between %s=%v and %v, cuts are %v", p.Text(), key, values[i-1], v, c.Values)
			return
		}
	}
}

// columnOf gives what the rule says of the row with each of the values.
func columnOf(t *testing.T, p *rule.Program, row map[string]any, key string, values []any) []rule.Verdict {
	t.Helper()
	var fields []column.Field
	for _, f := range facts {
		fields = append(fields, column.Field{Name: f.Key, Type: f.Type})
	}
	b := column.NewBuilder(fields)
	for _, v := range values {
		moved := maps.Clone(row)
		moved[key] = v
		if err := b.Append(moved); err != nil {
			t.Fatal(err)
		}
	}
	r, err := p.Eval(b.Batch(), day)
	if err != nil {
		t.Fatal(err)
	}
	out := make([]rule.Verdict, len(values))
	for i := range out {
		out[i] = r.Verdict(i)
	}
	return out
}

func TestCutsOfTextsListsAndRecords(t *testing.T) {
	for text, want := range map[string]string{
		"s in ['a', 'b'] && s != 'c'":                               "s:a,b,c",
		"'x' in tags || tags.exists(t, t == 'y')":                   "tags:x,y",
		"size(tags) >= 2":                                           "tags: sizes 1,2,3",
		"tags.filter(t, t != 'q').size() > 1":                       "tags:q sizes 0,1,2",
		"honours.exists(h, h.level == 'province' && h.year > 2020)": "honours: honours.level:province honours.year:2019,2020,2021",
		"b":                   "b:false,true",
		"x > 0.5 && s == 'a'": "s:a x:0.49,0.5,0.51",
		"s.startsWith('43')":  "s!:43",
		"known(n)":            "n:",
		"honours.filter(h, h.level == 'city').exists(h, h.year == 2000)": "honours: honours.level:city honours.year:1999,2000,2001",
	} {
		if got := written(cuts(compile(t, text), nil)); got != want {
			t.Errorf("%s: %s, want %s", text, got, want)
		}
	}
}

func written(found map[string]*witness.Cut) (all string) {
	var keys []string
	for key := range found {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	for i, key := range keys {
		if i > 0 {
			all += " "
		}
		all += key
		if found[key].Blind {
			all += "!"
		}
		all += ":"
		for j, v := range found[key].Values {
			if j > 0 {
				all += ","
			}
			all += fmt.Sprint(v)
		}
		for j, n := range found[key].Lengths {
			all += map[bool]string{true: " sizes ", false: ","}[j == 0] + fmt.Sprint(n)
		}
	}
	return all
}

func TestTextsThatNoRuleTellsApartAreOneGroup(t *testing.T) {
	c := cuts(compile(t, "s in ['a', 'b', 'c'] && (s == 'b' || s != 'd')"), nil)["s"]
	if got := fmt.Sprint(c.Alike()); got != "[[a c] [b] [d]]" {
		t.Errorf("groups %s", got)
	}
}

func TestOnlyTheFactsAskedForHaveCuts(t *testing.T) {
	p := compile(t, "n >= 1 && m >= 2")
	q := witness.Question{Rules: []*rule.Syntax{p.Syntax()}, Day: day, Only: func(key string) bool { return key == "m" }}
	if got := written(q.Cuts()); got != "m:1,2,3" {
		t.Errorf("cuts %s", got)
	}
}
