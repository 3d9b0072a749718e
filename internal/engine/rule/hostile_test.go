//go:build unix

package rule_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"strings"
	"syscall"
	"testing"
	"time"

	"yanzhen/internal/engine/column"
	"yanzhen/internal/engine/rule"
)

// The facts of someone about whom everything is as large as facts may be.
var giantFacts = []rule.Fact{
	{Key: "s", Type: rule.Text}, {Key: "n", Type: rule.Int}, {Key: "d", Type: rule.Date},
	{Key: "ts", Type: rule.List(rule.Text)}, {Key: "ns", Type: rule.List(rule.Int)}, {Key: "ds", Type: rule.List(rule.Date)},
	{Key: "fs", Type: rule.List(rule.Double)},
	{Key: "rs", Type: rule.List(rule.Record(rule.Field{Name: "name", Type: rule.Text}, rule.Field{Name: "level", Type: rule.Int},
		rule.Field{Name: "on", Type: rule.Date}, rule.Field{Name: "tags", Type: rule.List(rule.Text)}))},
}

func giant() map[string]any {
	row := map[string]any{"s": strings.Repeat("衡a", 1000), "n": int64(7), "d": "2026-11-25"}
	var ts, ns, ds, fs, rs []any
	for i := range column.MaxList {
		ts = append(ts, fmt.Sprintf("%04d", i)+strings.Repeat("a", 4000))
		ns, ds, fs = append(ns, int64(i)), append(ds, today.AddDays(i)), append(fs, float64(i)/3)
		rs = append(rs, map[string]any{"name": fmt.Sprintf("%04d", i), "level": int64(i), "on": today.AddDays(-i), "tags": []any{"a", "b", fmt.Sprint(i)}})
	}
	row["ts"], row["ns"], row["ds"], row["fs"], row["rs"] = ts, ns, ds, fs, rs
	return row
}

// A spoiler writes rules that cost as much as it can think of.
type spoiler struct {
	*rand.Rand
	depth int
}

func (r *spoiler) pick(from ...string) string { return from[r.IntN(len(from))] }

// text, num, list and yes give expressions of a text, an int, a list of one of them, and a bool over the
// variables in scope; d is how much deeper they may go.
func (r *spoiler) text(d int, vars string) string {
	t := r.pick("s", "'"+strings.Repeat("a", 1+r.IntN(300))+"'", "ts[n]", "string(n)")
	if vars != "" && r.IntN(2) == 0 {
		t = vars
	}
	if d <= 0 {
		return t
	}
	switch r.IntN(8) {
	case 0:
		return fmt.Sprintf("(%s + %s + %s)", r.text(d-1, vars), r.text(d-1, vars), r.text(d-1, vars))
	case 1:
		return fmt.Sprintf("%s.replace(%s, %s)", r.text(d-1, vars), r.pick("'a'", "''", "'aa'", r.text(d-1, vars)), r.text(d-1, vars))
	case 2:
		return fmt.Sprintf("ts.join(%s)", r.text(d-1, vars))
	case 3:
		return fmt.Sprintf("%s.%s()", r.text(d-1, vars), r.pick("upperAscii", "lowerAscii", "trim"))
	case 4:
		return fmt.Sprintf("%s.substring(%d)", r.text(d-1, vars), r.IntN(3))
	case 5:
		return fmt.Sprintf("%s.split(%s).join(%s)", r.text(d-1, vars), r.pick("''", "'a'"), r.text(d-1, vars))
	}
	return t
}

func (r *spoiler) list(d int, of string) string {
	base := map[string]string{"t": "ts", "n": "ns", "d": "ds", "f": "fs"}[of]
	if d <= 0 {
		return base
	}
	r.depth++
	v := fmt.Sprintf("v%d", r.depth)
	switch r.IntN(6) {
	case 0:
		return fmt.Sprintf("(%s + %s)", r.list(d-1, of), r.list(d-1, of))
	case 1:
		return fmt.Sprintf("%s.filter(%s, %s)", r.list(d-1, of), v, r.yes(d-1, of, v))
	case 2:
		return fmt.Sprintf("%s.map(%s, %s)", r.list(d-1, of), v, v)
	case 3:
		if of == "t" {
			return fmt.Sprintf("%s.split(%s)", r.text(d-1, ""), r.pick("''", "'a'"))
		}
	}
	return base
}

