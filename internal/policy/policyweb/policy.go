package policyweb

import (
	"context"
	"net/http"

	"yanzhen/internal/base/civil"
	"yanzhen/internal/door"
	"yanzhen/internal/i18n"
	"yanzhen/internal/policy"
	"yanzhen/internal/policy/inspect"
	"yanzhen/internal/web"
	"yanzhen/internal/web/kit"
)

// getPolicy serves GET /policies/{policy}?version=&digest=&day=.
func (p *Pages) getPolicy(w http.ResponseWriter, r *http.Request) error {
	var q policy.PolicyPage
	if err := web.Bind(r, &q); err != nil {
		return err
	}
	q.Book, q.District, q.ID = p.Book, web.Actor(r).District(), r.PathValue("policy")
	page, err := door.Ask(r.Context(), p.Door, web.Actor(r), q)
	if err != nil {
		return err
	}
	found, err := p.findings(r, page)
	if err != nil {
		return err
	}
	return web.Page(w, r, http.StatusOK, policyPage(sheet{reader: readerOf(r), Page: page, found: found}))
}

// postRetire serves POST /policies/{policy}/retire.
func (p *Pages) postRetire(w http.ResponseWriter, r *http.Request) error {
	var cmd policy.RetirePack
	if err := web.Bind(r, &cmd); err != nil {
		return err
	}
	cmd.Book, cmd.District, cmd.ID = p.Book, web.Actor(r).District(), r.PathValue("policy")
	if _, err := door.Do(r.Context(), p.Door, web.Actor(r), cmd); err != nil {
		return p.retireAgain(w, r, cmd, err)
	}
	return web.Moved(w, r, "/policies/"+cmd.ID, "policyweb.retired")
}

func (p *Pages) retireAgain(w http.ResponseWriter, r *http.Request, cmd policy.RetirePack, cause error) error {
	q := policy.PolicyPage{Book: p.Book, District: cmd.District, ID: cmd.ID}
	page, err := door.Ask(r.Context(), p.Door, web.Actor(r), q)
	if err != nil {
		return cause
	}
	return web.Again(w, r, cause, policyPage(sheet{reader: readerOf(r), Page: page}))
}

// A sheet is a policy with who reads it.
type sheet struct {
	reader
	policy.Page
	found []inspect.Told // by the check-up, of a version that waits for approval
}

func (s sheet) people(verdict policy.Verdict, missing string) string {
	return peopleURL(s.ID, verdict, missing)
}

// head is the frame of the page and its crumbs.
func (s sheet) head(ctx context.Context) kit.Head {
	return kit.Head{Title: s.Name, Charts: s.Now != nil && len(s.Now.Missing) > 0, Crumbs: []kit.Link{
		{Label: say(ctx, "policyweb.home"), URL: "/"}, {Label: say(ctx, "library.title"), URL: "/policies"}, {Label: s.Name}}}
}

// facts are what a policy is, before what it says.
func (s sheet) facts(ctx context.Context) []kit.Pair {
	pairs := []kit.Pair{
		{Label: say(ctx, "library.document"), Value: kit.Data(s.Document)},
		{Label: say(ctx, "library.issuer"), Value: s.Issuer},
		{Label: say(ctx, "library.place"), Value: say(ctx, "library.place_of", i18n.Args{"place": s.Place, "level": levelWord(ctx, s.Level)})},
		{Label: say(ctx, "library.applicant"), Value: applicantWord(ctx, s.Applicant)},
		{Label: say(ctx, "policyweb.announced"), Value: i18n.Date(ctx, s.Announced)},
		{Label: say(ctx, "library.validity"), Value: validity(ctx, s.Effect, s.Until)},
	}
	if !s.ClaimsUntil.IsZero() {
		pairs = append(pairs, kit.Pair{Label: say(ctx, "policyweb.claims_until"), Value: i18n.Date(ctx, s.ClaimsUntil)})
	}
	return append(pairs, kit.Pair{Label: say(ctx, "library.trust"), Node: source(s.Page), Note: readOn(ctx, s.ReadOn), Wide: true})
}

func readOn(ctx context.Context, day civil.Date) string {
	if day.IsZero() {
		return ""
	}
	return say(ctx, "policyweb.read_on", i18n.Args{"day": day})
}

// census are the key figures of who qualifies now.
func (s sheet) census(ctx context.Context) []kit.Stat {
	n := s.Now
	people := say(ctx, "policyweb.people_unit")
	return []kit.Stat{
		{Label: verdictWord(ctx, policy.Yes), Value: number(ctx, n.Yes), Unit: people, Icon: "circle-check", Tone: kit.Green, URL: s.people(policy.Yes, ""),
			Note: say(ctx, "policyweb.census.fen", i18n.Args{"fen": wan(ctx, n.Fen)})},
		{Label: verdictWord(ctx, policy.Unknown), Value: number(ctx, n.Unknown), Unit: people, Icon: "help-circle", Tone: kit.Orange, URL: s.people(policy.Unknown, ""),
			Note: say(ctx, "policyweb.census.unknown")},
		{Label: verdictWord(ctx, policy.No), Value: number(ctx, n.No), Unit: people, Icon: "circle-x", Tone: kit.Gray, URL: s.people(policy.No, ""),
			Note: say(ctx, "policyweb.census.all", i18n.Args{"n": n.People})},
	}
}

// mostMissing bounds the bars of the chart; the table below has all.
const mostMissing = 10

// missingChart shows how many of the unknown lack which fact, most first.
func (s sheet) missingChart(ctx context.Context) kit.ChartBox {
	all := s.Now.Missing
	shown := all[:min(len(all), mostMissing)]
	names, counts := make([]string, len(shown)), make([]int, len(shown))
	for i, m := range shown { // the axis counts from below
		names[len(shown)-1-i], counts[len(shown)-1-i] = m.Name, m.Count
	}
	return kit.ChartBox{
		ID: "missing", Title: say(ctx, "policyweb.missing_chart"), Table: s.missingTable(ctx),
		Summary: say(ctx, "policyweb.missing_chart.summary", i18n.Args{"name": all[0].Name, "n": all[0].Count}),
		Options: map[string]any{
			"xAxis": map[string]any{"type": "value", "minInterval": 1},
			"yAxis": map[string]any{"type": "category", "data": names, "axisLabel": map[string]any{"width": 150, "overflow": "break"}},
			"grid":  map[string]any{"top": 8, "right": 48}, "legend": map[string]any{"show": false},
			"series": []any{map[string]any{"type": "bar", "barMaxWidth": 18, "name": say(ctx, "policyweb.people_unit"), "data": counts,
				"label": map[string]any{"show": true, "position": "right"}}},
		},
	}
}
