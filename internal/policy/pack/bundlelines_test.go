package pack

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"yanzhen/internal/base/civil"
	"yanzhen/internal/base/fault"
)

// samples are the two packs of which one comes first.
func samples(t *testing.T) []*Pack {
	t.Helper()
	packs, err := LoadPaths([]string{"../../../packs/policies/sample_skill_award", "../../../packs/policies/sample_study_grant"})
	if err != nil {
		t.Fatal(err)
	}
	return packs
}

const skilled = `"facts": {"title.level": "中级", "employer.place": "430408001", "benefits.received": []}`

func TestACoupleIsSettledTogether(t *testing.T) {
	in := `{"id": "qian", "household": "h", ` + skilled + `}
{"id": "sun", "household": "h", ` + skilled + `}
{"id": "li", ` + skilled + "}\n"
	var out strings.Builder
	if err := BestLines(t.Context(), samples(t), strings.NewReader(in), &out, civil.On(2026, 8, 1), "zh"); err != nil {
		t.Fatal(err)
	}
	var lines []BestLine
	for text := range strings.Lines(out.String()) {
		var line BestLine
		if err := json.Unmarshal([]byte(text), &line); err != nil {
			t.Fatal(err)
		}
		lines = append(lines, line)
	}
	// Alone: 3,000 and what the couple's 4,000 a year leave. Two: both awards, which use the cap up; no grant.
	if len(lines) != 2 || !slices.Equal(lines[0].People, []string{"qian", "sun"}) || lines[0].Total != 600_000 || !lines[0].Proven ||
		lines[1].Total != 400_000 || len(lines[1].Claims) != 2 {
		t.Errorf("got %s", out.String())
	}
	if !strings.Contains(out.String(), "（sun）") {
		t.Error("the claims of the two are not told apart")
	}
}

func TestAHouseholdOfThreeIsRefused(t *testing.T) {
	line := `{"id": "ID", "household": "h", ` + skilled + "}\n"
	for name, ids := range map[string][]string{"three": {"a", "b", "c"}, "one twice": {"a", "a"}} {
		in := ""
		for _, id := range ids {
			in += strings.Replace(line, "ID", id, 1)
		}
		err := BestLines(t.Context(), samples(t), strings.NewReader(in), &strings.Builder{}, asOf, "zh")
		if f := fault.Of(err); err == nil || f.Key != "pack.line.household" {
			t.Errorf("%s: %v", name, err)
		}
	}
}
