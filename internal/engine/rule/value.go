package rule

import (
	"fmt"
	"slices"
	"time"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"
	"cel.dev/cel-go/common/types/traits"

	"yanzhen/internal/base/civil"
	"yanzhen/internal/base/fault"
	"yanzhen/internal/engine/column"
)

// unknownOf is the unknown value that remembers what was absent.
func unknownOf(id int64, path string) *types.Unknown {
	return types.NewUnknown(id, types.NewAttributeTrail(path))
}

// missing gives the paths behind an unknown value, sorted.
func missing(u *types.Unknown) []string {
	var paths []string
	for _, id := range u.IDs() {
		trails, _ := u.GetAttributeTrails(id)
		for _, t := range trails {
			paths = append(paths, t.Variable())
		}
	}
	slices.Sort(paths)
	return slices.Compact(paths)
}

// toCel gives a fitted Go value (see column.Fit) to cel-go; nil becomes unknown at path.
func toCel(v any, t *cel.Type, rs records, path string) ref.Val {
	switch x := v.(type) {
	case nil:
		return unknownOf(pathID(path), path)
	case bool:
		return types.Bool(x)
	case int64:
		return types.Int(x)
	case float64:
		return types.Double(x)
	case string:
		return types.String(x)
	case civil.Date:
		return types.Timestamp{Time: x.UTC()}
	case []any:
		elems := make([]ref.Val, len(x))
		for i, e := range x {
			elems[i] = toCel(e, t.Parameters()[0], rs, path)
		}
		return types.NewRefValList(types.DefaultTypeAdapter, elems)
	case map[string]any:
		r, ok := rs.find(t.TypeName())
		if !ok {
			break
		}
		rec := &record{typ: r, fields: make([]ref.Val, len(r.typ.Fields()))}
		for i, f := range r.typ.Fields() {
			rec.fields[i] = toCel(x[f.Name], r.fields[f.Name].Type, rs, path+"."+f.Name)
		}
		return rec
	}
	return types.NewErr("no such value: %T", v)
}

// pathID keeps the unknowns of different paths apart when cel-go merges them.
func pathID(path string) int64 {
	h := uint64(14695981039346656037)
	for i := range len(path) {
		h = (h ^ uint64(path[i])) * 1099511628211
	}
	return int64(h >> 1)
}

// fromCel gives a value of cel-go as Go code sees it, in the types of column.Fit.
func fromCel(v ref.Val) (any, error) {
	switch x := v.(type) {
	case types.Bool:
		return bool(x), nil
	case types.Int:
		return int64(x), nil
	case types.Double:
		return float64(x), nil
	case types.String:
		return string(x), nil
	case types.Timestamp:
		return midnight(x.Time)
	case *record:
		return x.native()
	case traits.Lister:
		list := []any{}
		for it := x.Iterator(); it.HasNext() == types.True; {
			e, err := fromCel(it.Next())
			if err != nil {
				return nil, err
			}
			list = append(list, e)
		}
		return list, nil
	}
	return nil, fault.Internal.New("rule.failed.other").From(fmt.Errorf("a rule gave %s", v.Type().TypeName()))
}

func midnight(t time.Time) (any, error) {
	y, m, d := t.UTC().Date()
	day := civil.On(y, m, d)
	if !day.UTC().Equal(t) {
		return nil, fault.Invalid.New("rule.failed.not_a_date").From(fmt.Errorf("%s is not midnight UTC", t))
	}
	return day, nil
}

func (r *record) native() (any, error) {
	out := map[string]any{}
	for i, f := range r.typ.typ.Fields() {
		if types.IsUnknown(r.fields[i]) {
			continue
		}
		v, err := fromCel(r.fields[i])
		if err != nil {
			return nil, err
		}
		out[f.Name] = v
	}
	return out, nil
}

// A rowScope gives cel-go the facts and definitions of one row; what is wrong with a fact of the row
// becomes an error where the fact is used.
type rowScope struct {
	env *Env
	row map[string]any
	day civil.Date
	got map[string]ref.Val
}

// Parent is nil: a row stands alone.
func (s *rowScope) Parent() cel.Activation { return nil }

// ResolveName gives the value of a fact, a definition or day.
func (s *rowScope) ResolveName(name string) (any, bool) {
	if v, ok := s.got[name]; ok {
		return v, true
	}
	t, ok := s.env.byKey[name]
	if !ok {
		return nil, false
	}
	v := s.resolve(name, t)
	s.got[name] = v
	return v, true
}

func (s *rowScope) resolve(name string, t Type) ref.Val {
	if name == Day {
		return types.Timestamp{Time: s.day.UTC()}
	}
	if def := s.env.defs[name]; def != nil {
		inner := s
		if def.env != s.env { // the definition may not see what came after it
			inner = &rowScope{def.env, s.row, s.day, s.got}
		}
		return def.evalCel(inner)
	}
	v, err := column.Fit(t, name, s.row[name])
	if err != nil {
		return types.WrapErr(err)
	}
	return toCel(v, s.env.celType[name], s.env.records, name)
}
