package policy

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"yanzhen/internal/authz"
	"yanzhen/internal/base/civil"
	"yanzhen/internal/base/money"
	"yanzhen/internal/door"
	"yanzhen/internal/i18n"
	"yanzhen/internal/policy/fact"
	"yanzhen/internal/policy/pack"
	"yanzhen/internal/registry"
)

// Action is policy.answers.read.
func (q Answers) Action() authz.Action { return authz.PolicyAnswers }

// Answer asks every policy in force. Errors: Missing for a person who is not there or not the
// actor's to see.
func (q Answers) Answer(ctx context.Context, snap *door.Snapshot) (AnswersPage, error) {
	who, s, err := q.Book.about(ctx, snap, cmp.Or(q.District, snap.Actor().District()), q.Person, q.Day)
	if err != nil {
		return AnswersPage{}, err
	}
	page := AnswersPage{Person: who.dossier.Person.ID, Name: who.dossier.Person.Name, Day: who.day, Items: []Answer{}, Missing: []Lack{}}
	look := s.ground().Look(who.moments())
	outcomes, best := pack.Best(s.active, []pack.Person{who.person(ctx)}, who.day)
	for _, o := range outcomes {
		a := who.answer(ctx, q.Book, s, o)
		who.ahead(ctx, q.Book, look, o.Pack(), &a)
		page.Items = append(page.Items, a)
	}
	page.Best = best.Combination(langOf(ctx))
	page.settle()
	return page, nil
}

// Action is policy.answers.read.
func (q Explain) Action() authz.Action { return authz.PolicyAnswers }

// Answer asks one policy, beside those in force that may exclude it. Errors: as Answers, and
// Missing policy.missing.
func (q Explain) Answer(ctx context.Context, snap *door.Snapshot) (Answer, error) {
	who, s, err := q.Book.about(ctx, snap, cmp.Or(q.District, snap.Actor().District()), q.Person, q.Day)
	if err != nil {
		return Answer{}, err
	}
	v, err := s.find(q.Policy)
	if err != nil {
		return Answer{}, err
	}
	packs, ground := s.active, s.ground()
	if !slices.Contains(packs, v.pack) {
		packs = append(slices.Clone(packs), v.pack)
		ground = pack.NewGround(packs)
	}
	for _, o := range pack.Eval(packs, who.person(ctx), who.day) {
		if o.Pack() == v.pack {
			a := who.answer(ctx, q.Book, s, o)
			who.tell(ctx, q.Book, o, &a)
			who.ahead(ctx, q.Book, ground.Look(who.moments()), v.pack, &a)
			return a, nil
		}
	}
	return Answer{}, err
}

// A subject is somebody to judge: a dossier, or facts that somebody typed in.
type subject struct {
	id      string
	dossier *registry.Dossier
	day     civil.Date
	facts   Facts
}

// about loads the person the question is about and what is in force in the district.
func (b *Book) about(ctx context.Context, snap *door.Snapshot, district, person string, day civil.Date) (subject, *shelf, error) {
	dossier, err := registry.LoadDossier(ctx, snap, snap.Actor(), authz.PolicyAnswers, district, person)
	if err != nil {
		return subject{}, nil, err
	}
	if day.IsZero() {
		day = civil.Of(snap.Now())
	}
	s, err := b.shelf(ctx, snap, district)
	return subject{dossier.Person.ID, dossier, day, Derive(dossier, day)}, s, err
}

// person gives the facts with their sources in words.
func (w subject) person(ctx context.Context) pack.Person {
	sources := make(map[string]string, len(w.facts))
	for key, k := range w.facts {
		sources[key] = sourceWords(ctx, k)
	}
	return pack.Person{ID: w.id, Facts: w.facts.Row(), Sources: sources}
}

// sourceWords names a source with its day: "企业人才登记表，2026-05-01".
func sourceWords(ctx context.Context, k Known) string {
	name := cmp.Or(k.Source.Name, i18n.T(ctx, "policy.source."+cmp.Or(string(k.Source.Kind), "none")))
	if k.Source.Date.IsZero() {
		return name
	}
	return i18n.T(ctx, "policy.source_on", i18n.Args{"name": name, "on": k.Source.Date.String()})
}

var _ = []string{i18n.Family("policy.source."), i18n.Family("policy.status."), i18n.Family("policy.clause.")}

// answer enriches an outcome: sources, how to supply what is missing, and ways to a yes.
func (w subject) answer(ctx context.Context, b *Book, s *shelf, o *pack.Outcome) Answer {
	lang := langOf(ctx)
	id := o.Pack().Policy.ID
	a := Answer{Policy: b.brief(s.byID[id], w.day, lang), Answer: o.Answer(lang), Clauses: []Clause{}, Missing: []Missing{}, ToCheck: []Missing{}, Rivals: []Rival{}}
	a.Policy.Version, a.Day = o.Version(), w.day
	if w.dossier != nil {
		a.Name = w.dossier.Person.Name
	}
	for _, c := range a.Answer.Clauses {
		a.Clauses = append(a.Clauses, w.clause(ctx, b, o.Pack().Facts(), c))
	}
	for _, key := range a.Answer.Missing {
		a.Missing = append(a.Missing, lacking(o.Pack().Facts(), key, lang))
	}
	for _, key := range a.Answer.ToCheck {
		a.ToCheck = append(a.ToCheck, lacking(o.Pack().Facts(), key, lang))
	}
	for _, rival := range slices.Concat(a.Excluded, a.Reduced) {
		name := rival
		if v, ok := s.byID[rival]; ok {
			name = v.pack.Policy.Name.In(lang)
		}
		a.Rivals = append(a.Rivals, Rival{rival, name})
	}
	gates := o.Pack().Policy.BodyOf(o.Version()).Gates
	a.Tree = treeOf(gates, a.Clauses, lang)
	return a
}

