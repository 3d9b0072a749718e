package registry

import (
	"slices"
	"strconv"
	"strings"
)

// pairs gives every pair of neighbouring characters of the phrases of a text, blanks between them: what a list is searched by, since
// Chinese has no blanks and people look for two characters as often as for ten. A pair is written as a number of base 36, so that
// neither engine takes any of its characters for something else. Phrases are split at "|" and at blanks.
func pairs(text string) string {
	var found []string
	for phrase := range strings.FieldsFuncSeq(text, func(r rune) bool { return r == '|' || r == ' ' }) {
		found = append(found, pairsOf(phrase)...)
	}
	slices.Sort(found)
	return strings.Join(slices.Compact(found), " ")
}

func pairsOf(phrase string) []string {
	runes := []rune(phrase)
	var found []string
	for i := 1; i < len(runes); i++ {
		found = append(found, strconv.FormatUint(uint64(runes[i-1])<<21|uint64(runes[i]), 36))
	}
	return found
}
