package wire_test

import (
	"bytes"
	"context"
	"encoding/json"
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
	conformance "cel.dev/expr/conformance/test"
	"google.golang.org/protobuf/encoding/prototext"

	"yanzhen/internal/engine/rule/wire"
)

// suite reads the public conformance data of CEL from the module cel.dev/expr.
func suite(t *testing.T) []*conformance.SimpleTestFile {
	t.Helper()
	dir, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", "cel.dev/expr").Output()
	if err != nil || len(bytes.TrimSpace(dir)) == 0 {
		t.Fatalf("the module cel.dev/expr is required by go.mod and not at hand: %v", err)
	}
	paths, _ := filepath.Glob(filepath.Join(string(bytes.TrimSpace(dir)), "tests/simple/testdata/*.textproto"))
	if len(paths) == 0 {
		t.Fatal("the module cel.dev/expr has no conformance data")
	}
	var files []*conformance.SimpleTestFile
	for _, path := range paths {
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		file := &conformance.SimpleTestFile{}
		if err := prototext.Unmarshal(data, file); err != nil {
			t.Fatalf("%s: %v", path, err)
		}
		files = append(files, file)
	}
	return files
}

// needsProtobuf reports whether a case is about messages, enums or packages, which a line of JSON
// cannot bring.
func needsProtobuf(file string, c *conformance.SimpleTest) bool {
	if c.Container != "" || c.CheckOnly || c.GetTypedResult() != nil {
		return true
	}
	switch file {
	case "proto2", "proto3", "proto2_ext", "enums", "wrappers", "dynamic", "unknowns", "type_deduction":
		return true
	}
	for _, word := range []string{"TestAllTypes", "proto2", "proto3", "google.protobuf", "GlobalEnum", "NestedEnum", "cel.expr"} {
		if strings.Contains(c.Expr, word) {
			return true
		}
	}
	return strings.Contains(fmt.Sprint(c), "object_value") || strings.Contains(fmt.Sprint(c), "type_url")
}

// A case as the protocol carries it, and what the data expects.
type line struct {
	ID   string                     `json:"id"`
	Expr string                     `json:"expr"`
	Vars map[string]json.RawMessage `json:"vars,omitempty"`
}

func TestPublicConformanceDataOfCelThatNeedsNoProtobuf(t *testing.T) {
	var in, out bytes.Buffer
	encoder := json.NewEncoder(&in)
	want := map[string]*conformance.SimpleTest{}
	total := 0
	for _, file := range suite(t) {
		for _, section := range file.Section {
			for _, c := range section.Test {
				total++
				if needsProtobuf(file.Name, c) {
					continue
				}
				l := line{ID: fmt.Sprintf("%s/%s/%s#%d", file.Name, section.Name, c.Name, total), // names are there twice
					Expr: c.Expr, Vars: map[string]json.RawMessage{}}
				for name, b := range c.Bindings {
					raw, err := wire.Encode(native(t, b.GetValue()))
					if err != nil {
						t.Fatalf("%s: %v", l.ID, err)
					}
					l.Vars[name] = raw
				}
				want[l.ID] = c
				if err := encoder.Encode(l); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
	if err := wire.ServeJSONL(context.Background(), &in, &out); err != nil {
		t.Fatal(err)
	}
	passed := 0
	for _, reply := range strings.Split(strings.TrimSpace(out.String()), "\n") {
		var r struct {
			ID    string
			Value json.RawMessage
			Error string
		}
		if err := json.Unmarshal([]byte(reply), &r); err != nil {
			t.Fatal(err)
		}
		if problem := judge(t, want[r.ID], r.Value, r.Error); problem == "" {
			passed++
		} else {
			t.Logf("%s: %s: %s", r.ID, want[r.ID].Expr, problem)
		}
	}
	t.Logf("%d of %d cases that need no protobuf pass, of %d in all", passed, len(want), total)
	if passed < least {
		t.Errorf("%d cases pass, want at least %d", passed, least)
	}
}

// least is what cel-go passes. The nine others are its own: keys of maps by value of any number, IPv6
// addresses that stand for IPv4 ones, fields of optional values, and indexOf beyond the end.
const least = 1744

func judge(t *testing.T, c *conformance.SimpleTest, value json.RawMessage, failed string) string {
	if c.GetEvalError() != nil {
		if failed == "" {
			return "gives " + string(value) + " instead of an error"
		}
		return ""
	}
	if failed != "" {
		return failed
	}
	var expected ref.Val = types.True
	if c.GetValue() != nil {
		expected = native(t, c.GetValue())
	}
	got, err := wire.Decode(value)
	if err != nil {
		return err.Error()
	}
	if raw, err := wire.Encode(expected); err != nil {
		return err.Error()
	} else if string(raw) != string(value) && (got.Type() != expected.Type() || got.Equal(expected) != types.True) {
		return fmt.Sprintf("gives %s, want %s", value, raw)
	}
	return ""
}

// native gives a value of the data to cel-go.
func native(t *testing.T, v *expr.Value) ref.Val {
	t.Helper()
	switch k := v.GetKind().(type) {
	case *expr.Value_NullValue:
		return types.NullValue
	case *expr.Value_BoolValue:
		return types.Bool(k.BoolValue)
	case *expr.Value_Int64Value:
		return types.Int(k.Int64Value)
	case *expr.Value_Uint64Value:
		return types.Uint(k.Uint64Value)
	case *expr.Value_DoubleValue:
		return types.Double(k.DoubleValue)
	case *expr.Value_StringValue:
		return types.String(k.StringValue)
	case *expr.Value_BytesValue:
		return types.Bytes(k.BytesValue)
	case *expr.Value_TypeValue:
		v, err := wire.Decode(json.RawMessage(fmt.Sprintf(`{"$type":%q}`, k.TypeValue)))
		if err != nil {
			t.Fatal(err)
		}
		return v
	case *expr.Value_ListValue:
		var list []ref.Val
		for _, e := range k.ListValue.Values {
			list = append(list, native(t, e))
		}
		return types.NewRefValList(types.DefaultTypeAdapter, list)
	case *expr.Value_MapValue:
		m := map[ref.Val]ref.Val{}
		for _, e := range k.MapValue.Entries {
			m[native(t, e.Key)] = native(t, e.Value)
		}
		return types.NewRefValMap(types.DefaultTypeAdapter, m)
	}
	t.Fatalf("no native form of %v", v)
	return nil
}
