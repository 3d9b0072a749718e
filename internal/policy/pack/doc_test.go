package pack

import (
	"bytes"
	"fmt"
	"os"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"yanzhen/internal/base/civil"
	"yanzhen/internal/base/money"
)

// sectionsOf lists the structs of the format in reading order.
var sectionsOf = []struct {
	title string
	typ   reflect.Type
	own   bool // leave out what is said under Body
}{
	{"policy.yaml", reflect.TypeFor[Policy](), true}, {"What a policy says (in the policy and in versions)", reflect.TypeFor[Body](), false},
	{"versions[]", reflect.TypeFor[Version](), true}, {"versions[].claimable", reflect.TypeFor[Claimable](), false},
	{"citation", reflect.TypeFor[Citation](), false}, {"inputs[]", reflect.TypeFor[Input](), false}, {"lists[]", reflect.TypeFor[List](), false},
	{"lists[].editions[]", reflect.TypeFor[Edition](), false}, {"define[]", reflect.TypeFor[Define](), false}, {"measures[]", reflect.TypeFor[Measure](), false},
	{"interpretations[]", reflect.TypeFor[Interpretation](), false}, {"interpretations[].readings[]", reflect.TypeFor[Reading](), false},
	{"windows[]", reflect.TypeFor[Window](), false}, {"gates[]", reflect.TypeFor[Gate](), false}, {"gates[].any[]", reflect.TypeFor[Set](), false},
	{"gates[].benefit", reflect.TypeFor[BenefitTest](), false}, {"decision, decided", reflect.TypeFor[Decision](), false},
	{"benefits[]", reflect.TypeFor[Benefit](), false}, {"benefits[].amount", reflect.TypeFor[Amount](), false}, {"benefits[].amount.tiers[]", reflect.TypeFor[Tier](), false},
	{"brackets[]", reflect.TypeFor[Bracket](), false}, {"benefits[].schedule", reflect.TypeFor[Schedule](), false},
	{"schedule.instalments[]", reflect.TypeFor[Instalment](), false}, {"schedule.each", reflect.TypeFor[Condition](), false}, {"schedule.stop[]", reflect.TypeFor[Stop](), false},
	{"benefits[].payee", reflect.TypeFor[Payee](), false}, {"benefits[].tax", reflect.TypeFor[Tax](), false}, {"benefits[].split[]", reflect.TypeFor[Share](), false},
	{"uplifts[]", reflect.TypeFor[Uplift](), false}, {"exclusive[]", reflect.TypeFor[Exclusive](), false}, {"prior[]", reflect.TypeFor[Prior](), false}, {"caps[]", reflect.TypeFor[Cap](), false}, {"once[]", reflect.TypeFor[Once](), false},
	{"stacks[]", reflect.TypeFor[Stack](), false}, {"limits[]", reflect.TypeFor[Limit](), false}, {"duties[]", reflect.TypeFor[Duty](), false},
	{"documents[]", reflect.TypeFor[Document](), false}, {"without_application", reflect.TypeFor[Direct](), false}, {"cases.yaml", reflect.TypeFor[caseFile](), false}, {"cases[]", reflect.TypeFor[Case](), false},
	{"cases[].expect", reflect.TypeFor[Expect](), false},
}

func keysOfTheFormat() string {
	var b strings.Builder
	body := fields(reflect.TypeFor[Body]())
	for _, s := range sectionsOf {
		fmt.Fprintf(&b, "\n### %s\n\n| key | value | |\n|---|---|---|\n", s.title)
		for _, f := range reflect.VisibleFields(s.typ) {
			name, _, _ := strings.Cut(f.Tag.Get("yaml"), ",")
			if _, shared := body[name]; name == "" || name == "-" || !f.IsExported() || s.own && shared {
				continue
			}
			key := "`" + name + "`"
			if f.Tag.Get("need") == "yes" {
				key = "**" + key + "**"
			}
			fmt.Fprintf(&b, "| %s | %s | %s |\n", key, valueWords(f), f.Tag.Get("doc"))
		}
	}
	return b.String()
}

