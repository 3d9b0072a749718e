package intakeweb

import (
	"context"
	"net/http"
	"strings"

	"yanzhen/internal/door"
	"yanzhen/internal/i18n"
	"yanzhen/internal/job"
	"yanzhen/internal/registry/intake"
	"yanzhen/internal/web"
	"yanzhen/internal/web/kit"
)

// postRun serves POST /imports/{import}/run.
func (p *Pages) postRun(w http.ResponseWriter, r *http.Request) error {
	i, err := p.seen(r)
	if err != nil {
		return err
	}
	if _, err := door.Do(r.Context(), p.Door, web.Actor(r), intake.Run{District: i.District, Import: i.ID}); err != nil {
		return err
	}
	return web.Moved(w, r, at(i, ""), "imports.begun")
}

// postCancel serves POST /imports/{import}/cancel.
func (p *Pages) postCancel(w http.ResponseWriter, r *http.Request) error {
	i, err := p.seen(r)
	if err != nil {
		return err
	}
	if _, err := door.Do(r.Context(), p.Door, web.Actor(r), intake.Cancel{District: i.District, Import: i.ID}); err != nil {
		return err
	}
	return web.Moved(w, r, at(i, ""), "imports.stopping")
}

// seen gives the import that a request names; one that its sender may not see is Missing before anything is asked of it.
func (p *Pages) seen(r *http.Request) (*intake.Import, error) {
	return p.Desk.Import(r.Context(), web.Actor(r), web.Actor(r).District(), r.PathValue("import"))
}

// getProgress serves GET /imports/{import}/progress: how far the work is, for htmx; once it is over, the page of the outcome.
func (p *Pages) getProgress(w http.ResponseWriter, r *http.Request) error {
	actor := web.Actor(r)
	page, err := door.Ask(r.Context(), p.Door, actor, intake.ImportPage{District: actor.District(), Import: r.PathValue("import"), Limit: 1})
	if err != nil {
		return err
	}
	if page.Import.State != intake.Running {
		return web.Moved(w, r, at(page.Import, ""), "")
	}
	return web.Page(w, r, http.StatusOK, kit.Progress(progress(r.Context(), page.Import, page.Run)))
}

// progress tells how far the work on an import is.
func progress(ctx context.Context, i *intake.Import, run *job.Run) kit.Job {
	j := kit.Job{URL: at(i, "/progress"), Text: say(ctx, "imports.queued"), Done: i.Rows(), Total: i.Total, Running: true}
	if run == nil || run.State == job.Waiting {
		return j
	}
	j.Text, j.Total = say(ctx, "intake.progress"), max(run.Total, i.Total)
	if run.Cancel {
		j.Text = say(ctx, "imports.stopping")
	}
	j.Done = max(run.Done, j.Done)
	return j
}

// failure says why an import failed, where that can be told without the values that went with it.
func failure(ctx context.Context, i *intake.Import) string {
	if i.Fault == "" || !i18n.Has(ctx, i.Fault) {
		return say(ctx, "imports.failed.text")
	}
	if text := i18n.T(ctx, i.Fault); !strings.Contains(text, "⟦") {
		return text
	}
	return say(ctx, "imports.failed.text")
}
