package rule

import (
	"errors"
	"time"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"
	"cel.dev/cel-go/common/types/traits"

	"yanzhen/internal/base/civil"
	"yanzhen/internal/engine/column"
)

// A function of integers and dates, the same kernel for both evaluators. It reports false where the
// result does not exist: overflow, or a day outside the calendar.
type function struct {
	name string
	out  Type
	in   []Type
	one  func(a int64) (int64, bool)
	two  func(a, b int64) (int64, bool)
}

// functions are the functions of the rule language beyond CEL's own, by overload.
var functions = []function{
	{name: "age", out: Int, in: []Type{Date, Date}, two: yearsBetween},
	{name: "years_between", out: Int, in: []Type{Date, Date}, two: yearsBetween},
	{name: "months_between", out: Int, in: []Type{Date, Date}, two: monthsBetween},
	{name: "days_between", out: Int, in: []Type{Date, Date}, two: daysBetween},
	{name: "add_years", out: Date, in: []Type{Date, Int}, two: addYears},
	{name: "add_months", out: Date, in: []Type{Date, Int}, two: addMonths},
	{name: "add_days", out: Date, in: []Type{Date, Int}, two: addDays},
	{name: "first_of_month", out: Date, in: []Type{Date}, one: firstOfMonth},
	{name: "first_of_quarter", out: Date, in: []Type{Date}, one: firstOfQuarter},
	{name: "first_of_year", out: Date, in: []Type{Date}, one: firstOfYear},
	{name: "year", out: Int, in: []Type{Date}, one: yearOf},
	{name: "month", out: Int, in: []Type{Date}, one: monthOf},
	{name: "day_of_month", out: Int, in: []Type{Date}, one: dayOfMonth},
	{name: "min", out: Int, in: []Type{Int, Int}, two: minInt},
	{name: "max", out: Int, in: []Type{Int, Int}, two: maxInt},
	{name: "min", out: Date, in: []Type{Date, Date}, two: minInt},
	{name: "max", out: Date, in: []Type{Date, Date}, two: maxInt},
	{name: "percent", out: Int, in: []Type{Int, Int}, two: percent},
}

// overload names the function with its argument types, as in min_int_int.
func (f function) overload() string {
	id := "yz_" + f.name
	for _, t := range f.in {
		id += "_" + t.Kind().String()
	}
	return id
}

var functionByOverload = func() map[string]function {
	m := map[string]function{}
	for _, f := range functions {
		m[f.overload()] = f
	}
	return m
}()

var scalarCel = map[column.Kind]*cel.Type{
	column.BoolKind: cel.BoolType, column.IntKind: cel.IntType, column.DoubleKind: cel.DoubleType,
	column.TextKind: cel.StringType, column.DateKind: cel.TimestampType,
}

// language declares the functions to cel-go.
func language() []cel.EnvOption {
	var opts []cel.EnvOption
	for _, f := range functions {
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

// errRange is what a kernel's refusal becomes; its text is matched by failure.
var errRange = errors.New("result out of range: overflow")

func (f function) binding() cel.OverloadOpt {
	if f.one != nil {
		return cel.UnaryBinding(func(a ref.Val) ref.Val {
			return f.result(f.one(integer(a)))
		})
	}
	return cel.BinaryBinding(func(a, b ref.Val) ref.Val {
		return f.result(f.two(integer(a), integer(b)))
	})
}

func (f function) result(x int64, ok bool) ref.Val {
	switch {
	case !ok:
		return types.WrapErr(errRange)
	case f.out.Kind() == column.DateKind:
		return celDay(x)
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
