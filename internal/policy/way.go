package policy

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"yanzhen/internal/base/civil"
	"yanzhen/internal/base/money"
	"yanzhen/internal/engine/witness"
	"yanzhen/internal/i18n"
	"yanzhen/internal/policy/fact"
	"yanzhen/internal/policy/pack"
)

// monthsAhead is how far a person's way is looked ahead.
const monthsAhead = 36

// A Way is one of the smallest sets of changes after which a policy says yes and pays; see pack.Way.
type Way struct {
	On       civil.Date `json:"on"`     // the day it is true: today, or the first of a month that time has to bring
	Months   int        `json:"months"` // to wait
	Changes  []Shift    `json:"changes"`
	Cost     int        `json:"cost"` // to compare ways: telling 1, the person 2, the employer 3, the office 4, half a year 1
	State    pack.State `json:"state"`
	Fen      *money.Fen `json:"amount_fen,omitempty"` // what is paid then; absent while unknown
	Sentence string     `json:"sentence"`
}

// A Shift is one fact that would have to be otherwise.
type Shift struct {
	Fact     string  `json:"fact"`
	Name     string  `json:"name"`
	From     string  `json:"from"`   // as words; "" when it is not known
	To       string  `json:"to"`     // as words
	By       string  `json:"by"`     // who can change it: person, employer, office
	Tell     bool    `json:"tell"`   // it is not known yet, and has only to be told if it is so
	Supply   Missing `json:"supply"` // where it is told
	Sentence string  `json:"sentence"`
}

// A Month is what a policy says of a person from a day to come, if nothing changes but time.
type Month struct {
	On      civil.Date `json:"on"`
	Verdict Verdict    `json:"verdict"`
	State   pack.State `json:"state"`
	Fen     *money.Fen `json:"amount_fen,omitempty"` // absent while unknown
}

// A Stretch is a row of months with one verdict; Until is zero where it reaches to the end.
type Stretch struct {
	From    civil.Date `json:"from"`
	Until   civil.Date `json:"until,omitzero"`
	Verdict Verdict    `json:"verdict"`
}

// moments gives the facts of the day, and of the first of every month ahead, as far as they follow from
// the dossier: what goes on goes on, what is dated comes and ends.
func (w subject) moments() []pack.Moment {
	all := []pack.Moment{{Day: w.day, Facts: w.facts.Row()}}
	if w.dossier == nil {
		return all
	}
	first := civil.On(w.day.Year, w.day.Month, 1)
	for m := 1; m <= monthsAhead; m++ {
		day := first.AddMonths(m)
		all = append(all, pack.Moment{Day: day, Facts: Derive(w.dossier, day).Row()})
	}
	return all
}

// ahead adds the months ahead and the ways to a yes to an answer.
func (w subject) ahead(ctx context.Context, b *Book, look *pack.Outlook, p *pack.Pack, a *Answer) {
	for _, m := range look.Months(p) {
		a.Months = append(a.Months, Month{m.Day, m.Verdict, m.State, fenOf(m.Fen)})
	}
	a.Stretches = stretches(a.Months)
	if a.Verdict == Yes {
		return
	}
	found := look.Ways(p)
	a.MoreWays = found.Cut
	for _, way := range found.Ways {
		a.Ways = append(a.Ways, w.way(ctx, b, p.Facts(), way))
	}
}

func fenOf(fen *int64) *money.Fen {
	if fen == nil {
		return nil
	}
	f := money.Fen(*fen)
	return &f
}

// stretches joins months of one verdict.
func stretches(months []Month) []Stretch {
	var all []Stretch
	for _, m := range months {
		n := len(all)
		switch {
		case n > 0 && all[n-1].Verdict == m.Verdict:
			continue
		case n > 0:
			all[n-1].Until = m.On.AddDays(-1)
		}
		all = append(all, Stretch{From: m.On, Verdict: m.Verdict})
	}
	return all
}

