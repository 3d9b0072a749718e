package account

import (
	"context"

	"yanzhen/internal/authz"
	"yanzhen/internal/store"
)

// OfPerson gives the ids of the accounts that are a person, disabled ones among them: what they did remains theirs. The caller's
// question answers for the right to ask.
func OfPerson(ctx context.Context, q store.Q, district, person string) ([]string, error) {
	return store.All(ctx, q, func(row store.Row) (id string, err error) { return id, row.Scan(&id) }, `
		SELECT DISTINCT holder
		FROM account_grant
		WHERE at_district = $1 AND role = $2 AND person = $3
		ORDER BY holder`, district, string(authz.Talent), person)
}
