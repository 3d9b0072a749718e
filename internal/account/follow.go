package account

import (
	"context"
	"slices"

	"yanzhen/internal/authz"
	"yanzhen/internal/store"
)

// FollowPerson lets those who act for one person act for another, when two dossiers of one human are joined.
func FollowPerson(ctx context.Context, tx store.Q, district, from, to string) error {
	_, err := tx.Exec(ctx, `UPDATE account_grant SET person = $3 WHERE at_district = $1 AND person = $2`, district, from, to)
	return err
}

// ActingFor tells which of some people have an account that acts for them and may be signed in to.
func ActingFor(ctx context.Context, q store.Q, district string, people []string) (map[string]bool, error) {
	acting := map[string]bool{}
	for part := range slices.Chunk(people, 500) {
		args := []any{district, string(authz.Talent)}
		_, err := all(ctx, q, func(row store.Row) (person string, err error) {
			err = row.Scan(&person)
			acting[person] = true
			return person, err
		}, `
			SELECT DISTINCT g.person
			FROM account_grant AS g JOIN account AS a ON a.district = g.district AND a.id = g.holder
			WHERE g.at_district = $1 AND g.role = $2 AND a.disabled = 0 AND g.person IN (`+places(part, &args)+`)
			ORDER BY g.person`, args...)
		if err != nil {
			return nil, err
		}
	}
	return acting, nil
}
