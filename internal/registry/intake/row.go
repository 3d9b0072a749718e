package intake

import (
	"context"

	"yanzhen/internal/authz"
	"yanzhen/internal/base/fault"
	"yanzhen/internal/door"
)

// A PageOfRow is one row of an import: what became of it and what is read from it, personal numbers masked.
type PageOfRow struct {
	Import *Import `json:"import"`
	PreviewRow
}

// Row gives a row of an import by its number in the file. It reads the file down to that row. Missing if no outcome of it is kept
// or the actor may not see the import.
func (d *Desk) Row(ctx context.Context, actor authz.Actor, district, id string, number int64) (*PageOfRow, error) {
	p, err := door.Ask(ctx, d.Door, actor, ImportPage{District: district, Import: id, After: number - 1, Limit: 1})
	if err != nil {
		return nil, err
	}
	missing := fault.Missing.New("intake.row.missing").With("row", number)
	if len(p.Rows) == 0 || p.Rows[0].Number != number {
		return nil, missing
	}
	rows, err := d.read(ctx, p.Import)
	if err != nil {
		return nil, err
	}
	defer rows.close()
	for row, err := range rows.rows {
		if err != nil {
			return nil, err
		}
		if int64(row.Number) == number {
			return &PageOfRow{p.Import, PreviewRow{p.Rows[0], shownValues(row.Entry)}}, nil
		}
	}
	return nil, missing
}
