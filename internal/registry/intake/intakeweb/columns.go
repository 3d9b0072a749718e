package intakeweb

import (
	"context"
	"net/http"
	"strconv"

	"github.com/a-h/templ"

	"yanzhen/internal/base/civil"
	"yanzhen/internal/i18n"
	"yanzhen/internal/registry/intake"
	"yanzhen/internal/registry/roster"
	"yanzhen/internal/web"
	"yanzhen/internal/web/kit"
)

// sampleCells is how many texts of a column are shown.
const sampleCells = 3

// columns is what the second step shows: what each column of the file is read as.
type columns struct {
	*intake.Import
	samples [][]string
}

// columns gives the step for the import that a request names.
func (p *Pages) columns(r *http.Request) (columns, error) {
	i, err := p.seen(r)
	if err != nil {
		return columns{}, err
	}
	samples, err := p.Desk.Samples(r.Context(), web.Actor(r), i, sampleCells)
	return columns{i, samples}, err
}

// getColumns serves GET /imports/{import}/columns. An import that cannot be changed any more leads to its outcome, a form, which
// has no columns, to its preview.
func (p *Pages) getColumns(w http.ResponseWriter, r *http.Request) error {
	c, err := p.columns(r)
	switch {
	case err != nil:
		return err
	case !c.Mappable():
		return web.Moved(w, r, at(c.Import, ""), "")
	case c.Format != intake.Roster:
		return web.Moved(w, r, at(c.Import, "/preview"), "")
	}
	return web.Page(w, r, http.StatusOK, columnsPage(c))
}

// postColumns serves POST /imports/{import}/columns: what columns are read as, and what the file is called.
func (p *Pages) postColumns(w http.ResponseWriter, r *http.Request) error {
	c, err := p.columns(r)
	if err != nil {
		return err
	}
	m := intake.Map{District: c.District, Import: c.ID, Ready: true}
	var form struct {
		Source     string     `json:"source"`
		SourceDate civil.Date `json:"source_date"`
	}
	if err := web.Bind(r, &form); err != nil {
		return web.Again(w, r, err, columnsPage(c))
	}
	m.Source, m.SourceDate, m.Columns = form.Source, form.SourceDate, c.chosen(r)
	if _, err := p.Desk.Map(r.Context(), web.Actor(r), m); err != nil {
		return web.Again(w, r, err, columnsPage(c))
	}
	return web.Moved(w, r, at(c.Import, "/preview"), "")
}

// postSheet serves POST /imports/{import}/sheet: another sheet of the workbook.
func (p *Pages) postSheet(w http.ResponseWriter, r *http.Request) error {
	c, err := p.columns(r)
	if err != nil {
		return err
	}
	var form struct {
		Sheet string `json:"sheet"`
	}
	if err := web.Bind(r, &form); err != nil {
		return err
	}
	m := intake.Map{District: c.District, Import: c.ID, Sheet: form.Sheet}
	if _, err := p.Desk.Map(r.Context(), web.Actor(r), m); err != nil {
		return web.Again(w, r, err, columnsPage(c))
	}
	return web.Moved(w, r, at(c.Import, "/columns"), "imports.sheet_taken", i18n.Args{"sheet": kit.Data(m.Sheet)})
}

// entry is the name of the n-th column in the form; its title may hold anything.
func entry(n int) string { return "read." + strconv.Itoa(n) }

// chosen gives the columns that the form reads otherwise than the plan does, or confirms where the plan guessed. No choice for a
// column that was recognised keeps it out.
func (c columns) chosen(r *http.Request) map[string]roster.Field {
	by := map[string]roster.Field{}
	for n, column := range c.Plan.Columns {
		sent, asked := r.PostForm[entry(n)]
		if !asked || column.Title == "" || sent[0] == "" && column.Field == "" {
			continue
		}
		f := roster.Field(sent[0])
		if f == "" {
			f = roster.Ignore
		}
		if f != column.Field || !column.Certain {
			by[column.Title] = f
		}
	}
	return by
}

// A mark says how sure the reader is of a column.
type mark struct {
	word string
	tone kit.Tone
}

func markOf(ctx context.Context, c intake.Column) mark {
	switch {
	case c.Title == "" && c.Field == "":
		return mark{say(ctx, "imports.column.untitled"), kit.Gray}
	case c.Field == "":
		return mark{say(ctx, "imports.column.unknown"), kit.Gray}
	case !c.Certain:
		return mark{say(ctx, "imports.column.guessed"), kit.Orange}
	case c.Field == roster.Ignore || c.Field == roster.Serial:
		return mark{say(ctx, "imports.column.ignored"), kit.Gray}
	}
	return mark{say(ctx, "imports.column.known"), kit.Green}
}

// tally counts columns that are recognised, guessed and not known.
func (c columns) tally() i18n.Args {
	known, guessed, unknown := 0, 0, 0
	for _, column := range c.Plan.Columns {
		switch {
		case column.Field == "":
			unknown++
		case !column.Certain:
			guessed++
		default:
			known++
		}
	}
	return i18n.Args{"columns": len(c.Plan.Columns), "known": known, "guessed": guessed, "unknown": unknown}
}

// unsure reports whether a person should look at some column before going on.
func (c columns) unsure() bool { return c.tally()["guessed"] != 0 }

// choices are what a column may be read as.
func choices(ctx context.Context) []kit.Option {
	options := make([]kit.Option, 0, len(intake.ColumnFields))
	for _, f := range intake.ColumnFields {
		options = append(options, kit.Option{Value: string(f), Label: fieldWord(ctx, f)})
	}
	return options
}

func (c columns) table(ctx context.Context) kit.Table {
	t := kit.Table{ID: "columns", Caption: say(ctx, "imports.columns"), Cards: true, Columns: []kit.Column{
		{Label: say(ctx, "imports.column")}, {Label: say(ctx, "imports.column.samples")}, {Label: say(ctx, "imports.column.field")}, {Label: say(ctx, "imports.column.mark"), Tight: true},
	}}
	options := choices(ctx)
	for n, column := range c.Plan.Columns {
		m := markOf(ctx, column)
		t.Rows = append(t.Rows, kit.Row{Cells: []templ.Component{titleCell(n, column), samplesCell(c.samples[n]), choiceCell(n, column, options), kit.Badge(m.word, m.tone)}})
	}
	return t
}
