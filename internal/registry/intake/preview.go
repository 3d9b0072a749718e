package intake

import (
	"context"
	"errors"
	"io"

	"yanzhen/internal/authz"
	"yanzhen/internal/base/fault"
	"yanzhen/internal/base/idcode"
	"yanzhen/internal/door"
	"yanzhen/internal/registry/roster"
)

// A Preview shows what an import would do.
type Preview struct {
	Import  *Import      `json:"import"`
	Rows    []PreviewRow `json:"rows"` // the first rows
	Counts  Counts       `json:"counts"`
	Reasons Histogram    `json:"reasons"`
	Partly  bool         `json:"partly"`    // only the first rows were tried, not the whole file
	Differ  int64        `json:"conflicts"` // conflicts it would raise
}

// A PreviewRow is a row as it is read, personal numbers masked.
type PreviewRow struct {
	Line
	Values map[roster.Field]string `json:"values"`
}

// Preview tries the first most rows (0: all) of an import without keeping anything, and shows the first shown of them.
// It may take as long as the import itself.
func (d *Desk) Preview(ctx context.Context, actor authz.Actor, district, id string, most, shown int) (*Preview, error) {
	i, err := d.Import(ctx, actor, district, id)
	if err != nil {
		return nil, err
	}
	if authz.May(actor, authz.ImportRun, i.land()) != nil {
		return nil, fault.Missing.New("intake.import.missing")
	}
	rows, err := d.read(ctx, i)
	if err != nil {
		return nil, err
	}
	defer rows.close()
	p := &Preview{Import: i}
	for chunk, err := range chunks(rows.rows, 0) {
		if err != nil {
			return nil, err
		}
		if most > 0 && p.Counts.Rows()+int64(len(chunk)) > int64(most) {
			p.Partly = true
			chunk = chunk[:int64(most)-p.Counts.Rows()]
		}
		if len(chunk) > 0 {
			if err := d.try(ctx, actor, p, absorb{rows: chunk, form: rows.form}, shown); err != nil {
				return nil, err
			}
		}
		if p.Partly {
			break
		}
	}
	p.Reasons = p.Reasons.Sorted()
	return p, nil
}

// try absorbs a chunk and lets it go again. A person whom an earlier chunk would have created counts as created
// there only because a repeated identity number is told by the reader of the file.
func (d *Desk) try(ctx context.Context, actor authz.Actor, p *Preview, c absorb, shown int) error {
	var lines []Line
	c.desk, c.district, c.id, c.dry, c.lines = d, p.Import.District, p.Import.ID, true, &lines
	_, err := door.Do(ctx, d.Door, actor, c)
	if !errors.Is(err, errDry) {
		return err
	}
	for n, l := range lines {
		if c.rows[n].First > 0 && l.Outcome == OutCreated {
			l.Outcome = OutUpdated
		}
		p.Counts.add(l.Outcome)
		p.Differ += l.Conflicts
		for _, r := range l.Reasons {
			p.Reasons.add(r)
		}
		if len(p.Rows) < shown {
			l.Person = "" // of a transaction that never was
			p.Rows = append(p.Rows, PreviewRow{l, shownValues(c.rows[n].Entry)})
		}
	}
	return nil
}

var masks = map[roster.Field]func(string) string{
	roster.IDNumber: idcode.MaskPerson, roster.Phone: idcode.MaskPhone, roster.Phone2: idcode.MaskPhone, roster.BankAccount: idcode.MaskPerson,
}

func shownValues(e roster.Entry) map[roster.Field]string {
	out := map[roster.Field]string{}
	for _, f := range e.Stated() {
		v := e.Get(f)
		if mask := masks[f]; mask != nil {
			v = mask(v)
		}
		out[f] = v
	}
	return out
}

// Rejects writes the rejected rows of an import as a workbook: the rows as they stand in the file, and in a last
// column what is wrong with each and how to mend it, in the language of ctx. It gives how many there are. Handing it
// in again, mended, is an import like any other. Missing if the actor may not run the import, since the rows hold
// personal numbers in full.
func (d *Desk) Rejects(ctx context.Context, actor authz.Actor, district, id string, w io.Writer) (int64, error) {
	i, err := d.Import(ctx, actor, district, id)
	if err != nil {
		return 0, err
	}
	if _, err := door.Do(ctx, d.Door, actor, noteRejects{district, id}); err != nil {
		return 0, err
	}
	return d.writeRejects(ctx, actor, i, w)
}
