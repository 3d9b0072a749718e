package pack

import (
	"slices"
	"strings"

	"yanzhen/internal/base/money"
	"yanzhen/internal/i18n"
)

// reason gives the state in one sentence.
func (o *Outcome) reason(lang string) string {
	r := &o.ruling
	text := say(lang, "pack.state."+string(o.State()), i18n.Args{
		"hold": o.hold(lang), "opens": r.opens.String(), "shut": r.shut.String(),
		"by": strings.Join(o.names(o.excluders(), lang), comma(lang)), "missing": strings.Join(o.factNames(o.Missing(), lang), comma(lang)),
		"failed": strings.Join(o.failed(lang), comma(lang)),
	})
	if len(o.reducedBy) > 0 {
		text += say(lang, "pack.say.reduced", i18n.Args{"by": strings.Join(o.names(o.reducedBy, lang), comma(lang))})
	}
	if r.cap != nil && r.state != CapReached {
		text += say(lang, "pack.say.capped", i18n.Args{"cap": r.cap.Text.In(lang)})
	}
	if r.back > 0 {
		text += say(lang, "pack.say.repay", i18n.Args{"fen": money.Fen(r.back)})
	}
	return text
}

// hold gives the words of the clause, rule or limit behind the state.
func (o *Outcome) hold(lang string) string {
	r := &o.ruling
	switch {
	case r.state == Announced:
		return o.edition.version.Claimable.Reason.In(lang)
	case r.state == ClaimFirst:
		return r.prior.Text.In(lang)
	case r.state == CapReached:
		return r.cap.Text.In(lang)
	case r.why != nil && !r.why.Hold.IsZero():
		return r.why.Hold.In(lang)
	case r.why != nil:
		return r.why.Text.In(lang)
	case r.once != nil:
		return r.once.Text.In(lang)
	case r.limit != nil:
		return r.limit.Text.In(lang)
	case r.rule != nil:
		return r.rule.Text.In(lang)
	}
	return ""
}

// failed lists the clauses that are not met.
func (o *Outcome) failed(lang string) []string {
	var out []string
	for _, g := range o.edition.gates {
		if g.Stage != "payment" && g.decide(o.answers) == No {
			out = append(out, g.Text.In(lang))
		}
	}
	return out
}

// names gives the names of policies, the id of one that is not among those judged together.
func (o *Outcome) names(ids []string, lang string) []string {
	names := slices.Clone(ids)
	for i, id := range ids {
		if at := slices.IndexFunc(o.beside, func(p *Pack) bool { return p.Policy.ID == id }); at >= 0 {
			names[i] = o.beside[at].Policy.Name.In(lang)
		}
	}
	return names
}

// factNames gives the words of facts.
func (o *Outcome) factNames(keys []string, lang string) []string {
	out := make([]string, len(keys))
	for i, key := range keys {
		out[i] = o.factName(key, lang)
	}
	return out
}

func (o *Outcome) factName(key, lang string) string {
	if f, ok := o.pack.facts.Find(key); ok {
		return f.Name(lang)
	}
	if list, field, ok := o.listField(key); ok {
		f, _ := o.pack.facts.Find(list)
		g, _ := f.Field(field)
		return f.Name(lang) + " · " + g.Name(lang)
	}
	return key
}

// listField splits the path of a field of a list of records.
func (o *Outcome) listField(path string) (list, field string, ok bool) {
	i := strings.LastIndexByte(path, '.')
	if i < 0 {
		return "", "", false
	}
	f, ok := o.pack.facts.Find(path[:i])
	if !ok {
		return "", "", false
	}
	_, ok = f.Field(path[i+1:])
	return path[:i], path[i+1:], ok
}

func comma(lang string) string {
	if lang == "en" {
		return ", "
	}
	return "、"
}
