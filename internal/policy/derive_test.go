package policy

import (
	"reflect"
	"testing"
	"time"

	"yanzhen/internal/base/civil"
	"yanzhen/internal/base/money"
	"yanzhen/internal/policy/fact"
	"yanzhen/internal/registry"
)

var asOf = civil.MustParse("2026-11-24")

func day(text string) civil.Date { return civil.MustParse(text) }

// A said is one record of a dossier, declared unless it says otherwise.
type said struct {
	data         registry.Data
	since, until string
	status       registry.Status
}

func dossierOf(records ...said) *registry.Dossier {
	d := &registry.Dossier{Person: registry.Person{District: zhengxiang, ID: "p1", Name: "林雪雁"}}
	for i, s := range records {
		r := registry.Record{ID: string(rune('a' + i)), Person: "p1", Kind: s.data.Kind(), Data: s.data, Status: s.status,
			LearntAt: time.Date(2026, 1, 1+i, 0, 0, 0, 0, time.UTC), Source: registry.Source{Kind: registry.FromImport, Name: "名册"}}
		if r.Status == "" {
			r.Status = registry.Declared
		}
		if s.since != "" {
			r.Since = day(s.since)
		}
		if s.until != "" {
			r.Until = day(s.until)
		}
		d.Records = append(d.Records, r)
	}
	return d
}

func yes() *bool          { return registry.BoolOf(true) }
func no() *bool           { return registry.BoolOf(false) }
func n(x int64) *int64    { return registry.IntOf(x) }
func texts(s ...any) any  { return s }
func record(p ...any) any { return fields(p...) }

