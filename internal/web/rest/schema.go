package rest

import (
	"path"
	"reflect"
	"unicode"

	"github.com/danielgtaylor/huma/v2"

	"yanzhen/internal/base/civil"
	"yanzhen/internal/base/money"
)

const schemaPrefix = "#/components/schemas/"

// newRegistry makes a registry whose schemas are called by package and type, such as RegistryPerson, and end in
// suffix. Days and amounts are described as the house writes them.
func newRegistry(suffix string) huma.Registry {
	r := huma.NewMapRegistry(schemaPrefix, func(t reflect.Type, hint string) string { return nameOf(t, hint) + suffix })
	r.RegisterTypeAlias(reflect.TypeFor[civil.Date](), reflect.TypeFor[day]())
	r.RegisterTypeAlias(reflect.TypeFor[money.Fen](), reflect.TypeFor[fen]())
	return r
}

func nameOf(t reflect.Type, hint string) string {
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	name := huma.DefaultSchemaNamer(t, hint)
	if t.Name() == "" || t.PkgPath() == "" {
		return name
	}
	slice := []rune(path.Base(t.PkgPath()))
	slice[0] = unicode.ToUpper(slice[0])
	return string(slice) + name
}

// day describes civil.Date.
type day struct{}

// Schema is the text of a day, or none; see tune.
func (day) Schema(huma.Registry) *huma.Schema {
	return &huma.Schema{Type: huma.TypeString, Pattern: `^(\d{4}-\d{2}-\d{2})?$`, Examples: []any{"2026-05-01"},
		Description: "A day as YYYY-MM-DD; empty when there is none."}
}

// fen describes money.Fen.
type fen struct{}

// Schema is a whole number.
func (fen) Schema(huma.Registry) *huma.Schema {
	return &huma.Schema{Type: huma.TypeInteger, Format: "int64", Description: "An amount in fen, hundredths of a yuan."}
}

// tune makes s, the schema of struct t, say what encoding/json does: a field that is left out when empty is never null,
// a map may be, and a day that is there is a day. Of what is sent, nothing is required but what must says.
func tune(s *huma.Schema, t reflect.Type, sent bool, must ...string) {
	if sent {
		s.Required = must
	} else if t != nil && t.Kind() == reflect.Struct {
		s.AdditionalProperties = nil // later versions may say more
	}
	for _, f := range fieldsOf(t) {
		p := s.Properties[f.name]
		if p == nil {
			continue
		}
		switch kind := f.Type.Kind(); {
		case f.Type == reflect.TypeFor[civil.Date]() && f.optional && !sent:
			p.Format, p.Pattern, p.Description = "date", "", ""
		case kind == reflect.Slice && (f.optional || sent):
			p.Nullable = false
		case kind == reflect.Map && !f.optional && !sent && p.Ref == "":
			p.Nullable = true
		}
	}
}

// tuneAll tunes every struct a registry holds.
func tuneAll(r huma.Registry, sent bool) {
	for name, s := range r.Map() {
		tune(s, r.TypeFromRef(schemaPrefix+name), sent)
	}
}

// body is the schema of what a change takes in its body: its struct without what the path says.
func (a *API) body(o *operation) *huma.Schema {
	s := huma.SchemaFromType(a.in, o.in)
	tune(s, o.in, true, o.Must...)
	for _, name := range o.wildcards() {
		delete(s.Properties, name)
	}
	if o.upload {
		s.Properties[fileField] = &huma.Schema{Type: huma.TypeString, Extensions: map[string]any{"contentMediaType": "application/octet-stream"}}
		s.Required = append([]string{fileField}, s.Required...)
	}
	return s
}
