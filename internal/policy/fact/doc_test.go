package fact

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write docs/FACTS.md anew")

// TestTheDocumentListsEveryFact keeps docs/FACTS.md the same as the catalogue.
func TestTheDocumentListsEveryFact(t *testing.T) {
	const file = "../../../docs/FACTS.md"
	want := document(Standard())
	if *update {
		if err := os.WriteFile(file, want, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("docs/FACTS.md is not what the catalogue says; go test ./internal/policy/fact -update writes it anew")
	}
}

const preface = `# Facts 事实目录

What policies may ask about a person. Written from internal/policy/fact/catalogue.yaml by
` + "`go test ./internal/policy/fact -update`" + `; do not edit.
政策可以用到的事实。由事实目录自动生成，请勿手改。

- **A fact that is absent is unknown, never no.** 没有的事实是“未知”，不是“否”。
- ` + "`type`" + `: bool, int, double, text, date (` + "`2026-01-31`, or `2026-01`" + ` for the first of a month), lists of these, or a list of records with fields of its own.
- Money is in fen (` + "`_fen`" + `): 1 yuan is 100. 金额以分计。Months, people and ages are whole numbers.
- A coded fact takes a code of its table (below) or its word in either language: ` + "`master`, `硕士研究生`" + `.
- ` + "`…_within`" + ` lists a place (GB/T 2260) or industry (GB/T 4754) with everything above it: ` + "`430408`" + ` gives ` + "`430000, 430400, 430408`" + `, so
  ` + "`'430400' in person.hukou_within`" + ` asks for the city. It follows from the fact named under "follows from"; so do ranks (` + "`…rank`" + `). Hand in the
  place or the level, not the list or the rank.
- *Changes* says who or what can change it: person, employer, office, time, never.

`

func document(c *Catalogue) []byte {
	var b bytes.Buffer
	b.WriteString(preface)
	area := ""
	for _, f := range c.All() {
		if of, _, _ := strings.Cut(f.Key, "."); of != area {
			area = of
			fmt.Fprintf(&b, "\n## %s\n\n| fact | 中文 | English | type | codes or unit | changes | follows from |\n|---|---|---|---|---|---|---|\n", area)
		}
		fmt.Fprintf(&b, "| `%s` | %s | %s | %s | %s | %s | %s |\n", f.Key, f.Zh, f.En, f.Kind, unitOf(f), f.Changes, follows(f))
		for _, g := range f.Fields {
			fmt.Fprintf(&b, "| · `%s` | %s | %s | %s | %s | | %s |\n", g.Key, g.Zh, g.En, g.Kind, unitOf(g), follows(g))
		}
	}
	b.WriteString("\n## Code tables 代码表\n\nThe higher the rank, the higher the step. 层次数字越大越高。\n")
	for _, table := range c.Tables() {
		fmt.Fprintf(&b, "\n### %s\n\n| code | rank | 中文 | English | also read 也可写作 |\n|---|---|---|---|---|\n", table)
		for _, code := range c.Codes(table) {
			rank := ""
			if code.Rank != nil {
				rank = fmt.Sprint(*code.Rank)
			}
			fmt.Fprintf(&b, "| `%s` | %s | %s | %s | %s |\n", code.Code, rank, code.Zh, code.En, strings.Join(code.Also, "、"))
		}
	}
	return b.Bytes()
}

func unitOf(f Fact) string {
	if f.Codes != "" {
		return "[" + f.Codes + "](#" + f.Codes + ")"
	}
	return f.Unit
}

func follows(f Fact) string {
	switch {
	case f.Within != "":
		return "`" + f.Within + "`"
	case f.RankOf != "":
		return "`" + f.RankOf + "`"
	}
	return strings.Join(f.From, ", ")
}
