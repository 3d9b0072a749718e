package outreachweb

import (
	"context"
	"net/http"
	"slices"
	"strconv"

	"github.com/a-h/templ"

	"yanzhen/internal/authz"
	"yanzhen/internal/base/fault"
	"yanzhen/internal/door"
	"yanzhen/internal/i18n"
	"yanzhen/internal/job"
	"yanzhen/internal/policy"
	"yanzhen/internal/policy/outreach"
	"yanzhen/internal/web"
	"yanzhen/internal/web/kit"
)

// What a form of the list or the preview asks for by its button.
const (
	doAll     = "all"     // look at everyone of the list
	doPreview = "preview" // look again
	doSend    = "send"
)

// A sending is what those forms hold.
type sending struct {
	outreach.Selection
	Do   string `json:"do"`
	Step string `json:"step"` // send on the preview
}

// postBatch serves POST /policies/{policy}/outreach: first the preview of a batch, then its sending.
func (p *Pages) postBatch(w http.ResponseWriter, r *http.Request) error {
	var in sending
	if err := web.Bind(r, &in); err != nil {
		return err
	}
	in.Book, in.District, in.Policy = p.Book, web.Actor(r).District(), r.PathValue("policy")
	in.All = in.All || in.Do == doAll
	if in.Step == doSend && in.Do != doPreview {
		return p.send(w, r, in.Selection)
	}
	look, err := door.Ask(r.Context(), p.Door, web.Actor(r), outreach.Preview{Selection: in.Selection})
	switch {
	case fault.KindOf(err) == fault.Invalid && in.Step == doSend:
		return p.previewAgain(w, r, in.Selection, err)
	case fault.KindOf(err) == fault.Invalid:
		return p.listAgain(w, r, in.Selection, err)
	case err != nil:
		return err
	}
	return web.Page(w, r, http.StatusOK, previewPage(outlook{in.Selection, look}))
}

func (p *Pages) send(w http.ResponseWriter, r *http.Request, s outreach.Selection) error {
	batch, err := door.Do(r.Context(), p.Door, web.Actor(r), outreach.Send{Selection: s})
	if err != nil {
		return p.previewAgain(w, r, s, err)
	}
	return web.Moved(w, r, "/outreach/batches/"+batch.ID, "outreachweb.sending")
}

// listAgain shows the list with why nobody could be chosen.
func (p *Pages) listAgain(w http.ResponseWriter, r *http.Request, s outreach.Selection, cause error) error {
	page, err := p.list(r, outreach.List{Choice: s.Choice})
	if err != nil {
		return err
	}
	return web.Again(w, r, cause, listPage(page))
}

// previewAgain shows the preview with what must be mended.
func (p *Pages) previewAgain(w http.ResponseWriter, r *http.Request, s outreach.Selection, cause error) error {
	plain := s
	plain.Note = ""
	look, err := door.Ask(r.Context(), p.Door, web.Actor(r), outreach.Preview{Selection: plain})
	if err != nil {
		return cause
	}
	return web.Again(w, r, cause, previewPage(outlook{s, look}))
}

// An outlook is what a batch would do, before it is sent.
type outlook struct {
	asked outreach.Selection
	look  *outreach.Outlook
}

func (o outlook) head(ctx context.Context) kit.Head {
	return kit.Head{Title: say(ctx, "outreachweb.preview.title"), Crumbs: append(home(ctx), kit.Link{Label: o.look.Name, URL: at(o.asked.Policy, "verdict", string(o.asked.Verdict))},
		kit.Link{Label: say(ctx, "outreachweb.preview.title")})}
}

func (o outlook) form(ctx context.Context) kit.Form {
	hidden := choiceOf(o.asked.Choice)
	hidden["step"] = doSend
	if o.asked.All {
		hidden["all"] = "true"
	}
	return kit.Form{ID: "send", Action: at(o.asked.Policy), Submit: say(ctx, "outreachweb.send", i18n.Args{"n": o.look.Send}), Icon: "message", Hidden: hidden,
		Cancel: kit.Link{Label: say(ctx, "outreachweb.back"), URL: at(o.asked.Policy, "verdict", string(o.asked.Verdict), "missing", o.asked.Missing, "response", string(o.asked.Response), "q", o.asked.Words)},
		Note:   say(ctx, "outreachweb.send.note"), Also: []kit.Submit{{Value: doPreview, Label: say(ctx, "outreachweb.preview.renew"), Icon: "refresh"}}}
}

func (o outlook) days() string {
	if o.asked.Days == 0 {
		return strconv.Itoa(outreach.Quiet)
	}
	return strconv.Itoa(max(0, o.asked.Days))
}

// holds are the reasons for which people are left out, in their order.
func holds(counts map[outreach.Hold]int) []outreach.Hold {
	return slices.DeleteFunc(slices.Clone(outreach.Holds), func(h outreach.Hold) bool { return counts[h] == 0 })
}

