package wire

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"
	"cel.dev/cel-go/common/types/traits"
)

// exact is the largest integer up to which every JSON reader keeps integers exact.
const exact = 1 << 53

// Encode writes a value as JSON: null, bool, string, list and map with string keys as such; an int as
// a number without a point, a double as a number with a point or exponent; and with a tag
//
//	{"$int":"…"}      an int beyond 2^53          {"$uint":"1"}   an unsigned int
//	{"$double":"1"}   a whole double, NaN, Infinity, -Infinity, -0
//	{"$bytes":"…"}    base64                      {"$ts":"…"}     RFC 3339
//	{"$dur":"1.5s"}   seconds                     {"$type":"int"} a type
//	{"$map":[[k,v]]}  a map whose keys are not all plain strings
//	{"$optional":[v]} an optional, empty for none
//	{"$unknown":[…]}  an unknown value, with what is behind it
func Encode(v ref.Val) (json.RawMessage, error) {
	switch x := v.(type) {
	case types.Null:
		return json.RawMessage("null"), nil
	case types.Bool:
		return compact(bool(x))
	case types.String:
		return compact(string(x))
	case types.Int:
		if x > exact || x < -exact {
			return tag("$int", strconv.FormatInt(int64(x), 10))
		}
		return json.RawMessage(strconv.FormatInt(int64(x), 10)), nil
	case types.Uint:
		return tag("$uint", strconv.FormatUint(uint64(x), 10))
	case types.Double:
		return encodeDouble(float64(x))
	case types.Bytes:
		return tag("$bytes", base64.StdEncoding.EncodeToString(x))
	case types.Timestamp:
		return tag("$ts", x.UTC().Format(time.RFC3339Nano))
	case types.Duration:
		return tag("$dur", seconds(x.Duration))
	case *types.Type:
		return tag("$type", x.TypeName())
	case *types.Optional:
		return encodeOptional(x)
	case *types.Unknown:
		return encodeUnknown(x)
	case *types.Err:
		return nil, x
	case traits.Mapper:
		return encodeMap(x)
	case traits.Lister:
		return encodeList(x)
	case ref.Type:
		return tag("$type", x.TypeName())
	}
	return nil, fmt.Errorf("a value of type %s has no JSON form", v.Type().TypeName())
}

func compact(v any) (json.RawMessage, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	err := e.Encode(v)
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), err
}

func tag(name string, v any) (json.RawMessage, error) { return compact(map[string]any{name: v}) }

func encodeDouble(x float64) (json.RawMessage, error) {
	switch {
	case math.IsInf(x, 1):
		return tag("$double", "Infinity")
	case math.IsInf(x, -1):
		return tag("$double", "-Infinity")
	}
	s := strconv.FormatFloat(x, 'g', -1, 64)
	if math.IsNaN(x) || !strings.ContainsAny(s, ".e") {
		return tag("$double", s)
	}
	return json.RawMessage(s), nil
}

// seconds writes a duration as CEL does: 1.5s.
func seconds(d time.Duration) string {
	s := fmt.Sprintf("%d.%09d", int64(d/time.Second), abs(int64(d%time.Second)))
	if d < 0 && d > -time.Second {
		s = "-" + s
	}
	return strings.TrimSuffix(strings.TrimRight(s, "0"), ".") + "s"
}

func abs(x int64) int64 {
	if x < 0 {
		return -x
	}
	return x
}

func encodeOptional(x *types.Optional) (json.RawMessage, error) {
	list := []json.RawMessage{}
	if x.HasValue() {
		v, err := Encode(x.GetValue())
		if err != nil {
			return nil, err
		}
		list = append(list, v)
	}
	return tag("$optional", list)
}

func encodeUnknown(x *types.Unknown) (json.RawMessage, error) {
	names := []string{}
	for _, id := range x.IDs() {
		trails, _ := x.GetAttributeTrails(id)
		for _, t := range trails {
			names = append(names, t.String())
		}
	}
	slices.Sort(names)
	return tag("$unknown", slices.Compact(names))
}

func encodeList(x traits.Lister) (json.RawMessage, error) {
	list := []json.RawMessage{}
	for it := x.Iterator(); it.HasNext() == types.True; {
		v, err := Encode(it.Next())
		if err != nil {
			return nil, err
		}
		list = append(list, v)
	}
	return compact(list)
}

func encodeMap(x traits.Mapper) (json.RawMessage, error) {
	plain := map[string]json.RawMessage{}
	pairs := [][2]json.RawMessage{}
	strict := true
	for it := x.Iterator(); it.HasNext() == types.True; {
		key := it.Next()
		k, err := Encode(key)
		if err != nil {
			return nil, err
		}
		v, err := Encode(x.Get(key))
		if err != nil {
			return nil, err
		}
		s, ok := key.(types.String)
		strict = strict && ok && !strings.HasPrefix(string(s), "$")
		plain[string(s)] = v
		pairs = append(pairs, [2]json.RawMessage{k, v})
	}
	if strict {
		return compact(plain)
	}
	slices.SortFunc(pairs, func(a, b [2]json.RawMessage) int { return bytes.Compare(a[0], b[0]) })
	return tag("$map", pairs)
}

// Decode reads what Encode writes. A JSON number with a point or an exponent is a double, any other
// an int; integers beyond 64 bits are refused.
func Decode(raw json.RawMessage) (ref.Val, error) {
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	var v any
	if err := d.Decode(&v); err != nil {
		return nil, fmt.Errorf("not JSON: %w", err)
	}
	return decode(v)
}

