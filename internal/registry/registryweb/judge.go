package registryweb

import (
	"context"
	"net/http"

	"yanzhen/internal/base/civil"
	"yanzhen/internal/base/fault"
	"yanzhen/internal/door"
	"yanzhen/internal/file"
	"yanzhen/internal/registry"
	"yanzhen/internal/web"
	"yanzhen/internal/web/kit"
)

// getRecord serves GET …/records/{record}: the record with its history.
func (p *Pages) getRecord(w http.ResponseWriter, r *http.Request) error {
	page, err := p.recordOf(r)
	if err != nil {
		return err
	}
	return web.Page(w, r, http.StatusOK, recordPage(page))
}

func (p *Pages) recordOf(r *http.Request) (recordView, error) {
	v, d, err := p.open(r, registry.View{})
	if err != nil {
		return recordView{}, err
	}
	chain, err := door.Ask(r.Context(), p.Door, web.Actor(r), registry.History{District: d.Person.District, Person: v.person, Record: r.PathValue("record")})
	return recordView{p, v, d, chain}, err
}

// recordAgain shows the record again after a command about it failed.
func (p *Pages) recordAgain(w http.ResponseWriter, r *http.Request, cause error) error {
	page, err := p.recordOf(r)
	if err != nil {
		return cause
	}
	return web.Again(w, r, cause, recordPage(page))
}

// postVerify serves POST …/records/{record}/verify.
func (p *Pages) postVerify(w http.ResponseWriter, r *http.Request) error {
	v, _, err := p.open(r, registry.View{})
	if err != nil {
		return err
	}
	var cmd registry.VerifyRecord
	if err := web.Bind(r, &cmd); err != nil {
		return err
	}
	cmd.District, cmd.Person, cmd.Record = web.Actor(r).District(), v.person, r.PathValue("record")
	made, err := door.Do(r.Context(), p.Door, web.Actor(r), cmd)
	if err != nil {
		return p.recordAgain(w, r, err)
	}
	return web.Moved(w, r, v.at(made.ID), "dossier.was_verified")
}

// postRefuse serves POST …/records/{record}/refuse.
func (p *Pages) postRefuse(w http.ResponseWriter, r *http.Request) error {
	v, _, err := p.open(r, registry.View{})
	if err != nil {
		return err
	}
	var cmd registry.RefuseRecord
	if err := web.Bind(r, &cmd); err != nil {
		return p.recordAgain(w, r, err)
	}
	cmd.District, cmd.Person, cmd.Record = web.Actor(r).District(), v.person, r.PathValue("record")
	made, err := door.Do(r.Context(), p.Door, web.Actor(r), cmd)
	if err != nil {
		return p.recordAgain(w, r, err)
	}
	return web.Moved(w, r, v.at(made.ID), "dossier.was_refused")
}

// postConfirm serves POST …/records/{record}/confirm: the employer's word on an employment.
func (p *Pages) postConfirm(w http.ResponseWriter, r *http.Request) error {
	v, _, err := p.open(r, registry.View{})
	if err != nil {
		return err
	}
	var form struct {
		Version int64      `json:"version"`
		Answer  string     `json:"answer"`
		EndedOn civil.Date `json:"ended_on"`
		Reason  string     `json:"reason"`
	}
	if err := web.Bind(r, &form); err != nil {
		return p.recordAgain(w, r, err)
	}
	if form.Answer == "ended" && form.EndedOn.IsZero() {
		return p.recordAgain(w, r, fault.Invalid.New("dossier.confirm.day_needed").On("ended_on"))
	}
	cmd := registry.ConfirmEmployment{District: web.Actor(r).District(), Person: v.person, Version: form.Version, Record: r.PathValue("record"),
		Works: form.Answer == "works", Reason: form.Reason}
	if form.Answer == "ended" {
		cmd.EndedOn = form.EndedOn
	}
	made, err := door.Do(r.Context(), p.Door, web.Actor(r), cmd)
	if err != nil {
		return p.recordAgain(w, r, err)
	}
	return web.Moved(w, r, v.at(made.ID), "dossier.was_confirmed")
}

