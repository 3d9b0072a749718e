package intakeweb

import (
	"cmp"
	"context"
	"net/http"
	"slices"

	"github.com/a-h/templ"

	"yanzhen/internal/i18n"
	"yanzhen/internal/registry/intake"
	"yanzhen/internal/registry/roster"
	"yanzhen/internal/web"
	"yanzhen/internal/web/kit"
)

// How much of a file is tried for a preview, and how much of that is shown.
const triedRows, shownRows, shownRejects = 2000, 20, 50

// A preview is what the third step shows.
type preview struct{ *intake.Preview }

// getPreview serves GET /imports/{import}/preview. An import on which work has begun leads to its outcome.
func (p *Pages) getPreview(w http.ResponseWriter, r *http.Request) error {
	i, err := p.seen(r)
	if err != nil {
		return err
	}
	if !i.Mappable() {
		return web.Moved(w, r, at(i, ""), "")
	}
	tried, err := p.Desk.Preview(r.Context(), web.Actor(r), i.District, i.ID, triedRows, triedRows)
	if err != nil {
		return err
	}
	return web.Page(w, r, http.StatusOK, previewPage(preview{tried}))
}

// shown are the first rows.
func (p preview) shown() []intake.PreviewRow { return p.Rows[:min(shownRows, len(p.Rows))] }

// rejects are the first rows that would be left out.
func (p preview) rejects() []intake.PreviewRow {
	var all []intake.PreviewRow
	for _, row := range p.Rows {
		if row.Outcome == intake.OutRejected && len(all) < shownRejects {
			all = append(all, row)
		}
	}
	return all
}

// fields are those that some row shown states, name and number first.
func (p preview) fields() []roster.Field {
	var all []roster.Field
	for _, f := range slices.Concat([]roster.Field{roster.Name, roster.IDNumber}, roster.Fields) {
		stated := slices.ContainsFunc(p.shown(), func(row intake.PreviewRow) bool { return row.Values[f] != "" })
		if stated && !slices.Contains(all, f) && f != roster.TownCode && f != roster.VillageCode && f != roster.EducationCode {
			all = append(all, f)
		}
	}
	return all
}

func (p preview) table(ctx context.Context) kit.Table {
	t := kit.Table{ID: "rows", Caption: say(ctx, "imports.preview.rows"), Columns: []kit.Column{{Label: say(ctx, "imports.row"), Tight: true, Right: true}, {Label: say(ctx, "imports.outcome"), Tight: true}}}
	fields := p.fields()
	for _, f := range fields {
		t.Columns = append(t.Columns, kit.Column{Label: fieldWord(ctx, f), Tight: len(fields) > 6})
	}
	for _, row := range p.shown() {
		cells := []templ.Component{cell(decimal(row.Number)), kit.Status(capital(row.Outcome.Label(ctx)), outcomeTones[row.Outcome])}
		for _, f := range fields {
			cells = append(cells, valueCell(row, f))
		}
		t.Rows = append(t.Rows, kit.Row{Cells: cells})
	}
	return t
}

// problem gives what is wrong with a field of a row, if anything.
func problem(l intake.Line, f roster.Field) (intake.Reason, bool) {
	n := slices.IndexFunc(l.Reasons, func(r intake.Reason) bool { return r.Field == f })
	if n < 0 {
		return intake.Reason{}, false
	}
	return l.Reasons[n], true
}

func (p preview) rejectsTable(ctx context.Context) kit.Table {
	t := kit.Table{ID: "rejects", Caption: say(ctx, "imports.preview.rejects"), Cards: true, Columns: []kit.Column{
		{Label: say(ctx, "imports.row"), Tight: true, Right: true}, {Label: fieldWord(ctx, roster.Name), Tight: true}, {Label: say(ctx, "imports.why")},
	}}
	for _, row := range p.rejects() {
		t.Rows = append(t.Rows, kit.Row{Cells: []templ.Component{cell(decimal(row.Number)), cell(kit.Data(cmp.Or(row.Values[roster.Name], "—"))), reasonsCell(rejecting(row.Reasons), true)}})
	}
	return t
}

// rejecting are the reasons that keep a row out.
func rejecting(all []intake.Reason) []intake.Reason {
	return slices.DeleteFunc(slices.Clone(all), func(r intake.Reason) bool { return !r.Rejects })
}

// counted are tiles of the rows by outcome.
func counted(ctx context.Context, c intake.Counts, link func(intake.Outcome) string) []kit.Stat {
	var all []kit.Stat
	for _, o := range intake.Outcomes {
		stat := kit.Stat{Label: capital(o.Label(ctx)), Value: number(ctx, c.Of(o)), Unit: say(ctx, "imports.rows"), Icon: outcomeIcons[o], Tone: outcomeTones[o]}
		if link != nil && c.Of(o) > 0 {
			stat.URL = link(o)
		}
		all = append(all, stat)
	}
	return all
}

// reasons counts rows by what is wrong with them.
func reasons(ctx context.Context, h intake.Histogram) kit.Table {
	t := kit.Table{ID: "reasons", Caption: say(ctx, "imports.reasons"), Cards: true, Columns: []kit.Column{
		{Label: say(ctx, "imports.reason")}, {Label: say(ctx, "imports.column"), Tight: true}, {Label: say(ctx, "imports.effect"), Tight: true}, {Label: say(ctx, "imports.rows.count"), Right: true, Tight: true}}}
	for _, bar := range h {
		effect := kit.Status(say(ctx, "imports.effect.warns"), kit.Orange)
		if bar.Rejects {
			effect = kit.Status(say(ctx, "imports.effect.rejects"), kit.Red)
		}
		t.Rows = append(t.Rows, kit.Row{Cells: []templ.Component{cell(bar.Text(ctx)), cell(kit.Data(cmp.Or(bar.Column, "—"))), effect, cell(number(ctx, bar.Rows))}})
	}
	return t
}

// told says how much of the file the figures cover.
func (p preview) told(ctx context.Context) string {
	if p.Partly {
		return say(ctx, "imports.preview.partly", i18n.Args{"n": p.Counts.Rows()})
	}
	return say(ctx, "imports.preview.whole", i18n.Args{"n": p.Counts.Rows()})
}

func reasonText(ctx context.Context, r intake.Reason) string {
	text, _ := r.Text(ctx)
	return text
}

// maxShown is how many characters of a value a table shows.
const maxShown = 40

func shorten(text string) string {
	if r := []rune(text); len(r) > maxShown {
		return string(r[:maxShown]) + "…"
	}
	return text
}

func (p preview) rejectsNote(ctx context.Context) string {
	if p.Counts.Rejected > shownRejects {
		return say(ctx, "imports.preview.first_rejects", i18n.Args{"n": shownRejects})
	}
	return ""
}

// back leads to the step before.
func (p preview) back(ctx context.Context) kit.Link {
	if p.Import.Format != intake.Roster {
		return kit.Link{Label: say(ctx, "imports.later"), URL: "/imports"}
	}
	return kit.Link{Label: say(ctx, "imports.back_to_columns"), URL: at(p.Import, "/columns")}
}
