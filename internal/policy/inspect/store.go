package inspect

import (
	"context"
	"fmt"
	"time"

	"yanzhen/internal/authz"
	"yanzhen/internal/store"
)

// A Step is what an officer did about a finding.
type Step string

// The steps.
const (
	StepAside Step = "set_aside"
	StepUp    Step = "taken_up"
)

// An Aside is one step: who took it, when and why.
type Aside struct {
	Step   Step      `json:"step"`
	Reason string    `json:"reason"`
	By     string    `json:"by"`
	At     time.Time `json:"at"`
}

const findingSteps = `
	SELECT finding, step, reason, actor, at
	FROM policy_finding_step
	WHERE district = $1
	ORDER BY finding, seq`

// loadSteps gives the steps about every finding of the district that has any, oldest first.
func loadSteps(ctx context.Context, q store.Q, district string) (map[string][]Aside, error) {
	rows, err := q.Query(ctx, findingSteps, district)
	if err != nil {
		return nil, fmt.Errorf("steps about findings: %w", err)
	}
	defer rows.Close()
	all := map[string][]Aside{}
	for rows.Next() {
		finding, at, a := "", int64(0), Aside{}
		if err := rows.Scan(&finding, &a.Step, &a.Reason, &a.By, &at); err != nil {
			return nil, err
		}
		a.At = time.UnixMicro(at).UTC()
		all[finding] = append(all[finding], a)
	}
	return all, rows.Err()
}

// saveStep writes the next step about a finding.
func saveStep(ctx context.Context, q store.Q, district string, f *Finding, a Aside, by authz.Actor) error {
	_, err := q.Exec(ctx, `
		INSERT INTO policy_finding_step (district, finding, seq, step, kind, policy, reason, account, actor, at)
		SELECT $1, $2, COALESCE(MAX(seq), 0) + 1, $3, $4, $5, $6, $7, $8, $9
		FROM policy_finding_step
		WHERE district = $1 AND finding = $2`,
		district, f.ID, string(a.Step), string(f.Kind), f.Policy.ID, a.Reason, by.Account, by.Name, a.At.UnixMicro())
	if err != nil {
		return fmt.Errorf("step about finding %s: %w", f.ID, err)
	}
	return nil
}

// aside gives the step that sets a finding aside, nil when it is open.
func aside(steps []Aside) *Aside {
	if n := len(steps); n > 0 && steps[n-1].Step == StepAside {
		return &steps[n-1]
	}
	return nil
}
