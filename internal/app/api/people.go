package api

import (
	"io"
	"net/http"
	"time"

	"yanzhen/internal/authz"
	"yanzhen/internal/door"
	"yanzhen/internal/file"
	"yanzhen/internal/registry"
	"yanzhen/internal/registry/intake"
	"yanzhen/internal/web"
	"yanzhen/internal/web/rest"
)

// people are the operations on dossiers and their records.
func (h House) people(a *rest.API) {
	rest.Ask[registry.ListPeople](a, "GET /api/v1/people", rest.Op{ID: "listPeople", Tag: "people"})
	rest.Do[registry.CreatePerson](a, "POST /api/v1/people", rest.Op{ID: "createPerson", Tag: "people", Created: true, Must: []string{"name", "id_number"}})
	rest.Stream(a, "GET /api/v1/people/export", authz.PersonExport, rest.Op{ID: "exportPeople", Tag: "people", Within: time.Hour}, "application/jsonl", h.exportPeople)
	rest.Ask[registry.PersonPage](a, "GET /api/v1/people/{person}", rest.Op{ID: "readPerson", Tag: "people"})
	rest.Do[registry.UnmaskPerson](a, "POST /api/v1/people/{person}/unmask", rest.Op{ID: "unmaskPerson", Tag: "people", Must: []string{"reason"}})
	rest.Do[registry.MergePersons](a, "POST /api/v1/people/{into}/merge", rest.Op{ID: "mergePeople", Tag: "people", Must: []string{"from", "reason"}})
	rest.Stream(a, "GET /api/v1/people/{person}/form", authz.PersonExport, rest.Op{ID: "readForm", Tag: "people"}, "application/octet-stream", h.form)

	rest.Do[registry.DeclareRecord](a, "POST /api/v1/people/{person}/records", rest.Op{ID: "declareRecord", Tag: "records", Created: true, Must: []string{"kind", "data"},
		Example: map[string]any{"kind": "residence", "data": map[string]any{"hukou": "430408"}}})
	rest.Ask[registry.History](a, "GET /api/v1/people/{person}/records/{record}", rest.Op{ID: "readHistory", Tag: "records"})
	rest.Do[registry.CorrectRecord](a, "PATCH /api/v1/people/{person}/records/{record}", rest.Op{ID: "correctRecord", Tag: "records", Must: []string{"reason"}})
	rest.Do[registry.VerifyRecord](a, "POST /api/v1/people/{person}/records/{record}/verify", rest.Op{ID: "verifyRecord", Tag: "records"})
	rest.Do[registry.RefuseRecord](a, "POST /api/v1/people/{person}/records/{record}/refuse", rest.Op{ID: "refuseRecord", Tag: "records", Must: []string{"reason"}})
	rest.Do[registry.ConfirmEmployment](a, "POST /api/v1/people/{person}/records/{record}/confirm", rest.Op{ID: "confirmEmployment", Tag: "records"})
	rest.Do[registry.AttachEvidence](a, "POST /api/v1/people/{person}/records/{record}/evidence", rest.Op{ID: "attachEvidence", Tag: "records", Must: []string{"file"}})

	rest.Do[registry.SaveFilter](a, "POST /api/v1/filters", rest.Op{ID: "saveFilter", Tag: "filters", Created: true, Must: []string{"name", "filter"}})
	rest.Ask[registry.FilterList](a, "GET /api/v1/filters", rest.Op{ID: "listFilters", Tag: "filters"})
	rest.Do[registry.DeleteFilter](a, "DELETE /api/v1/filters/{id}", rest.Op{ID: "deleteFilter", Tag: "filters"})
}

// orgs are the operations on organisations.
func (h House) orgs(a *rest.API) {
	rest.Ask[registry.ListOrgs](a, "GET /api/v1/orgs", rest.Op{ID: "listOrgs", Tag: "orgs"})
	rest.Do[registry.SaveOrg](a, "POST /api/v1/orgs", rest.Op{ID: "createOrg", Tag: "orgs", Created: true, Must: []string{"name"}})
	rest.Ask[registry.OrgPage](a, "GET /api/v1/orgs/{org}", rest.Op{ID: "readOrg", Tag: "orgs"})
	rest.Do[registry.SaveOrg](a, "PUT /api/v1/orgs/{id}", rest.Op{ID: "changeOrg", Tag: "orgs", Must: []string{"name"}})
	rest.Ask[registry.UnitDesk](a, "GET /api/v1/orgs/{org}/desk", rest.Op{ID: "readDesk", Tag: "orgs"})
}

// files are the operations on evidence.
func (h House) files(a *rest.API) {
	rest.Upload(a, "POST /api/v1/people/{person}/evidence", authz.RecordDeclare, rest.Op{ID: "sendEvidence", Tag: "records", Created: true, Body: h.Vault.Max() + 1<<20, Within: 5 * time.Minute}, h.evidence)
	rest.Stream(a, "GET /api/v1/files/{file}", authz.Home, rest.Op{ID: "readFile", Tag: "records", Within: 5 * time.Minute}, "application/octet-stream", h.file)
}

type aPerson struct {
	District string `json:"district"`
	Person   string `json:"person"`
}

// evidence keeps an uploaded proof of a person.
func (h House) evidence(r *http.Request, in aPerson, f rest.File) (file.File, error) {
	proof, err := h.Vault.Put(r.Context(), f.Content, file.Proofs...)
	if err != nil {
		return file.File{}, err
	}
	return door.Do(r.Context(), h.Door, web.Actor(r), registry.KeepEvidence{District: in.District, Person: in.Person, Name: f.Name, Content: proof})
}

type aFile struct {
	District string `json:"district"`
	File     string `json:"file"`
}

// file sends a kept file.
func (h House) file(r *http.Request, in aFile, head http.Header, w io.Writer) error {
	found, err := door.Ask(r.Context(), h.Door, web.Actor(r), file.Get{District: in.District, ID: in.File})
	if err != nil {
		return err
	}
	kept, err := h.Vault.Open(found.Sum)
	if err != nil {
		return err
	}
	defer kept.Close() //nolint:errcheck // only read
	head.Set("Content-Type", found.Type.Media())
	head.Set("Content-Disposition", file.Disposition(found.Name))
	_, err = io.Copy(w, kept)
	return err
}

// An anExport is a list of people to take away: a filter, and whether numbers stand in full.
type anExport struct {
	registry.Filter
	Plain  bool   `json:"plain"`
	Reason string `json:"reason"`
}

// exportPeople streams everyone a filter leaves, one object a line.
func (h House) exportPeople(r *http.Request, in anExport, head http.Header, w io.Writer) error {
	head.Set("Content-Disposition", file.Disposition("people.jsonl"))
	_, err := h.Intake.Export(r.Context(), web.Actor(r), intake.Export{District: in.District, Format: intake.JSONL, Filter: in.Filter, Plain: in.Plain, Reason: in.Reason}, w)
	return err
}

// form streams the appointment form of a person.
func (h House) form(r *http.Request, in intake.FormExport, head http.Header, w io.Writer) error {
	head.Set("Content-Disposition", file.Disposition("form."+string(in.Format)))
	_, err := h.Intake.ExportForm(r.Context(), web.Actor(r), in, w)
	return err
}
