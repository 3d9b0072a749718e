package registry

import (
	"context"

	"yanzhen/internal/store"
)

// MergedSince gives the people of a district who were merged into somebody else at or after instant (microseconds): they have
// no profile any more, so ChangedSince does not tell of them.
func MergedSince(ctx context.Context, q store.Q, district string, instant int64) ([]string, error) {
	return all(ctx, q, func(row store.Row) (id string, err error) { return id, row.Scan(&id) }, `
		SELECT id
		FROM person
		WHERE district = $1 AND merged_into <> '' AND changed_at >= $2
		ORDER BY changed_at, id`, district, instant)
}
