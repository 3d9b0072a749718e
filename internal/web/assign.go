package web

import (
	"encoding"
	"encoding/json"
	"net/url"
	"reflect"
	"slices"
	"sort"
	"strconv"
	"strings"

	"yanzhen/internal/base/civil"
	"yanzhen/internal/base/fault"
	"yanzhen/internal/base/money"
)

// maxItems bounds the length of a list in one request.
const maxItems = 10_000

// A binder puts a tree of entries into Go values. Leaves are []string from a form; strings,
// json.Number, bool and nil from JSON. Branches are map[string]any and []any.
type binder struct {
	faults *fault.List
	json   bool
	raw    bool // keep the space around entries
	split  bool // one entry holds several words
}

// tree turns form entries into branches by the dots of their names.
func tree(entries url.Values) map[string]any {
	root := map[string]any{}
	for _, name := range sortedKeys(entries) {
		node, steps := root, strings.Split(name, ".")
		for _, step := range steps[:len(steps)-1] {
			next, ok := node[step].(map[string]any)
			if !ok {
				next = map[string]any{}
				node[step] = next
			}
			node = next
		}
		if _, taken := node[steps[len(steps)-1]]; !taken {
			node[steps[len(steps)-1]] = entries[name]
		}
	}
	return root
}

func sortedKeys(entries url.Values) []string {
	keys := make([]string, 0, len(entries))
	for key := range entries {
		keys = append(keys, key)
	}
	sort.Slice(keys, func(i, j int) bool {
		return len(keys[i]) > len(keys[j]) || len(keys[i]) == len(keys[j]) && keys[i] < keys[j]
	})
	return keys
}

func (b binder) refuse(field, key string) { b.faults.Add(fault.Invalid.New(key).On(field)) }

func (b binder) assign(to reflect.Value, from any, field string) {
	if from == nil {
		return
	}
	if to.Kind() == reflect.Pointer {
		b.assignPointer(to, from, field)
		return
	}
	if to.CanAddr() && b.assignSpecial(to, from, field) {
		return
	}
	switch to.Kind() {
	case reflect.Struct:
		b.assignStruct(to, from, field)
	case reflect.Slice:
		b.assignSlice(to, from, field)
	case reflect.Map:
		b.assignMap(to, from, field)
	case reflect.Interface:
		to.Set(reflect.ValueOf(plain(from)))
	default:
		b.assignLeaf(to, from, field)
	}
}

func (b binder) assignPointer(to reflect.Value, from any, field string) {
	if text, ok := b.text(from); ok && !b.json && text == "" {
		return
	}
	made := reflect.New(to.Type().Elem())
	b.assign(made.Elem(), from, field)
	to.Set(made)
}

// assignSpecial handles the types that know how to read themselves.
func (b binder) assignSpecial(to reflect.Value, from any, field string) bool {
	text, isText := b.text(from)
	switch v := to.Addr().Interface().(type) {
	case *money.Fen:
		if b.json {
			return false // a whole number of fen
		}
		if text = narrow(text); text == "" {
			return true
		}
		sum, err := money.Parse(text)
		if err != nil {
			b.refuse(field, "web.bind.money")
		}
		*v = sum
	case *civil.Date:
		if !isText || v.UnmarshalText([]byte(narrow(text))) != nil {
			b.refuse(field, "web.bind.date")
		}
	case json.Unmarshaler:
		encoded, err := json.Marshal(plain(from))
		if err != nil || v.UnmarshalJSON(encoded) != nil {
			b.refuse(field, "web.bind.value")
		}
	case encoding.TextUnmarshaler:
		if !isText || (text != "" || b.json) && v.UnmarshalText([]byte(text)) != nil {
			b.refuse(field, "web.bind.value")
		}
	default:
		return false
	}
	return true
}

