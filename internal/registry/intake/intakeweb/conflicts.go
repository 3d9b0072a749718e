package intakeweb

import (
	"context"
	"net/http"
	"net/url"

	"github.com/a-h/templ"

	"yanzhen/internal/authz"
	"yanzhen/internal/door"
	"yanzhen/internal/i18n"
	"yanzhen/internal/registry/intake"
	"yanzhen/internal/web"
	"yanzhen/internal/web/kit"
)

// A queue is what the page of conflicts shows.
type queue struct {
	*Pages
	*intake.PageOfConflicts
	asked   intake.ListConflicts
	state   string // as the address has it: "" for open ones, all for every state
	waiting int64  // open ones in all
	person  string // name of the only person listed
	imports []*intake.Import
}

// every is the state that lists conflicts of every state.
const every = "all"

// getConflicts serves GET /conflicts?state=&person=&import=&after=: open ones, oldest first, unless a state is asked for.
func (p *Pages) getConflicts(w http.ResponseWriter, r *http.Request) error {
	q, err := p.queue(r.Context(), web.Actor(r), r.URL.Query())
	if err != nil {
		return err
	}
	return web.Page(w, r, http.StatusOK, queuePage(q))
}

func (p *Pages) queue(ctx context.Context, actor authz.Actor, query url.Values) (queue, error) {
	q := queue{Pages: p, state: query.Get("state")}
	q.asked = intake.ListConflicts{State: intake.Choice(q.state), Person: query.Get("person"), Import: query.Get("import"), After: query.Get("after"), Limit: pageRows}
	switch q.state {
	case "":
		q.asked.State = intake.Open
	case every:
		q.asked.State = ""
	}
	var err error
	if q.PageOfConflicts, err = door.Ask(ctx, p.Door, actor, q.asked); err != nil {
		return q, err
	}
	if q.asked.Person != "" && len(q.Conflicts) > 0 {
		q.person = q.Conflicts[0].Name
	}
	waiting, err := door.Ask(ctx, p.Door, actor, intake.ToDo{})
	if err != nil {
		return q, err
	}
	q.waiting = waiting.Conflicts
	q.imports, err = door.Ask(ctx, p.Door, actor, intake.ListImports{Limit: 200})
	return q, err
}

// postConflicts serves POST /conflicts: one decision on all conflicts chosen.
func (p *Pages) postConflicts(w http.ResponseWriter, r *http.Request) error {
	actor := web.Actor(r)
	cmd := intake.Decide{}
	bad := web.Bind(r, &cmd)
	cmd.District, cmd.Conflicts = actor.District(), r.PostForm["id"]
	if bad == nil {
		if _, bad = door.Do(r.Context(), p.Door, actor, cmd); bad == nil {
			return web.Moved(w, r, "/conflicts?"+kept(r.PostForm), "conflicts.decided_all", i18n.Args{"n": len(cmd.Conflicts)})
		}
	}
	q, err := p.queue(r.Context(), actor, r.PostForm)
	if err != nil {
		return err
	}
	return web.Again(w, r, bad, queuePage(q))
}

// kept is the query by which the queue comes back to what it listed.
func kept(from url.Values) string {
	query := url.Values{}
	for _, name := range []string{"person", "import"} {
		if from.Get(name) != "" {
			query.Set(name, from.Get(name))
		}
	}
	return query.Encode()
}

// list is the address of the queue in another state.
func (q queue) list(state string) string {
	query := url.Values{}
	for name, value := range map[string]string{"state": state, "person": q.asked.Person, "import": q.asked.Import} {
		if value != "" {
			query.Set(name, value)
		}
	}
	if len(query) == 0 {
		return "/conflicts"
	}
	return "/conflicts?" + query.Encode()
}

// open reports whether the conflicts listed wait for a decision.
func (q queue) open() bool { return q.asked.State == intake.Open }

