package pack

import (
	"strings"
	"testing"
	"testing/fstest"

	"yanzhen/internal/policy/fact"
)

// A rule that cannot be computed for someone is named by person, clause and place, in words; it is no wrong number.
func TestARuleThatCannotBeComputedNamesClauseAndPerson(t *testing.T) {
	const sample = "sample_skill_award"
	for wrong, says := range map[string][]string{
		"skill.rank / (title.rank - title.rank) > 0":        {"除数为零", "A division by zero"},
		"skill.rank * 9223372036854775807 > 0":              {"计算结果超出范围", "A result is out of range"},
		"add_workdays(date('2031-01-01'), 5) > day":         {"所涉年度的节假日安排尚未公布，无法计算工作日；请在工作日历中补充该年度", "not announced"},
		"int(['x', 'y'][skill.rank - skill.rank]) > 0":      {"这段文字不是数", "A text is not a number"},
		"['x', 'y'][skill.rank] == 'z'":                     {"列表中没有该位置", "no such position"},
		"share(skill.rank, 5, title.rank - title.rank) > 0": {"除数为零", "A division by zero"},
	} {
		p, err := LoadOne(fstest.MapFS{sample + "/policy.yaml": {Data: []byte(swap(t, "'430408' in employer.within", wrong))}}, sample)
		if err != nil {
			t.Fatal(err)
		}
		who := Person{ID: "lin", Facts: fact.Row{"skill.rank": int64(4), "title.rank": int64(3), "benefits.received": []any{}, "application.kind": "first"}}
		o := Eval([]*Pack{p}, who, asOf)[0]
		a := o.Answer("en")
		if a.Person != "lin" || a.Verdict == Yes || len(a.Failed) != 1 {
			t.Fatalf("%s: %s is told %v, failed %q, problems %v", wrong, a.Person, a.Verdict, a.Failed, p.Problems)
		}
		if zh := o.Answer("zh").Failed[0]; !strings.HasSuffix(zh, says[0]) {
			t.Errorf("%q does not end with %q", zh, says[0])
		}
		for _, want := range []string{"works_here (policy.yaml:23:", wrong, says[1]} {
			if !strings.Contains(a.Failed[0], want) {
				t.Errorf("%q does not say %q", a.Failed[0], want)
			}
		}
	}
}
