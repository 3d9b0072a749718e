package store

import (
	"fmt"
	"strings"
	"testing"
)

func TestManyPlacesLoseTheirNamesOnlyInOrder(t *testing.T) {
	inOrder := func(from, to int) string {
		var all []string
		for n := from; n <= to; n++ {
			all = append(all, fmt.Sprintf("$%d", n))
		}
		return strings.Join(all, ",")
	}
	for name, tc := range map[string]struct {
		text string
		args int
		want string // "" if it stays
	}{
		"a batch of rows":        {"INSERT INTO t (a) VALUES (" + inOrder(1, 60) + ") ON CONFLICT DO NOTHING", 60, "INSERT INTO t (a) VALUES (" + strings.Repeat("?,", 59) + "?) ON CONFLICT DO NOTHING"},
		"few":                    {"(" + inOrder(1, 10) + ")", 10, ""},
		"out of order":           {"(" + inOrder(2, 60) + ",$1)", 60, ""},
		"one of them used again": {"(" + inOrder(1, 60) + ") WHERE a = $1", 60, ""},
		"a text with quotes":     {"('x', " + inOrder(1, 60) + ")", 60, ""},
		"more named than given":  {"(" + inOrder(1, 61) + ")", 60, ""},
		"fewer named than given": {"(" + inOrder(1, 59) + ")", 60, ""},
	} {
		t.Run(name, func(t *testing.T) {
			want := tc.want
			if want == "" {
				want = tc.text
			}
			if got := unnamed(tc.text, tc.args); got != want {
				t.Errorf("got %q", got)
			}
		})
	}
}
