package registryweb

import (
	"cmp"
	"context"
	"maps"
	"net/http"
	"slices"
	"strings"

	"yanzhen/internal/base/civil"
	"yanzhen/internal/base/fault"
	"yanzhen/internal/door"
	"yanzhen/internal/file"
	"yanzhen/internal/i18n"
	"yanzhen/internal/registry"
	"yanzhen/internal/web"
	"yanzhen/internal/web/kit"
)

// entries are those of the form of a record besides its fields.
type entries struct {
	Kind     registry.Kind `json:"kind"`
	Since    civil.Date    `json:"since"`
	Until    civil.Date    `json:"until"`
	Version  int64         `json:"version"`
	Evidence string        `json:"evidence"` // brought by an earlier try
	Reason   string        `json:"reason"`
}

// getDeclare serves GET …/records/new?kind=&field=: an empty form, or the record that only lacks the field.
func (p *Pages) getDeclare(w http.ResponseWriter, r *http.Request) error {
	v, d, err := p.open(r, registry.View{})
	if err != nil {
		return err
	}
	spec, err := registry.SpecOf(registry.Kind(r.URL.Query().Get("kind")))
	if err != nil {
		return err
	}
	s := sheet{Pages: p, viewer: v, Dossier: d, spec: spec, wanted: r.URL.Query().Get("field")}
	if lacking := s.lacking(); lacking != nil {
		http.Redirect(w, r, v.record(lacking.ID)+"/edit?field="+s.wanted, http.StatusSeeOther)
		return nil
	}
	return web.Page(w, r, http.StatusOK, sheetPage(s))
}

// lacking gives the record that the wanted field, or a further statement of a kind of which there is one, belongs to; nil if a new
// record is to be made.
func (s sheet) lacking() *registry.Record {
	main := s.Main(s.spec.Kind)
	if main == nil || s.spec.Single {
		return main
	}
	f, known := s.spec.FieldNamed(s.wanted)
	if !known || registry.FieldText(main.Data, f.Name) != "" {
		return nil
	}
	return main
}

// postDeclare serves POST …/records/new.
func (p *Pages) postDeclare(w http.ResponseWriter, r *http.Request) error {
	v, d, err := p.open(r, registry.View{})
	if err != nil {
		return err
	}
	var form entries
	bad := web.Bind(r, &form)
	spec, err := registry.SpecOf(form.Kind)
	if err != nil {
		return err
	}
	s := sheet{Pages: p, viewer: v, Dossier: d, spec: spec}
	if s.evidence, s.name, err = p.keepEvidence(r, v, form.Evidence); err != nil || bad != nil {
		return s.again(w, r, cmp.Or(bad, err))
	}
	cmd := registry.DeclareRecord{District: d.Person.District, Person: v.person, Version: form.Version, Kind: spec.Kind,
		Data: s.data(r), Since: form.Since, Until: form.Until, Evidence: s.evidence}
	made, err := door.Do(r.Context(), p.Door, web.Actor(r), cmd)
	if err != nil {
		return s.again(w, r, err)
	}
	return web.Moved(w, r, v.at(made.ID), "dossier.declared")
}

// getCorrect serves GET …/records/{record}/edit?field=. A record that was superseded leads to the one that stands for it now.
func (p *Pages) getCorrect(w http.ResponseWriter, r *http.Request) error {
	s, err := p.correcting(r)
	if err != nil {
		return err
	}
	if s.record.ID != r.PathValue("record") {
		http.Redirect(w, r, s.viewer.record(s.record.ID)+"/edit", http.StatusSeeOther)
		return nil
	}
	return web.Page(w, r, http.StatusOK, sheetPage(s))
}

// postCorrect serves POST …/records/{record}/edit.
func (p *Pages) postCorrect(w http.ResponseWriter, r *http.Request) error {
	s, err := p.correcting(r)
	if err != nil {
		return err
	}
	var form entries
	bad := web.Bind(r, &form)
	if s.evidence, s.name, err = p.keepEvidence(r, s.viewer, form.Evidence); err != nil || bad != nil {
		return s.again(w, r, cmp.Or(bad, err))
	}
	cmd := registry.CorrectRecord{District: s.Person.District, Person: s.person, Version: form.Version, Record: r.PathValue("record"),
		Data: s.data(r), Since: &form.Since, Until: &form.Until, Evidence: s.evidence, Reason: form.Reason}
	made, err := door.Do(r.Context(), p.Door, web.Actor(r), cmd)
	if err != nil {
		return s.again(w, r, err)
	}
	return web.Moved(w, r, s.at(made.ID), "dossier.corrected")
}

// correcting gives the form of the record that a request names, or of the one that has superseded it.
func (p *Pages) correcting(r *http.Request) (sheet, error) {
	v, d, err := p.open(r, registry.View{})
	if err != nil {
		return sheet{}, err
	}
	chain, err := door.Ask(r.Context(), p.Door, web.Actor(r), registry.History{District: d.Person.District, Person: v.person, Record: r.PathValue("record")})
	if err != nil {
		return sheet{}, err
	}
	now := chain[len(chain)-1]
	spec, err := registry.SpecOf(now.Kind)
	return sheet{Pages: p, viewer: v, Dossier: d, spec: spec, record: &now, wanted: r.URL.Query().Get("field")}, err
}

// again shows the form again after it failed. When somebody was first, it shows beside what stands there now; sending once more
// then answers to that.
func (s sheet) again(w http.ResponseWriter, r *http.Request, cause error) error {
	s.failed = true
	s.changed = fault.KindOf(cause) == fault.Conflict
	s.wanted = r.PostForm.Get("field")
	return web.Again(w, r, s.named(r.Context(), cause), sheetPage(s))
}