func (r *spoiler) yes(d int, of, v string) string {
	if d <= 0 {
		return r.pick("n > 1", "s == s", "d < day", fmt.Sprintf("%s == %s", v, v))
	}
	switch r.IntN(12) {
	case 0:
		return fmt.Sprintf("(%s %s %s)", r.list(d-1, of), r.pick("==", "!="), r.list(d-1, of))
	case 1:
		return fmt.Sprintf("(%s in %s)", v, r.list(d-1, of))
	case 2:
		return fmt.Sprintf("sets.%s(%s, %s)", r.pick("contains", "intersects", "equivalent"), r.list(d-1, of), r.list(d-1, of))
	case 3:
		return fmt.Sprintf("(%s %s %s)", r.text(d-1, ""), r.pick("==", "<", ">="), r.text(d-1, ""))
	case 4:
		return fmt.Sprintf("%s.%s(%s)", r.text(d-1, ""), r.pick("contains", "startsWith", "endsWith"), r.text(d-1, ""))
	case 5:
		return fmt.Sprintf("%s.matches('%s')", r.text(d-1, ""), r.pick("a{0,50}b", "(a|aa)*$", "(a*)*b", "^(.*)衡(.*)衡$"))
	case 6:
		return fmt.Sprintf("%s.%s(%s) >= 0", r.text(d-1, ""), r.pick("indexOf", "lastIndexOf"), r.text(d-1, ""))
	case 7:
		r.depth++
		w := fmt.Sprintf("v%d", r.depth)
		return fmt.Sprintf("rs.%s(%s, %s.tags.%s(x, x == %s.name) && %s)", r.pick("all", "exists", "exists_one"), w, w, r.pick("all", "exists"), w, r.yes(d-1, of, v))
	case 8:
		return fmt.Sprintf("(rs == rs && %s)", r.yes(d-1, of, v))
	case 9:
		return fmt.Sprintf("sum(ns.map(x, x * %s)) > 0", r.pick("n", "size(s)", "ns[0]"))
	}
	return r.quantified(d - 1)
}

func (r *spoiler) quantified(d int) string {
	r.depth++
	of, v := r.pick("t", "n", "d", "f"), fmt.Sprintf("v%d", r.depth)
	return fmt.Sprintf("%s.%s(%s, %s)", r.list(d, of), r.pick("all", "exists", "exists_one"), v, r.yes(d, of, v))
}

// Nothing that a rule contains takes more than this, neither to be checked nor to be evaluated for one
// person, by rows or in columns.
const mostBytes = 64 << 20

// patience allows for the collector: it is measured that often, and the best counts.
const patience = 5

// bearable checks a text and evaluates it for the giant; it reports whether it ran.
func bearable(t *testing.T, env *rule.Env, batch *column.Batch, row map[string]any, text string) bool {
	t.Helper()
	var p *rule.Program
	var err error
	within(t, text, "to be checked", func() { p, err = env.Compile(text, rule.Type{}) })
	var refused rule.Problems
	if errors.As(err, &refused) {
		return false
	} else if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	within(t, text, "by rows", func() { _, _, _ = p.EvalRow(row, today) })
	within(t, text, "in columns", func() { _, err = p.Eval(batch, today) })
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return true
}

func within(t *testing.T, text, what string, do func()) {
	t.Helper()
	var took time.Duration
	for range patience {
		before, start := allocated(), busy()
		do()
		took = busy() - start
		if bytes := allocated() - before; bytes > mostBytes {
			t.Fatalf("%.300s: %d MB %s", text, bytes>>20, what)
		}
		if took <= rule.MaxTime {
			return
		}
	}
	t.Fatalf("%.300s: %s %s", text, took, what)
}

