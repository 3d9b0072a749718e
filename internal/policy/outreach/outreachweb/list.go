package outreachweb

import (
	"context"
	"net/http"
	"strings"

	"github.com/a-h/templ"

	"yanzhen/internal/authz"
	"yanzhen/internal/base/civil"
	"yanzhen/internal/door"
	"yanzhen/internal/i18n"
	"yanzhen/internal/policy"
	"yanzhen/internal/policy/outreach"
	"yanzhen/internal/web"
	"yanzhen/internal/web/kit"
)

// getOverview serves GET /outreach.
func (p *Pages) getOverview(w http.ResponseWriter, r *http.Request) error {
	lines, err := door.Ask(r.Context(), p.Door, web.Actor(r), outreach.Overview{Book: p.Book})
	if err != nil {
		return err
	}
	batches, err := door.Ask(r.Context(), p.Door, web.Actor(r), outreach.Batches{Book: p.Book, Limit: 5})
	if err != nil {
		return err
	}
	return web.Page(w, r, http.StatusOK, overviewPage(lines, batches.Batches))
}

// getList serves GET /policies/{policy}/outreach?verdict=&missing=&response=&q=&after=.
func (p *Pages) getList(w http.ResponseWriter, r *http.Request) error {
	var q outreach.List
	if err := web.Bind(r, &q); err != nil {
		return err
	}
	page, err := p.list(r, q)
	if err != nil {
		return err
	}
	return web.Page(w, r, http.StatusOK, listPage(page))
}

func (p *Pages) list(r *http.Request, q outreach.List) (roll, error) {
	q.Book, q.District, q.Policy = p.Book, web.Actor(r).District(), r.PathValue("policy")
	if q.Verdict == "" {
		q.Verdict = policy.Yes
	}
	found, err := door.Ask(r.Context(), p.Door, web.Actor(r), q)
	return roll{asked: q, found: found, sends: may(r, authz.OutreachSend), takes: may(r, authz.PersonExport)}, err
}

// A roll is a page of the list of a policy.
type roll struct {
	asked        outreach.List
	found        *outreach.ListPage
	sends, takes bool
}

func (l roll) id() string { return l.found.Policy }

func (l roll) head(ctx context.Context) kit.Head {
	name := l.found.Name
	return kit.Head{Title: say(ctx, "outreachweb.list.title_of", i18n.Args{"policy": name}), Crumbs: append(home(ctx), kit.Link{Label: name, URL: "/policies/" + l.id()},
		kit.Link{Label: say(ctx, "outreachweb.list.title")})}
}

func (l roll) tabs(ctx context.Context) []kit.Tab {
	return []kit.Tab{
		{Label: verdictTab(ctx, policy.Yes, l.found.Yes), URL: at(l.id()), Active: l.asked.Verdict == policy.Yes},
		{Label: verdictTab(ctx, policy.Unknown, l.found.Near), URL: at(l.id(), "verdict", string(policy.Unknown)), Active: l.asked.Verdict == policy.Unknown},
	}
}

func (l roll) filters(ctx context.Context) kit.FilterBar {
	response := kit.Filter{Name: "response", Label: say(ctx, "outreachweb.response")}
	for _, one := range outreach.Responses {
		response.Options = append(response.Options, kit.Option{Value: string(one),
			Label: say(ctx, "outreachweb.response.n", i18n.Args{"response": responseWord(ctx, one), "n": l.found.Replies[one]})})
	}
	return kit.FilterBar{Keyword: say(ctx, "outreachweb.name"), Hint: say(ctx, "outreachweb.name.hint"), Filters: []kit.Filter{response}, Keep: []string{"verdict", "missing"}}
}

// form sends the people ticked, or all of the list, to the preview.
func (l roll) form(ctx context.Context) kit.Form {
	return kit.Form{ID: "choose", Action: at(l.id()), Plain: true, Submit: say(ctx, "outreachweb.preview.ticked"), Icon: "message",
		Hidden: choiceOf(l.asked.Choice),
		Also:   []kit.Submit{{Value: doAll, Label: say(ctx, "outreachweb.preview.all", i18n.Args{"n": l.found.Total}), Icon: "users"}}}
}

// choiceOf are the entries of a form that say which part of the list it is about.
func choiceOf(c outreach.Choice) map[string]string {
	return map[string]string{"verdict": string(c.Verdict), "missing": c.Missing, "q": c.Words, "response": string(c.Response)}
}

func (l roll) table(ctx context.Context) kit.Table {
	t := kit.Table{ID: "people", Caption: say(ctx, "outreachweb.list.title_of", i18n.Args{"policy": l.found.Name}), Cards: true, Select: l.sends,
		Columns: []kit.Column{{Label: say(ctx, "outreachweb.name"), Tight: true}, {Label: say(ctx, "outreachweb.employer")}},
		Empty:   kit.EmptyState("users", say(ctx, "outreachweb.list.none"), say(ctx, "outreachweb.list.none.text"))}
	if l.asked.Verdict == policy.Yes {
		t.Columns = append(t.Columns, kit.Column{Label: say(ctx, "outreachweb.amount"), Right: true})
	} else {
		t.Columns = append(t.Columns, kit.Column{Label: say(ctx, "outreachweb.fact")})
	}
	t.Columns = append(t.Columns, kit.Column{Label: say(ctx, "outreachweb.told"), Tight: true}, kit.Column{Label: say(ctx, "outreachweb.answer")})
	for i := range l.found.People {
		t.Rows = append(t.Rows, l.row(ctx, &l.found.People[i]))
	}
	return t
}

func (l roll) row(ctx context.Context, s *outreach.Standee) kit.Row {
	third := cell(s.Fact)
	if l.asked.Verdict == policy.Yes {
		third = amountCell(s.Fen)
	}
	return kit.Row{ID: s.Person, Name: kit.Data(s.Name), Cells: []templ.Component{linked(kit.Data(s.Name), "/people/"+s.Person), cell(kit.Data(s.Employer)), third, toldCell(s), answerCell(s)},
		Actions: []kit.Link{{Label: say(ctx, "outreachweb.why"), URL: "/people/" + s.Person + "/policies/" + l.id()}}}
}

// exports are the formats the list is taken away in, with its filters.
func (l roll) exports(ctx context.Context) []kit.Link {
	_, query, _ := strings.Cut(kit.FrameOf(ctx).Path, "?")
	var links []kit.Link
	for _, format := range []string{"xlsx", "csv", "jsonl"} {
		links = append(links, kit.Link{Label: format, URL: "/policies/" + l.id() + "/outreach/export?format=" + format + "&" + query})
	}
	return links
}

// day writes the day of an instant.
func day(ctx context.Context, d civil.Date) string {
	return say(ctx, "outreachweb.day", i18n.Args{"day": d})
}
