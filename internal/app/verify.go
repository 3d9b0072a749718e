package app

import (
	"cmp"
	"context"
	"fmt"

	"yanzhen/internal/audit"
	"yanzhen/internal/i18n"
	"yanzhen/internal/registry"
	"yanzhen/internal/store"
)

// A Report is what a check of the whole house found.
type Report struct {
	Checks []Check `json:"checks"`
}

// A Check is one thing that was recomputed or one law that must hold.
type Check struct {
	Name     string   `json:"name"`
	Checked  int64    `json:"checked"` // things looked at
	Wrong    int      `json:"wrong"`
	Findings []string `json:"findings,omitempty"` // the first hundred, by identifier; never personal data

	words string // family of its words; those of checks if empty
}

var checkWords = i18n.Family("check.")

// Title says in words what was checked.
func (c Check) Title(ctx context.Context) string {
	return i18n.T(ctx, cmp.Or(c.words, checkWords)+c.Name)
}

const mostFindings = 100

func (c *Check) find(format string, args ...any) {
	if c.Wrong++; c.Wrong <= mostFindings {
		c.Findings = append(c.Findings, fmt.Sprintf(format, args...))
	}
}

// Sound reports whether nothing was found.
func (r Report) Sound() bool {
	for _, c := range r.Checks {
		if c.Wrong > 0 {
			return false
		}
	}
	return true
}

// Verify recomputes what can be recomputed and compares: the schema, the digest of every audit entry and, on SQLite, that none is missing between
// others, the
// content of every file of the vault, and the projection of every dossier. The error is ours: a check that could not be made.
func (a *App) Verify(ctx context.Context) (Report, error) {
	return a.checks(ctx, a.verifySchema, a.verifyAudit, a.verifyFiles, a.verifyProfiles)
}

// Invariants checks the laws of the data.
func (a *App) Invariants(ctx context.Context) (Report, error) {
	return a.checks(ctx, a.registryLaws)
}

// checks runs each check on one state of the database.
func (a *App) checks(ctx context.Context, all ...func(context.Context, store.Q) ([]Check, error)) (Report, error) {
	var r Report
	err := a.DB.Snapshot(ctx, func(q store.Q) error {
		for _, check := range all {
			made, err := check(ctx, q)
			if err != nil {
				return err
			}
			r.Checks = append(r.Checks, made...)
		}
		return nil
	})
	return r, err
}

func (a *App) verifySchema(ctx context.Context, _ store.Q) ([]Check, error) {
	state, err := a.DB.Schema(ctx)
	c := Check{Name: "schema", Checked: state.Known}
	if !state.Current() {
		c.find("%d/%d", state.At, state.Known)
	}
	return []Check{c}, err
}

func (a *App) verifyAudit(ctx context.Context, q store.Q) ([]Check, error) {
	checked, changed, err := audit.Verify(ctx, q)
	c := Check{Name: "audit", Checked: checked}
	for _, seq := range changed {
		c.find("audit/%d", seq)
	}
	if err != nil || a.DB.Engine() != store.SQLite {
		return []Check{c}, err
	}
	gaps, err := audit.Gaps(ctx, q)
	for _, gap := range gaps {
		c.find("audit/%d–%d", gap[0], gap[1])
	}
	return []Check{c}, err
}

func (a *App) verifyFiles(ctx context.Context, q store.Q) ([]Check, error) {
	report, err := a.Vault.Verify(ctx, q)
	c := Check{Name: "files", Checked: int64(report.Checked)}
	for _, sum := range report.Missing {
		c.find("missing %s", sum)
	}
	for _, sum := range report.Changed {
		c.find("changed %s", sum)
	}
	return []Check{c}, err
}

func (a *App) verifyProfiles(ctx context.Context, q store.Q) ([]Check, error) {
	c := Check{Name: "profiles"}
	checked, err := registry.CheckProfiles(ctx, q, "", func(f registry.Finding) error {
		c.find("%s %s", f.Subject, f.Detail)
		return nil
	})
	c.Checked = checked
	return []Check{c}, err
}

func (a *App) registryLaws(ctx context.Context, q store.Q) ([]Check, error) {
	results, err := registry.CheckLaws(ctx, q)
	var all []Check
	for _, r := range results {
		c := Check{Name: r.Law, Checked: r.Checked, words: registry.LawWords}
		for _, f := range r.Findings {
			c.find("%s %s", f.Subject, f.Detail)
		}
		c.Wrong = int(r.Broken)
		all = append(all, c)
	}
	return all, err
}
