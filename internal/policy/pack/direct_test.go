package pack

import (
	"os"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
)

func TestWhatIsLeftToPeopleCannotGoWithoutAnApplication(t *testing.T) {
	const sample = "sample_skill_award"
	for _, p := range policies(t) {
		if p.Policy.ID == sample && (p.Policy.BodyOf("sample").Direct == nil || len(p.Problems) > 0) {
			t.Fatalf("the sample has %v, %v", p.Policy.BodyOf("sample").Direct, p.Problems)
		}
	}
	for name, change := range map[string]struct{ from, to, key string }{
		"no time to refuse":           {"refuse_within_days: 10", "refuse_within_days: 0", "pack.problem.direct.days"},
		"the employer applies":        {"applicant: person", "applicant: employer", "pack.problem.direct.applicant"},
		"the person chooses":          {"benefits:\n", "combine: choose\nbenefits:\n", "pack.problem.direct.choose"},
		"people decide the amount":    {"{yuan: 3000}", "{decided: {by: {zh: 评审会, en: panel}}}", "pack.problem.direct.people"},
		"people decide who qualifies": {"    when: \"'430408' in employer.within\"", "    decision: {by: {zh: 评审会, en: panel}}", "pack.problem.direct.people"},
		"a rank decides":              {"order: first_come", "order: ranked", "pack.problem.direct.people"},
	} {
		t.Run(name, func(t *testing.T) {
			p, err := LoadOne(fstest.MapFS{sample + "/policy.yaml": {Data: []byte(swap(t, change.from, change.to))}}, sample)
			if err != nil {
				t.Fatal(err)
			}
			if !slices.ContainsFunc(p.Problems, func(q Problem) bool { return q.Key == change.key && q.Grave }) {
				t.Errorf("problems: %v", p.Problems)
			}
		})
	}
}

// swap gives the sample's text with one thing said otherwise.
func swap(t *testing.T, from, to string) string {
	t.Helper()
	raw, err := os.ReadFile("../../../packs/policies/sample_skill_award/policy.yaml")
	if err != nil {
		t.Fatal(err)
	}
	text := string(raw)
	if !strings.Contains(text, from) {
		t.Fatalf("the sample does not say %q", from)
	}
	return strings.Replace(text, from, to, 1)
}

func TestTheFactsOfAVersionAreThoseThatDecide(t *testing.T) {
	for _, p := range policies(t) {
		if p.Policy.ID != "sample_skill_award" {
			continue
		}
		if got := p.FactsOf("sample"); !slices.Equal(got, []string{"benefits.received", "employer.within", "skill.rank", "title.rank"}) {
			t.Errorf("got %v", got)
		}
		if got := p.FactsOf("another"); len(got) != 0 {
			t.Errorf("of a version that is not there: %v", got)
		}
	}
}
