package registry

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"unicode/utf8"

	"yanzhen/internal/authz"
	"yanzhen/internal/base/fault"
	"yanzhen/internal/door"
	"yanzhen/internal/store"
)

// Action of the command.
func (SaveFilter) Action() authz.Action { return authz.FilterSave }

// Land is the district.
func (c SaveFilter) Land(context.Context, store.Q) (authz.Land, error) {
	return authz.Land{District: c.District}, nil
}

// Run keeps the filter. Errors: Invalid for the name; Missing if ID is not one's own; Conflict if another of one's own has the name.
func (c SaveFilter) Run(ctx context.Context, tx *door.Tx) (*SavedFilter, error) {
	f := &SavedFilter{District: c.District, ID: c.ID, Account: tx.Actor().Account, Name: strings.TrimSpace(c.Name), Filter: c.Filter, Columns: c.Columns, Shared: c.Shared}
	if err := f.check(); err != nil {
		return nil, err
	}
	if f.ID == "" {
		f.ID = tx.NewID()
	} else if _, err := ownFilter(ctx, tx, f.District, f.ID); err != nil {
		return nil, err
	}
	tx.About("filter/" + f.ID)
	return f, saveFilter(ctx, tx, f)
}

func (f *SavedFilter) check() error {
	switch n := utf8.RuneCountInString(f.Name); {
	case n == 0:
		return fault.Invalid.New("registry.field.required").On("name")
	case n > 60:
		return fault.Invalid.New("registry.field.long").On("name").With("max", 60)
	case len(f.Columns) > 60:
		return fault.Invalid.New("registry.field.many").On("columns")
	}
	return nil
}

// Action of the command.
func (DeleteFilter) Action() authz.Action { return authz.FilterSave }

// Land is the district.
func (c DeleteFilter) Land(context.Context, store.Q) (authz.Land, error) {
	return authz.Land{District: c.District}, nil
}

// Run forgets the filter and gives what it was. Errors: Missing if it is not one's own.
func (c DeleteFilter) Run(ctx context.Context, tx *door.Tx) (*SavedFilter, error) {
	f, err := ownFilter(ctx, tx, c.District, c.ID)
	if err != nil {
		return nil, err
	}
	tx.About("filter/" + f.ID)
	_, err = tx.Exec(ctx, `DELETE FROM saved_filter WHERE district = $1 AND id = $2`, c.District, c.ID)
	return f, err
}

// Action of the question.
func (FilterList) Action() authz.Action { return authz.FilterSave }

// Answer gives the filters.
func (l FilterList) Answer(ctx context.Context, q *door.Snapshot) ([]SavedFilter, error) {
	if err := q.May(authz.FilterSave, authz.Land{District: l.District}); err != nil {
		return nil, err
	}
	return all(ctx, q, scanFilter, `
		SELECT `+filterColumns+`
		FROM saved_filter
		WHERE district = $1 AND (account = $2 OR shared = 1)
		ORDER BY name, id
		LIMIT 200`, l.District, q.Actor().Account)
}

const filterColumns = `district, id, account, name, filter, columns, shared`

func scanFilter(row store.Row) (SavedFilter, error) {
	var f SavedFilter
	var filter, columns string
	var shared int64
	if err := row.Scan(&f.District, &f.ID, &f.Account, &f.Name, &filter, &columns, &shared); err != nil {
		return f, err
	}
	f.Shared = shared == 1
	return f, errors.Join(json.Unmarshal([]byte(filter), &f.Filter), json.Unmarshal([]byte(columns), &f.Columns))
}

// ownFilter gives a filter of the actor's. Errors: Missing.
func ownFilter(ctx context.Context, tx *door.Tx, district, id string) (*SavedFilter, error) {
	f, err := scanFilter(tx.QueryRow(ctx, `
		SELECT `+filterColumns+`
		FROM saved_filter
		WHERE district = $1 AND id = $2 AND account = $3`, district, id, tx.Actor().Account))
	if errors.Is(err, store.ErrNoRows) {
		return nil, fault.Missing.New("registry.filter.missing")
	}
	return &f, err
}

func saveFilter(ctx context.Context, tx *door.Tx, f *SavedFilter) error {
	filter, bad := json.Marshal(f.Filter)
	columns, worse := json.Marshal(f.Columns)
	if err := errors.Join(bad, worse); err != nil {
		return err
	}
	shared := int64(0)
	if f.Shared {
		shared = 1
	}
	_, err := tx.Exec(ctx, `
		INSERT INTO saved_filter (district, id, account, name, filter, columns, shared, created_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
		ON CONFLICT (district, id) DO UPDATE
		SET name = excluded.name, filter = excluded.filter, columns = excluded.columns, shared = excluded.shared`,
		f.District, f.ID, f.Account, f.Name, string(filter), string(columns), shared, micros(tx.Now()))
	if errors.Is(err, store.ErrDuplicate) {
		return fault.Conflict.New("registry.filter.name_taken").On("name")
	}
	return err
}
