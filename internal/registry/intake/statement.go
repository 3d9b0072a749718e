package intake

import (
	"regexp"
	"strconv"
	"strings"

	"yanzhen/internal/base/civil"
	"yanzhen/internal/base/money"
	"yanzhen/internal/registry"
	"yanzhen/internal/registry/code"
	"yanzhen/internal/registry/roster"
)

// statements gives what a row of a roster says, as contents of records.
func (d *Desk) statements(e roster.Entry) []registry.Draft {
	var out collected
	out.main(identity(e))
	out.main(political(e))
	out.educations(e)
	out.main(d.employment(e))
	out.qualifications(e)
	for _, h := range lines(e.Get(roster.Honour)) {
		out.add(honour(h))
	}
	for _, text := range lines(e.Get(roster.Projects)) {
		out.add(&registry.Project{Name: text})
	}
	for _, text := range lines(e.Get(roster.Papers)) {
		out.add(&registry.Publication{Title: text})
	}
	for _, text := range lines(e.Get(roster.Patents)) {
		out.add(&registry.Patent{Name: text})
	}
	if months, ok := e.Int(roster.InsuredMonths); ok {
		out.main(&registry.Insurance{Months: &months, From: day(e, roster.InsuredFrom)})
	}
	if yuan, ok := e.Int(roster.AnnualPay); ok {
		out.main(&registry.Pay{Annual: money.Yuan(yuan)})
	}
	out.main(residence(e))
	if status := e.Code(roster.MaritalStatus); status != "" {
		out.main(&registry.Marital{Status: status})
	}
	out.main(contact(e))
	out.specialities(e.Get(roster.Speciality))
	for _, f := range []roster.Field{roster.Career, roster.Achievements} {
		if text := e.Get(f); text != "" {
			out.add(&registry.Form{Format: string(f), Resume: text})
		}
	}
	return out
}

// collected gathers contents that say something.
type collected []registry.Draft

// add takes a statement beside others of its kind, main one that is the person's only or foremost of its kind.
func (c *collected) add(d registry.Data)  { c.take(d, false) }
func (c *collected) main(d registry.Data) { c.take(d, true) }

func (c *collected) take(d registry.Data, foremost bool) {
	if d != nil {
		*c = append(*c, registry.Draft{Data: d, Main: foremost})
	}
}

func identity(e roster.Entry) registry.Data {
	return &registry.Identity{
		Name:        e.Get(roster.Name),
		Gender:      e.Code(roster.Gender),
		BirthDate:   fullDay(e, roster.BirthDate),
		Ethnicity:   e.Code(roster.Ethnicity),
		NativePlace: e.Get(roster.NativePlace),
		BirthPlace:  e.Get(roster.BirthPlace),
		Health:      e.Get(roster.Health),
	}
}

func political(e roster.Entry) registry.Data {
	if e.Code(roster.PoliticalStatus) == "" {
		return nil
	}
	return &registry.Political{Status: e.Code(roster.PoliticalStatus), JoinedOn: day(e, roster.PartyJoinedOn)}
}

// educations takes the full-time and the in-service course where the roster tells them apart, and the one
// it names without saying which where they do not already cover it.
func (c *collected) educations(e roster.Entry) {
	fullTime, inService := true, false
	modes := map[string]*bool{"全日制": &fullTime, "在职": &inService}
	named := registry.Education{Level: e.Code(roster.EducationLevel), Degree: e.Code(roster.Degree), School: e.Get(roster.School),
		Major: e.Get(roster.Major), FullTime: modes[e.Get(roster.EducationMode)], GraduatedOn: day(e, roster.GraduatedOn)}
	covered := false
	for _, part := range []struct {
		level, degree, school, major roster.Field
		mode                         *bool
	}{
		{roster.FulltimeEducation, roster.FulltimeDegree, roster.FulltimeSchool, roster.FulltimeMajor, &fullTime},
		{roster.InserviceEducation, roster.InserviceDegree, roster.InserviceSchool, roster.InserviceMajor, &inService},
	} {
		ed := registry.Education{Level: codeIn(code.Education, e.Get(part.level)), Degree: codeIn(code.Degree, e.Get(part.degree)),
			School: e.Get(part.school), Major: e.Get(part.major), FullTime: part.mode}
		if ed.Level == "" && ed.Degree == "" && ed.School == "" && ed.Major == "" {
			continue
		}
		covered = covered || named.School == "" && named.Major == "" && (named.Level == "" || levelOf(named.Level) == levelOf(ed.Level))
		c.add(&ed)
	}
	if !covered && (named.Level != "" || named.Degree != "" || named.School != "" || named.Major != "") {
		c.main(&named)
	}
}