func valueWords(f reflect.StructField) string {
	if words := choices(f); len(words) > 0 {
		return "`" + strings.Join(words, "` `") + "`"
	}
	t, list := f.Type, ""
	for t.Kind() == reflect.Slice || t.Kind() == reflect.Pointer {
		if t.Kind() == reflect.Slice {
			list = "list of "
		}
		t = t.Elem()
	}
	words, known := map[reflect.Type]string{reflect.TypeFor[Expr](): "rule", reflect.TypeFor[Text](): "text", reflect.TypeFor[civil.Date](): "date",
		reflect.TypeFor[money.Fen](): "yuan"}[t]
	if !known {
		words = map[reflect.Kind]string{reflect.String: "word", reflect.Bool: "true or false", reflect.Int: "whole number", reflect.Int64: "whole number",
			reflect.Float64: "number", reflect.Map: "block", reflect.Struct: "block"}[t.Kind()]
	}
	return list + words
}

func TestTheDocumentExplainsEveryKey(t *testing.T) {
	const file, mark = "../../../docs/POLICY-PACKS.md", "<!-- keys -->\n"
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	before, _, found := bytes.Cut(text, []byte(mark))
	if !found {
		t.Fatalf("%s has no mark %q", file, mark)
	}
	golden(t, file, slices.Concat(before, []byte(mark), []byte(keysOfTheFormat())))
	told := map[reflect.Type]bool{}
	for _, s := range sectionsOf {
		told[s.typ] = true
	}
	for _, s := range sectionsOf {
		for _, f := range reflect.VisibleFields(s.typ) {
			inner := f.Type
			for inner.Kind() == reflect.Slice || inner.Kind() == reflect.Pointer || inner.Kind() == reflect.Map {
				inner = inner.Elem()
			}
			if f.Tag.Get("yaml") == "-" || f.Anonymous || inner.Kind() != reflect.Struct || inner.PkgPath() != reflect.TypeFor[Policy]().PkgPath() ||
				inner == reflect.TypeFor[Expr]() || inner == reflect.TypeFor[Text]() {
				continue
			}
			if !told[inner] && f.IsExported() {
				t.Errorf("%s.%s is a block that no section explains", s.title, f.Name)
			}
		}
	}
}

var block = regexp.MustCompile("(?s)```yaml (policy|cases)\\.yaml\n(.*?)```")

func TestTheExampleOfTheDocumentsPassesItsCheck(t *testing.T) {
	for _, file := range []string{"POLICY-PACKS.md", "POLICY-PACKS.zh-CN.md"} {
		text, err := os.ReadFile("../../../docs/" + file)
		if err != nil {
			t.Fatal(err)
		}
		fsys := fstest.MapFS{}
		for _, m := range block.FindAllSubmatch(text, -1) {
			fsys["example_settling_2026/"+string(m[1])+".yaml"] = &fstest.MapFile{Data: m[2]}
		}
		packs, err := Load(fsys, ".")
		if err != nil || len(packs) != 1 {
			t.Fatalf("%s: %d packs, %v", file, len(packs), err)
		}
		report := Check(packs, "en")
		for _, p := range report.Packs[0].Problems {
			t.Errorf("%s: %s:%d:%d: %s", file, p.File, p.Line, p.Column, p.Text)
		}
		if report.Packs[0].Passed != 11 {
			t.Errorf("%s: %d of %d cases pass", file, report.Packs[0].Passed, report.Packs[0].Cases)
		}
	}
}

func TestTheChineseDocumentNamesEveryKey(t *testing.T) {
	text, err := os.ReadFile("../../../docs/POLICY-PACKS.zh-CN.md")
	if err != nil {
		t.Fatal(err)
	}
	_, keys, _ := strings.Cut(string(text), "## 全部键")
	for _, s := range sectionsOf {
		for key := range fields(s.typ) {
			if !strings.Contains(keys, "`"+key+"`") {
				t.Errorf("%s: the key %s is not explained", s.title, key)
			}
		}
	}
}
