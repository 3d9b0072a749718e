package pack

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"yanzhen/internal/base/civil"
	"yanzhen/internal/base/money"
	"yanzhen/internal/policy/fact"
)

// A Problem is something wrong with a pack: where it is, how grave, and a message key with its
// arguments. Words for it are in words.yaml under Key.
type Problem struct {
	File  string         `json:"file"`
	Pos                  // place in the file
	Grave bool           `json:"error"` // the pack cannot be activated
	Key   string         `json:"key"`
	Args  map[string]any `json:"args,omitempty"`
}

// Error is for logs and tests.
func (p Problem) Error() string {
	return fmt.Sprintf("%s:%d:%d: %s %v", p.File, p.Line, p.Column, p.Key, p.Args)
}

// A reader turns YAML into the structs of the format and collects what is wrong.
type reader struct {
	file     string
	root     *yaml.Node
	problems []Problem
}

// placesOf notes where the keys of the mapping at a path of keys and indexes stand.
func (r *reader) placesOf(places map[string]Pos, section string, path ...any) {
	n := r.root
	for _, step := range path {
		n = child(n, step)
	}
	if n == nil || n.Kind != yaml.MappingNode {
		return
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		places[section+" "+n.Content[i].Value] = at(n.Content[i])
	}
}

func child(n *yaml.Node, step any) *yaml.Node {
	if n != nil && n.Kind == yaml.AliasNode {
		n = n.Alias
	}
	switch key := step.(type) {
	case int:
		if n != nil && n.Kind == yaml.SequenceNode && key < len(n.Content) {
			return n.Content[key]
		}
	case string:
		for i := 0; n != nil && n.Kind == yaml.MappingNode && i+1 < len(n.Content); i += 2 {
			if n.Content[i].Value == key {
				return n.Content[i+1]
			}
		}
	}
	return nil
}

func (r *reader) wrong(at Pos, key string, args ...any) {
	r.problems = append(r.problems, Problem{r.file, at, true, key, pairs(args)})
}

func pairs(args []any) map[string]any {
	m := map[string]any{}
	for i := 0; i+1 < len(args); i += 2 {
		m[args[i].(string)] = args[i+1]
	}
	return m
}

func at(n *yaml.Node) Pos { return Pos{n.Line, n.Column} }

// read fills v, a pointer to a struct of the format, from text.
func (r *reader) read(text []byte, v any) {
	var doc yaml.Node
	if err := yaml.Unmarshal(text, &doc); err != nil {
		r.wrong(syntaxPos(err), "pack.problem.yaml", "detail", err.Error())
		return
	}
	if len(doc.Content) == 0 {
		r.wrong(Pos{1, 1}, "pack.problem.empty")
		return
	}
	r.root = doc.Content[0]
	r.value(r.root, reflect.ValueOf(v).Elem())
}

// syntaxPos finds the line in an error of the YAML library, "yaml: line 12: …".
func syntaxPos(err error) Pos {
	_, rest, _ := strings.Cut(err.Error(), "line ")
	digits, _, _ := strings.Cut(rest, ":")
	line, convErr := strconv.Atoi(digits)
	if convErr != nil {
		line = 1
	}
	return Pos{line, 1}
}

func (r *reader) value(n *yaml.Node, v reflect.Value) {
	if n.Kind == yaml.AliasNode {
		n = n.Alias
	}
	switch x := v.Addr().Interface().(type) {
	case *Expr:
		r.expr(n, x)
		return
	case *civil.Date:
		r.date(n, x)
		return
	case *money.Fen:
		r.yuan(n, x)
		return
	case *any:
		r.any(n, x)
		return
	}
	switch v.Kind() {
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		r.value(n, v.Elem())
	case reflect.Struct:
		r.object(n, v)
	case reflect.Slice:
		r.list(n, v)
	case reflect.Map:
		r.mapping(n, v)
	default:
		r.scalar(n, v)
	}
}

func (r *reader) expr(n *yaml.Node, x *Expr) {
	if n.Kind != yaml.ScalarNode || n.Tag == "!!null" {
		r.wrong(at(n), "pack.problem.not_a_rule")
		return
	}
	*x = Expr{strings.TrimSpace(n.Value), at(n)}
	switch {
	case n.Style&(yaml.LiteralStyle|yaml.FoldedStyle) != 0:
		x.At = Pos{n.Line + 1, n.Column + 2}
	case n.Style&(yaml.DoubleQuotedStyle|yaml.SingleQuotedStyle) != 0:
		x.At.Column++
	}
}

func (r *reader) date(n *yaml.Node, d *civil.Date) {
	day, err := civil.Parse(n.Value)
	if err != nil || n.Kind != yaml.ScalarNode {
		r.wrong(at(n), "pack.problem.bad_date", "got", n.Value)
		return
	}
	*d = day
}

func (r *reader) yuan(n *yaml.Node, f *money.Fen) {
	fen, err := money.Parse(strings.ReplaceAll(n.Value, "_", ""))
	if err != nil || n.Kind != yaml.ScalarNode {
		r.wrong(at(n), "pack.problem.bad_yuan", "got", n.Value)
		return
	}
	*f = fen
}

