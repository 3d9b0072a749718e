// Package witness finds the values that matter to rules. The cuts of a fact are the values at which
// the verdict of some rule can change while all other facts stay: the constant it is compared with and
// its neighbours, the members of a list it is looked for in, both booleans, the days on which an age or
// a count of months turns. Between two neighbouring cuts nothing changes, so whoever looks for facts
// that make a rule say yes (or no, or differ from another rule) need only try cuts.
//
// What it does not see, and then marks as Blind: texts taken apart (startsWith, contains, matches, texts
// joined), remainders, day_of_month, sums over lists, and products of two facts; a value of such a
// fact is a guess, not the boundary. Doubles are looked at in steps of a hundredth. That a fact is
// absent is always another case, and not listed.
//
// Everything here is pure: rules in, values out.
package witness

import (
	"cmp"
	"maps"
	"math"
	"slices"
	"strings"

	"yanzhen/internal/base/civil"
	"yanzhen/internal/engine/column"
	"yanzhen/internal/engine/rule"
)

// Other stands for any text that no rule names.
const Other = "…"

// most bounds how many values of an expression are combined with those of another.
const most = 64

// A Cut holds the values of one fact at which some rule can change its verdict.
type Cut struct {
	Key  string    // the fact; "honours.level" for a field of the records it lists
	Type rule.Type // of the fact or field

	// Values are sorted and distinct: of a scalar its values; of a list of values the members asked for.
	// Texts are those that rules name; any other text is like Other, unless Blind.
	Values []any

	Lengths []int64 // of a list: the sizes compared with, sorted
	Blind   bool    // some rule uses the fact in a way that is not seen

	sites map[any][]int // text → places in the rules that name it, ascending
}

// Alike groups the texts of the cut that no rule tells apart, in the order of their first members:
// every place in the rules that names one of a group names all. It is meaningless for other types.
func (c *Cut) Alike() [][]any {
	var groups [][]any
	place := map[string]int{}
	for _, v := range c.Values {
		key := siteKey(c.sites[v])
		if c.Blind {
			key += "\n" + v.(string)
		}
		at, seen := place[key]
		if !seen {
			at = len(groups)
			place[key], groups = at, append(groups, nil)
		}
		groups[at] = append(groups[at], v)
	}
	return groups
}

func siteKey(sites []int) string {
	var b strings.Builder
	for _, s := range sites {
		b.WriteRune(rune(s + 1))
	}
	return b.String()
}

// A Question is what to look at.
type Question struct {
	Rules []*rule.Syntax
	Day   civil.Date // of evaluation
	// Known are values that facts and fields are known to take, such as those of a row: a rule that
	// compares two facts has its cuts there. Days of evaluation other than Day are under rule.Day.
	Known map[string][]any
	// Only keeps the work to some facts; all when nil.
	Only func(key string) bool
}

// Cuts gives the cuts of every fact and field that the rules read, by key. A fact that is read and has
// none, such as one that is only asked whether it is known, has a Cut without values.
func (q Question) Cuts() map[string]*Cut {
	f := &finder{Question: q, cuts: map[string]*Cut{}}
	f.pass()
	for _, c := range f.cuts {
		f.extend(c)
	}
	f.pass() // now that facts may take the values found, what is compared with them has cuts there
	for _, c := range f.cuts {
		c.settle()
	}
	return f.cuts
}

// A finder collects cuts.
type finder struct {
	Question
	cuts map[string]*Cut
	seen map[string]bool // definitions read in this pass
	site int
}

func (f *finder) pass() {
	f.seen, f.site = map[string]bool{}, 0
	for _, c := range f.cuts {
		c.sites = map[any][]int{}
	}
	for _, s := range f.Rules {
		f.visit(s)
	}
}

// extend lets the fact take the values found so far.
func (f *finder) extend(c *Cut) {
	if len(c.Values) == 0 {
		return
	}
	known := maps.Clone(f.Known)
	if known == nil {
		known = map[string][]any{}
	}
	c.settle()
	known[c.Key] = bounded(append(slices.Clone(known[c.Key]), c.Values...))
	f.Known = known
}

// settle sorts the values and sizes.
func (c *Cut) settle() {
	slices.SortFunc(c.Values, Compare)
	c.Values = slices.CompactFunc(c.Values, func(a, b any) bool { return a == b })
	slices.Sort(c.Lengths)
	c.Lengths = slices.Compact(c.Lengths)
}

// Compare orders two values of one type: false before true, earlier before later, texts by their bytes.
func Compare(a, b any) int {
	switch x := a.(type) {
	case bool:
		y, _ := b.(bool)
		return cmp.Compare(btoi(x), btoi(y))
	case int64:
		y, _ := b.(int64)
		return cmp.Compare(x, y)
	case float64:
		y, _ := b.(float64)
		return cmp.Compare(x, y)
	case string:
		y, _ := b.(string)
		return cmp.Compare(x, y)
	case civil.Date:
		y, _ := b.(civil.Date)
		return x.Compare(y)
	}
	return 0
}

func btoi(b bool) int {
	if b {
		return 1
	}
	return 0
}

// wants reports whether s reads a fact that was asked for.
func (f *finder) wants(s *rule.Syntax) bool {
	return len(s.Facts) > 0 && (f.Only == nil || slices.ContainsFunc(s.Facts, f.Only))
}

// cut gives the cut of the fact, field or element that s is; nil for one that is not wanted.
func (f *finder) cut(s *rule.Syntax) *Cut {
	if s.Fact == "" || !f.wants(s) {
		return nil
	}
	c := f.cuts[s.Fact]
	if c == nil {
		c = &Cut{Key: s.Fact, Type: s.Type, sites: map[any][]int{}}
		if s.Op == "element" && s.Type.Kind() != column.RecordKind {
			c.Type = column.List(s.Type)
		}
		f.cuts[s.Fact] = c
	}
	return c
}

// put adds a value with its neighbours.
func (c *Cut) put(v any, site int) {
	switch x := v.(type) {
	case int64:
		for _, d := range []int64{-1, 0, 1} {
			if y := x + d; (d < 0) == (y < x) {
				c.Values = append(c.Values, y)
			}
		}
	case float64:
		if !math.IsNaN(x) && !math.IsInf(x, 0) {
			c.Values = append(c.Values, hundredth(x-0.01), x, hundredth(x+0.01))
		}
	case civil.Date:
		for _, d := range []int{-1, 0, 1} {
			if day := x.AddDays(d); !day.Before(column.FirstDay) && !day.After(column.LastDay) {
				c.Values = append(c.Values, day)
			}
		}
	case bool:
		c.Values = append(c.Values, false, true)
	case string:
		c.Values = append(c.Values, x)
		if at := c.sites[x]; len(at) == 0 || at[len(at)-1] != site {
			c.sites[x] = append(at, site)
		}
	}
}

func hundredth(x float64) float64 { return math.Round(x*100) / 100 }

// bounded keeps the first of many values.
func bounded(values []any) []any {
	values = slices.Clip(values)
	slices.SortFunc(values, Compare)
	values = slices.CompactFunc(values, func(a, b any) bool { return a == b })
	return values[:min(len(values), most)]
}
