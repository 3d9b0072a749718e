package intakeweb

import (
	"context"
	"strconv"
	"strings"

	"yanzhen/internal/base/money"
	"yanzhen/internal/i18n"
	"yanzhen/internal/registry"
	"yanzhen/internal/registry/code"
	"yanzhen/internal/registry/intake"
	"yanzhen/internal/web/kit"
)

// fieldOf describes the field that a conflict is about. The kinds and fields of conflicts are those of the registry.
func fieldOf(c *intake.Conflict) registry.Field {
	spec, err := registry.SpecOf(c.Kind)
	if err != nil {
		return registry.Field{}
	}
	f, _ := spec.FieldNamed(c.Field)
	return f
}

// subject says what a conflict is about: the kind of record and its field.
func subject(ctx context.Context, c *intake.Conflict) string {
	return say(ctx, "conflicts.subject", i18n.Args{"kind": say(ctx, registry.KindWords+string(c.Kind)), "field": say(ctx, registry.FieldWords+string(c.Kind)+"."+c.Field)})
}

// value tells what a side says in words. Data of the district is not marked: see differing.
func (p *Pages) value(ctx context.Context, f registry.Field, text string) string {
	switch {
	case text == "":
		return ""
	case f.Table != nil:
		return codeWord(ctx, f.Table, text)
	case f.Set != "":
		return setWords(ctx, f.Set, text)
	case f.Region:
		return p.placeWord(ctx, text)
	case f.Name == "field":
		return p.industryWord(ctx, text)
	case f.Type == registry.Yes:
		return say(ctx, map[string]string{"true": "conflicts.yes", "false": "conflicts.no"}[text])
	case f.Type == registry.Fen:
		if n, err := strconv.ParseInt(text, 10, 64); err == nil {
			return i18n.Money(ctx, money.Fen(n))
		}
	}
	return text
}

// codeWord gives the words of a code of a standard; one that its table does not know is shown as it is.
func codeWord(ctx context.Context, t *code.Table, c string) string {
	it, err := t.Get(c)
	switch {
	case err != nil:
		return c
	case i18n.LangOf(ctx) == i18n.En:
		return it.En
	}
	return it.Zh
}

func setWords(ctx context.Context, set, text string) string {
	var words []string
	for one := range strings.SplitSeq(text, "、") {
		words = append(words, say(ctx, registry.ChoiceWords+set+"."+one))
	}
	return strings.Join(words, say(ctx, "conflicts.separator"))
}

// placeWord names a place from the town down, or from the province where it lies elsewhere.
func (p *Pages) placeWord(ctx context.Context, c string) string {
	regions := p.Desk.Regions
	if regions == nil || len(regions.Path(c)) == 0 {
		return c
	}
	path, name := regions.Path(c), ""
	for i, r := range path {
		if r.Code == regions.District && i < len(path)-1 {
			name = ""
			continue
		}
		name = joined(ctx, name, regionWord(ctx, r))
	}
	return name
}

func regionWord(ctx context.Context, r code.Region) string {
	if i18n.LangOf(ctx) == i18n.En && r.En != "" {
		return r.En
	}
	return r.Zh
}

// joined writes places as an address: the greatest first in Chinese, last in English.
func joined(ctx context.Context, greater, smaller string) string {
	switch {
	case greater == "":
		return smaller
	case i18n.LangOf(ctx) == i18n.En:
		return smaller + ", " + greater
	}
	return greater + smaller
}

func (p *Pages) industryWord(ctx context.Context, key string) string {
	for _, i := range p.District.Industries {
		if i.Key == key {
			return i.In(i18n.LangOf(ctx))
		}
	}
	return key
}

// options are the values that an edited field may take; none for one that is typed freely.
func (p *Pages) options(ctx context.Context, f registry.Field) []kit.Option {
	var all []kit.Option
	add := func(value, label string) { all = append(all, kit.Option{Value: value, Label: label}) }
	switch {
	case f.Table != nil:
		for _, it := range f.Table.Items() {
			add(it.Code, codeWord(ctx, f.Table, it.Code))
		}
	case f.Set != "" && f.Type == registry.Text:
		for _, one := range registry.Choices[f.Set] {
			add(one, say(ctx, registry.ChoiceWords+f.Set+"."+one))
		}
	case f.Type == registry.Yes:
		add("true", say(ctx, "conflicts.yes"))
		add("false", say(ctx, "conflicts.no"))
	case f.Name == "field":
		for _, i := range p.District.Industries {
			add(i.Key, i.In(i18n.LangOf(ctx)))
		}
	case f.Region && p.Desk.Regions != nil:
		for _, town := range p.Desk.Regions.Served() {
			add(town.Code, kit.Data(p.placeWord(ctx, town.Code)))
			for _, village := range p.Desk.Regions.Children(town.Code) {
				if f.Name != "town" {
					add(village.Code, kit.Data(p.placeWord(ctx, village.Code)))
				}
			}
		}
	}
	return all
}

// sourceWord names a source: what kind it is of and what it is called.
func sourceWord(ctx context.Context, s intake.Side) string {
	kind := ""
	if s.From != "" {
		kind = say(ctx, registry.SourceWords+string(s.From))
	}
	switch {
	case s.Source == "" && kind == "":
		return say(ctx, "conflicts.source.unknown")
	case s.Source == "":
		return kind
	case kind == "":
		return kit.Data(s.Source)
	}
	return say(ctx, "conflicts.source.named", i18n.Args{"kind": kind, "name": kit.Data(s.Source)})
}
