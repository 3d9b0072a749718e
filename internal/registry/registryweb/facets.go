package registryweb

import (
	"context"
	"net/url"
	"slices"
	"strconv"

	"yanzhen/internal/base/civil"
	"yanzhen/internal/i18n"
	"yanzhen/internal/registry"
	"yanzhen/internal/registry/code"
	"yanzhen/internal/web/kit"
)

// A facet is one way to narrow the list: of a Filter's entry, its choices.
type facet struct {
	name, words string
	one         bool // at most one choice
	chosen      func(*registry.Filter) []string
	options     func(*Pages, context.Context) []kit.Option
}

// facets are all code filters in the order of the page.
var facets = []facet{
	{"education", "people.education", false, func(f *registry.Filter) []string { return f.Education }, ofEducation},
	{"degree", "people.degree", false, func(f *registry.Filter) []string { return f.Degree }, ofTable(code.Degree)},
	{"title_level", "people.title_level", false, func(f *registry.Filter) []string { return f.TitleLevel }, ofTable(code.TitleLevel)},
	{"skill_level", "people.skill_level", false, func(f *registry.Filter) []string { return f.SkillLevel }, ofTable(code.SkillLevel)},
	{"talent_class", "people.talent_class", false, func(f *registry.Filter) []string { return f.TalentClass }, ofClasses},
	{"field", "people.field", false, func(f *registry.Filter) []string { return f.Field }, ofFields},
	{"town", "people.town", false, func(f *registry.Filter) []string { return f.Town }, ofTowns},
	{"village", "people.village", false, func(f *registry.Filter) []string { return f.Village }, ofVillages},
	{"ownership", "people.ownership", false, func(f *registry.Filter) []string { return f.Ownership }, ofTable(code.Ownership)},
	{"industry", "people.industry", false, func(f *registry.Filter) []string { return f.Industry }, ofTable(code.Industry)},
	{"gender", "people.gender", false, func(f *registry.Filter) []string { return f.Gender }, ofTable(code.Sex)},
	{"ethnicity", "people.ethnicity", false, func(f *registry.Filter) []string { return f.Ethnicity }, ofTable(code.Ethnicity)},
	{"political", "people.political", false, func(f *registry.Filter) []string { return f.Political }, ofTable(code.Political)},
	{"honoured", "people.honoured", true, func(f *registry.Filter) []string { return single(f.Honoured) }, ofWords("people.honoured.", "yes", "no")},
	{"evidence", "people.evidence", true, func(f *registry.Filter) []string { return single(f.Evidence) }, ofWords("people.evidence.", "yes", "no")},
	{"status", "people.standing", true, func(f *registry.Filter) []string { return single(f.Status) }, ofWords("people.standing.", "verified", "declared", "refused")},
}

var (
	_ = i18n.Family("people.honoured.")
	_ = i18n.Family("people.evidence.")
	_ = i18n.Family("people.standing.")
)

func single(s string) []string {
	if s == "" {
		return nil
	}
	return []string{s}
}

// ofTable offers the items of a code table that are no kind of another item.
func ofTable(t *code.Table) func(*Pages, context.Context) []kit.Option {
	return func(_ *Pages, ctx context.Context) []kit.Option {
		var all []kit.Option
		for _, it := range t.Items() {
			if it.Parent == "" {
				all = append(all, kit.Option{Value: it.Code, Label: codeWord(ctx, t, it.Code)})
			}
		}
		return all
	}
}

// usualLevels are the levels of education that most people have; the others follow behind them.
var usualLevels = []string{"11", "14", "21", "31", "41", "61", "71"}

func ofEducation(p *Pages, ctx context.Context) []kit.Option {
	return usualFirst(ofTable(code.Education)(p, ctx))
}

func usualFirst(all []kit.Option) []kit.Option {
	place := func(o kit.Option) int {
		if i := slices.Index(usualLevels, o.Value); i >= 0 {
			return i
		}
		return len(usualLevels)
	}
	slices.SortStableFunc(all, func(a, b kit.Option) int { return place(a) - place(b) })
	return all
}

func ofWords(prefix string, values ...string) func(*Pages, context.Context) []kit.Option {
	return func(_ *Pages, ctx context.Context) []kit.Option {
		var all []kit.Option
		for _, v := range values {
			all = append(all, kit.Option{Value: v, Label: say(ctx, prefix+v)})
		}
		return all
	}
}

