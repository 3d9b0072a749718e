package registry

import (
	"context"

	"yanzhen/internal/base/idcode"
	"yanzhen/internal/store"
)

// A Known is a person the registry knows and the organisation that employs them now, "" for none it knows.
type Known struct{ Person, Org string }

// KnownNumbers tells which identity numbers, in the form of idcode, belong to people of the district. The caller's
// command answers for the right to ask.
func KnownNumbers(ctx context.Context, q store.Q, district string, numbers []idcode.Person) (map[idcode.Person]Known, error) {
	ring, err := ringFrom(ctx)
	if err != nil {
		return nil, err
	}
	byIndex := map[string]idcode.Person{}
	wanted := map[string]bool{}
	for _, n := range numbers {
		index := ring.Index(numberIndex, string(n))
		byIndex[index], wanted[index] = n, true
	}
	people, err := livePersons(ctx, q, district, keys(wanted))
	if err != nil {
		return nil, err
	}
	employer, err := employersOf(ctx, q, district, people)
	known := map[idcode.Person]Known{}
	for index, p := range people {
		known[byIndex[index]] = Known{p.ID, employer[p.ID]}
	}
	return known, err
}

func employersOf(ctx context.Context, q store.Q, district string, people map[string]*Person) (map[string]string, error) {
	employer := map[string]string{}
	if len(people) == 0 {
		return employer, nil
	}
	ids := map[string]bool{}
	for _, p := range people {
		ids[p.ID] = true
	}
	args := []any{district}
	_, err := all(ctx, q, func(row store.Row) (string, error) {
		var person, org string
		err := row.Scan(&person, &org)
		employer[person] = org
		return person, err
	}, `SELECT person, org FROM profile WHERE district = $1 AND `+in("person", keys(ids), &args), args...)
	return employer, err
}

// FindOrg gives an organisation, or fault.Missing. The caller's command answers for the right to ask.
func FindOrg(ctx context.Context, q store.Q, district, id string) (*Org, error) {
	return loadOrg(ctx, q, district, id)
}
