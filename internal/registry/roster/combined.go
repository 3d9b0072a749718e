package roster

import (
	"regexp"
	"slices"
	"strings"
	"unicode"

	"yanzhen/internal/registry/code"
)

var (
	separators  = regexp.MustCompile(`[\n\r/／\\|｜,，、;；]+|\s+[-—–]+\s+|\s*[—–]{1,2}\s*|\s{1,}|：|:`)
	schoolEnd   = regexp.MustCompile(`大学|学院|学校|党校|师范|中学|高中|一中|二中|三中|职院|中专|技校|研究院|研究所|研究生院|电大|(?i:university|college|institute|school)`)
	schoolTail  = regexp.MustCompile(`^[（(][^（()）]{1,8}[)）]|^(?:[\p{Han}]{0,4}(?:校区|分校))`)
	yearsAtHead = regexp.MustCompile(`^(?:\d{4}[\d.年月/\-至—~～ ]*|毕业于|毕业)+`)
	majorTail   = regexp.MustCompile(`(?:专业|系|方向)$`)
	latin       = regexp.MustCompile(`[A-Za-z]`)
)

// splitSchool tells school and major in one cell: by a separator in either order, or by where the name of the school ends.
func splitSchool(text string) (school, major string) {
	text = strings.TrimSpace(yearsAtHead.ReplaceAllString(clean(text), ""))
	text = strings.TrimSuffix(strings.TrimSuffix(text, "毕业"), "。")
	if text == "" {
		return "", ""
	}
	if latin.MatchString(text) && !strings.ContainsFunc(text, func(r rune) bool { return unicode.Is(unicode.Han, r) }) {
		text = strings.ReplaceAll(text, " ", "\u00a0") // the blanks of English names do not separate
	}
	var parts []string
	for _, p := range separators.Split(text, -1) {
		if p = strings.TrimSpace(strings.ReplaceAll(p, "\u00a0", " ")); p != "" {
			parts = append(parts, p)
		}
	}
	if len(parts) >= 2 {
		at := -1
		for i, p := range parts {
			if endsAsSchool(p) {
				at = i
				break
			}
		}
		if at >= 0 {
			rest := append(append([]string{}, parts[:at]...), parts[at+1:]...)
			for len(rest) > 1 && (endsAsSchool(rest[0]) || strings.HasSuffix(rest[0], "系")) { // a faculty between school and major
				rest = rest[1:]
			}
			return tidySchool(parts[at]), tidyMajor(rest[0])
		}
		if schoolOf, majorOf := cutSchool(strings.Join(parts, "")); schoolOf != "" && majorOf != "" && !strings.ContainsAny(text, "/／|｜") {
			return tidySchool(schoolOf), tidyMajor(majorOf)
		}
		if i := indexSchool(parts); i > 0 {
			return tidySchool(parts[i]), tidyMajor(parts[0])
		}
		return tidySchool(parts[0]), tidyMajor(parts[1])
	}
	if m := regexpSchoolInBrackets.FindStringSubmatch(text); m != nil { // 软件工程（湖南大学）
		if !schoolEnd.MatchString(m[1]) && endsAsSchool(m[2]) {
			return tidySchool(m[2]), tidyMajor(m[1])
		}
		if endsAsSchool(m[1]) && !endsAsSchool(m[2]) && majorTail.MatchString(m[2]) {
			return tidySchool(m[1]), tidyMajor(m[2])
		}
	}
	school, major = cutSchool(text)
	if school == "" { // no school in it
		if majorTail.MatchString(text) {
			return "", tidyMajor(text)
		}
		return text, ""
	}
	return tidySchool(school), tidyMajor(major)
}

var regexpSchoolInBrackets = regexp.MustCompile(`^(.+?)[（(]([^（()）]+)[)）]$`)

func endsAsSchool(s string) bool {
	at := schoolEnd.FindAllStringIndex(s, -1)
	if len(at) == 0 {
		return false
	}
	rest := s[at[len(at)-1][1]:]
	return rest == "" || schoolTail.FindString(rest) == rest || latin.MatchString(s) && !strings.ContainsFunc(s, func(r rune) bool { return unicode.Is(unicode.Han, r) })
}

func indexSchool(parts []string) int {
	for i, p := range parts {
		if schoolEnd.MatchString(p) {
			return i
		}
	}
	return -1
}

