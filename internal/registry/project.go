package registry

import (
	"cmp"
	"slices"
	"strings"

	"yanzhen/internal/base/civil"
	"yanzhen/internal/registry/code"
)

// of gives the records of one kind that count, as their content.
func of[T any, P interface {
	*T
	Data
}](records []*Record) []held[P] {
	var found []held[P]
	for _, r := range records {
		if d, ok := r.Data.(P); ok && r.Counts() {
			found = append(found, held[P]{r, d})
		}
	}
	return found
}

type held[P Data] struct {
	*Record
	data P
}

// foremost gives the greatest by order, the later one of equals; nil of none.
func foremost[P Data](all []held[P], order func(a, b held[P]) int) *held[P] {
	if len(all) == 0 {
		return nil
	}
	best := slices.MaxFunc(all, func(a, b held[P]) int { return cmp.Or(order(a, b), cmp.Compare(a.ID, b.ID)) })
	return &best
}

func byEducation(a, b held[*Education]) int {
	return cmp.Or(code.Education.Compare(a.data.Level, b.data.Level), code.Degree.Compare(a.data.Degree, b.data.Degree), a.data.GraduatedOn.Compare(b.data.GraduatedOn))
}

func byTitle(a, b held[*Title]) int {
	return cmp.Or(code.TitleLevel.Compare(a.data.Level, b.data.Level), a.data.GrantedOn.Compare(b.data.GrantedOn))
}

func bySkill(a, b held[*Skill]) int {
	return cmp.Or(code.SkillLevel.Compare(a.data.Level, b.data.Level), a.data.GrantedOn.Compare(b.data.GrantedOn))
}

func byEmployment(a, b held[*Employment]) int {
	return cmp.Or(a.Since.Compare(b.Since), a.data.HiredOn.Compare(b.data.HiredOn), a.data.IntroducedOn.Compare(b.data.IntroducedOn))
}

func first[P Data](held[P], held[P]) int { return 0 }

// present keeps employments that have not ended.
func present(all []held[*Employment]) []held[*Employment] {
	return slices.DeleteFunc(all, func(h held[*Employment]) bool { return !h.Until.IsZero() })
}

// employmentOf gives the present employment; nil if there is none.
func employmentOf(records []*Record) *held[*Employment] {
	return foremost(present(of[Employment](records)), byEmployment)
}

// mainOf gives the record a dossier holds as the person's one of the kind of d; nil if none.
func mainOf(d Data, records []*Record) *Record {
	switch d.(type) {
	case *Education:
		return bare(foremost(of[Education](records), byEducation))
	case *Employment:
		return bare(employmentOf(records))
	case *Title:
		return bare(foremost(of[Title](records), byTitle))
	case *Skill:
		return bare(foremost(of[Skill](records), bySkill))
	case *Insurance:
		return bare(foremost(slices.DeleteFunc(of[Insurance](records), func(h held[*Insurance]) bool { return h.data.Form != "" || !h.data.To.IsZero() }), first[*Insurance]))
	case *Pay:
		return bare(foremost(slices.DeleteFunc(of[Pay](records), func(h held[*Pay]) bool { return h.data.Year != nil }), first[*Pay]))
	case *Speciality:
		return bare(foremost(of[Speciality](records), first[*Speciality]))
	}
	return nil
}

func bare[P Data](h *held[P]) *Record {
	if h == nil {
		return nil
	}
	return h.Record
}

