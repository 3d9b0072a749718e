package rest

import (
	"encoding"
	"reflect"
	"strings"
)

// A field is a field of a struct under the name it has in JSON.
type field struct {
	reflect.StructField
	name     string
	optional bool // left out of an answer when empty
}

// fieldsOf gives the fields of a struct as JSON has them, those of embedded structs among them; none for other types.
func fieldsOf(t reflect.Type) []field {
	if t == nil || t.Kind() != reflect.Struct {
		return nil
	}
	var found []field
	for _, f := range reflect.VisibleFields(t) {
		name, options, _ := strings.Cut(f.Tag.Get("json"), ",")
		if !f.IsExported() || name == "-" || f.Anonymous && name == "" {
			continue
		}
		if name == "" {
			name = f.Name
		}
		found = append(found, field{f, name, strings.Contains(options, "omit")})
	}
	return found
}

// flat gives the fields as a query names them: those of a struct inside by dots.
func flat(t reflect.Type, before string) []field {
	var found []field
	for _, f := range fieldsOf(t) {
		f.name = before + f.name
		if f.Type.Kind() == reflect.Struct && !readsText(f.Type) {
			found = append(found, flat(f.Type, f.name+".")...)
			continue
		}
		found = append(found, f)
	}
	return found
}

func readsText(t reflect.Type) bool {
	return reflect.PointerTo(t).Implements(reflect.TypeFor[encoding.TextUnmarshaler]())
}