func (q queue) tabs(ctx context.Context) []kit.Tab {
	tabs := []kit.Tab{{Label: capital(intake.Open.Label(ctx)), URL: q.list(""), Active: q.open()}}
	if q.asked.Person == "" && q.asked.Import == "" {
		tabs[0].Count = int(q.waiting)
	}
	for _, c := range []intake.Choice{intake.Theirs, intake.Ours, intake.Both, intake.Edited, intake.Lapsed} {
		tabs = append(tabs, kit.Tab{Label: capital(c.Label(ctx)), URL: q.list(string(c)), Active: q.asked.State == c})
	}
	return append(tabs, kit.Tab{Label: say(ctx, "conflicts.all"), URL: q.list(every), Active: q.asked.State == ""})
}

// filters offers the imports that raised conflicts.
func (q queue) filters(ctx context.Context) kit.FilterBar {
	var options []kit.Option
	for _, i := range q.imports {
		if i.Conflicts > 0 || i.ID == q.asked.Import {
			options = append(options, kit.Option{Value: i.ID, Label: say(ctx, "conflicts.import.of", i18n.Args{"file": kit.Data(i.Name), "day": i.At})})
		}
	}
	return kit.FilterBar{Keep: []string{"state", "person"}, Filters: []kit.Filter{{Name: "import", Label: say(ctx, "conflicts.import"), Options: options}}}
}

// form is that of the decision on all conflicts chosen.
func (q queue) form(ctx context.Context) kit.Form {
	hidden := map[string]string{}
	for name, value := range map[string]string{"state": q.state, "person": q.asked.Person, "import": q.asked.Import, "after": q.asked.After} {
		if value != "" {
			hidden[name] = value
		}
	}
	return kit.Form{ID: "batch", Action: "/conflicts", Plain: true, Submit: say(ctx, "conflicts.decide_chosen"), Icon: "check", Hidden: hidden}
}

func (q queue) older() string {
	if !q.More {
		return ""
	}
	return q.Conflicts[len(q.Conflicts)-1].ID
}

func (q queue) table(ctx context.Context) kit.Table {
	t := kit.Table{ID: "conflicts", Caption: say(ctx, "conflicts.title"), Cards: true, Select: q.open(), Empty: none(q), Columns: []kit.Column{
		{Label: say(ctx, "conflicts.person"), Tight: true}, {Label: say(ctx, "conflicts.about"), Tight: true}, {Label: say(ctx, "conflicts.ours")},
		{Label: say(ctx, "conflicts.theirs")}, {Label: say(ctx, "conflicts.proposed"), Tight: true},
	}}
	if !q.open() {
		t.Columns[4] = kit.Column{Label: say(ctx, "conflicts.decision")}
	}
	for _, c := range q.Conflicts {
		ours, theirs := q.sides(ctx, c)
		last := proposal(c)
		if !q.open() {
			last = decision(c)
		}
		row := kit.Row{ID: c.ID, Name: say(ctx, "conflicts.row", i18n.Args{"name": kit.Data(c.Name), "about": subject(ctx, c)}), Cells: []templ.Component{
			whoCell(q, c), cell(subject(ctx, c)), sideCell(ours, theirs, c.Ours), sideCell(theirs, ours, c.Theirs), last}}
		row.Actions = []kit.Link{{Label: say(ctx, "conflicts.look"), URL: "/conflicts/" + c.ID}}
		t.Rows = append(t.Rows, row)
	}
	return t
}

// sides tells both values in words.
func (p *Pages) sides(ctx context.Context, c *intake.Conflict) (ours, theirs string) {
	f := fieldOf(c)
	return p.value(ctx, f, c.Ours.Value), p.value(ctx, f, c.Theirs.Value)
}

// batchChoices are the decisions that a batch may take.
func batchChoices(ctx context.Context) []kit.Option {
	return []kit.Option{{Value: string(intake.Proposed), Label: say(ctx, "conflicts.take.proposed")}, {Value: string(intake.Theirs), Label: say(ctx, "conflicts.take.theirs")},
		{Value: string(intake.Ours), Label: say(ctx, "conflicts.take.ours")}}
}