// any reads facts of a case as JSON would give them; dates stay text.
func (r *reader) any(n *yaml.Node, x *any) {
	if n.Kind == yaml.AliasNode {
		n = n.Alias
	}
	switch n.Kind {
	case yaml.MappingNode:
		m := map[string]any{}
		for i := 0; i+1 < len(n.Content); i += 2 {
			var v any
			r.any(n.Content[i+1], &v)
			m[n.Content[i].Value] = v
		}
		*x = m
	case yaml.SequenceNode:
		list := make([]any, len(n.Content))
		for i, m := range n.Content {
			r.any(m, &list[i])
		}
		*x = list
	default:
		if n.Tag == "!!timestamp" {
			*x = n.Value
			return
		}
		if err := n.Decode(x); err != nil {
			r.wrong(at(n), "pack.problem.yaml", "detail", err.Error())
		}
	}
}

func (r *reader) object(n *yaml.Node, v reflect.Value) {
	if n.Kind != yaml.MappingNode {
		r.wrong(at(n), "pack.problem.not_a_mapping")
		return
	}
	keys := fields(v.Type())
	seen := map[string]bool{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		k := n.Content[i]
		f, ok := keys[k.Value]
		switch {
		case !ok:
			key := "pack.problem.unknown_key"
			if n.Style&yaml.FlowStyle != 0 && !idPattern.MatchString(k.Value) { // {zh: 最高 1, 000 元}
				key = "pack.problem.unquoted"
			}
			r.wrong(at(k), key, "got", k.Value, "nearest", fact.Nearest(k.Value, sortedKeys(keys)))
			continue
		case seen[k.Value]:
			r.wrong(at(k), "pack.problem.key_twice", "got", k.Value)
		}
		seen[k.Value] = true
		target := v.FieldByIndex(f.Index)
		r.value(n.Content[i+1], target)
		r.oneOf(n.Content[i+1], f, target)
	}
	for _, key := range sortedKeys(keys) {
		if keys[key].Tag.Get("need") == "yes" && !seen[key] {
			r.wrong(at(n), "pack.problem.missing_key", "key", key)
		}
	}
	if pos := v.FieldByName("At"); pos.IsValid() && pos.Type() == reflect.TypeFor[Pos]() {
		pos.Set(reflect.ValueOf(at(n)))
	}
}

// choices splits the tag "one" of a field: by bars if it has any, else by spaces.
func choices(f reflect.StructField) []string {
	one := f.Tag.Get("one")
	if strings.Contains(one, "|") {
		return strings.Split(one, "|")
	}
	return strings.Fields(one)
}

func (r *reader) oneOf(n *yaml.Node, f reflect.StructField, v reflect.Value) {
	words := choices(f)
	if len(words) == 0 || v.Kind() != reflect.String || v.String() == "" {
		return
	}
	if !slices.Contains(words, v.String()) {
		r.wrong(at(n), "pack.problem.not_a_choice", "got", v.String(), "want", strings.Join(words, ", "), "nearest", fact.Nearest(v.String(), words))
	}
}

// fields maps the YAML keys of t to its fields, those of inlined structs among them.
func fields(t reflect.Type) map[string]reflect.StructField {
	keys := map[string]reflect.StructField{}
	for _, f := range reflect.VisibleFields(t) {
		name, _, _ := strings.Cut(f.Tag.Get("yaml"), ",")
		if name != "" && name != "-" && f.IsExported() {
			keys[name] = f
		}
	}
	return keys
}

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

func (r *reader) list(n *yaml.Node, v reflect.Value) {
	if n.Kind != yaml.SequenceNode {
		r.wrong(at(n), "pack.problem.not_a_list")
		return
	}
	v.Set(reflect.MakeSlice(v.Type(), len(n.Content), len(n.Content)))
	for i, m := range n.Content {
		r.value(m, v.Index(i))
	}
}

func (r *reader) mapping(n *yaml.Node, v reflect.Value) {
	if n.Kind != yaml.MappingNode {
		r.wrong(at(n), "pack.problem.not_a_mapping")
		return
	}
	v.Set(reflect.MakeMap(v.Type()))
	for i := 0; i+1 < len(n.Content); i += 2 {
		m := reflect.New(v.Type().Elem()).Elem()
		r.value(n.Content[i+1], m)
		v.SetMapIndex(reflect.ValueOf(n.Content[i].Value), m)
	}
}

func (r *reader) scalar(n *yaml.Node, v reflect.Value) {
	if n.Kind != yaml.ScalarNode || n.Tag == "!!null" {
		r.wrong(at(n), "pack.problem.not_a_value")
		return
	}
	if v.Kind() == reflect.String {
		v.SetString(n.Value) // 430400 and 2022 are names here, not numbers
		return
	}
	if err := n.Decode(v.Addr().Interface()); err != nil {
		var typeErr *yaml.TypeError
		if !errors.As(err, &typeErr) {
			r.wrong(at(n), "pack.problem.yaml", "detail", err.Error())
			return
		}
		r.wrong(at(n), "pack.problem.wrong_type", "want", v.Kind().String(), "got", n.Value)
	}
}
