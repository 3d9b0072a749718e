package intake

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"yanzhen/internal/base/civil"
	"yanzhen/internal/registry"
	"yanzhen/internal/registry/code"
	"yanzhen/internal/registry/roster"
)

// entryOf gives a dossier as one row of a roster: of each kind the foremost record that counts, codes in
// Chinese words, sensitive values in full or masked.
func (k *Desk) entryOf(ctx context.Context, d *registry.Dossier, plain bool) (roster.Entry, error) {
	v := values{roster.Name: d.Person.Name, roster.IDNumber: d.Person.IDMask, roster.BirthDate: dayText(d.Person.BirthDate)}
	v.word(roster.Gender, code.Sex, d.Person.Gender)
	if r := foremost(d, func(a, b *registry.Identity) bool { return true }); r != nil {
		v.word(roster.Ethnicity, code.Ethnicity, r.Ethnicity)
		v[roster.NativePlace], v[roster.BirthPlace], v[roster.Health] = r.NativePlace, r.BirthPlace, r.Health
	}
	if r := foremost(d, func(a, b *registry.Political) bool { return true }); r != nil {
		v.word(roster.PoliticalStatus, code.Political, r.Status)
		v[roster.PartyJoinedOn] = dayText(r.JoinedOn)
	}
	v.education(d)
	v.employment(d)
	v[roster.Industry] = k.industryName(v[roster.Industry])
	v.qualifications(d)
	v.amounts(d)
	v.residence(d, k.Regions)
	if r := foremost(d, func(a, b *registry.Marital) bool { return true }); r != nil {
		v.word(roster.MaritalStatus, code.Marital, r.Status)
	}
	v[roster.Honour] = joined(d, func(h *registry.Honour) string { return first(h.Wording, h.Name) })
	v[roster.Speciality] = joined(d, func(s *registry.Speciality) string { return s.Text })
	for _, f := range []roster.Field{roster.Career, roster.Achievements} {
		if r := foremost(d, func(a, b *registry.Form) bool { return b.Format == string(f) }); r != nil && r.Format == string(f) {
			v[f] = r.Resume
		}
	}
	v[roster.Projects] = joined(d, func(p *registry.Project) string { return p.Name })
	v[roster.Papers] = joined(d, func(p *registry.Publication) string { return p.Title })
	v[roster.Patents] = joined(d, func(p *registry.Patent) string { return p.Name })
	if r := contactOf(d); r != nil {
		v.contact(r.Data.(*registry.Contact))
	}
	if plain {
		if err := v.unmask(ctx, d); err != nil {
			return roster.Entry{}, fmt.Errorf("open sealed values of person %s: %w", d.Person.ID, err)
		}
	}
	return roster.NewEntry(v), nil
}

type values map[roster.Field]string

func (v values) word(f roster.Field, t *code.Table, c string) {
	if it, err := t.Get(c); err == nil {
		v[f] = it.Zh
	}
}

func (v values) education(d *registry.Dossier) {
	r := foremost(d, func(a, b *registry.Education) bool { return code.Education.Compare(b.Level, a.Level) >= 0 })
	if r == nil {
		return
	}
	if it, err := code.Education.Level(r.Level); err == nil {
		v[roster.EducationLevel], v[roster.EducationCode] = it.Zh, r.Level
	}
	v.word(roster.Degree, code.Degree, r.Degree)
	v[roster.School], v[roster.Major], v[roster.GraduatedOn] = r.School, r.Major, dayText(r.GraduatedOn)
	if r.FullTime != nil {
		v[roster.EducationMode] = map[bool]string{true: "全日制", false: "在职"}[*r.FullTime]
	}
	v.course(d, true, roster.FulltimeEducation, roster.FulltimeDegree, roster.FulltimeSchool, roster.FulltimeMajor)
	v.course(d, false, roster.InserviceEducation, roster.InserviceDegree, roster.InserviceSchool, roster.InserviceMajor)
}

// course takes the highest education that was full-time, or was not.
func (v values) course(d *registry.Dossier, fullTime bool, level, degree, school, major roster.Field) {
	of := func(e *registry.Education) bool { return e.FullTime != nil && *e.FullTime == fullTime }
	r := foremost(d, func(a, b *registry.Education) bool {
		return of(b) && (!of(a) || code.Education.Compare(b.Level, a.Level) >= 0)
	})
	if r == nil || !of(r) {
		return
	}
	if it, err := code.Education.Level(r.Level); err == nil {
		v[level] = it.Zh
	}
	v.word(degree, code.Degree, r.Degree)
	v[school], v[major] = r.School, r.Major
}

