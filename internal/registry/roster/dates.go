package roster

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"yanzhen/internal/base/civil"
)

var (
	dateParts  = regexp.MustCompile(`^(\d{4})\s*[-./年\\_,，、·~ ]\s*(\d{1,2})(?:\s*[-./月\\_,，、· ]\s*(\d{1,2}))?\s*(?:日|号|月|月份)?$`)
	yearOnly   = regexp.MustCompile(`^(\d{4})\s*年?(?:度|份)?$`)
	shortYear  = regexp.MustCompile(`^['’‘` + "`" + `]?(\d{2})\s*[-./年\\]\s*(\d{1,2})(?:\s*[-./月\\]\s*(\d{1,2}))?\s*(?:日|号|月)?$`)
	yearLast   = regexp.MustCompile(`^(\d{1,2})[-./](\d{1,2})[-./](\d{4})$`)
	clockTail  = regexp.MustCompile(`(\d)[ T]+\d{1,2}:\d{2}.*$`)
	bracketed  = regexp.MustCompile(`\([^()]*\)$`)
	dateLabel  = regexp.MustCompile(`^(?:(?:出生|生)?于|约|自|从|始于)\s*|(?:起|至今|出生|生|毕业|入职|参加工作|前|后|左右|开始|以来)$`)
	monthNames = map[string]int{"jan": 1, "feb": 2, "mar": 3, "apr": 4, "may": 5, "jun": 6, "jul": 7, "aug": 8, "sep": 9, "oct": 10, "nov": 11, "dec": 12}
	english    = regexp.MustCompile(`(?i)^(?:(\d{1,2})[- ])?(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?[-, ]+(?:(\d{1,2}),? +)?(\d{4})$`)
)

// A day is a date as far as it is stated: "" for what is not.
type day struct{ year, month, day int }

func (d day) text() string {
	switch {
	case d.day > 0:
		return fmt.Sprintf("%04d-%02d-%02d", d.year, d.month, d.day)
	case d.month > 0:
		return fmt.Sprintf("%04d-%02d", d.year, d.month)
	}
	return fmt.Sprintf("%04d", d.year)
}

// readDay reads a date in any spelling of the trade. pivot is the last two-digit year of this century.
func readDay(text string, k kind, pivot int) (day, bool) {
	s := strings.TrimSpace(narrow(strings.ReplaceAll(text, "\n", " ")))
	s = strings.Trim(s, "'’‘`\" ")
	s = clockTail.ReplaceAllString(s, "$1")
	s = strings.TrimSpace(dateLabel.ReplaceAllString(strings.TrimSpace(bracketed.ReplaceAllString(s, "")), ""))
	s = chineseDate(s)
	if plain := strings.Join(strings.Fields(s), ""); digitsOnly(plain) {
		return packedDay(plain, k)
	}
	if m := dateParts.FindStringSubmatch(s); m != nil {
		return real(m[1], m[2], m[3])
	}
	if m := yearOnly.FindStringSubmatch(s); m != nil {
		return real(m[1], "", "")
	}
	if m := shortYear.FindStringSubmatch(s); m != nil {
		return real(century(m[1], pivot), m[2], m[3])
	}
	if m := yearLast.FindStringSubmatch(s); m != nil {
		if d, ok := real(m[3], m[1], m[2]); ok {
			return d, true
		}
		return real(m[3], m[2], m[1])
	}
	if m := english.FindStringSubmatch(s); m != nil {
		return real(m[4], strconv.Itoa(monthNames[strings.ToLower(m[2])]), m[1]+m[3])
	}
	return day{}, false
}

// packedDay reads digits alone: 20210301, 202103, 2021, 210301 or the serial number of a spreadsheet's day.
func packedDay(s string, k kind) (day, bool) {
	switch len(s) {
	case 14:
		return packedDay(s[:8], k)
	case 8:
		if d, ok := real(s[:4], s[4:6], s[6:]); ok {
			return d, true
		}
	case 6:
		if d, ok := real(s[:4], s[4:], ""); ok {
			return d, true
		}
		return real(century(s[:2], 30), s[2:4], s[4:])
	case 4:
		return real(s, "", "")
	case 5:
		if text, ok := serialDate(s, false, false); ok && s > "10000" {
			d := civil.MustParse(text)
			return day{d.Year, int(d.Month), d.Day}, true
		}
	}
	return day{}, false
}

func century(yy string, pivot int) string {
	if n, _ := strconv.Atoi(yy); n <= pivot {
		return "20" + yy
	}
	return "19" + yy
}

// real checks that the parts make a date of the calendar between 1880 and 2199.
func real(year, month, dayText string) (day, bool) {
	y, _ := strconv.Atoi(year)
	m, _ := strconv.Atoi(month)
	n, _ := strconv.Atoi(dayText)
	switch {
	case y < 1880 || y > 2199:
		return day{}, false
	case month == "" || m == 0 && n == 0 && month == "00":
		return day{y, 0, 0}, true
	case m < 1 || m > 12:
		return day{}, false
	case dayText == "" || dayText == "00":
		return day{y, m, 0}, true
	case n < 1 || civil.On(y, time.Month(m), n).Day != n:
		return day{}, false
	}
	return day{y, m, n}, true
}

var chineseYear = regexp.MustCompile(`^([〇零○О0一二三四五六七八九]{4})年(?:([一二三四五六七八九十正元冬腊]{1,2})月)?(?:([初一二三四五六七八九十廿卅]{1,3})[日号]?)?`)

// chineseDate turns 二〇二一年三月五日 into 2021年3月5日.
func chineseDate(s string) string {
	m := chineseYear.FindStringSubmatch(s)
	if m == nil {
		return s
	}
	year := ""
	for _, r := range m[1] {
		year += strconv.Itoa(max(0, strings.IndexRune("一二三四五六七八九", r)/3+1))
		if !strings.ContainsRune("一二三四五六七八九", r) {
			year = year[:len(year)-1] + "0"
		}
	}
	out := year + "年"
	if n, ok := chineseNumber(m[2]); ok {
		out += strconv.Itoa(n) + "月"
	}
	if n, ok := chineseNumber(m[3]); ok {
		out += strconv.Itoa(n) + "日"
	}
	return out
}

var chineseDigits = map[rune]int{'零': 0, '〇': 0, '○': 0, '一': 1, '二': 2, '两': 2, '三': 3, '四': 4, '五': 5, '六': 6, '七': 7, '八': 8, '九': 9}

// chineseNumber reads a whole number below ten thousand: 三, 十二, 三十六, 一百二十, 廿五.
func chineseNumber(s string) (int, bool) {
	s = strings.NewReplacer("廿", "二十", "卅", "三十", "壹", "一", "贰", "二", "叁", "三", "肆", "四", "伍", "五", "拾", "十").Replace(s)
	if s == "" || len([]rune(s)) > 8 {
		return 0, false
	}
	total, digit := 0, -1
	for _, r := range s {
		unit := map[rune]int{'十': 10, '百': 100, '千': 1000}[r]
		switch n, ok := chineseDigits[r]; {
		case unit > 0:
			if digit < 0 {
				digit = 1
			}
			total, digit = total+digit*unit, -1
		case ok:
			if digit > 0 {
				return 0, false
			}
			digit = n
		default:
			return 0, false
		}
	}
	return total + max(digit, 0), true
}

func digitsOnly(s string) bool {
	return s != "" && strings.Trim(s, "0123456789") == ""
}
