package witness

import (
	"math"
	"slices"

	"yanzhen/internal/base/civil"
	"yanzhen/internal/engine/column"
	"yanzhen/internal/engine/rule"
)

// visit looks for comparisons, booleans and iterations in s.
func (f *finder) visit(s *rule.Syntax) {
	if !f.wants(s) {
		return
	}
	switch s.Op {
	case "definition":
		if f.seen[s.Fact] {
			return
		}
		f.seen[s.Fact] = true
	case "fact", "field", "element":
		if c := f.cut(s); c != nil && s.Type.Kind() == column.BoolKind {
			c.put(true, 0)
		}
		return
	case "==", "!=", "<", "<=", ">", ">=":
		f.relation(s)
	case "in":
		f.membership(s)
	case "call":
		f.call(s)
	}
	for _, k := range s.Kids {
		f.visit(k)
	}
}

// relation aims each side at the values of the other.
func (f *finder) relation(s *rule.Syntax) {
	f.site++
	left, right := s.Kids[0], s.Kids[1]
	f.aim(left, f.values(right))
	f.aim(right, f.values(left))
	if s.Op != "==" && s.Op != "!=" && left.Type.Kind() == column.TextKind {
		f.blind(left, column.TextKind) // texts in the order of their bytes
		f.blind(right, column.TextKind)
	}
}

func (f *finder) membership(s *rule.Syntax) {
	f.site++
	f.aim(s.Kids[0], f.values(s.Kids[1]))
	f.aimMembers(s.Kids[1], f.values(s.Kids[0]))
}

// aimMembers adds the members that a list is asked for.
func (f *finder) aimMembers(list *rule.Syntax, members []any) {
	switch list.Op {
	case "fact", "field":
		if c := f.cut(list); c != nil {
			for _, v := range members {
				c.put(v, f.site)
			}
		}
	case "definition":
		f.aimMembers(list.Kids[0], members)
	case "?:":
		f.aimMembers(list.Kids[1], members)
		f.aimMembers(list.Kids[2], members)
	case "map":
		f.aim(list.Kids[1], members)
	case "call", "+", "filter":
		for _, k := range list.Kids {
			f.aimMembers(k, members)
		}
	default:
		for _, k := range list.Kids { // [a, b] with facts among them
			f.aim(k, members)
		}
	}
}

// call notes what is asked of texts, which is not seen.
func (f *finder) call(s *rule.Syntax) {
	switch s.Call {
	case "startsWith", "endsWith", "contains", "matches":
		f.site++
		f.aim(s.Kids[0], f.values(s.Kids[1]))
		for _, k := range s.Kids {
			f.blind(k, column.TextKind)
		}
	}
}

// blind marks the facts of one kind that s gives as used in a way that is not seen.
func (f *finder) blind(s *rule.Syntax, kind column.Kind) {
	if c := f.cut(s); c != nil && s.Op != "definition" && s.Type.Kind() == kind {
		c.Blind = true
	}
	if s.Op != "fact" && s.Op != "field" && s.Op != "element" {
		for _, k := range s.Kids {
			f.blind(k, kind)
		}
	}
}

// aim adds the values of the facts in s with which s is about to take one of the targets or leave it.
func (f *finder) aim(s *rule.Syntax, targets []any) {
	if len(targets) == 0 || !f.wants(s) {
		return
	}
	switch s.Op {
	case "fact", "field", "element":
		c := f.cut(s)
		if c == nil {
			return
		}
		for _, v := range targets {
			c.put(fitted(v, s.Type), f.site)
		}
	case "definition":
		f.aim(s.Kids[0], targets)
	case "?:":
		f.aim(s.Kids[1], targets)
		f.aim(s.Kids[2], targets)
	case "call":
		f.aimCall(s, targets)
	case "+", "-", "*", "/", "%":
		f.aimSum(s, targets)
	default:
		f.blindAll(s)
	}
}

// fitted lets a whole number be compared with a double and the other way round.
func fitted(v any, t rule.Type) any {
	switch x := v.(type) {
	case int64:
		if t.Kind() == column.DoubleKind {
			return float64(x)
		}
	case float64:
		if t.Kind() == column.IntKind && math.Abs(x) < 1<<53 {
			return int64(math.Floor(x))
		}
	}
	return v
}

func (f *finder) blindAll(s *rule.Syntax) {
	for _, k := range []column.Kind{column.IntKind, column.DoubleKind, column.TextKind, column.DateKind} {
		f.blind(s, k)
	}
}

