package pack

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"yanzhen/internal/engine/column"
	"yanzhen/internal/policy/fact"
)

// A bench of small policies that exclude, top up, follow, cap and need one another, drawn at random.
type bundleTown struct{ *rand.Rand }

func (r bundleTown) pick(of ...string) string { return of[r.IntN(len(of))] }

func (r bundleTown) some(n, self int) string {
	var ids []string
	for range 1 + r.IntN(2) {
		if k := r.IntN(n); k != self {
			ids = append(ids, fmt.Sprintf("p%d", k))
		}
	}
	return strings.Join(append(ids, r.pick("g0", "g1", "elsewhere")), ", ")
}

func (r bundleTown) pack(i, n int) string {
	var b strings.Builder
	fmt.Fprintf(&b, "format: yanzhen/policy@1\nid: p%d\nname: {zh: 甲%d, en: a%d}\nlevel: %s\nregion: \"430400\"\nkind: living\nissuer: {zh: 甲, en: a}\ndocument: 甲\ncitation: {grade: sample}\n", i, i, i, r.pick("city", "district"))
	b.WriteString("gates:\n  - {id: works, text: {zh: 甲, en: a}, when: job.full_time}\nbenefits:\n")
	if yuan := r.IntN(10); yuan == 0 {
		b.WriteString("  - {id: pay, name: {zh: 甲, en: a}, in_kind: {zh: 甲, en: a}}\n")
	} else {
		fmt.Fprintf(&b, "  - {id: pay, name: {zh: 甲, en: a}, amount: {yuan: %d}}\n", yuan)
	}
	if r.IntN(3) > 0 {
		fmt.Fprintf(&b, "exclusive:\n  - {id: e, text: {zh: 甲, en: a}, %s, rule: %s%s}\n", r.pick("group: g0", "group: g1", "with: ["+r.some(n, i)+"]"),
			r.pick("take_higher, already_paid: top_up", "top_up", "block", "sequential"), r.pick("", "", ", by: [self, spouse]", ", by: [spouse]"))
	}
	if r.IntN(4) == 0 {
		fmt.Fprintf(&b, "prior:\n  - {id: f, text: {zh: 甲, en: a}, any_of: [%s]}\n", r.some(n, i))
	}
	if r.IntN(3) == 0 {
		fmt.Fprintf(&b, "caps:\n  - {id: c, text: {zh: 甲, en: a}, %s, yuan: %d%s}\n", r.pick("group: k", "with: ["+r.some(n, i)+"]"), 1+r.IntN(14), r.pick("", ", per: couple"))
	}
	if r.IntN(5) == 0 {
		fmt.Fprintf(&b, "once:\n  - {per: %s, text: {zh: 甲, en: a}}\n", r.pick("person", "couple"))
	}
	b.WriteString("versions:\n  - {id: v, effect: 2020-01-01}\n")
	return b.String()
}

func (r bundleTown) person(id string, n int) Person {
	raw := map[string]any{"job.full_time": r.IntN(8) > 0}
	for _, key := range []string{"benefits.received", "family.spouse_received"} {
		if r.IntN(3) == 0 {
			continue
		}
		list := []any{}
		if r.IntN(3) == 0 {
			list = append(list, map[string]any{"policy": fmt.Sprintf("p%d", r.IntN(n)), "fen": r.IntN(5) * 100, "active": true})
		}
		raw[key] = list
	}
	row, _ := fact.Standard().Read(raw)
	return Person{ID: id, Facts: row}
}

func (r bundleTown) packs(t *testing.T, n int) (packs []*Pack, text string) {
	files := fstest.MapFS{}
	for i := range n {
		one := r.pack(i, n)
		files[fmt.Sprintf("p/p%d/policy.yaml", i)] = &fstest.MapFile{Data: []byte(one)}
		files[fmt.Sprintf("p/p%d/cases.yaml", i)] = &fstest.MapFile{Data: []byte("cases: []\n")}
		text += one
	}
	packs, err := Load(files, "p")
	if err != nil {
		t.Fatalf("%s\n%v", text, err)
	}
	return packs, text
}

