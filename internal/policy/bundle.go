package policy

import (
	"cmp"
	"context"

	"yanzhen/internal/authz"
	"yanzhen/internal/base/civil"
	"yanzhen/internal/base/fault"
	"yanzhen/internal/door"
	"yanzhen/internal/policy/pack"
)

// Bundle asks which policies in force a person, and the spouse if both are in the register, should
// claim together, and in which order, to get most.
type Bundle struct {
	Book     *Book      `json:"-"`
	District string     `json:"district"` // the actor's own when empty
	Person   string     `json:"person"`
	Spouse   string     `json:"spouse"` // id of the spouse; nobody when empty
	Day      civil.Date `json:"day"`    // today when absent
}

// BundlePage is the combination that pays most, for whom, on which day.
type BundlePage struct {
	People []Someone  `json:"people"`
	Day    civil.Date `json:"day"`
	pack.Combination
}

// Someone is a person by id and name.
type Someone struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

// Action is policy.answers.read.
func (q Bundle) Action() authz.Action { return authz.PolicyAnswers }

// Answer settles all policies of the one or two people together. Errors: Missing for a person who
// is not there or not the actor's to see, Invalid policy.bundle.oneself on spouse.
func (q Bundle) Answer(ctx context.Context, snap *door.Snapshot) (BundlePage, error) {
	page := BundlePage{Day: q.Day}
	if q.Spouse != "" && q.Spouse == q.Person {
		return page, fault.Invalid.New("policy.bundle.oneself").On("spouse")
	}
	var people []pack.Person
	var packs []*pack.Pack
	for _, id := range []string{q.Person, q.Spouse} {
		if id == "" && len(people) > 0 {
			continue
		}
		who, s, err := q.Book.about(ctx, snap, cmp.Or(q.District, snap.Actor().District()), id, q.Day)
		if err != nil {
			return page, err
		}
		one := who.person(ctx)
		one.Name = who.dossier.Person.Name
		people, packs, page.Day = append(people, one), s.active, who.day
		page.People = append(page.People, Someone{one.ID, one.Name})
	}
	_, best := pack.Best(packs, people, page.Day)
	page.Combination = best.Combination(langOf(ctx))
	return page, nil
}
