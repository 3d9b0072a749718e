package pack

import (
	"cmp"
	"slices"
	"strings"

	"yanzhen/internal/base/money"
	"yanzhen/internal/engine/bundle"
	"yanzhen/internal/i18n"
)

// made describes claim i.
func (b *Bundle) made(i int, lang string) Made {
	o := b.open[i]
	return Made{0, o.who.ID, b.whose(o), o.pack.Policy.ID, o.pack.Policy.Name.In(lang), o.State(), b.answer.Paid[i], b.full[i], b.notes(i, lang)}
}

// notes says what a claim waits for and what takes from it.
func (b *Bundle) notes(i int, lang string) []string {
	o, notes := b.open[i], []string{}
	before := b.answer.Order[:slices.Index(b.answer.Order, i)]
	var first, less, ended []string
	for _, j := range before {
		name := b.name(j, lang)
		if slices.ContainsFunc(b.problem.Claims[i].Needs, func(need []int) bool { return slices.Contains(need, j) }) {
			first = append(first, name)
		}
		if b.problem.After[i][j] == bundle.Reduce {
			less = append(less, name)
		}
		if b.waits(i, j) {
			ended = append(ended, name)
		}
	}
	note := func(key string, names []string) {
		if len(names) > 0 {
			notes = append(notes, say(lang, key, i18n.Args{"names": strings.Join(names, comma(lang))}))
		}
	}
	note("pack.bundle.first", first)
	note("pack.bundle.difference", less)
	note("pack.bundle.ended", ended)
	if o.ruling.cap != nil {
		notes = append(notes, say(lang, "pack.bundle.capped", i18n.Args{"cap": o.ruling.cap.Text.In(lang)}))
	}
	return notes
}

// whose names the person of an outcome where there are two, "" for one.
func (b *Bundle) whose(o *Outcome) string {
	if !b.two {
		return ""
	}
	return cmp.Or(o.who.Name, o.who.ID)
}

// name gives the policy of claim i in quotes, with whose it is when there are two people.
func (b *Bundle) name(i int, lang string) string {
	o := b.open[i]
	if b.two {
		return say(lang, "pack.bundle.name_of", i18n.Args{"policy": o.pack.Policy.Name.In(lang), "person": b.whose(o)})
	}
	return say(lang, "pack.bundle.name", i18n.Args{"policy": o.pack.Policy.Name.In(lang)})
}

func (b *Bundle) names(of []int, lang string) string {
	names := make([]string, len(of))
	for n, i := range of {
		names[n] = b.name(i, lang)
	}
	return strings.Join(names, comma(lang))
}

// instead weighs every claim that is not made.
func (b *Bundle) instead(lang string) []Instead {
	out := []Instead{}
	for i := range b.open {
		if !slices.Contains(b.answer.Order, i) {
			out = append(out, b.other(i, lang))
		}
	}
	slices.SortStableFunc(out, func(x, y Instead) int { return int(min(max(x.Less-y.Less, -1), 1)) })
	return out
}

// insteadSteps bounds the search for what could be had with another claim; what is not found is
// reckoned as had, so that the loss is never told too large.
const insteadSteps = 400

func (b *Bundle) other(i int, lang string) Instead {
	o := b.open[i]
	one := Instead{Person: o.who.ID, Policy: o.pack.Policy.ID, Name: o.pack.Policy.Name.In(lang), Full: b.full[i], Loses: []string{}}
	with, ok := bundle.SolveWith(&b.problem, b.answer, i, bundle.Options{Steps: insteadSteps})
	if !ok {
		one.Text = say(lang, "pack.bundle.never", i18n.Args{"name": b.name(i, lang), "hold": o.hold(lang)})
		return one
	}
	one.Possible, one.Less = true, max(0, b.answer.Total-with.Upper)
	var lost []int
	for _, j := range b.answer.Order {
		if !slices.Contains(with.Order, j) {
			lost = append(lost, j)
			one.Loses = append(one.Loses, b.open[j].pack.Policy.ID)
		}
	}
	key := "pack.bundle.instead"
	switch {
	case one.Less == 0 && with.Total < b.answer.Total:
		key = "pack.bundle.instead.unsure"
	case one.Less == 0 && len(lost) == 0:
		key = "pack.bundle.instead.shift"
	case one.Less == 0:
		key = "pack.bundle.instead.same"
	case len(lost) == 0:
		key = "pack.bundle.instead.too"
	}
	one.Text = say(lang, key, i18n.Args{"name": b.name(i, lang), "lost": b.names(lost, lang), "n": len(lost), "less": money.Fen(one.Less)})
	return one
}

// bounds says, for policies that hang together, why they cannot pay more; nothing while that is not proven.
func (b *Bundle) bounds(lang string) []Bound {
	out := []Bound{}
	if !b.proven {
		return out
	}
	for _, part := range b.answer.Proof.Parts {
		fen := int64(0)
		for _, i := range part.Of {
			fen += b.answer.Paid[i]
		}
		if len(part.Of) < 2 {
			continue
		}
		g := Bound{Policies: []string{}, Fen: fen, Text: say(lang, b.boundKey(part), i18n.Args{"names": b.names(part.Of, lang), "fen": money.Fen(fen), "n": nodes(part.Root)})}
		for _, i := range part.Of {
			g.Policies = append(g.Policies, b.open[i].pack.Policy.ID)
		}
		out = append(out, g)
	}
	return out
}

// boundKey says how a part is bounded: orders were compared, a cap, only one can be paid in full, or
// several of these together.
func (b *Bundle) boundKey(part bundle.Part) string {
	rest := part.Root.Rest
	switch {
	case len(part.Root.Then)+len(part.Root.Apart) > 0:
		return "pack.bundle.bound.compared"
	case len(rest.Caps) == 1 && len(rest.Cliques) == 0:
		return "pack.bundle.bound.cap"
	case b.oneOf(part.Of):
		return "pack.bundle.bound.one"
	}
	return "pack.bundle.bound.sum"
}

// oneOf reports that of some claims no two can both be paid in full.
func (b *Bundle) oneOf(of []int) bool {
	for n, i := range of {
		for _, j := range of[:n] {
			if b.problem.After[i][j] == bundle.Free || b.problem.After[j][i] == bundle.Free {
				return false
			}
		}
	}
	return true
}