// A desk pays claims one after the other as the texts of the policies say, knowing nothing of bundles.
type desk struct {
	open []*Outcome
	base []int64
}

func deskFor(packs []*Pack, who []Person) desk {
	var d desk
	for _, one := range who {
		for _, o := range judgeAll(packs, one, asOf) {
			if o.claimable() {
				d.open, d.base = append(d.open, o), append(d.base, *o.ruling.amount)
			}
		}
	}
	return d
}

func groupsIn(p *Policy) (groups []string) {
	for _, e := range p.Exclusive {
		groups = append(groups, e.Group)
	}
	for _, c := range p.Caps {
		groups = append(groups, c.Group)
	}
	return slices.DeleteFunc(groups, func(g string) bool { return g == "" })
}

func isAmong(names []string, p *Policy) bool {
	return slices.ContainsFunc(append(groupsIn(p), p.ID), func(name string) bool { return slices.Contains(names, name) })
}

// rule gives how policy p of one person stands to policy q of the same or another person; "" when it says nothing.
func (d desk) rule(i, j int) string {
	a, b := d.open[i], d.open[j]
	p, q := &a.pack.Policy, &b.pack.Policy
	same := a.who.ID == b.who.ID
	for _, e := range p.Exclusive {
		by := len(e.By) == 0 && same || same && slices.Contains(e.By, "self") || !same && slices.Contains(e.By, "spouse") && p.ID != q.ID
		names := append(slices.Clone(e.With), e.Group)
		hit := slices.Contains(names, q.ID)
		for _, f := range q.Exclusive {
			hit = hit || f.Group != "" && slices.Contains(names, f.Group)
		}
		if by && hit {
			return e.Rule
		}
	}
	return ""
}

// pay gives what claim i pays after others; false when it is turned away.
func (d desk) pay(made []int, paid []int64, i int) (int64, bool) {
	o, fen := d.open[i], d.base[i]
	for n, j := range made {
		other := d.open[j]
		if i == j || o.pack == other.pack && slices.ContainsFunc(o.pack.Policy.Once, func(one Once) bool { return one.Per == "couple" }) {
			return 0, false
		}
		switch mine, theirs := d.rule(i, j), d.rule(j, i); {
		case mine == "top_up":
			fen -= paid[n]
		case mine != "" && mine != "sequential", mine == "" && theirs != "":
			return 0, false
		}
	}
	for _, p := range o.pack.Policy.Prior {
		met := slices.ContainsFunc(made, func(j int) bool {
			return d.open[j].who.ID == o.who.ID && d.open[j] != o && isAmong(p.AnyOf, &d.open[j].pack.Policy)
		})
		if !met && !d.had(o, p.AnyOf) {
			return 0, false
		}
	}
	fen = min(fen, d.left(made, paid, i))
	return max(0, fen), fen > 0 || d.base[i] == 0
}

func (d desk) had(o *Outcome, names []string) bool {
	return d.received(o, "benefits.received", names) >= 0
}

// received gives what was received of some policies, -1 when nothing.
func (d desk) received(o *Outcome, list string, names []string) (fen int64) {
	fen = -1
	records, _ := o.row[list].([]any)
	for _, b := range records {
		rec := b.(map[string]any)
		group, _ := rec["group"].(string)
		if slices.Contains(names, rec["policy"].(string)) || group != "" && slices.Contains(names, group) {
			fen = max(fen, 0) + rec["fen"].(int64)
		}
	}
	return fen
}

// left gives what the caps leave for claim i: those it sets, or that a claim made sets.
func (d desk) left(made []int, paid []int64, i int) int64 {
	least := int64(1 << 40)
	for _, o := range d.open {
		for _, c := range o.pack.Policy.Caps {
			draws := func(k int) bool {
				other := d.open[k]
				if other.who.ID != o.who.ID && c.Per != "couple" {
					return false
				}
				shares := slices.ContainsFunc(other.pack.Policy.Caps, func(e Cap) bool { return c.Group != "" && e.Group == c.Group })
				return other.pack == o.pack || shares || isAmong(c.With, &other.pack.Policy)
			}
			sets := func(k int) bool {
				other := d.open[k]
				return draws(k) && (other.pack == o.pack || slices.ContainsFunc(other.pack.Policy.Caps, func(e Cap) bool { return c.Group != "" && e.Group == c.Group }))
			}
			if !draws(i) || !sets(i) && !slices.ContainsFunc(made, sets) {
				continue
			}
			names := append(slices.Clone(c.With), o.pack.Policy.ID, c.Group)
			left := int64(c.Yuan) - max(0, d.received(o, "benefits.received", names))
			if c.Per == "couple" {
				left -= max(0, d.received(o, "family.spouse_received", names))
			}
			for n, j := range made {
				if draws(j) {
					left -= paid[n]
				}
			}
			least = min(least, left)
		}
	}
	return max(0, least)
}

