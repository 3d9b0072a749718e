package intakeweb

import (
	"context"
	"net/http"
	"net/url"

	"github.com/a-h/templ"

	"yanzhen/internal/door"
	"yanzhen/internal/i18n"
	"yanzhen/internal/registry/intake"
	"yanzhen/internal/web"
	"yanzhen/internal/web/kit"
)

// A result is what the page of an import shows: how far it is, and the rows that are done.
type result struct {
	reader
	*intake.PageOfImport
	outcome intake.Outcome // rows listed; "" for all
}

// getImport serves GET /imports/{import}?outcome=&after=, where after is the number of the last row of the page before.
func (p *Pages) getImport(w http.ResponseWriter, r *http.Request) error {
	actor := web.Actor(r)
	q := intake.ImportPage{Limit: pageRows}
	if err := web.Bind(r, &q); err != nil {
		return err
	}
	q.District, q.Import = actor.District(), r.PathValue("import")
	page, err := door.Ask(r.Context(), p.Door, actor, q)
	if err != nil {
		return err
	}
	return web.Page(w, r, http.StatusOK, resultPage(result{readerOf(actor, page.Import), page, q.Outcome}))
}

// step is how far the import is on its way.
func (v result) step() int {
	switch v.Import.State {
	case intake.Uploaded:
		return stepColumns
	case intake.Mapped:
		return stepPreview
	case intake.Finished:
		return stepOutcome
	}
	return stepRun
}

func (v result) list(o intake.Outcome) string {
	if o == "" {
		return at(v.Import, "")
	}
	return at(v.Import, "?"+url.Values{"outcome": {string(o)}}.Encode())
}

func (v result) tabs(ctx context.Context) []kit.Tab {
	tabs := []kit.Tab{{Label: say(ctx, "imports.all_rows"), URL: v.list(""), Count: int(v.Import.Rows()), Active: v.outcome == ""}}
	for _, o := range intake.Outcomes {
		if n := v.Import.Of(o); n > 0 || o == v.outcome {
			tabs = append(tabs, kit.Tab{Label: capital(o.Label(ctx)), URL: v.list(o), Count: int(n), Active: v.outcome == o})
		}
	}
	return tabs
}

func (v result) table(ctx context.Context) kit.Table {
	t := kit.Table{ID: "rows", Caption: say(ctx, "imports.rows_of", i18n.Args{"file": kit.Data(v.Import.Name)}), Cards: true, Columns: []kit.Column{
		{Label: say(ctx, "imports.row"), Tight: true}, {Label: say(ctx, "imports.outcome"), Tight: true}, {Label: say(ctx, "imports.person"), Tight: true}, {Label: say(ctx, "imports.problems")},
	}}
	for _, l := range v.Rows {
		t.Rows = append(t.Rows, kit.Row{Cells: []templ.Component{
			rowCell(v.Import, l), kit.Status(capital(l.Outcome.Label(ctx)), outcomeTones[l.Outcome]), personCell(l), problemsCell(v, l)}})
	}
	return t
}

// older is the number to page from, "" on the last page.
func (v result) older() string {
	if !v.More {
		return ""
	}
	return decimal(v.Rows[len(v.Rows)-1].Number)
}

// facts say what was brought, by whom and when.
func (v result) facts(ctx context.Context) []kit.Pair {
	i := v.Import
	facts := []kit.Pair{
		{Label: say(ctx, "imports.file"), Value: kit.Data(i.Name)},
		{Label: say(ctx, "imports.source_name"), Value: kit.Data(i.Source)},
		{Label: say(ctx, "imports.source_date"), Value: i.SourceDate.String()},
		{Label: say(ctx, "imports.unit"), Value: unitOf(ctx, i)},
		{Label: say(ctx, "imports.by"), Value: who(ctx, i)},
		{Label: say(ctx, "imports.at"), Value: i18n.DateTime(ctx, i.At)},
	}
	if !i.Ended.IsZero() {
		facts = append(facts, kit.Pair{Label: say(ctx, "imports.ended"), Value: i18n.DateTime(ctx, i.Ended)})
	}
	if i.Plan.Sheet != "" {
		facts = append(facts, kit.Pair{Label: say(ctx, "imports.sheet"), Value: kit.Data(i.Plan.Sheet)})
	}
	facts[len(facts)-1].Wide = len(facts)%3 == 1
	return facts
}

// unfinished reports whether the work stopped before the end and may go on.
func (v result) unfinished() bool {
	return v.runs && (v.Import.State == intake.Cancelled || v.Import.State == intake.Failed)
}

// waiting reports whether someone has to go on with the wizard.
func (v result) waiting() bool {
	return v.runs && (v.Import.State == intake.Uploaded || v.Import.State == intake.Mapped)
}

// total is how many rows the list has in all.
func (v result) total() int64 {
	if v.outcome == "" {
		return v.Import.Rows()
	}
	return v.Import.Of(v.outcome)
}

// unitOf names the unit whose people a file holds, or the office, which brings anyone's.
func unitOf(ctx context.Context, i *intake.Import) string {
	if i.Org == "" {
		return say(ctx, "imports.by_office")
	}
	return kit.Data(i.Unit)
}