func decode(v any) (ref.Val, error) {
	switch x := v.(type) {
	case nil:
		return types.NullValue, nil
	case bool:
		return types.Bool(x), nil
	case string:
		return types.String(x), nil
	case json.Number:
		if strings.ContainsAny(string(x), ".eE") {
			f, err := x.Float64()
			return types.Double(f), err
		}
		i, err := strconv.ParseInt(string(x), 10, 64)
		return types.Int(i), err
	case []any:
		list, err := decodeList(x)
		if err != nil {
			return nil, err
		}
		return types.NewRefValList(types.DefaultTypeAdapter, list), nil
	case map[string]any:
		return decodeObject(x)
	}
	return nil, fmt.Errorf("unexpected %T", v)
}

func decodeList(list []any) ([]ref.Val, error) {
	out := make([]ref.Val, len(list))
	for i, e := range list {
		var err error
		if out[i], err = decode(e); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func decodeObject(m map[string]any) (ref.Val, error) {
	if len(m) == 1 {
		for name, v := range m {
			if read, ok := tags[name]; ok {
				return read(v)
			}
		}
	}
	out := make(map[ref.Val]ref.Val, len(m))
	for k, v := range m {
		var err error
		if out[types.String(k)], err = decode(v); err != nil {
			return nil, err
		}
	}
	return types.NewRefValMap(types.DefaultTypeAdapter, out), nil
}

// tags read the tagged forms.
var tags map[string]func(v any) (ref.Val, error)

func init() { // the tags of containers read values that have tags
	tags = map[string]func(v any) (ref.Val, error){
		"$int":    ofText(func(s string) (ref.Val, error) { i, err := strconv.ParseInt(s, 10, 64); return types.Int(i), err }),
		"$uint":   ofText(func(s string) (ref.Val, error) { u, err := strconv.ParseUint(s, 10, 64); return types.Uint(u), err }),
		"$double": ofText(func(s string) (ref.Val, error) { f, err := strconv.ParseFloat(s, 64); return types.Double(f), err }),
		"$bytes": ofText(func(s string) (ref.Val, error) {
			b, err := base64.StdEncoding.DecodeString(s)
			return types.Bytes(b), err
		}),
		"$ts": ofText(decodeTime),
		"$dur": ofText(func(s string) (ref.Val, error) {
			d, err := time.ParseDuration(s)
			return types.Duration{Duration: d}, err
		}),
		"$type":     ofText(decodeType),
		"$map":      decodePairs,
		"$optional": decodeOptional,
		"$unknown":  decodeUnknown,
	}
}

func ofText(read func(s string) (ref.Val, error)) func(v any) (ref.Val, error) {
	return func(v any) (ref.Val, error) {
		s, ok := v.(string)
		if n, isNumber := v.(json.Number); isNumber {
			s, ok = string(n), true
		}
		if !ok {
			return nil, errors.New("a tag's value must be a text")
		}
		return read(s)
	}
}

func decodeTime(s string) (ref.Val, error) {
	t, err := time.Parse(time.RFC3339Nano, s)
	return types.Timestamp{Time: t.UTC()}, err
}

var namedTypes = func() map[string]*types.Type {
	m := map[string]*types.Type{}
	for _, t := range []*types.Type{types.BoolType, types.IntType, types.UintType, types.DoubleType, types.StringType, types.BytesType,
		types.TimestampType, types.DurationType, types.ListType, types.MapType, types.NullType, types.TypeType} {
		m[t.TypeName()] = t
	}
	return m
}()

func decodeType(s string) (ref.Val, error) {
	if t, ok := namedTypes[s]; ok {
		return t, nil
	}
	return types.NewObjectType(s), nil
}

func decodePairs(v any) (ref.Val, error) {
	pairs, ok := v.([]any)
	if !ok {
		return nil, errors.New("$map must be a list of pairs")
	}
	out := make(map[ref.Val]ref.Val, len(pairs))
	for _, p := range pairs {
		pair, ok := p.([]any)
		if !ok || len(pair) != 2 {
			return nil, errors.New("$map must be a list of pairs")
		}
		kv, err := decodeList(pair)
		if err != nil {
			return nil, err
		}
		switch kv[0].(type) {
		case types.Bool, types.Int, types.Uint, types.String:
		default:
			return nil, errors.New("a key of $map must be a bool, int, uint or text")
		}
		out[kv[0]] = kv[1]
	}
	return types.NewRefValMap(types.DefaultTypeAdapter, out), nil
}

func decodeOptional(v any) (ref.Val, error) {
	list, ok := v.([]any)
	if !ok || len(list) > 1 {
		return nil, errors.New("$optional must be a list of none or one")
	}
	if len(list) == 0 {
		return types.OptionalNone, nil
	}
	inner, err := decode(list[0])
	if err != nil {
		return nil, err
	}
	return types.OptionalOf(inner), nil
}

func decodeUnknown(v any) (ref.Val, error) {
	names, ok := v.([]any)
	if !ok {
		return nil, errors.New("$unknown must be a list of names")
	}
	var out *types.Unknown
	for i, n := range names {
		out = types.MergeUnknowns(out, types.NewUnknown(int64(i)+1, types.NewAttributeTrail(fmt.Sprint(n))))
	}
	if out == nil {
		out = types.NewUnknown(1, nil)
	}
	return out, nil
}