func TestFactsFollowFromRecords(t *testing.T) {
	master := &registry.Education{Level: "14", Degree: "3", School: "南华大学", FullTime: yes(), GraduatedOn: day("2022-06-25"), SchoolTags: []string{"double_first_class"}}
	bachelor := &registry.Education{Level: "21", Degree: "4", School: "湘潭大学", FullTime: yes(), GraduatedOn: day("2019-06-20")}
	for name, tc := range map[string]struct {
		records []said
		want    map[string]any // nil is unknown
	}{
		"nobody said anything": {nil, map[string]any{"person.hukou": nil, "education.level": nil, "job.employed": nil, "insurance.months": nil, "benefits.received": nil}},
		"identity papers": {[]said{{data: &registry.Identity{Name: "林", Gender: "2", BirthDate: day("1997-04-12"), Ethnicity: "01", Nationality: "CHN", IdentityType: "mainland"}}},
			map[string]any{"person.birth_date": day("1997-04-12"), "person.sex": "female", "person.ethnicity": "汉族", "person.nationality": "CHN", "person.identity_type": "mainland"}},
		"party membership": {[]said{{data: &registry.Political{Status: "01"}}}, map[string]any{"person.political_status": "party_member"}},
		"household and places above it": {[]said{{data: &registry.Residence{Hukou: "430408", HukouSince: day("2024-01-02"), Village: "430408001012"}}},
			map[string]any{"person.hukou": "430408", "person.hukou_within": texts("430000", "430400", "430408"), "person.hukou_since": day("2024-01-02"), "person.lives_in": "430408001012"}},
		"the highest education, and the full-time one": {[]said{{data: bachelor}, {data: &registry.Education{Level: "14", Degree: "3", FullTime: no(), GraduatedOn: day("2023-06-20")}}},
			map[string]any{"education.level": "master", "education.full_time": false, "education.full_time_level": "bachelor", "education.full_time_rank": int64(5), "education.degree": "master"}},
		"two degrees of one level": {[]said{{data: master}, {data: &registry.Education{Level: "14", Degree: "3", School: "中南大学", GraduatedOn: day("2024-06-20")}}},
			map[string]any{"education.degrees_at_level": int64(2), "education.school": "中南大学"}},
		"a course that is not finished yet": {[]said{{data: bachelor}, {data: &registry.Education{Level: "14", GraduatedOn: day("2027-06-20")}}},
			map[string]any{"education.level": "bachelor"}},
		"kinds of school and rankings": {[]said{{data: &registry.Education{Level: "14", SchoolTags: []string{"double_first_class"}, SchoolRanks: []registry.Rank{{List: "qs", Year: 2022, Rank: 301}, {List: "arwu", Year: 2022, Rank: 180}}}}},
			map[string]any{"education.school_tags": texts("double_first_class"), "education.school_rank": int64(180)}},
		"a title by its level": {[]said{{data: &registry.Title{Name: "高级工程师", Level: "2"}}}, map[string]any{"title.level": "associate"}},
		"a skill":              {[]said{{data: &registry.Skill{Name: "钳工", Level: "2"}}}, map[string]any{"skill.level": "level_1"}},
		"the job and its term": {[]said{{data: &registry.Employment{Employer: "甲公司", USCC: "91430408MA9900010X", HiredOn: day("2024-07-08"), IntroducedOn: day("2024-07-08"), FullTime: yes(), ContractFrom: day("2024-07-08"), ContractUntil: day("2027-07-07")}}},
			map[string]any{"job.employed": true, "job.hired_on": day("2024-07-08"), "job.full_time": true, "job.contract_months": int64(36), "job.months_at_employer": int64(28),
				"employer.place": "430408", "employer.within": texts("430000", "430400", "430408"), "job.first_local_on": day("2024-07-08")}},
		"a job that ended": {[]said{{data: &registry.Employment{Employer: "甲公司", HiredOn: day("2020-01-01")}, since: "2020-01-01", until: "2023-12-31"}},
			map[string]any{"job.employed": false, "employer.name": nil}},
		"periods of insurance": {[]said{{data: &registry.Insurance{Form: "pension", From: day("2026-01-01"), To: day("2026-03-31"), Place: "430408"}}, {data: &registry.Insurance{Form: "pension", From: day("2026-06-01"), To: day("2026-10-31"), Place: "430408"}}},
			map[string]any{"insurance.months": int64(8), "insurance.consecutive_months": int64(5), "insurance.gap_months": int64(2), "insurance.insured_now": true, "insurance.first_on": day("2026-01-01")}},
		"insurance paid elsewhere": {[]said{{data: &registry.Insurance{Form: "pension", From: day("2026-01-01"), To: day("2026-10-31"), Place: "440305"}}},
			map[string]any{"insurance.months": int64(0), "insurance.insured_now": true, "insurance.first_local_on": nil}},
		"a count of months from a source": {[]said{{data: &registry.Insurance{Months: n(14), Gaps: n(0)}}},
			map[string]any{"insurance.months": int64(14), "insurance.consecutive_months": int64(14)}},
		"insurance that stopped": {[]said{{data: &registry.Insurance{Form: "pension", From: day("2025-01-01"), To: day("2026-03-31"), Place: "430408"}}},
			map[string]any{"insurance.months": int64(15), "insurance.consecutive_months": int64(0), "insurance.insured_now": false}},
		"tax": {[]said{{data: &registry.Tax{From: day("2026-01-01"), To: day("2026-10-31"), Place: "430408", Paid: money.Yuan(1200)}}},
			map[string]any{"tax.months": int64(10), "tax.consecutive_months": int64(10), "tax.paid_yearly_fen": int64(120000)}},
		"pay":           {[]said{{data: &registry.Pay{Annual: money.Yuan(120000)}}}, map[string]any{"job.pay_yearly_fen": int64(12000000), "job.pay_monthly_fen": int64(1000000)}},
		"no home":       {[]said{{data: &registry.Housing{HasHome: no(), HasHomePrefect: no()}}}, map[string]any{"housing.has_home": false, "housing.has_home_in_prefecture": false}},
		"a home bought": {[]said{{data: &registry.Housing{HasHome: yes(), BoughtOn: day("2025-02-03"), Price: money.Yuan(800000), FirstHome: yes(), NewBuild: yes(), Place: "430408"}}}, map[string]any{"housing.bought_on": day("2025-02-03"), "housing.price_fen": int64(80000000), "housing.first_home": true, "housing.new_build": true}},
		"married with two children": {[]said{{data: &registry.Marital{Status: "20", Children: n(2), Household: "h1"}}},
			map[string]any{"person.marital": "married", "family.children": int64(2), "family.household_id": "h1"}},
		"a spouse": {[]said{{data: &registry.Household{Relation: "10", Education: "14", Employed: yes(), HasHome: no()}}},
			map[string]any{"family.spouse_level": "master", "family.spouse_employed": true, "family.spouse_has_home": false}},
		"a business": {[]said{{data: &registry.Business{Form: "company", RegisteredOn: day("2025-03-01"), First: yes(), Employees: n(4), Place: "430408"}}},
			map[string]any{"business.kind": "company", "business.operating_months": int64(20), "business.first": true, "business.employees": int64(4)}},
		"a benefit that runs, and one of the spouse": {[]said{{data: &registry.Benefit{Policy: "a", Fen: money.Yuan(100), From: day("2026-01-01"), To: day("2027-01-01")}}, {data: &registry.Benefit{Policy: "b", By: "spouse", To: day("2025-01-01"), Active: yes()}}},
			map[string]any{"benefits.received": texts(record("policy", "a", "fen", int64(10000), "since", day("2026-01-01"), "until", day("2027-01-01"), "active", true)),
				"family.spouse_received": texts(record("policy", "b", "until", day("2025-01-01"), "active", false, "by", "spouse"))}},
		"honours up to the day": {[]said{{data: &registry.Honour{Name: "省劳模", Level: "province", Year: n(2024)}}, {data: &registry.Honour{Name: "来年的", Year: n(2027)}}},
			map[string]any{"honours": texts(record("level", "province", "year", int64(2024), "name", "省劳模"))}},
		"classes on several ladders": {[]said{{data: &registry.TalentClass{Ladder: "hengyang", Level: "D", GrantedOn: day("2024-01-01")}}, {data: &registry.TalentClass{Ladder: "hunan", Level: "C", GrantedOn: day("2025-01-01")}}},
			map[string]any{"talent.class": "C", "talent.classes": texts(record("ladder", "hengyang", "level", "D", "since", day("2024-01-01")), record("ladder", "hunan", "level", "C", "since", day("2025-01-01")))}},
		"works": {[]said{{data: &registry.Publication{Title: "a"}}, {data: &registry.Publication{Title: "b"}}, {data: &registry.Patent{Name: "c", Form: "invention"}}, {data: &registry.Project{Name: "d", Forks: n(201)}}},
			map[string]any{"publications.count": int64(2), "patents.count": int64(1), "patents.inventions": int64(1), "open_source.forks": int64(201)}},
		"conduct": {[]said{{data: &registry.Conduct{NoCrime: yes(), BarredUntil: day("2028-01-01")}}}, map[string]any{"conduct.no_crime": true, "conduct.fraud_barred_until": day("2028-01-01")}},
	} {
		t.Run(name, func(t *testing.T) {
			facts := Derive(dossierOf(tc.records...), asOf)
			for key, want := range tc.want {
				if _, known := fact.Standard().Find(key); !known {
					t.Fatalf("%s is not in the catalogue", key)
				}
				if got := facts.Row()[key]; !reflect.DeepEqual(got, want) {
					t.Errorf("%s is %#v, not %#v", key, got, want)
				}
			}
		})
	}
}

