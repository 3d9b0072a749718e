package manuscript_test

import (
	"io/fs"
	"os"
	"path"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"

	"yanzhen/internal/policy/manuscript"
	"yanzhen/packs"
)

// shipped gives the texts of every pack that ships, by file.
func shipped(t *testing.T) map[string]string {
	t.Helper()
	all := map[string]string{}
	check(t, fs.WalkDir(packs.FS, "policies", func(name string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() && path.Base(name) == "policy.yaml" {
			text, err := fs.ReadFile(packs.FS, name)
			all[name] = string(text)
			return err
		}
		return err
	}))
	return all
}

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func read(t *testing.T, text string) *manuscript.Manuscript {
	t.Helper()
	m, err := manuscript.Read(text)
	check(t, err)
	return m
}

// everyNth is which of the fields and clauses are tried: all of them with YANZHEN_LONG.
func everyNth() int {
	if os.Getenv("YANZHEN_LONG") != "" {
		return 1
	}
	return 11
}

// values are what a text reads as.
func values(t *testing.T, text string) map[string]any {
	t.Helper()
	var v map[string]any
	check(t, yaml.Unmarshal([]byte(text), &v))
	return v
}

// changedLines counts the lines of a that are not in b at the same distance from either end.
func changedLines(a, b string) int {
	x, y := strings.Split(a, "\n"), strings.Split(b, "\n")
	head, tail := 0, 0
	for head < min(len(x), len(y)) && x[head] == y[head] {
		head++
	}
	for tail < min(len(x), len(y))-head && x[len(x)-1-tail] == y[len(y)-1-tail] {
		tail++
	}
	return len(x) - head - tail
}

func entered(k manuscript.Kind) string {
	switch k {
	case manuscript.Number:
		return "777"
	case manuscript.Day:
		return "2031-02-03"
	case manuscript.Rule:
		return `age(person.birth_date, day) <= 35 && !('a: b' in education.school_tags) # "x"`
	}
	return `冒号：“引号” 100%, it's: [x] {y} # z`
}

func TestEveryValueOfEveryShippedPolicyIsEditedInItsPlaceAndNothingElseMoves(t *testing.T) {
	fields := 0
	for name, text := range shipped(t) {
		for _, part := range read(t, text).Parts() {
			for _, f := range part.Fields {
				if fields++; fields%everyNth() != 0 {
					continue
				}
				value := entered(f.Kind)
				edited, err := read(t, text).Apply([]manuscript.Edit{{Path: f.Path, Value: value}})
				if err != nil {
					t.Fatalf("%s %s: %v", name, f.Path, err)
				}
				if got := fieldAt(t, edited, f.Path); got != value {
					t.Fatalf("%s %s reads %q", name, f.Path, got)
				}
				if n := changedLines(text, edited); n > max(1, f.Last-f.First+1) {
					t.Fatalf("%s %s: %d lines changed", name, f.Path, n)
				}
				back, err := read(t, edited).Apply([]manuscript.Edit{{Path: f.Path, Value: f.Value}})
				check(t, err)
				if name := name + " " + f.Path; f.Value != "" && fieldAt(t, back, f.Path) != f.Value {
					t.Fatalf("%s does not come back", name)
				}
			}
		}
	}
	if fields < 1400 {
		t.Errorf("only %d fields of the shipped policies can be edited", fields)
	}
}

func fieldAt(t *testing.T, text, at string) string {
	t.Helper()
	for _, part := range read(t, text).Parts() {
		for _, f := range part.Fields {
			if f.Path == at {
				return f.Value
			}
		}
	}
	return ""
}

func TestAllValuesOfAPolicyAtOnce(t *testing.T) {
	for name, text := range shipped(t) {
		var edits []manuscript.Edit
		for _, part := range read(t, text).Parts() {
			for _, f := range part.Fields {
				edits = append(edits, manuscript.Edit{Path: f.Path, Value: entered(f.Kind)})
			}
		}
		edited, err := read(t, text).Apply(edits)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		got := map[string]string{}
		for _, part := range read(t, edited).Parts() {
			for _, f := range part.Fields {
				got[f.Path] = f.Value
			}
		}
		for _, e := range edits {
			if got[e.Path] != e.Value {
				t.Fatalf("%s %s reads %q", name, e.Path, got[e.Path])
			}
		}
	}
}

