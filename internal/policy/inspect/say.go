package inspect

import (
	"context"
	"strings"

	"yanzhen/internal/i18n"
	"yanzhen/internal/policy"
	"yanzhen/internal/policy/fact"
	"yanzhen/internal/policy/pack"
)

var (
	_ = i18n.Family("inspect.say.")
	_ = i18n.Family("inspect.mend.")
	_ = i18n.Family("inspect.kind.")
	_ = i18n.Family("inspect.severity.")
	_ = i18n.Family("inspect.standing.")
)

// lang is the language of ctx as packs name it.
func lang(ctx context.Context) string {
	if i18n.LangOf(ctx) == i18n.En {
		return "en"
	}
	return "zh"
}

// Word names the kind.
func (k Kind) Word(ctx context.Context) string { return i18n.T(ctx, "inspect.kind."+string(k)) }

// Word names the severity.
func (s Severity) Word(ctx context.Context) string {
	return i18n.T(ctx, "inspect.severity."+string(s))
}

// Word names the standing.
func (s Standing) Word(ctx context.Context) string {
	return i18n.T(ctx, "inspect.standing."+string(s))
}

// Say tells what is wrong.
func (f *Finding) Say(ctx context.Context) string {
	key := "inspect.say." + string(f.Kind)
	if f.variant != "" {
		key += "." + f.variant
	}
	return i18n.T(ctx, key, i18n.Args{"clause": f.Clause.Name.In(lang(ctx)), "others": f.others(ctx), "version": f.Version, "years": far,
		"fen": f.Fen, "limit": f.Limit, "n": f.People})
}

// others joins the names of what else the finding is about.
func (f *Finding) others(ctx context.Context) string {
	names := make([]string, len(f.Others))
	for i, o := range f.Others {
		if names[i] = o.Name.In(lang(ctx)); f.Kind != Needless {
			names[i] = i18n.T(ctx, "inspect.quoted", i18n.Args{"name": names[i]})
		}
	}
	return strings.Join(names, i18n.T(ctx, "inspect.and"))
}

// Mend tells what to do about it.
func (f *Finding) Mend(ctx context.Context) string {
	return i18n.T(ctx, "inspect.mend."+string(f.Kind))
}

// Sure tells how far the search went, "" for what needed none.
func (f *Finding) Sure(ctx context.Context) string {
	switch {
	case f.Tried == 0:
		return ""
	case f.Proof:
		return i18n.T(ctx, "inspect.proof", i18n.Args{"n": f.Tried})
	}
	return i18n.T(ctx, "inspect.tried", i18n.Args{"n": f.Tried})
}

// A Shown is a fact of a witness in words.
type Shown struct {
	Key   string `json:"key"`
	Name  string `json:"name"`
	Value string `json:"value"`
}

// Shown tells the facts of the witness, in the order of the catalogue; what follows from another fact is left out. The
// book knows what places are called; without one they keep their codes.
func (w *Witness) Shown(ctx context.Context, book *policy.Book) []Shown {
	facts, err := pack.Together(w.Packs...)
	if err != nil {
		facts = fact.Standard()
	}
	shown := []Shown{}
	for _, f := range facts.All() {
		v, known := w.Facts[f.Key]
		if _, basis := w.Facts[f.Basis()]; !known || basis && f.Basis() != f.Key {
			continue
		}
		shown = append(shown, Shown{f.Key, f.Name(lang(ctx)), shownValue(ctx, book, facts, f, v)})
	}
	return shown
}

// shownValue writes a fact; a list without members as none, a place by its name.
func shownValue(ctx context.Context, book *policy.Book, facts *fact.Catalogue, f fact.Fact, v any) string {
	members, isList := v.([]any)
	if isList && len(members) == 0 {
		return i18n.T(ctx, "inspect.none")
	}
	if isList && members[len(members)-1] == elsewhere || !isList && v == elsewhere {
		return i18n.T(ctx, "inspect.elsewhere")
	}
	if book != nil {
		if place, is := book.Place(ctx, facts, f, v); is {
			return place
		}
	}
	return facts.Show(f, v, lang(ctx))
}
