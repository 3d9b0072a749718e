package insightweb

import (
	"context"
	"net/http"
	"net/url"

	"yanzhen/internal/authz"
	"yanzhen/internal/door"
	"yanzhen/internal/i18n"
	"yanzhen/internal/insight"
	"yanzhen/internal/job"
	"yanzhen/internal/web"
	"yanzhen/internal/web/kit"
)

var _ = []string{i18n.Family("run.kind."), i18n.Family("run.state.")}

// A progress is a run, and whether the reader may stop it.
type progress struct {
	*job.Run
	mayStop bool
}

// getRun serves GET /runs/{run}; to htmx, the bar alone.
func (p *Pages) getRun(w http.ResponseWriter, r *http.Request) error {
	a := web.Actor(r)
	run, err := door.Ask(r.Context(), p.Door, a, insight.RunPage{District: a.District(), Run: r.PathValue("run")})
	if err != nil {
		return err
	}
	shown := progress{run, authz.MayEver(a, authz.JobCancel)}
	if web.Partial(r) && !run.Over() {
		return web.Page(w, r, http.StatusOK, kit.Progress(shown.job(r.Context())))
	}
	if web.Partial(r) {
		w.Header().Set("HX-Refresh", "true") // it has ended: the whole page has more to say
	}
	return web.Page(w, r, http.StatusOK, runPage(shown))
}

// postCancel serves POST /runs/{run}/cancel.
func (p *Pages) postCancel(w http.ResponseWriter, r *http.Request) error {
	a := web.Actor(r)
	run, err := door.Do(r.Context(), p.Door, a, insight.CancelRun{District: a.District(), ID: r.PathValue("run")})
	if err != nil {
		return err
	}
	return web.Moved(w, r, runURL(run.ID), "run.cancel.done")
}

func runURL(id string) string { return "/runs/" + url.PathEscape(id) }

func (p progress) kind(ctx context.Context) string {
	if i18n.Has(ctx, "run.kind."+p.Kind) {
		return say(ctx, "run.kind."+p.Kind)
	}
	return p.Kind
}

func (p progress) state(ctx context.Context) string { return say(ctx, "run.state."+p.State) }

func (p progress) tone() kit.Tone {
	switch p.State {
	case job.Succeeded:
		return kit.Green
	case job.Failed:
		return kit.Red
	case job.Cancelled:
		return kit.Gray
	}
	return kit.Blue
}

// job is the run as the bar of the kit shows it.
func (p progress) job(ctx context.Context) kit.Job {
	j := kit.Job{URL: runURL(p.ID), Text: p.state(ctx), Done: p.Done, Total: p.Total, Running: !p.Over()}
	switch {
	case p.Cancel && j.Running:
		j.Text = say(ctx, "run.stopping")
	case p.Note != "" && i18n.Has(ctx, p.Note):
		j.Text = say(ctx, p.Note)
	}
	if j.Running && !p.Cancel && p.mayStop {
		j.Cancel = runURL(p.ID) + "/cancel"
	}
	return j
}

// subject is the page of what the run works on; "" if there is none.
func (p progress) subject() string {
	var args struct {
		Import string `json:"import"`
	}
	if p.Decode(&args) != nil || args.Import == "" {
		return ""
	}
	return "/imports/" + url.PathEscape(args.Import)
}

func (p progress) facts(ctx context.Context) []kit.Pair {
	return []kit.Pair{
		{Label: say(ctx, "run.state"), Node: kit.Status(p.state(ctx), p.tone())},
		{Label: say(ctx, "run.by"), Value: kit.Data(p.Actor.Name)},
		{Label: say(ctx, "run.enqueued"), Value: i18n.DateTime(ctx, p.Enqueued)},
		{Label: say(ctx, "run.started"), Value: i18n.DateTime(ctx, p.Started)},
		{Label: say(ctx, "run.ended"), Value: i18n.DateTime(ctx, p.Ended)},
		{Label: say(ctx, "run.done"), Value: say(ctx, "run.done.of", i18n.Args{"done": p.Done, "total": p.Total})},
	}
}