func TestAClauseIsAddedBehindAnyOtherAndTakenOutAgain(t *testing.T) {
	items := 0
	for name, text := range shipped(t) {
		for _, part := range read(t, text).Parts() {
			if part.Section != "gates" && part.Section != "tiers" || !part.Single {
				continue
			}
			if items++; items%everyNth() != 0 {
				continue
			}
			longer, err := read(t, text).Add(part.Section, part.Path)
			if err != nil {
				t.Fatalf("%s %s: %v", name, part.Path, err)
			}
			if len(read(t, longer).Parts()) != len(read(t, text).Parts())+1 {
				t.Fatalf("%s %s: no part more", name, part.Path)
			}
			list, place := path.Split(part.Path)
			next := list + map[string]string{"0": "1", "1": "2", "2": "3", "3": "4", "4": "5", "5": "6", "6": "7", "7": "8", "8": "9", "9": "10"}[place]
			if len(place) > 1 {
				continue
			}
			if back, err := read(t, longer).Drop(next); err != nil || back != text {
				t.Fatalf("%s %s: adding and taking out does not give the same text: %v", name, part.Path, err)
			}
		}
	}
	if items < 100 {
		t.Errorf("only %d items", items)
	}
}

const small = `# kept
id: sample # so is this
gates: # and this
  # about a
  - id: a
    text: {zh: 甲, en: a} # here
    when: >
      x >
      1
  - {id: b, text: {zh: 乙, en: b}, when: "y"}

versions:
  - {id: "1", effect: 2026-01-01}
`

func TestCommentsBlankLinesAndStylesSurvive(t *testing.T) {
	m := read(t, small)
	edited, err := m.Apply([]manuscript.Edit{{"gates/0/text/zh", "丙"}, {"gates/0/cites", "第三条"}, {"gates/0/when", "x > 2"}, {"gates/1/when", "z == 'q'"}, {"versions/0/applies", "a, b"}})
	check(t, err)
	want := strings.NewReplacer("甲", "丙", "  - id: a\n", "  - id: a\n    cites: 第三条\n", ">\n      x >\n      1", "x > 2", `"y"`, `"z == 'q'"`,
		`{id: "1", `, `{id: "1", applies: 'a, b', `).Replace(small)
	if edited != want {
		t.Errorf("got\n%s\nwant\n%s", edited, want)
	}
	gone, err := read(t, edited).Apply([]manuscript.Edit{{"gates/0/cites", ""}, {"versions/0/applies", ""}, {"gates/1/when", ""}})
	check(t, err)
	if strings.Contains(gone, "cites") || strings.Contains(gone, "applies") || strings.Contains(gone, "'q'") || !strings.Contains(gone, "# about a") {
		t.Errorf("got\n%s", gone)
	}
}

func TestWhatCannotBeEditedHereIsRefusedAndNothingChanges(t *testing.T) {
	m := read(t, small)
	for _, e := range []manuscript.Edit{{"gates/0/id", ""}, {"gates/9/when", "x"}, {"id/x", "y"}, {"gates", "z"}, {"gates/0/text", "q"}} {
		if text, err := m.Apply([]manuscript.Edit{e}); err == nil {
			t.Errorf("%+v gives\n%s", e, text)
		}
	}
	if _, err := m.Drop("versions/0"); err == nil {
		t.Error("the only version is taken out")
	}
	if _, err := m.Add("versions", "versions/0"); err == nil {
		t.Error("a version is added")
	}
	for _, bad := range []string{"", "a: [", "- x", "just words"} {
		if _, err := manuscript.Read(bad); err == nil {
			t.Errorf("%q is read", bad)
		}
	}
	if same, _ := m.Apply(nil); same != small {
		t.Error("no edit changes the text")
	}
	if !slices.Equal(keys(m), keys(read(t, small))) || values(t, small)["id"] != "sample" {
		t.Error("reading changes it")
	}
}

func keys(m *manuscript.Manuscript) (all []string) {
	for _, p := range m.Parts() {
		all = append(all, p.Section+" "+p.Path+" "+p.ID)
	}
	return all
}
