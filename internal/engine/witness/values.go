package witness

import (
	"math"

	"yanzhen/internal/engine/rule"
)

// values gives values that s is known to take, at most a bounded number of them.
func (f *finder) values(s *rule.Syntax) []any {
	switch s.Op {
	case "const":
		if list, ok := s.Value.([]any); ok {
			return list
		}
		return []any{s.Value}
	case "day":
		return append([]any{f.Day}, f.Known[rule.Day]...)
	case "fact", "field", "element":
		return f.Known[s.Fact]
	case "definition":
		return f.values(s.Kids[0])
	case "?:":
		return bounded(append(append([]any(nil), f.values(s.Kids[1])...), f.values(s.Kids[2])...))
	case "call":
		return f.called(s)
	case "+", "-", "*", "/":
		return f.computed(s)
	case "other": // a list written out
		var out []any
		for _, k := range s.Kids {
			out = append(out, f.values(k)...)
		}
		return out
	}
	return nil
}

func (f *finder) called(s *rule.Syntax) []any {
	switch s.Call {
	case "or_else":
		return append(append([]any(nil), f.values(s.Kids[0])...), f.values(s.Kids[1])...)
	case "double":
		return each(f.values(s.Kids[0]), func(v any) []any { return []any{fitted(v, rule.Double)} })
	}
	switch len(s.Kids) {
	case 1:
		return each(f.values(s.Kids[0]), func(v any) []any {
			x, ok := rule.Call(s.Call, v)
			return only(x, ok)
		})
	case 2:
		return cross(f.values(s.Kids[0]), f.values(s.Kids[1]), func(x, y any) (any, bool) { return rule.Call(s.Call, x, y) })
	}
	return nil
}

func (f *finder) computed(s *rule.Syntax) []any {
	if len(s.Kids) == 1 {
		return each(f.values(s.Kids[0]), func(v any) []any {
			x, ok := arithmetic("-", int64(0), v)
			return only(x, ok)
		})
	}
	if s.Type.Elem().IsZero() {
		return cross(f.values(s.Kids[0]), f.values(s.Kids[1]), func(x, y any) (any, bool) { return arithmetic(s.Op, x, y) })
	}
	return append(append([]any(nil), f.values(s.Kids[0])...), f.values(s.Kids[1])...) // two lists
}

// arithmetic computes with int64 or float64; false where there is no result that fits. Integers are
// divided towards negative infinity, so that the neighbours of the quotient hold the boundary.
func arithmetic(op string, a, b any) (any, bool) {
	x, whole := a.(int64)
	y, both := b.(int64)
	if whole && both {
		return integers(op, x, y)
	}
	p, ok1 := fitted(a, rule.Double).(float64)
	q, ok2 := fitted(b, rule.Double).(float64)
	if !ok1 || !ok2 {
		return nil, false
	}
	switch op {
	case "+":
		p += q
	case "-":
		p -= q
	case "*":
		p *= q
	case "/":
		p /= q
	}
	return p, !math.IsNaN(p) && !math.IsInf(p, 0)
}

func integers(op string, x, y int64) (any, bool) {
	const far = int64(1) << 53
	if x < -far || x > far || y < -far || y > far {
		return nil, false
	}
	switch op {
	case "+":
		return x + y, true
	case "-":
		return x - y, true
	case "*":
		if x != 0 && (x*y/x != y || x*y > far || x*y < -far) {
			return nil, false
		}
		return x * y, true
	case "/":
		if y == 0 {
			return nil, false
		}
		q := x / y
		if x%y != 0 && (x < 0) != (y < 0) {
			q--
		}
		return q, true
	}
	return nil, false
}
