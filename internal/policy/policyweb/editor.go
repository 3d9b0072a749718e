package policyweb

import (
	_ "embed"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"yanzhen/internal/base/fault"
	"yanzhen/internal/door"
	"yanzhen/internal/policy"
	"yanzhen/internal/web"
)

// The texts a new pack begins with: an invented policy that says which parts there are.
var (
	//go:embed blank/policy.yaml
	blankPolicy string
	//go:embed blank/cases.yaml
	blankCases string
)

// A packForm is what the editor sends: the texts as typed, and what to do with them.
type packForm struct {
	ID     string    `json:"id"`
	Note   string    `json:"note"`
	Reason string    `json:"reason"` // of submitting it
	Do     string    `json:"do"`     // check, save, submit
	Rows   []packRow `json:"rows"`
}

// A packRow is one file of a pack.
type packRow struct {
	Name string `json:"name"`
	Text string `json:"text" web:"raw"`
}

// files gives the files typed, their lines ended as files have them; a row left blank is none.
func (f packForm) files() policy.Files {
	files := policy.Files{}
	for _, row := range f.Rows {
		if row.Name != "" || strings.TrimSpace(row.Text) != "" {
			files[row.Name] = strings.ReplaceAll(row.Text, "\r\n", "\n")
		}
	}
	return files
}

// rowsOf puts files into the order in which people write them, with a blank row to add one.
func rowsOf(files policy.Files) []packRow {
	rows := []packRow{}
	for name, text := range files {
		rows = append(rows, packRow{name, text})
	}
	rank := func(row packRow) int { return slices.Index([]string{"cases.yaml", "policy.yaml"}, row.Name) }
	slices.SortFunc(rows, func(a, b packRow) int {
		if by := rank(b) - rank(a); by != 0 {
			return by
		}
		return strings.Compare(a.Name, b.Name)
	})
	return append(rows, packRow{})
}

// An editor is the page that edits a pack.
type editor struct {
	reader
	form    packForm
	fresh   bool // of a pack that nobody saved yet
	kept    policy.PackText
	checked policy.Checked
	asked   bool // the reader asked for the check, so its outcome is told first
}

// getNew serves GET /policies/new: an editor that begins with an invented example.
func (p *Pages) getNew(w http.ResponseWriter, r *http.Request) error {
	return web.Page(w, r, http.StatusOK, editorPage(blankEditor(r)))
}

func blankEditor(r *http.Request) editor {
	return editor{reader: readerOf(r), fresh: true, form: packForm{Rows: rowsOf(policy.Files{"policy.yaml": blankPolicy, "cases.yaml": blankCases})}}
}

// getEdit serves GET /policies/{policy}/edit?digest=: the editor of a version, checked.
func (p *Pages) getEdit(w http.ResponseWriter, r *http.Request) error {
	id := r.PathValue("policy")
	kept, err := p.packText(r, id, r.URL.Query().Get("digest"))
	if err != nil {
		return err
	}
	e := editor{reader: readerOf(r), kept: kept, form: packForm{ID: id, Rows: rowsOf(kept.Files)}}
	if e.checked, err = p.check(r, e.form); err != nil {
		return err
	}
	return web.Page(w, r, http.StatusOK, editorPage(e))
}

// postPack serves POST /policies/new and POST /policies/{policy}/edit: check, save as a draft, or submit for
// approval. Whatever comes of it, what was typed is shown again.
func (p *Pages) postPack(w http.ResponseWriter, r *http.Request) error {
	var f packForm
	if err := web.Bind(r, &f); err != nil {
		return err
	}
	if id := r.PathValue("policy"); id != "" {
		f.ID = id
	}
	switch f.Do {
	case "save":
		return p.save(w, r, f)
	case "submit":
		return p.submit(w, r, f)
	}
	checked, err := p.check(r, f)
	if err != nil {
		return p.editAgain(w, r, f, err)
	}
	e := p.editor(r, f)
	e.checked, e.asked = checked, true
	return web.Page(w, r, http.StatusOK, editorPage(e))
}

