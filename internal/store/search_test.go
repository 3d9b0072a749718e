package store

import (
	"slices"
	"strings"
	"testing"
)

func TestSearchWords(t *testing.T) {
	for name, tc := range map[string]struct {
		search string
		want   []string
	}{
		"nothing":            {" \t ", []string{}},
		"lower case, blanks": {"  数控 ABC　钳工", []string{"数控", "abc", "钳工"}},
		"too many words":     {strings.Repeat("a ", 5000), slices.Repeat([]string{"a"}, maxWords)},
		"a word without end": {strings.Repeat("测", 5000), []string{strings.Repeat("测", maxLetters)}},
		"what is not a text": {"\xff" + strings.Repeat("x", 100), []string{"�" + strings.Repeat("x", maxLetters-1)}},
		"as long as may be":  {strings.Repeat("字", maxLetters), []string{strings.Repeat("字", maxLetters)}},
	} {
		if got := SearchWords(tc.search); !slices.Equal(got, tc.want) {
			t.Errorf("%s: %q, want %q", name, got, tc.want)
		}
	}
}
