package pack

import (
	"fmt"
	"slices"
	"testing"
	"testing/fstest"

	"yanzhen/internal/policy/fact"
)

// town gives policies that everybody qualifies for, by id, in the order given.
func everybodys(t *testing.T, texts ...[2]string) []*Pack {
	t.Helper()
	files := fstest.MapFS{}
	for _, one := range texts {
		files["p/"+one[0]+"/policy.yaml"] = &fstest.MapFile{Data: fmt.Appendf(nil, `format: yanzhen/policy@1
id: %s
name: {zh: %[1]s, en: %[1]s}
level: city
region: "430400"
kind: living
issuer: {zh: 甲, en: a}
document: 甲
citation: {grade: sample}
gates:
  - {id: works, text: {zh: 甲, en: a}, when: job.full_time}
benefits:
  - {id: pay, name: {zh: 甲, en: a}, amount: {yuan: %s}}
versions:
  - {id: v, effect: 2020-01-01}
%s`, one[0], one[1][:5], one[1][5:])}
		files["p/"+one[0]+"/cases.yaml"] = &fstest.MapFile{Data: []byte("cases: []\n")}
	}
	packs, err := Load(files, "p")
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range packs {
		for _, problem := range p.Problems {
			if problem.Grave && problem.Key != "pack.problem.no_cases" {
				t.Fatalf("%s: %+v", p.Policy.ID, problem)
			}
		}
	}
	return packs
}

func bestOf(packs []*Pack) Combination {
	_, b := Best(packs, []Person{{ID: "lin", Facts: fact.Row{"job.full_time": true, "benefits.received": []any{}, "family.spouse_received": []any{}}}}, asOf)
	return b.Combination("zh")
}

func TestTheBundleSaysWhyNoOtherPaysMore(t *testing.T) {
	const not = "exclusive: [{id: e, text: {zh: 不重复, en: once}, with: [%s], rule: take_higher, already_paid: refuse}]\n"
	against := func(who string) string { return fmt.Sprintf(not, who) }
	for name, tc := range map[string]struct {
		packs   [][2]string
		claims  []string
		inTurn  int64
		instead []string
		bounds  []string
	}{
		"two of 18,000 beat one of 30,000": {
			[][2]string{{"a", "30000" + against("b, c")}, {"b", "18000"}, {"c", "18000"}},
			[]string{"0 b 18000", "0 c 18000"}, 3_000_000,
			[]string{"若改领《a》，则不得领《b》、《c》，合计少 6,000 元"},
			[]string{"《a》、《b》、《c》之间有互斥、上限或先后，把各组互斥的最高一项和各上限相加，最多 36,000 元"}},
		"the difference is paid after the lower": {
			[][2]string{{"a", "30000exclusive: [{id: e, text: {zh: 补差, en: rest}, with: [b], rule: top_up}]\n"}, {"b", "18000"}},
			[]string{"1 b 18000", "2 a 12000 已扣除《b》，只补差额"}, 3_000_000, nil,
			[]string{"《b》、《a》互相排斥或只补差额，合起来最多 30,000 元"}},
		"what comes first is claimed first": {
			[][2]string{{"a", "30000prior: [{id: f, text: {zh: 先领乙, en: b first}, any_of: [b]}]\n"}, {"b", "00500"}},
			[]string{"1 b 500", "2 a 30000 在《b》之后申领"}, 3_050_000, nil,
			[]string{"《a》、《b》之间有互斥、上限或先后，把各组互斥的最高一项和各上限相加，最多 30,500 元"}},
		"what waits for a policy that is not there cannot be had": {
			[][2]string{{"a", "30000prior: [{id: f, text: {zh: 先领乙, en: b first}, any_of: [b]}]\n"}},
			[]string{}, 0, []string{"《a》现在领不到：先领乙"}, nil},
		"a cap is shared": {
			[][2]string{{"a", "30000caps: [{id: c, text: {zh: 合计四万, en: all}, group: k, yuan: 40000}]\n"}, {"b", "18000caps: [{id: c, text: {zh: 合计四万, en: all}, group: k, yuan: 40000}]\n"}},
			[]string{"0 a 30000", "0 b 10000 按上限发放：合计四万"}, 4_000_000, nil,
			[]string{"《a》、《b》合计有上限，最多 40,000 元"}},
		"one after the other, both are paid": {
			[][2]string{{"a", "30000exclusive: [{id: e, text: {zh: 先后, en: after}, with: [b], rule: sequential}]\n"}, {"b", "18000"}},
			[]string{"1 b 18000", "2 a 30000 等《b》发完后再发"}, 3_000_000, nil,
			[]string{"《a》、《b》之间有互斥、上限或先后，把各组互斥的最高一项和各上限相加，最多 48,000 元"}},
		"what touches nothing needs no proof": {
			[][2]string{{"a", "30000"}, {"b", "18000"}}, []string{"0 a 30000", "0 b 18000"}, 4_800_000, nil, nil},
	} {
		t.Run(name, func(t *testing.T) {
			c := bestOf(everybodys(t, tc.packs...))
			claims, instead, bounds := []string{}, []string(nil), []string(nil)
			for _, m := range c.Claims {
				text := fmt.Sprintf("%d %s %d", m.Turn, m.Policy, m.Fen/100)
				for _, note := range m.Notes {
					text += " " + note
				}
				claims = append(claims, text)
			}
			for _, one := range c.Instead {
				instead = append(instead, one.Text)
			}
			for _, one := range c.Bounds {
				bounds = append(bounds, one.Text)
			}
			if !slices.Equal(claims, tc.claims) || c.InTurn != tc.inTurn || !slices.Equal(instead, tc.instead) || !slices.Equal(bounds, tc.bounds) || !c.Proven {
				t.Errorf("claims %q, in turn %d, instead %q, bounds %q, proven %v", claims, c.InTurn, instead, bounds, c.Proven)
			}
		})
	}
}
