package inspect

import (
	"context"
	"testing"
	"time"

	"yanzhen/internal/authz"
	"yanzhen/internal/store"
	"yanzhen/internal/store/dbtest"
)

// Steps about a finding stay, in their order; the last one counts.
func TestStepsAboutFindings(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *store.DB) {
		f := &Finding{ID: "f1", Kind: Overlap, Policy: Ref{ID: "hengyang_living_2022"}}
		by := authz.Actor{Account: "a-1", Name: "陈秀兰"}
		at := time.Date(2026, 11, 24, 4, 0, 0, 0, time.UTC)
		err := db.InTx(t.Context(), func(tx *store.Tx) error {
			for i, step := range []Step{StepAside, StepUp, StepAside} {
				if err := saveStep(t.Context(), tx, "430408", f, Aside{step, "已请示", by.Name, at.Add(time.Duration(i) * time.Hour)}, by); err != nil {
					return err
				}
			}
			return saveStep(t.Context(), tx, "430405", f, Aside{StepAside, "别区", by.Name, at}, by)
		})
		if err != nil {
			t.Fatal(err)
		}
		var all map[string][]Aside
		err = db.Snapshot(t.Context(), func(q store.Q) (err error) {
			all, err = loadSteps(context.Background(), q, "430408")
			return err
		})
		steps := all["f1"]
		if err != nil || len(steps) != 3 || steps[0].Step != StepAside || steps[1].Step != StepUp || !steps[2].At.Equal(at.Add(2*time.Hour)) {
			t.Fatalf("%v %v", all, err)
		}
		if aside(steps) == nil || aside(steps[:2]) != nil || aside(nil) != nil {
			t.Error("the last step does not decide")
		}
	})
}
