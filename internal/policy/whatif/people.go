package whatif

import (
	"cmp"
	"context"
	"errors"
	"iter"
	"slices"
	"strings"

	"yanzhen/internal/authz"
	"yanzhen/internal/base/fault"
	"yanzhen/internal/door"
	"yanzhen/internal/policy"
	"yanzhen/internal/store"
)

// People asks whom moved levers meet, in the order of ids.
type People struct {
	Try
	Fate  policy.Fate `json:"fate"`  // gains when empty
	By    Dimension   `json:"by"`    // only those with a value of a dimension …
	Value string      `json:"value"` // … this one; "" for those of whom it is not known
	Words string      `json:"q"`     // part of a name; finds only whom the actor may see
	After string      `json:"after"` // cursor of the page before
	Limit int         `json:"limit"` // 50 when 0, at most 500
}

// A MetPage is a page of people.
type MetPage struct {
	Policy   string              `json:"policy"`
	Name     string              `json:"name"`
	Base     string              `json:"base"`
	Moves    Moves               `json:"moves"`
	Fates    map[policy.Fate]int `json:"fates"` // of everyone, before the filters
	People   []Met               `json:"people"`
	Total    int                 `json:"total"` // those the filters leave
	Next     string              `json:"next,omitempty"`
	Progress *Progress           `json:"progress,omitempty"` // while the list is not there yet: ask again
}

// Answer gives a page. Errors: as Try; Invalid whatif.people.fate or whatif.people.by; Conflict whatif.unusable.
func (q People) Answer(ctx context.Context, snap *door.Snapshot) (MetPage, error) {
	found, err := q.find(ctx, snap, authz.WhatIfRead)
	page := MetPage{Policy: q.Policy, Name: found.name, Base: found.base, Moves: found.moves, Fates: map[policy.Fate]int{}, People: []Met{}}
	if found.progress != nil {
		page.Progress = found.progress
		return page, nil
	}
	if err != nil {
		return MetPage{}, err
	}
	limit := min(cmp.Or(max(q.Limit, 0), 50), 500)
	last := ""
	for one := range found.everyone("") {
		fate := FateOf(one)
		if page.Fates[fate]++; fate == "" || !found.wanted(one, fate) {
			continue
		}
		if page.Total++; one.ID <= q.After {
			continue
		}
		if len(page.People) < limit {
			page.People, last = append(page.People, met(one, found.reach)), one.ID
		} else {
			page.Next = last
		}
	}
	delete(page.Fates, "")
	return page, nil
}

// A finding is the people a question is about.
type finding struct {
	People
	name, base string
	moves      Moves
	before     *policy.Ballot
	after      *policy.Ballot
	reach      policy.Reach // whom the actor may see by name
	value      func(row int) string
	progress   *Progress
}

func (q People) find(ctx context.Context, snap *door.Snapshot, action authz.Action) (finding, error) {
	q.District = cmp.Or(q.District, snap.Actor().District())
	q.Fate = cmp.Or(q.Fate, policy.Gains)
	if err := snap.May(action, authz.Land{District: q.District}); err != nil {
		return finding{}, err
	}
	switch {
	case !slices.Contains(Fates, q.Fate):
		return finding{}, fault.Invalid.New("whatif.people.fate").On("fate")
	case q.By != "" && !slices.Contains(Dimensions, q.By):
		return finding{}, fault.Invalid.New("whatif.people.by").On("by")
	}
	set, err := q.set(ctx, snap)
	if err != nil {
		return finding{}, err
	}
	f := finding{People: q, name: set.base.Pack.Policy.Name.In(lang(ctx)), base: set.base.Version, moves: moved(set.levers),
		reach: policy.ReachOf(snap.Actor(), authz.PolicyMatches, q.District)}
	judged, err := set.judge(ctx, snap)
	if errors.Is(err, errPending) {
		f.progress = &judged.progress
	}
	if err != nil {
		return f, err
	}
	f.before, f.after = judged.before, judged.after
	if q.By != "" {
		f.value = reader(f.before.Moment(), q.By)
	}
	return f, nil
}

// everyone gives everyone after an id as both versions see them.
func (f finding) everyone(after string) iter.Seq[policy.Both] {
	return policy.ByID(f.before, f.after, policy.Everyone(), after)
}

// wanted reports whether the filters leave a person.
func (f finding) wanted(one policy.Both, fate policy.Fate) bool {
	switch {
	case fate != f.Fate, f.value != nil && f.value(one.Row) != f.Value:
		return false
	case f.Words != "":
		return f.reach.Has(one.Seen) && strings.Contains(one.Name, strings.TrimSpace(f.Words))
	}
	return true
}

// PeopleExport asks for all of them. Those it gives stay those of the moment of the question; whom the actor may not see is left
// out.
type PeopleExport struct{ People }

// Action is registry.person.export: lists of people leave the house.
func (q PeopleExport) Action() authz.Action { return authz.PersonExport }

// Answer gives everyone People would name, one after the other. Errors: as People; Unavailable whatif.pending while the judging
// takes longer.
func (q PeopleExport) Answer(ctx context.Context, snap *door.Snapshot) (iter.Seq[Met], error) {
	found, err := q.find(ctx, snap, authz.PersonExport)
	if errors.Is(err, errPending) {
		return nil, fault.Unavailable.New("whatif.pending")
	}
	if err != nil {
		return nil, err
	}
	return func(yield func(Met) bool) {
		for one := range found.everyone(q.After) {
			if fate := FateOf(one); fate != "" && found.reach.Has(one.Seen) && found.wanted(one, fate) && !yield(met(one, found.reach)) {
				return
			}
		}
	}, nil
}

// Take notes in the audit log that a list of people whom moved levers would meet leaves the house. It goes before PeopleExport.
type Take struct {
	District string      `json:"district"`
	Policy   string      `json:"policy"`
	Base     string      `json:"base"`
	Moved    int         `json:"moved"`
	Fate     policy.Fate `json:"fate"`
	Format   string      `json:"format"`
}

// Action is registry.person.export.
func (c Take) Action() authz.Action { return authz.PersonExport }

// Land is the district.
func (c Take) Land(context.Context, store.Q) (authz.Land, error) {
	return authz.Land{District: c.District}, nil
}

// Run notes what is taken.
func (c Take) Run(_ context.Context, tx *door.Tx) (bool, error) {
	tx.About("policy/" + c.Policy)
	tx.Note("whatif", string(cmp.Or(c.Fate, policy.Gains)))
	tx.Note("base", c.Base)
	tx.Note("moved", c.Moved)
	tx.Note("format", c.Format)
	return true, nil
}
