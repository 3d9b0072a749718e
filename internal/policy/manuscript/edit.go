package manuscript

import (
	"cmp"
	"encoding/json"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"yanzhen/internal/base/fault"
)

// An Edit is a new value for the place at a path; an empty one takes the key away.
type Edit struct {
	Path  string `json:"path"`
	Value string `json:"value"`
}

// A splice puts text into the place of a span.
type splice struct {
	span
	text string
}

// Apply gives the text with the edits in it. Values that are the same are left as they are written. Error: Invalid policy.text.not_here, on
// the path, for a value that cannot be put in its place without touching others.
func (m *Manuscript) Apply(edits []Edit) (string, error) {
	want := map[string]string{}
	leaves(m.root, "", want)
	var changed []Edit
	for _, e := range edits {
		e.Value = strings.TrimSpace(strings.ReplaceAll(e.Value, "\r\n", "\n"))
		switch {
		case e.Value == want[e.Path]:
			continue
		case e.Value == "":
			delete(want, e.Path)
		default:
			want[e.Path] = e.Value
		}
		changed = append(changed, e)
	}
	if len(changed) == 0 {
		return m.text, nil
	}
	for _, plain := range []bool{true, false} {
		text, err := m.splice(changed, plain)
		if err != nil {
			return "", err
		}
		if holds(text, want) {
			return text, nil
		}
	}
	return "", fault.Invalid.New("policy.text.not_here").On(changed[0].Path)
}

// splice cuts the edits into the text, from its end to its beginning; plain writes values without quotes where that can be read.
func (m *Manuscript) splice(edits []Edit, plain bool) (string, error) {
	var cuts []splice
	for _, e := range edits {
		cut, ok := m.cut(e, plain)
		if !ok {
			return "", fault.Invalid.New("policy.text.not_here").On(e.Path)
		}
		cuts = append(cuts, cut)
	}
	slices.SortStableFunc(cuts, func(a, b splice) int { return cmp.Or(cmp.Compare(b.from, a.from), cmp.Compare(b.to, a.to)) })
	text := m.text
	for _, c := range cuts {
		text = text[:c.from] + c.text + text[c.to:]
	}
	return text, nil
}

func (m *Manuscript) cut(e Edit, plain bool) (splice, bool) {
	old := m.find(e.Path)
	parent, key := m.parent(e.Path)
	switch {
	case parent == nil || parent.Kind != yaml.MappingNode:
		return splice{}, false
	case old == nil:
		return m.insert(parent, key, e.Value, plain)
	}
	where, ok := m.spanOf(old)
	if !ok {
		return splice{}, false
	}
	if e.Value == "" {
		return m.drop(parent, key, where)
	}
	return splice{where, write(e.Value, old.Style, parent, plain)}, true
}

func (m *Manuscript) parent(path string) (*yaml.Node, string) {
	i := strings.LastIndexByte(path, '/')
	if i < 0 {
		return m.root, path
	}
	return m.find(path[:i]), path[i+1:]
}

// insert puts a new key behind the first one of the mapping.
func (m *Manuscript) insert(parent *yaml.Node, key, value string, plain bool) (splice, bool) {
	if len(parent.Content) < 2 {
		return splice{}, false
	}
	where, ok := m.spanOf(parent.Content[1])
	if !ok {
		return splice{}, false
	}
	pair := key + ": " + write(value, 0, parent, plain)
	if parent.Style&yaml.FlowStyle != 0 {
		return splice{span{where.to, where.to}, ", " + pair}, true
	}
	end := m.lineEnd(m.lineOf(where.to))
	return splice{span{end, end}, "\n" + strings.Repeat(" ", parent.Column-1) + pair}, true
}

// drop takes a key away with its value: the whole line, or within brackets what lies between it and the one before.
func (m *Manuscript) drop(parent *yaml.Node, key string, where span) (splice, bool) {
	for i := 0; i+1 < len(parent.Content); i += 2 {
		k := parent.Content[i]
		if k.Value != key {
			continue
		}
		if i == 0 { // the first key bears the dash or the bracket
			return splice{}, false
		}
		if parent.Style&yaml.FlowStyle != 0 {
			before := strings.LastIndexByte(m.text[:m.offset(k.Line, k.Column)], ',')
			return splice{span{before, where.to}, ""}, before >= 0
		}
		return splice{span{m.starts[k.Line-1] - 1, m.lineEnd(m.lineOf(where.to))}, ""}, k.Line > 1
	}
	return splice{}, false
}

// write puts a value into YAML in the style of the one before, if it can be read there.
func write(value string, style yaml.Style, parent *yaml.Node, plain bool) string {
	flow := parent.Style&yaml.FlowStyle != 0
	many := strings.Contains(value, "\n")
	switch {
	case (many || style&yaml.LiteralStyle != 0) && !flow:
		margin := "\n" + strings.Repeat(" ", parent.Column+1)
		return "|" + margin + strings.ReplaceAll(value, "\n", margin)
	case many || !plain || style&yaml.DoubleQuotedStyle != 0:
		return quote(value)
	case style&yaml.SingleQuotedStyle == 0 && readsPlain(value, flow):
		return value
	}
	return "'" + strings.ReplaceAll(value, "'", "''") + "'"
}

// quote writes a value between double quotes, which YAML reads as JSON does.
func quote(value string) string {
	var b strings.Builder
	out := json.NewEncoder(&b)
	out.SetEscapeHTML(false)
	_ = out.Encode(value) // a string always can be
	return strings.TrimSuffix(b.String(), "\n")
}

// readsPlain reports whether a value without quotes reads as itself.
func readsPlain(value string, flow bool) bool {
	text := "k: " + value
	if flow {
		text = "{k: " + value + ", l: m}"
	}
	var doc yaml.Node
	if yaml.Unmarshal([]byte(text), &doc) != nil {
		return false
	}
	n := doc.Content[0]
	if n.Kind != yaml.MappingNode || len(n.Content) != 2 && !flow || len(n.Content) != 4 && flow {
		return false
	}
	v := n.Content[1]
	return v.Kind == yaml.ScalarNode && v.Value == value && v.Style == 0 && v.Tag != "!!null"
}
