package insightweb

import (
	"cmp"
	"context"
	"encoding/json"
	"net/http"
	"slices"
	"strconv"

	"github.com/a-h/templ"

	"yanzhen/internal/authz"
	"yanzhen/internal/base/civil"
	"yanzhen/internal/base/fault"
	"yanzhen/internal/document"
	"yanzhen/internal/door"
	"yanzhen/internal/i18n"
	"yanzhen/internal/insight"
	"yanzhen/internal/web"
	"yanzhen/internal/web/kit"
)

// logOf reads the question out of the address. The search box of the bar says q where the question says actor.
func logOf(r *http.Request) (insight.Log, error) {
	var q struct {
		insight.Log
		Q string `json:"q"`
	}
	err := web.Bind(r, &q)
	q.Actor = cmp.Or(q.Q, q.Actor)
	return q.Log, err
}

// getLog serves GET /audit?q=&action=&subject=&outcome=&from=&until=&after=.
func (p *Pages) getLog(w http.ResponseWriter, r *http.Request) error {
	q, err := logOf(r)
	if err != nil {
		return err
	}
	found, err := door.Ask(r.Context(), p.Door, web.Actor(r), q)
	if err != nil {
		return err
	}
	return web.Page(w, r, http.StatusOK, logPage(journal{asked: q, found: found, actor: web.Actor(r), query: r.URL.RawQuery}))
}

// A journal is a page of the log, and for whom.
type journal struct {
	asked insight.Log
	found *insight.LogPage
	actor authz.Actor
	query string
}

func (j journal) bar(ctx context.Context) kit.FilterBar {
	return kit.FilterBar{Keyword: say(ctx, "log.who"), Hint: say(ctx, "log.who.hint"), Keep: []string{"subject"}, Filters: []kit.Filter{
		{Name: "action", Label: say(ctx, "log.action"), Options: actionOptions(ctx)},
		{Name: "outcome", Label: say(ctx, "log.outcome"), Options: []kit.Option{{Value: "done", Label: outcomeWord(ctx, "done")}, {Value: "denied", Label: outcomeWord(ctx, "denied")}}},
	}}
}

// actionOptions are the actions that leave a trace, in the order of their words.
func actionOptions(ctx context.Context) []kit.Option {
	var all []kit.Option
	for _, a := range authz.Actions() {
		all = append(all, kit.Option{Value: string(a), Label: actionWord(ctx, a)})
	}
	slices.SortFunc(all, func(a, b kit.Option) int { return cmp.Or(cmp.Compare(a.Label, b.Label), cmp.Compare(a.Value, b.Value)) })
	return all
}

func (j journal) table(ctx context.Context) kit.Table {
	t := kit.Table{ID: "log", Caption: say(ctx, "log.title"), Cards: true, Empty: kit.EmptyState("history", say(ctx, "log.none"), say(ctx, "log.none.text")),
		Columns: []kit.Column{{Label: say(ctx, "log.at"), Tight: true}, {Label: say(ctx, "log.who")}, {Label: say(ctx, "log.action")},
			{Label: say(ctx, "log.subject")}, {Label: say(ctx, "log.outcome"), Tight: true}, {Label: say(ctx, "log.via"), Tight: true}}}
	for _, e := range j.found.Entries {
		t.Rows = append(t.Rows, kit.Row{Cells: []templ.Component{
			kit.A(kit.Link{Label: i18n.DateTime(ctx, e.At), URL: entryURL(e.Seq)}), kit.Text(whoWord(ctx, e)), kit.Text(actionWord(ctx, e.Action)),
			subjectLink(ctx, j.actor, e.Subject), outcomeBadge(ctx, e.Outcome), kit.Text(viaWord(ctx, e.Via))}})
	}
	return t
}

func (j journal) pager() kit.Pager {
	p := kit.Pager{Total: -1, Shown: len(j.found.Entries)}
	if j.found.Next != 0 {
		p.Next = strconv.FormatInt(j.found.Next, 10)
	}
	return p
}

func entryURL(seq int64) string { return "/audit/" + strconv.FormatInt(seq, 10) }

func (j journal) exports() []kit.Link {
	var links []kit.Link
	for _, one := range []struct{ format, label, icon string }{{"xlsx", "Excel", "file-spreadsheet"}, {"csv", "CSV", "download"}, {"jsonl", "JSON Lines", "download"}} {
		address := "/audit/export?format=" + one.format
		if j.query != "" {
			address += "&" + j.query
		}
		links = append(links, kit.Link{Label: one.label, URL: address, Icon: one.icon})
	}
	return links
}

