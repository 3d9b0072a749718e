package registry

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"yanzhen/internal/store"
)

// A Finding is one thing that is not as it should be. It names things by identifier and says nothing personal.
type Finding struct {
	Law     string `json:"law"`     // name of the law, or "profile" for a projection that differs
	Subject string `json:"subject"` // "person/01…", "record/01…", "org/01…"
	Detail  string `json:"detail"`  // columns or identifiers
}

// CheckProfiles recomputes the profile of everyone in a district ("" means every district) from their records and gives to yield each
// one that differs, naming the columns. It tells how many people it looked at, reads with flat memory, and stops at the first error of yield.
func CheckProfiles(ctx context.Context, q store.Q, district string, yield func(Finding) error) (checked int64, err error) {
	if district != "" {
		return checkProfiles(ctx, q, district, yield)
	}
	districts, err := all(ctx, q, scanText, `SELECT DISTINCT district FROM person ORDER BY district`)
	if err != nil {
		return 0, err
	}
	for _, d := range districts {
		n, err := checkProfiles(ctx, q, d, yield)
		checked += n
		if err != nil {
			return checked, err
		}
	}
	return checked, nil
}

func checkProfiles(ctx context.Context, q store.Q, district string, yield func(Finding) error) (checked int64, err error) {
	after := ""
	for {
		people, err := all(ctx, q, scanPerson, `
			SELECT `+personColumns+`
			FROM person
			WHERE district = $1 AND id > $2 AND merged_into = ''
			ORDER BY id
			LIMIT 500`, district, after)
		if err != nil || len(people) == 0 {
			return checked, err
		}
		checked += int64(len(people))
		after = people[len(people)-1].ID
		if err := comparePage(ctx, q, district, people, yield); err != nil {
			return checked, err
		}
	}
}

// comparePage holds the stored profiles of a page of people against recomputed ones.
func comparePage(ctx context.Context, q store.Q, district string, people []*Person, yield func(Finding) error) error {
	ids := make([]string, len(people))
	for i, p := range people {
		ids[i] = p.ID
	}
	fresh, err := projections(ctx, q, district, people, ids)
	if err != nil {
		return err
	}
	args := []any{district}
	stored, err := all(ctx, q, scanProfile, `SELECT `+profileColumns+` FROM profile WHERE district = $1 AND `+in("person", ids, &args), args...)
	if err != nil {
		return err
	}
	byPerson := map[string]*Profile{}
	for _, p := range stored {
		byPerson[p.Person] = p
	}
	for _, want := range fresh {
		differing := "missing"
		if got := byPerson[want.Person]; got != nil {
			differing = want.differs(got)
		}
		if differing == "" {
			continue
		}
		if err := yield(Finding{"profile", "person/" + want.Person, differing}); err != nil {
			return err
		}
	}
	return nil
}

func projections(ctx context.Context, q store.Q, district string, people []*Person, ids []string) ([]*Profile, error) {
	records, err := liveRecords(ctx, q, district, ids)
	if err != nil {
		return nil, err
	}
	orgs, err := employersIn(ctx, q, district, records)
	if err != nil {
		return nil, err
	}
	rows := make([]*Profile, len(people))
	for i, p := range people {
		rows[i] = project(p, records[p.ID], orgs)
	}
	return rows, nil
}

// differs names the columns in which two profiles differ; "" for none.
func (p *Profile) differs(other *Profile) string {
	names := strings.Split(profileColumns, ",")
	mine, theirs := p.args(), other.args()
	var differing []string
	for i, name := range names {
		if fmt.Sprint(mine[i]) != fmt.Sprint(theirs[i]) {
			differing = append(differing, strings.TrimSpace(name))
		}
	}
	slices.Sort(differing)
	return strings.Join(differing, ", ")
}
