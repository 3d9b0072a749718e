package pack

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"yanzhen/internal/base/civil"
	"yanzhen/internal/engine/column"
	"yanzhen/internal/engine/witness"
	"yanzhen/internal/policy/fact"
)

// clauses are conditions over a few facts of every kind, to be drawn from; who can change them.
var wayClauses = []string{
	"insurance.months >= 4@", "insurance.months >= 6@person", "insurance.months < 9@", "education.rank >= 5@", "education.rank == 6@", "education.rank < 7@",
	"employer.kind == 'enterprise'@", "employer.kind in ['enterprise', 'school', 'hospital'] && employer.kind != 'school'@", "job.full_time@", "!job.full_time@", "job.full_time || education.rank >= 6@",
	"'430400' in person.hukou_within@", "'430408' in person.hukou_within@", "!('430400' in person.hukou_within)@", "person.hukou == '430408' || employer.staff > 3@",
	"employer.staff >= 2 && employer.staff <= 4@", "employer.staff * 2 > 5@", "'a' in employer.tags@", "!('b' in employer.tags)@", "talent.classes.exists(c, c.ladder == 'x' && c.level != 'B')@",
	"talent.classes.exists(c, c.level == 'B')@", "insurance.months >= (education.rank >= 6 ? 2 : 5)@", "employer.staff > insurance.months - 3@", "insurance.months + employer.staff >= 8@person",
	"known(person.hukou) && job.full_time@", "job.full_time@never", "employer.kind == 'enterprise' && employer.non_public@",
}

// An arena of small policies and people, drawn at random.
type wayTown struct{ *rand.Rand }

func (r wayTown) pack(id string, exclusive bool) string {
	var b strings.Builder
	one := func(id, indent string) {
		text, changes, _ := strings.Cut(wayClauses[r.IntN(len(wayClauses))], "@")
		fmt.Fprintf(&b, "%s- {id: %s, text: {zh: 甲, en: a}, when: %q", indent, id, text)
		if changes != "" {
			fmt.Fprintf(&b, ", changes: %s", changes)
		}
		if r.IntN(12) == 0 {
			b.WriteString(", presume: true")
		}
		b.WriteString("}\n")
	}
	fmt.Fprintf(&b, "format: yanzhen/policy@1\nid: %s\nname: {zh: 甲, en: a}\nlevel: city\nregion: \"430400\"\nkind: living\nissuer: {zh: 甲, en: a}\ndocument: 甲\ncitation: {url: https://example.org, grade: secondary, verified: false, note: {zh: 甲, en: a}}\napplicant: person\ngates:\n", id)
	for i := range 1 + r.IntN(3) {
		one(fmt.Sprintf("g%d", i), "  ")
	}
	if r.IntN(2) == 0 {
		b.WriteString("  - id: either\n    text: {zh: 甲, en: a}\n    any:\n")
		for i := range 2 {
			fmt.Fprintf(&b, "      - id: s%d\n        name: {zh: 甲, en: a}\n        all:\n", i)
			for j := range 1 + r.IntN(2) {
				one(fmt.Sprintf("s%dg%d", i, j), "          ")
			}
		}
	}
	b.WriteString("benefits:\n  - {id: pay, name: {zh: 甲, en: a}, amount: {tiers: [{id: high, text: {zh: 甲, en: a}, when: education.rank >= 6, yuan: 300}, {id: low, text: {zh: 甲, en: a}, yuan: 200}]}}\n")
	if exclusive {
		b.WriteString("exclusive:\n  - {id: one, text: {zh: 甲, en: a}, group: g, rule: take_higher, already_paid: refuse}\n")
	}
	b.WriteString("versions:\n  - {id: v, effect: 2020-01-01}\n")
	return b.String()
}

// moments gives a person today and on the first of the months after, insured on and on or not.
func (r wayTown) moments() []Moment {
	raw := map[string]any{"insurance.months": r.IntN(8), "education.level": []string{"college", "bachelor", "master", "doctor"}[r.IntN(4)],
		"employer.kind": []string{"enterprise", "school", "village"}[r.IntN(3)], "employer.ownership": []string{"state", "private", "mixed"}[r.IntN(3)], "job.full_time": r.IntN(2) == 0, "person.hukou": []string{"430408", "430400", "110000"}[r.IntN(3)],
		"employer.staff": r.IntN(6), "employer.tags": []any{"b"}, "talent.classes": []any{map[string]any{"ladder": "x", "level": "B"}}}
	for _, key := range []string{"insurance.months", "person.hukou", "employer.kind", "talent.classes", "job.full_time"} {
		if r.IntN(8) == 0 {
			delete(raw, key)
		}
	}
	goesOn := r.IntN(2) == 0
	var all []Moment
	for m := range 4 {
		now := maps.Clone(raw)
		if n, insured := raw["insurance.months"].(int); insured && goesOn {
			now["insurance.months"] = n + m
		}
		row, _ := fact.Standard().Read(now)
		day := asOf
		if m > 0 {
			day = civil.On(asOf.Year, asOf.Month, 1).AddMonths(m)
		}
		all = append(all, Moment{day, row})
	}
	return all
}

