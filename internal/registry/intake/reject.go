package intake

import (
	"context"
	"io"
	"strings"

	"yanzhen/internal/authz"
	"yanzhen/internal/document"
	"yanzhen/internal/door"
	"yanzhen/internal/i18n"
	"yanzhen/internal/store"
)

// noteRejects writes into the log that rejected rows go out.
type noteRejects struct{ district, id string }

// Action is that of running the import: the rows hold personal numbers in full.
func (noteRejects) Action() authz.Action { return authz.ImportRun }

// Land is where the import lies.
func (c noteRejects) Land(ctx context.Context, q store.Q) (authz.Land, error) {
	return landOf(ctx, q, c.district, c.id)
}

// Run notes it.
func (c noteRejects) Run(_ context.Context, tx *door.Tx) (bool, error) {
	tx.About("import/" + c.id)
	tx.Note("rejects", true)
	return true, nil
}

func (d *Desk) writeRejects(ctx context.Context, actor authz.Actor, i *Import, w io.Writer) (n int64, err error) {
	rows, err := d.read(ctx, i)
	if err != nil {
		return 0, err
	}
	defer rows.close()
	head := i.Plan.leaves()
	out, err := document.NewTable(w, document.XLSX, i18n.T(ctx, "intake.rejects.sheet"), append(head, i18n.T(ctx, "intake.rejects.column")))
	if err != nil {
		return 0, err
	}
	defer out.Drop()
	rejected := rejectedLines{desk: d, actor: actor, i: i}
	for row, err := range rows.rows {
		if err != nil {
			return n, err
		}
		line, err := rejected.at(ctx, int64(row.Number))
		if err != nil {
			return n, err
		}
		if line == nil {
			continue
		}
		cells := make([]string, len(head)+1)
		copy(cells[:len(head)], row.Cells)
		cells[len(head)] = line.told(ctx)
		if err := out.Row(cells); err != nil {
			return n, err
		}
		n++
	}
	return n, out.Close()
}

// leaves are the titles of the columns, of a header with levels the lowest where it tells them apart.
func (p Plan) leaves() []string {
	seen := map[string]int{}
	out := make([]string, len(p.Columns))
	for n, c := range p.Columns {
		out[n] = leaf(c.Title)
		seen[out[n]]++
	}
	for n, c := range p.Columns {
		if seen[out[n]] > 1 {
			out[n] = c.Title
		}
	}
	return out
}

// leaf is the lowest level of a title; a slash in brackets parts none.
func leaf(title string) string {
	from, depth := 0, 0
	for at, r := range title {
		switch r {
		case '(', '（':
			depth++
		case ')', '）':
			depth--
		case '/':
			if depth == 0 {
				from = at + 1
			}
		}
	}
	return title[from:]
}

// rejectedLines walks through the rejected rows of an import in order, a page at a time.
type rejectedLines struct {
	desk  *Desk
	actor authz.Actor
	i     *Import
	page  []Line
	after int64
	over  bool
}

// at gives the line of a row, nil if the row was not rejected. Numbers must grow from call to call.
func (r *rejectedLines) at(ctx context.Context, number int64) (*Line, error) {
	for len(r.page) > 0 && r.page[0].Number < number {
		r.page = r.page[1:]
	}
	if len(r.page) == 0 && !r.over {
		p, err := door.Ask(ctx, r.desk.Door, r.actor,
			ImportPage{District: r.i.District, Import: r.i.ID, Outcome: OutRejected, After: max(r.after, number-1), Limit: most})
		if err != nil {
			return nil, err
		}
		r.page, r.over = p.Rows, !p.More
		if len(p.Rows) > 0 {
			r.after = p.Rows[len(p.Rows)-1].Number
		}
	}
	if len(r.page) > 0 && r.page[0].Number == number {
		return &r.page[0], nil
	}
	return nil, nil
}

// told gives the reasons that reject the row, one a line.
func (l *Line) told(ctx context.Context) string {
	var all []string
	for _, r := range l.Reasons {
		if !r.Rejects {
			continue
		}
		reason, mend := r.Text(ctx)
		args := i18n.Args{"column": r.Column, "reason": reason, "mend": mend}
		key := "intake.rejects.line"
		if r.Column == "" {
			key = "intake.rejects.whole"
		}
		all = append(all, strings.TrimSuffix(i18n.T(ctx, key, args), "。"))
	}
	return strings.Join(all, "\n")
}
