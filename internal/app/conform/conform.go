// Package conform reads the public conformance data of CEL, from the module cel.dev/expr, for tests.
package conform

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"
	"cel.dev/expr"
	_ "cel.dev/expr/conformance/proto2" // the messages inside the data
	_ "cel.dev/expr/conformance/proto3"
	simple "cel.dev/expr/conformance/test"
	"google.golang.org/protobuf/encoding/prototext"
)

// A Case is one expression and what it should give.
type Case struct {
	*simple.SimpleTest
	File, Section string
	ID            string // unique
}

// Section names the section of the data that the case is of, file and all.
func (c Case) Place() string { return c.File + "/" + c.Section }

// Cases reads the data, in its order.
func Cases(t testing.TB) []Case {
	t.Helper()
	dir, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", "cel.dev/expr").Output()
	if err != nil || len(bytes.TrimSpace(dir)) == 0 {
		t.Fatalf("the module cel.dev/expr is required by go.mod and not at hand: %v", err)
	}
	paths, _ := filepath.Glob(filepath.Join(string(bytes.TrimSpace(dir)), "tests/simple/testdata/*.textproto"))
	if len(paths) == 0 {
		t.Fatal("the module cel.dev/expr has no conformance data")
	}
	var cases []Case
	for _, path := range paths {
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		file := &simple.SimpleTestFile{}
		if err := prototext.Unmarshal(data, file); err != nil {
			t.Fatalf("%s: %v", path, err)
		}
		for _, section := range file.Section {
			for _, c := range section.Test {
				id := fmt.Sprintf("%s/%s/%s#%d", file.Name, section.Name, c.Name, len(cases)) // names are there twice
				cases = append(cases, Case{c, file.Name, section.Name, id})
			}
		}
	}
	return cases
}

// NeedsProtobuf reports whether the case is about messages, enums or packages, which a line of JSON cannot bring.
func (c Case) NeedsProtobuf() bool {
	if c.Container != "" || c.CheckOnly || c.GetTypedResult() != nil {
		return true
	}
	switch c.File {
	case "proto2", "proto3", "proto2_ext", "enums", "wrappers", "dynamic", "unknowns", "type_deduction":
		return true
	}
	for _, word := range []string{"TestAllTypes", "proto2", "proto3", "google.protobuf", "GlobalEnum", "NestedEnum", "cel.expr"} {
		if strings.Contains(c.Expr, word) {
			return true
		}
	}
	return strings.Contains(fmt.Sprint(c.SimpleTest), "object_value") || strings.Contains(fmt.Sprint(c.SimpleTest), "type_url")
}

// Fails reports whether the expression should be an error.
func (c Case) Fails() bool { return c.GetEvalError() != nil }

// Want gives the value that the expression should have, when it should have one and needs no protobuf.
func (c Case) Want() (ref.Val, error) {
	if c.GetValue() == nil {
		return types.True, nil
	}
	return Native(c.GetValue())
}

// Bound gives the values of the variables.
// Errors: a value that needs protobuf.
func (c Case) Bound() (map[string]ref.Val, error) {
	vars := map[string]ref.Val{}
	for name, b := range c.Bindings {
		v, err := Native(b.GetValue())
		if err != nil {
			return nil, err
		}
		vars[name] = v
	}
	return vars, nil
}

// Native gives a value of the data to cel-go.
func Native(v *expr.Value) (ref.Val, error) {
	switch k := v.GetKind().(type) {
	case *expr.Value_NullValue:
		return types.NullValue, nil
	case *expr.Value_BoolValue:
		return types.Bool(k.BoolValue), nil
	case *expr.Value_Int64Value:
		return types.Int(k.Int64Value), nil
	case *expr.Value_Uint64Value:
		return types.Uint(k.Uint64Value), nil
	case *expr.Value_DoubleValue:
		return types.Double(k.DoubleValue), nil
	case *expr.Value_StringValue:
		return types.String(k.StringValue), nil
	case *expr.Value_BytesValue:
		return types.Bytes(k.BytesValue), nil
	case *expr.Value_TypeValue:
		return typeNamed(k.TypeValue), nil
	case *expr.Value_ListValue:
		var list []ref.Val
		for _, e := range k.ListValue.Values {
			v, err := Native(e)
			if err != nil {
				return nil, err
			}
			list = append(list, v)
		}
		return types.NewRefValList(types.DefaultTypeAdapter, list), nil
	case *expr.Value_MapValue:
		return nativeMap(k.MapValue)
	}
	return nil, fmt.Errorf("no native form of %v", v)
}

func nativeMap(m *expr.MapValue) (ref.Val, error) {
	out := map[ref.Val]ref.Val{}
	for _, e := range m.Entries {
		k, err := Native(e.Key)
		if err != nil {
			return nil, err
		}
		if out[k], err = Native(e.Value); err != nil {
			return nil, err
		}
	}
	return types.NewRefValMap(types.DefaultTypeAdapter, out), nil
}

func typeNamed(name string) ref.Val {
	for _, t := range []*types.Type{types.BoolType, types.IntType, types.UintType, types.DoubleType, types.StringType, types.BytesType,
		types.TimestampType, types.DurationType, types.ListType, types.MapType, types.NullType, types.TypeType} {
		if t.TypeName() == name {
			return t
		}
	}
	return types.NewObjectType(name)
}
