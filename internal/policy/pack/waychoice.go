package pack

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"sync"

	"yanzhen/internal/base/civil"
	"yanzhen/internal/engine/witness"
	"yanzhen/internal/policy/fact"
)

// mostRecords bounds the records that are tried in a list.
const mostRecords = 64

// A variable is a fact that could be otherwise, with the values worth trying.
type variable struct {
	fact    fact.Fact
	place   int      // among the choices of a state
	moves   []string // the fact and those that follow from it
	from    any      // what it is now
	tell    bool     // it is not known
	choices []choice // 0: as it is
}

// A choice is a value of a variable.
type choice struct {
	value any
	or    []any          // texts that rules do not tell apart from value
	adds  map[string]any // the record added
	sets  map[string]any // what the variable moves takes; nil for unknown
}

// fixed reports that the choices follow from the fact alone: both answers to a question, the steps of a
// ladder.
func (v *variable) fixed() bool {
	if v.fact.Kind == fact.Bool {
		return true
	}
	_, ranked := v.rank(v.choices[len(v.choices)-1].value)
	return ranked && v.fact.Kind == fact.Text
}

// into puts the choice into a row.
func (c choice) into(row fact.Row) {
	for key, v := range c.sets {
		if v == nil {
			delete(row, key)
		} else {
			row[key] = v
		}
	}
}

// noFarther reports whether choice a asks for no more than choice b: what is to be told asks for nothing,
// a number or day between asks for less, and so does a record with fewer or lower fields.
func (v *variable) noFarther(a, b int) bool {
	if a == b || v.tell {
		return true
	}
	x, y := v.choices[a], v.choices[b]
	if x.adds != nil || y.adds != nil {
		return x.adds != nil && y.adds != nil && fewer(x.adds, y.adds)
	}
	if v.fact.Kind == fact.Text {
		i, ranked := v.rank(x.value)
		j, both := v.rank(y.value)
		return ranked && both && i < j
	}
	switch x.value.(type) {
	case int64, float64, civil.Date:
		side := witness.Compare(x.value, v.from)
		return side == witness.Compare(y.value, v.from) && side == -witness.Compare(x.value, y.value)
	}
	return false
}

func (v *variable) rank(code any) (int64, bool) {
	text, _ := code.(string)
	return fact.Standard().Rank(v.fact.Codes, text)
}

func fewer(a, b map[string]any) bool {
	for key, x := range a {
		y, has := b[key]
		if !has {
			return false
		}
		if _, text := x.(string); (text || same(x, true) || same(x, false)) && x != y || witness.Compare(x, y) > 0 {
			return false
		}
	}
	return true
}

// A chooser makes the variables of one person.
type chooser struct {
	facts *fact.Catalogue
	row   fact.Row
	cuts  map[string]*witness.Cut
}

// variable makes the variable that moves the fact called key; nil when there is nothing to choose.
func (c *chooser) variable(key string) *variable {
	f, ok := c.facts.Find(key)
	if !ok {
		return nil
	}
	if basis, ok := c.facts.Find(f.Basis()); ok && (c.row[basis.Key] != nil || c.row[key] == nil) {
		f = basis
	}
	v := &variable{fact: f, from: c.row[f.Key], tell: c.row[f.Key] == nil, choices: make([]choice, 1)}
	v.moves = append([]string{f.Key}, followers()[f.Key]...)
	switch f.Kind {
	case fact.Bool:
		c.add(v, false, true)
	case fact.Text:
		c.texts(v)
	case fact.Records:
		c.records(v)
	case fact.Texts, fact.Ints, fact.Dates:
		c.members(v)
	default:
		c.numbers(v)
	}
	if len(v.choices) == 1 {
		return nil
	}
	return v
}

// followers gives the facts of the standard catalogue that are computed from another, by that one.
var followers = sync.OnceValue(func() map[string][]string {
	by := map[string][]string{}
	for _, f := range fact.Standard().All() {
		if f.Basis() != f.Key {
			by[f.Basis()] = append(by[f.Basis()], f.Key)
		}
	}
	return by
})

// add adds values but for the one it is now.
func (c *chooser) add(v *variable, values ...any) {
	for _, value := range values {
		if !same(value, v.from) {
			v.choices = append(v.choices, choice{value: value, sets: c.sets(v, value)})
		}
	}
}