// A trial is one policy of a few, with a person and all that they could change, by hand.
type trialOfWays struct {
	t       *testing.T
	packs   []*Pack
	moments []Moment
	text    string
	domains map[string][]any
}

// domain lists what a fact could become, apart from how the search finds it.
func (c *trialOfWays) domain(key string) (values []any) {
	now := c.moments[0].Facts[key]
	switch key {
	case "insurance.months":
		from := int64(0)
		if now != nil {
			from = now.(int64) + 1
		}
		for n := from; n <= 12; n++ {
			values = append(values, n)
		}
	case "employer.staff":
		for n := range int64(9) {
			values = append(values, n)
		}
	case "education.level":
		for _, code := range fact.Standard().Codes("education") {
			if rank, _ := fact.Standard().Rank("education", fmt.Sprint(now)); *code.Rank > rank {
				values = append(values, code.Code)
			}
		}
	case "employer.kind":
		for _, code := range fact.Standard().Codes("employer_kind") {
			values = append(values, code.Code)
		}
	case "employer.ownership":
		for _, code := range fact.Standard().Codes("ownership") {
			values = append(values, code.Code)
		}
	case "person.hukou":
		for _, place := range []string{"430400", "430408", witness.Other} {
			if place == witness.Other || strings.Contains(c.text, "'"+place+"'") {
				values = append(values, place)
			}
		}
	case "job.full_time":
		values = []any{true, false}
	}
	return slices.DeleteFunc(values, func(v any) bool { return same(v, now) })
}

// A point is an assignment with its moment; facts that do not change are not in it.
type point struct {
	moment int
	values map[string]any
}

// reach tries every combination of values at every moment.
func (c *trialOfWays) reach() (all []point) {
	keys := slices.Sorted(maps.Keys(c.domains))
	var walk func(i int, values map[string]any)
	walk = func(i int, values map[string]any) {
		if i == len(keys) {
			for m := range c.moments {
				if p := (point{m, values}); c.yes(p) {
					all = append(all, point{m, maps.Clone(values)})
					break // the same changes later ask for more
				}
			}
			return
		}
		walk(i+1, values)
		for _, v := range c.domains[keys[i]] {
			values[keys[i]] = v
			walk(i+1, values)
		}
		delete(values, keys[i])
	}
	walk(0, map[string]any{})
	return all
}

// yes judges a point with all packs, row by row.
func (c *trialOfWays) yes(p point) bool {
	o := Eval(c.packs, Person{Facts: c.row(p)}, c.moments[p.moment].Day)[0]
	return o.Verdict() == Yes && o.State() != Excluded && o.State() != PoolEmpty
}

func (c *trialOfWays) row(p point) fact.Row {
	raw := maps.Clone(c.moments[p.moment].Facts)
	for key, v := range p.values {
		raw[key] = v
		for _, f := range fact.Standard().All() {
			if f.Basis() == key && f.Key != key {
				delete(raw, f.Key)
				if v == witness.Other && f.Within != "" {
					raw[f.Key] = []any{v}
				}
			}
		}
	}
	row, _ := fact.Standard().Read(raw)
	return row
}

// noWorse is the order of ways, written down once more.
func (c *trialOfWays) noWorse(a, b point) bool {
	if a.moment > b.moment {
		return false
	}
	for key, x := range a.values {
		y, changed := b.values[key]
		if !changed || !c.nearer(key, x, y) {
			return false
		}
	}
	return true
}

func (c *trialOfWays) nearer(key string, x, y any) bool {
	now := c.moments[0].Facts[key]
	if now == nil || same(x, y) {
		return true
	}
	switch n := now.(type) {
	case int64:
		i, j := x.(int64), y.(int64)
		return i > n && j > i || i < n && j < i
	case string:
		i, ranked := fact.Standard().Rank("education", x.(string))
		j, _ := fact.Standard().Rank("education", y.(string))
		return key == "education.level" && ranked && i < j
	}
	return false
}

// least keeps the points that no other is better than, of equals the first.
func (c *trialOfWays) least(all []point) (kept []string) {
	for i, p := range all {
		worse := false
		for j, q := range all {
			if i != j && c.noWorse(q, p) && (!c.noWorse(p, q) || j < i) {
				worse = true
			}
		}
		if !worse {
			kept = append(kept, c.write(p))
		}
	}
	slices.Sort(kept)
	return kept
}

func (c *trialOfWays) write(p point) string {
	parts := []string{fmt.Sprint("@", p.moment)}
	for _, key := range slices.Sorted(maps.Keys(p.values)) {
		v := p.values[key]
		if c.moments[0].Facts[key] == nil {
			v = "told"
		}
		parts = append(parts, fmt.Sprintf("%s=%v", key, v))
	}
	return strings.Join(parts, " ")
}

// points gives a way with each of the texts that do as well.
func points(w Way) []point {
	all := []point{{w.Moment, map[string]any{}}}
	for _, ch := range w.Changes {
		var next []point
		for _, v := range append([]any{ch.To}, ch.Or...) {
			for _, p := range all {
				values := maps.Clone(p.values)
				values[ch.Fact] = v
				next = append(next, point{p.moment, values})
			}
			if ch.Tell {
				break
			}
		}
		all = next
	}
	return all
}