// named says with every fault of a field which field it is, since the summary above the form tells them all.
func (s sheet) named(ctx context.Context, cause error) error {
	var faults fault.List
	for _, f := range fault.Of(cause).All() {
		one := *f
		one.More = nil
		name, _ := strings.CutPrefix(f.Field, "data.")
		if _, known := s.spec.FieldNamed(name); known && name != f.Field {
			one.Key, one.Args = "dossier.fault_on", map[string]any{"field": fieldWord(ctx, s.spec.Kind, name), "text": i18n.T(ctx, f.Key, f.Args)}
		}
		if f.Field == "data" { // about the whole, which is no entry of the form
			one.Field = ""
		}
		faults.Add(&one)
	}
	return faults.Err()
}

// data gives the fields of the form as the commands take them: blanks of a new record are not sent, blanks of a corrected one
// clear; a sealed field left empty stays.
func (s sheet) data(r *http.Request) map[string]any {
	data := map[string]any{}
	for _, f := range s.asked() {
		sent, ok := r.PostForm["data."+f.Name]
		if !ok {
			continue
		}
		values := slices.DeleteFunc(slices.Clone(sent), func(v string) bool { return strings.TrimSpace(v) == "" })
		switch {
		case f.Type == registry.Sealed && len(values) == 0 && r.PostForm.Get("clear."+f.Name) == "":
		case len(values) == 0 && s.record == nil:
		case len(values) == 0:
			data[f.Name] = ""
		case f.Type == registry.Texts && f.Set != "":
			data[f.Name] = values
		default:
			data[f.Name] = narrowed(f, values[len(values)-1])
		}
	}
	return data
}

// narrowed turns the full-width digits and marks of an input method into plain ones where a number or a date is asked.
func narrowed(f registry.Field, text string) string {
	switch f.Type {
	case registry.Text, registry.Texts:
		return strings.ReplaceAll(text, "\r\n", "\n")
	}
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		if r >= '！' && r <= '～' {
			return r - '！' + '!'
		}
		return r
	}, text))
}

// keepEvidence puts the file of a form into the vault as evidence about the person; without one, the file that an earlier try
// brought stays. It gives the file's id and name.
func (p *Pages) keepEvidence(r *http.Request, v viewer, earlier string) (id, name string, err error) {
	files, err := web.Files(r, "file")
	a := web.Actor(r)
	switch {
	case err != nil:
		return "", "", err
	case len(files) == 0 && earlier == "":
		return "", "", nil
	case len(files) == 0:
		kept, err := door.Ask(r.Context(), p.Door, a, file.Get{District: a.District(), ID: earlier})
		return kept.ID, kept.Name, err
	}
	upload, err := files[0].Open()
	if err != nil {
		return "", "", err
	}
	defer upload.Close() //nolint:errcheck // only read
	content, err := p.Vault.Put(r.Context(), upload, file.Proofs...)
	if err != nil {
		return "", "", err
	}
	cmd := registry.KeepEvidence{District: a.District(), Person: v.person, Name: files[0].Filename, Content: content}
	kept, err := door.Do(under(r.Context(), r, "evidence"), p.Door, a, cmd)
	return kept.ID, kept.Name, err
}

// form is the form around the fields.
func (s sheet) form(ctx context.Context) kit.Form {
	entries := map[string]string{"kind": string(s.spec.Kind), "version": decimal(s.Person.Version), "evidence": s.evidence, "field": s.wanted}
	maps.DeleteFunc(entries, func(_, v string) bool { return v == "" })
	return kit.Form{ID: "record", Action: s.action(), Submit: say(ctx, "dossier.save"), Icon: "check", Files: true, Hidden: entries,
		Cancel: kit.Link{Label: say(ctx, "people.cancel"), URL: s.back()}, Note: s.note(ctx)}
}

func (s sheet) sub(ctx context.Context) string {
	if s.mine() {
		return say(ctx, "me.form_sub")
	}
	return say(ctx, "dossier.form_sub", i18n.Args{"name": kit.Data(s.Person.Name)})
}

func (s sheet) head(ctx context.Context) kit.Head {
	crumbs := []kit.Link{{Label: say(ctx, "people.home"), URL: "/"}, {Label: say(ctx, "people.title"), URL: "/people"}, {Label: kit.Data(s.Person.Name), URL: s.base}}
	if s.mine() {
		crumbs = []kit.Link{{Label: say(ctx, "me.title"), URL: "/me"}}
	}
	return kit.Head{Title: s.title(ctx), Crumbs: append(crumbs, kit.Link{Label: s.title(ctx)})}
}

func (s sheet) firstTitle(ctx context.Context) string {
	if s.supplying() {
		return say(ctx, "dossier.to_supply")
	}
	return kindWord(ctx, s.spec.Kind)
}

// reason is proposed when the form only adds what was missing.
func (s sheet) reason(ctx context.Context) string {
	if !s.supplying() {
		return ""
	}
	return say(ctx, "dossier.reason_supply", i18n.Args{"field": fieldWord(ctx, s.spec.Kind, s.wanted)})
}

func (s sheet) reasonLabel(ctx context.Context) string {
	if s.supplying() {
		return say(ctx, "dossier.remark")
	}
	return say(ctx, "dossier.reason")
}

func termWord(ctx context.Context, k registry.Kind, end string) string {
	if k == registry.KindEmployment {
		return say(ctx, map[string]string{"since": "dossier.employed_since", "until": "dossier.employed_until"}[end])
	}
	return say(ctx, map[string]string{"since": "dossier.since", "until": "dossier.until"}[end])
}

func termHint(ctx context.Context, k registry.Kind) string {
	if k == registry.KindEmployment {
		return say(ctx, "dossier.employed_hint")
	}
	return say(ctx, "dossier.until_hint")
}
