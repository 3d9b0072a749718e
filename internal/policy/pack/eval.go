package pack

import (
	"maps"
	"slices"

	"yanzhen/internal/base/civil"
	"yanzhen/internal/policy/fact"
)

// A Person is someone to judge: an id to print, known facts, and where each fact comes from.
type Person struct {
	ID      string
	Facts   fact.Row
	Sources map[string]string // fact → source and date in words; absent is what was handed in
	Name    string            // to be told apart in words; the id when empty
}

// rowAnswers evaluates rules for one row, each once.
type rowAnswers struct {
	row   fact.Row
	day   civil.Date
	got   map[*prog]answer
	fails []broken
}

type answer struct {
	value   any
	known   bool
	missing []string
}

func answersFor(row fact.Row, day civil.Date) *rowAnswers {
	return &rowAnswers{row: row, day: day, got: map[*prog]answer{}}
}

// ask evaluates p; what cannot be computed counts as unknown and is noted.
func (a *rowAnswers) ask(p *prog) (any, bool) {
	got := a.answer(p)
	return got.value, got.known
}

func (a *rowAnswers) lacks(p *prog) []string { return a.answer(p).missing }

func (a *rowAnswers) failed() []broken { return a.fails }

func (a *rowAnswers) answer(p *prog) answer {
	if got, ok := a.got[p]; ok {
		return got
	}
	v, missing, err := p.EvalRow(a.row, a.day)
	if err != nil {
		a.fails = append(a.fails, broken{p, err})
	}
	got := answer{v, v != nil && err == nil, missing}
	a.got[p] = got
	return got
}

// Eval judges one person against every pack on a day. Packs that exclude each other are settled
// together, so that the amounts of the outcomes can be added up. Outcomes come in the order of packs.
//
// Null:   a condition that needs an absent fact is unknown, never no.
// Units:  amounts in fen.
func Eval(packs []*Pack, who Person, day civil.Date) []*Outcome {
	outcomes := judgeAll(packs, who, day)
	resolve(outcomes)
	return outcomes
}

// judgeAll gives what every pack says alone.
func judgeAll(packs []*Pack, who Person, day civil.Date) []*Outcome {
	row := maps.Clone(who.Facts)
	if row == nil {
		row = fact.Row{}
	}
	groupReceived(packs, row)
	outcomes := make([]*Outcome, len(packs))
	for i, p := range packs {
		outcomes[i] = p.judge(Person{who.ID, row, who.Sources, who.Name}, day)
		outcomes[i].beside = packs
	}
	return outcomes
}

// judge applies the version that holds to one person.
func (p *Pack) judge(who Person, day civil.Date) *Outcome {
	row := maps.Clone(who.Facts)
	if given, ok := row["application.date"]; ok {
		row[asked] = given
	}
	o := &Outcome{pack: p, who: who, day: day, row: row}
	ed, missing := p.edition(answersFor(row, day))
	o.answers = answersFor(row, day)
	ed.edition.measureAll(row, o.answers)
	o.rule(ed, missing)
	return o
}

// rule decides by the edition that was found to hold, or says why none does.
func (o *Outcome) rule(ed held, missing []string) {
	o.edition = ed.edition
	o.ruling = ed.edition.decide(o.answers)
	o.versionMissing = missing
	switch {
	case len(missing) > 0:
		o.ruling.verdict, o.ruling.state = Unknown, NeedsFacts
	case ed.state != "":
		o.ruling.verdict, o.ruling.state = No, ed.state
	}
	ed.edition.settle(&o.ruling)
}

// A choice of edition: the one to apply, and the state when none really holds.
type held struct {
	*edition
	state State
}

// edition finds the version that holds for the person: of those in effect on the reference day
// that apply, the one that took effect last. Facts that are needed for it and absent are told.
func (p *Pack) edition(a answers) (held, []string) {
	var missing []string
	best, state := -1, State("")
	for i, ed := range p.editions {
		on, known := askDate(a, ed.reference)
		if !known {
			return held{p.editions[len(p.editions)-1], ""}, a.lacks(ed.reference)
		}
		today, _ := askDate(a, ed.today)
		in := ed.version.holds(on, today)
		if in != "" {
			if best < 0 || state != "" {
				best, state = i, in
			}
			continue
		}
		switch verdict(a, ed.applies) {
		case Yes:
			best, state = i, ""
		case Unknown:
			missing = append(missing, a.lacks(ed.applies)...)
		}
	}
	if best < 0 {
		best, state = len(p.editions)-1, NotInForce
	}
	slices.Sort(missing)
	return held{p.editions[best], state}, slices.Compact(missing)
}

// holds gives "" when v holds on the reference day and can be claimed today, else why not.
func (v *Version) holds(on, today civil.Date) State {
	switch {
	case on.Before(v.Effect):
		return NotInForce
	case !v.Until.IsZero() && on.After(v.Until), !v.Claims.IsZero() && today.After(v.Claims):
		return Expired
	}
	return ""
}

// groupReceived notes the group of received benefits whose policy is among packs.
func groupReceived(packs []*Pack, row fact.Row) {
	groups := groupsOf(packs)
	for _, key := range received {
		if list, known := row[key].([]any); known {
			row[key] = withGroups(list, groups)
		}
	}
}

// received are the facts that list benefits, the person's own first.
var received = []string{"benefits.received", "family.spouse_received", "employer.received"}

// groupsOf gives the group of each policy that has one: of its exclusive rules, else of its caps.
func groupsOf(packs []*Pack) map[string]string {
	groups := map[string]string{}
	for _, p := range packs {
		for _, group := range p.Policy.everyGroup() {
			if groups[p.Policy.ID] == "" {
				groups[p.Policy.ID] = group
			}
		}
	}
	return groups
}

// withGroups gives the benefits, each with the group of its policy if it names none itself.
func withGroups(list []any, groups map[string]string) []any {
	list = slices.Clone(list)
	for i, b := range list {
		rec, _ := b.(map[string]any)
		policy, _ := rec["policy"].(string)
		if _, has := rec["group"]; !has && groups[policy] != "" {
			rec = maps.Clone(rec)
			rec["group"] = groups[policy]
			list[i] = rec
		}
	}
	return list
}

// everyGroup lists the groups that the policy and its versions name, those of exclusive rules first.
func (p *Policy) everyGroup() (groups []string) {
	bodies := []Body{p.Body}
	for _, v := range p.Versions {
		bodies = append(bodies, v.Body)
	}
	for _, b := range bodies {
		for _, e := range b.Exclusive {
			groups = append(groups, e.Group)
		}
	}
	for _, b := range bodies {
		for _, e := range b.Caps {
			groups = append(groups, e.Group)
		}
	}
	return slices.DeleteFunc(groups, func(group string) bool { return group == "" })
}
