package registry

import (
	"context"

	"yanzhen/internal/store"
)

// NamesOf gives the names of people by id, for lists that speak of them; nobody else has one. The caller's question answers for the
// right to ask. At most 1,000 ids.
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
	}, `SELECT id, name FROM person WHERE district = $1 AND `+in("id", ids, &args), args...)
	return names, err
}
