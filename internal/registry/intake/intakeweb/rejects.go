package intakeweb

import (
	"net/http"
	"path/filepath"
	"strings"

	"yanzhen/internal/document"
	"yanzhen/internal/file"
	"yanzhen/internal/i18n"
	"yanzhen/internal/web"
)

// getRejects serves GET /imports/{import}/rejects: the rows left out, as a workbook with the reasons in its last column.
func (p *Pages) getRejects(w http.ResponseWriter, r *http.Request) error {
	i, err := p.seen(r)
	if err != nil {
		return err
	}
	name := say(r.Context(), "imports.rejects.name", i18n.Args{"file": strings.TrimSuffix(i.Name, filepath.Ext(i.Name))})
	_, err = p.Desk.Rejects(r.Context(), web.Actor(r), i.District, i.ID, &download{ResponseWriter: w, name: name})
	return err
}

// A download tells the browser to keep what is written as a workbook, once something is: until then a fault can still be told.
type download struct {
	http.ResponseWriter
	name  string
	begun bool
}

// Write begins the file and goes on with it.
func (d *download) Write(piece []byte) (int, error) {
	if !d.begun {
		d.Header().Set("Content-Type", document.XLSX.MediaType())
		d.Header().Set("Content-Disposition", file.Disposition(d.name))
		d.begun = true
	}
	return d.ResponseWriter.Write(piece)
}
