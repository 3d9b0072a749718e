package policy

import (
	"cmp"
	"context"

	"yanzhen/internal/authz"
	"yanzhen/internal/door"
	"yanzhen/internal/store"
)

// TakeMatches notes in the audit log that a list of people under a policy leaves the house. It goes
// before MatchesExport.
type TakeMatches struct {
	District string  `json:"district"`
	Org      string  `json:"org"` // of a unit that takes its own people
	Policy   string  `json:"policy"`
	Verdict  Verdict `json:"verdict"`
	Missing  string  `json:"missing"`
	Format   string  `json:"format"`
}

// Action is registry.person.export.
func (c TakeMatches) Action() authz.Action { return authz.PersonExport }

// Land is the district, or a unit in it.
func (c TakeMatches) Land(_ context.Context, _ store.Q) (authz.Land, error) {
	return authz.Land{District: c.District, Org: c.Org}, nil
}

// Run notes what is taken.
func (c TakeMatches) Run(_ context.Context, tx *door.Tx) (bool, error) {
	tx.About("policy/" + c.Policy)
	tx.Note("verdict", string(cmp.Or(c.Verdict, Yes)))
	tx.Note("missing", c.Missing)
	tx.Note("format", c.Format)
	return true, nil
}
