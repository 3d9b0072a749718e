package account

import (
	_ "embed"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"yanzhen/internal/base/fault"
)

const (
	shortest = 10  // characters
	longest  = 256 // bytes: more only costs time
	enough   = 8   // characters that are not taken from words, runs, years and repetitions
)

//go:embed common.txt
var commonText string

// common are words that passwords are made of, longest first.
var common = func() []string {
	words := strings.Fields(commonText)
	slices.SortFunc(words, func(a, b string) int { return len(b) - len(a) })
	return words
}()

// checkPassword refuses a password that is short, made of digits only, contains the account's login or name, or is
// little more than common words, years, runs and repetitions.
func checkPassword(field, password, login, name string) *fault.Fault {
	low := strings.ToLower(password)
	contains := func(part string) bool {
		part, _, _ = strings.Cut(strings.ToLower(part), "@")
		return utf8.RuneCountInString(part) >= 2 && strings.Contains(low, part)
	}
	switch {
	case utf8.RuneCountInString(password) < shortest:
		return fault.Invalid.New("account.password.short").On(field).With("n", shortest)
	case len(password) > longest:
		return fault.Invalid.New("account.password.long").On(field)
	case contains(login) || contains(name):
		return fault.Invalid.New("account.password.has_name").On(field)
	case strings.Trim(password, "0123456789") == "":
		return fault.Invalid.New("account.password.digits").On(field)
	case worth(low) < enough:
		return fault.Invalid.New("account.password.common").On(field)
	}
	return nil
}

// worth counts the characters of a password, with each common word, year, run and repetition counting as one.
func worth(low string) int {
	if unit := repeated(low); unit != "" {
		low = unit
	}
	plain := unleet.Replace(low)
	count := 0
	for len(low) > 0 {
		n := max(runLength(low), wordLength(plain), wordLength(low), yearLength(low))
		if n == 0 {
			_, n = utf8.DecodeRuneInString(low)
		}
		low, plain = low[n:], plain[n:]
		count++
	}
	return count
}

// unleet undoes the usual replacements; every pair is of one byte, so places stay.
var unleet = strings.NewReplacer("0", "o", "1", "i", "3", "e", "4", "a", "@", "a", "5", "s", "$", "s", "7", "t", "!", "i")

func wordLength(s string) int {
	for _, word := range common {
		if strings.HasPrefix(s, word) {
			return len(word)
		}
	}
	return 0
}

func yearLength(s string) int {
	if len(s) >= 4 && (s[:2] == "19" || s[:2] == "20") && strings.Trim(s[:4], "0123456789") == "" {
		return 4
	}
	return 0
}

// rows are neighbours on a keyboard; alphabet and digits count as such.
var rows = []string{"qwertyuiop", "asdfghjkl", "zxcvbnm", "1qaz2wsx3edc4rfv5tgb6yhn7ujm", "abcdefghijklmnopqrstuvwxyz", "01234567890", "!@#$%^&*()"}

// runLength is the length of the run of at least three equal or neighbouring characters that s begins with.
func runLength(s string) int {
	best := 0
	for n := 1; n < len(s) && s[n] == s[0]; n++ {
		best = n + 1
	}
	for _, row := range rows {
		for _, line := range []string{row, backwards(row)} {
			at := strings.IndexByte(line, s[0])
			n := 0
			for at >= 0 && n < len(s) && at+n < len(line) && s[n] == line[at+n] {
				n++
			}
			best = max(best, n)
		}
	}
	if best < 3 || s[0] > unicode.MaxASCII {
		return 0
	}
	return best
}

func backwards(s string) string {
	b := []byte(s)
	slices.Reverse(b)
	return string(b)
}

// repeated gives the part that s repeats from beginning to end, "" if it does not.
func repeated(s string) string {
	for n := 1; n <= len(s)/2; n++ {
		if strings.HasPrefix(strings.Repeat(s[:n], len(s)/n+1), s) {
			return s[:n]
		}
	}
	return ""
}