// levelOf is the level an education code counts as.
func levelOf(education string) string {
	it, err := code.Education.Level(education)
	if err != nil {
		return education
	}
	return it.Code
}

func codeIn(t *code.Table, text string) string {
	if text == "" {
		return ""
	}
	it, err := t.Find(text)
	if err != nil {
		return ""
	}
	return it.Code
}

func (d *Desk) employment(e roster.Entry) registry.Data {
	if e.Get(roster.Employer) == "" {
		return nil
	}
	job := &registry.Employment{
		Employer:      e.Get(roster.Employer),
		USCC:          e.Get(roster.USCC),
		Dept:          e.Get(roster.Department),
		Post:          e.Get(roster.Post),
		Field:         d.industryKey(e.Get(roster.Industry)),
		IntroducedOn:  day(e, roster.IntroducedOn),
		ContractFrom:  day(e, roster.ContractFrom),
		ContractUntil: day(e, roster.ContractUntil),
	}
	if months, ok := e.Int(roster.ContractMonths); ok {
		job.ContractMonths = &months
	}
	return job
}

// qualifications takes the professional title, the skill level and other certificates.
func (c *collected) qualifications(e roster.Entry) {
	title := registry.Title{Name: e.Get(roster.Title), Level: e.Code(roster.TitleLevel), GrantedOn: day(e, roster.TitleOn)}
	if title.Name != "" || title.Level != "" {
		c.main(&title)
	}
	skill := registry.Skill{Name: e.Get(roster.SkillName), Level: e.Code(roster.SkillLevel), GrantedOn: day(e, roster.SkillOn)}
	if skill.Name != "" || skill.Level != "" {
		c.main(&skill)
	}
	for _, name := range lines(e.Get(roster.Qualification)) {
		c.add(&registry.Skill{Name: name})
	}
}

var yearIn = regexp.MustCompile(`(?:19|20)\d{2}`)
var yearPart = regexp.MustCompile(`[（(,，\s]*(?:19|20)\d{2}\s*年?[）)]*$`)

// honour reads "市劳动模范（2021）" and the like: the name, the year if it closes the text, and the wording as it is.
func honour(wording string) registry.Data {
	h := &registry.Honour{Name: wording, Wording: wording}
	if at := yearPart.FindStringIndex(wording); at != nil && at[0] > 0 {
		year, _ := strconv.ParseInt(yearIn.FindString(wording[at[0]:]), 10, 64)
		h.Year, h.Name = &year, wording[:at[0]]
		if strings.Count(h.Name, "（")+strings.Count(h.Name, "(") > strings.Count(h.Name, "）")+strings.Count(h.Name, ")") {
			h.Name += "）"
		}
	}
	return h
}

func residence(e roster.Entry) registry.Data {
	r := registry.Residence{Town: e.Get(roster.TownCode), Village: e.Get(roster.VillageCode), PlaceName: e.Get(roster.Village)}
	if r == (registry.Residence{}) {
		return nil
	}
	return &r
}

func contact(e roster.Entry) registry.Data {
	c := registry.Contact{
		Phone:       registry.Plain(e.Get(roster.Phone)),
		Email:       registry.Plain(e.Get(roster.Email)),
		Address:     registry.Plain(e.Get(roster.Address)),
		BankName:    e.Get(roster.BankName),
		BankAccount: registry.Plain(e.Get(roster.BankAccount)),
	}
	if c == (registry.Contact{}) {
		return nil
	}
	return &c
}

// specialities takes the one a person is known for, or several as lists from here join them.
func (c *collected) specialities(text string) {
	parts := strings.Split(text, joint)
	for _, part := range parts {
		if part = strings.TrimSpace(part); part != "" {
			c.take(&registry.Speciality{Text: part}, len(parts) == 1)
		}
	}
}

// day gives a date field; one that states no day counts from the first of its month or year.
func day(e roster.Entry, f roster.Field) civil.Date {
	d, _ := e.Day(f)
	return d
}

// fullDay gives a date field only where it states the day.
func fullDay(e roster.Entry, f roster.Field) civil.Date {
	if d, parts := e.Day(f); parts == 3 {
		return d
	}
	return civil.Date{}
}

// lines parts a cell that holds several statements.
func lines(text string) []string {
	var out []string
	for part := range strings.FieldsFuncSeq(text, func(r rune) bool { return strings.ContainsRune("\n\r;；", r) }) {
		if part = strings.TrimSpace(part); part != "" {
			out = append(out, part)
		}
	}
	return out
}
