package policy

import (
	"cmp"
	"context"

	"yanzhen/internal/authz"
	"yanzhen/internal/base/civil"
	"yanzhen/internal/base/money"
	"yanzhen/internal/door"
	"yanzhen/internal/policy/fact"
	"yanzhen/internal/policy/pack"
	"yanzhen/internal/store"
)

// Library gives the packs that ship with the program, in force or not.
func (b *Book) Library() []*pack.Pack {
	var all []*pack.Pack
	for _, v := range b.shipped {
		all = append(all, v.pack)
	}
	return all
}

// Place writes the value of a fact that holds places, by name; false for any other fact.
func (b *Book) Place(ctx context.Context, facts *fact.Catalogue, f fact.Fact, v any) (string, bool) {
	if !isPlace(facts, f) {
		return "", false
	}
	return b.placesOf(ctx, v), true
}

// Version gives a version of a pack of the district, saved or shipped. Error: Missing policy.version_missing.
func (b *Book) Version(ctx context.Context, q store.Q, district, id, digest string) (*pack.Pack, error) {
	v, err := b.volume(ctx, q, district, id, digest)
	if err != nil {
		return nil, err
	}
	return v.pack, nil
}

// Joint asks who qualifies for several policies in force at once, in the scope of who asks.
type Joint struct {
	Book     *Book    `json:"-"`
	District string   `json:"district"` // the actor's own when empty
	Policies []string `json:"policies"`
	Limit    int      `json:"limit"` // people named, 20 when 0, at most 200
}

// A JointPage counts them and names the first.
type JointPage struct {
	Day    civil.Date  `json:"day"`
	Count  int         `json:"count"`
	Fen    []money.Fen `json:"fen"` // what each policy comes to for them in all; unknown amounts are left out
	People []Match     `json:"people"`
}

// Action is policy.matches.read.
func (q Joint) Action() authz.Action { return authz.PolicyMatches }

// Answer counts. Errors: as Matches.
func (q Joint) Answer(ctx context.Context, snap *door.Snapshot) (JointPage, error) {
	if len(q.Policies) == 0 {
		return JointPage{People: []Match{}}, nil
	}
	first, err := (Matches{Book: q.Book, District: q.District, Policy: q.Policies[0]}).find(ctx, snap, authz.PolicyMatches)
	if err != nil {
		return JointPage{}, err
	}
	s, err := q.Book.shelf(ctx, snap, cmp.Or(q.District, snap.Actor().District()))
	if err != nil {
		return JointPage{}, err
	}
	all := []judged{first.judged}
	for _, id := range q.Policies[1:] {
		v, err := s.find(id)
		if err != nil {
			return JointPage{}, err
		}
		j, err := first.view.judge(ctx, s, v.pack)
		if err != nil {
			return JointPage{}, err
		}
		all = append(all, j)
	}
	return q.page(ctx, first, all), nil
}

func (q Joint) page(ctx context.Context, first sighting, all []judged) JointPage {
	page := JointPage{Day: first.day, Fen: make([]money.Fen, len(all)), People: []Match{}}
	limit := min(cmp.Or(max(q.Limit, 0), 20), 200)
	for m := range first.matches(langOf(ctx), "") {
		r, _ := first.at(first.after(m.Person) - 1)
		if !page.add(all, r.n) {
			continue
		}
		if page.Count++; len(page.People) < limit {
			page.People = append(page.People, m)
		}
	}
	return page
}

// add sums up what the person of a row is paid by all of the policies; false unless all say yes.
func (p *JointPage) add(all []judged, row int) bool {
	for _, j := range all {
		if j.verdict(row) != Yes {
			return false
		}
	}
	for i, j := range all {
		p.Fen[i] += money.Fen(max(j.finding(row).Fen, 0))
	}
	return true
}
