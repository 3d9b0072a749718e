package registryweb

import (
	"bytes"
	"net/http"

	"yanzhen/internal/authz"
	"yanzhen/internal/file"
	"yanzhen/internal/registry"
	"yanzhen/internal/registry/intake"
	"yanzhen/internal/web"
)

// getForm serves GET /people/{person}/form: it asks why the appointment form is needed, since its numbers are in full.
func (p *Pages) getForm(w http.ResponseWriter, r *http.Request) error {
	about, err := p.takeable(r)
	if err != nil {
		return err
	}
	return web.Page(w, r, http.StatusOK, formPage(about))
}

// takeable opens the dossier for those who may take it away.
func (p *Pages) takeable(r *http.Request) (secrets, error) {
	v, d, err := p.open(r, registry.View{})
	if err == nil {
		err = authz.May(web.Actor(r), authz.PersonExport, authz.Land{District: d.Person.District, Person: d.Person.ID})
	}
	return secrets{Pages: p, viewer: v, Dossier: d}, err
}

// postForm serves POST /people/{person}/form: the form as a file.
func (p *Pages) postForm(w http.ResponseWriter, r *http.Request) error {
	about, err := p.takeable(r)
	if err != nil {
		return err
	}
	page := formPage(about)
	var cmd intake.FormExport
	if err := web.Bind(r, &cmd); err != nil {
		return web.Again(w, r, err, page)
	}
	cmd.District, cmd.Person = web.Actor(r).District(), about.person
	var form bytes.Buffer
	name, err := p.Intake.ExportForm(r.Context(), web.Actor(r), cmd, &form)
	if err != nil {
		return web.Again(w, r, err, page)
	}
	w.Header().Set("Content-Type", "application/octet-stream")
	w.Header().Set("Content-Disposition", file.Disposition(name))
	_, err = form.WriteTo(w)
	return err
}
