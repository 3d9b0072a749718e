package rule

import (
	"fmt"
	"reflect"
	"sync"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"

	"yanzhen/internal/base/fault"
	"yanzhen/internal/engine/column"
)

// records are the record types of an Env and of those extended from it, by the name cel-go knows:
// the fact's key and ".item".
type records map[string]*recordType

// recordsMu guards every records map: environments are extended while rules compile.
var recordsMu sync.RWMutex

type recordType struct {
	name   string
	typ    Type
	cel    *cel.Type
	fields map[string]*types.FieldType
}

func (rs records) find(name string) (*recordType, bool) {
	recordsMu.RLock()
	defer recordsMu.RUnlock()
	r, ok := rs[name]
	return r, ok
}

// celType gives cel-go's type for t, registering the record types in it under path.
func (rs records) celType(path string, t Type) (*cel.Type, error) {
	switch t.Kind() {
	case column.ListKind:
		elem, err := rs.celType(path, t.Elem())
		if err != nil {
			return nil, err
		}
		return cel.ListType(elem), nil
	case column.RecordKind:
		return rs.register(path+".item", t)
	}
	if s := scalarCel[t.Kind()]; s != nil {
		return s, nil
	}
	return nil, fault.Invalid.New("rule.fact.no_type").With("key", path)
}

func (rs records) register(name string, t Type) (*cel.Type, error) {
	for r, taken := rs.find(name); taken; r, taken = rs.find(name) {
		if r.typ.Equal(t) {
			return r.cel, nil
		}
		name += "_" // another catalogue extended from the same Env has a fact of this key
	}
	r := &recordType{name: name, typ: t, cel: cel.ObjectType(name), fields: map[string]*types.FieldType{}}
	for i, f := range t.Fields() {
		ft, err := rs.celType(name+"."+f.Name, f.Type)
		if err != nil {
			return nil, err
		}
		r.fields[f.Name] = &types.FieldType{Type: ft, IsSet: isSet(i), GetFrom: getFrom(i)}
	}
	recordsMu.Lock()
	defer recordsMu.Unlock()
	rs[name] = r
	return r.cel, nil
}

func isSet(i int) ref.FieldTester {
	return func(target any) bool {
		rec, ok := target.(*record)
		return ok && !types.IsUnknown(rec.fields[i])
	}
}

func getFrom(i int) ref.FieldGetter {
	return func(target any) (any, error) {
		switch rec := target.(type) {
		case *record:
			return rec.fields[i], nil
		case *types.Unknown:
			return rec, nil
		}
		return nil, fmt.Errorf("no such field of %T", target)
	}
}

// provider adds the records to cel-go's own types.
type provider struct {
	types.Provider
	records records
}

func (p *provider) FindStructType(name string) (*types.Type, bool) {
	if r, ok := p.records.find(name); ok {
		return types.NewTypeTypeWithParam(r.cel), true
	}
	return p.Provider.FindStructType(name)
}

func (p *provider) FindStructFieldNames(name string) ([]string, bool) {
	r, ok := p.records.find(name)
	if !ok {
		return p.Provider.FindStructFieldNames(name)
	}
	var names []string
	for _, f := range r.typ.Fields() {
		names = append(names, f.Name)
	}
	return names, true
}

func (p *provider) FindStructFieldType(name, field string) (*types.FieldType, bool) {
	r, ok := p.records.find(name)
	if !ok {
		return p.Provider.FindStructFieldType(name, field)
	}
	ft, ok := r.fields[field]
	return ft, ok
}

// A record is one element of a list of records as cel-go sees it; unknown fields are Unknown.
type record struct {
	typ    *recordType
	fields []ref.Val
}

func (r *record) ConvertToNative(reflect.Type) (any, error) {
	return nil, fmt.Errorf("a record of %s has no native form", r.typ.name)
}

func (r *record) ConvertToType(t ref.Type) ref.Val {
	if t == types.TypeType {
		return r.typ.cel
	}
	return types.NewErr("a record cannot become %s", t.TypeName())
}

// Equal compares field by field: false if one differs, else unknown if one is.
func (r *record) Equal(other ref.Val) ref.Val {
	o, ok := other.(*record)
	if !ok || len(o.fields) != len(r.fields) {
		return types.False
	}
	var unknown *types.Unknown
	for i, f := range r.fields {
		if types.IsUnknown(f) || types.IsUnknown(o.fields[i]) {
			unknown, _ = types.MaybeMergeUnknowns(f, unknown)
			unknown, _ = types.MaybeMergeUnknowns(o.fields[i], unknown)
		} else if f.Equal(o.fields[i]) != types.True {
			return types.False
		}
	}
	if unknown != nil {
		return unknown
	}
	return types.True
}

func (r *record) Type() ref.Type { return r.typ.cel }
func (r *record) Value() any     { return r }
