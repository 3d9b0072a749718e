package casework

import (
	"context"

	"yanzhen/internal/authz"
	"yanzhen/internal/casework/flow"
	"yanzhen/internal/door"
	"yanzhen/internal/store"
)

// TakeCases notes that a list of cases leaves the house.
type TakeCases struct {
	District string     `json:"district"`
	Round    string     `json:"round"`
	State    flow.State `json:"state"`
	Format   string     `json:"format"`
}

// Action is registry.person.export: the list names people.
func (TakeCases) Action() authz.Action { return authz.PersonExport }

// Land is the district.
func (c TakeCases) Land(context.Context, store.Q) (authz.Land, error) {
	return authz.Land{District: c.District}, nil
}

// Run writes the audit entry alone.
func (c TakeCases) Run(_ context.Context, tx *door.Tx) (struct{}, error) {
	tx.About("export/cases")
	tx.Note("round", c.Round)
	tx.Note("state", string(c.State))
	tx.Note("format", c.Format)
	return struct{}{}, nil
}
