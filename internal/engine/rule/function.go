package rule

import (
	"errors"
	"maps"
	"slices"
	"time"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"
	"cel.dev/cel-go/common/types/traits"
	"cel.dev/cel-go/ext"

	"yanzhen/internal/base/civil"
	"yanzhen/internal/base/workday"
	"yanzhen/internal/engine/column"
	"yanzhen/internal/engine/rule/text"
)

// A function of integers and dates, the same kernel for both evaluators. It reports false where the
// result does not exist: overflow, or a day outside the calendar. A bool is 0 or 1.
type function struct {
	name  string
	out   Type
	in    []Type
	one   func(a int64) (int64, bool)
	two   func(a, b int64) (int64, bool)
	three func(a, b, c int64) (int64, bool)
	why   func(in []int64) error // what a refusal means; nil stands for errRange
}

// functions are the functions of integers and dates that need no calendar of working days.
var functions = []function{
	{name: "age", out: Int, in: []Type{Date, Date}, two: yearsBetween},
	{name: "age_exclusive", out: Int, in: []Type{Date, Date}, two: ageExclusive},
	{name: "years_between", out: Int, in: []Type{Date, Date}, two: yearsBetween},
	{name: "months_between", out: Int, in: []Type{Date, Date}, two: monthsBetween},
	{name: "days_between", out: Int, in: []Type{Date, Date}, two: daysBetween},
	{name: "add_years", out: Date, in: []Type{Date, Int}, two: addYears},
	{name: "add_months", out: Date, in: []Type{Date, Int}, two: addMonths},
	{name: "add_days", out: Date, in: []Type{Date, Int}, two: addDays},
	{name: "first_of_month", out: Date, in: []Type{Date}, one: firstOfMonth},
	{name: "first_of_quarter", out: Date, in: []Type{Date}, one: firstOfQuarter},
	{name: "first_of_year", out: Date, in: []Type{Date}, one: firstOfYear},
	{name: "last_of_month", out: Date, in: []Type{Date}, one: lastOfMonth},
	{name: "last_of_quarter", out: Date, in: []Type{Date}, one: lastOfQuarter},
	{name: "last_of_year", out: Date, in: []Type{Date}, one: lastOfYear},
	{name: "quarter", out: Int, in: []Type{Date}, one: quarterOf},
	{name: "year", out: Int, in: []Type{Date}, one: yearOf},
	{name: "month", out: Int, in: []Type{Date}, one: monthOf},
	{name: "day_of_month", out: Int, in: []Type{Date}, one: dayOfMonth},
	{name: "min", out: Int, in: []Type{Int, Int}, two: minInt},
	{name: "max", out: Int, in: []Type{Int, Int}, two: maxInt},
	{name: "min", out: Date, in: []Type{Date, Date}, two: minInt},
	{name: "max", out: Date, in: []Type{Date, Date}, two: maxInt},
	{name: "percent", out: Int, in: []Type{Int, Int}, two: percent},
	{name: "share", out: Int, in: []Type{Int, Int, Int}, three: share, why: zeroAt(2)},
	{name: "round_to", out: Int, in: []Type{Int, Int}, two: roundTo, why: zeroAt(1)},
	{name: "round_up", out: Int, in: []Type{Int, Int}, two: roundUp, why: zeroAt(1)},
	{name: "round_down", out: Int, in: []Type{Int, Int}, two: roundDown, why: zeroAt(1)},
}

// onCalendar are the functions of working days.
func onCalendar(c *workday.Calendar) []function {
	return []function{
		{name: "add_workdays", out: Date, in: []Type{Date, Int}, two: c.AddDays, why: noYear},
		{name: "workdays_between", out: Int, in: []Type{Date, Date}, two: c.DaysBetween, why: noYear},
		{name: "is_workday", out: Bool, in: []Type{Date}, why: noYear, one: func(day int64) (int64, bool) {
			works, known := c.WorksOn(day)
			return asInt(works), known
		}},
	}
}

func asInt(b bool) int64 {
	if b {
		return 1
	}
	return 0
}

// overload names the function with its argument types, as in min_int_int.
func (f function) overload() string {
	id := "yz_" + f.name
	for _, t := range f.in {
		id += "_" + t.Kind().String()
	}
	return id
}

func byOverload(list []function) map[string]function {
	m := map[string]function{}
	for _, f := range list {
		m[f.overload()] = f
	}
	return m
}

// functionByOverload are the functions that need no calendar of working days.
var functionByOverload = byOverload(functions)

// apply computes the function of as many numbers as it takes.
func (f function) apply(in ...int64) (int64, bool) {
	switch {
	case f.one != nil:
		return f.one(in[0])
	case f.two != nil:
		return f.two(in[0], in[1])
	}
	return f.three(in[0], in[1], in[2])
}

var scalarCel = map[column.Kind]*cel.Type{
	column.BoolKind: cel.BoolType, column.IntKind: cel.IntType, column.DoubleKind: cel.DoubleType,
	column.TextKind: cel.StringType, column.DateKind: cel.TimestampType,
}

