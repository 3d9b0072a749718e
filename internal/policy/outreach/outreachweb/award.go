package outreachweb

import (
	"context"
	"net/http"

	"github.com/a-h/templ"

	"yanzhen/internal/authz"
	"yanzhen/internal/base/fault"
	"yanzhen/internal/door"
	"yanzhen/internal/i18n"
	"yanzhen/internal/policy/outreach"
	"yanzhen/internal/web"
	"yanzhen/internal/web/kit"
)

// getAward serves GET /awards/{award}.
func (p *Pages) getAward(w http.ResponseWriter, r *http.Request) error {
	a, err := p.award(r)
	if err != nil {
		return err
	}
	return web.Page(w, r, http.StatusOK, awardPage(a))
}

// getOwnAward serves GET /me/awards/{award}.
func (p *Pages) getOwnAward(w http.ResponseWriter, r *http.Request) error {
	a, err := p.award(r)
	if err != nil {
		return err
	}
	return web.Page(w, r, http.StatusOK, ownAwardPage(a))
}

func (p *Pages) award(r *http.Request) (grant, error) {
	found, err := door.Ask(r.Context(), p.Door, web.Actor(r), outreach.AwardPage{Book: p.Book, Award: r.PathValue("award")})
	return grant{AwardLine: found, decides: may(r, authz.AwardDecline)}, err
}

// getOwnAwards serves GET /me/awards?after=.
func (p *Pages) getOwnAwards(w http.ResponseWriter, r *http.Request) error {
	q := outreach.Awards{}
	if err := web.Bind(r, &q); err != nil {
		return err
	}
	q.Book, q.District, q.Person = p.Book, web.Actor(r).District(), ""
	if authz.May(web.Actor(r), authz.AwardRead, authz.Land{District: q.District, Person: web.Actor(r).Person()}) != nil || !may(r, authz.AwardRefuse) {
		http.Redirect(w, r, "/awards", http.StatusSeeOther) // who works here sees everybody's
		return nil
	}
	found, err := door.Ask(r.Context(), p.Door, web.Actor(r), q)
	if err != nil {
		return err
	}
	return web.Page(w, r, http.StatusOK, ownAwardsPage(found))
}

// postRefuse serves POST /me/awards/{award}/refuse.
func (p *Pages) postRefuse(w http.ResponseWriter, r *http.Request) error {
	cmd, err := p.refusal(r)
	if err != nil {
		return err
	}
	if _, err := door.Do(r.Context(), p.Door, web.Actor(r), cmd); err != nil {
		return p.awardAgain(w, r, err, ownAwardPage)
	}
	return web.Moved(w, r, "/me/awards/"+cmd.Award, "outreachweb.refused.done")
}

// postRefuseFor serves POST /awards/{award}/refuse: the person told the office.
func (p *Pages) postRefuseFor(w http.ResponseWriter, r *http.Request) error {
	cmd, err := p.refusal(r)
	if err != nil {
		return err
	}
	if _, err := door.Do(r.Context(), p.Door, web.Actor(r), outreach.RefuseFor{Refuse: cmd}); err != nil {
		return p.awardAgain(w, r, err, awardPage)
	}
	return web.Moved(w, r, "/awards/"+cmd.Award, "outreachweb.refused_for.done")
}

func (p *Pages) refusal(r *http.Request) (outreach.Refuse, error) {
	var cmd outreach.Refuse
	err := web.Bind(r, &cmd)
	cmd.Book, cmd.District, cmd.Award = p.Book, web.Actor(r).District(), r.PathValue("award")
	return cmd, err
}

// postDecline serves POST /awards/{award}/decline.
func (p *Pages) postDecline(w http.ResponseWriter, r *http.Request) error {
	var cmd outreach.Decline
	if err := web.Bind(r, &cmd); err != nil {
		return err
	}
	cmd.Book, cmd.District, cmd.Awards = p.Book, web.Actor(r).District(), []string{r.PathValue("award")}
	if _, err := door.Do(r.Context(), p.Door, web.Actor(r), cmd); err != nil {
		return p.awardAgain(w, r, err, awardPage)
	}
	return web.Moved(w, r, "/awards/"+cmd.Awards[0], "outreachweb.declined.done")
}

