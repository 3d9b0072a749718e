package policy

import (
	"maps"
	"slices"
	"strings"

	"yanzhen/internal/base/civil"
)

// A Part is a kind of thing a policy says.
type Part string

// The parts of a policy that are compared.
const (
	PartDates     Part = "dates"
	PartClause    Part = "clause"
	PartBenefit   Part = "benefit"
	PartUplift    Part = "uplift"
	PartExclusive Part = "exclusive"
	PartLimit     Part = "limit"
	PartDuty      Part = "duty"
	PartWindow    Part = "window"
	PartPaper     Part = "paper"
)

// A Change is one thing that a version says otherwise than the other. Before is empty for what is new, After for what
// is gone.
type Change struct {
	Part   Part   `json:"part"`
	ID     string `json:"id"`
	Before string `json:"before,omitempty"`
	After  string `json:"after,omitempty"`
}

// A passage is one thing that a version says, in words and figures.
type passage struct {
	part     Part
	id, text string
}

// parts lists what the version says, in its order.
func (s side) parts() []passage {
	p := s.page
	var all []passage
	for _, e := range s.volume.pack.Policy.Versions {
		all = append(all, passage{PartDates, e.ID, join(e.Effect.String(), e.Until.String(), e.Claims.String(), e.Applies.Text)})
	}
	add := func(part Part, articles []Article) {
		for _, a := range articles {
			all = append(all, passage{part, a.ID, join(a.Text, a.Rule, a.Cites)})
		}
	}
	s.clauses(p.Clauses, &all)
	for _, o := range p.Benefits {
		all = append(all, passage{PartBenefit, o.ID, join(append([]string{o.Name, o.Text, o.InKind, o.Payee, o.Tax, o.Cites}, append(o.Shares, o.Schedule...)...)...)})
		for _, t := range o.Tiers {
			all = append(all, passage{PartBenefit, o.ID + "/" + t.ID, join(t.Text, t.Amount)})
		}
	}
	add(PartUplift, p.Uplifts)
	add(PartExclusive, p.Exclusive)
	add(PartExclusive, p.Prior)
	add(PartExclusive, p.Caps)
	add(PartExclusive, p.Once)
	add(PartExclusive, p.Stacks)
	add(PartLimit, p.Limits)
	add(PartDuty, p.Duties)
	for _, w := range p.Windows {
		all = append(all, passage{PartWindow, w, w})
	}
	for _, d := range p.Documents {
		all = append(all, passage{PartPaper, d.ID, join(d.Name, d.From, d.Note)})
	}
	return all
}

// last is the day on which the last version of the text takes effect.
func (s side) last() civil.Date {
	var day civil.Date
	if s.volume == nil {
		return day
	}
	for _, e := range s.volume.pack.Policy.Versions {
		if e.Effect.After(day) {
			day = e.Effect
		}
	}
	return day
}

func (s side) clauses(articles []Article, all *[]passage) {
	for _, a := range articles {
		*all = append(*all, passage{PartClause, a.ID, join(a.Text, s.rules[a.ID], a.Cites)})
		s.clauses(a.Parts, all)
	}
}

// join joins what is not empty.
func join(words ...string) string {
	return strings.Join(slices.DeleteFunc(words, func(w string) bool { return w == "" }), " · ")
}

// changes pairs what both say by part and id: what changed or is gone in the order of before, then what is new.
func changes(before, after []passage) []Change {
	type key struct {
		part Part
		id   string
	}
	now := map[key]string{}
	for _, a := range after {
		now[key{a.part, a.id}] = a.text
	}
	out, known := []Change{}, map[key]bool{}
	for _, b := range before {
		k := key{b.part, b.id}
		known[k] = true
		if text := now[k]; text != b.text {
			out = append(out, Change{b.part, b.id, b.text, text})
		}
	}
	for _, a := range after {
		if !known[key{a.part, a.id}] {
			out = append(out, Change{a.part, a.id, "", a.text})
		}
	}
	return out
}

// A TextDiff is where a file of two versions differs, side by side.
type TextDiff struct {
	File string    `json:"file"`
	Rows []DiffRow `json:"rows"`
}

