package registry

import (
	"strings"
	"sync"
	"unicode"

	"github.com/mozillazg/go-pinyin"
)

// surnames are read otherwise than the character is elsewhere; two-character ones first.
var surnames = map[string][]string{
	"单于": {"chan", "yu"}, "长孙": {"zhang", "sun"}, "尉迟": {"yu", "chi"}, "万俟": {"mo", "qi"}, "澹台": {"tan", "tai"}, "宿六": {"su", "liu"},
	"单": {"shan"}, "曾": {"zeng"}, "仇": {"qiu"}, "区": {"ou"}, "解": {"xie"}, "任": {"ren"}, "华": {"hua"}, "盖": {"ge"}, "朴": {"piao"},
	"查": {"zha"}, "纪": {"ji"}, "缪": {"miao"}, "乐": {"yue"}, "翟": {"zhai"}, "覃": {"qin"}, "冼": {"xian"}, "洗": {"xian"}, "秘": {"bi"},
	"种": {"chong"}, "黑": {"he"}, "召": {"shao"}, "宓": {"mi"}, "句": {"gou"}, "隗": {"wei"}, "繁": {"po"}, "贾": {"jia"}, "谌": {"chen"},
	"车": {"che"}, "阚": {"kan"}, "员": {"yun"}, "沈": {"shen"}, "石": {"shi"}, "折": {"she"}, "重": {"chong"}, "葛": {"ge"}, "柏": {"bai"},
	"卜": {"bu"}, "都": {"du"}, "哈": {"ha"}, "能": {"nai"}, "牟": {"mou"}, "褚": {"chu"}, "尹": {"yin"}, "过": {"guo"}, "应": {"ying"},
}

// readings holds the usual reading of every character of the basic block, filled on first use.
var readings = sync.OnceValue(func() []string {
	all := make([]string, 0x9FFF-0x4E00+1)
	args := pinyin.NewArgs()
	for i := range all {
		if read := pinyin.SinglePinyin(rune(0x4E00+i), args); len(read) > 0 {
			all[i] = read[0]
		}
	}
	return all
})

// pinyinOf gives the full reading of a name without blanks ("zhangwei") and its initials ("zw"); letters and digits stand for
// themselves. A surname with a reading of its own is read so.
func pinyinOf(name string) (full, initials string) {
	var a, b strings.Builder
	rest := []rune(name)
	for _, n := range []int{2, 1} {
		if len(rest) > n {
			if read, ok := surnames[string(rest[:n])]; ok {
				for _, syllable := range read {
					a.WriteString(syllable)
					b.WriteByte(syllable[0])
				}
				rest = rest[n:]
				break
			}
		}
	}
	for _, r := range rest {
		switch {
		case r >= 0x4E00 && r <= 0x9FFF:
			if read := readings()[r-0x4E00]; read != "" {
				a.WriteString(read)
				b.WriteByte(read[0])
			}
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			a.WriteRune(unicode.ToLower(r))
			b.WriteRune(unicode.ToLower(r))
		}
	}
	return a.String(), b.String()
}
