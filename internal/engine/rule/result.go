package rule

import (
	"yanzhen/internal/base/civil"
	"yanzhen/internal/engine/column"
)

// A Verdict is what a yes-or-no rule says of one row.
type Verdict int8

// The verdicts. Failed means that the value does not exist, as after a division by zero.
const (
	No Verdict = iota
	Yes
	Unknown
	Failed
)

var verdictNames = [...]string{"no", "yes", "unknown", "failed"}

// String is no, yes, unknown or failed.
func (v Verdict) String() string { return verdictNames[v] }

// MarshalText writes the verdict as String does.
func (v Verdict) MarshalText() ([]byte, error) { return []byte(v.String()), nil }

// A Result has one value for every row of a batch. Unknown and Failed say which rows have none (no
// row is in both); of the value vectors, the one of the type is in use: Yes for bool, Ints for int and
// date (days since 1970-01-01), Doubles, Texts, and Lists for lists of values as column.Column.Value
// gives them. Rows without a value hold zeros. All vectors have N rows.
type Result struct {
	Type    Type
	N       int
	Unknown column.Bits
	Failed  column.Bits
	Yes     column.Bits
	Ints    []int64
	Doubles []float64
	Texts   []string
	Lists   [][]any
}

func newResult(t Type, n int) *Result {
	words := column.Words(n)
	r := &Result{Type: t, N: n, Unknown: make(column.Bits, words), Failed: make(column.Bits, words)}
	switch t.Kind() {
	case column.BoolKind:
		r.Yes = make(column.Bits, words)
	case column.IntKind, column.DateKind:
		r.Ints = make([]int64, n)
	case column.DoubleKind:
		r.Doubles = make([]float64, n)
	case column.TextKind:
		r.Texts = make([]string, n)
	case column.ListKind:
		r.Lists = make([][]any, n)
	}
	return r
}

// Valid reports whether row i has a value.
func (r *Result) Valid(i int) bool { return !r.Unknown.Get(i) && !r.Failed.Get(i) }

// Verdict gives what a bool result says of row i; for other types Yes means that there is a value.
func (r *Result) Verdict(i int) Verdict {
	switch {
	case r.Failed.Get(i):
		return Failed
	case r.Unknown.Get(i):
		return Unknown
	case r.Yes == nil || r.Yes.Get(i):
		return Yes
	}
	return No
}

// Value gives row i as bool, int64, float64, string, civil.Date or []any; nil when it has none.
func (r *Result) Value(i int) any {
	if !r.Valid(i) {
		return nil
	}
	switch r.Type.Kind() {
	case column.BoolKind:
		return r.Yes.Get(i)
	case column.IntKind:
		return r.Ints[i]
	case column.DateKind:
		return civil.FromDays(int(r.Ints[i]))
	case column.DoubleKind:
		return r.Doubles[i]
	case column.TextKind:
		return r.Texts[i]
	}
	return r.Lists[i]
}

// set stores the outcome of row i as the row evaluator gives it.
func (r *Result) set(i int, value any, err error) {
	if err != nil {
		r.Failed.Set(i)
		return
	}
	switch x := value.(type) {
	case nil:
		r.Unknown.Set(i)
	case bool:
		r.Yes.Put(i, x)
	case int64:
		r.Ints[i] = x
	case civil.Date:
		r.Ints[i] = int64(x.Days())
	case float64:
		r.Doubles[i] = x
	case string:
		r.Texts[i] = x
	case []any:
		r.Lists[i] = x
	}
}
