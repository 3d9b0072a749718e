package store

import "strings"

// What a search may ask for. Every word is one condition, and SQLite takes neither a thousand of them nor patterns
// without end; nobody types that much by hand.
const (
	maxWords   = 20
	maxLetters = 60
)

// SearchWords gives the words of a search as conditions need them: in lower case, split at blanks. Words beyond the
// twentieth, and letters of a word beyond the sixtieth, do not narrow a search.
func SearchWords(search string) []string {
	words := strings.Fields(strings.ToLower(search))
	words = words[:min(len(words), maxWords)]
	for i, word := range words {
		if letters := []rune(word); len(letters) > maxLetters {
			words[i] = string(letters[:maxLetters])
		}
	}
	return words
}
