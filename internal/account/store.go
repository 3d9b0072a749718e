package account

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"yanzhen/internal/authz"
	"yanzhen/internal/base/fault"
	"yanzhen/internal/store"
)

const accountColumns = `district, id, login, name, password, must_change, totp, totp_pending, totp_step, demo, disabled, created_at, signed_in_at`

func scanAccount(row store.Row) (*Account, error) {
	var a Account
	var mustChange, demo, disabled, created, signedIn int64
	err := row.Scan(&a.District, &a.ID, &a.Login, &a.Name, &a.password, &mustChange, &a.totp, &a.totpPending, &a.totpStep,
		&demo, &disabled, &created, &signedIn)
	a.MustChange, a.TOTP, a.Demo, a.Disabled = mustChange != 0, a.totp != "", demo != 0, disabled != 0
	a.Created, a.SignedIn = instant(created), instant(signedIn)
	return &a, err
}

// instant reads a column of microseconds; 0 is no instant.
func instant(micro int64) time.Time {
	if micro == 0 {
		return time.Time{}
	}
	return time.UnixMicro(micro).UTC()
}

func micro(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMicro()
}

func claim(yes bool) int64 {
	if yes {
		return 1
	}
	return 0
}

// loadAccount gives an account of a district with its grants; Missing if there is none.
func loadAccount(ctx context.Context, q store.Q, district, id string) (*Account, error) {
	return oneAccount(ctx, q, `district = $1 AND id = $2`, district, id)
}

// accountByLogin gives the account that signs in as login, in whichever district; Missing if there is none.
func accountByLogin(ctx context.Context, q store.Q, login string) (*Account, error) {
	return oneAccount(ctx, q, `login = $1`, cleanLogin(login))
}

func oneAccount(ctx context.Context, q store.Q, where string, args ...any) (*Account, error) {
	a, err := scanAccount(q.QueryRow(ctx, `SELECT `+accountColumns+` FROM account WHERE `+where, args...))
	if errors.Is(err, store.ErrNoRows) {
		return nil, fault.Missing.New("account.missing")
	}
	if err != nil {
		return nil, fmt.Errorf("load account: %w", err)
	}
	return a, withGrants(ctx, q, a)
}

// withGrants fills in the grants of accounts.
func withGrants(ctx context.Context, q store.Q, accounts ...*Account) error {
	ids := make([]string, len(accounts))
	for i, a := range accounts {
		ids[i] = a.ID
	}
	held, err := grantsOf(ctx, q, ids)
	for _, a := range accounts {
		a.Grants = held[a.ID]
	}
	return err
}

// grantsOf gives the grants of holders in the order they were given.
func grantsOf(ctx context.Context, q store.Q, holders []string) (map[string][]authz.Grant, error) {
	held := map[string][]authz.Grant{}
	if len(holders) == 0 {
		return held, nil
	}
	var args []any
	rows, err := q.Query(ctx, `
		SELECT holder, role, at_district, dept, org, person
		FROM account_grant
		WHERE holder IN (`+places(holders, &args)+`)
		ORDER BY holder, number`, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var holder string
		var g authz.Grant
		if err := rows.Scan(&holder, &g.Role, &g.District, &g.Dept, &g.Org, &g.Person); err != nil {
			return nil, err
		}
		held[holder] = append(held[holder], g)
	}
	return held, rows.Err()
}

// places appends values to args and gives "$4, $5 …".
func places(values []string, args *[]any) string {
	marks := make([]string, len(values))
	for i, v := range values {
		*args = append(*args, v)
		marks[i] = fmt.Sprintf("$%d", len(*args))
	}
	return strings.Join(marks, ", ")
}

// saveGrants replaces the grants of a holder: an account or a token.
func saveGrants(ctx context.Context, tx store.Q, district, holder string, grants []authz.Grant) error {
	if _, err := tx.Exec(ctx, `DELETE FROM account_grant WHERE district = $1 AND holder = $2`, district, holder); err != nil {
		return err
	}
	for i, g := range grants {
		_, err := tx.Exec(ctx, `
			INSERT INTO account_grant (district, holder, number, role, at_district, dept, org, person)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
			district, holder, i, string(g.Role), g.District, g.Dept, g.Org, g.Person)
		if err != nil {
			return err
		}
	}
	return nil
}

// insertAccount writes a new account; a login that is taken is a Conflict on login.
func insertAccount(ctx context.Context, tx store.Q, a *Account) error {
	_, err := tx.Exec(ctx, `
		INSERT INTO account (`+accountColumns+`)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
		a.District, a.ID, a.Login, a.Name, a.password, claim(a.MustChange), a.totp, a.totpPending, a.totpStep,
		claim(a.Demo), claim(a.Disabled), micro(a.Created), micro(a.SignedIn))
	if errors.Is(err, store.ErrDuplicate) {
		return fault.Conflict.New("account.login_taken").On("login").From(err)
	}
	if err != nil {
		return fmt.Errorf("insert account: %w", err)
	}
	return saveGrants(ctx, tx, a.District, a.ID, a.Grants)
}

// saveAccount writes what may change of an account besides its grants.
func saveAccount(ctx context.Context, tx store.Q, a *Account) error {
	_, err := tx.Exec(ctx, `
		UPDATE account
		SET name = $1, password = $2, must_change = $3, totp = $4, totp_pending = $5, totp_step = $6, disabled = $7, signed_in_at = $8
		WHERE district = $9 AND id = $10`,
		a.Name, a.password, claim(a.MustChange), a.totp, a.totpPending, a.totpStep, claim(a.Disabled), micro(a.SignedIn), a.District, a.ID)
	if err != nil {
		return fmt.Errorf("save account: %w", err)
	}
	return nil
}

// all gives every row of a query.
func all[T any](ctx context.Context, q store.Q, scan func(store.Row) (T, error), text string, args ...any) ([]T, error) {
	rows, err := q.Query(ctx, text, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var found []T
	for rows.Next() {
		one, err := scan(rows)
		if err != nil {
			return nil, err
		}
		found = append(found, one)
	}
	return found, rows.Err()
}
