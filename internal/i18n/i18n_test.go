package i18n

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"yanzhen/internal/base/civil"
	"yanzhen/internal/base/fault"
	"yanzhen/internal/base/money"
)

var (
	zh = context.Background()
	en = WithLang(context.Background(), En)
)

func speak(t *testing.T, words string) func(context.Context, string, Args) string {
	t.Helper()
	c, err := Load([]byte(words))
	if err != nil {
		t.Fatal(err)
	}
	return func(ctx context.Context, key string, args Args) string { return T(WithWords(ctx, c), key, args) }
}

func TestMessagesSpeakBothLanguages(t *testing.T) {
	say := speak(t, `
people: {zh: "共 {n} 人", en: "{n, plural, =0 {nobody} one {# person} other {# people}}"}
kind: {zh: "{k, select, a {甲} other {其他}}", en: "{k, select, a {first} other {rest}}"}
paid: {zh: "{day, date}拨付{sum, wan}", en: "{sum, wan} paid on {day, date}"}
year: {zh: "{y, plain} 年", en: "in {y, plain}"}
case: {zh: "状态：{s, word, state.}", en: "state: {s, word, state.}"}
state.open: {zh: "在办", en: "open"}
ref: {zh: "{what}已保存", en: "{what} saved"}
share: {zh: "占 {p, percent}", en: "{p, percent} of all"}
at: {zh: "{t, datetime}", en: "{t, datetime}"}
`)
	day := civil.MustParse("2026-11-23")
	for name, tc := range map[string]struct {
		key    string
		args   Args
		zh, en string
	}{
		"a count of one":            {"people", Args{"n": 1}, "共 1 人", "1 person"},
		"a count of none":           {"people", Args{"n": 0}, "共 0 人", "nobody"},
		"a large count":             {"people", Args{"n": int64(38642)}, "共 38,642 人", "38,642 people"},
		"a choice by value":         {"kind", Args{"k": "a"}, "甲", "first"},
		"a choice nobody listed":    {"kind", Args{"k": "z"}, "其他", "rest"},
		"an amount and a day":       {"paid", Args{"sum": money.Yuan(500_000), "day": day}, "2026年11月23日拨付50 万元", "CNY 500,000 paid on 23 November 2026"},
		"a year without separators": {"year", Args{"y": 2026}, "2026 年", "in 2026"},
		"a code in words":           {"case", Args{"s": "open"}, "状态：在办", "state: open"},
		"an argument that is a key": {"ref", Args{"what": Key("state.open")}, "在办已保存", "open saved"},
		"a share":                   {"share", Args{"p": 0.534}, "占 53.4%", "53.4% of all"},
		"an instant":                {"at", Args{"t": time.Date(2026, 11, 23, 8, 42, 0, 0, time.UTC)}, "2026-11-23 16:42", "2026-11-23 16:42"},
		"an argument left out":      {"ref", nil, "⟦what⟧已保存", "⟦what⟧ saved"},
		"a key nobody wrote down":   {"no.such", nil, "⟦no.such⟧", "⟦no.such⟧"},
	} {
		t.Run(name, func(t *testing.T) {
			if got := say(zh, tc.key, tc.args); got != tc.zh {
				t.Errorf("zh: got %q, want %q", got, tc.zh)
			}
			if got := say(en, tc.key, tc.args); got != tc.en {
				t.Errorf("en: got %q, want %q", got, tc.en)
			}
		})
	}
}

func TestWanIsExact(t *testing.T) {
	for yuan, want := range map[int64]string{9600: "9,600 元", 10000: "1 万元", 12500: "1.25 万元", 12_345: "12,345 元", -500_000: "-50 万元", 26_950_000: "2,695 万元"} {
		if got := Wan(zh, money.Yuan(yuan)); got != want {
			t.Errorf("%d yuan: got %q, want %q", yuan, got, want)
		}
	}
}