// A grant is an award to read.
type grant struct {
	*outreach.AwardLine
	decides bool
}

func (g grant) head(ctx context.Context) kit.Head {
	return kit.Head{Title: say(ctx, "outreachweb.award.of", i18n.Args{"name": kit.Data(g.Name)}), Crumbs: append(home(ctx), kit.Link{Label: say(ctx, "outreachweb.awards"), URL: "/awards"},
		kit.Link{Label: kit.Data(g.Name)})}
}

func (g grant) facts(ctx context.Context) []kit.Pair {
	pairs := []kit.Pair{{Label: say(ctx, "outreachweb.amount"), Value: i18n.Wan(ctx, g.Fen)}, {Label: say(ctx, "outreachweb.state"), Node: stateCell(*g.AwardLine)}}
	if !g.Until.IsZero() {
		pairs = append(pairs, kit.Pair{Label: say(ctx, "outreachweb.refuse_until"), Value: day(ctx, g.Until)})
	}
	return append(pairs, kit.Pair{Label: say(ctx, "outreachweb.period"), Value: g.period(ctx)},
		kit.Pair{Label: say(ctx, "outreachweb.version"), Value: g.Version, Wide: true, Note: say(ctx, "outreachweb.digest", i18n.Args{"pack": short(g.Digest), "facts": short(g.Facts)})})
}

func (g grant) period(ctx context.Context) string {
	if g.Period == "once" {
		return say(ctx, "outreachweb.period.once")
	}
	return g.Period
}

// short is the beginning of a digest, enough to tell two apart.
func short(digest string) string { return digest[:min(12, len(digest))] }

// grounds are the facts the award rests on.
func (g grant) grounds(ctx context.Context) []kit.Pair {
	var pairs []kit.Pair
	for _, f := range g.Grounds {
		lang := string(i18n.LangOf(ctx))
		note := say(ctx, "outreachweb.verified", i18n.Args{"source": kit.Data(f.Source)})
		pairs = append(pairs, kit.Pair{Label: f.Name.In(lang), Value: kit.Data(f.Value.In(lang)), Note: note, Wide: true})
	}
	return pairs
}

var stepLooks = map[outreach.Step]struct {
	icon string
	tone kit.Tone
}{
	outreach.StepPropose: {"plus", kit.Orange}, outreach.StepConfirm: {"check", kit.Green}, outreach.StepRefuse: {"x", kit.Purple},
	outreach.StepDecline: {"x", kit.Gray}, outreach.StepLapse: {"history", kit.Gray},
}

// moments are the moves, newest first.
func (g grant) moments(ctx context.Context) []kit.Moment {
	var all []kit.Moment
	for i := len(g.Moves) - 1; i >= 0; i-- {
		m := g.Moves[i]
		text := say(ctx, "outreachweb.by", i18n.Args{"by": byWhom(ctx, m.By)})
		switch {
		case m.Step == outreach.StepLapse:
			text += say(ctx, "outreachweb.because", i18n.Args{"why": lapseWord(ctx, outreach.Lapse(m.Reason))})
		case m.Reason != "":
			text += say(ctx, "outreachweb.because", i18n.Args{"why": kit.Data(m.Reason)})
		}
		look := stepLooks[m.Step]
		all = append(all, kit.Moment{When: say(ctx, "outreachweb.at", i18n.Args{"at": m.At}), Title: say(ctx, i18n.Family("outreachweb.step.")+string(m.Step)), Text: text, Icon: look.icon, Tone: look.tone})
	}
	return all
}

// byWhom names who took a step; the house itself proposes by schedule.
func byWhom(ctx context.Context, name string) string {
	if name == "system" {
		return say(ctx, "outreachweb.by.house")
	}
	return kit.Data(name)
}

// awardAgain shows the page of an award with what must be mended. An award that has moved on has no form any more that could tell.
func (p *Pages) awardAgain(w http.ResponseWriter, r *http.Request, cause error, page func(grant) templ.Component) error {
	if fault.KindOf(cause) == fault.Conflict {
		return cause
	}
	a, err := p.award(r)
	if err != nil {
		return err
	}
	return web.Again(w, r, cause, page(a))
}