// lacking describes an absent fact by its path; a field of a list of records is supplied with the list.
func lacking(c *fact.Catalogue, key, lang string) Missing {
	f, ok := c.Find(key)
	if !ok {
		if i := strings.LastIndexByte(key, '.'); i > 0 {
			f, _ = c.Find(key[:i])
		}
	}
	m := missing(f, lang)
	m.Key, m.Name = key, nameOf(c, key, lang)
	return m
}

func (w subject) clause(ctx context.Context, b *Book, c *fact.Catalogue, raw pack.Clause) Clause {
	lang := langOf(ctx)
	out := Clause{Clause: raw, Facts: []Used{}}
	var shown, unknown []string
	for _, u := range raw.Facts {
		one := w.used(ctx, b, c, u)
		out.Facts = append(out.Facts, one)
		switch {
		case u.Value == nil:
			unknown = append(unknown, u.Name)
		case u.Key != "application.date":
			shown = append(shown, factWords(ctx, one))
		}
	}
	args := i18n.Args{"text": raw.Text, "facts": strings.Join(shown, i18n.T(ctx, "policy.facts_separator")), "n": len(shown),
		"missing": strings.Join(unknown, separator(lang)), "m": len(unknown)}
	key := string(raw.Verdict)
	if raw.Presumed {
		key = "presumed"
	}
	out.Sentence = i18n.T(ctx, "policy.clause."+key, args)
	return out
}

func (w subject) used(ctx context.Context, b *Book, c *fact.Catalogue, u pack.Used) Used {
	one := Used{Used: u}
	if f, found := c.Find(u.Key); found && isPlace(c, f) {
		one.Shown = b.placesOf(ctx, u.Value)
	}
	k, ok := w.facts[u.Key]
	if !ok {
		return one
	}
	one.SourceKind, one.Status, one.On, one.RecordKind, one.Record = string(k.Source.Kind), string(k.Status), k.On, string(k.Kind), k.Record
	if f, found := c.Find(u.Key); found && k.Rival != nil {
		one.Rival = c.Show(f, k.Rival, langOf(ctx))
	}
	return one
}

// factWords writes a fact with its value, source and standing.
func factWords(ctx context.Context, u Used) string {
	text := i18n.T(ctx, "policy.fact", i18n.Args{"name": u.Name, "value": u.Shown})
	if u.Record == "" && u.SourceKind == "" {
		return text
	}
	text = i18n.T(ctx, "policy.fact_from", i18n.Args{"fact": text, "source": u.Source, "status": i18n.T(ctx, "policy.status."+cmp.Or(u.Status, "declared"))})
	if u.Rival != "" {
		text += i18n.T(ctx, "policy.fact_rival", i18n.Args{"rival": u.Rival})
	}
	return text
}

// settle orders the answers, counts them and gathers what is missing.
func (p *AnswersPage) settle() {
	slices.SortStableFunc(p.Items, compareAnswers)
	lacks := map[string]*Lack{}
	var order []string
	for _, a := range p.Items {
		switch a.Verdict {
		case Yes:
			p.Yes++
			if a.Amount != nil {
				p.Fen += money.Fen(*a.Amount)
			}
		case Unknown:
			p.Unknown++
		case No:
			p.No++
		}
		for _, m := range a.Missing {
			if lacks[m.Key] == nil {
				lacks[m.Key] = &Lack{Missing: m}
				order = append(order, m.Key)
			}
			lacks[m.Key].Policies = append(lacks[m.Key].Policies, a.Policy.ID)
		}
	}
	for _, key := range order {
		p.Missing = append(p.Missing, *lacks[key])
	}
	slices.SortStableFunc(p.Missing, func(a, b Lack) int { return len(b.Policies) - len(a.Policies) })
}

// compareAnswers puts yes before unknown before no; see AnswersPage.
func compareAnswers(a, b Answer) int {
	order := map[Verdict]int{Yes: 0, Unknown: 1, No: 2}
	fen := func(x Answer) int64 {
		if x.Amount == nil {
			return 0
		}
		return *x.Amount
	}
	by := order[a.Verdict] - order[b.Verdict]
	switch a.Verdict {
	case Yes:
		by = cmp.Or(by, cmp.Compare(fen(b), fen(a)))
	case Unknown:
		by = cmp.Or(by, len(a.Missing)-len(b.Missing))
	case No:
		by = cmp.Or(by, wayCost(a)-wayCost(b))
	}
	return cmp.Or(by, cmp.Compare(a.Policy.ID, b.Policy.ID))
}

// wayCost is what the cheapest way to a yes costs; where there is none, more than any.
func wayCost(a Answer) int {
	if len(a.Ways) == 0 {
		return 1000
	}
	return a.Ways[0].Cost
}