func (b binder) assignStruct(to reflect.Value, from any, field string) {
	branch, ok := from.(map[string]any)
	if !ok {
		b.refuse(field, "web.bind.object")
		return
	}
	known := map[string]bool{}
	for i := range to.NumField() {
		about := to.Type().Field(i)
		name, _, _ := strings.Cut(about.Tag.Get("json"), ",")
		switch {
		case about.Anonymous && name == "" && about.Type.Kind() == reflect.Struct:
			b.embedded(to.Field(i), branch, field, known)
			continue
		case !about.IsExported() || name == "-":
			continue
		case name == "":
			name = about.Name
		}
		known[name] = true
		inner := b
		inner.raw, inner.split = about.Tag.Get("web") == "raw", about.Tag.Get("web") == "split"
		inner.assign(to.Field(i), branch[name], join(field, name))
	}
	b.refuseUnknown(branch, known, field)
}

func (b binder) embedded(to reflect.Value, branch map[string]any, field string, known map[string]bool) {
	part := map[string]any{}
	for _, about := range reflect.VisibleFields(to.Type()) { // those of structs embedded in it too
		name, _, _ := strings.Cut(about.Tag.Get("json"), ",")
		if value, ok := branch[name]; ok && name != "" {
			part[name], known[name] = value, true
		}
	}
	b.assignStruct(to, part, field)
}

func (b binder) refuseUnknown(branch map[string]any, known map[string]bool, field string) {
	if !b.json {
		return
	}
	var strange []string
	for name := range branch {
		if !known[name] {
			strange = append(strange, name)
		}
	}
	slices.Sort(strange)
	for _, name := range strange {
		b.refuse(join(field, name), "web.bind.unknown")
	}
}

func (b binder) assignSlice(to reflect.Value, from any, field string) {
	items, ok := b.items(from)
	if !ok || len(items) > maxItems {
		b.refuse(field, "web.bind.list")
		return
	}
	list := reflect.MakeSlice(to.Type(), len(items), len(items))
	for i, item := range items {
		b.assign(list.Index(i), item, join(field, strconv.Itoa(i)))
	}
	to.Set(list)
}

// items gives the elements of a list: a JSON array, a repeated form entry, or rows "0", "1", ….
func (b binder) items(from any) ([]any, bool) {
	switch v := from.(type) {
	case []any:
		return v, true
	case []string:
		var items []any
		for _, entry := range b.words(v) {
			if entry != "" {
				items = append(items, []string{entry})
			}
		}
		return items, true
	case map[string]any:
		if b.json {
			return nil, false
		}
		return rows(v)
	}
	return nil, false
}

// words cuts entries at commas, 、 and line ends where the field is tagged so.
func (b binder) words(entries []string) []string {
	if !b.split {
		return entries
	}
	cut := func(r rune) bool { return strings.ContainsRune(",，、;；\r\n", r) }
	return strings.FieldsFunc(strings.Join(entries, ","), cut)
}

func rows(branch map[string]any) ([]any, bool) {
	numbers := make([]int, 0, len(branch))
	for name := range branch {
		n, err := strconv.Atoi(name)
		if err != nil || n < 0 {
			return nil, false
		}
		numbers = append(numbers, n)
	}
	slices.Sort(numbers)
	items := make([]any, len(numbers))
	for i, n := range numbers {
		items[i] = branch[strconv.Itoa(n)]
	}
	return items, true
}

func (b binder) assignMap(to reflect.Value, from any, field string) {
	branch, ok := from.(map[string]any)
	if !ok || to.Type().Key().Kind() != reflect.String || len(branch) > maxItems {
		b.refuse(field, "web.bind.object")
		return
	}
	made := reflect.MakeMapWithSize(to.Type(), len(branch))
	for name, value := range branch {
		item := reflect.New(to.Type().Elem()).Elem()
		b.assign(item, value, join(field, name))
		made.SetMapIndex(reflect.ValueOf(name).Convert(to.Type().Key()), item)
	}
	to.Set(made)
}

func join(field, name string) string {
	if field == "" {
		return name
	}
	return field + "." + name
}
