package whatif

import "go.yaml.in/yaml/v3"

// align gives, for each byte of a scalar's value, its place in the text. It walks both side by side: white space may be broken
// and indented otherwise, quotes may be doubled or escaped. False when the two do not agree, as with escapes that stand for
// other characters.
func (w *walker) align(n *yaml.Node) ([]int, bool) {
	at := w.offset(n)
	if n.Kind != yaml.ScalarNode || n.Value == "" || at < 0 {
		return nil, false
	}
	quote := byte(0)
	switch {
	case n.Style&(yaml.LiteralStyle|yaml.FoldedStyle) != 0:
		for at < len(w.text) && w.text[at] != '\n' { // the indicator and its comment
			at++
		}
	case n.Style&yaml.SingleQuotedStyle != 0:
		quote, at = '\'', at+1
	case n.Style&yaml.DoubleQuotedStyle != 0:
		quote, at = '"', at+1
	}
	places := make([]int, len(n.Value))
	for i := 0; i < len(n.Value); i++ {
		if isSpace(n.Value[i]) {
			if places[i] = at; at < len(w.text) && isSpace(w.text[at]) {
				at++
			}
			continue
		}
		for at < len(w.text) && isSpace(w.text[at]) {
			at++
		}
		if at+1 < len(w.text) && (quote == '\'' && w.text[at:at+2] == "''" || quote == '"' && w.text[at] == '\\') {
			at++
		}
		if at >= len(w.text) || w.text[at] != n.Value[i] {
			return nil, false
		}
		places[i] = at
		at++
	}
	return places, true
}

func isSpace(c byte) bool { return c == ' ' || c == '\n' || c == '\t' || c == '\r' }
