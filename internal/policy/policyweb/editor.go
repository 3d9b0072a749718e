package policyweb

import (
	"cmp"
	"context"
	_ "embed"
	"net/http"
	"net/url"
	"path"
	"slices"
	"strconv"
	"strings"

	"yanzhen/internal/base/fault"
	"yanzhen/internal/door"
	"yanzhen/internal/i18n"
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
	ID     string            `json:"id"`
	Note   string            `json:"note"`
	Reason string            `json:"reason"` // of submitting it
	Do     string            `json:"do"`     // check, save, submit, view <view>, add <section> <clause>, drop <clause>, copy <case>
	View   string            `json:"view"`   // clauses: the policy clause by clause; else its text
	Edits  map[string]string `json:"edits"`  // of the clauses, by place in policy.yaml
	Rows   []packRow         `json:"rows"`
}

// A packRow is one file of a pack.
type packRow struct {
	Name string `json:"name"`
	Text string `json:"text" web:"raw"`
}

// files gives the files typed; a row left blank is none.
func (f packForm) files() policy.Files {
	files := policy.Files{}
	for _, row := range f.Rows {
		if row.Name != "" || strings.TrimSpace(row.Text) != "" {
			files[row.Name] = row.Text
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
	asked   bool     // the reader asked for the check, so its outcome is told first
	made    string   // name of the case that was just made, "" when none was
	said    string   // why what was typed could not be taken, "" when it could
	clauses []clause // of the view clause by clause
}

// getNew serves GET /policies/new: an editor that begins with an invented example.
func (p *Pages) getNew(w http.ResponseWriter, r *http.Request) error {
	return web.Page(w, r, http.StatusOK, editorPage(blankEditor(r)))
}

func blankEditor(r *http.Request) editor {
	return editor{reader: readerOf(r), fresh: true, form: packForm{Rows: rowsOf(policy.Files{"policy.yaml": blankPolicy, "cases.yaml": blankCases})}}
}

// getEdit serves GET /policies/{policy}/edit?digest=&view=&person=: the editor of a version, checked; with a person, a case
// made of their facts is there to be saved.
func (p *Pages) getEdit(w http.ResponseWriter, r *http.Request) error {
	id, query := r.PathValue("policy"), r.URL.Query()
	kept, err := p.packText(r, id, query.Get("digest"))
	if err != nil {
		return err
	}
	e := editor{reader: readerOf(r), kept: kept, form: packForm{ID: id, View: query.Get("view"), Rows: rowsOf(kept.Files)}}
	if person := query.Get("person"); person != "" {
		if e.made, err = p.makeCase(r, &e.form, policy.CaseFrom{Person: person}); err != nil {
			return err
		}
	}
	if e.checked, err = p.check(r, e.form); err != nil {
		return err
	}
	e.lay(r.Context())
	return web.Page(w, r, http.StatusOK, editorPage(e))
}

// postPack serves POST /policies/new and POST /policies/{policy}/edit: check, save as a draft, or submit for
// approval, and the smaller steps of editing. Whatever comes of it, what was typed is shown again. To a page that
// checks while its reader types, only what the check found is sent.
func (p *Pages) postPack(w http.ResponseWriter, r *http.Request) error {
	f, err := p.typed(r)
	if web.Partial(r) {
		return p.whileTyping(w, r, f, err)
	}
	if err != nil {
		return p.editAgain(w, r, f, err)
	}
	switch verb, _, _ := strings.Cut(f.Do, " "); verb {
	case "save":
		return p.save(w, r, f)
	case "submit":
		return p.submit(w, r, f)
	case "copy":
		return p.copy(w, r, f)
	}
	checked, err := p.check(r, f)
	if err != nil {
		return p.editAgain(w, r, f, err)
	}
	e := p.editor(r, f)
	e.checked, e.asked = checked, true
	e.lay(r.Context())
	return web.Page(w, r, http.StatusOK, editorPage(e))
}

// typed reads the form and puts what was entered clause by clause into the text.
func (p *Pages) typed(r *http.Request) (packForm, error) {
	var f packForm
	if err := web.Bind(r, &f); err != nil {
		return f, err
	}
	if id := r.PathValue("policy"); id != "" {
		f.ID = id
	}
	for i := range f.Rows {
		f.Rows[i].Text = strings.ReplaceAll(f.Rows[i].Text, "\r\n", "\n")
	}
	return f, f.settle()
}

// whileTyping answers a check that the page asked for by itself.
func (p *Pages) whileTyping(w http.ResponseWriter, r *http.Request, f packForm, cause error) error {
	e := editor{reader: readerOf(r), form: f, fresh: r.PathValue("policy") == "", asked: true}
	checked, err := p.check(r, f)
	if cause == nil {
		cause = err
	}
	if cause != nil {
		e.said = saidOf(r.Context(), cause)
	}
	e.checked = checked
	e.lay(r.Context())
	return web.Page(w, r, http.StatusOK, found(e))
}

// saidOf puts a fault into one sentence.
func saidOf(ctx context.Context, err error) string {
	told := i18n.Fault(ctx, err)
	for _, field := range told.Fields {
		return field.Text
	}
	return cmp.Or(told.Text, told.Title)
}

func (p *Pages) check(r *http.Request, f packForm) (policy.Checked, error) {
	q := policy.CheckPack{Book: p.Book, District: web.Actor(r).District(), ID: f.ID, Files: f.files()}
	if q.ID == "" { // a new policy whose author has not named it here yet
		q.ID = cmp.Or(q.Files.PolicyID(), "draft")
	}
	return door.Ask(r.Context(), p.Door, web.Actor(r), q)
}

// copy adds a case like another one, with what comes of it as what it expects.
func (p *Pages) copy(w http.ResponseWriter, r *http.Request, f packForm) error {
	_, n, _ := strings.Cut(f.Do, " ")
	number, _ := strconv.Atoi(n) // 0 is no case, which the question says
	name, err := p.makeCase(r, &f, policy.CaseFrom{Case: number})
	if err != nil {
		return p.editAgain(w, r, f, err)
	}
	e := p.editor(r, f)
	e.made, e.asked = name, true
	if e.checked, err = p.check(r, f); err != nil {
		return p.editAgain(w, r, f, err)
	}
	e.lay(r.Context())
	return web.Page(w, r, http.StatusOK, editorPage(e))
}

// makeCase puts a case into the cases of the form and gives its name.
func (p *Pages) makeCase(r *http.Request, f *packForm, q policy.CaseFrom) (string, error) {
	q.Book, q.District, q.Files = p.Book, web.Actor(r).District(), f.files()
	q.ID = cmp.Or(f.ID, q.Files.PolicyID(), "draft")
	made, err := door.Ask(r.Context(), p.Door, web.Actor(r), q)
	if err != nil {
		return "", err
	}
	f.put("cases.yaml", made.Cases)
	return made.Name, nil
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
	e.lay(r.Context())
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

// field is the id of the entry that holds a place of a file, for links to it; "" when there is none on the page.
func (e editor) field(f policy.Found) string {
	file := path.Base(f.File)
	if e.byClause() && file == "policy.yaml" {
		if at := e.at(f); at != "" {
			return "f-pack-edits." + at
		}
		return ""
	}
	i := slices.IndexFunc(e.form.Rows, func(row packRow) bool { return row.Name == file })
	if i < 0 {
		return ""
	}
	return "f-pack-" + rowName(i, "text")
}
