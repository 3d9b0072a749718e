package roster

import (
	_ "embed"
	"regexp"
	"slices"
	"strings"

	"github.com/goccy/go-yaml"

	"yanzhen/internal/base/fault"
	"yanzhen/internal/registry/code"
)

//go:embed columns.yaml
var columnsYAML []byte

type guess struct {
	field Field
	like  *regexp.Regexp
}

var titleFields, titleGuesses = loadTitles()

func loadTitles() (map[string]Field, []guess) {
	var list []struct {
		Field Field    `yaml:"field"`
		Names []string `yaml:"names"`
		Like  []string `yaml:"like"`
	}
	if err := yaml.Unmarshal(columnsYAML, &list); err != nil {
		panic(err)
	}
	names, guesses := map[string]Field{}, []guess{}
	for _, l := range list {
		for _, name := range l.Names {
			if key := titleKey(name); names[key] == "" {
				names[key] = l.Field
			}
		}
		for _, like := range l.Like {
			guesses = append(guesses, guess{l.Field, regexp.MustCompile(like)})
		}
	}
	return names, guesses
}

var (
	titleNoise  = strings.NewReplacer("*", "", "★", "", "※", "", "：", "", ":", "", "。", "", "_", "", "(必填)", "", "必填", "", "(选填)", "", "、", "/", "和", "及", "与", "及")
	titleUnit   = regexp.MustCompile(`\([^()]*\)|[(].*$`)
	titleNumber = regexp.MustCompile(`^\d{1,2}[.、．)]`)
	groupTitle  = regexp.MustCompile(`(信息|背景|情况|方式|资料|概况|教育)$`)
	otherPerson = regexp.MustCompile(`配偶|爱人|子女|家属|家庭成员|亲属|父亲|母亲|父母|紧急|填表|填报|审核|法人|法定代表|负责人|导师|介绍人|推荐人(姓名|电话|意见)?$|联系领导|经办|联系人(姓名)?$|原工作单位|原单位|前单位|监护人|户主|审批|意见$|签字|签名`)
)

// titleKey is the form in which titles are compared.
func titleKey(title string) string {
	return titleNumber.ReplaceAllString(titleNoise.Replace(code.Key(title)), "")
}

// bare is a title key without what stands in brackets.
func bare(key string) string { return titleUnit.ReplaceAllString(key, "") }

// recognise gives the field that a title means, from its levels, outermost first.
func recognise(levels []string) (f Field, certain bool) {
	if len(levels) == 1 { // a header that was joined before, by us or by a web page
		if group, leaf, ok := strings.Cut(levels[0], "/"); ok && groupTitle.MatchString(titleKey(group)) {
			levels = []string{group, leaf}
		}
	}
	var keys []string
	for _, l := range levels {
		if key := titleKey(l); key != "" && (len(keys) == 0 || keys[len(keys)-1] != key) {
			keys = append(keys, key)
		}
	}
	if len(keys) == 0 {
		return "", false
	}
	whole, leaf := strings.Join(keys, "/"), keys[len(keys)-1]
	if titleFields[whole] == "" && titleFields[leaf] == "" && otherPerson.MatchString(bare(leaf)) {
		return "", false
	}
	if len(keys) > 1 {
		if slices.ContainsFunc(keys[:len(keys)-1], otherPerson.MatchString) {
			return "", false
		}
		if f, ok := byGroup(strings.Join(keys[:len(keys)-1], "/"), leaf); ok {
			return f, true
		}
	}
	for _, key := range []string{whole, bare(whole), strings.ReplaceAll(whole, "/", ""), leaf, bare(leaf), strings.ReplaceAll(leaf, "/", ""), strings.Trim(leaf, "()")} {
		if f, ok := titleFields[key]; ok {
			return f, true
		}
	}
	if f, ok := titleFields[strings.ReplaceAll(whole, "/", "")]; ok {
		return f, true
	}
	if len([]rune(leaf)) > 40 {
		return "", false
	}
	for _, key := range []string{leaf, whole} {
		for _, g := range titleGuesses {
			if g.like.MatchString(key) {
				return g.field, false
			}
		}
	}
	return "", false
}

