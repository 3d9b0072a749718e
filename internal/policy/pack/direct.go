package pack

import (
	"maps"
	"slices"

	"yanzhen/internal/policy/fact"
)

// direct finds what leaves something to people or to the person, so that nothing can be proposed without an application.
func (l *linter) direct(ed *edition) {
	d := ed.body.Direct
	if d == nil {
		return
	}
	if d.Days < 1 {
		l.wrong(d.At, "pack.problem.direct.days")
	}
	if p := l.pack.Policy.Applicant; p != "" && p != "person" {
		l.wrong(d.At, "pack.problem.direct.applicant")
	}
	if ed.body.Combine == "choose" {
		l.wrong(d.At, "pack.problem.direct.choose")
	}
	for _, id := range ed.left() {
		l.wrong(d.At, "pack.problem.direct.people", "id", id)
	}
}

// left lists what the edition leaves to people: decisions, amounts and ranks.
func (ed *edition) left() []string {
	var ids []string
	var walk func(gates []*gate)
	walk = func(gates []*gate) {
		for _, g := range gates {
			if g.Decision != nil {
				ids = append(ids, g.ID)
			}
			for _, s := range g.sets {
				walk(s.all)
			}
		}
	}
	walk(ed.gates)
	for _, b := range ed.benefits {
		if b.Amount != nil && b.Amount.Decided != nil || slices.ContainsFunc(b.tiers, func(t *tier) bool { return t.Decided != nil }) {
			ids = append(ids, b.ID)
		}
	}
	for _, limit := range ed.limits {
		if limit.Order == "ranked" {
			ids = append(ids, limit.ID)
		}
	}
	return ids
}

// FactsOf lists the facts of dossiers that a version asks about to say who qualifies and for how much, sorted. What is asked for
// documents and duties alone is left out.
func (p *Pack) FactsOf(version string) []string {
	keys := map[string]bool{}
	for _, ed := range p.editions {
		if ed.version.ID != version {
			continue
		}
		aside := ed.aside()
		for _, one := range ed.progs {
			if one == nil || aside[one] {
				continue
			}
			for _, key := range one.Facts() {
				keys[key] = true
			}
		}
		for _, m := range ed.measures {
			keys[m.Of] = true
		}
	}
	standard := fact.Standard()
	maps.DeleteFunc(keys, func(key string, _ bool) bool {
		f, known := standard.Find(key)
		return !known || !slices.ContainsFunc(f.From, func(kind string) bool { return kind != "application" }) // that of the case at hand
	})
	return slices.Sorted(maps.Keys(keys))
}

// aside are the rules of documents and duties.
func (ed *edition) aside() map[*prog]bool {
	all := map[*prog]bool{}
	for _, d := range ed.documents {
		all[d.when] = true
	}
	for _, d := range ed.duties {
		all[d.months], all[d.from], all[d.back] = true, true, true
	}
	return all
}