// language declares the functions to cel-go.
func language(functions map[string]function) []cel.EnvOption {
	opts := []cel.EnvOption{ext.Strings(ext.StringsValidateFormatCalls(false)), text.Library(MaxText), ext.Sets()}
	for _, id := range slices.Sorted(maps.Keys(functions)) {
		f := functions[id]
		args := make([]*cel.Type, len(f.in))
		for i, t := range f.in {
			args[i] = scalarCel[t.Kind()]
		}
		opts = append(opts, cel.Function(f.name, cel.Overload(f.overload(), args, scalarCel[f.out.Kind()], f.binding())))
	}
	a, list := cel.TypeParamType("A"), cel.ListType
	return append(opts,
		cel.Function("date", cel.Overload("yz_date_text", []*cel.Type{cel.StringType}, cel.TimestampType, cel.UnaryBinding(celDate))),
		cel.Function("known", cel.Overload("yz_known", []*cel.Type{a}, cel.BoolType,
			cel.OverloadIsNonStrict(), cel.UnaryBinding(celKnown))),
		cel.Function("or_else", cel.Overload("yz_or_else", []*cel.Type{a, a}, a,
			cel.OverloadIsNonStrict(), cel.BinaryBinding(celOrElse))),
		cel.Function("min", cel.Overload("yz_min_double_double", []*cel.Type{cel.DoubleType, cel.DoubleType}, cel.DoubleType,
			cel.BinaryBinding(func(x, y ref.Val) ref.Val {
				return types.Double(minDouble(float64(x.(types.Double)), float64(y.(types.Double))))
			}))),
		cel.Function("max", cel.Overload("yz_max_double_double", []*cel.Type{cel.DoubleType, cel.DoubleType}, cel.DoubleType,
			cel.BinaryBinding(func(x, y ref.Val) ref.Val {
				return types.Double(maxDouble(float64(x.(types.Double)), float64(y.(types.Double))))
			}))),
		cel.Function("sum",
			cel.Overload("yz_sum_int", []*cel.Type{list(cel.IntType)}, cel.IntType, cel.UnaryBinding(celSumInt)),
			cel.Overload("yz_sum_double", []*cel.Type{list(cel.DoubleType)}, cel.DoubleType, cel.UnaryBinding(celSumDouble)),
			cel.MemberOverload("yz_list_sum_int", []*cel.Type{list(cel.IntType)}, cel.IntType, cel.UnaryBinding(celSumInt)),
			cel.MemberOverload("yz_list_sum_double", []*cel.Type{list(cel.DoubleType)}, cel.DoubleType, cel.UnaryBinding(celSumDouble))),
	)
}

// What a kernel's refusal becomes; the texts are matched by failure.
var (
	errRange  = errors.New("result out of range: overflow")
	errZero   = errors.New("division by zero")
	errNoYear = errors.New("no working days announced")
)

// zeroAt explains a refusal by a zero as argument i.
func zeroAt(i int) func(in []int64) error {
	return func(in []int64) error {
		if in[i] == 0 {
			return errZero
		}
		return errRange
	}
}

func noYear([]int64) error { return errNoYear }

func (f function) binding() cel.OverloadOpt {
	switch {
	case f.one != nil:
		return cel.UnaryBinding(func(a ref.Val) ref.Val { return f.call(a) })
	case f.two != nil:
		return cel.BinaryBinding(func(a, b ref.Val) ref.Val { return f.call(a, b) })
	}
	return cel.FunctionBinding(f.call)
}

func (f function) call(args ...ref.Val) ref.Val {
	in := make([]int64, len(args))
	for i, a := range args {
		in[i] = integer(a)
	}
	return f.result(in)
}

func (f function) result(in []int64) ref.Val {
	x, ok := f.apply(in...)
	switch {
	case !ok && f.why == nil:
		return types.WrapErr(errRange)
	case !ok:
		return types.WrapErr(f.why(in))
	case f.out.Kind() == column.DateKind:
		return celDay(x)
	case f.out.Kind() == column.BoolKind:
		return types.Bool(x != 0)
	}
	return types.Int(x)
}

// integer gives an int, or the day of a timestamp in UTC.
func integer(v ref.Val) int64 {
	if t, ok := v.(types.Timestamp); ok {
		return floorDiv(t.Unix(), 86400)
	}
	return int64(v.(types.Int))
}

func celDay(day int64) types.Timestamp {
	return types.Timestamp{Time: time.Unix(day*86400, 0).UTC()}
}

func celDate(v ref.Val) ref.Val {
	d, err := civil.Parse(string(v.(types.String)))
	if err != nil || d.Before(column.FirstDay) {
		return types.NewErr("not a date: %q", string(v.(types.String)))
	}
	return celDay(int64(d.Days()))
}

func celKnown(v ref.Val) ref.Val {
	if types.IsError(v) {
		return v
	}
	return types.Bool(!types.IsUnknown(v))
}

func celOrElse(v, instead ref.Val) ref.Val {
	if types.IsUnknown(v) {
		return instead
	}
	return v
}

func celSumInt(v ref.Val) ref.Val {
	var sum int64
	for it := v.(traits.Lister).Iterator(); it.HasNext() == types.True; {
		x := it.Next()
		i, ok := x.(types.Int)
		if !ok {
			return types.MaybeNoSuchOverloadErr(x)
		}
		if sum, ok = addInt(sum, int64(i)); !ok {
			return types.WrapErr(errRange)
		}
	}
	return types.Int(sum)
}

func celSumDouble(v ref.Val) ref.Val {
	var sum float64
	for it := v.(traits.Lister).Iterator(); it.HasNext() == types.True; {
		x := it.Next()
		d, ok := x.(types.Double)
		if !ok {
			return types.MaybeNoSuchOverloadErr(x)
		}
		sum += float64(d)
	}
	return types.Double(sum)
}