// way puts a way into words.
func (w subject) way(ctx context.Context, b *Book, c *fact.Catalogue, found pack.Way) Way {
	out := Way{On: found.On, Months: found.Moment, Cost: found.Cost, State: found.State, Fen: fenOf(found.Fen), Changes: []Shift{}}
	var parts []string
	for _, one := range found.Changes {
		change := b.shift(ctx, c, one)
		out.Changes, parts = append(out.Changes, change), append(parts, change.Sentence)
	}
	key := "policy.way.now"
	switch {
	case found.Moment > 0 && len(parts) == 0:
		key = "policy.way.wait"
	case found.Moment > 0:
		key = "policy.way.then"
	}
	out.Sentence = i18n.T(ctx, key, i18n.Args{"changes": strings.Join(parts, i18n.T(ctx, "policy.facts_separator")), "on": monthWords(found.On)})
	return out
}

// monthWords writes the month of a day as 2027-03.
func monthWords(d civil.Date) string { return d.String()[:len("2006-01")] }

// shift puts a change into words.
func (b *Book) shift(ctx context.Context, c *fact.Catalogue, one pack.Change) Shift {
	lang := langOf(ctx)
	f, _ := c.Find(one.Fact)
	out := Shift{Fact: one.Fact, Name: calledIn(c, f, lang), By: one.By, Tell: one.Tell, Supply: lacking(c, one.Fact, lang)}
	if one.From != nil {
		out.From = b.words(ctx, c, f, one.From)
	}
	args := i18n.Args{"name": out.Name, "from": out.From}
	key := "becomes"
	switch {
	case one.Adds != nil:
		out.To, key = recordWords(ctx, c, f, one.Adds), "adds"
	default:
		or := []string{}
		for _, v := range append([]any{one.To}, one.Or...) {
			or = append(or, b.words(ctx, c, f, v))
		}
		out.To = eitherOf(ctx, or)
	}
	switch {
	case one.Tell:
		key = "tells"
	case key == "becomes" && witness.Compare(one.To, one.From) > 0 && f.Kind == fact.Int:
		key = "rises"
		args["short"] = c.Show(f, one.To.(int64)-one.From.(int64), lang)
	case key == "becomes" && one.From == nil:
		key = "decides"
	}
	args["to"] = out.To
	out.Sentence = i18n.T(ctx, i18n.Family("policy.change.")+key, args)
	return out
}

// mostNamed bounds the alternatives that a sentence names.
const mostNamed = 5

// eitherOf writes "甲、乙或丙".
func eitherOf(ctx context.Context, texts []string) string {
	if n := len(texts); n > mostNamed {
		texts = append(slices.Clone(texts[:mostNamed]), i18n.T(ctx, "policy.way.more", i18n.Args{"n": n - mostNamed}))
	}
	n := len(texts)
	if n == 1 {
		return texts[0]
	}
	return i18n.T(ctx, "policy.way.or", i18n.Args{"some": strings.Join(texts[:n-1], separator(langOf(ctx))), "last": texts[n-1]})
}

// calledIn names a fact as people know it: the code of a place by the name of the place.
func calledIn(c *fact.Catalogue, f fact.Fact, lang string) string {
	for _, g := range c.All() {
		if g.Within == f.Key {
			return g.Name(lang)
		}
	}
	return f.Name(lang)
}

// words writes a value; any text that no rule names is "other".
func (b *Book) words(ctx context.Context, c *fact.Catalogue, f fact.Fact, v any) string {
	if v == witness.Other {
		return i18n.T(ctx, "policy.way.other")
	}
	if isPlace(c, f) {
		return b.placesOf(ctx, v)
	}
	if list, many := v.([]any); many && len(list) == 0 {
		return i18n.T(ctx, "policy.way.none")
	}
	return cmp.Or(c.Show(f, v, langOf(ctx)), i18n.T(ctx, "policy.way.none"))
}

// recordWords writes a new record by the fields that matter, "级别 省级、年度 2024".
func recordWords(ctx context.Context, c *fact.Catalogue, list fact.Fact, record map[string]any) string {
	lang := langOf(ctx)
	var parts []string
	for _, f := range list.Fields {
		v, given := record[f.Key]
		if !given {
			continue
		}
		word := c.Show(f, v, lang)
		if v == witness.Other {
			word = i18n.T(ctx, "policy.way.other")
		}
		parts = append(parts, f.Name(lang)+" "+word)
	}
	return strings.Join(parts, separator(lang))
}
