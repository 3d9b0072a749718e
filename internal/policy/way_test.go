package policy

import (
	"context"
	"testing"
	"testing/fstest"
	"time"

	"yanzhen/internal/base/civil"
	"yanzhen/internal/i18n"
	"yanzhen/internal/policy/pack"
	"yanzhen/internal/registry"
)

const insuredForAYear = `format: yanzhen/policy@1
id: insured
name: {zh: 参保奖励（样例）, en: award for the insured (sample)}
level: city
region: "430400"
kind: award
issuer: {zh: 样例, en: sample}
document: 样例
citation: {grade: secondary}
applicant: person
gates:
  - {id: insured, text: {zh: 社保满一年, en: insured for a year}, when: insurance.months >= 12}
  - {id: young, text: {zh: 不满 31 周岁, en: younger than 31}, when: "age(person.birth_date, application.date) < 31"}
benefits:
  - {id: pay, name: {zh: 奖励, en: award}, amount: {yuan: 1000}}
versions:
  - {id: v, effect: 2020-01-01}
`

func TestTimeBringsAYesWhileInsuranceGoesOn(t *testing.T) {
	all, err := pack.Load(fstest.MapFS{"p/insured/policy.yaml": {Data: []byte(insuredForAYear)}, "p/insured/cases.yaml": {Data: []byte("cases: []\n")}}, "p")
	if err != nil {
		t.Fatal(err)
	}
	period := func(to civil.Date) registry.Record {
		from := civil.On(2026, 5, 1)
		return registry.Record{ID: "r", Kind: registry.KindInsurance, Since: from, Status: registry.Verified, LearntAt: time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC),
			Data: &registry.Insurance{Form: "pension", From: from, To: to, Place: zhengxiang}}
	}
	for name, tc := range map[string]struct {
		to    civil.Date
		words []string // of the ways
		turns []civil.Date
	}{
		"insured on and on": {words: []string{"不用办理，2027-04 起符合"}, turns: []civil.Date{civil.On(2026, 11, 24), civil.On(2027, 4, 1), civil.On(2027, 7, 1)}},
		"no more insured":   {to: civil.On(2026, 8, 31), turns: []civil.Date{civil.On(2026, 11, 24)}},
	} {
		t.Run(name, func(t *testing.T) {
			d := &registry.Dossier{Person: registry.Person{District: zhengxiang, BirthDate: civil.On(1996, 6, 15)}, Records: []registry.Record{period(tc.to)}}
			day := civil.On(2026, 11, 24)
			w := subject{dossier: d, day: day, facts: Derive(d, day)}
			a := Answer{Answer: pack.Answer{Verdict: No}}
			w.ahead(i18n.WithLang(context.Background(), i18n.Zh), &Book{}, pack.NewGround(all).Look(w.moments()), all[0], &a)
			if len(a.Ways) != len(tc.words) || len(a.Ways) > 0 && (a.Ways[0].Sentence != tc.words[0] || len(a.Ways[0].Changes) != 0) {
				t.Errorf("ways %+v", a.Ways)
			}
			if len(a.Months) != monthsAhead+1 || len(a.Stretches) != len(tc.turns) {
				t.Fatalf("%d months, stretches %+v", len(a.Months), a.Stretches)
			}
			for i, s := range a.Stretches {
				if s.From != tc.turns[i] || s.Verdict != map[bool]Verdict{true: Yes, false: No}[i == 1] {
					t.Errorf("stretch %d: %+v", i, s)
				}
			}
		})
	}
}
