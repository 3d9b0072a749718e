package store

import (
	"strconv"
	"strings"
)

// manyPlaces is from how many placeholders on their names cost more than rewriting them.
const manyPlaces = 50

// unnamed turns $1, $2, $3 … into plain question marks where a statement for SQLite has many and uses each once and in order. SQLite
// takes $n for a name and looks every name up among all before it: a statement with ten thousand of them, a batch of rows to
// insert, takes a second to parse. Any other text comes back as it is.
func unnamed(text string, args int) string {
	if args < manyPlaces || strings.ContainsAny(text, "'\"?") {
		return text
	}
	var b strings.Builder
	b.Grow(len(text))
	rest := text
	for n := 1; n <= args; n++ {
		name := "$" + strconv.Itoa(n)
		at := strings.IndexByte(rest, '$')
		if at < 0 || !strings.HasPrefix(rest[at:], name) {
			return text
		}
		b.WriteString(rest[:at] + "?")
		if rest = rest[at+len(name):]; rest != "" && rest[0] >= '0' && rest[0] <= '9' {
			return text
		}
	}
	if strings.IndexByte(rest, '$') >= 0 {
		return text
	}
	return b.String() + rest
}
