package pack

import (
	"os"
	"slices"
	"testing"

	"yanzhen/internal/base/civil"
	"yanzhen/internal/base/money"
)

// The worked cases that came with the policies. Each stands in the cases of some pack, which pass.
var worked = []string{"T1", "T2", "T3", "T4", "T6", "T7", "T11", "T12", "T13", "T15", "T17", "T19", "T20", "T21", "T22", "T23", "T24"}

func TestEveryWorkedCaseIsAmongThoseOfThePacks(t *testing.T) {
	refs := map[string]int{}
	for _, p := range policies(t) {
		for _, c := range p.Cases {
			refs[c.Ref]++
		}
	}
	for _, ref := range worked {
		if refs[ref] == 0 {
			t.Errorf("no pack has a case for %s", ref)
		}
	}
}

// The amounts in yuan that the sources state for the policies of Hengyang, Hunan, Changsha, Zhuzhou
// and Yueyang: one payment, or all of them.
var stated = map[string][]int64{
	"hengyang_living_2022":          {144000, 72000, 54000, 28800}, // 4000, 2000, 1500, 800 for 36 months
	"hengyang_home_2018":            {100000, 70000, 50000},
	"hunan_startup_2024":            {20000},
	"hunan_doctor_2024":             {15000},
	"changsha_home_2022":            {100000, 30000},
	"changsha_rent_2022":            {100000, 30000, 20000, 12000},
	"zhuzhou_home_2025":             {50000, 30000, 20000},
	"hunan_startup_zhuzhou_yueyang": {20000, 30000},
	"yueyang_home_2021":             {200000, 50000, 30000, 20000},
	"yueyang_living_2021":           {43200, 36000, 28800},
	"yueyang_doctor_2021":           {100000},
}

func TestEveryStatedAmountComesOut(t *testing.T) {
	for _, p := range policies(t) {
		var got []money.Fen
		for _, c := range p.Cases {
			if c.Expect.Yuan != nil {
				got = append(got, *c.Expect.Yuan)
			}
			got = append(got, c.Expect.Schedule...)
		}
		for _, yuan := range stated[p.Policy.ID] {
			if !slices.Contains(got, money.Yuan(yuan)) {
				t.Errorf("%s: no case comes to %d yuan", p.Policy.ID, yuan)
			}
		}
	}
}

func TestADoctorInYueyangGetsThreeBenefitsTogether(t *testing.T) {
	facts := map[string]any{"education.level": "博士", "education.full_time_level": "博士", "education.school_tags": []any{}, "person.birth_date": "1990-01-01",
		"job.came_from": "110000", "job.introduced_on": "2025-01-01", "employer.place": "430602", "insurance.consecutive_months": 15, "housing.first_home": true, "housing.place": "430602", "talent.classes": []any{},
		"insurance.periods": []any{map[string]any{"kind": "养老", "from": "2024-12", "to": "2026-12", "place": "430602"}}, "benefits.received": []any{}}
	var packs []*Pack
	for _, p := range policies(t) {
		if slices.Contains([]string{"yueyang_home_2021", "yueyang_doctor_2021", "yueyang_living_2021"}, p.Policy.ID) {
			packs = append(packs, p)
		}
	}
	row, problems := packs[0].Facts().Read(facts)
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	sum := int64(0)
	for _, o := range Eval(packs, Person{ID: "p", Facts: row}, civil.MustParse("2026-03-10")) {
		fen, known := o.AmountFen()
		if o.Verdict() != Yes || !known {
			t.Errorf("%s: %s, %s", o.Pack().Policy.ID, o.Verdict(), o.Answer("zh").Reason)
		}
		sum += fen
	}
	if sum != 33_600_000 {
		t.Errorf("together %s yuan, the source says 336,000", money.Fen(sum))
	}
}

func TestPolicyCheckNamesTheSpotAndTheMend(t *testing.T) {
	report, err := CheckPaths([]string{"testdata/wrong"}, "en")
	if err != nil {
		t.Fatal(err)
	}
	file, err := os.CreateTemp(t.TempDir(), "report")
	if err != nil {
		t.Fatal(err)
	}
	if err := report.Write(file); err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile(file.Name())
	if err != nil {
		t.Fatal(err)
	}
	golden(t, "testdata/wrong.txt", got)
	if report.OK {
		t.Error("a pack full of mistakes passes")
	}
}
