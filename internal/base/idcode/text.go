package idcode

import (
	"strings"
	"unicode"
)

// Compact gives the characters of a number without what people put between them: blanks of any width, zero-width
// characters, hyphens, quotes and brackets vanish, full-width characters become half-width, letters become capitals.
func Compact(text string) string {
	if plain(text) {
		return text
	}
	return strings.Map(func(r rune) rune {
		if r >= '！' && r <= '～' {
			r -= '！' - '!'
		}
		switch {
		case unicode.IsSpace(r), unicode.Is(unicode.Cf, r), unicode.IsControl(r), unicode.Is(unicode.Pd, r):
			return -1
		case strings.ContainsRune("-'\"`‘’“”()（）·.", r):
			return -1
		}
		return unicode.ToUpper(r)
	}, text)
}

// plain reports whether text holds only digits and capital letters, which is most of the time.
func plain(text string) bool {
	for i := range len(text) {
		if c := text[i]; (c < '0' || c > '9') && (c < 'A' || c > 'Z') {
			return false
		}
	}
	return true
}

func digits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return true
}

// mask keeps head and tail characters; of a text too short to hide at least three between them it keeps a quarter at each end.
func mask(s string, head, tail int) string {
	runes := []rune(s)
	if len(runes) < head+tail+3 {
		head, tail = min(head, len(runes)/4), min(tail, len(runes)/4)
	}
	for i := head; i < len(runes)-tail; i++ {
		runes[i] = '*'
	}
	return string(runes)
}
