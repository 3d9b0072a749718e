package policy

import (
	"cmp"
	"context"

	"yanzhen/internal/authz"
	"yanzhen/internal/base/civil"
	"yanzhen/internal/base/fault"
	"yanzhen/internal/door"
	"yanzhen/internal/store"
)

// CompareExport asks for everyone of one fate, to be taken away as a list.
type CompareExport struct {
	Compare
}

// Action is registry.person.export: lists of people leave the house.
func (q CompareExport) Action() authz.Action { return authz.PersonExport }

// Answer gives them in the order of their ids. Errors: as Compare; Invalid policy.compare.fate without a fate, Unavailable
// policy.population.loading while the population is being read.
func (q CompareExport) Answer(ctx context.Context, snap *door.Snapshot) ([]Met, error) {
	q.District = cmp.Or(q.District, snap.Actor().District())
	if err := snap.May(authz.PersonExport, authz.Land{District: q.District}); err != nil {
		return nil, err
	}
	if q.Who == "" {
		return nil, fault.Invalid.New("policy.compare.fate").On("who")
	}
	q.After, q.everyone = "", true
	c, err := q.Compare.Answer(ctx, snap)
	if err != nil {
		return nil, err
	}
	if c.Effect == nil {
		return nil, fault.Unavailable.New("policy.population.loading").With("people", q.Book.People.Progress(q.District).People)
	}
	return c.Effect.People, nil
}

// TakeCompared notes in the audit log that a list of people whom a change of a policy meets leaves the house. It goes before CompareExport.
type TakeCompared struct {
	District string     `json:"district"`
	Policy   string     `json:"policy"`
	From     string     `json:"from"`
	To       string     `json:"to"`
	Day      civil.Date `json:"day"`
	Who      Fate       `json:"who"`
	Format   string     `json:"format"`
}

// Action is registry.person.export.
func (c TakeCompared) Action() authz.Action { return authz.PersonExport }

// Land is the district.
func (c TakeCompared) Land(_ context.Context, _ store.Q) (authz.Land, error) {
	return authz.Land{District: c.District}, nil
}

// Run notes what is taken.
func (c TakeCompared) Run(_ context.Context, tx *door.Tx) (bool, error) {
	tx.About("policy/" + c.Policy)
	for name, value := range map[string]string{"from": c.From, "to": c.To, "who": string(c.Who), "format": c.Format} {
		tx.Note(name, value)
	}
	return true, nil
}