// most tries every order of every combination.
func (d desk) most() (best int64) {
	var walk func(made []int, paid []int64, total int64)
	walk = func(made []int, paid []int64, total int64) {
		best = max(best, total)
		for i := range d.open {
			if fen, ok := d.pay(made, paid, i); ok && !slices.Contains(made, i) {
				walk(append(made[:len(made):len(made)], i), append(paid[:len(paid):len(paid)], fen), total+fen)
			}
		}
	}
	walk(nil, nil, 0)
	return best
}

func sumOfYes(outcomes []*Outcome) (sum int64) {
	for _, o := range outcomes {
		if fen, known := o.AmountFen(); known && o.Verdict() == Yes {
			sum += fen
		}
	}
	return sum
}

func TestTheBestBundleIsThatOfExhaustiveSearch(t *testing.T) {
	r := bundleTown{rand.New(rand.NewPCG(17, 4))}
	differ := 0
	for range rounds(16, 1000) {
		size := 2 + r.IntN(4)
		packs, text := r.packs(t, size)
		for range 6 {
			who := []Person{r.person("lin", size)}
			if r.IntN(2) == 0 && size <= 3 {
				who = append(who, r.person("he", size))
			}
			if r.check(t, packs, who, text) {
				differ++
			}
		}
	}
	if differ == 0 {
		t.Error("taking the highest first was always best: the test shows little")
	}
}

// check compares the bundle with exhaustive search and reports that taking the highest first is not best.
func (r bundleTown) check(t *testing.T, packs []*Pack, who []Person, text string) bool {
	t.Helper()
	want := deskFor(packs, who).most()
	outcomes, best := Best(packs, who, asOf)
	c := best.Combination("zh")
	if sumOfYes(outcomes) != want || c.Total != want || !c.Proven || c.AtMost != want {
		t.Fatalf("%s\n%v\nexhaustive search pays %d, the outcomes %d, the bundle %+v", text, who, want, sumOfYes(outcomes), c)
	}
	if len(who) == 1 {
		checkColumns(t, packs, who[0], outcomes, text)
	}
	return c.InTurn < c.Total
}

// checkColumns asks whether Eval and a population of one say the same as the bundle.
func checkColumns(t *testing.T, packs []*Pack, who Person, outcomes []*Outcome, text string) {
	t.Helper()
	var fields []column.Field
	for key := range who.Facts {
		f, _ := fact.Standard().Find(key)
		fields = append(fields, column.Field{Name: key, Type: f.Type()})
	}
	rows, err := column.Rows(fields, who.Facts)
	if err != nil {
		t.Fatal(err)
	}
	verdicts, err := EvalColumns(packs, rows, asOf)
	if err != nil {
		t.Fatal(err)
	}
	for i, o := range Eval(packs, who, asOf) {
		a, b := o.Answer("zh"), outcomes[i].Answer("zh")
		if a.State != b.State || a.Verdict != b.Verdict || fmt.Sprint(o.AmountFen()) != fmt.Sprint(outcomes[i].AmountFen()) {
			t.Fatalf("%s\n%v\nEval says %+v, the bundle %+v", text, who, a, b)
		}
		found := verdicts[i].Finding(0)
		fen, known := o.AmountFen()
		if !known {
			fen = -1
		}
		if found.Verdict != o.Verdict() || found.Verdict != No && found.Fen != fen {
			t.Fatalf("%s\n%v\ncolumns say %+v, Eval %s %d", text, who, found, o.Verdict(), fen)
		}
	}
}
