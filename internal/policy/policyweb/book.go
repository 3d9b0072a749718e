package policyweb

import (
	"cmp"
	"context"
	"net/http"
	"net/url"

	"yanzhen/internal/base/civil"
	"yanzhen/internal/door"
	"yanzhen/internal/i18n"
	"yanzhen/internal/policy"
	"yanzhen/internal/web"
	"yanzhen/internal/web/kit"
)

// A turnForm is what an officer enters to move a version on.
type turnForm struct {
	Version string     `json:"version"`
	Reason  string     `json:"reason"`
	Effect  civil.Date `json:"effect"` // of an approval
}

// turned serves a form that moves a version: it runs the command that made gives and leads back to the version.
func turned[C door.Command[policy.PackVersion]](p *Pages, made func(policy.Turn, turnForm) C, notice string) web.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		var f turnForm
		if err := web.Bind(r, &f); err != nil {
			return err
		}
		turn := policy.Turn{Book: p.Book, District: web.Actor(r).District(), ID: r.PathValue("policy"), Version: f.Version, Reason: f.Reason}
		if _, err := door.Do(r.Context(), p.Door, web.Actor(r), made(turn, f)); err != nil {
			return p.turnAgain(w, r, turn, err)
		}
		return web.Moved(w, r, versionURL(turn.ID, turn.Version), notice)
	}
}

// turnAgain shows the version with what was entered and why it did not move.
func (p *Pages) turnAgain(w http.ResponseWriter, r *http.Request, turn policy.Turn, cause error) error {
	q := policy.PolicyPage{Book: p.Book, District: turn.District, ID: turn.ID, Digest: turn.Version}
	page, err := door.Ask(r.Context(), p.Door, web.Actor(r), q)
	if err != nil {
		return cause
	}
	return web.Again(w, r, cause, policyPage(sheet{reader: readerOf(r), Page: page}))
}

func submitted(t policy.Turn, _ turnForm) policy.SubmitPack { return policy.SubmitPack{Turn: t} }
func recalled(t policy.Turn, _ turnForm) policy.RecallPack  { return policy.RecallPack{Turn: t} }
func rejected(t policy.Turn, _ turnForm) policy.RejectPack  { return policy.RejectPack{Turn: t} }
func approved(t policy.Turn, f turnForm) policy.ApprovePack {
	return policy.ApprovePack{Turn: t, Effect: f.Effect}
}

// versionURL is the page of a version of a pack.
func versionURL(id, digest string) string {
	return "/policies/" + id + "?digest=" + url.QueryEscape(digest)
}

var stepLooks = map[policy.Step]struct {
	icon string
	tone kit.Tone
}{
	policy.StepSubmit: {"arrow-right", kit.Blue}, policy.StepRecall: {"arrow-left", kit.Gray}, policy.StepReject: {"circle-x", kit.Red},
	policy.StepApprove: {"circle-check", kit.Green}, policy.StepRetire: {"player-stop", kit.Gray},
}

// moments puts the moves of a pack on a timeline, the newest first.
func moments(ctx context.Context, id string, all []policy.Move) []kit.Moment {
	var out []kit.Moment
	for _, m := range all {
		title := say(ctx, i18n.Family("book.step.")+string(m.Step), i18n.Args{"day": cmp.Or(m.Effect, civil.Of(m.At))})
		look := stepLooks[m.Step]
		out = append(out, kit.Moment{
			When: say(ctx, "book.at", i18n.Args{"at": m.At}), Title: title, Icon: look.icon, Tone: look.tone, URL: versionURL(id, m.Version),
			Text: say(ctx, "book.who_why", i18n.Args{"by": kit.Data(m.By), "why": kit.Data(m.Reason), "version": m.Version}),
		})
	}
	return out
}
