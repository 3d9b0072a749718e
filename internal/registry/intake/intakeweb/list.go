package intakeweb

import (
	"context"
	"net/http"

	"github.com/a-h/templ"

	"yanzhen/internal/authz"
	"yanzhen/internal/door"
	"yanzhen/internal/i18n"
	"yanzhen/internal/registry/intake"
	"yanzhen/internal/web"
	"yanzhen/internal/web/kit"
)

// pageRows is how many rows a page of these lists has.
const pageRows = 50

// A list is what the page of imports shows.
type list struct {
	waiting intake.Waiting
	imports []*intake.Import
	older   string // id to page from, "" on the last page
	asked   intake.ListImports
	runs    bool // may bring files
	decides bool // may decide conflicts
	office  bool // sees imports of more than one unit
}

// getImports serves GET /imports?state=&rejects=&after=, where after is the id of the last import of the page before.
func (p *Pages) getImports(w http.ResponseWriter, r *http.Request) error {
	actor := web.Actor(r)
	l := list{runs: authz.MayEver(actor, authz.ImportRun), decides: authz.MayEver(actor, authz.ConflictDecide), office: !actor.Has(authz.Unit)}
	if err := web.Bind(r, &l.asked); err != nil {
		return err
	}
	l.asked.Before, l.asked.Limit = r.URL.Query().Get("after"), pageRows+1
	var err error
	if l.imports, err = door.Ask(r.Context(), p.Door, actor, l.asked); err != nil {
		return err
	}
	if len(l.imports) > pageRows {
		l.imports = l.imports[:pageRows]
		l.older = l.imports[pageRows-1].ID
	}
	if l.waiting, err = door.Ask(r.Context(), p.Door, actor, intake.ToDo{}); err != nil {
		return err
	}
	return web.Page(w, r, http.StatusOK, listPage(l))
}

// notRun are the states of an import that waits for someone to go on with it.
const notRun = "uploaded,mapped"

func (l list) filters(ctx context.Context) kit.FilterBar {
	return kit.FilterBar{Filters: []kit.Filter{
		{Name: "state", Label: say(ctx, "imports.state"), Options: []kit.Option{
			{Value: notRun, Label: say(ctx, "imports.state.waiting")},
			{Value: string(intake.Running), Label: capital(intake.Running.Label(ctx))}, {Value: string(intake.Finished), Label: capital(intake.Finished.Label(ctx))},
			{Value: string(intake.Cancelled), Label: capital(intake.Cancelled.Label(ctx))}, {Value: string(intake.Failed), Label: capital(intake.Failed.Label(ctx))}}},
		{Name: "rejects", Label: capital(intake.OutRejected.Label(ctx)), Options: []kit.Option{{Value: "true", Label: say(ctx, "imports.with_rejects")}}},
	}}
}

func (l list) filtered() bool {
	return len(l.asked.State) > 0 || l.asked.Rejects || l.asked.Before != ""
}

// tiles say what waits for the reader.
func (l list) tiles(ctx context.Context) []kit.Stat {
	tiles := []kit.Stat{
		{Label: say(ctx, "imports.todo.waiting"), Value: number(ctx, l.waiting.Uploaded), Unit: say(ctx, "imports.files"), URL: "/imports?state=" + notRun, Icon: "upload", Tone: kit.Orange},
		{Label: say(ctx, "imports.todo.running"), Value: number(ctx, l.waiting.Running), Unit: say(ctx, "imports.files"), URL: "/imports?state=running", Icon: "refresh", Tone: kit.Blue},
		{Label: say(ctx, "imports.todo.rejects"), Value: number(ctx, l.waiting.Rejects), Unit: say(ctx, "imports.files"), URL: "/imports?state=done&rejects=true", Icon: "circle-x", Tone: kit.Red},
	}
	if l.decides {
		tiles = append(tiles, kit.Stat{Label: say(ctx, "imports.todo.conflicts"), Value: number(ctx, l.waiting.Conflicts), Unit: say(ctx, "imports.places"), URL: "/conflicts", Icon: "git-compare", Tone: kit.Purple})
	}
	return tiles
}

func (l list) table(ctx context.Context) kit.Table {
	t := kit.Table{ID: "imports", Caption: say(ctx, "imports.title"), Cards: true, Empty: nothing(l), Columns: []kit.Column{
		{Label: say(ctx, "imports.file")}, {Label: say(ctx, "imports.state"), Tight: true}, {Label: say(ctx, "imports.source")},
		{Label: say(ctx, "imports.outcome")}, {Label: say(ctx, "imports.by")}, {Label: say(ctx, "imports.at"), Tight: true},
	}}
	for _, i := range l.imports {
		row := kit.Row{ID: i.ID, Name: i.Name, Cells: []templ.Component{
			fileCell(l, i), kit.Status(capital(i.State.Label(ctx)), stateTones[i.State]), sourceCell(i), countsCell(l, i), cell(who(ctx, i)), cell(i18n.DateTime(ctx, i.At)),
		}}
		if l.runs && (i.State == intake.Uploaded || i.State == intake.Mapped) {
			row.Actions = []kit.Link{{Label: say(ctx, "imports.go_on"), URL: next(i)}}
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

// who names the account behind an import; one without a name is the house itself, on its command line.
func who(ctx context.Context, i *intake.Import) string {
	if i.By == "" {
		return say(ctx, "imports.by.system")
	}
	return kit.Data(i.By)
}

// outcomes are the counts of an import that are not zero, in words.
func outcomes(ctx context.Context, c intake.Counts) []string {
	var all []string
	for _, o := range intake.Outcomes {
		if n := c.Of(o); n > 0 {
			all = append(all, say(ctx, "imports.count", i18n.Args{"outcome": o.Label(ctx), "n": n}))
		}
	}
	return all
}
