package account

import (
	"context"
	"errors"
	"fmt"

	"yanzhen/internal/authz"
	"yanzhen/internal/base/fault"
	"yanzhen/internal/door"
	"yanzhen/internal/store"
)

// Tokens asks for a page of the tokens the actor may see, newest first.
type Tokens struct {
	After string `json:"after"`
	Limit int    `json:"limit"` // at most 200; 0 means 50
}

// A TokenList is a page of tokens; Next is "" on the last page.
type TokenList struct {
	Rows []*Token `json:"rows"`
	Next string   `json:"next,omitempty"`
}

// Action of the question.
func (Tokens) Action() authz.Action { return authz.AccountRead }

// Answer gives the page.
func (t Tokens) Answer(ctx context.Context, q *door.Snapshot) (*TokenList, error) {
	var args []any
	where := authz.Where(q.Actor(), authz.AccountRead, accountLand, &args)
	args = append(args, t.After)
	limit := limitOf(t.Limit)
	rows, err := all(ctx, q, scanToken, fmt.Sprintf(`
		SELECT %s
		FROM account_token
		WHERE %s AND (CAST($%d AS TEXT) = '' OR id < $%[3]d)
		ORDER BY id DESC
		LIMIT %[4]d`, tokenColumns, where, len(args), limit+1), args...)
	if err != nil {
		return nil, err
	}
	page := &TokenList{}
	if len(rows) > limit {
		rows = rows[:limit]
		page.Next = rows[limit-1].ID
	}
	page.Rows = rows
	return page, grantTokens(ctx, q, rows)
}

func grantTokens(ctx context.Context, q store.Q, tokens []*Token) error {
	ids := make([]string, len(tokens))
	for i, t := range tokens {
		ids[i] = t.ID
	}
	held, err := grantsOf(ctx, q, ids)
	for _, t := range tokens {
		t.Grants = held[t.ID]
	}
	return err
}

const tokenColumns = `district, id, name, created_by, created_at, expires_at, used_at, revoked_at`

func scanToken(row store.Row) (*Token, error) {
	var t Token
	var created, expires, used, revoked int64
	err := row.Scan(&t.District, &t.ID, &t.Name, &t.CreatedBy, &created, &expires, &used, &revoked)
	t.Created, t.Expires, t.Used, t.Revoked = instant(created), instant(expires), instant(used), instant(revoked)
	return &t, err
}

// findToken gives one token with its grants; Missing if there is none.
func findToken(ctx context.Context, q store.Q, where string, args ...any) (*Token, error) {
	t, err := scanToken(q.QueryRow(ctx, `SELECT `+tokenColumns+` FROM account_token WHERE `+where, args...))
	if errors.Is(err, store.ErrNoRows) {
		return nil, fault.Missing.New("account.token.missing")
	}
	if err != nil {
		return nil, err
	}
	held, err := grantsOf(ctx, q, []string{t.ID})
	t.Grants = held[t.ID]
	return t, err
}

func insertToken(ctx context.Context, tx store.Q, t *Token, hash string) error {
	_, err := tx.Exec(ctx, `
		INSERT INTO account_token (`+tokenColumns+`, hash)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
		t.District, t.ID, t.Name, t.CreatedBy, micro(t.Created), micro(t.Expires), micro(t.Used), micro(t.Revoked), hash)
	if err != nil {
		return err
	}
	return saveGrants(ctx, tx, t.District, t.ID, t.Grants)
}
