package api

import (
	"io"
	"net/http"
	"time"

	"yanzhen/internal/authz"
	"yanzhen/internal/base/civil"
	"yanzhen/internal/file"
	"yanzhen/internal/registry/intake"
	"yanzhen/internal/web"
	"yanzhen/internal/web/rest"
)

// imports are the operations on rosters on their way in, and on what their sources disagree about.
func (h House) imports(a *rest.API) {
	rest.Ask[intake.ListImports](a, "GET /api/v1/imports", rest.Op{ID: "listImports", Tag: "imports"})
	rest.Upload(a, "POST /api/v1/imports", authz.ImportRun, rest.Op{ID: "sendRoster", Tag: "imports", Created: true, Body: h.Vault.Max() + 1<<20, Within: 10 * time.Minute}, h.roster)
	rest.Ask[intake.ImportPage](a, "GET /api/v1/imports/{import}", rest.Op{ID: "readImport", Tag: "imports"})
	rest.Func(a, "POST /api/v1/imports/{import}/columns", authz.ImportRun, rest.Op{ID: "mapColumns", Tag: "imports"}, h.columns)
	rest.Func(a, "GET /api/v1/imports/{import}/preview", authz.ImportRun, rest.Op{ID: "previewImport", Tag: "imports", Within: 5 * time.Minute}, h.preview)
	rest.Do[intake.Run](a, "POST /api/v1/imports/{import}/run", rest.Op{ID: "runImport", Tag: "imports"})
	rest.Do[intake.Cancel](a, "POST /api/v1/imports/{import}/cancel", rest.Op{ID: "cancelImport", Tag: "imports"})
	rest.Stream(a, "GET /api/v1/imports/{import}/rejects", authz.ImportRun, rest.Op{ID: "readRejects", Tag: "imports", Within: 10 * time.Minute},
		"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", h.rejects)

	rest.Ask[intake.ListConflicts](a, "GET /api/v1/conflicts", rest.Op{ID: "listConflicts", Tag: "conflicts"})
	rest.Ask[intake.ConflictPage](a, "GET /api/v1/conflicts/{conflict}", rest.Op{ID: "readConflict", Tag: "conflicts"})
	rest.Do[intake.Decide](a, "POST /api/v1/conflicts/decisions", rest.Op{ID: "decideConflicts", Tag: "conflicts", Must: []string{"conflicts", "take", "reason"}})
}

// A roster is what is said about an uploaded file.
type roster struct {
	District   string     `json:"district"`
	Org        string     `json:"org"`         // the unit whose people these are; the actor's own for a unit
	Source     string     `json:"source"`      // what dossiers name as the origin
	SourceDate civil.Date `json:"source_date"` // the day the file speaks of
}

// roster takes an uploaded file in and recognises it; a unit hands in its own people.
func (h House) roster(r *http.Request, in roster, f rest.File) (*intake.Import, error) {
	actor := web.Actor(r)
	if in.Org == "" && authz.May(actor, authz.ImportRun, authz.Land{District: in.District}) != nil {
		in.Org = actor.Org()
	}
	content, err := h.Vault.Put(r.Context(), f.Content, file.Rosters...)
	if err != nil {
		return nil, err
	}
	return h.Intake.Start(r.Context(), actor, intake.Start{District: in.District, Org: in.Org, Content: content, Name: f.Name, Source: in.Source, SourceDate: in.SourceDate})
}

func (h House) columns(r *http.Request, m intake.Map) (*intake.Import, error) {
	return h.Intake.Map(r.Context(), web.Actor(r), m)
}

type anImport struct {
	District string `json:"district"`
	Import   string `json:"import"`
	Most     int    `json:"most"`  // rows to try; 0 tries 1000
	Shown    int    `json:"shown"` // rows to show, at most 200; 0 shows 20
}

func (h House) preview(r *http.Request, in anImport) (*intake.Preview, error) {
	if in.Most <= 0 {
		in.Most = 1000
	}
	if in.Shown <= 0 {
		in.Shown = 20
	}
	return h.Intake.Preview(r.Context(), web.Actor(r), in.District, in.Import, in.Most, min(in.Shown, 200))
}

type rejected struct {
	District string `json:"district"`
	Import   string `json:"import"`
}

func (h House) rejects(r *http.Request, in rejected, head http.Header, w io.Writer) error {
	head.Set("Content-Disposition", file.Disposition("rejects.xlsx"))
	_, err := h.Intake.Rejects(r.Context(), web.Actor(r), in.District, in.Import, w)
	return err
}
