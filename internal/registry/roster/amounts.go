package roster

import (
	"math"
	"regexp"
	"strconv"
	"strings"
	"time"

	"yanzhen/internal/base/civil"
)

// A unit is what a bare number of a column counts, as its title or its sample says.
type unit struct {
	months float64 // months that 1 stands for: 12 in a column of years; 0 if the title does not say
	yuan   float64 // yuan that 1 stands for; 0 if the title does not say
	times  float64 // payments a year: 12 in a column of monthly pay
}

// unitOf reads the unit in a title and, where it is silent, in the sample: contracts of at most ten are years,
// a year's pay below a thousand is in 万元.
func unitOf(title string, f Field, sample []gridRow, column int) unit {
	key := titleKey(title)
	u := unit{times: 1}
	if matches(key, `月(薪|工资|收入|均)|/月|每月|按月`) && !matches(key, `年`) {
		u.times = 12
	}
	switch {
	case strings.Contains(key, "万"):
		u.yuan = 10_000
	case matches(key, `千元`):
		u.yuan = 1000
	case matches(key, `\(.*元.*\)|yuan|rmb|cny`):
		u.yuan = 1
	}
	switch {
	case matches(key, `\([^()]*月[^()]*\)|月数|months?`):
		u.months = 1
	case matches(key, `\([^()]*年[^()]*\)|年限|years?`):
		u.months = 12
	}
	var most float64
	for _, r := range sample {
		if n, err := strconv.ParseFloat(narrow(r.at(column)), 64); err == nil {
			most = max(most, n)
		}
	}
	if u.months == 12 && most > 45 { // nobody's years: the column holds months in spite of its title
		u.months = 1
	}
	if f == ContractMonths && u.months == 0 && most > 0 && most <= 10 {
		u.months = 12
	}
	return u
}

var (
	number     = `(\d+(?:\.\d+)?|[一二两三四五六七八九十廿百半]+)`
	yearsPart  = regexp.MustCompile(`^` + number + `(?:周)?(?:年|y|years?)(半)?(?:零|又|,|，)?`)
	monthsPart = regexp.MustCompile(`^` + number + `(?:个半|个|多个)?(?:月|m|months?)?(?:份)?`)
	loose      = regexp.MustCompile(`^(?:约|满|共|累计|已缴|已缴纳|缴纳|近|为|签订|固定期限|固定|合同|期限|[:：])+|(?:以上|左右|整|多|期|合同|固定期限|有余)+$`)
	openEnded  = regexp.MustCompile(`无固定|长期|永久|无期限`)
)

// readMonths reads a length of time as whole months.
func readMonths(text string, u unit) (int, bool) {
	s := strings.ToLower(strings.Join(strings.Fields(narrow(text)), ""))
	s = loose.ReplaceAllString(bracketed.ReplaceAllString(s, ""), "")
	if n, ok := anyNumber(s); ok && s != "半" {
		return wholeMonths(n*max(u.months, 1), true)
	}
	total, found := 0.0, false
	if m := yearsPart.FindStringSubmatch(s); m != nil {
		n, ok := anyNumber(m[1])
		if m[2] != "" {
			n += 0.5
		}
		total, found, s = total+12*n, ok, s[len(m[0]):]
	}
	if m := monthsPart.FindStringSubmatch(s); m != nil && m[0] != m[1] {
		n, ok := anyNumber(m[1])
		total, found, s = total+n, ok, s[len(m[0]):]
	} else if m != nil && found {
		n, ok := anyNumber(m[1])
		total, found, s = total+n, ok, s[len(m[0]):]
	}
	return wholeMonths(total, found && s == "")
}

func wholeMonths(n float64, ok bool) (int, bool) {
	if !ok || n < 0 || n > 1200 {
		return 0, false
	}
	return int(math.Round(n)), true
}

func anyNumber(s string) (float64, bool) {
	if s == "半" {
		return 0.5, true
	}
	if n, err := strconv.ParseFloat(s, 64); err == nil {
		return n, n >= 0 && n < 1e6
	}
	n, ok := chineseNumber(s)
	return float64(n), ok
}

// readPeriod reads 2022.01-2025.01 as its two ends; the second is zero when it is open.
func readPeriod(text string) (from, until day, ok bool) {
	s := strings.TrimSpace(narrow(strings.ReplaceAll(text, "\n", " ")))
	for _, sep := range []string{"--", "——", "—", "–", "~", "～", "至", "到", " - ", "-", "/"} {
		for at := 0; ; {
			i := strings.Index(s[at:], sep)
			if i < 0 {
				break
			}
			at += i
			a, okA := readDay(s[:at], kindText, 40)
			rest := strings.TrimSpace(s[at+len(sep):])
			b, okB := readDay(rest, kindText, 60)
			if open := rest == "今" || rest == "" || rest == "现在"; okA && a.month > 0 && (okB && b.month > 0 || open) {
				return a, b, true
			}
			at += len(sep)
		}
	}
	return day{}, day{}, false
}

// monthsOf counts the whole months of a period whose last day belongs to it.
func monthsOf(from, until day) int {
	a := civil.On(from.year, time.Month(from.month), max(1, from.day))
	b := civil.On(until.year, time.Month(until.month), max(1, until.day))
	if from.day > 0 && until.day > 0 {
		b = b.AddDays(1)
	}
	return a.MonthsUntil(b)
}

var payNumber = regexp.MustCompile(`^(\d+(?:\.\d+)?)(万|w|千|k)?(?:元|块)?(?:人民币|rmb|cny)?(?:整)?(?:(?:/|每|一)?(年|月|个月|日|天|小时|y|year|month))?$`)

// readPay reads an amount of pay as whole yuan a year.
func readPay(text string, u unit) (int64, bool) {
	s := strings.ToLower(strings.Join(strings.Fields(narrow(text)), ""))
	s = strings.NewReplacer(",", "", "，", "", "¥", "", "￥", "", "rmb", "", "税前", "", "年薪", "", "约", "", "左右", "", "人民币", "", ":", "", "以上", "", "余", "").Replace(s)
	if strings.Contains(s, "月薪") || strings.Contains(s, "月工资") {
		s = strings.NewReplacer("月薪", "", "月工资", "").Replace(s) + "/月"
	}
	s = bracketed.ReplaceAllString(s, "")
	m := payNumber.FindStringSubmatch(s)
	if m == nil {
		return 0, false
	}
	n, err := strconv.ParseFloat(m[1], 64)
	if err != nil {
		return 0, false
	}
	times := u.times
	switch m[3] {
	case "年", "y", "year":
		times = 1
	case "月", "个月", "month":
		times = 12
	case "日", "天", "小时":
		return 0, false
	}
	switch {
	case m[2] == "万" || m[2] == "w":
		n *= 10_000
	case m[2] == "千" || m[2] == "k":
		n *= 1000
	case strings.Contains(s, "元"):
	case u.yuan > 1 && n >= 1000: // the title says 万元, the number cannot mean it
	case u.yuan > 0:
		n *= u.yuan
	case n < 1000 && times <= 1:
		n *= 10_000
	}
	n *= max(times, 1)
	if n < 0 || n > 1e12 {
		return 0, false
	}
	return int64(math.Round(n)), true
}
