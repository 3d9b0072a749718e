// Package manuscript edits the text of a policy as its author wrote it. A form shows the values that people change, clause by clause;
// what they enter goes to its place in the text, and everything else, comments, order and blank lines, stays as it was.
package manuscript

import (
	"maps"
	"strconv"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"

	"yanzhen/internal/base/fault"
)

// A Manuscript is a policy.yaml as written. It never changes; an edit gives a new text.
type Manuscript struct {
	text   string
	starts []int // of the lines, in bytes
	root   *yaml.Node
}

// Read takes in a text. Error: Invalid policy.text.unreadable when it is no YAML mapping.
func Read(text string) (*Manuscript, error) {
	var doc yaml.Node
	if err := yaml.Unmarshal([]byte(text), &doc); err != nil {
		return nil, fault.Invalid.New("policy.text.unreadable").From(err)
	}
	if len(doc.Content) == 0 || doc.Content[0].Kind != yaml.MappingNode {
		return nil, fault.Invalid.New("policy.text.unreadable")
	}
	m := &Manuscript{text: text, starts: []int{0}, root: doc.Content[0]}
	for i := range len(text) {
		if text[i] == '\n' {
			m.starts = append(m.starts, i+1)
		}
	}
	return m, nil
}

// A node of the text with how to get there: its path is keys and places joined by slashes, "gates/0/text/zh".
func (m *Manuscript) find(path string) *yaml.Node {
	n := m.root
	for step := range strings.SplitSeq(path, "/") {
		if n = child(n, step); n == nil {
			return nil
		}
	}
	return n
}

// child gives the value of a key or the item of a place; nil when there is none, or when it is written elsewhere (an alias).
func child(n *yaml.Node, step string) *yaml.Node {
	switch n.Kind {
	case yaml.MappingNode:
		for i := 0; i+1 < len(n.Content); i += 2 {
			if n.Content[i].Value == step {
				return n.Content[i+1]
			}
		}
	case yaml.SequenceNode:
		if i, err := strconv.Atoi(step); err == nil && i >= 0 && i < len(n.Content) {
			return n.Content[i]
		}
	}
	return nil
}

// offset gives where a line and column, both from 1 and the column in characters, stand in the text.
func (m *Manuscript) offset(line, column int) int {
	if line < 1 || line > len(m.starts) {
		return len(m.text)
	}
	at := m.starts[line-1]
	for range column - 1 {
		_, size := utf8.DecodeRuneInString(m.text[at:])
		at += size
	}
	return at
}

// column gives the column of a place in its line, in characters from 1.
func (m *Manuscript) column(at int) int {
	return utf8.RuneCountInString(m.text[m.starts[m.lineOf(at)-1]:at]) + 1
}

// lineOf gives the line, from 1, that a place in the text is on.
func (m *Manuscript) lineOf(at int) int {
	return strings.Count(m.text[:at], "\n") + 1
}

// lineEnd gives the place behind the last character of a line, before its break.
func (m *Manuscript) lineEnd(line int) int {
	if line < len(m.starts) {
		return m.starts[line] - 1
	}
	return len(m.text)
}

// leaves lists every single value by its path, what an edit must leave alone.
func leaves(n *yaml.Node, path string, into map[string]string) {
	switch n.Kind {
	case yaml.MappingNode:
		for i := 0; i+1 < len(n.Content); i += 2 {
			leaves(n.Content[i+1], join(path, n.Content[i].Value), into)
		}
	case yaml.SequenceNode:
		into[path+"/#"] = strconv.Itoa(len(n.Content))
		for i, item := range n.Content {
			leaves(item, join(path, strconv.Itoa(i)), into)
		}
	case yaml.AliasNode:
		into[path] = "*" + n.Value
	default:
		into[path] = strings.TrimSpace(n.Value)
	}
}

func join(path, step string) string {
	if path == "" {
		return step
	}
	return path + "/" + step
}

// holds reports whether text reads as want and nothing else.
func holds(text string, want map[string]string) bool {
	m, err := Read(text)
	if err != nil {
		return false
	}
	got := map[string]string{}
	leaves(m.root, "", got)
	return maps.Equal(got, want)
}
