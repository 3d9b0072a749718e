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

// A Holder is an account that holds some role, by name.
type Holder struct{ ID, Name string }

// Holders gives the accounts that hold one of the roles in a district and may sign in, by name. The caller's question answers for
// the right to ask.
func Holders(ctx context.Context, q store.Q, district string, roles ...authz.Role) ([]Holder, error) {
	args, names := []any{district}, make([]string, len(roles))
	for i, r := range roles {
		names[i] = string(r)
	}
	return store.All(ctx, q, func(row store.Row) (h Holder, err error) { return h, row.Scan(&h.ID, &h.Name) }, `
		SELECT DISTINCT a.id, a.name
		FROM account_grant AS g JOIN account AS a ON a.district = g.district AND a.id = g.holder
		WHERE g.at_district = $1 AND a.disabled = 0 AND `+store.In("g.role", names, &args)+`
		ORDER BY a.name, a.id`, args...)
}
