package whatifweb

import (
	"context"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"yanzhen/internal/base/money"
	"yanzhen/internal/i18n"
	"yanzhen/internal/policy"
	"yanzhen/internal/policy/fact"
	"yanzhen/internal/policy/pack"
	"yanzhen/internal/policy/whatif"
	"yanzhen/internal/registry/code"
	"yanzhen/internal/web/kit"
)

func say(ctx context.Context, key string, args ...i18n.Args) string { return i18n.T(ctx, key, args...) }

func langOf(ctx context.Context) string { return string(i18n.LangOf(ctx)) }

func cell(text string) templ.Component { return kit.Text(text) }

func number(ctx context.Context, n int) string { return i18n.Number(ctx, int64(n)) }

// change writes a difference with its sign.
func change(ctx context.Context, n int) string {
	switch {
	case n > 0:
		return "+" + number(ctx, n)
	case n < 0:
		return "−" + number(ctx, -n)
	}
	return "±0"
}

func changeOf(ctx context.Context, fen money.Fen) string {
	switch {
	case fen > 0:
		return "+" + i18n.Wan(ctx, fen)
	case fen < 0:
		return "−" + i18n.Wan(ctx, -fen)
	}
	return "±0"
}

// amount writes what a person gets, which may be unknown.
func amount(ctx context.Context, fen int64) string {
	if fen < 0 {
		return say(ctx, "whatifweb.amount.open")
	}
	return i18n.Money(ctx, money.Fen(fen))
}

func kindWord(ctx context.Context, k whatif.Kind) string {
	return say(ctx, i18n.Family("whatifweb.kind.")+string(k))
}

func fateWord(ctx context.Context, f policy.Fate) string {
	return say(ctx, i18n.Family("whatifweb.fate.")+string(f))
}

func byWord(ctx context.Context, by whatif.Dimension) string {
	return say(ctx, i18n.Family("whatifweb.by.")+string(by))
}

// unitWord writes a unit behind an entry, "" for none.
func unitWord(ctx context.Context, unit string) string {
	if unit == "" {
		return ""
	}
	return strings.TrimSpace(say(ctx, i18n.Family("fact.unit.")+unit))
}

// title writes the clause or benefit a lever stands in, the innermost last.
func title(ctx context.Context, l whatif.Lever) string {
	words := make([]string, 0, len(l.Titles))
	for _, t := range l.Titles {
		words = append(words, kit.Data(t.In(langOf(ctx))))
	}
	if len(words) == 0 {
		return say(ctx, "whatifweb.lever.version")
	}
	return strings.Join(words, say(ctx, "whatifweb.within"))
}

// part says which figure of its clause a lever is, where the rule does not show it.
func part(ctx context.Context, l whatif.Lever) string {
	steps := strings.Split(l.ID, "/")
	for i := len(steps) - 1; i >= 0; i-- {
		if key := "whatifweb.part." + steps[i]; i18n.Has(ctx, key) {
			return say(ctx, i18n.Family("whatifweb.part.")+steps[i])
		}
	}
	return kindWord(ctx, l.Kind)
}

// value writes where a lever stands, with its unit.
func value(ctx context.Context, l whatif.Lever, text string) string {
	for _, c := range l.Choices(langOf(ctx)) {
		if c.Value == text {
			return kit.Data(c.Word)
		}
	}
	if l.Form == whatif.Yuan || l.Form == whatif.InFen {
		if fen, err := money.Parse(text); err == nil {
			return i18n.Money(ctx, fen)
		}
	}
	unit := unitWord(ctx, l.Unit)
	if unit == "" || unit == "%" {
		return text + unit
	}
	return say(ctx, "whatifweb.value", i18n.Args{"n": text, "unit": unit})
}

// factName is the fact a lever is compared with, "" for none.
func factName(ctx context.Context, l whatif.Lever) string {
	f, known := fact.Standard().Find(l.Fact)
	if !known {
		return ""
	}
	return f.Name(langOf(ctx))
}

// places name towns and districts.
type places struct{ regions *code.Regions }

// word names a value of a dimension.
func (p places) word(ctx context.Context, by whatif.Dimension, value string) string {
	if value == "" {
		return say(ctx, "whatifweb.not_known")
	}
	switch by {
	case whatif.ByIndustry:
		if it, err := code.Industry.Get(value); err == nil {
			return kit.Data(fact.Fact{Zh: it.Zh, En: it.En}.Name(langOf(ctx)))
		}
	case whatif.ByTown:
		return p.place(ctx, value)
	case whatif.ByAge:
		return say(ctx, i18n.Family("whatifweb.age.")+value)
	case whatif.ByGender, whatif.ByEducation:
		table := map[whatif.Dimension]string{whatif.ByGender: "sex", whatif.ByEducation: "education"}[by]
		for _, c := range fact.Standard().Codes(table) {
			if c.Code == value {
				return fact.Fact{Zh: c.Zh, En: c.En}.Name(langOf(ctx))
			}
		}
	}
	return value
}

func (p places) place(ctx context.Context, value string) string {
	region, err := p.regions.Get(value)
	switch {
	case err != nil:
		return say(ctx, "whatifweb.elsewhere", i18n.Args{"code": value})
	case i18n.LangOf(ctx) == i18n.En && region.En != "":
		return region.En
	}
	return kit.Data(region.Zh)
}

// ceilingWord says what a ceiling is.
func ceilingWord(ctx context.Context, c whatif.Ceiling) string {
	if c.ID == "" {
		return say(ctx, "whatifweb.fund.budget")
	}
	return kit.Data(pack.Text(c.Text).In(langOf(ctx)))
}

func itoa(n int64) string { return strconv.FormatInt(n, 10) }

func stateWord(ctx context.Context, s policy.State) string {
	return say(ctx, i18n.Family("library.state.")+string(s))
}

func budgetValue(fen money.Fen) string {
	if fen == 0 {
		return ""
	}
	return strings.ReplaceAll(fen.Short(), ",", "")
}

func anyMoved(levers []whatif.Lever) bool {
	return slices.ContainsFunc(levers, whatif.Lever.Moved)
}

// failed reports that the levers could not be moved or kept.
func failed(s sheet) bool { return s.wrong != nil }

func baseOnly(s sheet) url.Values {
	query := url.Values{}
	if s.Base != s.InForce {
		query.Set("base", s.Base)
	}
	return query
}

func scenarioURL(s whatif.Scenario, do string) string {
	return sheetURL(s.Policy) + "/scenarios/" + s.ID + "/" + do
}