// getLogEntry serves GET /audit/{entry}.
func (p *Pages) getLogEntry(w http.ResponseWriter, r *http.Request) error {
	seq, err := strconv.ParseInt(r.PathValue("entry"), 10, 64)
	if err != nil {
		return fault.Missing.New("audit.missing").From(err)
	}
	e, err := door.Ask(r.Context(), p.Door, web.Actor(r), insight.LogEntry{Seq: seq})
	if err != nil {
		return err
	}
	return web.Page(w, r, http.StatusOK, entryPage(e, web.Actor(r)))
}

// facts are what an entry says.
func facts(ctx context.Context, e insight.Entry, actor authz.Actor) []kit.Pair {
	return []kit.Pair{
		{Label: say(ctx, "log.at"), Value: i18n.DateTime(ctx, e.At)},
		{Label: say(ctx, "log.who"), Value: whoWord(ctx, e)},
		{Label: say(ctx, "log.via"), Value: viaWord(ctx, e.Via)},
		{Label: say(ctx, "log.action"), Value: actionWord(ctx, e.Action)},
		{Label: say(ctx, "log.outcome"), Node: outcomeBadge(ctx, e.Outcome)},
		{Label: say(ctx, "log.subject"), Node: subjectLink(ctx, actor, e.Subject)},
		{Label: say(ctx, "log.number"), Value: strconv.FormatInt(e.Seq, 10)},
		{Label: say(ctx, "log.account"), Value: e.Account},
	}
}

// notes are the details of an entry in the order of their names.
func notes(ctx context.Context, e insight.Entry) []kit.Pair {
	var pairs []kit.Pair
	for _, name := range sortedNames(e.Detail) {
		pairs = append(pairs, kit.Pair{Label: noteWord(ctx, name), Value: valueWord(ctx, name, e.Detail[name]), Wide: true})
	}
	return pairs
}

// getLogExport serves GET /audit/export?format=xlsx|csv|jsonl with the filters of the log. Taking it away is noted in the log itself.
func (p *Pages) getLogExport(w http.ResponseWriter, r *http.Request) error {
	ctx, actor := r.Context(), web.Actor(r)
	q, err := logOf(r)
	if err != nil {
		return err
	}
	format := cmp.Or(document.Format(r.URL.Query().Get("format")), document.XLSX)
	if format.MediaType() == "" {
		return fault.Invalid.New("document.format").On("format")
	}
	w.Header().Set("Content-Type", format.MediaType())
	w.Header().Set("Content-Disposition", `attachment; filename="audit-`+civil.Of(p.Door.Clock.Now()).String()+"."+string(format)+`"`)
	if format == document.JSONL {
		lines := json.NewEncoder(w)
		lines.SetEscapeHTML(false)
		return insight.Export(ctx, p.Door, actor, q, string(format), func(e insight.Entry) error { return lines.Encode(e) })
	}
	table, err := document.NewTable(w, format, say(ctx, "log.title"), header(ctx))
	if err != nil {
		return err
	}
	defer table.Drop()
	if err := insight.Export(ctx, p.Door, actor, q, string(format), func(e insight.Entry) error { return table.Row(cells(ctx, e)) }); err != nil {
		return err
	}
	return table.Close()
}

func header(ctx context.Context) []string {
	return []string{say(ctx, "log.number"), say(ctx, "log.at"), say(ctx, "log.who"), say(ctx, "log.account"), say(ctx, "log.action"),
		say(ctx, "log.subject"), say(ctx, "log.outcome"), say(ctx, "log.via"), say(ctx, "log.detail")}
}

func cells(ctx context.Context, e insight.Entry) []string {
	detail := ""
	for i, pair := range notes(ctx, e) {
		if i > 0 {
			detail += "; "
		}
		detail += plainly(pair.Label + ": " + pair.Value)
	}
	return []string{strconv.FormatInt(e.Seq, 10), i18n.DateTime(ctx, e.At), plainly(whoWord(ctx, e)), e.Account, actionWord(ctx, e.Action),
		e.Subject, outcomeWord(ctx, e.Outcome), viaWord(ctx, e.Via), detail}
}