func TestLoadRefusesBadWords(t *testing.T) {
	for name, words := range map[string]string{
		"a language left out":            `k: {zh: "是"}`,
		"languages with other arguments": `k: {zh: "{a}", en: "{b}"}`,
		"a brace left open":              `k: {zh: "{a", en: "{a}"}`,
		"a stray brace":                  `k: {zh: "a}", en: "a"}`,
		"an unknown format":              `k: {zh: "{a, shout}", en: "{a, shout}"}`,
		"a plural without other":         `k: {zh: "{a}", en: "{a, plural, one {x}}"}`,
		"a key twice":                    "k: {zh: 甲, en: a}\nk: {zh: 乙, en: b}",
		"a third language":               `k: {zh: 甲, en: a, fr: a}`,
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := Load([]byte(words)); err == nil {
				t.Errorf("%s was accepted", words)
			}
		})
	}
}

func TestMergeRefusesAKeyTwice(t *testing.T) {
	a, _ := Load([]byte(`k: {zh: 甲, en: a}`))
	b, _ := Load([]byte(`l: {zh: 乙, en: b}`))
	if both, err := Merge(a, b); err != nil || strings.Join(both.Keys(), " ") != "k l" {
		t.Errorf("merged %v, %v", both, err)
	}
	if _, err := Merge(a, b, a); err == nil {
		t.Error("a key in two catalogues was accepted")
	}
}

func TestFaultsAreToldWithoutTheirCause(t *testing.T) {
	secret := errors.New("dial 10.0.0.1: secret")
	for _, ctx := range []context.Context{zh, en} {
		told := Fault(ctx, secret)
		for _, text := range []string{told.Title, told.Text, told.Mend} {
			if text == "" || strings.Contains(text, "secret") || strings.Contains(text, "⟦") {
				t.Errorf("told %+v", told)
			}
		}
	}
	told := Fault(en, fault.Invalid.New("no.words.a").On("name").And(fault.Invalid.New("no.words.b").On("age")))
	if len(told.Fields) != 2 || told.Fields[0].Name != "name" || told.Fields[1].Name != "age" {
		t.Errorf("fields %+v", told.Fields)
	}
	if told.Fields[0].Text != "Some entries need to be mended" {
		t.Errorf("a key without words was told as %q", told.Fields[0].Text)
	}
}

func TestEveryKindOfFaultHasWords(t *testing.T) {
	for _, kind := range []fault.Kind{fault.Invalid, fault.Denied, fault.Unsigned, fault.Missing, fault.Conflict,
		fault.TooMany, fault.TooLarge, fault.Unavailable, fault.Internal} {
		for _, prefix := range []string{"fault.title.", "fault.mend."} {
			if !Has(zh, prefix+string(kind)) {
				t.Errorf("%s%s has no words", prefix, kind)
			}
		}
	}
}

func TestScanFindsMissingAndUnusedKeys(t *testing.T) {
	root := t.TempDir()
	for name, body := range map[string]string{
		"a/words.yaml": `
a.used: {zh: 甲, en: a}
a.dead: {zh: 乙, en: b}
a.role.office: {zh: 丙, en: c}
a.state.open: {zh: 丁, en: d}
a.shown: {zh: "{s, word, a.state.}", en: "{s, word, a.state.}"}
a.listed: {zh: 戊, en: e}
`,
		"a/a.go": `package a
var _ = i18n.T(ctx, "a.used")
var _ = i18n.T(ctx, "a.gone")
var _ = fault.Invalid.New("a.fault_gone")
var _ = web.Moved(w, r, "/x", "a.moved_gone")
var _ = errors.New("not a key")
var _ = i18n.Family("a.role.")
var label = "a.shown"
`,
		"a/menu.yaml":         `items: [{label: a.listed}]`,
		"a/a_test.go":         `package a; var _ = i18n.T(ctx, "a.only_in_test")`,
		"a/testdata/other.go": `package x; var _ = i18n.T(ctx, "a.only_in_testdata")`,
	} {
		path := filepath.Join(root, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(body), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := MissingOrUnused(root)
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"a.fault_gone is in no", "a.gone is in no", "a.moved_gone is in no", "a.dead is used nowhere"}
	if len(got) != len(want) {
		t.Fatalf("got %q", got)
	}
	for i := range want {
		if !strings.Contains(got[i], want[i]) {
			t.Errorf("complaint %d: got %q, want %q", i, got[i], want[i])
		}
	}
}