// The functions that count from one day to another, with the one that goes there.
var steps = map[string]string{"age": "add_years", "age_exclusive": "add_years", "years_between": "add_years", "months_between": "add_months", "days_between": "add_days"}

// The functions that give the first day of a period, with the length of the period in months.
var periods = map[string]int64{"first_of_month": 1, "first_of_quarter": 3, "first_of_year": 12}

func (f *finder) aimCall(s *rule.Syntax, targets []any) {
	switch {
	case steps[s.Call] != "":
		f.aimCount(s, steps[s.Call], targets)
	case s.Call == "add_years" || s.Call == "add_months" || s.Call == "add_days":
		f.aimStep(s, targets)
	case s.Call == "year":
		f.aim(s.Kids[0], each(targets, func(v any) []any { return yearOf(v) }))
	case s.Call == "month":
		f.aim(s.Kids[0], f.months(s.Kids[0], targets))
	case periods[s.Call] != 0:
		f.aim(s.Kids[0], each(targets, func(v any) []any { return startsOf(s.Call, v) }))
	case s.Call == "min" || s.Call == "max" || s.Call == "or_else":
		f.aim(s.Kids[0], targets)
		f.aim(s.Kids[1], targets)
	case s.Call == "double" || s.Call == "int":
		f.aim(s.Kids[0], each(targets, nearby))
	case s.Call == "percent":
		f.aimPercent(s, targets)
	case s.Call == "size":
		f.aimSize(s.Kids[0], targets)
	case s.Call == "sum":
		f.aimMembers(s.Kids[0], targets)
		f.blindAll(s.Kids[0])
	default:
		f.blindAll(s)
	}
}

// aimCount is for age(a, b) and its like: the days on which the count becomes n or n+1.
func (f *finder) aimCount(s *rule.Syntax, step string, targets []any) {
	counts := each(targets, func(v any) []any {
		n, ok := fitted(v, rule.Int).(int64)
		if !ok || n == math.MaxInt64 {
			return nil
		}
		return []any{n, n + 1}
	})
	from, to := s.Kids[0], s.Kids[1]
	if f.wants(from) {
		f.aim(from, cross(f.values(to), counts, func(day, n any) (any, bool) { return rule.Call(step, day, -n.(int64)) }))
	}
	if f.wants(to) {
		f.aim(to, cross(f.values(from), counts, func(day, n any) (any, bool) { return rule.Call(step, day, n) }))
	}
}

// aimStep is for add_months(day, n) and its like.
func (f *finder) aimStep(s *rule.Syntax, targets []any) {
	day, n := s.Kids[0], s.Kids[1]
	around := each(targets, func(v any) []any {
		d, ok := v.(civil.Date)
		if !ok {
			return nil
		}
		return []any{d.AddDays(-1), d, d.AddDays(1)}
	})
	if f.wants(day) {
		f.aim(day, cross(around, f.values(n), func(d, n any) (any, bool) {
			k, ok := n.(int64)
			if !ok || k == math.MinInt64 {
				return nil, false
			}
			return rule.Call(s.Call, d, -k)
		}))
	}
	if f.wants(n) {
		count := map[string]string{"add_years": "years_between", "add_months": "months_between", "add_days": "days_between"}[s.Call]
		f.aim(n, cross(f.values(day), around, func(from, to any) (any, bool) { return rule.Call(count, from, to) }))
	}
}

// aimSum is for sums, differences, products and quotients.
func (f *finder) aimSum(s *rule.Syntax, targets []any) {
	if len(s.Kids) == 1 { // -x
		f.aim(s.Kids[0], each(targets, func(v any) []any {
			x, ok := arithmetic("-", int64(0), v)
			return only(x, ok)
		}))
		return
	}
	left, right := s.Kids[0], s.Kids[1]
	if s.Type.Kind() == column.TextKind || s.Op == "%" {
		f.blindAll(s)
		return
	}
	if f.wants(left) && f.wants(right) && s.Op != "+" && s.Op != "-" {
		f.blindAll(s)
	}
	if f.wants(left) {
		f.aim(left, cross(targets, f.values(right), func(v, r any) (any, bool) {
			return arithmetic(map[string]string{"+": "-", "-": "+", "*": "/", "/": "*"}[s.Op], v, r)
		}))
	}
	if f.wants(right) {
		f.aim(right, cross(targets, f.values(left), func(v, l any) (any, bool) {
			switch s.Op {
			case "+":
				return arithmetic("-", v, l)
			case "*":
				return arithmetic("/", v, l)
			}
			return arithmetic(s.Op, l, v)
		}))
	}
	if s.Op == "/" && s.Type.Kind() == column.IntKind { // the quotient stays while the left side runs on
		for _, step := range []int64{-1, 1} {
			f.aim(left, cross(targets, f.values(right), func(v, r any) (any, bool) {
				if next, ok := arithmetic("+", v, step); ok {
					return arithmetic("*", next, r)
				}
				return nil, false
			}))
		}
	}
}

