package intakeweb

import (
	"context"
	"net/http"
	"strconv"

	"github.com/a-h/templ"

	"yanzhen/internal/base/fault"
	"yanzhen/internal/i18n"
	"yanzhen/internal/registry/intake"
	"yanzhen/internal/registry/roster"
	"yanzhen/internal/web"
	"yanzhen/internal/web/kit"
)

// A row is what the page of one row of a file shows.
type row struct {
	reader
	*intake.PageOfRow
}

// getRow serves GET /imports/{import}/rows/{row}.
func (p *Pages) getRow(w http.ResponseWriter, r *http.Request) error {
	n, err := strconv.ParseInt(r.PathValue("row"), 10, 64)
	if err != nil {
		return fault.Missing.New("intake.row.missing").With("row", r.PathValue("row")).From(err)
	}
	found, err := p.Desk.Row(r.Context(), web.Actor(r), web.Actor(r).District(), r.PathValue("import"), n)
	if err != nil {
		return err
	}
	return web.Page(w, r, http.StatusOK, rowPage(row{readerOf(web.Actor(r), found.Import), found}))
}

// read are the columns of the file with what was read from each, and what is wrong with it.
func (v row) read(ctx context.Context) []kit.Pair {
	var pairs []kit.Pair
	for _, f := range roster.Fields {
		r, wrong := problem(v.Line, f)
		if v.Values[f] == "" && !wrong || f == roster.TownCode || f == roster.VillageCode || f == roster.EducationCode {
			continue
		}
		pair := kit.Pair{Label: fieldWord(ctx, f), Value: kit.Data(v.Values[f])}
		if wrong {
			pair.Node = wrongValue(v.Values[f], r)
		}
		pairs = append(pairs, pair)
	}
	return pairs
}

// problems are those of the row as a table: column, what stands there, what is wrong with it and how to mend it.
func (v row) problems(ctx context.Context) kit.Table {
	t := kit.Table{ID: "problems", Caption: say(ctx, "imports.problems"), Cards: true, Columns: []kit.Column{{Label: say(ctx, "imports.column"), Tight: true},
		{Label: say(ctx, "imports.stands"), Tight: true}, {Label: say(ctx, "imports.reason")}, {Label: say(ctx, "imports.how")}, {Label: say(ctx, "imports.effect"), Tight: true}}}
	for _, r := range v.Reasons {
		text, how := r.Text(ctx)
		effect := kit.Status(say(ctx, "imports.effect.warns"), kit.Orange)
		if r.Rejects {
			effect = kit.Status(say(ctx, "imports.effect.rejects"), kit.Red)
		}
		t.Rows = append(t.Rows, kit.Row{Cells: []templ.Component{cell(columnOf(ctx, r)), stands(r.Value), cell(text), cell(orDash(how)), effect}})
	}
	return t
}

// columnOf names the column of a reason, by its title in the file or, where the file lacks it, by what it should state.
func columnOf(ctx context.Context, r intake.Reason) string {
	switch {
	case r.Column != "":
		return kit.Data(r.Column)
	case r.Field != "":
		return fieldWord(ctx, r.Field)
	}
	return "—"
}

func orDash(text string) string {
	if text == "" {
		return "—"
	}
	return text
}

func (v row) title(ctx context.Context) string {
	return say(ctx, "imports.row.nth", i18n.Args{"n": decimal(v.Number)})
}
