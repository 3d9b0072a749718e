package pack

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"go.yaml.in/yaml/v3"
)

var update = flag.Bool("update", false, "write golden files anew")

func TestTheSchemasFollowFromTheFormat(t *testing.T) {
	for file, of := range map[string]struct {
		typ   reflect.Type
		title string
	}{
		"policy.schema.json": {reflect.TypeFor[Policy](), "policy.yaml, format " + Format},
		"cases.schema.json":  {reflect.TypeFor[caseFile](), "cases.yaml of a policy pack"},
	} {
		want, err := makeSchema(of.typ, of.title)
		if err != nil {
			t.Fatal(err)
		}
		golden(t, file, want)
	}
}

// golden compares got with a file, or writes the file anew.
func golden(t *testing.T, file string, got []byte) {
	t.Helper()
	if *update {
		if err := os.WriteFile(file, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%s is not what comes out now (go test -run %s -update writes it anew); now it is:\n%s", file, t.Name(), got)
	}
}

func TestEveryShippedPackIsValidUnderTheSchemas(t *testing.T) {
	policy, cases := compiled(t, "policy.schema.json"), compiled(t, "cases.schema.json")
	files, err := filepath.Glob("../../../packs/policies/*/*.yaml")
	if err != nil || len(files) < 32 {
		t.Fatalf("%d files of packs, %v", len(files), err)
	}
	for _, file := range files {
		schema := policy
		switch filepath.Base(file) {
		case "policy.yaml":
		case "cases.yaml":
			schema = cases
		default:
			continue
		}
		if err := schema.Validate(yamlValue(t, file)); err != nil {
			t.Errorf("%s: %v", file, err)
		}
	}
}

func TestTheSchemaRefusesWhatPolicyCheckRefuses(t *testing.T) {
	schema := compiled(t, "policy.schema.json")
	text, err := os.ReadFile("../../../packs/policies/hengyang_living_2022/policy.yaml")
	if err != nil {
		t.Fatal(err)
	}
	for name, change := range map[string][2]string{
		"an unknown key":      {"level: city", "level: city\nlevle: city"},
		"a value not in list": {"level: city", "level: town"},
		"a missing key":       {"level: city\n", ""},
		"a wrong date":        {"effect: 2022-01-01", "effect: next year"},
	} {
		t.Run(name, func(t *testing.T) {
			changed := strings.Replace(string(text), change[0], change[1], 1)
			if changed == string(text) {
				t.Fatalf("%q is not in the policy", change[0])
			}
			if schema.Validate(valueOf(t, []byte(changed))) == nil {
				t.Error("the schema accepts it")
			}
		})
	}
}

func compiled(t *testing.T, file string) *jsonschema.Schema {
	t.Helper()
	s, err := jsonschema.NewCompiler().Compile(file)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func yamlValue(t *testing.T, file string) any {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return valueOf(t, text)
}

// valueOf reads YAML as an editor's schema check does: dates are texts.
func valueOf(t *testing.T, text []byte) any {
	t.Helper()
	var doc yaml.Node
	if err := yaml.Unmarshal(text, &doc); err != nil {
		t.Fatal(err)
	}
	var x any
	r := &reader{}
	r.any(doc.Content[0], &x)
	return x
}
