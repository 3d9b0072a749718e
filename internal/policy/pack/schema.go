package pack

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"

	"yanzhen/internal/base/civil"
	"yanzhen/internal/base/money"
)

//go:embed policy.schema.json
var schemaJSON []byte

//go:embed cases.schema.json
var casesSchemaJSON []byte

// Schema is the JSON Schema (2020-12) of policy.yaml, for editors. It follows from the structs of the
// format, as a test makes sure.
func Schema() []byte { return slices.Clone(schemaJSON) }

// CasesSchema is the JSON Schema of cases.yaml.
func CasesSchema() []byte { return slices.Clone(casesSchemaJSON) }

// A schema collects the definitions of a JSON Schema while it walks the structs of the format.
type schema struct{ defs map[string]any }

// makeSchema writes the JSON Schema of a struct of the format.
func makeSchema(t reflect.Type, title string) ([]byte, error) {
	s := &schema{map[string]any{}}
	root := s.object(t)
	maps.Copy(root, map[string]any{"$schema": "https://json-schema.org/draft/2020-12/schema", "title": title, "$defs": s.defs})
	text, err := json.MarshalIndent(root, "", "  ")
	return append(text, '\n'), err
}

func (s *schema) object(t reflect.Type) map[string]any {
	properties, required := map[string]any{}, []string{}
	keys := fields(t)
	for _, name := range sortedKeys(keys) {
		f := keys[name]
		properties[name] = s.property(f)
		if f.Tag.Get("need") == "yes" {
			required = append(required, name)
		}
	}
	return map[string]any{"type": "object", "additionalProperties": false, "properties": properties, "required": required}
}

func (s *schema) property(f reflect.StructField) map[string]any {
	p := s.of(f.Type)
	if words := choices(f); len(words) > 0 {
		p["enum"] = words
	}
	if doc := f.Tag.Get("doc"); doc != "" {
		p["description"] = doc
	}
	return p
}

var scalarSchemas = map[reflect.Type]map[string]any{
	reflect.TypeFor[Expr]():       {"type": []string{"string", "boolean", "number"}},
	reflect.TypeFor[civil.Date](): {"type": "string", "pattern": `^\d{4}-\d{2}-\d{2}$`},
	reflect.TypeFor[money.Fen]():  {"type": []string{"number", "string"}, "pattern": `^-?[\d_]+(\.\d{1,2})?$`},
}

var kindSchemas = map[reflect.Kind]map[string]any{
	reflect.String: {"type": []string{"string", "number"}}, reflect.Bool: {"type": "boolean"}, reflect.Int: {"type": "integer"},
	reflect.Int64: {"type": "integer"}, reflect.Float64: {"type": "number"}, reflect.Interface: {},
}

// of gives the schema of a type; named structs become definitions.
func (s *schema) of(t reflect.Type) map[string]any {
	if known, ok := scalarSchemas[t]; ok {
		return maps.Clone(known)
	}
	if known, ok := kindSchemas[t.Kind()]; ok {
		return maps.Clone(known)
	}
	switch t.Kind() {
	case reflect.Pointer:
		return s.of(t.Elem())
	case reflect.Slice:
		return map[string]any{"type": "array", "items": s.of(t.Elem())}
	case reflect.Map:
		return map[string]any{"type": "object", "additionalProperties": s.of(t.Elem())}
	case reflect.Struct:
		name := strings.ToLower(t.Name())
		if _, known := s.defs[name]; !known {
			s.defs[name] = nil // a gate has sets that have gates
			s.defs[name] = s.object(t)
		}
		return map[string]any{"$ref": "#/$defs/" + name}
	}
	panic(fmt.Sprintf("pack: the format has a field of type %s", t))
}
