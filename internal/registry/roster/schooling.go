package roster

import (
	"regexp"
	"strings"

	"yanzhen/internal/registry/code"
)

var (
	educationWords = []struct{ word, name string }{
		{"博士", "博士研究生"}, {"硕士", "硕士研究生"}, {"研究生", "硕士研究生"}, {"本科", "大学本科"}, {"大学专科", "大学专科"}, {"大专", "大学专科"},
		{"高职", "大学专科"}, {"高专", "大学专科"}, {"中专", "中专"}, {"中等", "中专"}, {"中技", "中技"}, {"技校", "中技"}, {"职高", "职高"}, {"专科", "大学专科"},
		{"大学", "大学本科"}, {"高中", "高中"}, {"初中", "初中"}, {"小学", "小学"},
	}
	degreeWord = regexp.MustCompile(`名誉博士|博士|硕士|学士`)
	unfinished = regexp.MustCompile(`在读|肄业|结业`)
)

// readEducation finds the code of an education. vague is true for 研究生 without saying which.
func readEducation(text string) (it code.Item, vague, ok bool) {
	plain := joinHan(text)
	vague = strings.Contains(plain, "研究生") && !strings.Contains(plain, "硕") && !strings.Contains(plain, "博")
	if it, err := code.Education.Find(plain); err == nil {
		return it, vague, true
	}
	if outer := bracketed.ReplaceAllString(narrow(plain), ""); outer != "" && !degreeWord.MatchString(narrow(plain)[len(outer):]) {
		if it, err := code.Education.Find(outer); err == nil {
			return it, vague, true
		}
	}
	if unfinished.MatchString(plain) && !strings.Contains(plain, "在读") {
		return code.Item{}, false, false
	}
	for _, w := range educationWords {
		if strings.Contains(plain, w.word) {
			it, err := code.Education.Find(w.name)
			return it, vague, err == nil
		}
	}
	return code.Item{}, false, false
}

// modeOf reads full-time or in-service from a word; whole is true if the cell states nothing else.
func modeOf(text string, whole bool) string {
	switch {
	case matches(text, `非全日制|在职|函授|自考|自学考试|成人|成教|电大|网络|业余|夜大|党校|开放`) || whole && text == "否":
		return "在职"
	case matches(text, `全日制|统招|普通高`) || whole && text == "是":
		return "全日制"
	}
	return ""
}

func (r *reading) education(f Field, text string) {
	it, vague, ok := readEducation(text)
	if !ok {
		r.problem(r.column, f, UnknownCode, text)
		return
	}
	level, _ := code.Education.Level(it.Code)
	switch f {
	case FulltimeEducation:
		r.fullLevel = it.Code
	case InserviceEducation:
		r.partLevel = it.Code
	default:
		if r.v[f] != "" {
			return
		}
		r.set(EducationCode, it.Code)
		r.set(EducationMode, modeOf(text, false))
		r.graduate = vague
	}
	r.set(f, level.Zh)
}

func (r *reading) degree(f Field, text string) {
	if it, err := code.Degree.Find(text); err == nil {
		level, _ := code.Degree.Level(it.Code)
		r.set(f, level.Zh)
		return
	}
	if word := degreeWord.FindString(joinHan(text)); word != "" {
		r.set(f, word)
		return
	}
	r.problem(r.column, f, UnknownCode, text)
}

// educationDegree reads both from one cell: 本科/学士, 硕士研究生、工学硕士, 大学本科学士.
func (r *reading) educationDegree(text string) {
	parts := separators.Split(text, -1)
	if len(parts) == 1 {
		plain := joinHan(text)
		if at := degreeWord.FindAllStringIndex(plain, -1); len(at) > 0 {
			last := at[len(at)-1]
			head := strings.TrimRight(plain[:last[0]], "(（工理文法农医管教经历哲军艺术济育学")
			if _, err := code.Education.Find(head); err == nil && head != "" {
				r.education(EducationLevel, head)
				r.set(Degree, plain[last[0]:last[1]])
				return
			}
			if _, err := code.Degree.Find(plain); err == nil && !strings.Contains(plain, "研究生") {
				r.set(Degree, plain[last[0]:last[1]])
			}
		}
		if plain != "学士" {
			r.education(EducationLevel, plain)
		}
		return
	}
	for i, p := range parts {
		if p = strings.TrimSpace(p); p == "" || nothing(p) {
			continue
		}
		_, isDegree := code.Degree.Find(p)
		_, isEducation := code.Education.Find(p)
		switch {
		case isDegree == nil && (i > 0 && r.v[EducationLevel] != "" || isEducation != nil || strings.Contains(p, "学位")):
			r.degree(Degree, p)
		case r.v[EducationLevel] == "":
			r.education(EducationLevel, p)
		}
	}
}

func (r *reading) schoolMajor(text string) {
	lines := strings.FieldsFunc(text, func(c rune) bool { return c == '\n' })
	if len(lines) > 1 && schoolEnd.MatchString(lines[0]) && schoolEnd.MatchString(lines[len(lines)-1]) {
		text = lines[len(lines)-1] // several educations, the latest stands last
	}
	school, major := splitSchool(text)
	if nothing(school) {
		school = ""
	}
	if nothing(major) {
		major = ""
	}
	r.set(School, school)
	r.set(Major, major)
}

// school reads a column of schools, in which some write the major too.
func (r *reading) school(f Field, text string) {
	if f == School && r.t.column(Major) == nil && strings.ContainsAny(text, "/／，,") {
		r.schoolMajor(text)
		return
	}
	r.set(f, tidySchool(text))
}

// educate settles what several columns say about education: the higher of full-time and in-service counts where no column
// says the highest, and 研究生 with the degree of a doctor is a doctoral graduate.
func (r *reading) educate() {
	if r.v[EducationLevel] == "" && r.fullLevel+r.partLevel != "" {
		if code.Education.Compare(r.partLevel, r.fullLevel) > 0 {
			r.adopt(r.partLevel, "在职", InserviceEducation, InserviceDegree, InserviceSchool, InserviceMajor)
		} else {
			r.adopt(r.fullLevel, "全日制", FulltimeEducation, FulltimeDegree, FulltimeSchool, FulltimeMajor)
		}
	}
	if r.graduate && r.v[Degree] == "博士" {
		r.v[EducationLevel], r.v[EducationCode] = "博士研究生", "11"
	}
}

func (r *reading) adopt(educationCode, mode string, education, degree, school, major Field) {
	r.set(EducationLevel, r.v[education])
	r.set(EducationCode, educationCode)
	r.set(EducationMode, mode)
	r.set(Degree, r.v[degree])
	r.set(School, r.v[school])
	r.set(Major, r.v[major])
}
