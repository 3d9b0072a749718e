package rule_test

import (
	"errors"
	"math"
	"math/rand/v2"
	"os"
	"reflect"
	"testing"

	"yanzhen/internal/base/civil"
	"yanzhen/internal/engine/column"
	"yanzhen/internal/engine/rule"
)

var today = civil.MustParse("2026-11-23")

// agree compares the column program with the row evaluator on every row; it reports how many rows had
// a value, were unknown and failed.
func agree(t *testing.T, p *rule.Program, batch *column.Batch) (seen [3]int) {
	t.Helper()
	result, err := p.Eval(batch, today)
	if err != nil {
		t.Fatalf("%s: %v", p.Text(), err)
	}
	for i := range batch.Len() {
		row := batch.Row(i)
		value, unknown, err := p.EvalRow(row, today)
		switch {
		case err != nil:
			seen[2]++
			if !result.Failed.Get(i) || result.Unknown.Get(i) {
				t.Fatalf("%s\nrow %v\ncel-go fails (%v), columns say %v %v", p.Text(), row, err, result.Verdict(i), result.Value(i))
			}
		case value == nil:
			seen[1]++
			if !result.Unknown.Get(i) || result.Failed.Get(i) || len(unknown) == 0 {
				t.Fatalf("%s\nrow %v\ncel-go does not know (%v), columns say %v %v", p.Text(), row, unknown, result.Verdict(i), result.Value(i))
			}
		default:
			seen[0]++
			if !result.Valid(i) || !same(result.Value(i), value) {
				t.Fatalf("%s\nrow %v\ncel-go says %v, columns say %v %v", p.Text(), row, value, result.Verdict(i), result.Value(i))
			}
		}
	}
	return seen
}

func same(a, b any) bool {
	x, ok1 := a.(float64)
	y, ok2 := b.(float64)
	if ok1 && ok2 {
		return math.Float64bits(x) == math.Float64bits(y) || math.IsNaN(x) && math.IsNaN(y)
	}
	xs, ok1 := a.([]any)
	ys, ok2 := b.([]any)
	if ok1 && ok2 {
		if len(xs) != len(ys) {
			return false
		}
		for i := range xs {
			if !same(xs[i], ys[i]) {
				return false
			}
		}
		return true
	}
	return reflect.DeepEqual(a, b)
}

// inventedBatch makes rows up.
func inventedBatch(t *testing.T, r *inventor, n int) *column.Batch {
	t.Helper()
	b := column.NewBuilder(fields())
	for range n {
		if err := b.Append(r.row()); err != nil {
			t.Fatal(err)
		}
	}
	return b.Batch()
}

func env(t testing.TB) *rule.Env {
	t.Helper()
	e, err := rule.NewEnv(facts)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// invented compiles a rule made up from r; nil when it happens to be too long or too costly.
func invented(t *testing.T, e *rule.Env, r *inventor) *rule.Program {
	t.Helper()
	text := r.expr(pick(r, []rule.Type{rule.Bool, rule.Bool, rule.Bool, rule.Int, rule.Int, rule.Double, rule.Text, rule.Date, rule.List(rule.Int)}), 1+r.IntN(4))
	p, err := e.Compile(text, rule.Type{})
	if err == nil {
		return p
	}
	var ps rule.Problems
	if !errors.As(err, &ps) {
		t.Fatalf("%s: %v", text, err)
	}
	for _, pr := range ps {
		if pr.Key != "rule.problem.too_costly" && pr.Key != "rule.problem.too_long" && pr.Key != "rule.problem.too_complex" {
			t.Fatalf("%s: %v", text, err)
		}
	}
	return nil
}

func TestColumnsAgreeWithRowsOnInventedRules(t *testing.T) {
	rules := 1500
	if os.Getenv("YANZHEN_LONG") == "1" {
		rules = 60000
	}
	r := &inventor{Rand: rand.New(rand.NewPCG(1, 2))}
	var seen [3]int
	var batch *column.Batch
	e := env(t)
	for i := range rules {
		if i%50 == 0 {
			batch, e = inventedBatch(t, r, 131), env(t)
		}
		if p := invented(t, e, r); p != nil {
			s := agree(t, p, batch)
			for k := range seen {
				seen[k] += s[k]
			}
		}
	}
	t.Logf("rows with a value %d, unknown %d, failed %d", seen[0], seen[1], seen[2])
	for k, n := range seen {
		if n < rules {
			t.Errorf("outcome %d came up only %d times: the invention has become one-sided", k, n)
		}
	}
}

// FuzzAgree lets the fuzzer choose the seed from which rule and rows are made up.
func FuzzAgree(f *testing.F) {
	f.Add(uint64(1), uint64(1))
	f.Add(uint64(7), uint64(99))
	f.Fuzz(func(t *testing.T, a, b uint64) {
		r := &inventor{Rand: rand.New(rand.NewPCG(a, b))}
		if p := invented(t, env(t), r); p != nil {
			agree(t, p, inventedBatch(t, r, 70))
		}
	})
}
