package manuscript

import (
	"strings"

	"go.yaml.in/yaml/v3"
)

// A span is where something stands in the text, in bytes.
type span struct{ from, to int }

// spanOf gives where a single value stands, quotes and all; false when it is written in a way that is not edited here, such as behind a
// tag or an anchor.
func (m *Manuscript) spanOf(n *yaml.Node) (span, bool) {
	if n == nil || n.Kind != yaml.ScalarNode || n.Anchor != "" || n.Style&yaml.TaggedStyle != 0 {
		return span{}, false
	}
	from := m.offset(n.Line, n.Column)
	rest := m.text[from:]
	switch {
	case n.Style&yaml.DoubleQuotedStyle != 0:
		return m.quoted(from, '"')
	case n.Style&yaml.SingleQuotedStyle != 0:
		return m.quoted(from, '\'')
	case n.Style&(yaml.LiteralStyle|yaml.FoldedStyle) != 0:
		return m.block(from)
	case n.Value == "": // a key with nothing behind it
		return span{}, false
	case strings.HasPrefix(rest, n.Value):
		return span{from, from + len(n.Value)}, true
	}
	return m.folded(from, n.Value)
}

// quoted ends at the closing quote: doubled single quotes and escaped double ones are part of the value.
func (m *Manuscript) quoted(from int, quote byte) (span, bool) {
	for i := from + 1; i < len(m.text); i++ {
		switch {
		case quote == '"' && m.text[i] == '\\':
			i++
		case m.text[i] == quote && quote == '\'' && i+1 < len(m.text) && m.text[i+1] == quote:
			i++
		case m.text[i] == quote:
			return span{from, i + 1}, true
		}
	}
	return span{}, false
}

// block ends with its last line that is indented deeper than the key before it.
func (m *Manuscript) block(from int) (span, bool) {
	line := m.lineOf(from)
	outer := indent(m.text[m.starts[line-1]:])
	last := line
	for next := line + 1; next <= len(m.starts); next++ {
		body := m.text[m.starts[next-1]:m.lineEnd(next)]
		if strings.TrimSpace(body) == "" {
			continue
		}
		if indent(body) <= outer {
			break
		}
		last = next
	}
	return span{from, m.lineEnd(last)}, last > line
}

// folded is a plain value over several lines, whose breaks read as spaces.
func (m *Manuscript) folded(from int, value string) (span, bool) {
	at := from
	for _, word := range strings.Fields(value) {
		at += len(m.text[at:]) - len(strings.TrimLeft(m.text[at:], " \n"))
		if !strings.HasPrefix(m.text[at:], word) {
			return span{}, false
		}
		at += len(word)
	}
	return span{from, at}, true
}

func indent(line string) int { return len(line) - len(strings.TrimLeft(line, " ")) }

// lastLine gives the last line that a node, with everything in it, stands on.
func (m *Manuscript) lastLine(n *yaml.Node) int {
	last := n.Line
	if where, ok := m.spanOf(n); ok {
		last = m.lineOf(where.to)
	}
	for _, part := range n.Content {
		last = max(last, m.lastLine(part))
	}
	if n.Style&yaml.FlowStyle == 0 {
		return last
	}
	return max(last, m.lineOf(m.bracket(n)))
}

// bracket gives the place behind the bracket that closes a list or mapping in brackets.
func (m *Manuscript) bracket(n *yaml.Node) int {
	at := m.offset(n.Line, n.Column) + 1
	for _, part := range n.Content {
		if where, ok := m.spanOf(part); ok {
			at = max(at, where.to)
		} else if len(part.Content) > 0 {
			at = max(at, m.bracket(part))
		}
	}
	if i := strings.IndexAny(m.text[at:], "]}"); i >= 0 {
		return at + i + 1
	}
	return at
}
