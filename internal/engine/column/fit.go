package column

import (
	"encoding/json"
	"math"
	"strconv"
	"time"

	"yanzhen/internal/base/civil"
	"yanzhen/internal/base/fault"
)

// The caps on one row, so that no row can make a rule expensive.
const (
	MaxText = 4096 // bytes of a text
	MaxList = 1000 // elements of a list
)

// The days that a date may have: the years 1 to 9999, as in CEL.
var (
	FirstDay = civil.On(1, time.January, 1)
	LastDay  = civil.On(9999, time.December, 31)
)

// Fit turns v, as it comes from JSON or Go code, into the one Go type of t: bool, int64, float64,
// string, civil.Date, []any of such, or map[string]any of such; nil stays nil and means unknown.
//
// It reads any Go integer, a float64 or json.Number without a fraction as Int; any number as Double
// (NaN and infinities are refused); "YYYY-MM-DD", civil.Date or time.Time (its UTC day) as Date.
// Record fields that t does not know are ignored. A list of scalars may not hold nil.
// Errors: Invalid column.value.wrong_type, column.value.too_large, on the field named name.
func Fit(t Type, name string, v any) (any, error) {
	if v == nil {
		return nil, nil
	}
	switch t.kind {
	case ListKind:
		return fitList(t, name, v)
	case RecordKind:
		return fitRecord(t, name, v)
	case TextKind:
		if s, ok := v.(string); ok && len(s) > MaxText {
			return nil, fault.Invalid.New("column.value.too_large").On(name).With("most", MaxText)
		}
	}
	if x := fitScalar(t.kind, v); x != nil {
		return x, nil
	}
	return nil, wrongType(t, name)
}

func wrongType(t Type, name string) error {
	return fault.Invalid.New("column.value.wrong_type").On(name).With("want", t.String())
}

func fitScalar(k Kind, v any) any {
	switch k {
	case BoolKind:
		if b, ok := v.(bool); ok {
			return b
		}
	case TextKind:
		if s, ok := v.(string); ok {
			return s
		}
	case IntKind:
		if x, ok := asInt(v); ok {
			return x
		}
	case DoubleKind:
		if x, ok := asDouble(v); ok && !math.IsNaN(x) && !math.IsInf(x, 0) {
			return x
		}
	case DateKind:
		if d, ok := asDate(v); ok && !d.Before(FirstDay) && !d.After(LastDay) {
			return d
		}
	}
	return nil
}

func asInt(v any) (int64, bool) {
	switch x := v.(type) {
	case int64:
		return x, true
	case int:
		return int64(x), true
	case int32:
		return int64(x), true
	case uint32:
		return int64(x), true
	case float64:
		return int64(x), x == math.Trunc(x) && math.Abs(x) <= 1<<53
	case json.Number:
		if i, err := strconv.ParseInt(string(x), 10, 64); err == nil {
			return i, true
		}
		f, err := x.Float64()
		return int64(f), err == nil && f == math.Trunc(f) && math.Abs(f) <= 1<<53
	}
	return 0, false
}

func asDouble(v any) (float64, bool) {
	switch x := v.(type) {
	case float64:
		return x, true
	case float32:
		return float64(x), true
	case json.Number:
		f, err := x.Float64()
		return f, err == nil
	}
	i, ok := asInt(v)
	return float64(i), ok
}

func asDate(v any) (civil.Date, bool) {
	switch x := v.(type) {
	case civil.Date:
		return x, !x.IsZero()
	case string:
		d, err := civil.Parse(x)
		return d, err == nil
	case time.Time:
		y, m, d := x.UTC().Date()
		return civil.On(y, m, d), true
	}
	return civil.Date{}, false
}

func fitList(t Type, name string, v any) (any, error) {
	list, ok := anyList(v)
	if !ok {
		return nil, wrongType(t, name)
	}
	if len(list) > MaxList {
		return nil, fault.Invalid.New("column.value.too_large").On(name).With("most", MaxList)
	}
	out := make([]any, len(list))
	for i, x := range list {
		fitted, err := Fit(*t.elem, name, x)
		if err != nil {
			return nil, err
		}
		if fitted == nil {
			return nil, wrongType(t, name)
		}
		out[i] = fitted
	}
	return out, nil
}

func anyList(v any) ([]any, bool) {
	switch list := v.(type) {
	case []any:
		return list, true
	case []string:
		return boxed(list), true
	case []int64:
		return boxed(list), true
	case []map[string]any:
		return boxed(list), true
	}
	return nil, false
}

func boxed[T any](list []T) []any {
	out := make([]any, len(list))
	for i, x := range list {
		out[i] = x
	}
	return out
}

func fitRecord(t Type, name string, v any) (any, error) {
	rec, ok := v.(map[string]any)
	if !ok {
		return nil, wrongType(t, name)
	}
	out := make(map[string]any, len(t.fields))
	for _, f := range t.fields {
		fitted, err := Fit(f.Type, name+"."+f.Name, rec[f.Name])
		if err != nil {
			return nil, err
		}
		if fitted != nil {
			out[f.Name] = fitted
		}
	}
	return out, nil
}