// sets gives what the facts that a variable moves become.
func (c *chooser) sets(v *variable, value any) map[string]any {
	raw := map[string]any{v.fact.Key: value}
	out := map[string]any{}
	for _, key := range v.moves {
		out[key] = nil
	}
	out[v.fact.Key] = value
	for _, key := range v.moves[1:] {
		f, _ := c.facts.Find(key)
		code, _ := value.(string)
		switch {
		case value == witness.Other:
		case f.RankOf != "":
			if rank, ranked := v.rank(code); ranked {
				out[key] = rank
			}
		case f.Within != "":
			out[key] = above(code)
		default:
			row, _ := c.facts.Read(raw)
			out[key] = row[key]
		}
	}
	for _, key := range v.moves[1:] {
		if f, _ := c.facts.Find(key); value == witness.Other && f.Within != "" {
			out[key] = []any{witness.Other}
		}
	}
	return out
}

// above lists a place or industry with everything it lies in, as rules read it.
func above(code string) []any {
	var all []any
	for _, up := range fact.Ancestry(code) {
		all = append(all, up)
	}
	return all
}

// anything is a value of each kind, where no rule minds which.
var anything = map[fact.Kind]any{fact.Int: int64(0), fact.Double: 0.0, fact.Date: civil.On(2000, 1, 1)}

// numbers are the cuts on both sides; what is counted only grows.
func (c *chooser) numbers(v *variable) {
	cut := c.cuts[v.fact.Key]
	if v.tell && (cut == nil || !cut.Blind && len(cut.Values) == 0) {
		c.add(v, anything[v.fact.Kind]) // rules only ask whether it is known
	}
	if cut == nil || cut.Blind {
		return
	}
	grows := map[string]bool{"months": true, "works": true, "degrees": true, "forks": true, "rank": false}[v.fact.Unit] || v.fact.RankOf != ""
	values := cut.Values
	if v.tell {
		values = sample(values)
	}
	for _, value := range values {
		if !grows || v.tell || witness.Compare(value, v.from) > 0 {
			if n, whole := value.(int64); whole && n < 0 {
				continue
			}
			c.add(v, value)
		}
	}
}

// sample keeps a dozen of many values, the first and last among them.
func sample(values []any) []any {
	const most = 12
	if len(values) <= most {
		return values
	}
	var kept []any
	for i := range most {
		kept = append(kept, values[i*(len(values)-1)/(most-1)])
	}
	return kept
}

// texts are the codes above the present one on a ladder, else one of each group that rules do not
// tell apart, and any other text.
func (c *chooser) texts(v *variable) {
	codes := c.facts.Codes(v.fact.Codes)
	if len(codes) > 0 && codes[len(codes)-1].Rank != nil {
		now, _ := v.rank(v.from)
		slices.SortStableFunc(codes, func(a, b fact.Code) int { return cmp.Compare(*a.Rank, *b.Rank) })
		for _, code := range codes {
			if v.tell || *code.Rank > now {
				c.add(v, code.Code)
			}
		}
		return
	}
	if sorts := c.sorts(v, codes); len(sorts) > 0 {
		c.group(v, sorts...)
		return
	}
	named := c.places(v)
	if cut := c.cuts[v.fact.Key]; len(named) == 0 && cut != nil {
		named = cut.Alike()
	}
	c.group(v, named...)
	var rest []any
	for _, code := range codes {
		if !slices.ContainsFunc(named, func(g []any) bool { return slices.Contains(g, any(code.Code)) }) {
			rest = append(rest, code.Code)
		}
	}
	if len(codes) == 0 && (v.tell || c.named(v, named)) {
		rest = []any{witness.Other}
	}
	if len(rest) > 0 && (len(named) > 0 || v.tell) { // rules may only ask whether it is known
		c.group(v, rest)
	}
}

// group adds a choice for each group of texts that rules do not tell apart, but for that of the present one.
func (c *chooser) group(v *variable, groups ...[]any) {
	for _, g := range groups {
		if !slices.Contains(g, v.from) {
			v.choices = append(v.choices, choice{value: g[0], or: g[1:], sets: c.sets(v, g[0])})
		}
	}
}

