package caseweb

import (
	"context"
	"net/http"
	"net/url"

	"github.com/a-h/templ"

	"yanzhen/internal/authz"
	"yanzhen/internal/base/fault"
	"yanzhen/internal/casework"
	"yanzhen/internal/door"
	"yanzhen/internal/i18n"
	"yanzhen/internal/web"
	"yanzhen/internal/web/kit"
)

// getCases serves GET /cases?queue=&round=&state=&overdue=&after=. Without a word of what is wanted it is the reader's queue.
func (p *Pages) getCases(w http.ResponseWriter, r *http.Request) error {
	a, q := web.Actor(r), casework.Cases{}
	if err := web.Bind(r, &q); err != nil {
		return err
	}
	if a.Person() != "" {
		return fault.Denied.New("authz.denied").With("action", authz.CaseRead) // a person has pages of their own
	}
	q.District = a.District()
	q.Queue = q.Queue || q.Round == "" && q.State == "" && r.URL.Query().Get("all") == ""
	found, err := door.Ask(r.Context(), p.Door, a, q)
	if err != nil {
		return err
	}
	rounds, err := door.Ask(r.Context(), p.Door, a, casework.Rounds{Desk: p.Desk, District: q.District})
	if err != nil {
		return err
	}
	return web.Page(w, r, http.StatusOK, casesPage(desk{q, found, rounds.Rounds, p, may(r, authz.PersonExport)}))
}

// desk is the page of cases.
type desk struct {
	asked  casework.Cases
	found  *casework.CaseList
	rounds []casework.RoundLine
	pages  *Pages
	takes  bool // the reader may take the list away
}

func (d desk) head(ctx context.Context) kit.Head {
	return kit.Head{Title: say(ctx, "caseweb.cases"), Crumbs: crumbs(ctx, kit.Link{Label: say(ctx, "caseweb.cases")})}
}

func (d desk) tabs(ctx context.Context) []kit.Tab {
	return []kit.Tab{
		{Label: say(ctx, "caseweb.queue"), URL: "/cases", Active: d.asked.Queue && !d.asked.Overdue},
		{Label: say(ctx, "caseweb.overdue"), URL: "/cases?queue=true&overdue=true", Active: d.asked.Overdue},
		{Label: say(ctx, "caseweb.all"), URL: "/cases?all=yes", Active: !d.asked.Queue},
	}
}

func (d desk) bar(ctx context.Context) kit.FilterBar {
	bar := kit.FilterBar{Keep: []string{"queue", "overdue", "all"}}
	rounds := kit.Filter{Name: "round", Label: say(ctx, "caseweb.round")}
	for _, r := range d.rounds {
		rounds.Options = append(rounds.Options, kit.Option{Value: r.ID, Label: kit.Data(r.Name + " · " + in(ctx, r.Title))})
	}
	bar.Filters = append(bar.Filters, rounds)
	if !d.asked.Queue {
		all := kit.Filter{Name: "state", Label: say(ctx, "caseweb.state")}
		for _, s := range states {
			all.Options = append(all.Options, kit.Option{Value: string(s), Label: stateWord(ctx, s)})
		}
		bar.Filters = append(bar.Filters, all)
	}
	return bar
}

func (d desk) exports(ctx context.Context) []kit.Link {
	query := url.Values{"round": {d.asked.Round}, "state": {string(d.asked.State)}}
	var out []kit.Link
	for _, f := range []string{"xlsx", "csv"} {
		query.Set("format", f)
		out = append(out, kit.Link{Label: say(ctx, i18n.Family("caseweb.export.")+f), URL: "/cases/export?" + query.Encode()})
	}
	return out
}

func (d desk) roundName(ctx context.Context, id string) string {
	for _, r := range d.rounds {
		if r.ID == id {
			return kit.Data(r.Name + " · " + in(ctx, r.Title))
		}
	}
	return ""
}

func (d desk) table(ctx context.Context) kit.Table {
	none := kit.EmptyState("inbox", say(ctx, "caseweb.cases.none"), say(ctx, "caseweb.cases.none.text"))
	if d.asked.Queue {
		none = kit.EmptyState("circle-check", say(ctx, "caseweb.queue.none"), say(ctx, "caseweb.queue.none.text"))
	}
	t := kit.Table{ID: "cases", Caption: say(ctx, "caseweb.cases"), Cards: true, Empty: none, Columns: []kit.Column{
		{Label: say(ctx, "caseweb.number"), Tight: true}, {Label: say(ctx, "caseweb.person")}, {Label: say(ctx, "caseweb.round")}, {Label: say(ctx, "caseweb.state"), Tight: true}, {Label: say(ctx, "caseweb.due"), Tight: true}}}
	for _, l := range d.found.Cases {
		t.Rows = append(t.Rows, kit.Row{ID: l.ID, Cells: []templ.Component{
			cell(numberOf(ctx, l.Number)), linked(kit.Data(l.Name), "/cases/"+l.ID), cell(d.roundName(ctx, l.Round)),
			kit.Status(stateWord(ctx, l.State), stateTones[l.State]), d.due(ctx, l),
		}})
	}
	return t
}

func (d desk) due(ctx context.Context, l casework.CaseLine) templ.Component {
	switch {
	case l.Late:
		return kit.Status(say(ctx, "caseweb.late", args("day", l.Due)), kit.Red)
	case l.Due.IsZero():
		return cell("")
	}
	return cell(day(ctx, l.Due))
}

func numberOf(ctx context.Context, n int) string {
	if n == 0 {
		return say(ctx, "caseweb.number.none")
	}
	return say(ctx, "caseweb.number.is", args("n", n))
}
