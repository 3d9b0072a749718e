package roster

import (
	"net/mail"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"yanzhen/internal/base/idcode"
	"yanzhen/internal/registry/code"
)

// blanks are the ways people write that there is nothing to state.
var blanks = []string{"/", "／", "\\", "-", "--", "—", "——", "–", "－", "无", "暂无", "没有", "未知", "不详", "n/a", "na", "null", "none", "nil", "nan", "*", "//", "未评", "未填", "×", "空", "#n/a", "…", "……", ".", "。", "、", "'", "(无)", "（无）", "0000-00-00"}

func nothing(text string) bool {
	return text == "" || len(text) < 16 && slices.Contains(blanks, strings.ToLower(strings.TrimSpace(text)))
}

// read takes what one cell states into the reading.
func (r *reading) read(f Field, c cell) {
	text := clean(c.text)
	if text == "" || f == "" || f == Ignore || f == Serial || nothing(text) {
		return
	}
	switch f {
	case Name:
		r.name(text)
	case NamePhone, NameID:
		r.nameAnd(f, text)
	case IDNumber:
		r.set(IDNumber, text)
	case Gender:
		if it, ok := r.find(f, code.Sex, text); ok && (it.Code == "1" || it.Code == "2") && r.gender == "" {
			r.gender, r.genderCol = it.Zh, r.column
		}
	case BirthDate:
		r.readBirth(text, c.kind)
	case EducationLevel, FulltimeEducation, InserviceEducation:
		r.education(f, text)
	case Degree, FulltimeDegree, InserviceDegree:
		r.degree(f, text)
	case EducationDegree:
		r.educationDegree(text)
	case EducationMode:
		r.set(f, modeOf(text, true))
	case SchoolMajor:
		r.schoolMajor(text)
	case School, FulltimeSchool, InserviceSchool:
		r.school(f, text)
	case Major, FulltimeMajor, InserviceMajor:
		r.set(f, tidyMajor(text))
	case Title, TitleOrSkill:
		r.credential(f, text)
	case SkillLevel:
		r.skill(text)
	case Ethnicity, PoliticalStatus, TitleLevel, MaritalStatus, EmployerOwnership, EmployerIndustry, EmployerScale:
		if it, ok := r.find(f, coded[f], text); ok && (f != TitleLevel || it.Rank > 0) {
			r.set(f, it.Zh)
		}
	case TownVillage:
		town, village := splitTown(text)
		r.set(Town, town)
		r.set(Village, village)
	case Town:
		r.set(f, tidyTown(text))
	case EmployerPost:
		employer, post := splitEmployer(text)
		r.set(Employer, employer)
		r.set(Post, post)
	case PostTitle:
		r.postTitle(text)
	default:
		r.readPlain(f, text, c.kind)
	}
}

// readPlain reads dates, numbers, contacts and text.
func (r *reading) readPlain(f Field, text string, k kind) {
	switch f {
	case IntroducedOn, ContractFrom, ContractUntil, InsuredFrom, WorkStartedOn, PartyJoinedOn, GraduatedOn, TitleOn, SkillOn:
		r.date(f, text, k)
	case ContractMonths, InsuredMonths, ContractPeriod:
		r.months(f, text)
	case AnnualPay:
		if n, ok := readPay(text, r.column.unit); ok {
			r.set(f, strconv.FormatInt(n, 10))
		} else {
			r.problem(r.column, f, BadNumber, text)
		}
	case USCC:
		if org, err := idcode.ParseOrg(text); err == nil {
			r.set(f, string(org))
		} else {
			r.problem(r.column, f, BadUSCC, text)
		}
	case Phone, Phone2:
		r.phone(text)
	case Email:
		if a, err := mail.ParseAddress(strings.Join(strings.Fields(narrow(text)), "")); err == nil {
			r.set(f, a.Address)
		} else {
			r.problem(r.column, f, BadEmail, text)
		}
	case BankAccount:
		r.set(f, idcode.Compact(text))
	case Honour, Speciality, Achievements, Career, Patents, Papers, Projects, Remark:
		r.set(f, text)
	default:
		r.set(f, joinHan(text))
	}
}

func (r *reading) name(text string) {
	name, aside := readName(text)
	if nothing(name) {
		return
	}
	r.set(Name, name)
	for _, part := range separators.Split(aside, -1) {
		if it, err := code.Sex.Find(part); err == nil && r.gender == "" && (it.Zh == "男" || it.Zh == "女") {
			r.gender, r.genderCol = it.Zh, r.column
		} else if it, err := code.Ethnicity.Find(part); err == nil && part != "" && !isDigits(part) {
			r.set(Ethnicity, it.Zh)
		}
	}
}

var (
	phoneIn = regexp.MustCompile(`(?:\+?86[- ]?)?1[3-9]\d[- ]?\d{4}[- ]?\d{4}`)
	idIn    = regexp.MustCompile(`\d{6}\s?\d{8}\s?\d{3}[\dXx]`)
)

// nameAnd reads a name with a number in the same cell.
func (r *reading) nameAnd(f Field, text string) {
	plain := narrow(text)
	in, to := phoneIn, Phone
	if f == NameID {
		in, to = idIn, IDNumber
	}
	number := in.FindString(plain)
	r.name(strings.Trim(strings.Replace(plain, number, "", 1), " /,、;:()-"))
	switch {
	case number == "":
	case to == Phone:
		r.phone(number)
	default:
		r.set(IDNumber, number)
	}
}

