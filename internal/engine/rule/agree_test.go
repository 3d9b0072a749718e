package rule_test

import (
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"reflect"
	"strings"
	"sync/atomic"
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
	return agreeOn(t, p, batch, rowsOf(batch))
}

func rowsOf(batch *column.Batch) []map[string]any {
	rows := make([]map[string]any, batch.Len())
	for i := range rows {
		rows[i] = batch.Row(i)
	}
	return rows
}

// agreeOn is agree with the rows of the batch at hand.
func agreeOn(t *testing.T, p *rule.Program, batch *column.Batch, rows []map[string]any) (seen [3]int) {
	t.Helper()
	result, err := p.Eval(batch, today)
	if err != nil {
		t.Fatalf("%s: %v", p.Text(), err)
	}
	for i, row := range rows {
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
		if pr.Key == "rule.problem.result_type" && strings.Contains(pr.Args["have"].(string), "dyn") {
			continue // an empty list alone is a list of anything
		}
		switch pr.Key {
		case "rule.problem.too_costly", "rule.problem.too_long", "rule.problem.too_complex", "rule.problem.not_a_number", "rule.problem.not_a_date",
			"rule.problem.never_number", "rule.problem.number": // constants that never have a value
		default:
			t.Fatalf("%s: %v", text, err)
		}
	}
	return nil
}

// Ten million agreements in the long run. Both halves run at once, each from its own seed.
func TestColumnsAgreeWithRowsOnInventedRules(t *testing.T) {
	rules, rows, least := 450, 131, 100_000
	if os.Getenv("YANZHEN_LONG") == "1" {
		rules, rows, least = 26_000, 211, 10_000_000
	}
	var seen [3]atomic.Int64
	t.Run("halves", func(t *testing.T) {
		for seed := range uint64(2) {
			t.Run(fmt.Sprint(seed), func(t *testing.T) {
				t.Parallel()
				agreeOnInvented(t, seed, rules, rows, &seen)
			})
		}
	})
	all := seen[0].Load() + seen[1].Load() + seen[2].Load()
	t.Logf("%d agreements: %d rows with a value, %d unknown, %d failed", all, seen[0].Load(), seen[1].Load(), seen[2].Load())
	if all < int64(least) {
		t.Errorf("only %d agreements, want %d", all, least)
	}
	for k := range seen {
		if n := seen[k].Load(); n < all/20 {
			t.Errorf("outcome %d came up only %d times: the invention has become one-sided", k, n)
		}
	}
}

func agreeOnInvented(t *testing.T, seed uint64, rules, n int, seen *[3]atomic.Int64) {
	r := &inventor{Rand: rand.New(rand.NewPCG(1, seed))}
	var batch *column.Batch
	var rows []map[string]any
	var e *rule.Env
	for i := range rules {
		if i%50 == 0 {
			batch, e = inventedBatch(t, r, n), env(t)
			rows = rowsOf(batch)
		}
		if p := invented(t, e, r); p != nil {
			for k, m := range agreeOn(t, p, batch, rows) {
				seen[k].Add(int64(m))
			}
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
