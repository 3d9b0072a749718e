package whatif

import (
	"context"
	"fmt"
	"strings"

	"yanzhen/internal/authz"
	"yanzhen/internal/base/fault"
	"yanzhen/internal/base/money"
	"yanzhen/internal/door"
	"yanzhen/internal/i18n"
	"yanzhen/internal/policy"
	"yanzhen/internal/store"
)

// Save keeps moved levers as a scenario, a new one or over one that is there.
type Save struct {
	Desk     *Desk     `json:"-"`
	District string    `json:"district"` // the actor's own when empty
	Policy   string    `json:"policy"`
	ID       string    `json:"id"`      // "" for a new one
	Version  int64     `json:"version"` // of the one that is there, as it was read
	Name     string    `json:"name"`
	Note     string    `json:"note"`
	Base     string    `json:"base"` // digest of the version; the one in force when empty
	Moves    Moves     `json:"moves"`
	Budget   money.Fen `json:"budget_fen"`
}

// Action is policy.whatif.save.
func (c Save) Action() authz.Action { return authz.ScenarioSave }

// Land is the district.
func (c Save) Land(context.Context, store.Q) (authz.Land, error) {
	return authz.Land{District: c.District}, nil
}

// Run keeps it. Errors: Invalid whatif.scenario.*, and those of Apply; Missing policy.missing, policy.version_missing,
// whatif.scenario.missing; Conflict whatif.scenario.changed, whatif.scenario.name_taken, whatif.scenario.many.
func (c Save) Run(ctx context.Context, tx *door.Tx) (Scenario, error) {
	s, err := c.scenario(ctx, tx)
	if err != nil {
		return Scenario{}, err
	}
	s.Name, s.Note, s.Budget = c.Name, c.Note, c.Budget
	if err := s.check(); err != nil {
		return Scenario{}, err
	}
	stand, err := c.Desk.Book.Stand(ctx, tx, c.District, c.Policy, c.Base)
	if err != nil {
		return Scenario{}, err
	}
	_, levers, err := Apply(stand.Files["policy.yaml"], c.Moves)
	if err != nil {
		return Scenario{}, err
	}
	if s.Base, s.Moves = stand.Version, moved(levers); len(s.Moves) == 0 {
		return Scenario{}, fault.Invalid.New("whatif.scenario.nothing_moved").On("moves")
	}
	s.Changed, s.Version = tx.Now(), s.Version+1
	tx.About("policy/" + c.Policy)
	tx.Note("scenario", s.ID)
	tx.Note("moved", len(s.Moves))
	if c.ID == "" {
		return s, insertScenario(ctx, tx, s)
	}
	return s, updateScenario(ctx, tx, s)
}

// scenario gives the one to save over, or a new one.
func (c Save) scenario(ctx context.Context, tx *door.Tx) (Scenario, error) {
	if c.ID != "" {
		return current(ctx, tx, c.District, c.Policy, c.ID, c.Version)
	}
	all, err := loadScenarios(ctx, tx, c.District, c.Policy)
	if err != nil {
		return Scenario{}, err
	}
	if len(all) >= maxScenarios {
		return Scenario{}, fault.Conflict.New("whatif.scenario.many").With("most", maxScenarios)
	}
	return Scenario{District: c.District, Policy: c.Policy, ID: tx.NewID(), Account: tx.Actor().Account, By: tx.Actor().Name, At: tx.Now()}, nil
}

// current gives a scenario unless somebody saved it since version. Errors: Missing, Conflict.
func current(ctx context.Context, q store.Q, district, policy, id string, version int64) (Scenario, error) {
	s, err := loadScenario(ctx, q, district, policy, id)
	if err == nil && s.Version != version {
		return s, fault.Conflict.New("whatif.scenario.changed").With("by", s.By)
	}
	return s, err
}

// Delete forgets a scenario. Drafts that were made of it stay.
type Delete struct {
	District string `json:"district"`
	Policy   string `json:"policy"`
	ID       string `json:"id"`
	Version  int64  `json:"version"`
}

// Action is policy.whatif.save.
func (c Delete) Action() authz.Action { return authz.ScenarioSave }

// Land is the district.
func (c Delete) Land(context.Context, store.Q) (authz.Land, error) {
	return authz.Land{District: c.District}, nil
}

// Run forgets it and gives what it was. Errors: Missing whatif.scenario.missing, Conflict whatif.scenario.changed.
func (c Delete) Run(ctx context.Context, tx *door.Tx) (Scenario, error) {
	s, err := current(ctx, tx, c.District, c.Policy, c.ID, c.Version)
	if err != nil {
		return Scenario{}, err
	}
	tx.About("policy/" + c.Policy)
	tx.Note("scenario", s.ID)
	tx.Note("deleted", true)
	_, err = tx.Exec(ctx, `DELETE FROM policy_scenario WHERE district = $1 AND policy = $2 AND id = $3`, c.District, c.Policy, c.ID)
	return s, err
}

// Draft turns a scenario into a draft version of the policy, which goes the way of every draft: tested when its cases hold, then
// submitted and approved by another person.
type Draft struct {
	Desk     *Desk  `json:"-"`
	District string `json:"district"`
	Policy   string `json:"policy"`
	ID       string `json:"id"`
	Version  int64  `json:"version"`
}

// Action is policy.save.
func (c Draft) Action() authz.Action { return authz.PolicySave }

// Land is the district.
func (c Draft) Land(context.Context, store.Q) (authz.Land, error) {
	return authz.Land{District: c.District}, nil
}

// Run saves the draft and gives it with the report of its check. Errors: Missing whatif.scenario.missing, policy.version_missing;
// Conflict whatif.scenario.changed; those of Apply and policy.SavePack.
func (c Draft) Run(ctx context.Context, tx *door.Tx) (policy.PackVersion, error) {
	s, err := current(ctx, tx, c.District, c.Policy, c.ID, c.Version)
	if err != nil {
		return policy.PackVersion{}, err
	}
	stand, err := c.Desk.Book.Stand(ctx, tx, c.District, c.Policy, s.Base)
	if err != nil {
		return policy.PackVersion{}, err
	}
	text, levers, err := Apply(stand.Files["policy.yaml"], s.Moves)
	if err != nil {
		return policy.PackVersion{}, err
	}
	stand.Files["policy.yaml"] = text
	saved, err := policy.SavePack{Book: c.Desk.Book, District: c.District, ID: c.Policy, Files: stand.Files, Note: draftNote(ctx, s, levers)}.Run(ctx, tx)
	if err != nil {
		return policy.PackVersion{}, err
	}
	s.Draft, s.Changed, s.Version = saved.Version, tx.Now(), s.Version+1
	tx.Note("scenario", s.ID)
	return saved, updateScenario(ctx, tx, s)
}

// draftNote tells colleagues what was moved.
func draftNote(ctx context.Context, s Scenario, levers []Lever) string {
	var moves []string
	for _, l := range levers {
		if l.Moved() {
			moves = append(moves, fmt.Sprintf("%s: %s → %s", l.ID, l.Was, l.Value))
		}
	}
	return i18n.T(ctx, "whatif.draft.note", i18n.Args{"name": s.Name, "moves": strings.Join(moves, "; ")})
}
