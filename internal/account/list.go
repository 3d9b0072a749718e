package account

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	"yanzhen/internal/authz"
	"yanzhen/internal/base/fault"
	"yanzhen/internal/door"
	"yanzhen/internal/store"
)

// accountLand names the columns that say where an account lies.
var accountLand = authz.Columns{District: "district"}

// Filter narrows a list of accounts; empty fields do not narrow.
type Filter struct {
	Words string     `json:"words"` // every word must occur in login or name
	Role  authz.Role `json:"role"`  // held anywhere
	State State      `json:"state"`
}

// A State is what may hold of an account.
type State string

// The states a list may be narrowed to.
const (
	Active      State = "active"       // may sign in
	Disabled    State = "disabled"     // may not
	NeverSeen   State = "never"        // has not signed in yet
	MustRenew   State = "must_change"  // has a password that was given
	WithoutCode State = "without_code" // is not asked for one-time codes
)

// States are all states in the order of a filter.
var States = []State{Active, Disabled, NeverSeen, MustRenew, WithoutCode}

var stateWhere = map[State]string{
	Active: "disabled = 0", Disabled: "disabled = 1", NeverSeen: "signed_in_at = 0", MustRenew: "disabled = 0 AND must_change = 1",
	WithoutCode: "disabled = 0 AND totp = ''",
}

// Accounts asks for a page of the accounts the actor may see.
type Accounts struct {
	Filter
	Sort  string `json:"sort"`  // login, created, signed_in; with "-" before it, the other way round
	After string `json:"after"` // Next of the page before
	Limit int    `json:"limit"` // at most 200; 0 means 50
}

// A List is a page of accounts. Next is "" on the last page; Total counts all pages.
type List struct {
	Rows  []*Account `json:"rows"`
	Next  string     `json:"next,omitempty"`
	Total int64      `json:"total"`
}

// sortings give the column of an order and its value in a row.
var sortings = map[string]struct {
	column string
	value  func(*Account) any
}{
	"login":     {"login", func(a *Account) any { return a.Login }},
	"created":   {"created_at", func(a *Account) any { return micro(a.Created) }},
	"signed_in": {"signed_in_at", func(a *Account) any { return micro(a.SignedIn) }},
}

// where gives the predicate of the filter and of what the actor may see.
func (f Filter) where(actor authz.Actor, args *[]any) string {
	parts := []string{authz.Where(actor, authz.AccountRead, accountLand, args)}
	bind := func(condition string, value any) {
		*args = append(*args, value)
		parts = append(parts, strings.ReplaceAll(condition, "?", "$"+strconv.Itoa(len(*args))))
	}
	for _, word := range store.SearchWords(f.Words) {
		bind(`(login LIKE ? ESCAPE '\' OR lower(name) LIKE ? ESCAPE '\')`, "%"+likeEscape.Replace(word)+"%")
	}
	if f.Role != "" {
		bind(`EXISTS (SELECT 1 FROM account_grant g WHERE g.district = account.district AND g.holder = account.id AND g.role = ?)`, string(f.Role))
	}
	if condition, ok := stateWhere[f.State]; ok {
		parts = append(parts, condition)
	}
	return strings.Join(parts, " AND ")
}

var likeEscape = strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`)

// Action of the question.
func (Accounts) Action() authz.Action { return authz.AccountRead }

// Answer gives the page.
func (l Accounts) Answer(ctx context.Context, q *door.Snapshot) (*List, error) {
	name, down := strings.CutPrefix(l.Sort, "-")
	if name == "" {
		name = "login"
	}
	by, ok := sortings[name]
	if !ok {
		return nil, fault.Invalid.New("account.list.sort").On("sort")
	}
	page := &List{}
	var args []any
	where := l.where(q.Actor(), &args)
	if err := q.QueryRow(ctx, `SELECT COUNT(*) FROM account WHERE `+where, args...).Scan(&page.Total); err != nil {
		return nil, err
	}
	direction, beyond := "", ">"
	if down {
		direction, beyond = " DESC", "<"
	}
	if l.After != "" {
		value, id, err := decodeCursor(l.After, by.value(&Account{}))
		if err != nil {
			return nil, err
		}
		args = append(args, value, id)
		where += fmt.Sprintf(" AND (%s, id) %s ($%d, $%d)", by.column, beyond, len(args)-1, len(args))
	}
	limit := limitOf(l.Limit)
	rows, err := all(ctx, q, scanAccount, `
		SELECT `+accountColumns+`
		FROM account
		WHERE `+where+`
		ORDER BY `+by.column+direction+`, id`+direction+`
		LIMIT `+strconv.Itoa(limit+1), args...)
	if err != nil {
		return nil, err
	}
	if len(rows) > limit {
		rows = rows[:limit]
		page.Next = encodeCursor(by.value(rows[limit-1]), rows[limit-1].ID)
	}
	page.Rows = rows
	return page, withGrants(ctx, q, rows...)
}

func limitOf(asked int) int {
	if asked <= 0 {
		return 50
	}
	return min(asked, 200)
}

// A cursor is the place behind a row: its value in the order and its id.
func encodeCursor(value any, id string) string {
	b, _ := json.Marshal([]any{value, id}) // of a text or a number: never fails
	return base64.RawURLEncoding.EncodeToString(b)
}

// decodeCursor reads a cursor whose value is of the kind of like.
func decodeCursor(s string, like any) (value any, id string, err error) {
	var parts []json.RawMessage
	b, err := base64.RawURLEncoding.DecodeString(s)
	if err == nil {
		err = json.Unmarshal(b, &parts)
	}
	if err == nil && len(parts) == 2 {
		err = json.Unmarshal(parts[1], &id)
	}
	if err == nil && len(parts) == 2 {
		if _, number := like.(int64); number {
			var n int64
			err = json.Unmarshal(parts[0], &n)
			return n, id, cursorFault(err)
		}
		var text string
		err = json.Unmarshal(parts[0], &text)
		return text, id, cursorFault(err)
	}
	return nil, "", fault.Invalid.New("account.list.cursor").On("after").From(err)
}

func cursorFault(err error) error {
	if err == nil {
		return nil
	}
	return fault.Invalid.New("account.list.cursor").On("after").From(err)
}
