package town_test

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"yanzhen/internal/authz"
	"yanzhen/internal/base/civil"
	"yanzhen/internal/base/clock"
	"yanzhen/internal/base/idcode"
	"yanzhen/internal/crypt"
	"yanzhen/internal/door"
	"yanzhen/internal/job"
	"yanzhen/internal/registry"
	"yanzhen/internal/store"
	"yanzhen/internal/store/dbtest"
	"yanzhen/internal/town"
)

var day = civil.MustParse("2026-11-25")

func TestTheSamePeopleComeEveryTime(t *testing.T) {
	few, many := town.People(50, day), town.People(400, day)
	seen := map[string]bool{}
	for i, one := range many {
		if i < len(few) && (few[i].IDNumber != one.IDNumber || few[i].Name != one.Name) {
			t.Errorf("person %d is another one in a larger town", i)
		}
		if _, err := idcode.ParsePerson(one.IDNumber); err != nil {
			t.Errorf("%s: %v", one.Name, err)
		}
		if sequence := one.IDNumber[14:17]; sequence < "996" || sequence > "999" {
			t.Errorf("%s has the sequence code %s, which a real person may have", one.Name, sequence)
		}
		if seen[one.IDNumber] {
			t.Errorf("%s shares a number", one.Name)
		}
		seen[one.IDNumber] = true
	}
}

func TestATownSettles(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *store.DB) {
		queue, err := job.NewQueue(db)
		if err != nil {
			t.Fatal(err)
		}
		key := crypt.NewKey("k1", crypt.AES)
		ring, err := crypt.NewRing(key, crypt.NewKey("k2", crypt.AES))
		if err != nil {
			t.Fatal(err)
		}
		d := &door.Door{DB: db, Clock: clock.At(time.Date(2026, 11, 25, 9, 0, 0, 0, civil.Zone)), Jobs: queue}
		ctx := registry.WithRing(t.Context(), ring)
		census, err := town.Settle(ctx, d, "430408", 120, day)
		if err != nil {
			t.Fatal(err)
		}
		if len(census.Orgs) != len(town.Orgs()) || census.People[town.Lin] == "" {
			t.Errorf("%d organisations, 林雪雁 is %q", len(census.Orgs), census.People[town.Lin])
		}
		office := authz.System("cli", authz.Office, "430408")
		people, err := door.Ask(ctx, d, office, registry.ListPeople{})
		if err != nil || people.Total != 120 {
			t.Errorf("%d people, %v", people.Total, err)
		}
		lin, err := door.Ask(ctx, d, office, registry.PersonPage{District: "430408", Person: census.People[town.Lin]})
		if err != nil || lin.Org == nil || lin.Org.Name != town.Precision {
			t.Fatalf("林雪雁 works at %v, %v", lin.Org, err)
		}
		for _, r := range lin.Records {
			if r.Status != registry.Verified {
				t.Errorf("record %s of the cast is %s", r.Kind, r.Status)
			}
		}
	})
}

func TestTheRosterHasWhatThereIsToDecide(t *testing.T) {
	var book bytes.Buffer
	if err := town.WriteRoster(&book, 200, day); err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(book.String(), "PK") {
		t.Error("the roster is no workbook")
	}
}
