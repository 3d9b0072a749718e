package policy

import (
	"cmp"
	"slices"

	"yanzhen/internal/base/civil"
	"yanzhen/internal/policy/fact"
	"yanzhen/internal/registry"
	"yanzhen/internal/registry/code"
)

// The codes of standards as the steps that policies speak of. What is missing here says nothing.
var (
	sexes    = map[string]string{"1": "male", "2": "female"}
	politics = map[string]string{"01": "party_member", "02": "probationary", "03": "league_member", "12": "none", "13": "none",
		"04": "other_party", "05": "other_party", "06": "other_party", "07": "other_party", "08": "other_party", "09": "other_party",
		"10": "other_party", "11": "other_party"}
	maritals = map[string]string{"10": "single", "20": "married", "30": "widowed", "40": "divorced"}

	// GB/T 4658. A course that was left or ended without a diploma counts as the step below it.
	educations = map[string]string{"11": "doctor", "12": "master", "13": "master", "10": "master", "14": "master",
		"15": "bachelor", "16": "bachelor", "17": "bachelor", "18": "bachelor", "19": "bachelor",
		"20": "bachelor", "21": "bachelor", "22": "college", "23": "college", "28": "college",
		"30": "college", "31": "college", "32": "senior", "33": "senior",
		"40": "senior", "41": "senior", "44": "senior", "47": "senior", "60": "senior", "61": "senior",
		"42": "junior", "43": "junior", "45": "junior", "46": "junior", "48": "junior", "49": "junior", "62": "junior", "63": "junior",
		"70": "junior", "71": "junior", "73": "primary", "80": "primary", "81": "primary"}
	degrees = map[string]string{"2": "doctor", "3": "master", "4": "bachelor"} // GB/T 6864; an honorary doctor is none
	titles  = map[string]string{"1": "senior", "2": "associate", "3": "intermediate", "4": "assistant", "5": "none"}
	skills  = map[string]string{"0": "chief", "1": "special", "2": "level_1", "3": "level_2", "4": "level_3", "5": "level_4", "6": "level_5", "7": "none"}
)

// person reads identity, political status, residence and marital status.
func (v *deriver) person() {
	p := v.dossier.Person
	row := &registry.Record{Kind: registry.KindIdentity}
	v.put("person.birth_date", row, p.BirthDate)
	v.put("person.sex", row, sexes[p.Gender])
	if r, _, ok := best(of[*registry.Identity](v), latest); ok {
		v.put("person.birth_date", r.Record, r.data.BirthDate)
		v.put("person.sex", r.Record, sexes[r.data.Gender])
		if it, err := code.Ethnicity.Get(r.data.Ethnicity); err == nil {
			v.put("person.ethnicity", r.Record, it.Zh)
		}
		v.put("person.nationality", r.Record, r.data.Nationality)
		v.put("person.identity_type", r.Record, r.data.IdentityType)
	}
	if r, rival, ok := best(of[*registry.Political](v), latest); ok {
		v.put("person.political_status", r.Record, politics[r.data.Status])
		v.contest("person.political_status", politics[rival.data.Status])
	}
	if r, rival, ok := best(of[*registry.Marital](v), latest); ok {
		v.put("person.marital", r.Record, maritalOf(r.data.Status))
		v.contest("person.marital", maritalOf(rival.data.Status))
		v.put("family.children", r.Record, r.data.Children)
		v.put("family.household_id", r.Record, r.data.Household)
	}
	v.residence()
}

func maritalOf(status string) string {
	it, err := code.Marital.Level(status)
	if err != nil {
		return ""
	}
	return maritals[it.Code]
}

func (v *deriver) residence() {
	r, rival, ok := best(of[*registry.Residence](v), latest)
	if !ok {
		return
	}
	v.put("person.hukou", r.Record, r.data.Hukou)
	v.contest("person.hukou", rival.data.Hukou)
	v.put("person.hukou_since", r.Record, r.data.HukouSince)
	v.put("person.hukou_before", r.Record, r.data.HukouBefore)
	v.put("person.lives_in", r.Record, cmp.Or(r.data.LivesIn, r.data.Village, r.data.Town))
	v.contest("person.lives_in", cmp.Or(rival.data.LivesIn, rival.data.Village, rival.data.Town))
	v.put("person.lives_in_since", r.Record, r.data.LivesSince)
	v.put("person.residence_registered", r.Record, r.data.Registered)
	v.put("person.returned_on", r.Record, r.data.ReturnedOn)
	v.put("person.overseas_months", r.Record, r.data.AbroadMonths)
}

func rank(table, step string) int {
	n, _ := fact.Standard().Rank(table, step)
	return int(n)
}

func levelOf(e *registry.Education) string { return educations[e.Level] }

func degreeOf(e *registry.Education) string {
	it, err := code.Degree.Level(e.Degree)
	if err != nil {
		return ""
	}
	return degrees[it.Code]
}

func higher(a, b found[*registry.Education]) int {
	return cmp.Or(rank("education", levelOf(a.data))-rank("education", levelOf(b.data)),
		rank("degree", degreeOf(a.data))-rank("degree", degreeOf(b.data)), a.data.GraduatedOn.Compare(b.data.GraduatedOn))
}

func higherDegree(a, b found[*registry.Education]) int {
	return rank("degree", degreeOf(a.data)) - rank("degree", degreeOf(b.data))
}

