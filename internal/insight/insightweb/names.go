package insightweb

import (
	"context"

	"yanzhen/internal/i18n"
	"yanzhen/internal/registry/code"
	"yanzhen/internal/web/kit"
)

// tableWord names codes of a standard; one the table does not know is shown as it is.
func tableWord(ctx context.Context, t *code.Table) func(string) string {
	return func(c string) string {
		it, err := t.Get(c)
		switch {
		case err != nil:
			return kit.Data(c)
		case i18n.LangOf(ctx) == i18n.En:
			return it.En
		}
		return it.Zh
	}
}

// levelWord names levels of education in one word, as a narrow column needs.
func levelWord(ctx context.Context) func(string) string {
	return func(c string) string {
		if key := i18n.Family("workbench.level.") + c; i18n.Has(ctx, key) {
			return say(ctx, key)
		}
		return tableWord(ctx, code.Education)(c)
	}
}

// fieldWord names industries of the district's own list.
func (p *Pages) fieldWord(ctx context.Context) func(string) string {
	return func(key string) string {
		for _, i := range p.District.Industries {
			if i.Key == key {
				return i.In(i18n.LangOf(ctx))
			}
		}
		return kit.Data(key)
	}
}

// townWord names towns.
func (p *Pages) townWord(ctx context.Context) func(string) string {
	return func(c string) string {
		place, err := p.Regions.Get(c)
		switch {
		case err != nil:
			return c
		case i18n.LangOf(ctx) == i18n.En && place.En != "":
			return place.En
		}
		return kit.Data(place.Zh)
	}
}