func TestAVerifiedRecordIsBelievedBeforeADeclaredOne(t *testing.T) {
	d := dossierOf(
		said{data: &registry.Residence{Hukou: "430408"}, since: "2020-01-01", status: registry.Verified},
		said{data: &registry.Residence{Hukou: "440305"}, since: "2024-01-01"},
		said{data: &registry.Residence{Hukou: "110105"}, since: "2025-01-01", status: registry.Refused},
	)
	k := Derive(d, asOf)["person.hukou"]
	if k.Value != "430408" || k.Rival != "440305" || k.Status != registry.Verified || k.Record != "a" || k.On != day("2020-01-01") {
		t.Errorf("the household register is %+v", k)
	}
	if within := Derive(d, asOf)["person.hukou_within"]; within.Record != "a" || within.Rival != nil {
		t.Errorf("places above it come from %+v", within)
	}
}

func TestWhatSeveralRecordsTellIsVerifiedOnlyIfAllAre(t *testing.T) {
	months := func(second registry.Status) registry.Status {
		return Derive(dossierOf(
			said{data: &registry.Insurance{Form: "pension", From: day("2026-01-01"), To: day("2026-03-31")}, status: registry.Verified},
			said{data: &registry.Insurance{Form: "pension", From: day("2026-04-01"), To: day("2026-06-30")}, status: second},
		), asOf)["insurance.months"].Status
	}
	if got := months(registry.Verified); got != registry.Verified {
		t.Errorf("two verified periods make it %s", got)
	}
	if got := months(registry.Declared); got != registry.Declared {
		t.Errorf("with one declared period it is %s", got)
	}
}

func TestFactsAreThoseOfTheDayAskedAbout(t *testing.T) {
	d := dossierOf(
		said{data: &registry.Residence{Hukou: "440305"}, until: "2023-12-31"},
		said{data: &registry.Residence{Hukou: "430408"}, since: "2024-01-01"},
	)
	for on, want := range map[string]any{"2023-06-01": "440305", "2024-06-01": "430408"} {
		if got := Derive(d, day(on)).Row()["person.hukou"]; got != want {
			t.Errorf("on %s it was %v, not %v", on, got, want)
		}
	}
}

func TestEveryFactOfRecordsSaysWhereToSupplyIt(t *testing.T) {
	fromCase := map[string]bool{"application": true, "review": true, "employer": true}
	for _, f := range fact.Standard().All() {
		_, placed := places[f.Basis()]
		if !placed && len(f.From) > 0 && !fromCase[f.From[0]] {
			t.Errorf("%s follows from %v but nothing says which record and field would hold it", f.Key, f.From)
		}
	}
	for key, at := range places {
		if _, known := fact.Standard().Find(key); !known {
			t.Errorf("a place is given for %s, which is not in the catalogue", key)
		}
		if at.kind == Organisation {
			continue
		}
		spec, err := registry.SpecOf(at.kind)
		if err != nil {
			t.Errorf("%s is kept in %s: %v", key, at.kind, err)
			continue
		}
		if _, ok := spec.FieldNamed(at.field); !ok && at.field != "until" && at.field != "since" {
			t.Errorf("%s is kept in %s.%s, which is no field", key, at.kind, at.field)
		}
	}
}

func TestTheCatalogueAndTheRegistryNameChoicesAlike(t *testing.T) {
	for table, choices := range registry.Choices {
		codes := map[string]bool{}
		for _, c := range fact.Standard().Codes(table) {
			codes[c.Code] = true
		}
		if len(codes) == 0 { // of a kind that no fact follows from
			continue
		}
		for _, choice := range choices {
			if !codes[choice] {
				t.Errorf("%s: the registry knows %q, the catalogue of facts does not", table, choice)
			}
		}
		if len(codes) != len(choices) {
			t.Errorf("%s: %d codes in the catalogue, %d in the registry", table, len(codes), len(choices))
		}
	}
}
