package programme

import (
	"os"
	"reflect"
	"strings"
	"testing"
)

// TestEveryKeyIsDocumented looks for every key of the format in the document for authors.
func TestEveryKeyIsDocumented(t *testing.T) {
	text, err := os.ReadFile("../../../docs/PROGRAMME-PACKS.md")
	if err != nil {
		t.Fatal(err)
	}
	seen := map[reflect.Type]bool{}
	var walk func(typ reflect.Type)
	walk = func(typ reflect.Type) {
		switch typ.Kind() {
		case reflect.Pointer, reflect.Slice, reflect.Map:
			walk(typ.Elem())
			return
		case reflect.Struct:
		default:
			return
		}
		if seen[typ] || typ.PkgPath() != reflect.TypeFor[Programme]().PkgPath() {
			return
		}
		seen[typ] = true
		for _, f := range reflect.VisibleFields(typ) {
			key, _, _ := strings.Cut(f.Tag.Get("yaml"), ",")
			if key == "" || key == "-" {
				continue
			}
			if !strings.Contains(string(text), "| `"+key+"` |") {
				t.Errorf("docs/PROGRAMME-PACKS.md does not tell what %s.%s is", typ.Name(), key)
			}
			walk(f.Type)
		}
	}
	walk(reflect.TypeFor[Programme]())
	walk(reflect.TypeFor[Case]())
}
