package inspectweb

import (
	"context"
	"net/http"

	"yanzhen/internal/authz"
	"yanzhen/internal/door"
	"yanzhen/internal/i18n"
	"yanzhen/internal/policy/inspect"
	"yanzhen/internal/policy/pack"
	"yanzhen/internal/web"
	"yanzhen/internal/web/kit"
)

// getFinding serves GET /policies/findings/one/{finding}.
func (p *Pages) getFinding(w http.ResponseWriter, r *http.Request) error {
	page, err := p.read(r)
	if err != nil {
		return err
	}
	return web.Page(w, r, http.StatusOK, onePage(page))
}

// read asks for the finding of the address.
func (p *Pages) read(r *http.Request) (one, error) {
	actor := web.Actor(r)
	q := inspect.One{Desk: p.Desk, District: actor.District(), ID: r.PathValue("finding")}
	page, err := door.Ask(r.Context(), p.Door, actor, q)
	return one{page, authz.MayEver(actor, authz.PolicyFindingLeave), authz.MayEver(actor, authz.PersonRead), authz.MayEver(actor, authz.PolicySave)}, err
}

// again shows the finding with what was entered and why nothing was done.
func (p *Pages) again(w http.ResponseWriter, r *http.Request, cause error) error {
	page, err := p.read(r)
	if err != nil {
		return cause
	}
	return web.Again(w, r, cause, onePage(page))
}

// one is what the page of a finding shows.
type one struct {
	inspect.FindingPage
	keeper bool // may set it aside
	reads  bool // may open dossiers
	edits  bool // may mend the pack
}

// postLeave serves POST /policies/findings/one/{finding}/leave.
func (p *Pages) postLeave(w http.ResponseWriter, r *http.Request) error {
	deed, err := p.deed(r)
	if err != nil {
		return err
	}
	if _, err := door.Do(r.Context(), p.Door, web.Actor(r), inspect.Leave{Deed: deed}); err != nil {
		return p.again(w, r, err)
	}
	return web.Moved(w, r, findingURL(deed.Finding), "findings.left")
}

// postTakeUp serves POST /policies/findings/one/{finding}/take-up.
func (p *Pages) postTakeUp(w http.ResponseWriter, r *http.Request) error {
	deed, err := p.deed(r)
	if err != nil {
		return err
	}
	if _, err := door.Do(r.Context(), p.Door, web.Actor(r), inspect.TakeUp{Deed: deed}); err != nil {
		return p.again(w, r, err)
	}
	return web.Moved(w, r, findingURL(deed.Finding), "findings.taken_up")
}

func (p *Pages) deed(r *http.Request) (inspect.Deed, error) {
	var d inspect.Deed
	err := web.Bind(r, &d)
	d.Desk, d.District, d.Finding = p.Desk, web.Actor(r).District(), r.PathValue("finding")
	return d, err
}

// nested puts the conditions of a judgement into the nesting of the policy's text.
func nested(ctx context.Context, j inspect.Judgement) []kit.Clause {
	byID := map[string]pack.Clause{}
	for _, c := range j.Clauses {
		byID[c.ID] = c
	}
	return branches(ctx, j.Gates, byID)
}

func branches(ctx context.Context, gates []pack.Gate, byID map[string]pack.Clause) []kit.Clause {
	var out []kit.Clause
	for _, g := range gates {
		c, ok := byID[g.ID]
		if !ok {
			continue
		}
		clause := kit.Clause{Verdict: kit.Verdict(c.Verdict), Text: c.Text, Facts: factsOf(c)}
		if c.Cites != "" {
			clause.Cites = say(ctx, "findings.cites", i18n.Args{"source": kit.Data(c.Cites)})
		}
		for _, set := range g.Any {
			inside := branches(ctx, set.All, byID)
			clause.Inside = append(clause.Inside, kit.Clause{Verdict: together(inside), Text: set.Name.In(langOf(ctx)), Inside: inside})
		}
		out = append(out, clause)
	}
	return out
}

// together is the verdict of conditions that must all be met.
func together(all []kit.Clause) kit.Verdict {
	v := kit.Verdict(pack.Yes)
	for _, c := range all {
		switch pack.Verdict(c.Verdict) {
		case pack.No:
			return kit.Verdict(pack.No)
		case pack.Unknown:
			v = kit.Verdict(pack.Unknown)
		}
	}
	return v
}

func factsOf(c pack.Clause) []kit.Fact {
	var facts []kit.Fact
	for _, u := range c.Facts {
		f := kit.Fact{Label: u.Name}
		if u.Value != nil {
			f.Value = kit.Data(u.Shown)
		}
		facts = append(facts, f)
	}
	return facts
}

func langOf(ctx context.Context) string {
	if i18n.LangOf(ctx) == i18n.En {
		return "en"
	}
	return "zh"
}

// moments are the steps as a timeline shows them.
func moments(ctx context.Context, steps []inspect.Aside) []kit.Moment {
	var out []kit.Moment
	for _, s := range steps {
		m := kit.Moment{When: i18n.DateTime(ctx, s.At), Title: say(ctx, i18n.Family("findings.step.")+string(s.Step)), Icon: "bookmark", Tone: kit.Gray,
			Text: say(ctx, "findings.who_why", i18n.Args{"by": kit.Data(s.By), "why": kit.Data(s.Reason)})}
		if s.Step == inspect.StepUp {
			m.Icon, m.Tone = "refresh", kit.Blue
		}
		out = append(out, m)
	}
	return out
}
