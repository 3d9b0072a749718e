package registry_test

import (
	"strings"
	"testing"

	"yanzhen/internal/registry"
	"yanzhen/internal/store"
	"yanzhen/internal/store/dbtest"
	"yanzhen/internal/town"
)

// damage is a statement that breaks exactly the laws named.
var damage = map[string]struct {
	sql  string
	laws string
}{
	"a record of nobody":                {`UPDATE record SET person = 'nobody' WHERE kind = 'pay' AND person = (SELECT MIN(id) FROM person)`, "record_person"},
	"a pointer that still has records":  {`UPDATE person SET merged_into = (SELECT MIN(id) FROM person) WHERE id = (SELECT MAX(id) FROM person)`, "live_unmerged profile_one"},
	"two of one thing":                  {`UPDATE record SET kind = 'contact' WHERE kind = 'residence'`, "one_per_slot"},
	"a dossier without identity":        {`UPDATE record SET kind = 'speciality', slot = 'x' WHERE kind = 'identity'`, "identity"},
	"a correction that nobody made":     {`UPDATE record SET superseded_at = 1 WHERE kind = 'pay'`, "chain_ends"},
	"a correction that is not there":    {`UPDATE record SET superseded_at = 1, superseded_by = 'x' WHERE kind = 'pay'`, "chain_forward"},
	"a correction of what is not there": {`UPDATE record SET supersedes = 'x' WHERE kind = 'pay' AND person = (SELECT MIN(id) FROM person)`, "chain_back"},
	"a record corrected twice":          {`UPDATE record SET supersedes = 'x' WHERE kind = 'pay'`, "chain_back chain_linear"},
	"a verdict without its time":        {`UPDATE record SET status = 'verified' WHERE kind = 'pay'`, "status"},
	"an end before the beginning":       {`UPDATE record SET since = '2026-01-02', until = '2026-01-01' WHERE kind = 'pay'`, "dates"},
	"a pointer to nobody":               {`UPDATE person SET merged_into = 'nobody'`, "live_unmerged merged_into profile_one"},
	"a person not in the list":          {`DELETE FROM profile WHERE person = (SELECT MIN(id) FROM person)`, "profile_one"},
	"an employer who is not there":      {`DELETE FROM org`, "employer"},
	"evidence that is not there":        {`UPDATE record SET evidence = 'x' WHERE kind = 'pay'`, "evidence"},
}

func TestEveryLawFindsWhatBreaksIt(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *store.DB) {
		h := newHouse(t, db)
		h.settle(5)
		for name, d := range damage {
			t.Run(name, func(t *testing.T) {
				undo := db.InTx(h.ctx, func(tx *store.Tx) error {
					if _, err := tx.Exec(h.ctx, d.sql); err != nil {
						return err
					}
					results, err := registry.CheckLaws(h.ctx, tx)
					if err != nil {
						return err
					}
					broken := strings.Join(brokenBy(results), " ")
					if broken != d.laws {
						t.Errorf("broke %q, want %q", broken, d.laws)
					}
					return store.ErrNoRows // undo the damage
				})
				if undo != store.ErrNoRows {
					t.Fatal(undo)
				}
			})
		}
		h.sound()
	})
}

func brokenBy(results []registry.LawResult) []string {
	var names []string
	for _, r := range results {
		if r.Broken > 0 {
			names = append(names, r.Law)
		}
	}
	return names
}

func TestAProfileThatWasChangedByHandIsFound(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *store.DB) {
		h := newHouse(t, db)
		h.settle(30)
		err := db.InTx(h.ctx, func(tx *store.Tx) error {
			_, err := tx.Exec(h.ctx, `UPDATE profile SET honours = 7, major = 'x' WHERE person = $1`, h.ids[town.Lin])
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		var found []registry.Finding
		h.snapshot(func(q store.Q) error {
			checked, err := registry.CheckProfiles(h.ctx, q, zhengxiang, func(f registry.Finding) error { found = append(found, f); return nil })
			if checked != 30 {
				t.Errorf("looked at %d people, want 30", checked)
			}
			return err
		})
		want := registry.Finding{Law: "profile", Subject: "person/" + h.ids[town.Lin], Detail: "honours, major"}
		if len(found) != 1 || found[0] != want {
			t.Errorf("found %v, want %v", found, want)
		}
	})
}
