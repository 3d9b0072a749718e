package inspect

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"yanzhen/internal/base/civil"
	"yanzhen/internal/engine/rule"
	"yanzhen/internal/engine/witness"
	"yanzhen/internal/policy/fact"
)

// other is a text that no rule names, and elsewhere a place.
const (
	other     = "其他"
	elsewhere = "990000"
)

// asked is the day of application; the day of the study stands for it.
const asked = "application.date_given"

// A ground is a catalogue of facts with what is asked of it again and again. It is used by one search at a time.
type ground struct {
	*fact.Catalogue
	byBasis  map[string][]fact.Fact // a fact first, then those that follow from it
	choices  map[string]witness.Choice
	syntaxes map[*rule.Program]*rule.Syntax
}

func newGround(facts *fact.Catalogue) *ground {
	g := &ground{facts, map[string][]fact.Fact{}, map[string]witness.Choice{}, map[*rule.Program]*rule.Syntax{}}
	for _, f := range facts.All() {
		g.byBasis[f.Basis()] = append(g.byBasis[f.Basis()], f)
	}
	return g
}

// choice gives a value of a fact with all that follows from it; false when the fact cannot have it.
func (g *ground) choice(key string, v any) (witness.Choice, bool) {
	text, isText := v.(string)
	if c, known := g.choices[key+"\x00"+text]; isText && known {
		return c, c != nil
	}
	row, problems := g.Catalogue.Read(map[string]any{key: v})
	c := witness.Choice(row)
	if len(problems) > 0 {
		c = nil
	}
	if isText {
		g.choices[key+"\x00"+text] = c
	}
	return c, c != nil
}

// syntax reads a rule once.
func (g *ground) syntax(p *rule.Program) *rule.Syntax {
	if g.syntaxes[p] == nil {
		g.syntaxes[p] = p.Syntax()
	}
	return g.syntaxes[p]
}

// A model is the people whom some rules tell apart, by the matters in which they may differ.
type model struct {
	facts   *ground
	day     civil.Date
	cuts    map[string]*witness.Cut
	uses    map[string]use
	matters []witness.Matter
}

// newModel makes the model of rules over the catalogue on a day.
func newModel(facts *ground, rules []*rule.Program, day civil.Date) *model {
	m := &model{facts: facts, day: day}
	var read []*rule.Syntax
	keys := map[string]bool{}
	for _, p := range rules {
		read = append(read, facts.syntax(p))
		for _, key := range p.Facts() {
			if f, known := facts.Find(key); known && key != asked {
				keys[f.Basis()] = true
			}
		}
	}
	m.uses = usesOf(facts.Catalogue, read)
	m.cuts = witness.Question{Rules: read, Day: day, Known: m.guesses()}.Cuts()
	for _, key := range slices.Sorted(maps.Keys(keys)) {
		m.matters = append(m.matters, m.matter(key))
	}
	return m
}

// guesses are likely values of the facts that are compared with each other: what one of them is compared with has its cuts there.
func (m *model) guesses() map[string][]any {
	known := map[string][]any{}
	for key, u := range m.uses {
		f, _ := m.facts.Find(key)
		switch {
		case !u.loose:
		case f.Kind == fact.Date:
			known[key] = []any{m.likely(key)}
		case f.Kind == fact.Int:
			known[key] = []any{int64(0), int64(36)}
		}
	}
	return known
}

// likely is a day that a fact is likely to be.
func (m *model) likely(key string) civil.Date {
	if key == "person.birth_date" {
		return m.day.AddMonths(-12*30 - 5)
	}
	return m.day.AddDays(-200)
}

// matter makes the choices of a fact and of all that follows from it.
func (m *model) matter(basis string) witness.Matter {
	f, _ := m.facts.Find(basis)
	cuts, u := m.joined(basis)
	values, whole := m.values(f, cuts)
	matter := witness.Matter{Whole: whole && !u.loose && !cuts.Blind}
	for _, v := range values {
		if c, ok := m.facts.choice(basis, v); ok {
			matter.Choices = append(matter.Choices, c)
		}
	}
	if u.ifKnown || len(matter.Choices) == 0 {
		matter.Choices = append(matter.Choices, witness.Choice{basis: nil})
	}
	return matter
}

// joined puts what is known of a fact and of those that follow from it together.
func (m *model) joined(basis string) (witness.Cut, use) {
	all, u := witness.Cut{}, use{}
	for _, f := range m.facts.byBasis[basis] {
		u.loose, u.ifKnown = u.loose || m.uses[f.Key].loose, u.ifKnown || m.uses[f.Key].ifKnown
		if c := m.cuts[f.Key]; c != nil {
			all.Blind = all.Blind || c.Blind
			if f.RankOf == "" {
				all.Values = append(all.Values, m.apart(c)...)
			}
		}
	}
	return all, u
}

// apart are the values of a cut, one for each group of texts that no rule tells apart.
func (m *model) apart(c *witness.Cut) []any {
	if len(c.Values) == 0 {
		return nil
	}
	if _, isText := c.Values[0].(string); !isText {
		return c.Values
	}
	var values []any
	for _, group := range c.Alike() {
		values = append(values, group[0])
	}
	return values
}

