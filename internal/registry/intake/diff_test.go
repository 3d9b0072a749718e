package intake

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

func TestDiffShowsTheCharactersThatDiffer(t *testing.T) {
	for name, tc := range map[string]struct {
		a, b string
		want []Segment
	}{
		"equal texts are one stretch":         {"高级工程师", "高级工程师", []Segment{{Same, "高级工程师"}}},
		"one character replaced":              {"张晓明", "张小明", []Segment{{Same, "张"}, {Gone, "晓"}, {New, "小"}, {Same, "明"}}},
		"words put in":                        {"湖南大学", "湖南农业大学", []Segment{{Same, "湖南"}, {New, "农业"}, {Same, "大学"}}},
		"nothing on our side":                 {"", "硕士", []Segment{{New, "硕士"}}},
		"nothing on theirs":                   {"硕士", "", []Segment{{Gone, "硕士"}}},
		"two places with a shared stretch":    {"abXcdY", "abPcdQ", []Segment{{Same, "ab"}, {Gone, "X"}, {New, "P"}, {Same, "cd"}, {Gone, "Y"}, {New, "Q"}}},
		"a repeated character is not doubled": {"1380", "13880", []Segment{{Same, "138"}, {New, "8"}, {Same, "0"}}},
	} {
		t.Run(name, func(t *testing.T) {
			if got := Diff([]rune(tc.a), []rune(tc.b)); !slices.Equal(got, tc.want) {
				t.Errorf("got %v, want %v", got, tc.want)
			}
		})
	}
}

func TestDiffGivesBothTextsBack(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	text := func() string {
		var b strings.Builder
		for range r.IntN(12) {
			b.WriteRune([]rune("雁阵人才12")[r.IntN(6)])
		}
		return b.String()
	}
	for range 2000 {
		a, b := text(), text()
		var left, right strings.Builder
		for _, s := range Diff([]rune(a), []rune(b)) {
			if s.Op != New {
				left.WriteString(s.Text)
			}
			if s.Op != Gone {
				right.WriteString(s.Text)
			}
		}
		if left.String() != a || right.String() != b {
			t.Fatalf("of %q and %q came back %q and %q", a, b, left.String(), right.String())
		}
	}
	long := []rune(strings.Repeat("甲", 5000))
	if got := Diff(long, []rune(strings.Repeat("乙", 5000))); len(got) != 2 {
		t.Errorf("%d segments of long unlike texts, want 2", len(got))
	}
}