func (v values) employment(d *registry.Dossier) {
	r := foremost(d, func(a, b *registry.Employment) bool { return true })
	if r == nil {
		return
	}
	v[roster.Employer], v[roster.USCC], v[roster.Department], v[roster.Post] = r.Employer, r.USCC, r.Dept, r.Post
	if d.Org != nil && d.Org.ID == r.Org {
		v[roster.USCC] = first(r.USCC, d.Org.USCC)
	}
	v[roster.Industry], v[roster.IntroducedOn] = r.Field, dayText(r.IntroducedOn)
	v[roster.ContractFrom], v[roster.ContractUntil] = dayText(r.ContractFrom), dayText(r.ContractUntil)
	if r.ContractMonths != nil {
		v[roster.ContractMonths] = strconv.FormatInt(*r.ContractMonths, 10)
	}
}

func (v values) qualifications(d *registry.Dossier) {
	if r := foremost(d, func(a, b *registry.Title) bool { return code.TitleLevel.Compare(b.Level, a.Level) >= 0 }); r != nil {
		v[roster.Title], v[roster.TitleOn] = r.Name, dayText(r.GrantedOn)
		v.word(roster.TitleLevel, code.TitleLevel, r.Level)
	}
	if r := foremost(d, func(a, b *registry.Skill) bool { return code.SkillLevel.Compare(b.Level, a.Level) >= 0 }); r != nil {
		v[roster.SkillName], v[roster.SkillOn] = r.Name, dayText(r.GrantedOn)
		v.word(roster.SkillLevel, code.SkillLevel, r.Level)
	}
}

func (v values) amounts(d *registry.Dossier) {
	if r := foremost(d, func(a, b *registry.Insurance) bool { return b.Months != nil && (a.Months == nil || a.Form != "") }); r != nil && r.Months != nil {
		v[roster.InsuredMonths] = strconv.FormatInt(*r.Months, 10)
	}
	if r := foremost(d, func(a, b *registry.Pay) bool { return yearOf(b) >= yearOf(a) }); r != nil {
		v[roster.AnnualPay] = strconv.FormatInt(int64(r.Annual)/100, 10)
	}
}

func yearOf(p *registry.Pay) int64 {
	if p.Year == nil {
		return 0
	}
	return *p.Year
}

func (v values) residence(d *registry.Dossier, regions *code.Regions) {
	r := foremost(d, func(a, b *registry.Residence) bool { return true })
	if r == nil {
		return
	}
	v[roster.Village] = r.PlaceName
	if regions == nil {
		return
	}
	if town, err := regions.Get(r.Town); err == nil {
		v[roster.Town], v[roster.TownCode] = town.Zh, town.Code
	}
	if village, err := regions.Get(r.Village); err == nil {
		v[roster.Village], v[roster.VillageCode] = first(r.PlaceName, village.Zh), village.Code
	}
}

// sealedContacts are the fields of a contact record and of a roster that hold the same.
var sealedContacts = map[string]roster.Field{"phone": roster.Phone, "email": roster.Email, "address": roster.Address, "bank_account": roster.BankAccount}

func contactOf(d *registry.Dossier) *registry.Record {
	for n := len(d.Records) - 1; n >= 0; n-- {
		if r := &d.Records[n]; r.Kind == registry.KindContact && r.Counts() {
			return r
		}
	}
	return nil
}

func (v values) contact(c *registry.Contact) {
	v[roster.Phone], v[roster.Email], v[roster.Address] = c.Phone.Mask, c.Email.Mask, c.Address.Mask
	v[roster.BankName], v[roster.BankAccount] = c.BankName, c.BankAccount.Mask
}

// unmask puts identity number and contacts in full.
func (v values) unmask(ctx context.Context, d *registry.Dossier) (err error) {
	if v[roster.IDNumber], err = registry.OpenNumber(ctx, d.Person); err != nil {
		return err
	}
	r := contactOf(d)
	if r == nil {
		return nil
	}
	open, err := registry.OpenSecrets(ctx, *r)
	if err != nil {
		return err
	}
	for name, f := range sealedContacts {
		if value, ok := open[name]; ok {
			v[f] = value
		}
	}
	return nil
}

// foremost gives the record of a kind that counts and is not over; over says that the later of two goes before the
// earlier.
func foremost[T any, P interface {
	*T
	registry.Data
}](d *registry.Dossier, over func(earlier, later P) bool) P {
	var best P
	for _, r := range d.Records {
		if data, ok := r.Data.(P); ok && r.Counts() && r.Until == (civil.Date{}) && (best == nil || over(best, data)) {
			best = data
		}
	}
	return best
}

// joint stands between texts of one field.
const joint = "；"

// joined gives a text of every record of a kind that counts.
func joined[T any, P interface {
	*T
	registry.Data
}](d *registry.Dossier, text func(P) string) string {
	var all []string
	for _, r := range d.Records {
		if data, ok := r.Data.(P); ok && r.Counts() {
			all = append(all, text(data))
		}
	}
	return strings.Join(all, joint)
}

func first(a, b string) string {
	if a != "" {
		return a
	}
	return b
}
