package account

import (
	"context"

	"yanzhen/internal/store"
)

// FollowPerson lets those who act for one person act for another, when two dossiers of one human are joined.
func FollowPerson(ctx context.Context, tx store.Q, district, from, to string) error {
	_, err := tx.Exec(ctx, `UPDATE account_grant SET person = $3 WHERE at_district = $1 AND person = $2`, district, from, to)
	return err
}
