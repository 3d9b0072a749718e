package pack

import (
	"fmt"
	"os"
	"regexp"
	"strings"
	"testing"

	enginerule "yanzhen/internal/engine/rule"
)

// TestTheExamplesOfRulesComeOut computes every line of the block of examples in docs/RULES.md.
func TestTheExamplesOfRulesComeOut(t *testing.T) {
	text, err := os.ReadFile("../../../docs/RULES.md")
	if err != nil {
		t.Fatal(err)
	}
	m := regexp.MustCompile("(?s)```rules\n(.*?)```").FindSubmatch(text)
	if m == nil {
		t.Fatal("docs/RULES.md has no block of rules")
	}
	env, err := baseEnv()
	if err != nil {
		t.Fatal(err)
	}
	row, problems := policies(t)[0].Facts().Read(map[string]any{"education.level": "master", "person.birth_date": "1997-04-12", "person.hukou": "430408",
		"job.hired_on": "2024-07-08", "housing.price_fen": 120000000, "education.school": "南华大学",
		"honours": []any{map[string]any{"level": "province", "year": 2024, "name": "省劳模"}, map[string]any{"level": "city", "year": 2022, "name": "市技术能手"}}})
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	n := 0
	for line := range strings.Lines(string(m[1])) {
		expr, want, ok := strings.Cut(strings.TrimSpace(line), "→")
		if !ok {
			t.Fatalf("%q has no arrow", line)
		}
		n++
		p, err := env.Compile(strings.TrimSpace(expr), enginerule.Type{})
		if err != nil {
			t.Errorf("%s: %v", expr, err)
			continue
		}
		value, unknown, err := p.EvalRow(row, asOf)
		got := fmt.Sprint(value)
		if value == nil {
			got = "unknown: " + strings.Join(unknown, ", ")
		}
		if err != nil || got != strings.TrimSpace(want) {
			t.Errorf("%s gives %s (%v), the document says %s", strings.TrimSpace(expr), got, err, want)
		}
	}
	if n < 40 {
		t.Errorf("only %d examples", n)
	}
}