// find looks text up in a table: whole, without brackets, or as a word within.
func (r *reading) find(f Field, table *code.Table, text string) (code.Item, bool) {
	plain := strings.TrimSpace(bracketed.ReplaceAllString(narrow(joinHan(text)), ""))
	for _, spelling := range []string{text, plain} {
		if it, err := table.Find(spelling); err == nil {
			return it, true
		}
	}
	best, found := code.Item{}, false
	for _, it := range table.Items() {
		if len([]rune(it.Zh)) >= 2 && strings.Contains(plain, it.Zh) && len(it.Zh) > len(best.Zh) {
			best, found = it, true
		}
	}
	if !found {
		r.problem(r.column, f, UnknownCode, text)
	}
	return best, found
}

func (r *reading) readBirth(text string, k kind) {
	d, ok := readDay(text, k, 10)
	switch {
	case !ok:
		r.problem(r.column, BirthDate, BadDate, text)
	case !r.hasBirth:
		r.hasBirth, r.birth, r.birthCol, r.birthText = true, d, r.column, text
		r.october = d.day == 0 && strings.HasSuffix(narrow(text), ".1")
	}
}

func (r *reading) date(f Field, text string, k kind) {
	d, ok := readDay(text, k, 40)
	if from, _, period := readPeriod(text); !ok && period {
		d, ok = from, true
	}
	if ok {
		r.set(f, d.text())
	} else {
		r.problem(r.column, f, BadDate, text)
	}
}

func (r *reading) months(f Field, text string) {
	if f != InsuredMonths {
		if openEnded.MatchString(text) {
			r.set(ContractKind, "无固定期限")
			return
		}
		if from, until, ok := readPeriod(text); ok {
			r.set(ContractFrom, from.text())
			if until.year > 0 {
				r.set(ContractUntil, until.text())
				r.set(ContractMonths, strconv.Itoa(max(0, monthsOf(from, until))))
			}
			return
		}
		if f == ContractPeriod {
			f = ContractMonths
		}
	}
	if n, ok := readMonths(text, r.column.unit); ok {
		r.set(f, strconv.Itoa(n))
	} else {
		r.problem(r.column, f, BadNumber, text)
	}
}

var phoneSeparators = regexp.MustCompile(`[/／、,，;；\n|]+|\s{2,}|或|和`)

func (r *reading) phone(text string) {
	read := func(s string) bool {
		p, err := idcode.ParsePhone(strings.TrimSuffix(strings.TrimSpace(narrow(s)), ".0"))
		if err == nil {
			if r.v[Phone] != "" && r.v[Phone] != string(p) {
				r.set(Phone2, string(p))
			} else {
				r.set(Phone, string(p))
			}
		}
		return err == nil
	}
	if read(text) {
		return
	}
	parts, some := phoneSeparators.Split(text, -1), false
	if len(parts) == 1 {
		parts = phoneIn.FindAllString(narrow(text), -1)
	}
	for _, p := range parts {
		some = read(p) || some
	}
	if !some {
		r.problem(r.column, Phone, BadPhone, text)
	}
}

func (r *reading) credential(f Field, text string) {
	c, unknown := readCredentials(text)
	r.set(Title, c.title)
	r.set(TitleLevel, c.level)
	r.set(SkillLevel, c.skill)
	r.set(SkillName, c.skillName)
	r.set(Qualification, c.qualification)
	if unknown {
		r.problem(r.column, f, UnknownCode, text)
	}
}

var bareLevel = map[string]string{"高级": "高级工", "中级": "中级工", "初级": "初级工", "特级": "特级技师", "首席": "首席技师"}

func (r *reading) skill(text string) {
	if level := bareLevel[joinHan(text)]; level != "" {
		r.set(SkillLevel, level)
		return
	}
	c, _ := readCredentials(text)
	for _, grade := range []string{"一级", "二级", "三级", "四级", "五级"} {
		if c.skill == "" && strings.Contains(text, grade) {
			it, _ := code.SkillLevel.Find(grade)
			c.skill = it.Zh
		}
	}
	r.set(SkillLevel, c.skill)
	r.set(SkillName, c.skillName)
	r.set(Qualification, c.qualification)
	switch {
	case c.skill != "":
	case c.level != "" && r.v[Title] == "" && c.title != "": // a title in the column of skills
		r.set(Title, c.title)
		r.set(TitleLevel, c.level)
	case c.qualification == "":
		r.problem(r.column, SkillLevel, UnknownCode, text)
	}
}

func (r *reading) postTitle(text string) {
	var posts []string
	for _, p := range separators.Split(text, -1) {
		var c credential
		if p = strings.Trim(p, "()（） "); p == "" || nothing(p) {
			continue
		}
		if c.take(p) && c.title != "" && len(separators.Split(text, -1)) > 1 {
			r.set(Title, c.title)
			r.set(TitleLevel, c.level)
		} else {
			posts = append(posts, p)
		}
	}
	r.set(Post, strings.Join(posts, "、"))
}

// place puts town and village into the words of the region tree where it knows them.
func (r *reading) place() {
	regions := r.t.source.Regions
	if regions == nil || r.v[Town] == "" && r.v[Village] == "" {
		return
	}
	town, err := regions.Town(r.v[Town])
	if err == nil {
		r.v[Town], r.v[TownCode] = town.Zh, town.Code
	} else if r.v[Town] != "" {
		r.problem(r.t.columnOf(Town, TownVillage), Town, UnknownCode, r.v[Town])
	}
	if r.v[Village] == "" {
		return
	}
	village, err := regions.Village(town.Code, r.v[Village])
	if err != nil {
		r.problem(r.t.columnOf(Village, TownVillage), Village, UnknownCode, r.v[Village])
		return
	}
	r.v[VillageCode] = village.Code
	if r.v[Town] == "" {
		if up, err := regions.Get(village.Parent()); err == nil {
			r.v[Town], r.v[TownCode] = up.Zh, up.Code
		}
	}
}
