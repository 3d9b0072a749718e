package registryweb

import (
	"context"
	"net/http"
	"strings"

	"github.com/a-h/templ"

	"yanzhen/internal/base/fault"
	"yanzhen/internal/door"
	"yanzhen/internal/i18n"
	"yanzhen/internal/registry"
	"yanzhen/internal/web"
	"yanzhen/internal/web/kit"
)

// getDesk serves GET /unit: what waits at the reader's own unit.
func (p *Pages) getDesk(w http.ResponseWriter, r *http.Request) error {
	page, err := p.deskOf(r)
	if err != nil {
		return err
	}
	return web.Page(w, r, http.StatusOK, deskPage(page))
}

func (p *Pages) deskOf(r *http.Request) (desk, error) {
	a := web.Actor(r)
	if a.Org() == "" {
		return desk{}, fault.Missing.New("desk.no_unit")
	}
	found, err := door.Ask(r.Context(), p.Door, a, registry.UnitDesk{District: a.District(), Org: a.Org()})
	return desk{p, found}, err
}

// postConfirmAll serves POST /unit/confirm: everyone ticked works here. Each is a command of its own; one that somebody changed
// meanwhile waits on, and the reader is told how many did.
func (p *Pages) postConfirmAll(w http.ResponseWriter, r *http.Request) error {
	var form struct {
		ID []string `json:"id"` // "<person>/<record>"
	}
	if err := web.Bind(r, &form); err != nil {
		return err
	}
	if len(form.ID) == 0 {
		return p.deskAgain(w, r, fault.Invalid.New("desk.choose"))
	}
	a := web.Actor(r)
	done, left := 0, 0
	for _, id := range form.ID[:min(len(form.ID), registry.DeskRows)] {
		person, record, _ := strings.Cut(id, "/")
		cmd := registry.ConfirmEmployment{District: a.District(), Person: person, Record: record, Works: true}
		switch _, err := door.Do(under(r.Context(), r, record), p.Door, a, cmd); fault.KindOf(err) {
		case "":
			done++
		case fault.Conflict:
			left++
		default:
			return p.deskAgain(w, r, err)
		}
	}
	return web.Moved(w, r, "/unit", "desk.confirmed", i18n.Args{"n": done, "left": left})
}

func (p *Pages) deskAgain(w http.ResponseWriter, r *http.Request, cause error) error {
	page, err := p.deskOf(r)
	if err != nil {
		return cause
	}
	return web.Again(w, r, cause, deskPage(page))
}

// A desk is what the start page of a unit shows.
type desk struct {
	*Pages
	*registry.Desk
}

func (d desk) tiles(ctx context.Context) []kit.Stat {
	people := say(ctx, "desk.people_unit")
	return []kit.Stat{
		{Label: say(ctx, "desk.people"), Value: i18n.Number(ctx, d.People), Unit: people, Icon: "users", Tone: kit.Blue, URL: "/people", Note: say(ctx, "desk.people_note")},
		{Label: say(ctx, "desk.verified"), Value: i18n.Number(ctx, d.Verified), Unit: people, Icon: "shield-check", Tone: kit.Green, URL: "/people?status=verified", Note: say(ctx, "desk.verified_note")},
		{Label: say(ctx, "desk.to_confirm"), Value: i18n.Number(ctx, d.ToConfirm), Unit: say(ctx, "desk.records_unit"), Icon: "briefcase", Tone: kit.Orange, URL: "#to-confirm", Note: say(ctx, "desk.to_confirm_note")},
		{Label: say(ctx, "desk.to_correct"), Value: i18n.Number(ctx, d.ToCorrect), Unit: say(ctx, "desk.records_unit"), Icon: "alert-triangle", Tone: kit.Red, URL: "#to-correct", Note: say(ctx, "desk.to_correct_note")},
	}
}

// confirmTable lists the employments to confirm, with a box to tick.
func (d desk) confirmTable(ctx context.Context) kit.Table {
	t := kit.Table{ID: "confirm-rows", Caption: say(ctx, "desk.to_confirm"), Select: true, Cards: true, Empty: deskDone("desk.none_to_confirm"),
		Columns: []kit.Column{{Label: say(ctx, "people.name"), Tight: true}, {Label: say(ctx, "people.post")}, {Label: say(ctx, "desk.since"), Tight: true}, {Label: say(ctx, "desk.source")}}}
	for _, w := range d.Confirm {
		job, _ := w.Record.Data.(*registry.Employment)
		since := w.Record.Since
		if since.IsZero() {
			since = job.HiredOn
		}
		t.Rows = append(t.Rows, kit.Row{ID: w.Record.Person + "/" + w.Record.ID, Name: kit.Data(w.Name),
			Cells:   []templ.Component{kit.A(kit.Link{Label: kit.Data(w.Name), URL: "/people/" + w.Record.Person}), kit.Text(kit.Data(job.Post)), kit.Text(since.String()), line(sourceLine(ctx, w.Record.Source))},
			Actions: []kit.Link{{Label: say(ctx, "desk.left"), URL: "/people/" + w.Record.Person + "/records/" + w.Record.ID}}})
	}
	return t
}

// correctTable lists the records that were refused, with the reason.
func (d desk) correctTable(ctx context.Context) kit.Table {
	t := kit.Table{ID: "correct-rows", Caption: say(ctx, "desk.to_correct"), Cards: true, Empty: deskDone("desk.none_to_correct"),
		Columns: []kit.Column{{Label: say(ctx, "people.name"), Tight: true}, {Label: say(ctx, "desk.record")}, {Label: say(ctx, "desk.refused_for")}}}
	for _, w := range d.Correct {
		t.Rows = append(t.Rows, kit.Row{ID: w.Record.ID, Name: kit.Data(w.Name),
			Cells:   []templ.Component{kit.A(kit.Link{Label: kit.Data(w.Name), URL: "/people/" + w.Record.Person}), line(d.spoken(ctx, w.Record)), kit.Text(kit.Data(w.Record.Reason))},
			Actions: []kit.Link{{Label: say(ctx, "dossier.correct"), URL: "/people/" + w.Record.Person + "/records/" + w.Record.ID + "/edit"}}})
	}
	return t
}
