package authz_test

import (
	"context"
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"yanzhen/internal/authz"
	"yanzhen/internal/base/fault"
	"yanzhen/internal/store"
	"yanzhen/internal/store/dbtest"
)

var update = flag.Bool("update", false, "rewrite the golden file")

// The matrix is a file that people read in a review: who may do what, and how far.
func TestTheRoleMatrixIsTheOneThatWasReviewed(t *testing.T) {
	var b strings.Builder
	fmt.Fprintf(&b, "%-30s", "action")
	for _, role := range authz.Roles {
		fmt.Fprintf(&b, " %-10s", role)
	}
	b.WriteString("\n")
	for _, action := range authz.Actions() {
		fmt.Fprintf(&b, "%-30s", action)
		for _, role := range authz.Roles {
			reach := string(authz.ReachOf(role, action))
			if reach == "" {
				reach = "-"
			}
			fmt.Fprintf(&b, " %-10s", reach)
		}
		b.WriteString("\n")
	}
	const file = "testdata/matrix.golden"
	if *update {
		if err := os.WriteFile(file, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if b.String() != string(want) {
		t.Errorf("the role matrix changed; read the difference, then run the test with -update\n%s", b.String())
	}
}

func TestMayRefusesByWhoAsks(t *testing.T) {
	unit := authz.Actor{Account: "a", Grants: []authz.Grant{{Role: authz.Unit, District: "430408", Org: "o1"}}}
	for name, tc := range map[string]struct {
		actor authz.Actor
		land  authz.Land
		want  fault.Kind
	}{
		"a unit reads its own person":             {unit, authz.Land{District: "430408", Org: "o1"}, ""},
		"a unit reads another unit's person":      {unit, authz.Land{District: "430408", Org: "o2"}, fault.Denied},
		"a unit reads a person without employer":  {unit, authz.Land{District: "430408"}, fault.Denied},
		"a unit across the border":                {unit, authz.Land{District: "430407", Org: "o1"}, fault.Denied},
		"the public is asked to sign in":          {authz.Anyone("430408"), authz.Land{District: "430408"}, fault.Unsigned},
		"an actor without grants is nobody":       {authz.Actor{Account: "a"}, authz.Land{District: "430408"}, fault.Denied},
		"a unit whose grant names no unit at all": {authz.Actor{Account: "a", Grants: []authz.Grant{{Role: authz.Unit, District: "430408"}}}, authz.Land{District: "430408"}, fault.Denied},
	} {
		t.Run(name, func(t *testing.T) {
			if got := fault.KindOf(authz.May(tc.actor, authz.PersonRead, tc.land)); got != tc.want {
				t.Errorf("got %q, want %q", got, tc.want)
			}
		})
	}
}

// What a list leaves in is what the check allows, row by row, for every action and any grants.
func TestListsAgreeWithTheCheck(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *store.DB) {
		place := rapid.SampledFrom([]string{"", "a", "b"})
		district := rapid.SampledFrom([]string{"430408", "430407"})
		rapid.Check(t, func(t *rapid.T) {
			actor := authz.Actor{Account: "x"}
			for range rapid.IntRange(0, 3).Draw(t, "grants") {
				actor.Grants = append(actor.Grants, authz.Grant{Role: rapid.SampledFrom(authz.Roles).Draw(t, "role"), District: district.Draw(t, "district"),
					Org: place.Draw(t, "org"), Person: place.Draw(t, "person"), Dept: place.Draw(t, "dept")})
			}
			action := rapid.SampledFrom(authz.Actions()).Draw(t, "action")
			land := authz.Land{District: district.Draw(t, "land"), Org: place.Draw(t, "its org"), Person: place.Draw(t, "its person"), Dept: place.Draw(t, "its dept")}
			args := []any{land.District, land.Org, land.Person, land.Dept}
			where := authz.Where(actor, action, authz.Columns{District: "r.district", Org: "r.org", Person: "r.person", Dept: "r.dept"}, &args)
			var rows int64
			err := db.Snapshot(context.Background(), func(q store.Q) error {
				return q.QueryRow(context.Background(), `
					SELECT COUNT(*)
					FROM (SELECT CAST($1 AS TEXT) AS district, CAST($2 AS TEXT) AS org, CAST($3 AS TEXT) AS person, CAST($4 AS TEXT) AS dept) r
					WHERE `+where, args...).Scan(&rows)
			})
			if err != nil {
				t.Fatal(err)
			}
			if may := authz.May(actor, action, land) == nil; may != (rows == 1) {
				t.Fatalf("%s at %+v by %+v: the check says %v, the list has %d rows", action, land, actor.Grants, may, rows)
			}
		})
	})
}