// aimPercent is for percent(x, p), which rounds halves away from zero.
func (f *finder) aimPercent(s *rule.Syntax, targets []any) {
	x, p := s.Kids[0], s.Kids[1]
	for _, shift := range []int64{-50, 0, 50} {
		f.aim(x, cross(targets, f.values(p), func(v, p any) (any, bool) {
			n, ok := arithmetic("*", v, int64(100))
			if !ok {
				return nil, false
			}
			if n, ok = arithmetic("+", n, shift); !ok {
				return nil, false
			}
			return arithmetic("/", n, p)
		}))
	}
	if f.wants(p) {
		f.blindAll(p)
	}
}

// aimSize notes the sizes that a list is compared with.
func (f *finder) aimSize(list *rule.Syntax, targets []any) {
	c := f.cut(list)
	if list.Op != "fact" && list.Op != "field" || c == nil {
		for _, k := range list.Kids {
			f.aimSize(k, targets)
		}
		return
	}
	for _, v := range targets {
		if n, ok := fitted(v, rule.Int).(int64); ok && n < math.MaxInt64 {
			for _, m := range []int64{n - 1, n, n + 1} {
				c.Lengths = append(c.Lengths, max(0, m))
			}
		}
	}
}

// yearOf gives the first days of a year and of the next.
func yearOf(v any) []any {
	n, ok := fitted(v, rule.Int).(int64)
	if !ok || n < 1 || n >= 9999 {
		return nil
	}
	return []any{civil.On(int(n), 1, 1), civil.On(int(n)+1, 1, 1)}
}

// months gives the first days of the months with these numbers, and of the next, in the years that s
// is known to lie in.
func (f *finder) months(s *rule.Syntax, targets []any) []any {
	years := []any{f.Day}
	years = append(years, f.values(s)...)
	return cross(years, targets, func(d, n any) (any, bool) {
		day, dated := d.(civil.Date)
		m, ok := n.(int64)
		if !ok || !dated || m < 0 || m > 12 {
			return nil, false
		}
		return civil.On(day.Year, 1, 1).AddMonths(int(m) - 1), true
	}, func(d, n any) (any, bool) {
		day, dated := d.(civil.Date)
		m, ok := n.(int64)
		if !ok || !dated || m < 0 || m > 12 {
			return nil, false
		}
		return civil.On(day.Year, 1, 1).AddMonths(int(m)), true
	})
}

// startsOf gives the first day of the period that v lies in, and of the next.
func startsOf(call string, v any) []any {
	first, ok := rule.Call(call, v)
	if !ok {
		return nil
	}
	next, ok := rule.Call("add_months", first, periods[call])
	return append([]any{first}, only(next, ok)...)
}

func nearby(v any) []any {
	switch x := v.(type) {
	case float64:
		if math.Abs(x) < 1<<53 {
			return []any{int64(math.Floor(x)), int64(math.Ceil(x))}
		}
	case int64:
		return []any{x, x + 1}
	}
	return nil
}

func only(v any, ok bool) []any {
	if !ok {
		return nil
	}
	return []any{v}
}

// each gives what f makes of every value.
func each(values []any, f func(any) []any) []any {
	var out []any
	for _, v := range values {
		out = append(out, f(v)...)
	}
	return bounded(out)
}

// cross gives what the functions make of every pair, as far as they can.
func cross(a, b []any, fs ...func(x, y any) (any, bool)) []any {
	var out []any
	for _, x := range a {
		for _, y := range b {
			for _, f := range fs {
				if v, ok := f(x, y); ok && !slices.Contains(out, v) {
					out = append(out, v)
				}
			}
			if len(out) >= most {
				return out
			}
		}
	}
	return out
}