// A DiffRow is a line of the one text beside one of the other; the number of a side that has no line is 0.
type DiffRow struct {
	Left  int    `json:"left"`
	Right int    `json:"right"`
	Old   string `json:"old"`
	New   string `json:"new"`
	Same  bool   `json:"same"`
}

// textDiffs compares the files of two versions by name; files that are the same are left out.
func textDiffs(before, after Files) []TextDiff {
	names := maps.Clone(before)
	if names == nil {
		names = Files{}
	}
	maps.Copy(names, after)
	diffs := []TextDiff{}
	for _, name := range slices.Sorted(maps.Keys(names)) {
		if before[name] != after[name] {
			diffs = append(diffs, TextDiff{name, near(diffRows(lines(before[name]), lines(after[name])))})
		}
	}
	return diffs
}

func lines(text string) []string {
	if text == "" {
		return nil
	}
	return strings.Split(strings.TrimSuffix(text, "\n"), "\n")
}

// maxTable bounds the table of the longest common subsequence; longer texts are told as replaced.
const maxTable = 4 << 20

// diffRows aligns two texts by the longest common subsequence of their lines.
func diffRows(a, b []string) []DiffRow {
	head := 0
	for head < min(len(a), len(b)) && a[head] == b[head] {
		head++
	}
	tail := 0
	for tail < min(len(a), len(b))-head && a[len(a)-1-tail] == b[len(b)-1-tail] {
		tail++
	}
	rows := []DiffRow{}
	same := func(i, j int) { rows = append(rows, DiffRow{i + 1, j + 1, a[i], b[j], true}) }
	for i := range head {
		same(i, i)
	}
	i, j, n, m := head, head, len(a)-tail, len(b)-tail
	longest := common(a[head:n], b[head:m])
	for i < n || j < m {
		switch {
		case i < n && j < m && a[i] == b[j]:
			same(i, j)
			i, j = i+1, j+1
		case j == m || i < n && longest(i-head+1, j-head) >= longest(i-head, j-head+1):
			rows = append(rows, DiffRow{Left: i + 1, Old: a[i]})
			i++
		default:
			rows = append(rows, DiffRow{Right: j + 1, New: b[j]})
			j++
		}
	}
	for k := range tail {
		same(n+k, m+k)
	}
	return paired(rows)
}

// common gives the length of the longest common subsequence of a[i:] and b[j:].
func common(a, b []string) func(i, j int) int32 {
	width := len(b) + 1
	if (len(a)+1)*width > maxTable {
		return func(i, j int) int32 { return 0 }
	}
	table := make([]int32, (len(a)+1)*width)
	for i := len(a) - 1; i >= 0; i-- {
		for j := len(b) - 1; j >= 0; j-- {
			if a[i] == b[j] {
				table[i*width+j] = table[(i+1)*width+j+1] + 1
			} else {
				table[i*width+j] = max(table[(i+1)*width+j], table[i*width+j+1])
			}
		}
	}
	return func(i, j int) int32 { return table[i*width+j] }
}

// paired sets lines that went beside those that came in their place.
func paired(rows []DiffRow) []DiffRow {
	out, gone := []DiffRow{}, 0 // gone counts the rows at the end of out that wait for a partner
	for _, r := range rows {
		switch {
		case !r.Same && r.Right > 0 && gone > 0:
			at := len(out) - gone
			out[at].Right, out[at].New = r.Right, r.New
			gone--
			continue
		case r.Same || r.Right > 0:
			gone = 0
		default:
			gone++
		}
		out = append(out, r)
	}
	return out
}

// nearby is how many lines are shown around what differs.
const nearby = 2

// near keeps the rows that differ and those around them.
func near(rows []DiffRow) []DiffRow {
	var out []DiffRow
	for i, r := range rows {
		around := rows[max(0, i-nearby):min(len(rows), i+nearby+1)]
		if !r.Same || slices.ContainsFunc(around, func(r DiffRow) bool { return !r.Same }) {
			out = append(out, r)
		}
	}
	return out
}