// postEvidence serves POST …/records/{record}/evidence.
func (p *Pages) postEvidence(w http.ResponseWriter, r *http.Request) error {
	v, _, err := p.open(r, registry.View{})
	if err != nil {
		return err
	}
	var form entries
	if err := web.Bind(r, &form); err != nil {
		return p.recordAgain(w, r, err)
	}
	id, _, err := p.keepEvidence(r, v, "")
	if err != nil {
		return p.recordAgain(w, r, err)
	}
	cmd := registry.AttachEvidence{District: web.Actor(r).District(), Person: v.person, Version: form.Version, Record: r.PathValue("record"), File: id}
	made, err := door.Do(r.Context(), p.Door, web.Actor(r), cmd)
	if err != nil {
		return p.recordAgain(w, r, err)
	}
	return web.Moved(w, r, v.at(made.ID), "dossier.was_attached")
}

// getFile serves GET /files/{file}: a download, for those who may see files of its purpose at its place.
func (p *Pages) getFile(w http.ResponseWriter, r *http.Request) error {
	a := web.Actor(r)
	f, err := door.Ask(r.Context(), p.Door, a, file.Get{District: a.District(), ID: r.PathValue("file")})
	if err != nil {
		return err
	}
	return p.Vault.Send(w, r, f)
}

// A recordView is what the page of a record shows: the chain of what was said, oldest first.
type recordView struct {
	*Pages
	viewer
	*registry.Dossier
	chain []registry.Record
}

func (v recordView) now() registry.Record { return v.chain[len(v.chain)-1] }

func (v recordView) version() map[string]string {
	return map[string]string{"version": decimal(v.Person.Version)}
}

func (v recordView) mayConfirm() bool {
	return v.confirm && !v.mine() && v.now().Kind == registry.KindEmployment && v.now().Until.IsZero()
}

func (v recordView) head(ctx context.Context) kit.Head {
	title := v.spoken(ctx, v.now())
	crumbs := []kit.Link{{Label: say(ctx, "people.home"), URL: "/"}, {Label: say(ctx, "people.title"), URL: "/people"}, {Label: kit.Data(v.Person.Name), URL: v.base}}
	if v.mine() {
		crumbs = []kit.Link{{Label: say(ctx, "me.title"), URL: "/me"}}
	}
	return kit.Head{Title: title, Crumbs: append(crumbs, kit.Link{Label: title})}
}

// everything are all fields of a record and its term.
func (v recordView) everything(ctx context.Context, r registry.Record) []kit.Pair {
	var all []kit.Pair
	for _, c := range v.changes(ctx, registry.Record{Kind: r.Kind}, r) {
		all = append(all, kit.Pair{Label: c.label, Value: c.after})
	}
	return all
}

// A change is a field that two versions of a record tell differently.
type change struct{ label, before, after string }

func (v recordView) changes(ctx context.Context, before, after registry.Record) []change {
	spec, err := registry.SpecOf(after.Kind)
	if err != nil {
		return nil
	}
	var all []change
	add := func(label, a, b string) {
		if a != b {
			all = append(all, change{label, a, b})
		}
	}
	for _, f := range spec.Fields {
		if hidden(after.Kind, f.Name) {
			continue
		}
		old := ""
		if before.Data != nil {
			old = v.valueWord(ctx, before.Data, f)
		}
		add(fieldWord(ctx, after.Kind, f.Name), old, v.valueWord(ctx, after.Data, f))
	}
	add(termWord(ctx, after.Kind, "since"), before.Since.String(), after.Since.String())
	add(termWord(ctx, after.Kind, "until"), before.Until.String(), after.Until.String())
	if before.Data != nil {
		add(say(ctx, "people.standing"), statusWord(ctx, before.Status), statusWord(ctx, after.Status))
	}
	add(say(ctx, "dossier.evidence"), evidenceWord(ctx, before.Evidence), evidenceWord(ctx, after.Evidence))
	return all
}

func evidenceWord(ctx context.Context, id string) string {
	if id == "" {
		return ""
	}
	return say(ctx, "dossier.evidence_there")
}
