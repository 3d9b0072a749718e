package registryweb

import (
	"context"
	"errors"
	"net/http"

	"yanzhen/internal/authz"
	"yanzhen/internal/base/civil"
	"yanzhen/internal/document"
	"yanzhen/internal/door"
	"yanzhen/internal/i18n"
	"yanzhen/internal/registry"
	"yanzhen/internal/registry/code"
	"yanzhen/internal/registry/intake"
	"yanzhen/internal/web"
)

// A download is an answer that browsers keep as a file. Its headers go out with its first byte, so that a fault before that is
// still told as a page.
type download struct {
	http.ResponseWriter
	name   string
	format document.Format
	begun  bool
}

// Write sends the headers before the first byte.
func (d *download) Write(b []byte) (int, error) {
	if !d.begun {
		d.begun = true
		d.Header().Set("Content-Type", d.format.MediaType())
		d.Header().Set("Content-Disposition", `attachment; filename="`+d.name+"."+string(d.format)+`"`)
	}
	return d.ResponseWriter.Write(b)
}

// end gives err as long as the reader can still be told; a file that broke off midway is cut, so that nobody takes it for whole.
func (d *download) end(err error) error {
	if err != nil && d.begun && !errors.Is(err, context.Canceled) {
		panic(http.ErrAbortHandler)
	}
	return err
}

func (p *Pages) download(w http.ResponseWriter, what string, f document.Format) *download {
	return &download{ResponseWriter: w, name: what + "-" + civil.Of(p.Door.Clock.Now()).String(), format: f}
}

// getExport serves GET /people/export with the query of the list: ?format=xlsx|csv|jsonl gives exactly who is listed,
// numbers masked; without a format it asks why they are needed in full.
func (p *Pages) getExport(w http.ResponseWriter, r *http.Request) error {
	q, err := listingOf(r)
	if err != nil {
		return err
	}
	if format := r.URL.Query().Get("format"); format != "" {
		return p.sendExport(w, r, exportOf(q, intake.Format(format)))
	}
	return p.askReason(w, r, clone(r.URL.Query()).Encode(), nil)
}

// postExport serves POST /people/export: numbers in full, for a stated reason.
func (p *Pages) postExport(w http.ResponseWriter, r *http.Request) error {
	var form struct {
		Query  string        `json:"query"`
		Format intake.Format `json:"format"`
		Reason string        `json:"reason"`
	}
	if err := web.Bind(r, &form); err != nil {
		return err
	}
	q, err := listingOf(get("/people?" + form.Query))
	if err != nil {
		return err
	}
	e := exportOf(q, form.Format)
	e.Plain, e.Reason = true, form.Reason
	if err := p.sendExport(w, r, e); err != nil {
		return p.askReason(w, r, form.Query, err)
	}
	return nil
}

// exportOf is the list that goes out: the same filter, and the columns of the list if the reader chose them.
func exportOf(q listing, format intake.Format) intake.Export {
	e := intake.Export{Format: format, Filter: q.Filter}
	if len(q.Col) > 0 {
		for _, c := range chosenColumns(q.Col) {
			e.Columns = append(e.Columns, c.export...)
		}
	}
	return e
}

func (p *Pages) sendExport(w http.ResponseWriter, r *http.Request, e intake.Export) error {
	a := web.Actor(r)
	e.District = a.District()
	e.Filter.District = e.District
	out := p.download(w, "people", document.Format(e.Format))
	_, err := p.Intake.Export(r.Context(), a, e, out)
	return out.end(err)
}

// askReason shows the form that asks for a reason, again after it failed with cause.
func (p *Pages) askReason(w http.ResponseWriter, r *http.Request, query string, cause error) error {
	a := web.Actor(r)
	if err := authz.May(a, authz.PersonUnmask, authz.Land{District: a.District()}); err != nil {
		return err
	}
	q, err := listingOf(get("/people?" + query))
	if err != nil {
		return err
	}
	q.Filter.District, q.Limit = a.District(), 1
	found, err := door.Ask(r.Context(), p.Door, a, q.question())
	if err != nil {
		return err
	}
	page := exportPage(query, found.Total)
	if cause != nil {
		return web.Again(w, r, cause, page)
	}
	return web.Page(w, r, http.StatusOK, page)
}

// orgHead are the columns of the list of organisations that goes out.
var orgHead = []string{"orgs.name", "orgs.uscc", "orgs.kind", "orgs.ownership", "orgs.industry", "orgs.scale", "orgs.town", "orgs.village", "orgs.address", "orgs.contact", "orgs.people"}

// getOrgsExport serves GET /orgs/export?format=xlsx|csv with the query of the list.
func (p *Pages) getOrgsExport(w http.ResponseWriter, r *http.Request) error {
	q, err := orgsOf(r)
	if err != nil {
		return err
	}
	ctx := r.Context()
	format := document.Format(or(r.URL.Query().Get("format"), string(document.XLSX)))
	head := make([]string, len(orgHead))
	for i, key := range orgHead {
		head[i] = i18n.T(ctx, key)
	}
	out := p.download(w, "employers", format)
	table, err := document.NewTable(out, format, i18n.T(ctx, "orgs.title"), head)
	if err != nil {
		return err
	}
	defer table.Drop()
	return out.end(p.writeOrgs(r, q, table))
}

func (p *Pages) writeOrgs(r *http.Request, q registry.ListOrgs, to document.Table) error {
	q.Limit, q.After = 200, ""
	for {
		page, err := door.Ask(r.Context(), p.Door, web.Actor(r), q)
		if err != nil {
			return err
		}
		for _, o := range page.Rows {
			if err := to.Row(p.orgCells(r.Context(), o)); err != nil {
				return err
			}
		}
		if q.After = page.Next; q.After == "" {
			return to.Close()
		}
	}
}

func (p *Pages) orgCells(ctx context.Context, o registry.OrgRow) []string {
	cells := []string{o.Name, o.USCC, setWord(ctx, "org_kind", o.More.Kind), codeWord(ctx, code.Ownership, o.Ownership), codeWord(ctx, code.Industry, o.Industry),
		codeWord(ctx, code.Scale, o.Scale), p.placeWord(ctx, o.Town), p.placeWord(ctx, o.Village), o.Address, o.Contact, i18n.Number(ctx, o.People)}
	for i := range cells {
		cells[i] = unmarked.Replace(cells[i])
	}
	return cells
}