// project gives the flat row of a person from the live records. org is the present employer, nil if unknown.
func project(p *Person, records []*Record, orgs map[string]*Org) *Profile {
	row := &Profile{District: p.District, Person: p.ID, Name: p.Name, IDMask: p.IDMask, Gender: p.Gender, BirthDate: p.BirthDate, ChangedAt: micros(p.ChangedAt)}
	words := []string{}
	if id := foremost(of[Identity](records), first[*Identity]); id != nil {
		row.Ethnicity = id.data.Ethnicity
		words = append(words, id.data.FormerName)
	}
	if r := foremost(of[Political](records), first[*Political]); r != nil {
		row.Political = r.data.Status
	}
	if r := foremost(of[Education](records), byEducation); r != nil {
		row.Education, row.eduRank = levelOf(r.data.Level), rankOf(r.data.Level)
		row.School, row.Major = r.data.School, r.data.Major
	}
	for _, r := range of[Education](records) {
		if code.Degree.Compare(degreeLevel(r.data.Degree), row.Degree) > 0 {
			row.Degree = degreeLevel(r.data.Degree)
		}
		words = append(words, r.data.School, r.data.Major)
	}
	if r := foremost(of[Title](records), byTitle); r != nil {
		row.Title, row.TitleLevel = r.data.Name, r.data.Level
	}
	if r := foremost(of[Skill](records), bySkill); r != nil {
		row.Skill, row.SkillLevel = r.data.Name, r.data.Level
	}
	words = append(words, row.employment(records, orgs)...)
	if r := foremost(of[Residence](records), first[*Residence]); r != nil {
		row.Town, row.Village = r.data.Town, r.data.Village
	}
	if r := foremost(of[TalentClass](records), func(a, b held[*TalentClass]) int {
		return cmp.Or(-strings.Compare(a.data.Level, b.data.Level), -strings.Compare(a.data.Ladder, b.data.Ladder))
	}); r != nil {
		row.TalentClass = r.data.Level
	}
	row.count(records)
	row.search = searchText(row, append(words, spoken(records)...))
	row.words = pairs(row.search)
	row.pinyin, _ = pinyinOf(p.Name)
	return row
}

func levelOf(education string) string {
	it, err := code.Education.Level(education)
	if err != nil {
		return education
	}
	return it.Code
}

func degreeLevel(degree string) string {
	it, err := code.Degree.Level(degree)
	if err != nil {
		return degree
	}
	return it.Code
}

func rankOf(education string) int64 {
	it, err := code.Education.Get(education)
	if err != nil {
		return 0
	}
	return int64(it.Rank)
}

// employment fills in what the present employment says and gives words to find it by.
func (row *Profile) employment(records []*Record, orgs map[string]*Org) []string {
	r := employmentOf(records)
	if r == nil {
		return nil
	}
	row.Org, row.OrgName, row.Post, row.Field = r.data.Org, r.data.Employer, r.data.Post, r.data.Field
	row.IntroducedOn = r.data.IntroducedOn
	words := []string{r.data.Employer}
	if o := orgs[r.data.Org]; o != nil {
		row.OrgName = o.Name
		words = append(words, o.Name)
	}
	return append(words, r.data.Dept)
}

func (row *Profile) count(records []*Record) {
	for _, r := range records {
		switch {
		case !r.Live():
			continue
		case r.Status == Refused:
			row.Refused++
			continue
		case r.Status == Verified:
			row.Verified++
		}
		row.Records++
		if r.Evidence != "" {
			row.Evidence++
		}
		if r.Kind == KindHonour {
			row.Honours++
		}
	}
}

// spoken gives the texts of skills, specialities, honours, titles and posts.
func spoken(records []*Record) []string {
	var words []string
	for _, r := range records {
		if !r.Counts() {
			continue
		}
		switch d := r.Data.(type) {
		case *Skill:
			words = append(words, d.Name, wordOf(code.SkillLevel, d.Level))
		case *Title:
			words = append(words, d.Name)
		case *Speciality:
			words = append(words, d.Text)
		case *Honour:
			words = append(words, d.Name)
		case *TalentClass:
			words = append(words, d.Ladder)
		case *Employment:
			words = append(words, d.Post)
		}
	}
	return words
}

func wordOf(t *code.Table, c string) string {
	it, err := t.Get(c)
	if err != nil {
		return ""
	}
	return it.Zh
}

// searchText joins what a person is found by: small letters, each text once, a bar between, so that no word is found across two.
func searchText(row *Profile, words []string) string {
	full, initials := pinyinOf(row.Name)
	var b strings.Builder
	seen := map[string]bool{"": true}
	for _, w := range append([]string{row.Name, full, initials}, words...) {
		if w = strings.ToLower(w); !seen[w] {
			seen[w] = true
			b.WriteString(w)
			b.WriteByte('|')
		}
	}
	return b.String()
}

// ageBounds gives the days of birth of people who are from..to years old on today; zero bounds are none.
func ageBounds(from, to int64, today civil.Date) (earliest, latest civil.Date) {
	if to > 0 {
		earliest = today.AddMonths(-12 * int(to+1)).AddDays(1)
	}
	if from > 0 {
		latest = today.AddMonths(-12 * int(from))
	}
	return earliest, latest
}
