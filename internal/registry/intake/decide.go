package intake

import (
	"context"

	"yanzhen/internal/authz"
	"yanzhen/internal/base/fault"
	"yanzhen/internal/door"
	"yanzhen/internal/registry"
	"yanzhen/internal/store"
)

// A Decide settles conflicts, one or many. Edited takes Value and is for one conflict only.
type Decide struct {
	District  string   `json:"district"`
	Conflicts []string `json:"conflicts"` // at most 500
	Take      Choice   `json:"take"`      // ours, theirs, both, edited or proposed
	Value     string   `json:"value"`
	Reason    string   `json:"reason"`
}

// Action of the command.
func (Decide) Action() authz.Action { return authz.ConflictDecide }

// Secretive: an edited value may be a phone or bank account.
func (Decide) Secretive() {}

// Land is where the first conflict lies; Run checks the others.
func (c Decide) Land(ctx context.Context, q store.Q) (authz.Land, error) {
	if len(c.Conflicts) == 0 {
		return authz.Land{}, fault.Invalid.New("intake.conflict.none").On("conflicts")
	}
	first, err := loadConflict(ctx, q, c.District, c.Conflicts[0])
	if err != nil {
		return authz.Land{}, err
	}
	return first.land(), nil
}

func (c *Conflict) land() authz.Land {
	return authz.Land{District: c.District, Org: c.Org, Person: c.Person}
}

// Run writes the decisions and what follows from them into the dossiers; one that cannot be decided undoes them all.
// It gives the conflicts as they are now.
func (c Decide) Run(ctx context.Context, tx *door.Tx) ([]*Conflict, error) {
	switch {
	case len(c.Conflicts) > most:
		return nil, fault.TooLarge.New("intake.conflict.too_many").With("max", most)
	case c.Take == Edited && len(c.Conflicts) > 1:
		return nil, fault.Invalid.New("intake.conflict.edit_one").On("take")
	}
	var decided []*Conflict
	counts := map[Choice]int{}
	for _, id := range c.Conflicts {
		one, err := c.one(ctx, tx, id)
		if err != nil {
			return nil, err
		}
		counts[one.State]++
		decided = append(decided, one)
	}
	tx.Note("conflicts", c.Conflicts)
	tx.Note("decisions", counts)
	return decided, nil
}

func (c Decide) one(ctx context.Context, tx *door.Tx, id string) (*Conflict, error) {
	one, err := loadConflict(ctx, tx, c.District, id)
	if err != nil {
		return nil, err
	}
	if err := tx.May(authz.ConflictDecide, one.land()); err != nil {
		return nil, err
	}
	if err := one.decide(c.Take, c.Value, c.Reason, tx.Actor().Account, tx.Now()); err != nil {
		return nil, err
	}
	if err := c.settle(ctx, tx, one); err != nil {
		return nil, err
	}
	return one, saveDecision(ctx, tx, one)
}

// settle writes the decision into the dossier. Where the registry has meanwhile come to say neither of the two, there is nothing left
// to decide: the conflict lapses.
func (c Decide) settle(ctx context.Context, tx *door.Tx, one *Conflict) error {
	err := registry.Settle(ctx, tx, registry.Settlement{District: c.District, Difference: one.difference, Take: registry.Side(one.State), Value: c.Value, Reason: one.Reason})
	if f := fault.Of(err); err != nil && f.Key == "registry.settle.moved" {
		one.State = Lapsed
		return nil
	}
	return err
}
