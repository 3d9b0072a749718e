package registry

import (
	"context"
	"strings"

	"yanzhen/internal/store"
)

// Multiply copies every line of the list until there are times as many, for benchmarks: the copies have ids of their own.
func Multiply(ctx context.Context, tx *store.Tx, times int) error {
	columns := strings.Replace(profileColumns, "person", "person || '-' || CAST(n AS TEXT)", 1)
	_, err := tx.Exec(ctx, `
		WITH RECURSIVE copies (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM copies WHERE n < $1)
		INSERT INTO profile (`+profileColumns+`)
		SELECT `+columns+` FROM profile CROSS JOIN copies`, times-1)
	return err
}

// ReadUntil tells up to which instant, in microseconds, every change of a district is in its roll.
func (r *Rolls) ReadUntil(district string) int64 {
	r.mu.RLock()
	one := r.rolls[district]
	r.mu.RUnlock()
	since, _ := one.since()
	return since
}