// cutSchool cuts behind the last word that ends the name of a school.
func cutSchool(text string) (school, major string) {
	at := schoolEnd.FindAllStringIndex(text, -1)
	for i := len(at) - 1; i >= 0; i-- {
		head, rest := text[:at[i][1]], text[at[i][1]:]
		if i > 0 && (rest == "" || strings.HasPrefix(rest, "教育")) && text[at[i][0]:at[i][1]] == "师范" {
			continue
		}
		if campus := schoolTail.FindString(rest); campus != "" {
			head, rest = head+campus, rest[len(campus):]
		}
		return head, rest
	}
	return "", text
}

func tidySchool(s string) string {
	return strings.Trim(strings.TrimPrefix(joinHan(s), "毕业于"), "-—–·. ")
}

func tidyMajor(s string) string {
	s = strings.Trim(joinHan(s), "-—–·. ")
	s = strings.Trim(s, "()（）")
	if cut := majorTail.ReplaceAllString(s, ""); cut != "" && !strings.HasSuffix(s, "关系") && !strings.HasSuffix(s, "体系") {
		return cut
	}
	return s
}

// joinHan removes blanks beside Chinese characters and makes one of others.
func joinHan(s string) string {
	s = clean(s)
	if !strings.ContainsAny(s, " \u3000\n\t") {
		return s
	}
	fields := strings.Fields(s)
	var b strings.Builder
	for i, f := range fields {
		if i > 0 {
			last, first := []rune(fields[i-1]), []rune(f)
			if last[len(last)-1] < 0x2e80 && first[0] < 0x2e80 {
				b.WriteByte(' ')
			}
		}
		b.WriteString(f)
	}
	return b.String()
}

// A credential is what a cell about titles, skills and qualifications states.
type credential struct{ title, level, skill, skillName, qualification string }

var (
	skillWord   = regexp.MustCompile(`首席技师|特级技师|高级技师|技师|高级工|中级工|初级工`)
	licence     = regexp.MustCompile(`注册|执业|建造师|造价师|造价工程师|监理工程师|安全工程师|消防工程师|法律职业|资格证|证书|从业资格`)
	titleEnd    = regexp.MustCompile(`(?:师|员|教授|讲师|助教|编审|译审|教练|记者|编辑|校对|翻译|高工|助工)$`)
	wholeTitle  = regexp.MustCompile(`正高|教授级|研究员级`)
	seniorTitle = regexp.MustCompile(`^副|高级|副高|主任`)
	juniorTitle = regexp.MustCompile(`助理|助教|助工|初级|[术计验济药护医]员$|技术员|士$`)
)

// readCredentials sorts the parts of a cell into title, skill level and qualification. Unknown is true if one part is none
// of them by the tables or by its ending.
func readCredentials(text string) (c credential, unknown bool) {
	key := strings.TrimSpace(clean(text))
	if c.take(key) {
		return c, false
	}
	parts := regexp.MustCompile(`[\n\r/／|｜,，、;；+＋]+|\s{2,}`).Split(key, -1)
	for _, p := range parts {
		if p = strings.TrimSpace(p); p == "" || nothing(p) {
			continue
		}
		if !c.take(p) && !c.guess(p) {
			unknown = true
			if c.title == "" {
				c.title = joinHan(p)
			}
		}
	}
	return c, unknown
}

// take uses the tables.
func (c *credential) take(text string) bool {
	plain := joinHan(text)
	outer := strings.TrimSpace(bracketed.ReplaceAllString(narrow(plain), ""))
	inner := strings.Trim(strings.TrimPrefix(narrow(plain), outer), "()")
	for _, word := range []string{plain, outer} {
		if it, err := code.SkillLevel.Find(word); err == nil && !isDigits(word) {
			c.skill = it.Zh
			if word == outer && inner != "" && c.skillName == "" && plain != outer {
				c.skillName = inner
			}
			return true
		}
		if it, err := code.Title.Find(word); err == nil && it.Rank > 0 && !isDigits(word) {
			if c.title == "" || it.Rank > levelRank(c.level) {
				c.title, c.level = word, code.LevelOf(it).Zh
			}
			return true
		}
	}
	if it, err := code.TitleLevel.Find(plain); err == nil && !isDigits(plain) {
		if it.Rank > 0 {
			c.level = it.Zh
		}
		return true
	}
	return false
}

// guess uses the endings of words.
func (c *credential) guess(text string) bool {
	plain := joinHan(text)
	switch word := skillWord.FindString(plain); {
	case licence.MatchString(plain):
		c.qualification = join(c.qualification, plain)
	case word != "":
		c.skill = word
		if name := strings.Trim(strings.Replace(plain, word, "", 1), "()（）"); name != "" {
			c.skillName = name
		}
	case titleEnd.MatchString(bracketed.ReplaceAllString(narrow(plain), "")):
		if c.title == "" {
			c.title, c.level = plain, levelByWord(plain)
		}
	default:
		return false
	}
	return true
}

