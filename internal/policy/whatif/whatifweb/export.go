package whatifweb

import (
	"cmp"
	"context"
	"encoding/json"
	"net/http"
	"net/url"

	"yanzhen/internal/authz"
	"yanzhen/internal/base/civil"
	"yanzhen/internal/base/fault"
	"yanzhen/internal/base/money"
	"yanzhen/internal/document"
	"yanzhen/internal/door"
	"yanzhen/internal/policy/whatif"
	"yanzhen/internal/web"
	"yanzhen/internal/web/kit"
)

func mayExport(r *http.Request) bool { return authz.MayEver(web.Actor(r), authz.PersonExport) }

var formatLabels = map[string]kit.Link{"xlsx": {Label: "Excel", Icon: "file-spreadsheet"}, "csv": {Label: "CSV", Icon: "download"}, "jsonl": {Label: "JSON Lines", Icon: "download"}}

func formats(url func(format string) string, names ...string) []kit.Link {
	var links []kit.Link
	for _, name := range names {
		link := formatLabels[name]
		link.URL = url(name)
		links = append(links, link)
	}
	return links
}

// exportLinks are the figures of the sheet as files.
func (s sheet) exportLinks(ctx context.Context) []kit.Link {
	links := formats(func(format string) string { return s.url("/export", url.Values{"format": {format}}) }, "xlsx", "csv")
	for i := range links {
		links[i].Icon = ""
	}
	return links
}

// formatOf reads ?format=; xlsx when nothing is asked for. Error: Invalid document.format.
func formatOf(r *http.Request) (document.Format, error) {
	f := cmp.Or(document.Format(r.URL.Query().Get("format")), document.XLSX)
	if f.MediaType() == "" {
		return f, fault.Invalid.New("document.format").On("format")
	}
	return f, nil
}

// download begins an answer that browsers keep as a file.
func (p *Pages) download(w http.ResponseWriter, name string, f document.Format) {
	w.Header().Set("Content-Type", f.MediaType())
	w.Header().Set("Content-Disposition", `attachment; filename="`+name+"-"+civil.Of(p.Door.Clock.Now()).String()+"."+string(f)+`"`)
}

// write sends rows as one table.
func (p *Pages) write(w http.ResponseWriter, name, title string, f document.Format, head []string, rows func(yield func([]string) bool)) error {
	p.download(w, name, f)
	table, err := document.NewTable(w, f, title, head)
	if err != nil {
		return err
	}
	defer table.Drop()
	for row := range rows {
		if err := table.Row(row); err != nil {
			return err
		}
	}
	return table.Close()
}

// getFigures serves GET /policies/{policy}/whatif/export?format=xlsx|csv: every figure of the sheet, one a row. Error: Unavailable
// whatif.pending while the judging takes longer.
func (p *Pages) getFigures(w http.ResponseWriter, r *http.Request) error {
	format, err := formatOf(r)
	if err != nil {
		return err
	}
	var f form
	if err := web.Bind(r, &f); err != nil {
		return err
	}
	s, err := p.ask(r, f)
	if err != nil {
		return err
	}
	if s.Effect == nil {
		return fault.Unavailable.New("whatif.pending")
	}
	ctx := r.Context()
	head := []string{say(ctx, "whatifweb.about"), say(ctx, "whatifweb.what"), say(ctx, "whatifweb.before"), say(ctx, "whatifweb.after"), say(ctx, "whatifweb.unit")}
	return p.write(w, "whatif-"+s.Policy, say(ctx, "whatifweb.title"), format, head, s.figures(ctx))
}

// figures are the moved levers, the key figures, the groups and the months as rows.
func (s sheet) figures(ctx context.Context) func(yield func([]string) bool) {
	people, yuan := say(ctx, "whatifweb.people"), say(ctx, "whatifweb.yuan")
	return func(yield func([]string) bool) {
		var rows [][]string
		add := func(about, what, before, after, unit string) {
			rows = append(rows, []string{plainly(about), plainly(what), before, after, unit})
		}
		for _, l := range s.moved() {
			add(say(ctx, "whatifweb.changes"), label(ctx, l), l.Was, l.Value, unitWord(ctx, l.Unit))
		}
		count := func(about, what string, before, after int) {
			add(about, what, itoa(int64(before)), itoa(int64(after)), people)
		}
		cost := func(about, what string, before, after money.Fen) {
			add(about, what, before.String(), after.String(), yuan)
		}
		e, all := s.Effect, say(ctx, "whatifweb.effect")
		count(all, say(ctx, "whatifweb.yes"), e.Before.Yes, e.After.Yes)
		count(all, say(ctx, "whatifweb.unknown"), e.Before.Unknown, e.After.Unknown)
		for _, fate := range whatif.Fates {
			add(all, fateWord(ctx, fate), "", itoa(int64(e.Fates[fate])), people)
		}
		cost(all, say(ctx, "whatifweb.year"), e.Before.Year, e.After.Year)
		cost(all, say(ctx, "whatifweb.term"), e.Before.Term, e.After.Term)
		for _, g := range e.Groups {
			for _, c := range g.Rows {
				count(byWord(ctx, g.By), s.places.word(ctx, g.By, c.Code), c.Before, c.After)
			}
		}
		for _, m := range e.Months {
			cost(say(ctx, "whatifweb.months"), m.First.String()[:7], m.Before, m.After)
		}
		if e.Before.Undated+e.After.Undated > 0 {
			cost(say(ctx, "whatifweb.months"), say(ctx, "whatifweb.undated"), e.Before.Undated, e.After.Undated)
		}
		for _, row := range rows {
			if !yield(row) {
				return
			}
		}
	}
}

// getPeopleExport serves GET /policies/{policy}/whatif/people/export?format=xlsx|csv|jsonl with the entries of the list. That the list
// leaves the house stands in the audit log before the first row is sent.
func (p *Pages) getPeopleExport(w http.ResponseWriter, r *http.Request) error {
	format, err := formatOf(r)
	if err != nil {
		return err
	}
	q, err := p.peopleOf(r)
	if err != nil {
		return err
	}
	found, err := door.Ask(r.Context(), p.Door, web.Actor(r), whatif.PeopleExport{People: q})
	if err != nil {
		return err
	}
	note := whatif.Take{District: q.District, Policy: q.Policy, Base: q.Base, Moved: len(q.Moves), Fate: q.Fate, Format: string(format)}
	if _, err := door.Do(r.Context(), p.Door, web.Actor(r), note); err != nil {
		return err
	}
	ctx, name := r.Context(), "whatif-people-"+q.Policy
	if format == document.JSONL {
		p.download(w, name, format)
		lines := json.NewEncoder(w)
		lines.SetEscapeHTML(false)
		for m := range found {
			if err := lines.Encode(m); err != nil {
				return err
			}
		}
		return nil
	}
	head := []string{say(ctx, "whatifweb.id"), say(ctx, "whatifweb.person"), say(ctx, "whatifweb.change"), say(ctx, "whatifweb.before_yuan"), say(ctx, "whatifweb.after_yuan")}
	return p.write(w, name, say(ctx, "whatifweb.people.title"), format, head, func(yield func([]string) bool) {
		for m := range found {
			if !yield([]string{m.Person, m.Name, fateWord(ctx, q.Fate), yuan(m.Before), yuan(m.After)}) {
				return
			}
		}
	})
}
