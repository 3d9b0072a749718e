package rule_test

import (
	"reflect"
	"strings"
	"testing"

	"yanzhen/internal/base/civil"
	"yanzhen/internal/engine/rule"
)

var lin = map[string]any{"person.birth": "1990-01-01", "degree": 2, "person.class": "C", "pay.year": 180000,
	"honours": []any{map[string]any{"level": 1}, map[string]any{"level": 3, "on": "2021-01-01"}}}

func explain(t *testing.T, text string) *rule.Node {
	t.Helper()
	n, err := compile(t, env(t), text).Explain(lin, today)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func compile(t testing.TB, e *rule.Env, text string) *rule.Program {
	t.Helper()
	p, err := e.Compile(text, rule.Type{})
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return p
}

func TestExplanationCarriesWhatASentenceNeeds(t *testing.T) {
	for name, tc := range map[string]struct {
		text string
		want rule.Node
	}{
		"a number that falls short": {"degree >= 3", rule.Node{Op: ">=", Verdict: rule.No, Fact: "degree", Have: int64(2), Want: int64(3), Short: int64(1)}},
		"the fact stands on the left": {"3 < degree", rule.Node{Op: ">", Text: "3 < degree", Verdict: rule.No, Fact: "degree",
			Have: int64(2), Want: int64(3), Short: int64(2)}},
		"an age is a call on a fact": {"age(person.birth, day) >= 40", rule.Node{Op: ">=", Verdict: rule.No, Call: "age",
			Facts: []string{"person.birth"}, Have: int64(36), Want: int64(40), Short: int64(4)}},
		"dates fall short in days": {"person.birth <= date('1989-12-30')", rule.Node{Op: "<=", Verdict: rule.No, Fact: "person.birth",
			Have: civil.MustParse("1990-01-01"), Want: civil.MustParse("1989-12-30"), Short: int64(2)}},
		"a list of choices": {"person.class in ['A', 'B']", rule.Node{Op: "in", Verdict: rule.No, Fact: "person.class", Have: "C", Want: []any{"A", "B"}}},
		"what is missing":   {"degree > 1 && score > 1.0", rule.Node{Op: "&&", Verdict: rule.Unknown, Missing: []string{"score"}}},
		"a failure":         {"pay.year / (degree - 2) > 0", rule.Node{Op: ">", Verdict: rule.Failed, Failure: "rule.failed.divided_by_zero", Want: int64(0)}},
		"an amount":         {"percent(pay.year, 15)", rule.Node{Op: "call", Call: "percent", Verdict: rule.Yes, Facts: []string{"pay.year"}}},
	} {
		t.Run(name, func(t *testing.T) {
			n := explain(t, tc.text)
			if n.Op != tc.want.Op || n.Verdict != tc.want.Verdict || n.Fact != tc.want.Fact || n.Call != tc.want.Call || n.Failure != tc.want.Failure {
				t.Errorf("got %+v\nwant %+v", n, tc.want)
			}
			if !reflect.DeepEqual([]any{n.Have, n.Want, n.Short}, []any{tc.want.Have, tc.want.Want, tc.want.Short}) {
				t.Errorf("have, want, short: got %v %v %v, want %v %v %v", n.Have, n.Want, n.Short, tc.want.Have, tc.want.Want, tc.want.Short)
			}
			if tc.want.Missing != nil && !reflect.DeepEqual(n.Missing, tc.want.Missing) {
				t.Errorf("missing: got %v, want %v", n.Missing, tc.want.Missing)
			}
			if tc.want.Facts != nil && !reflect.DeepEqual(n.Facts, tc.want.Facts) {
				t.Errorf("facts: got %v, want %v", n.Facts, tc.want.Facts)
			}
		})
	}
}

func TestExplanationGoesThroughTheElementsOfAList(t *testing.T) {
	n := explain(t, "honours.exists(h, h.level <= 2 && h.on >= date('2020-01-01'))")
	if n.Op != "exists" || n.Verdict != rule.Unknown || n.Fact != "honours" || strings.Join(n.Missing, " ") != "honours.on" || len(n.Kids) != 3 {
		t.Fatalf("got %+v", n)
	}
	first, second := n.Kids[1], n.Kids[2]
	if first.Element != 1 || first.Verdict != rule.Unknown || first.Kids[0].Verdict != rule.Yes || first.Kids[1].Missing[0] != "honours.on" {
		t.Errorf("first element: %+v", first)
	}
	if second.Element != 2 || second.Verdict != rule.No || second.Kids[0].Fact != "honours.level" || second.Kids[0].Have != int64(3) {
		t.Errorf("second element: %+v", second)
	}
}

func TestExplanationOpensDefinitions(t *testing.T) {
	e := env(t)
	defined, err := e.Define("senior", compile(t, e, "degree >= 3"))
	if err != nil {
		t.Fatal(err)
	}
	n, err := compile(t, defined, "senior || pay.year > 100").Explain(lin, today)
	if err != nil {
		t.Fatal(err)
	}
	if d := n.Kids[0]; d.Op != "definition" || d.Fact != "senior" || d.Verdict != rule.No || d.Kids[0].Short != int64(1) {
		t.Errorf("got %+v", d)
	}
}