// sorts groups the codes by what follows from them, where rules ask for that: kinds of ownership by whether
// they are public.
func (c *chooser) sorts(v *variable, codes []fact.Code) (groups [][]any) {
	if !slices.ContainsFunc(v.moves[1:], func(key string) bool { return c.cuts[key] != nil }) {
		return nil
	}
	at := map[string]int{}
	for _, code := range codes {
		key := ""
		for _, moved := range v.moves[1:] {
			key += fmt.Sprint(c.sets(v, code.Code)[moved])
		}
		if cut := c.cuts[v.fact.Key]; cut != nil && slices.Contains(cut.Values, any(code.Code)) {
			key += code.Code
		}
		i, seen := at[key]
		if !seen {
			i = len(groups)
			at[key], groups = i, append(groups, nil)
		}
		groups[i] = append(groups[i], code.Code)
	}
	return groups
}

// named reports that some rule names what v is now, or a place it lies in.
func (c *chooser) named(v *variable, groups [][]any) bool {
	now := []any{v.from}
	for _, key := range v.moves[1:] {
		above, _ := c.row[key].([]any)
		now = append(now, above...)
	}
	return slices.ContainsFunc(groups, func(g []any) bool {
		return slices.ContainsFunc(g, func(one any) bool { return slices.Contains(now, one) })
	})
}

// places are the codes asked for in a fact whose ancestry rules read, each by itself.
func (c *chooser) places(v *variable) (groups [][]any) {
	var codes []any
	within := false
	for _, key := range v.moves {
		if cut := c.cuts[key]; cut != nil {
			codes = append(codes, cut.Values...)
		}
		if f, _ := c.facts.Find(key); f.Within != "" && c.cuts[key] != nil {
			within = true
		}
	}
	if !within {
		return nil
	}
	slices.SortFunc(codes, witness.Compare)
	for _, code := range slices.Compact(codes) {
		groups = append(groups, []any{code})
	}
	return groups
}

// members adds or takes away one member that rules ask for.
func (c *chooser) members(v *variable) {
	now, _ := v.from.([]any)
	if v.tell {
		c.add(v, []any{})
	}
	cut := c.cuts[v.fact.Key]
	if cut == nil {
		return
	}
	for _, m := range cut.Values {
		if slices.Contains(now, m) {
			c.add(v, slices.DeleteFunc(slices.Clone(now), func(x any) bool { return x == m }))
		} else {
			c.add(v, append(slices.Clone(now), m))
		}
	}
}

// records adds one record, of the fields that rules ask for.
func (c *chooser) records(v *variable) {
	now, _ := v.from.([]any)
	if v.tell {
		c.add(v, []any{})
	}
	made := []map[string]any{{}}
	for _, f := range v.fact.Fields {
		options := c.options(v.fact, f)
		if len(options) == 0 {
			continue
		}
		var next []map[string]any
		for _, rec := range made {
			next = append(next, rec)
			for _, value := range options {
				with := maps.Clone(rec)
				with[f.Key] = value
				next = append(next, with)
			}
		}
		made = next[:min(len(next), 8*mostRecords)]
	}
	slices.SortStableFunc(made, func(a, b map[string]any) int { return cmp.Compare(len(a), len(b)) })
	for _, rec := range made[:min(len(made), mostRecords)] {
		if len(rec) == 0 {
			continue
		}
		row, problems := c.facts.Read(map[string]any{v.fact.Key: append(slices.Clone(now), rec)})
		if len(problems) > 0 {
			continue
		}
		v.choices = append(v.choices, choice{value: row[v.fact.Key], adds: rec, sets: map[string]any{v.fact.Key: row[v.fact.Key]}})
	}
}

// options are the values worth trying in a field of a new record.
func (c *chooser) options(list, f fact.Fact) (values []any) {
	if f.RankOf != "" || f.Within != "" {
		return nil // follows from another field
	}
	ranked := false
	for _, g := range list.Fields {
		cut := c.cuts[list.Key+"."+g.Key]
		if cut == nil || g.Basis() != f.Key && g.Key != f.Key {
			continue
		}
		if ranked = ranked || g.RankOf != ""; g.Key == f.Key || g.Within == f.Key {
			values = append(values, cut.Values...)
		}
	}
	if ranked {
		values = nil
		for _, code := range c.facts.Codes(f.Codes) {
			values = append(values, code.Code)
		}
		return values
	}
	slices.SortFunc(values, witness.Compare)
	return slices.Compact(values)
}
