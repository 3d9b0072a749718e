package registry

import (
	"context"

	"yanzhen/internal/store"
)

// MergedSince gives the people of a district who were merged into somebody else at or after instant (microseconds). ChangedSince
// tells of them too, among the others, as gone.
func MergedSince(ctx context.Context, q store.Q, district string, instant int64) ([]string, error) {
	return all(ctx, q, scanText, `
		SELECT id
		FROM person
		WHERE district = $1 AND merged_into <> '' AND changed_at >= $2
		ORDER BY changed_at, id`, district, instant)
}