// education reads the highest education, the highest full-time one, the highest degree and the list
// of all. A course that ends after the day is not finished and counts for nothing.
func (v *deriver) education() {
	all := slices.DeleteFunc(of[*registry.Education](v), func(f found[*registry.Education]) bool { return f.data.GraduatedOn.After(v.day) })
	r, rival, ok := best(all, higher)
	if !ok {
		return
	}
	e := r.data
	v.put("education.level", r.Record, levelOf(e))
	v.contest("education.level", levelOf(rival.data))
	v.put("education.full_time", r.Record, e.FullTime)
	v.put("education.school", r.Record, e.School)
	v.put("education.school_tags", r.Record, e.SchoolTags)
	v.put("education.school_region", r.Record, e.SchoolRegion)
	v.put("education.school_place", r.Record, e.SchoolPlace)
	v.put("education.first_degree_subject", r.Record, e.FirstSubject)
	v.put("education.major", r.Record, e.Major)
	v.put("education.major_tags", r.Record, e.MajorTags)
	v.put("education.graduated_on", r.Record, e.GraduatedOn)
	v.put("education.certificate_on", r.Record, e.CertificateOn)
	v.put("education.certified", r.Record, e.Certified)
	v.schoolRanks(r)
	v.degree(all)
	fullTime := slices.DeleteFunc(slices.Clone(all), func(f found[*registry.Education]) bool { return plain(f.data.FullTime) != true })
	if r, rival, ok := best(fullTime, higher); ok {
		v.put("education.full_time_level", r.Record, levelOf(r.data))
		v.contest("education.full_time_level", levelOf(rival.data))
	}
	list := make([]any, len(all))
	for i, f := range all {
		list[i] = fields("level", levelOf(f.data), "degree", degreeOf(f.data), "full_time", f.data.FullTime, "school", f.data.School,
			"school_tags", f.data.SchoolTags, "school_region", f.data.SchoolRegion, "major", f.data.Major, "graduated_on", f.data.GraduatedOn)
	}
	putAll(v, "education.all", all, list)
}

func (v *deriver) schoolRanks(r found[*registry.Education]) {
	if len(r.data.SchoolRanks) == 0 {
		return
	}
	list, top := []any(nil), r.data.SchoolRanks[0].Rank
	for _, k := range r.data.SchoolRanks {
		list, top = append(list, fields("list", k.List, "year", &k.Year, "rank", &k.Rank)), min(top, k.Rank)
	}
	v.put("education.school_rankings", r.Record, list)
	v.put("education.school_rank", r.Record, &top)
}

func (v *deriver) degree(all []found[*registry.Education]) {
	with := slices.DeleteFunc(slices.Clone(all), func(f found[*registry.Education]) bool { return degreeOf(f.data) == "" })
	r, rival, ok := best(with, higherDegree)
	if !ok {
		return
	}
	v.put("education.degree", r.Record, degreeOf(r.data))
	v.contest("education.degree", degreeOf(rival.data))
	same := slices.DeleteFunc(with, func(f found[*registry.Education]) bool { return degreeOf(f.data) != degreeOf(r.data) })
	putAll(v, "education.degrees_at_level", same, len(same))
}

// titles reads the highest professional title and the highest skill certificate granted by the day.
func (v *deriver) titles() {
	level := func(t *registry.Title) string {
		if t.Level == "" {
			if it, err := code.Title.Find(t.Name); err == nil {
				return titles[code.LevelOf(it).Code]
			}
		}
		return titles[t.Level]
	}
	granted := slices.DeleteFunc(of[*registry.Title](v), func(f found[*registry.Title]) bool { return f.data.GrantedOn.After(v.day) })
	if r, rival, ok := best(granted, func(a, b found[*registry.Title]) int {
		return rank("title", level(a.data)) - rank("title", level(b.data))
	}); ok {
		v.put("title.level", r.Record, level(r.data))
		v.contest("title.level", level(rival.data))
		v.put("title.name", r.Record, r.data.Name)
		v.put("title.on", r.Record, r.data.GrantedOn)
	}
	held := slices.DeleteFunc(of[*registry.Skill](v), func(f found[*registry.Skill]) bool { return f.data.GrantedOn.After(v.day) })
	if r, rival, ok := best(held, func(a, b found[*registry.Skill]) int {
		return rank("skill", skills[a.data.Level]) - rank("skill", skills[b.data.Level])
	}); ok {
		v.put("skill.level", r.Record, skills[r.data.Level])
		v.contest("skill.level", skills[rival.data.Level])
		v.put("skill.name", r.Record, r.data.Name)
		v.put("skill.on", r.Record, r.data.GrantedOn)
	}
}

// household reads what the dossier tells of the spouse.
func (v *deriver) household() {
	spouses := slices.DeleteFunc(of[*registry.Household](v), func(f found[*registry.Household]) bool {
		it, err := code.Kinship.Level(f.data.Relation)
		return err != nil || it.Code != "10"
	})
	r, _, ok := best(spouses, latest)
	if !ok {
		return
	}
	v.put("family.spouse_level", r.Record, educations[r.data.Education])
	v.put("family.spouse_eligible", r.Record, r.data.Eligible)
	v.put("family.spouse_applied", r.Record, r.data.Applied)
	v.put("family.spouse_has_home", r.Record, r.data.HasHome)
	v.put("family.spouse_employed", r.Record, r.data.Employed)
}

// earliest gives the first of some days, no day if none is known.
func earliest(days ...civil.Date) civil.Date {
	var first civil.Date
	for _, d := range days {
		if !d.IsZero() && (first.IsZero() || d.Before(first)) {
			first = d
		}
	}
	return first
}
