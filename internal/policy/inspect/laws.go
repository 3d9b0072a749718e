package inspect

import (
	"slices"
	"sync"

	"yanzhen/internal/base/civil"
	"yanzhen/internal/policy/fact"
)

// A law is something true of all people: of two facts that are both known, that they go together.
type law struct {
	one, two string
	holds    func(one, two any) bool
}

// laws keep invented people possible. They are few and certain: a law that is not always true would hide people.
var laws = []law{
	{"education.full_time_rank", "education.rank", atMost},
	{"education.degree_rank", "education.rank", func(degree, level any) bool {
		return degree.(int64) == 0 || level.(int64) >= 5 // a master's degree can be had without a master's course, none without a bachelor's
	}},
	{"insurance.consecutive_months", "insurance.months", atMost},
	{"insurance.same_employer_months", "insurance.months", atMost},
	{"tax.consecutive_months", "tax.months", atMost},
	{"business.insured_employees", "business.employees", atMost},
	{"patents.inventions", "patents.count", atMost},
	{"job.contract_from", "job.contract_until", inOrder},
	{"housing.bought_on", "housing.contract_filed_on", inOrder},
	{"job.full_time", "job.employed", implies},
	{"job.civil_servant", "job.employed", implies},
	{"business.largest_shareholder", "business.equity_percent", func(largest, percent any) bool {
		return largest == false || percent.(float64) > 0
	}},
	{"education.rank", "education.all", highest},
	{"person.birth_date", "job.hired_on", apart(14)},
	{"person.birth_date", "job.introduced_on", apart(14)},
	{"person.birth_date", "job.first_local_on", apart(14)},
	{"person.birth_date", "job.first_full_time_on", apart(14)},
	{"person.birth_date", "education.graduated_on", apart(10)},
	{"person.birth_date", "education.certificate_on", apart(10)},
}

func atMost(one, two any) bool { return one.(int64) <= two.(int64) }

func implies(one, two any) bool { return one == false || two == true }

func inOrder(one, two any) bool { return !two.(civil.Date).Before(one.(civil.Date)) }

// apart says that so many years lie between two days.
func apart(years int) func(one, two any) bool {
	return func(one, two any) bool { return one.(civil.Date).YearsUntil(two.(civil.Date)) >= years }
}

// highest says that the rank is that of the highest of all educations.
func highest(rank, all any) bool {
	top, ranked := int64(0), false
	for _, one := range all.([]any) {
		record, _ := one.(map[string]any)
		if r, ok := record["rank"].(int64); ok {
			top, ranked = max(top, r), true
		}
	}
	return !ranked || top <= rank.(int64)
}

// fits reports whether the known facts of a row go together.
func fits(row map[string]any) bool {
	for _, l := range laws {
		one, knowsOne := row[l.one]
		two, knowsTwo := row[l.two]
		if knowsOne && knowsTwo && one != nil && two != nil && !l.holds(one, two) {
			return false
		}
	}
	return true
}

// kin are the facts that a fact goes together with: itself, those with the same basis, and those that a law ties to it.
func kin(key string) []string {
	keys := []string{key}
	for _, l := range laws {
		switch key {
		case l.one:
			keys = append(keys, l.two)
		case l.two:
			keys = append(keys, l.one)
		}
	}
	for _, k := range slices.Clone(keys) {
		keys = append(keys, sameBasis()[k]...)
	}
	return keys
}

// sameBasis lists for each fact of the catalogue those that follow from the same one.
var sameBasis = sync.OnceValue(func() map[string][]string {
	byBasis, same := map[string][]string{}, map[string][]string{}
	for _, f := range fact.Standard().All() {
		byBasis[f.Basis()] = append(byBasis[f.Basis()], f.Key)
	}
	for _, keys := range byBasis {
		for _, key := range keys {
			same[key] = keys
		}
	}
	return same
})
