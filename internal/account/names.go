package account

import (
	"context"

	"yanzhen/internal/store"
)

// NamesOf gives the names of accounts by id, for pages that say who did something; an account that is not there has none. The
// caller's question answers for the right to ask. At most 1,000 ids.
func NamesOf(ctx context.Context, q store.Q, district string, ids []string) (map[string]string, error) {
	names := map[string]string{}
	if len(ids) == 0 {
		return names, nil
	}
	args := []any{district}
	_, err := all(ctx, q, func(row store.Row) (string, error) {
		var id, name string
		err := row.Scan(&id, &name)
		names[id] = name
		return id, err
	}, `SELECT id, name FROM account WHERE district = $1 AND id IN (`+places(ids, &args)+`)`, args...)
	return names, err
}

// Districts gives the districts where anybody holds a grant, sorted: those whose people somebody may ask for.
func Districts(ctx context.Context, q store.Q) ([]string, error) {
	return all(ctx, q, func(row store.Row) (district string, err error) {
		err = row.Scan(&district)
		return district, err
	}, `SELECT DISTINCT at_district FROM account_grant ORDER BY at_district`)
}
