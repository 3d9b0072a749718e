package registry

import (
	"strings"
	"testing"

	"yanzhen/internal/authz"
	"yanzhen/internal/base/civil"
	"yanzhen/internal/store"
	"yanzhen/internal/store/dbtest"
)

// A list is found by narrow indexes alone and its page is read in order: this is what keeps it fast at 100,000 people.
func TestListsAreFoundByNarrowIndexes(t *testing.T) {
	db := dbtest.SQLite(t)
	office := authz.System("cli", authz.Office, "430408")
	for name, f := range map[string]Filter{
		"everyone": {}, "a town": {Town: []string{"430408101"}}, "two levels": {Education: []string{"11", "14"}},
		"ownership and age": {Ownership: []string{"170"}, AgeFrom: 30, AgeTo: 40}, "introduced": {Introduced: Days{From: civil.MustParse("2024-01-01")}},
		"a unit": {Org: []string{"x"}}, "claims": {Honoured: "yes", Evidence: "no", Status: "verified"}, "words": {Words: "雪雁 模具"},
	} {
		f.District = "430408"
		var args []any
		where := f.where(office, authz.PersonRead, civil.MustParse("2026-01-01"), &args)
		all := append([]any{}, args...)
		from, held := f.source(&all)
		found := plan(t, db, "SELECT doc FROM "+from+" WHERE "+where+held+" LIMIT 1001", all)
		if !strings.Contains(found, "COVERING INDEX") && !strings.Contains(found, "held VIRTUAL TABLE") {
			t.Errorf("%s is found by\n%s", name, found)
		}
		for sort, by := range sortings {
			page := plan(t, db, "SELECT person FROM profile WHERE "+where+" ORDER BY "+by.column+", person LIMIT 51", args)
			if strings.Contains(page, "TEMP B-TREE") {
				t.Errorf("a page of %s sorted by %s is read by\n%s", name, sort, page)
			}
		}
	}
}

func plan(t *testing.T, db *store.DB, query string, args []any) string {
	t.Helper()
	var steps []string
	err := db.Snapshot(t.Context(), func(q store.Q) (err error) {
		steps, err = all(t.Context(), q, func(row store.Row) (string, error) {
			var id, parent, unused int64
			var step string
			err := row.Scan(&id, &parent, &unused, &step)
			return step, err
		}, "EXPLAIN QUERY PLAN "+query, args...)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return strings.Join(steps, "\n")
}
