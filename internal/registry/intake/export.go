package intake

import (
	"bufio"
	"context"
	"io"
	"slices"

	"yanzhen/internal/authz"
	"yanzhen/internal/base/civil"
	"yanzhen/internal/base/fault"
	"yanzhen/internal/document"
	"yanzhen/internal/door"
	"yanzhen/internal/i18n"
	"yanzhen/internal/registry"
	"yanzhen/internal/registry/roster"
	"yanzhen/internal/store"
)

// A Format is a format of lists that go out.
type Format string

// The formats.
const (
	XLSX  Format = "xlsx"
	CSV   Format = "csv"   // UTF-8 with byte order mark, CRLF, nothing a spreadsheet program would run
	JSONL Format = "jsonl" // one flat object a line, with exactly the keys of roster.FlatFields in their order
)

// An Export asks for everyone a filter leaves as a list.
type Export struct {
	District string          `json:"district"`
	Format   Format          `json:"format"`
	Filter   registry.Filter `json:"filter"`
	Columns  []roster.Field  `json:"columns"` // none gives the columns of the flat object; jsonl always does
	Plain    bool            `json:"plain"`   // identity and phone numbers in full, if the actor may unmask
	Reason   string          `json:"reason"`  // why they are needed in full; required with Plain
}

// Export writes the list to w, row by row in flat memory, from one state of the database, and gives how many
// people it holds. That it was made, by whom, with how many people and whether in full, stands in the audit
// log before the first row is given out. Errors: Denied, Invalid.
func (d *Desk) Export(ctx context.Context, actor authz.Actor, e Export, w io.Writer) (int64, error) {
	if err := e.check(); err != nil {
		return 0, err
	}
	land := authz.Land{District: e.District}
	if authz.May(actor, authz.PersonExport, land) != nil {
		land.Org = actor.Org()
	}
	if _, err := door.Do(ctx, d.Door, actor, noteExport{e, land}); err != nil {
		return 0, err
	}
	return door.Ask(ctx, d.Door, actor, exportRows{e, d, w})
}

func (e *Export) check() error {
	if len(e.Columns) == 0 || e.Format == JSONL {
		e.Columns = roster.FlatFields
	}
	unknown := slices.ContainsFunc(e.Columns, func(f roster.Field) bool { return !slices.Contains(roster.Fields, f) })
	switch {
	case e.Format != XLSX && e.Format != CSV && e.Format != JSONL:
		return fault.Invalid.New("intake.export.format").On("format")
	case unknown:
		return fault.Invalid.New("intake.export.column").On("columns")
	case e.Plain && e.Reason == "":
		return fault.Invalid.New("intake.export.reason_required").On("reason")
	}
	return nil
}

// noteExport writes into the log that a list goes out.
type noteExport struct {
	Export
	land authz.Land
}

// Action is the taking away of lists.
func (noteExport) Action() authz.Action { return authz.PersonExport }

// Land is where the actor may take lists from: the district, or the unit of a unit's user.
func (c noteExport) Land(context.Context, store.Q) (authz.Land, error) { return c.land, nil }

// Run notes what is asked for, and asks whether numbers may go out in full.
func (c noteExport) Run(ctx context.Context, tx *door.Tx) (bool, error) {
	if c.Plain {
		if err := tx.May(authz.PersonUnmask, c.land); err != nil {
			return false, err
		}
		tx.Note("reason", c.Reason)
	}
	tx.About("export/" + tx.NewID())
	tx.Note("format", string(c.Format))
	tx.Note("plain", c.Plain)
	return true, nil
}

// exportRows streams the rows.
type exportRows struct {
	Export
	desk *Desk
	to   io.Writer
}

// Action is the taking away of lists.
func (exportRows) Action() authz.Action { return authz.PersonExport }

// Answer writes the rows and gives their number.
func (e exportRows) Answer(ctx context.Context, q *door.Snapshot) (n int64, err error) {
	out, err := e.sink(ctx)
	if err != nil {
		return 0, err
	}
	defer out.drop()
	filter := e.Filter
	filter.District = e.District
	err = registry.Stream(ctx, q, q.Actor(), authz.PersonExport, civil.Of(q.Now()), filter, func(person registry.Dossier) error {
		entry, err := e.desk.entryOf(ctx, &person, e.Plain)
		if err != nil {
			return err
		}
		n++
		return out.put(entry)
	})
	if err != nil {
		return n, err
	}
	return n, out.close()
}

// A sink takes entries.
type sink interface {
	put(roster.Entry) error
	close() error
	drop() // lets go of what was not closed
}

func (e exportRows) sink(ctx context.Context) (sink, error) {
	head := make([]string, len(e.Columns))
	for i, f := range e.Columns {
		head[i] = FieldName(ctx, f)
	}
	if e.Format == JSONL {
		return jsonLines{bufio.NewWriterSize(e.to, 64<<10)}, nil
	}
	t, err := document.NewTable(e.to, document.Format(e.Format), i18n.T(ctx, "intake.export.sheet"), head)
	return rowSink{t, e.Columns}, err
}

// FieldName gives the words of a field, as the title of a column.
func FieldName(ctx context.Context, f roster.Field) string {
	return i18n.T(ctx, i18n.Family("roster.field.")+string(f))
}

type jsonLines struct{ *bufio.Writer }

func (j jsonLines) put(e roster.Entry) error {
	if _, err := j.Write(e.Flat()); err != nil {
		return err
	}
	return j.WriteByte('\n')
}

func (j jsonLines) close() error { return j.Flush() }
func (j jsonLines) drop()        {}

type rowSink struct {
	document.Table
	fields []roster.Field
}

func (r rowSink) put(e roster.Entry) error {
	cells := make([]string, len(r.fields))
	for i, f := range r.fields {
		cells[i] = e.Get(f)
	}
	return r.Row(cells)
}

func (r rowSink) close() error { return r.Close() }
func (r rowSink) drop()        { r.Drop() }