func rounds(few, many int) int {
	if os.Getenv("YANZHEN_LONG") == "1" {
		return many
	}
	return few
}

func TestWaysAreWhatTryingEverythingFinds(t *testing.T) {
	for seed := range rounds(20, 400) {
		r := wayTown{rand.New(rand.NewPCG(uint64(seed), 7))}
		exclusive := seed%4 == 3
		files := fstest.MapFS{}
		var texts string
		for _, id := range []string{"aa", "bb"} {
			text := r.pack(id, exclusive)
			if id == "aa" {
				texts = text
			}
			files["p/"+id+"/policy.yaml"] = &fstest.MapFile{Data: []byte(text)}
			files["p/"+id+"/cases.yaml"] = &fstest.MapFile{Data: []byte("cases: []\n")}
		}
		packs, err := Load(files, "p")
		if err != nil || len(packs) != 2 {
			t.Fatal(err)
		}
		for _, p := range packs {
			if slices.ContainsFunc(p.Problems, func(q Problem) bool { return q.Key == "pack.problem.rule" || len(p.editions) == 0 }) {
				t.Fatalf("%v\n%s", p.Problems, texts)
			}
		}
		for range 3 {
			c := &trialOfWays{t: t, packs: packs, moments: r.moments(), text: texts}
			c.check(seed, exclusive)
		}
	}
}

func (c *trialOfWays) check(seed int, exclusive bool) {
	c.t.Helper()
	found := NewGround(c.packs).Look(c.moments).Ways(c.packs[0])
	if found.Cut {
		c.t.Errorf("seed %d: the search was given up", seed)
	}
	for _, w := range found.Ways {
		for _, p := range points(w) {
			c.sound(seed, w, p)
		}
	}
	if exclusive {
		return // ways around another policy are not looked for
	}
	c.domains = map[string][]any{}
	for _, key := range []string{"insurance.months", "employer.staff", "education.level", "employer.kind", "employer.ownership", "person.hukou", "job.full_time"} {
		if by := changers(c.text, key, c.moments[0].Facts[key] == nil); by {
			c.domains[key] = c.domain(key)
		}
	}
	size := 1
	for _, d := range c.domains {
		size *= len(d) + 1
	}
	if strings.Contains(c.text, "insurance.months + ") && c.domains["insurance.months"] != nil {
		return // a trade between two facts
	}
	if size > 1500 || strings.Contains(c.text, "talent.classes") || strings.Contains(c.text, "employer.tags") {
		return
	}
	compared++
	want := c.least(c.reach())
	var got []string
	for _, w := range found.Ways {
		for _, p := range points(w) {
			got = append(got, c.write(p))
		}
	}
	slices.Sort(got)
	if !slices.Equal(got, want) {
		c.t.Errorf("seed %d: ways\n%s\nwant\n%s\nof %v\n%s", seed, strings.Join(got, "\n"), strings.Join(want, "\n"), c.moments[0].Facts, c.text)
	}
}

var compared int

// changers tells whether a fact of the policy may be changed: by a clause's word, by the catalogue's, or
// because it is not known.
func changers(text, key string, absent bool) bool {
	reads := map[string]string{"education.level": "education.rank", "employer.ownership": "employer.non_public"}[key]
	if reads == "" {
		reads = key
	}
	open := false
	for line := range strings.SplitSeq(text[:strings.Index(text, "benefits:")], "\n") {
		if !strings.Contains(line, reads) {
			continue
		}
		switch {
		case absent, strings.Contains(line, "changes: person"):
			open = true
		case strings.Contains(line, "changes: never"):
		case key != "insurance.months":
			open = true
		}
	}
	return open
}

// sound applies a way and asks both evaluators, with all policies.
func (c *trialOfWays) sound(seed int, w Way, p point) {
	c.t.Helper()
	row := w.Apply(c.moments[w.Moment].Facts)
	if p.values != nil && len(w.Changes) > 0 && !slices.ContainsFunc(w.Changes, func(ch Change) bool { return ch.Adds != nil || ch.of.fact.Kind == fact.Texts || ch.Tell }) {
		row = c.row(p)
	}
	day := c.moments[w.Moment].Day
	o := Eval(c.packs, Person{Facts: row}, day)[0]
	if o.Verdict() != Yes || o.State() == Excluded {
		c.t.Errorf("seed %d: after %s it is %s %s\n%v\n%s", seed, c.write(p), o.Verdict(), o.State(), c.moments[0].Facts, c.text)
	}
	var fields []column.Field
	for key := range row {
		f, _ := fact.Standard().Find(key)
		fields = append(fields, column.Field{Name: key, Type: f.Type()})
	}
	batch, err := column.Rows(fields, row)
	if err != nil {
		c.t.Fatal(err)
	}
	all, err := EvalColumns(c.packs, batch, day)
	if err != nil || all[0].At(0) != Yes {
		c.t.Errorf("seed %d: columns say %s after %s: %v", seed, all[0].At(0), c.write(p), err)
	}
}
