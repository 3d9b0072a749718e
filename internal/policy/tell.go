package policy

import (
	"context"
	"strings"

	"yanzhen/internal/base/civil"
	"yanzhen/internal/i18n"
	"yanzhen/internal/policy/fact"
	"yanzhen/internal/policy/pack"
)

// A Told is a sentence behind the verdict of a clause: what there is, what is asked for, what is lacking.
type Told struct {
	Text    string  `json:"text"`
	Verdict Verdict `json:"verdict"`
	Fact    string  `json:"fact"`
	Source  string  `json:"source,omitempty"` // of the fact, with its day, in words
	Element int     `json:"element,omitempty"`
}

// tell adds to every clause the sentences that make it come out as it does.
func (w subject) tell(ctx context.Context, b *Book, o *pack.Outcome, a *Answer) {
	byID := map[string][]Told{}
	for i := range a.Clauses {
		c := &a.Clauses[i]
		for _, one := range o.Tell(c.ID) {
			if said := w.told(ctx, b, o.Pack().Facts(), one); said.Text != "" {
				c.Told = append(c.Told, said)
			}
		}
		byID[c.ID] = c.Told
	}
	tellTree(a.Tree, byID)
}

func tellTree(all []Branch, byID map[string][]Told) {
	for i := range all {
		all[i].Clause.Told = byID[all[i].Clause.ID]
		for _, set := range all[i].Sets {
			tellTree(set.All, byID)
		}
	}
}

// told puts a comparison into a sentence; an empty one where there are no words for it.
func (w subject) told(ctx context.Context, b *Book, c *fact.Catalogue, one pack.Told) Told {
	out := Told{Verdict: one.Verdict, Fact: one.Fact, Element: one.Element}
	f, ok := factAt(c, one.Fact)
	if !ok {
		return out
	}
	if k, known := w.facts[one.Fact]; known && one.List == "" {
		out.Source = sourceWords(ctx, k)
	}
	name := calledIn(c, f, langOf(ctx))
	if one.Call != "" {
		unit, counted := counts[one.Call]
		if !counted {
			return out
		}
		name = i18n.T(ctx, i18n.Family("policy.told.call.")+one.Call, i18n.Args{"name": name})
		f = fact.Fact{Key: f.Key, Kind: fact.Int, Unit: unit}
	}
	out.Text = b.sentence(ctx, c, f, name, one)
	if one.Element > 0 && out.Text != "" {
		list, _ := c.Find(one.List)
		out.Text = i18n.T(ctx, "policy.told.element", i18n.Args{"n": one.Element, "record": recordWords(ctx, c, list, one.Record), "text": out.Text})
	}
	return out
}

// counts are the functions that a sentence can name, with the unit of what they give.
var counts = map[string]string{"age": "age", "age_exclusive": "age", "years_between": "years", "months_between": "months", "days_between": "days", "size": ""}

// factAt finds a fact, or the field of a list of records by its path.
func factAt(c *fact.Catalogue, path string) (fact.Fact, bool) {
	if f, ok := c.Find(path); ok {
		return f, true
	}
	i := strings.LastIndexByte(path, '.')
	if i < 0 {
		return fact.Fact{}, false
	}
	list, _ := c.Find(path[:i])
	return list.Field(path[i+1:])
}

// signs are the names of relations in keys of words.
var signs = map[string]string{"==": "eq", "!=": "ne", "<": "lt", "<=": "le", ">": "gt", ">=": "ge",
	"in": "in", "not in": "not_in", "has": "has", "has not": "has_not", "is": "is", "is not": "is_not", "some": "some", "none": "none"}

func (b *Book) sentence(ctx context.Context, c *fact.Catalogue, f fact.Fact, name string, one pack.Told) string {
	sign := signs[one.Op]
	args := i18n.Args{"name": name, "have": i18n.T(ctx, "policy.told.unknown"), "want": b.wanted(ctx, c, f, one.Want), "short": ""}
	if list, many := one.Have.([]any); many && (one.Op == "some" || one.Op == "none") {
		args["have"] = i18n.T(ctx, "policy.told.records", i18n.Args{"n": len(list)})
	} else if one.Have != nil {
		args["have"] = b.words(ctx, c, f, one.Have)
	}
	if sign == "has" && isPlace(c, f) {
		sign = "within"
	} else if sign == "has_not" && isPlace(c, f) {
		sign = "without"
	}
	kind := "plain"
	switch one.Want.(type) {
	case int64, float64:
		kind = "number"
		if f.RankOf != "" {
			kind = "rank"
		}
		args["short"] = shortOf(ctx, c, f, one)
	case civil.Date:
		kind = "date"
		args["short"] = shortOf(ctx, c, f, one)
	}
	return i18n.T(ctx, i18n.Family("policy.told."+kind+".")+sign, args)
}

var _ = []string{i18n.Family("policy.told.plain."), i18n.Family("policy.told.number."), i18n.Family("policy.told.rank."), i18n.Family("policy.told.date.")}

// wanted writes what is asked for; of several values any will do.
func (b *Book) wanted(ctx context.Context, c *fact.Catalogue, f fact.Fact, v any) string {
	list, many := v.([]any)
	if !many {
		if v == nil {
			return ""
		}
		return b.words(ctx, c, f, v)
	}
	var texts []string
	for _, one := range list {
		texts = append(texts, b.words(ctx, c, f, one))
	}
	if len(texts) == 0 {
		return i18n.T(ctx, "policy.way.none")
	}
	return eitherOf(ctx, texts)
}

// shortOf says by how much a comparison is missed; "" where it is met, or steps of a ladder are compared.
func shortOf(ctx context.Context, c *fact.Catalogue, f fact.Fact, one pack.Told) string {
	if one.Verdict != No || one.Short == nil || f.RankOf != "" {
		return ""
	}
	too := one.Op == "<" || one.Op == "<="
	_, dated := one.Want.(civil.Date)
	switch {
	case dated:
		f = fact.Fact{Kind: fact.Int, Unit: "days"}
	case f.Unit == "age":
		f.Unit = "years"
	}
	args := i18n.Args{"short": c.Show(f, one.Short, langOf(ctx))}
	switch {
	case dated && too:
		return i18n.T(ctx, "policy.told.short.more_days", args)
	case dated:
		return i18n.T(ctx, "policy.told.short.less_days", args)
	case too:
		return i18n.T(ctx, "policy.told.short.more", args)
	}
	return i18n.T(ctx, "policy.told.short.less", args)
}
