package town

import (
	"context"
	"fmt"
	"slices"

	"yanzhen/internal/authz"
	"yanzhen/internal/base/civil"
	"yanzhen/internal/door"
	"yanzhen/internal/registry"
	"yanzhen/internal/store"
)

// A Census says who lives in a settled town: ids by name. Of people of one name it names the first.
type Census struct {
	Orgs   map[string]string
	People map[string]string
}

// Settle brings the town's organisations and n people as of day into a district, through the door like anyone else, and has
// the office check the named cast and every tenth of the crowd. The keys of the registry travel in ctx.
func Settle(ctx context.Context, d *door.Door, district string, n int, day civil.Date) (Census, error) {
	actor := authz.System("cli", authz.Office, district)
	census := Census{map[string]string{}, map[string]string{}}
	for _, org := range Orgs() {
		org.District = district
		saved, err := door.Do(ctx, d, actor, registry.SaveOrg{Org: org})
		if err != nil {
			return census, fmt.Errorf("settle %s: %w", org.Name, err)
		}
		census.Orgs[org.Name] = saved.ID
	}
	var checked []string
	number := 0
	for batch := range slices.Chunk(People(n, day), registry.MaxBatch) {
		settled, err := door.Do(ctx, d, actor, arrive{district, batch})
		if err != nil {
			return census, err
		}
		for i, person := range settled {
			if _, taken := census.People[batch[i].Name]; !taken {
				census.People[batch[i].Name] = person
			}
			if number < len(cast) || number%10 == 0 {
				checked = append(checked, person)
			}
			number++
		}
	}
	for batch := range slices.Chunk(checked, 100) {
		if _, err := door.Do(ctx, d, actor, vouch{district, batch}); err != nil {
			return census, err
		}
	}
	return census, nil
}

// arrive takes a batch of people in.
type arrive struct {
	district string
	batch    []registry.Arrival
}

// Action of the command.
func (arrive) Action() authz.Action { return authz.ImportRun }

// Secretive: arrivals hold identity numbers.
func (arrive) Secretive() {}

// Land is the district.
func (c arrive) Land(context.Context, store.Q) (authz.Land, error) {
	return authz.Land{District: c.district}, nil
}

// Run absorbs the batch and gives the ids in its order.
func (c arrive) Run(ctx context.Context, tx *door.Tx) ([]string, error) {
	absorbed, err := registry.Absorb(ctx, tx, c.district, c.batch)
	if err != nil {
		return nil, err
	}
	ids := make([]string, len(absorbed))
	for i, one := range absorbed {
		if one.Fault != nil {
			return nil, fmt.Errorf("settle %s: %w", c.batch[i].Name, one.Fault)
		}
		ids[i] = one.Person
	}
	tx.Note("people", len(ids))
	return ids, nil
}

// vouch checks every record of some people that was true when looked at.
type vouch struct {
	district string
	people   []string
}

// Action of the command.
func (vouch) Action() authz.Action { return authz.RecordVerify }

// Land is the district.
func (c vouch) Land(context.Context, store.Q) (authz.Land, error) {
	return authz.Land{District: c.district}, nil
}

// Run verifies the records of everyone named.
func (c vouch) Run(ctx context.Context, tx *door.Tx) (int, error) {
	dossiers, err := registry.Dossiers(ctx, tx, c.district, c.people)
	if err != nil {
		return 0, err
	}
	done := 0
	for _, dossier := range dossiers {
		for _, record := range dossier.Records {
			check := registry.VerifyRecord{District: c.district, Person: dossier.Person.ID, Record: record.ID}
			if _, err := check.Run(ctx, tx); err != nil {
				return done, err
			}
			done++
		}
	}
	tx.Note("records", done)
	return done, nil
}
