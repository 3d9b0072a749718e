package policy

import (
	"cmp"
	"context"
	"iter"
	"slices"

	"yanzhen/internal/authz"
	"yanzhen/internal/base/civil"
	"yanzhen/internal/base/fault"
	"yanzhen/internal/base/money"
	"yanzhen/internal/door"
)

// Action is policy.matches.read.
func (q Matches) Action() authz.Action { return authz.PolicyMatches }

// Answer gives a page of people. Errors: Missing policy.missing unless the policy is in force,
// Unavailable policy.population.loading while the population is being read.
func (q Matches) Answer(ctx context.Context, snap *door.Snapshot) (MatchPage, error) {
	found, err := q.find(ctx, snap, authz.PolicyMatches)
	if err != nil {
		return MatchPage{}, err
	}
	page := MatchPage{Brief: q.Book.brief(found.volume, found.day, langOf(ctx)), Census: found.census(langOf(ctx), found.scope), People: []Match{}}
	limit := min(cmp.Or(max(q.Limit, 0), 50), 500)
	for m := range found.matches(langOf(ctx), q.After) {
		if len(page.People) == limit {
			page.Next = page.People[limit-1].Person
			break
		}
		page.People = append(page.People, m)
	}
	return page, nil
}

// MatchesExport asks for all matches. The people it gives stay those of the moment of the question.
type MatchesExport struct {
	Matches
}

// Action is registry.person.export: lists of people leave the house.
func (q MatchesExport) Action() authz.Action { return authz.PersonExport }

// Answer gives everyone Matches would, page after page. Errors: as Matches.
func (q MatchesExport) Answer(ctx context.Context, snap *door.Snapshot) (iter.Seq[Match], error) {
	found, err := q.find(ctx, snap, authz.PersonExport)
	if err != nil {
		return nil, err
	}
	return found.matches(langOf(ctx), ""), nil
}

// A sighting is the people a question about matches is about.
type sighting struct {
	judged
	volume  *volume
	scope   scope
	verdict Verdict
	missing string
}

func (q Matches) find(ctx context.Context, snap *door.Snapshot, action authz.Action) (sighting, error) {
	q.District = cmp.Or(q.District, snap.Actor().District())
	who := scopeOf(snap.Actor(), action, q.District)
	if who.empty() {
		return sighting{}, fault.Denied.New("authz.denied").With("action", action)
	}
	s, err := q.Book.shelf(ctx, snap, q.District)
	if err != nil {
		return sighting{}, err
	}
	v, err := s.find(q.Policy)
	if err != nil {
		return sighting{}, err
	}
	if v.state != Active || !v.pack.Usable() {
		return sighting{}, fault.Missing.New("policy.missing").With("id", q.Policy)
	}
	view := q.Book.People.view(q.District)
	if view == nil {
		return sighting{}, fault.Unavailable.New("policy.population.loading").With("people", q.Book.People.Progress(q.District).People)
	}
	j, err := view.judge(ctx, s, v.pack)
	return sighting{j, v, who, cmp.Or(q.Verdict, Yes), q.Missing}, err
}

// matches gives those of the scope with the verdict asked for, by person id, after the one given.
func (f sighting) matches(lang, after string) iter.Seq[Match] {
	employer := f.batch.Column("employer.name")
	return func(yield func(Match) bool) {
		for i := f.after(after); i < f.len(); i++ {
			r, here := f.at(i)
			if !here || !f.scope.has(r) || f.judged.verdict(r.n) != f.verdict {
				continue
			}
			finding := f.finding(r.n)
			if f.missing != "" && !slices.Contains(finding.Missing, f.missing) {
				continue
			}
			m := Match{Person: r.id, Name: r.name, Org: r.org, Verdict: f.verdict, Fen: money.Fen(max(finding.Fen, 0))}
			m.Employer, _ = f.value(employer, r.n).(string)
			for _, key := range finding.Missing {
				m.Missing = append(m.Missing, nameOf(f.pack.Facts(), key, lang))
			}
			if !yield(m) {
				return
			}
		}
	}
}

// Tallies asks how many people in the actor's scope fall under each policy in force now.
type Tallies struct {
	Book     *Book  `json:"-"`
	District string `json:"district"`
}

// A Tally is one policy with its census.
type Tally struct {
	Brief
	Census
}

// Action is policy.matches.read.
func (q Tallies) Action() authz.Action { return authz.PolicyMatches }

// Answer counts every policy in force, in the order of ids. Errors: as Matches.
func (q Tallies) Answer(ctx context.Context, snap *door.Snapshot) ([]Tally, error) {
	q.District = cmp.Or(q.District, snap.Actor().District())
	who := scopeOf(snap.Actor(), authz.PolicyMatches, q.District)
	if who.empty() {
		return nil, fault.Denied.New("authz.denied").With("action", authz.PolicyMatches)
	}
	s, err := q.Book.shelf(ctx, snap, q.District)
	if err != nil {
		return nil, err
	}
	view := q.Book.People.view(q.District)
	if view == nil {
		return nil, fault.Unavailable.New("policy.population.loading").With("people", q.Book.People.Progress(q.District).People)
	}
	tallies := []Tally{}
	for _, p := range s.active {
		j, err := view.judge(ctx, s, p)
		if err != nil {
			return nil, err
		}
		tallies = append(tallies, Tally{q.Book.brief(s.byID[p.Policy.ID], civil.Of(snap.Now()), langOf(ctx)), j.census(langOf(ctx), who)})
	}
	return tallies, nil
}