// busy gives the time that the processors spent on us so far, whatever else they had to do.
func busy() time.Duration {
	var used syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &used); err != nil {
		panic(err)
	}
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}

// giantEnv gives the facts, the row and the batch of the giant.
func giantEnv(t testing.TB) (*rule.Env, *column.Batch, map[string]any) {
	t.Helper()
	env, err := rule.NewEnv(giantFacts)
	if err != nil {
		t.Fatal(err)
	}
	row := giant()
	fields := make([]column.Field, len(giantFacts))
	for i, f := range giantFacts {
		fields[i] = column.Field{Name: f.Key, Type: f.Type}
	}
	batch, err := column.Rows(fields, row)
	if err != nil {
		t.Fatal(err)
	}
	return env, batch, row
}

// hurtful are rules that took too much before something stopped them.
var hurtful = []string{
	"ns.all(a, ns == ns)", "ns.all(a, ns.all(b, a == b || true))", "rs.all(a, rs == rs)", "rs == rs", "ts.all(a, ts == ts)",
	"ts.map(a, a + a + a + a).map(b, b + b + b).size() > 0", "ns.all(a, ns + ns == ns + ns)", "ns + ns + ns + ns == ns + ns + ns + ns",
	"ts.all(a, a in ts)", "ns.all(a, ns.filter(b, b == a).size() == 1)", "ns.map(a, ns).size() > 0", "ns.map(a, ns.map(b, a)).size() > 0",
	"ns.all(a, sets.equivalent(ns, ns))", "ts.exists(a, a.matches('a{0,50}b'))", "rs.all(r, r.tags.all(a, r.tags.all(b, a != b || true)))",
	"ts.join().size() > 0", "ns.all(a, s.split('').size() > 0)", "s.split('').map(a, s.split('').size()).size() > 0", "s.replace('', s).size() > 0",
	"rs.filter(r, r.level > 1).map(r, r.tags).size() > 0", "ns.map(n1, string(n1)).all(a, ts.exists(b, b.contains(a)))",
	strings.Repeat("(", 99) + "true" + strings.Repeat(")", 99), "true" + strings.Repeat("&&true", 600), "n>0" + strings.Repeat("||n>0", 800),
	"[" + strings.Repeat("1,", 2000) + "1].size()>0", strings.Repeat("n>0?", 400) + "true" + strings.Repeat(":false", 400),
	"n+" + strings.Repeat("n+", 2000) + "n", "n>" + strings.Repeat("-", 4000) + "n", strings.Repeat("!", 4000) + "true", strings.Repeat("[", 4000),
	"{" + strings.Repeat("n:1,", 1000) + "2:3}[n] > 0", "s" + strings.Repeat(".trim()", 580) + " == s", strings.Repeat("rs.all(a,", 400) + "true" + strings.Repeat(")", 400),
	strings.Repeat("add_workdays(", 90) + "d, 20000" + strings.Repeat("), 20000", 89) + ") > d",
}

func TestNothingInARuleHurts(t *testing.T) {
	rules := 250
	if os.Getenv("YANZHEN_LONG") == "1" {
		rules = 3000
	}
	env, batch, row := giantEnv(t)
	r := &spoiler{Rand: rand.New(rand.NewPCG(8, 9))}
	ran := 0
	for i := range rules {
		r.depth = 0
		text := r.quantified(r.IntN(4))
		if i < len(hurtful) {
			text = hurtful[i]
		}
		if bearable(t, env, batch, row, text) {
			ran++
		}
	}
	if ran < rules/20 {
		t.Errorf("only %d of %d rules were not refused", ran, rules)
	}
}

// FuzzNothingInARuleHurts lets the fuzzer write the rule.
func FuzzNothingInARuleHurts(f *testing.F) {
	for _, text := range hurtful {
		f.Add(text)
	}
	env, batch, row := giantEnv(f)
	f.Fuzz(func(t *testing.T, text string) { bearable(t, env, batch, row, text) })
}
