package store

import (
	"context"
	"strconv"
	"strings"
)

// All reads every row of a statement. It gives an empty list, never nil, when there is none.
func All[T any](ctx context.Context, q Q, scan func(Row) (T, error), text string, args ...any) ([]T, error) {
	rows, err := q.Query(ctx, text, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	found := []T{}
	for rows.Next() {
		one, err := scan(rows)
		if err != nil {
			return nil, err
		}
		found = append(found, one)
	}
	return found, rows.Err()
}

// In writes "column IN ($n, …)" and appends the values to args. Without values nothing is in it.
func In(column string, values []string, args *[]any) string {
	if len(values) == 0 {
		return "1 = 0"
	}
	places := make([]string, len(values))
	for i, v := range values {
		*args = append(*args, v)
		places[i] = "$" + strconv.Itoa(len(*args))
	}
	return column + " IN (" + strings.Join(places, ", ") + ")"
}