func levelByWord(title string) string {
	switch {
	case wholeTitle.MatchString(title):
		return "正高"
	case seniorTitle.MatchString(title):
		return "副高"
	case juniorTitle.MatchString(title):
		return "初级"
	}
	return "中级"
}

func levelRank(zh string) int {
	it, err := code.TitleLevel.Find(zh)
	if err != nil {
		return -1
	}
	return it.Rank
}

func isDigits(s string) bool { return digitsOnly(narrow(s)) }

func join(a, b string) string {
	if a == "" || b == "" {
		return a + b
	}
	return a + "；" + b
}

var (
	townVillage = regexp.MustCompile(`^(.*?(?:街道办事处|街道|镇|乡))[\s/／、,，|\-—]*(.*)$`)
	abovePlace  = regexp.MustCompile(`^.*(?:省|市|自治州|区|县)`)
)

// splitTown tells town and village in one cell.
func splitTown(text string) (town, village string) {
	text = joinHan(text)
	if m := townVillage.FindStringSubmatch(text); m != nil {
		return tidyTown(m[1]), strings.Trim(m[2], "()（）")
	}
	if parts := separators.Split(text, 2); len(parts) == 2 {
		return tidyTown(parts[0]), parts[1]
	}
	if strings.HasSuffix(text, "村") || strings.Contains(text, "社区") || strings.HasSuffix(text, "委会") {
		return "", text
	}
	return text, ""
}

func tidyTown(text string) string {
	text = strings.TrimSuffix(joinHan(text), "办事处")
	if cut := abovePlace.ReplaceAllString(text, ""); len([]rune(cut)) >= 3 {
		return cut
	}
	return text
}

var employerEnd = regexp.MustCompile(`有限责任公司|股份有限公司|有限公司|公司|医院|卫生院|学校|小学|中学|大学|学院|幼儿园|合作社|农场|林场|工厂|厂|局|研究所|事务所|中心|研究院|设计院|委员会|办公室|村委会|居委会|集团|分公司|支行|银行`)

// dutyBehindUnit is a unit with the duty right behind it, as forms of organisation departments write it.
var dutyBehindUnit = regexp.MustCompile(`^(.*?(?:部|委|会|府|办|处|局|所|站|队|院|校|馆|社|中心|公司|集团|行|厂|场|园|街道|镇|乡|村|社区|学))` +
	`((?:党组|党委|党工委|党总支|党支部)?(?:第一)?副?(?:书记|部长|局长|主任|院长|校长|园长|镇长|乡长|区长|县长|市长|所长|站长|队长|馆长|社长|会长|主席|` +
	`理事长|秘书长|总?经理|董事长|厂长|场长|行长|委员|常委|干部|科员|办事员|调研员|[一二三四]级|教师|教授|讲师|医师|护士|工程师|技术员|职员).*)$`)

// splitEmployer tells unit and post in one cell.
func splitEmployer(text string) (employer, post string) {
	text = clean(text)
	if m := dutyBehindUnit.FindStringSubmatch(text); m != nil && !strings.ContainsAny(text, " \u3000\n/／|｜,，;；") {
		return m[1], m[2]
	}
	if parts := separators.Split(text, -1); len(parts) >= 2 && parts[len(parts)-1] != "" {
		return joinHan(strings.Join(parts[:len(parts)-1], "")), parts[len(parts)-1]
	}
	at := slices.DeleteFunc(employerEnd.FindAllStringIndex(text, -1), func(m []int) bool {
		return strings.HasPrefix(text[m[1]:], "长") // 局长, 厂长: no unit ends there
	})
	if len(at) == 0 {
		return text, ""
	}
	end := at[len(at)-1][1]
	return text[:end], strings.Trim(text[end:], "()（） ")
}

var (
	nameAside = regexp.MustCompile(`[（(]([^（()）]*)[)）]`)
	nameDots  = strings.NewReplacer("•", "·", "．", "·", "・", "·", "‧", "·", "●", "·", "∙", "·")
)

// readName gives the name and what stands in brackets behind it.
func readName(text string) (name, aside string) {
	text = clean(text)
	if m := nameAside.FindStringSubmatch(text); m != nil {
		aside, text = m[1], nameAside.ReplaceAllString(text, "")
	}
	return nameDots.Replace(joinHan(text)), aside
}