// values gives what to try for a fact, the likeliest first, and whether nothing else makes a difference.
func (m *model) values(f fact.Fact, cuts witness.Cut) ([]any, bool) {
	switch f.Kind {
	case fact.Bool:
		return []any{true, false}, true
	case fact.Int:
		return atLeast(0, append(slices.Clone(cuts.Values), int64(0), int64(36))), true
	case fact.Double:
		return atLeast(0, append(slices.Clone(cuts.Values), 0.0, 60.0)), true
	case fact.Date:
		return m.days(f.Key, cuts.Values), true
	case fact.Text:
		return m.texts(f, cuts.Values), true
	case fact.Texts:
		return m.sets(f, cuts.Values)
	case fact.Records:
		return m.records(f), false
	}
	return []any{[]any{}}, false
}

// atLeast keeps the numbers from least on, the smallest first, each once.
func atLeast(least float64, numbers []any) []any {
	numbers = slices.DeleteFunc(numbers, func(v any) bool {
		switch x := v.(type) {
		case int64:
			return float64(x) < least
		case float64:
			return x < least
		}
		return true
	})
	slices.SortFunc(numbers, witness.Compare)
	return slices.CompactFunc(numbers, func(a, b any) bool { return a == b })
}

// ahead is how many years after the day of the study people's days may lie.
const ahead = 3

// days are those at which some rule changes its mind, and a likely one.
func (m *model) days(key string, cuts []any) []any {
	likely, last := m.likely(key), m.day.AddMonths(12*ahead)
	if key == "person.birth_date" {
		last = m.day
	}
	days := []any{likely}
	for _, v := range cuts {
		if d, ok := v.(civil.Date); ok && !d.After(last) && !slices.Contains(days, v) {
			days = append(days, d)
		}
	}
	// Of two days as good as each other the one nearer to the likely one comes first.
	slices.SortStableFunc(days, func(a, b any) int {
		return cmp.Compare(distance(a.(civil.Date), likely), distance(b.(civil.Date), likely))
	})
	return days
}

func distance(a, b civil.Date) int { return max(a.Days()-b.Days(), b.Days()-a.Days()) }

// texts are the codes of a table, else what the rules name and one that they do not.
func (m *model) texts(f fact.Fact, named []any) []any {
	var values []any
	for _, c := range m.facts.Codes(f.Codes) {
		values = append(values, c.Code)
	}
	if at := slices.Index(values, any("bachelor")); at > 0 { // not many talents left school at twelve
		return append(slices.Clone(values[at:]), values[:at]...)
	}
	if len(values) > 0 {
		return values
	}
	values = slices.DeleteFunc(slices.Clone(named), func(v any) bool { return v == "" })
	if m.isPlace(f) {
		return append(values, elsewhere)
	}
	return append(values, other)
}

func (m *model) isPlace(f fact.Fact) bool {
	return f.Key != "employer.industry" && slices.ContainsFunc(m.facts.byBasis[f.Key], func(g fact.Fact) bool { return g.Within != "" })
}

// most is how many members of a list are combined in every way.
const most = 4

// sets are lists of what the rules name: all combinations of a few, else all, each alone, and none.
func (m *model) sets(f fact.Fact, named []any) ([]any, bool) {
	sets := []any{}
	if len(named) <= most {
		for pick := 1<<len(named) - 1; pick >= 0; pick-- {
			set := []any{}
			for i, v := range named {
				if pick>>i&1 == 1 {
					set = append(set, v)
				}
			}
			sets = append(sets, set)
		}
		return sets, true
	}
	for _, v := range named {
		sets = append(sets, []any{v})
	}
	return append(sets, named, []any{}), false
}

// mostRecords bounds the records tried for a list, and mostTogether those of which two are tried together.
const (
	mostRecords  = 60
	mostTogether = 8
)

// records are the list without a record, and lists of one or two with the values that the rules name for its fields.
func (m *model) records(f fact.Fact) []any {
	rows := []map[string]any{{}}
	for _, path := range slices.Sorted(maps.Keys(m.cuts)) {
		name, ok := strings.CutPrefix(path, f.Key+".")
		g, known := f.Field(name)
		if !ok || !known {
			continue
		}
		if of := g.Basis(); of != g.Key {
			g, _ = f.Field(of)
		}
		rows = m.spread(rows, g, m.fieldValues(g, m.cuts[path]))
	}
	lists := []any{[]any{}}
	for _, row := range rows {
		lists = append(lists, []any{row})
	}
	for i, row := range rows[:min(len(rows), mostTogether)] {
		for _, more := range rows[:i] {
			lists = append(lists, []any{more, row})
		}
	}
	return lists
}

// spread makes a record for each value of a field out of every record.
func (m *model) spread(rows []map[string]any, g fact.Fact, values []any) []map[string]any {
	var next []map[string]any
	for _, row := range rows {
		for _, v := range values {
			if len(next) < mostRecords {
				wider := maps.Clone(row)
				wider[g.Key] = v
				next = append(next, wider)
			}
		}
	}
	return next
}

// fieldValues are what rules compare a field with, else something likely.
func (m *model) fieldValues(g fact.Fact, c *witness.Cut) []any {
	var values []any
	for _, code := range m.facts.Codes(g.Codes) {
		values = append(values, code.Code)
	}
	if len(values) == 0 {
		values = m.apart(c)
	}
	if len(values) > 0 {
		return values
	}
	switch g.Kind {
	case fact.Bool:
		return []any{true, false}
	case fact.Int:
		return []any{int64(m.day.Year), int64(1)}
	case fact.Double:
		return []any{1.0}
	case fact.Date:
		return []any{m.day.AddMonths(-12)}
	case fact.Text:
		return []any{other}
	}
	return []any{[]any{}}
}