// byGroup reads a leaf by the group above it: the two educations of personnel forms, terms of a contract, date of a title.
func byGroup(group, leaf string) (Field, bool) {
	plain, _ := recognise([]string{leaf})
	var fulltime, inservice Field
	switch plain {
	case EducationLevel:
		fulltime, inservice = FulltimeEducation, InserviceEducation
	case Degree:
		fulltime, inservice = FulltimeDegree, InserviceDegree
	case School:
		fulltime, inservice = FulltimeSchool, InserviceSchool
	case Major:
		fulltime, inservice = FulltimeMajor, InserviceMajor
	}
	switch {
	case fulltime != "" && (strings.Contains(group, "全日制") || strings.Contains(group, "第一学历")):
		return fulltime, true
	case fulltime != "" && strings.Contains(group, "在职") && !strings.Contains(group, "信息"):
		return inservice, true
	case strings.Contains(group, "合同") && matches(leaf, `^(起|开始|起始|自|签订)`):
		return ContractFrom, true
	case strings.Contains(group, "合同") && matches(leaf, `^(止|结束|终止|到期|截止|至)`):
		return ContractUntil, true
	case strings.Contains(group, "职称") && matches(leaf, `^(名称|职称名称|资格名称)$`):
		return Title, true
	case strings.Contains(group, "职称") && matches(leaf, `^(级别|等级|层级|层次)$`):
		return TitleLevel, true
	case strings.Contains(group, "职称") && matches(leaf, `(时间|日期)$`):
		return TitleOn, true
	case matches(group, `技能|职业资格`) && matches(leaf, `^(级别|等级|层级|名称)$`):
		return map[bool]Field{true: SkillName, false: SkillLevel}[leaf == "名称"], true
	case matches(group, `技能|职业资格`) && matches(leaf, `(时间|日期)$`):
		return SkillOn, true
	case matches(group, `单位|企业`) && matches(leaf, `^(名称|全称)$`):
		return Employer, true
	case matches(group, `单位|企业`) && matches(leaf, `^(性质|类型)$`):
		return EmployerOwnership, true
	case matches(group, `居住|住址|所在地|户籍`) && plain == "" && matches(leaf, `镇|街|乡`) && !matches(leaf, `村|社`):
		return Town, true
	}
	return "", false
}

func matches(s, pattern string) bool { return compiled(pattern).MatchString(s) }

// Detect gives the table of the sheet that looks most like a roster. Hidden sheets and sheets of examples or instructions
// count only when there is no other. Error: Invalid "roster.table.none" if no sheet has a row of titles with a name or identity number.
func (s *Source) Detect() (*Table, error) {
	tables, err := s.Tables()
	if err != nil {
		return nil, err
	}
	return tables[0], nil
}

// Tables gives the tables of all sheets that hold a roster, the likeliest first and otherwise in the order of the
// sheets: some offices keep one sheet per town. Error: as Detect.
func (s *Source) Tables() ([]*Table, error) {
	type found struct {
		t     *Table
		score int
	}
	var good, spare []found
	for _, sh := range s.sheets {
		t, score, err := s.detect(sh)
		if err != nil {
			return nil, err
		}
		switch {
		case t == nil:
		case sh.hidden() || exampleSheet.MatchString(sh.name()):
			spare = append(spare, found{t, score})
		default:
			good = append(good, found{t, score})
		}
	}
	if len(good) == 0 {
		good = spare
	}
	if len(good) == 0 {
		return nil, fault.Invalid.New("roster.table.none")
	}
	best := slices.MaxFunc(good, func(a, b found) int { return a.score - b.score })
	tables := []*Table{best.t}
	for _, g := range good {
		if g.t != best.t && 2*g.score >= best.score {
			tables = append(tables, g.t)
		}
	}
	return tables, nil
}

// Table gives the table of one sheet. Errors: Missing "roster.sheet.absent", Invalid "roster.table.none".
func (s *Source) Table(name string) (*Table, error) {
	for _, sh := range s.sheets {
		if sh.name() == name {
			t, _, err := s.detect(sh)
			if t == nil && err == nil {
				err = fault.Invalid.New("roster.table.none")
			}
			return t, err
		}
	}
	return nil, fault.Missing.New("roster.sheet.absent").With("sheet", name)
}

var exampleSheet = regexp.MustCompile(`示例|样例|样表|范例|填写说明|填表说明|填报说明|例表|模板说明|代码表|数据字典|下拉|选项`)
