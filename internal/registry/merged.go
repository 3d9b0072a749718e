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

// Joined gives a person and those merged into them, at any remove, by id. The caller's question answers for the right to ask.
func Joined(ctx context.Context, q store.Q, district, person string) ([]string, error) {
	return joined(ctx, q, district, person)
}

// Pointers tells of everyone merged into others in a district whom each is now, at any remove.
func Pointers(ctx context.Context, q store.Q, district string) (map[string]string, error) {
	into := map[string]string{}
	_, err := all(ctx, q, func(row store.Row) (string, error) {
		var from, to string
		err := row.Scan(&from, &to)
		into[from] = to
		return from, err
	}, `SELECT id, merged_into FROM person WHERE district = $1 AND merged_into <> '' ORDER BY id`, district)
	for from, to := range into {
		for next, more := into[to]; more && next != from; next, more = into[to] {
			to = next
		}
		into[from] = to
	}
	return into, err
}