// ofClasses offers the levels that ladders of talent recognition use.
func ofClasses(_ *Pages, ctx context.Context) []kit.Option {
	var all []kit.Option
	for _, level := range []string{"A", "B", "C", "D", "E", "F"} {
		all = append(all, kit.Option{Value: level, Label: classWord(ctx, level)})
	}
	return all
}

// classWord names a level of recognition: a letter of a catalogue, or the level of government that recognised someone.
func classWord(ctx context.Context, level string) string {
	switch {
	case level == "":
		return ""
	case slices.Contains(registry.Choices["government"], level):
		return choiceWord(ctx, "government", level)
	}
	return say(ctx, "people.class", i18n.Args{"level": kit.Data(level)})
}

func ofFields(p *Pages, ctx context.Context) []kit.Option {
	var all []kit.Option
	for _, i := range p.District.Industries {
		all = append(all, kit.Option{Value: i.Key, Label: i.In(i18n.LangOf(ctx))})
	}
	return all
}

func ofTowns(p *Pages, ctx context.Context) []kit.Option {
	var all []kit.Option
	for _, town := range p.towns() {
		all = append(all, kit.Option{Value: town.Code, Label: placeName(ctx, town)})
	}
	return all
}

func ofVillages(p *Pages, ctx context.Context) []kit.Option {
	var all []kit.Option
	for _, town := range p.towns() {
		for _, village := range p.Regions.Children(town.Code) {
			all = append(all, kit.Option{Value: village.Code, Label: p.placeWord(ctx, village.Code)})
		}
	}
	return all
}

// A chip is one thing that narrows the list, and the list without it.
type chip struct{ label, without string }

// chips tell in words what narrows the list that query asks for.
func (p *Pages) chips(ctx context.Context, f *registry.Filter, query url.Values, employer string) []chip {
	var all []chip
	add := func(label, name, value string) {
		rest := clone(query)
		rest[name] = slices.DeleteFunc(rest[name], func(v string) bool { return value == "" || v == value })
		all = append(all, chip{label, "/people?" + rest.Encode()})
	}
	if f.Words != "" {
		add(say(ctx, "people.chip", i18n.Args{"name": say(ctx, "people.keyword"), "value": kit.Data(f.Words)}), "q", "")
	}
	for _, value := range f.Org {
		add(say(ctx, "people.chip", i18n.Args{"name": say(ctx, "people.org"), "value": or(kit.Data(employer), say(ctx, "people.org.one"))}), "org", value)
	}
	for _, by := range facets {
		words := map[string]string{}
		for _, option := range by.options(p, ctx) {
			words[option.Value] = option.Label
		}
		for _, value := range by.chosen(f) {
			add(say(ctx, "people.chip", i18n.Args{"name": say(ctx, by.words), "value": or(words[value], kit.Data(value))}), by.name, value)
		}
	}
	for _, bound := range bounds(f) {
		if bound.value != "" {
			add(say(ctx, bound.words, i18n.Args{"value": bound.value}), bound.name, "")
		}
	}
	return all
}

// A bound is one end of a range.
type bound struct{ name, words, value string }

func bounds(f *registry.Filter) []bound {
	age := func(n int64) string {
		if n == 0 {
			return ""
		}
		return strconv.FormatInt(n, 10)
	}
	day := func(d civil.Date) string { return d.String() }
	return []bound{
		{"age_from", "people.age_from", age(f.AgeFrom)}, {"age_to", "people.age_to", age(f.AgeTo)},
		{"introduced.from", "people.introduced_from", day(f.Introduced.From)}, {"introduced.to", "people.introduced_to", day(f.Introduced.To)},
	}
}

// addressOf writes a filter and columns as the query of the list.
func addressOf(f registry.Filter, columns []string) url.Values {
	query := url.Values{}
	for _, by := range facets {
		if chosen := by.chosen(&f); len(chosen) > 0 {
			query[by.name] = chosen
		}
	}
	for _, bound := range bounds(&f) {
		if bound.value != "" {
			query.Set(bound.name, bound.value)
		}
	}
	if f.Words != "" {
		query.Set("q", f.Words)
	}
	if len(f.Org) > 0 {
		query["org"] = f.Org
	}
	if len(columns) > 0 {
		query["col"] = columns
	}
	return query
}

func clone(query url.Values) url.Values {
	rest := url.Values{}
	for name, values := range query {
		if name != "after" && name != "before" {
			rest[name] = slices.Clone(values)
		}
	}
	return rest
}

func or(a, b string) string {
	if a == "" {
		return b
	}
	return a
}