// getBatches serves GET /outreach/batches?policy=&after=.
func (p *Pages) getBatches(w http.ResponseWriter, r *http.Request) error {
	q := outreach.Batches{}
	if err := web.Bind(r, &q); err != nil {
		return err
	}
	q.Book, q.District = p.Book, web.Actor(r).District()
	found, err := door.Ask(r.Context(), p.Door, web.Actor(r), q)
	if err != nil {
		return err
	}
	return web.Page(w, r, http.StatusOK, batchesPage(found))
}

// getBatch serves GET /outreach/batches/{batch}?state=&after=.
func (p *Pages) getBatch(w http.ResponseWriter, r *http.Request) error {
	found, err := p.batch(r)
	if err != nil {
		return err
	}
	return web.Page(w, r, http.StatusOK, batchPage(found))
}

// getProgress serves GET /outreach/batches/{batch}/progress, for htmx; once the job is over, the page of the batch.
func (p *Pages) getProgress(w http.ResponseWriter, r *http.Request) error {
	found, err := p.batch(r)
	if err != nil {
		return err
	}
	if found.Job.Over() {
		return web.Moved(w, r, "/outreach/batches/"+found.ID, "")
	}
	return web.Page(w, r, http.StatusOK, kit.Progress(found.progress(r.Context())))
}

func (p *Pages) batch(r *http.Request) (mailing, error) {
	q := outreach.BatchPage{}
	if err := web.Bind(r, &q); err != nil {
		return mailing{}, err
	}
	q.Book, q.District, q.Batch = p.Book, web.Actor(r).District(), r.PathValue("batch")
	found, err := door.Ask(r.Context(), p.Door, web.Actor(r), q)
	return mailing{asked: q, BatchDetail: found, stops: may(r, authz.JobCancel)}, err
}

// A mailing is a batch with a page of its people.
type mailing struct {
	asked outreach.BatchPage
	*outreach.BatchDetail
	stops bool
}

func (m mailing) progress(ctx context.Context) kit.Job {
	j := kit.Job{URL: "/outreach/batches/" + m.ID + "/progress", Text: say(ctx, "outreachweb.queued"), Done: m.Sum.Done(), Total: m.Sum.All, Running: true}
	switch {
	case m.Job.Cancel:
		j.Text = say(ctx, "outreachweb.stopping")
	case m.Job.State == job.Running:
		j.Text = say(ctx, "outreach.progress")
	}
	if m.stops && !m.Job.Cancel {
		j.Cancel = "/runs/" + m.Run + "/cancel"
	}
	return j
}

func (m mailing) head(ctx context.Context) kit.Head {
	return kit.Head{Title: say(ctx, "outreachweb.batch.title", i18n.Args{"policy": m.Name}), Crumbs: append(home(ctx), kit.Link{Label: say(ctx, "outreachweb.batches"), URL: "/outreach/batches"},
		kit.Link{Label: say(ctx, "outreachweb.at", i18n.Args{"at": m.At})})}
}

func (m mailing) tabs(ctx context.Context) []kit.Tab {
	tabs := []kit.Tab{{Label: say(ctx, "outreachweb.batch.all"), URL: "/outreach/batches/" + m.ID, Count: int(m.Sum.All), Active: m.asked.State == ""}}
	for _, one := range []struct {
		state string
		n     int64
	}{{"sent", m.Sum.Sent}, {"held", m.Sum.Held}, {"due", m.Sum.Due}} {
		if one.n > 0 {
			tabs = append(tabs, kit.Tab{Label: noticeWord(ctx, one.state), URL: "/outreach/batches/" + m.ID + "?state=" + one.state, Count: int(one.n), Active: m.asked.State == one.state})
		}
	}
	return tabs
}

func noticeWord(ctx context.Context, state string) string {
	return say(ctx, i18n.Family("outreachweb.notice.")+state)
}

func (m mailing) table(ctx context.Context) kit.Table {
	t := kit.Table{ID: "recipients", Caption: say(ctx, "outreachweb.batch.title", i18n.Args{"policy": m.Name}), Cards: true, Columns: []kit.Column{
		{Label: say(ctx, "outreachweb.name"), Tight: true}, {Label: say(ctx, "outreachweb.batch.state")}, {Label: say(ctx, "outreachweb.batch.about")},
		{Label: say(ctx, "outreachweb.batch.read"), Tight: true}, {Label: say(ctx, "outreachweb.answer")}}}
	for _, r := range m.People {
		about := cell(r.Fact)
		if r.Verdict == policy.Yes {
			about = amountCell(r.Fen)
		}
		t.Rows = append(t.Rows, kit.Row{ID: r.Person, Cells: []templ.Component{linked(kit.Data(r.Name), "/people/"+r.Person), noticeCell(r), about, readCell(r), saidCell(r)}})
	}
	return t
}
