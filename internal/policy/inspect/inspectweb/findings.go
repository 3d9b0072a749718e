package inspectweb

import (
	"cmp"
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"strconv"

	"yanzhen/internal/base/civil"
	"yanzhen/internal/base/fault"
	"yanzhen/internal/document"
	"yanzhen/internal/door"
	"yanzhen/internal/i18n"
	"yanzhen/internal/policy"
	"yanzhen/internal/policy/inspect"
	"yanzhen/internal/web"
	"yanzhen/internal/web/kit"
)

// say gives the words of key.
func say(ctx context.Context, key string, args ...i18n.Args) string { return i18n.T(ctx, key, args...) }

// getFindings serves GET /policies/findings?q=&kind=&severity=&policy=&standing=&after=.
func (p *Pages) getFindings(w http.ResponseWriter, r *http.Request) error {
	q, err := p.asked(r)
	if err != nil {
		return err
	}
	found, err := door.Ask(r.Context(), p.Door, web.Actor(r), q)
	if err != nil {
		return err
	}
	return web.Page(w, r, http.StatusOK, listPage(findings{q, found}))
}

// asked reads the question out of the address.
func (p *Pages) asked(r *http.Request) (inspect.Findings, error) {
	var q inspect.Findings
	if err := web.Bind(r, &q); err != nil {
		return q, err
	}
	q.Desk, q.District = p.Desk, web.Actor(r).District()
	return q, nil
}

// findings are what the list shows.
type findings struct {
	asked inspect.Findings
	inspect.FindingsPage
}

var tones = map[inspect.Severity]kit.Tone{inspect.Certain: kit.Red, inspect.Likely: kit.Orange, inspect.Hint: kit.Blue}

// findingURL is the page of a finding.
func findingURL(id string) string { return "/policies/findings/one/" + url.PathEscape(id) }

// place says where in the file a finding is: "第 12 行".
func place(ctx context.Context, t inspect.Told) string {
	return say(ctx, "findings.place", i18n.Args{"version": t.Version, "line": t.Line})
}

// people says to how many people of the district a finding applies, "" where nobody counted.
func people(ctx context.Context, t inspect.Told) string {
	if t.People < 0 {
		return ""
	}
	return say(ctx, "findings.people_of", i18n.Args{"n": t.People})
}

// stake says what money hangs on a finding.
func stake(ctx context.Context, t inspect.Told) string {
	if t.Fen == 0 {
		return ""
	}
	return i18n.Wan(ctx, t.Fen)
}

// counted are choices of a filter with their numbers.
func counted(ctx context.Context, choices []policy.Choice) []kit.Option {
	var out []kit.Option
	for _, c := range choices {
		out = append(out, kit.Option{Value: c.Value, Label: say(ctx, "findings.option", i18n.Args{"word": c.Word, "n": c.Count})})
	}
	return out
}

// tabs part what is open from what was set aside.
func (f findings) tabs() []kit.Tab {
	var tabs []kit.Tab
	for _, c := range f.Standings {
		tabs = append(tabs, kit.Tab{Label: c.Word, URL: "/policies/findings?standing=" + c.Value, Count: c.Count,
			Active: cmp.Or(f.asked.Standing, inspect.Open) == inspect.Standing(c.Value)})
	}
	return tabs
}

// filters offers every choice with the number of findings behind it.
func (f findings) filters(ctx context.Context) kit.FilterBar {
	return kit.FilterBar{Keyword: say(ctx, "findings.keyword"), Hint: say(ctx, "findings.keyword_hint"), Keep: []string{"standing"}, Filters: []kit.Filter{
		{Name: "severity", Label: say(ctx, "findings.severity"), Options: counted(ctx, f.Severities)},
		{Name: "kind", Label: say(ctx, "findings.kind"), Options: counted(ctx, f.Kinds)},
		{Name: "policy", Label: say(ctx, "findings.policy"), Options: counted(ctx, f.Policies)},
	}}
}

// exportLinks are the formats of what is listed.
func exportLinks(path string) []kit.Link {
	query := url.Values{}
	if u, err := url.Parse(path); err == nil {
		query = u.Query()
	}
	query.Del("after")
	var links []kit.Link
	for _, f := range []struct{ format, label, icon string }{{"xlsx", "Excel", "file-spreadsheet"}, {"csv", "CSV", "download"}, {"jsonl", "JSON Lines", "download"}} {
		query.Set("format", f.format)
		links = append(links, kit.Link{Label: f.label, URL: "/policies/findings/export?" + query.Encode(), Icon: f.icon})
	}
	return links
}

// mostExported bounds the findings of one export.
const mostExported = 500

// getExport serves GET /policies/findings/export?format=xlsx|csv|jsonl with the filters of the list. Findings name nobody
// of the district.
func (p *Pages) getExport(w http.ResponseWriter, r *http.Request) error {
	format := cmp.Or(document.Format(r.URL.Query().Get("format")), document.XLSX)
	if format.MediaType() == "" {
		return fault.Invalid.New("document.format").On("format")
	}
	q, err := p.asked(r)
	if err != nil {
		return err
	}
	q.After, q.Limit = "", mostExported
	found, err := door.Ask(r.Context(), p.Door, web.Actor(r), q)
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", format.MediaType())
	w.Header().Set("Content-Disposition", `attachment; filename="findings-`+civil.Of(p.Door.Clock.Now()).String()+"."+string(format)+`"`)
	if format == document.JSONL {
		lines := json.NewEncoder(w)
		lines.SetEscapeHTML(false)
		for _, t := range found.Items {
			if err := lines.Encode(t); err != nil {
				return err
			}
		}
		return nil
	}
	return writeTable(r.Context(), w, format, found.Items)
}

func writeTable(ctx context.Context, w http.ResponseWriter, format document.Format, items []inspect.Told) error {
	var head []string
	for _, key := range []string{"severity", "kind", "policy", "place", "says", "mend", "sure", "people", "stake", "standing"} {
		head = append(head, say(ctx, i18n.Family("findings.")+key))
	}
	table, err := document.NewTable(w, format, say(ctx, "findings.title"), head)
	if err != nil {
		return err
	}
	for _, t := range items {
		standing, n := inspect.Open, ""
		if t.Aside != nil {
			standing = inspect.SetAside
		}
		if t.People >= 0 {
			n = strconv.Itoa(t.People)
		}
		row := []string{t.Severity.Word(ctx), t.Kind.Word(ctx), t.Name, place(ctx, t), t.Says, t.Mend, t.Sure, n, stake(ctx, t), standing.Word(ctx)}
		if err := table.Row(row); err != nil {
			table.Drop()
			return err
		}
	}
	return table.Close()
}
