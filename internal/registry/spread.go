package registry

import (
	"context"

	"yanzhen/internal/authz"
	"yanzhen/internal/base/civil"
	"yanzhen/internal/door"
	"yanzhen/internal/store"
)

// Spread asks how the people that a filter leaves lie over industry fields and levels of education, and when they were introduced.
type Spread struct {
	Filter
	From civil.Date `json:"from,omitzero"` // introductions from this day on
}

// A Sheet is the answer to Spread.
type Sheet struct {
	Cells      []Cell  `json:"cells"`      // fields by levels of education, those without people left out
	Introduced []Count `json:"introduced"` // people by the day of their introduction, oldest first
	Unchecked  int64   `json:"unchecked"`  // people with a record that nobody has verified
}

// A Cell is how many people of a field have a level of education; "" is unknown.
type Cell struct {
	Field     string `json:"field"`
	Education string `json:"education"`
	N         int64  `json:"n"`
}

// Action of the question.
func (Spread) Action() authz.Action { return authz.WorkRead }

// Answer counts within the actor's workbench.
func (s Spread) Answer(ctx context.Context, q *door.Snapshot) (*Sheet, error) {
	var args []any
	where := s.where(q.Actor(), authz.WorkRead, civil.Of(q.Now()), &args)
	sheet := &Sheet{}
	err := q.QueryRow(ctx, `SELECT COUNT(*) FROM profile WHERE verified < records AND `+where, args...).Scan(&sheet.Unchecked)
	if err != nil {
		return nil, err
	}
	sheet.Cells, err = all(ctx, q, scanCell, `
		SELECT field, education, COUNT(*)
		FROM profile
		WHERE `+where+`
		GROUP BY field, education
		ORDER BY field, education`, args...)
	if err != nil {
		return nil, err
	}
	args = append(args, s.From.String())
	sheet.Introduced, err = all(ctx, q, scanCount, `
		SELECT introduced_on, COUNT(*)
		FROM profile
		WHERE `+where+` AND introduced_on <> '' AND introduced_on >= $`+last(args)+`
		GROUP BY introduced_on
		ORDER BY introduced_on`, args...)
	return sheet, err
}

func scanCell(row store.Row) (c Cell, err error) {
	err = row.Scan(&c.Field, &c.Education, &c.N)
	return c, err
}

// Mark gives the instant, in microseconds, of the last change of a dossier or organisation of the district: what was counted at the
// same mark need not be counted again, but for changes that commit out of the order of their clocks.
func Mark(ctx context.Context, q store.Q, district string) (int64, error) {
	var people, orgs int64
	err := q.QueryRow(ctx, `
		SELECT COALESCE((SELECT MAX(changed_at) FROM person WHERE district = $1), 0),
		       COALESCE((SELECT MAX(changed_at) FROM org WHERE district = $1), 0)`, district).Scan(&people, &orgs)
	return max(people, orgs), err
}