func (p *Pages) check(r *http.Request, f packForm) (policy.Checked, error) {
	return door.Ask(r.Context(), p.Door, web.Actor(r), policy.CheckPack{Book: p.Book, District: web.Actor(r).District(), ID: f.ID, Files: f.files()})
}

func (p *Pages) save(w http.ResponseWriter, r *http.Request, f packForm) error {
	saved, err := p.saved(r, f)
	if err != nil {
		return p.editAgain(w, r, f, err)
	}
	return web.Moved(w, r, editURL(f.ID, saved.Version), "editor.saved")
}

func (p *Pages) saved(r *http.Request, f packForm) (policy.PackVersion, error) {
	return door.Do(r.Context(), p.Door, web.Actor(r), policy.SavePack{Book: p.Book, District: web.Actor(r).District(), ID: f.ID, Files: f.files(), Note: f.Note})
}

// submit saves what was typed and asks for its approval: two commands, each with a key of its own.
func (p *Pages) submit(w http.ResponseWriter, r *http.Request, f packForm) error {
	saved, err := p.saved(r, f)
	if err != nil {
		return p.editAgain(w, r, f, err)
	}
	ctx := r.Context()
	if key := web.Key(r); key != "" {
		ctx = door.WithKey(ctx, key+".submit")
	}
	cmd := policy.SubmitPack{Turn: policy.Turn{Book: p.Book, District: web.Actor(r).District(), ID: f.ID, Version: saved.Version, Reason: f.Reason}}
	if _, err := door.Do(ctx, p.Door, web.Actor(r), cmd); err != nil {
		return p.editAgain(w, r, f, err)
	}
	return web.Moved(w, r, versionURL(f.ID, saved.Version), "book.submitted")
}

// editAgain shows the editor with what was typed, what is wrong with it, and why the command failed.
func (p *Pages) editAgain(w http.ResponseWriter, r *http.Request, f packForm, cause error) error {
	e := p.editor(r, f)
	if checked, err := p.check(r, f); err == nil {
		e.checked, e.asked = checked, true
	}
	return web.Again(w, r, cause, editorPage(e))
}

// editor is the page around what was typed. A pack that nobody saved yet has no versions.
func (p *Pages) editor(r *http.Request, f packForm) editor {
	e := editor{reader: readerOf(r), form: f, fresh: r.PathValue("policy") == ""}
	if n := len(e.form.Rows); n == 0 || e.form.Rows[n-1] != (packRow{}) {
		e.form.Rows = append(e.form.Rows, packRow{})
	}
	if kept, err := p.packText(r, f.ID, ""); err == nil {
		e.kept = kept
	}
	return e
}

func (p *Pages) packText(r *http.Request, id, version string) (policy.PackText, error) {
	if id == "" {
		return policy.PackText{}, fault.Missing.New("policy.missing").With("id", id)
	}
	return door.Ask(r.Context(), p.Door, web.Actor(r), policy.PackFiles{Book: p.Book, District: web.Actor(r).District(), ID: id, Version: version})
}

// editURL is the editor of a version of a pack.
func editURL(id, digest string) string {
	if digest == "" {
		return "/policies/" + id + "/edit"
	}
	return "/policies/" + id + "/edit?digest=" + url.QueryEscape(digest)
}

// action is where the form goes.
func (e editor) action() string {
	if e.fresh {
		return "/policies/new"
	}
	return "/policies/" + e.form.ID + "/edit"
}

// excerpt gives up to three lines of a file around one, with the number of the first.
func (e editor) excerpt(file string, line int) (first int, lines []string) {
	all := strings.Split(e.form.files()[file], "\n")
	if line < 1 || line > len(all) {
		return 0, nil
	}
	first = max(1, line-1)
	return first, all[first-1 : min(len(all), line+1)]
}

// field is the id of the entry that holds a file, for links to it; "" when there is none.
func (e editor) field(file string) string {
	i := slices.IndexFunc(e.form.Rows, func(row packRow) bool { return row.Name == file })
	if i < 0 {
		return ""
	}
	return "f-pack-" + rowName(i, "text")
}
