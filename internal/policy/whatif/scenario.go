package whatif

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"yanzhen/internal/base/fault"
	"yanzhen/internal/base/money"
	"yanzhen/internal/store"
)

// A Scenario is a name for moved levers of one version of a policy, kept for colleagues.
type Scenario struct {
	District string    `json:"district"`
	Policy   string    `json:"policy"`
	ID       string    `json:"id"`
	Name     string    `json:"name"`
	Note     string    `json:"note"`
	Base     string    `json:"base"` // digest of the version whose levers are moved
	Moves    Moves     `json:"moves"`
	Budget   money.Fen `json:"budget_fen"` // a year, to compare with; 0 for none
	Draft    string    `json:"draft"`      // digest of the version that it was turned into, "" before
	Account  string    `json:"-"`
	By       string    `json:"by"` // who made it
	At       time.Time `json:"at"`
	Changed  time.Time `json:"changed"`
	Version  int64     `json:"version"` // grows with every save
}

const (
	maxScenarios = 60 // of one policy
	maxName      = 60 // characters
	maxNote      = 500
)

// check looks at what a person entered.
func (s *Scenario) check() error {
	s.Name, s.Note = strings.TrimSpace(s.Name), strings.TrimSpace(s.Note)
	var wrong fault.List
	switch n := utf8.RuneCountInString(s.Name); {
	case n == 0:
		wrong.Add(fault.Invalid.New("whatif.scenario.no_name").On("name"))
	case n > maxName:
		wrong.Add(fault.Invalid.New("whatif.scenario.long").On("name").With("most", maxName))
	}
	if utf8.RuneCountInString(s.Note) > maxNote {
		wrong.Add(fault.Invalid.New("whatif.scenario.long").On("note").With("most", maxNote))
	}
	if s.Budget < 0 || s.Budget > mostYuan*100*1000 {
		wrong.Add(fault.Invalid.New("whatif.scenario.budget").On("budget_fen"))
	}
	return wrong.Err()
}

const scenarioColumns = `district, policy, id, name, note, base, moves, budget, draft, account, actor, at, changed, version`

func scanScenario(row store.Row) (Scenario, error) {
	var s Scenario
	moves, at, changed := "", int64(0), int64(0)
	err := row.Scan(&s.District, &s.Policy, &s.ID, &s.Name, &s.Note, &s.Base, &moves, &s.Budget, &s.Draft, &s.Account, &s.By, &at, &changed, &s.Version)
	if err != nil {
		return s, err
	}
	s.At, s.Changed = time.UnixMicro(at).UTC(), time.UnixMicro(changed).UTC()
	return s, json.Unmarshal([]byte(moves), &s.Moves)
}

// loadScenarios gives the scenarios of a policy, the one changed last first.
func loadScenarios(ctx context.Context, q store.Q, district, policy string) ([]Scenario, error) {
	rows, err := q.Query(ctx, `
		SELECT `+scenarioColumns+`
		FROM policy_scenario
		WHERE district = $1 AND policy = $2
		ORDER BY changed DESC, id`, district, policy)
	if err != nil {
		return nil, fmt.Errorf("scenarios of policy %s: %w", policy, err)
	}
	defer rows.Close()
	all := []Scenario{}
	for rows.Next() {
		s, err := scanScenario(rows)
		if err != nil {
			return nil, err
		}
		all = append(all, s)
	}
	return all, rows.Err()
}

// loadScenario gives one scenario. Error: Missing whatif.scenario.missing.
func loadScenario(ctx context.Context, q store.Q, district, policy, id string) (Scenario, error) {
	s, err := scanScenario(q.QueryRow(ctx, `
		SELECT `+scenarioColumns+`
		FROM policy_scenario
		WHERE district = $1 AND policy = $2 AND id = $3`, district, policy, id))
	if errors.Is(err, store.ErrNoRows) {
		return s, fault.Missing.New("whatif.scenario.missing")
	}
	return s, err
}

// insertScenario keeps a new scenario. Error: Conflict whatif.scenario.name_taken.
func insertScenario(ctx context.Context, q store.Q, s Scenario) error {
	moves, err := json.Marshal(s.Moves)
	if err != nil {
		return err
	}
	_, err = q.Exec(ctx, `
		INSERT INTO policy_scenario (`+scenarioColumns+`)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)`,
		s.District, s.Policy, s.ID, s.Name, s.Note, s.Base, string(moves), s.Budget, s.Draft, s.Account, s.By, s.At.UnixMicro(), s.Changed.UnixMicro(), s.Version)
	return named(err)
}

// updateScenario saves a scenario over the version it was read in.
func updateScenario(ctx context.Context, q store.Q, s Scenario) error {
	moves, err := json.Marshal(s.Moves)
	if err != nil {
		return err
	}
	_, err = q.Exec(ctx, `
		UPDATE policy_scenario
		SET name = $4, note = $5, base = $6, moves = $7, budget = $8, draft = $9, changed = $10, version = $11
		WHERE district = $1 AND policy = $2 AND id = $3`,
		s.District, s.Policy, s.ID, s.Name, s.Note, s.Base, string(moves), s.Budget, s.Draft, s.Changed.UnixMicro(), s.Version)
	return named(err)
}

func named(err error) error {
	if errors.Is(err, store.ErrDuplicate) {
		return fault.Conflict.New("whatif.scenario.name_taken").On("name")
	}
	return err
}
