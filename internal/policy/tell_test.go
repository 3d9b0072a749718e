package policy

import (
	"context"
	"testing"

	"yanzhen/internal/base/civil"
	"yanzhen/internal/i18n"
	"yanzhen/internal/policy/fact"
	"yanzhen/internal/policy/pack"
)

func TestSentencesSayWhatThereIsWhatIsAskedForAndWhatIsLacking(t *testing.T) {
	zh, en := i18n.WithLang(context.Background(), i18n.Zh), i18n.WithLang(context.Background(), i18n.En)
	book := &Book{}
	for _, tc := range []struct {
		told   pack.Told
		zh, en string
	}{
		{pack.Told{Op: ">=", Fact: "insurance.months", Have: int64(8), Want: int64(12), Short: int64(4), Verdict: No},
			"本地社保累计月数 8个月，要求不少于 12个月，还差 4个月", "months of local insurance in all: 8 months; at least 12 months asked for, 4 months short"},
		{pack.Told{Op: "<=", Fact: "person.birth_date", Call: "age", Have: int64(52), Want: int64(50), Short: int64(2), Verdict: No},
			"年龄（按出生日期） 52周岁，要求不超过 50周岁，超出 2年", "age (by date of birth): 52 years of age; at most 50 years of age asked for, 2 years too much"},
		{pack.Told{Op: ">=", Fact: "education.rank", Have: int64(5), Want: int64(6), Short: int64(1), Verdict: No},
			"最高学历层次：大学本科，要求硕士研究生及以上", "rank of the highest education: bachelor's course; master's course or above asked for"},
		{pack.Told{Op: ">=", Fact: "job.introduced_on", Have: civil.On(2021, 12, 30), Want: civil.On(2022, 1, 1), Short: int64(2), Verdict: No},
			"引进日期 2021-12-30，要求不早于 2022-01-01，早了 2天", "introduced on: 2021-12-30; 2022-01-01 or later asked for, 2 days too early"},
		{pack.Told{Op: "in", Fact: "employer.kind", Have: "village", Want: []any{"enterprise", "school"}, Verdict: No},
			"单位类型：村（社区），要求为企业或公办中小学校", "kind of employer: village or community; enterprise or public school asked for"},
		{pack.Told{Op: "is not", Fact: "job.civil_servant", Have: true, Verdict: No},
			"公务员或参公人员：是，要求为否", "is a civil servant or managed as one: yes; no asked for"},
		{pack.Told{Op: ">=", Fact: "insurance.months", Want: int64(12), Verdict: Unknown},
			"本地社保累计月数 未知，要求不少于 12个月", "months of local insurance in all: not known; at least 12 months asked for"},
		{pack.Told{Op: "==", Fact: "honours.level", Have: "city", Want: "province", Verdict: No, Element: 2, List: "honours", Record: map[string]any{"level": "city", "year": int64(2020)}},
			"第 2 条（级别 市级、年度 2020）：级别：市级，要求为省级", "record 2 (level city, year 2020): level: city; provincial asked for"},
	} {
		if got := (subject{}).told(zh, book, fact.Standard(), tc.told).Text; got != tc.zh {
			t.Errorf("got %s\nwant %s", got, tc.zh)
		}
		if got := (subject{}).told(en, book, fact.Standard(), tc.told).Text; got != tc.en {
			t.Errorf("got %s\nwant %s", got, tc.en)
		}
	}
}

func TestStretchesJoinMonthsOfOneVerdict(t *testing.T) {
	day := func(m int) civil.Date { return civil.On(2026, 11, 1).AddMonths(m) }
	got := stretches([]Month{{On: civil.On(2026, 11, 25), Verdict: No}, {On: day(1), Verdict: No}, {On: day(2), Verdict: Yes}, {On: day(3), Verdict: Yes}})
	if len(got) != 2 || got[0].Until != civil.On(2026, 12, 31) || got[1].From != day(2) || !got[1].Until.IsZero() || got[1].Verdict != Yes {
		t.Errorf("stretches %+v", got)
	}
}
