package caseweb

import (
	"context"
	"net/http"
	"slices"

	"github.com/a-h/templ"

	"yanzhen/internal/authz"
	"yanzhen/internal/base/fault"
	"yanzhen/internal/casework"
	"yanzhen/internal/casework/flow"
	"yanzhen/internal/door"
	"yanzhen/internal/i18n"
	"yanzhen/internal/registry"
	"yanzhen/internal/web"
	"yanzhen/internal/web/kit"
)

// getRounds serves GET /rounds?state=.
func (p *Pages) getRounds(w http.ResponseWriter, r *http.Request) error {
	s, err := p.rounds(r)
	if err != nil {
		return err
	}
	return web.Page(w, r, http.StatusOK, roundsPage(s))
}

// shelf is the page of rounds with the form that opens one.
type shelf struct {
	rounds     []casework.RoundLine
	programmes []casework.ProgrammeLine
	opens      bool // the reader may open rounds
	state      casework.RoundState
}

func (p *Pages) rounds(r *http.Request) (shelf, error) {
	a, q := web.Actor(r), casework.Rounds{Desk: p.Desk}
	if err := web.Bind(r, &q); err != nil {
		return shelf{}, err
	}
	if a.Person() != "" {
		return shelf{}, fault.Denied.New("authz.denied").With("action", authz.CaseRead) // a person has pages of their own
	}
	q.Desk, q.District = p.Desk, a.District()
	found, err := door.Ask(r.Context(), p.Door, a, q)
	if err != nil {
		return shelf{}, err
	}
	programmes, err := door.Ask(r.Context(), p.Door, a, casework.Programmes{Desk: p.Desk})
	if err != nil {
		return shelf{}, err
	}
	return shelf{found.Rounds, programmes.Programmes, may(r, authz.RoundOpen), q.State}, nil
}

// postRound serves POST /rounds.
func (p *Pages) postRound(w http.ResponseWriter, r *http.Request) error {
	cmd := casework.OpenRound{}
	err := web.Bind(r, &cmd)
	if err == nil {
		cmd.Desk, cmd.District = p.Desk, web.Actor(r).District()
		var round *casework.Round
		if round, err = door.Do(r.Context(), p.Door, web.Actor(r), cmd); err == nil {
			return web.Moved(w, r, "/rounds/"+round.ID, "caseweb.round.opened")
		}
	}
	s, failed := p.rounds(r)
	if failed != nil {
		return failed
	}
	return web.Again(w, r, err, roundsPage(s))
}

func (s shelf) head(ctx context.Context) kit.Head {
	return kit.Head{Title: say(ctx, "caseweb.rounds"), Crumbs: crumbs(ctx, kit.Link{Label: say(ctx, "caseweb.rounds")})}
}

func (s shelf) options(ctx context.Context) []kit.Option {
	var out []kit.Option
	for _, g := range s.programmes {
		if g.Version != "" {
			out = append(out, kit.Option{Value: g.ID, Label: kit.Data(in(ctx, g.Name))})
		}
	}
	return out
}

func (s shelf) tabs(ctx context.Context) []kit.Tab {
	tabs := []kit.Tab{{Label: say(ctx, "caseweb.all"), URL: "/rounds", Active: s.state == ""}}
	for _, state := range casework.RoundStates {
		tabs = append(tabs, kit.Tab{Label: roundWord(ctx, state), URL: "/rounds?state=" + string(state), Active: s.state == state})
	}
	return tabs
}

func (s shelf) table(ctx context.Context) kit.Table {
	t := kit.Table{ID: "rounds", Caption: say(ctx, "caseweb.rounds"), Cards: true, Empty: kit.EmptyState("calendar", say(ctx, "caseweb.rounds.none"), say(ctx, "caseweb.rounds.none.text")),
		Columns: []kit.Column{{Label: say(ctx, "caseweb.round")}, {Label: say(ctx, "caseweb.programme")}, {Label: say(ctx, "caseweb.window")}, {Label: say(ctx, "caseweb.state"), Tight: true},
			{Label: say(ctx, "caseweb.cases"), Right: true, Tight: true}}}
	for _, r := range s.rounds {
		n := int64(0)
		for _, count := range r.Cases {
			n += count
		}
		t.Rows = append(t.Rows, kit.Row{ID: r.ID, Cells: []templ.Component{
			linked(kit.Data(r.Name), "/rounds/"+r.ID), cell(kit.Data(in(ctx, r.Title))),
			cell(window(ctx, r.Round)), kit.Status(roundWord(ctx, r.State), roundTones[r.State]),
			linked(i18n.Number(ctx, n), "/cases?round="+r.ID),
		}})
	}
	return t
}

func window(ctx context.Context, r casework.Round) string {
	return say(ctx, "caseweb.from_to", i18n.Args{"from": r.Opens, "to": r.Closes})
}

// getRound serves GET /rounds/{round}.
func (p *Pages) getRound(w http.ResponseWriter, r *http.Request) error {
	v, err := p.round(r)
	if err != nil {
		return err
	}
	return web.Page(w, r, http.StatusOK, roundPage(v))
}

// call is the page of one round.
type call struct {
	*casework.RoundView
	pages   *Pages
	changes bool         // the reader may change it
	people  []kit.Option // for whom the reader, a unit, may file
}

func (p *Pages) round(r *http.Request) (call, error) {
	a := web.Actor(r)
	v, err := door.Ask(r.Context(), p.Door, a, casework.RoundPage{Desk: p.Desk, District: a.District(), Round: r.PathValue("round")})
	if err != nil {
		return call{}, err
	}
	c := call{RoundView: v, pages: p, changes: may(r, authz.RoundChange)}
	if a.Org() != "" && slices.Contains(v.Filers, "unit") {
		c.people, err = p.ownPeople(r)
	}
	return c, err
}

// ownPeople are the people of the reader's unit, the first two hundred by name.
func (p *Pages) ownPeople(r *http.Request) ([]kit.Option, error) {
	a := web.Actor(r)
	found, err := door.Ask(r.Context(), p.Door, a, registry.ListPeople{Filter: registry.Filter{District: a.District()}, Sort: registry.ByName, Limit: 200})
	if err != nil {
		return nil, err
	}
	var out []kit.Option
	for _, one := range found.Rows {
		out = append(out, kit.Option{Value: one.Person, Label: kit.Data(one.Name)})
	}
	return out, nil
}

// sitters are those who may be seated.
func (c call) sitters() []kit.Option {
	var out []kit.Option
	for _, h := range c.Sitters {
		out = append(out, kit.Option{Value: h.ID, Label: kit.Data(h.Name)})
	}
	return out
}

// postRoundMove serves POST /rounds/{round}/moves.
func (p *Pages) postRoundMove(w http.ResponseWriter, r *http.Request) error {
	cmd := casework.TurnRound{}
	err := web.Bind(r, &cmd)
	if err == nil {
		cmd.District, cmd.Round = web.Actor(r).District(), r.PathValue("round")
		if _, err = door.Do(r.Context(), p.Door, web.Actor(r), cmd); err == nil {
			return web.Moved(w, r, "/rounds/"+cmd.Round, "caseweb.round.changed")
		}
	}
	return p.roundAgain(w, r, err)
}

// postSeat serves POST /rounds/{round}/seats.
func (p *Pages) postSeat(w http.ResponseWriter, r *http.Request) error {
	cmd := casework.SeatMember{}
	err := web.Bind(r, &cmd)
	if err == nil {
		cmd.Desk, cmd.District, cmd.Round = p.Desk, web.Actor(r).District(), r.PathValue("round")
		if _, err = door.Do(r.Context(), p.Door, web.Actor(r), cmd); err == nil {
			return web.Moved(w, r, "/rounds/"+cmd.Round, "caseweb.seat.done")
		}
	}
	return p.roundAgain(w, r, err)
}

func (p *Pages) roundAgain(w http.ResponseWriter, r *http.Request, cause error) error {
	v, err := p.round(r)
	if err != nil {
		return err
	}
	return web.Again(w, r, cause, roundPage(v))
}

// postBegin serves POST /rounds/{round}/cases: a draft for a person, by whoever files for them.
func (p *Pages) postBegin(w http.ResponseWriter, r *http.Request) error {
	cmd := casework.Begin{}
	if err := web.Bind(r, &cmd); err != nil {
		return err
	}
	a := web.Actor(r)
	cmd.Desk, cmd.District, cmd.Round = p.Desk, a.District(), r.PathValue("round")
	if cmd.Person == "" {
		cmd.Person = a.Person()
	}
	k, err := door.Do(r.Context(), p.Door, a, cmd)
	switch {
	case err != nil && a.Person() == "":
		return p.roundAgain(w, r, err)
	case err != nil:
		return err
	}
	return web.Moved(w, r, "/cases/"+k.ID+"/form", "caseweb.begun")
}

func (c call) head(ctx context.Context) kit.Head {
	return kit.Head{Title: kit.Data(c.Name), Crumbs: crumbs(ctx, kit.Link{Label: say(ctx, "caseweb.rounds"), URL: "/rounds"}, kit.Link{Label: kit.Data(c.Name)})}
}

func (c call) facts(ctx context.Context) []kit.Pair {
	pairs := []kit.Pair{
		{Label: say(ctx, "caseweb.programme"), Value: kit.Data(in(ctx, c.Title))},
		{Label: say(ctx, "caseweb.window"), Value: window(ctx, c.Round)},
		{Label: say(ctx, "caseweb.state"), Node: kit.Status(roundWord(ctx, c.State), roundTones[c.State])},
		{Label: say(ctx, "caseweb.version"), Value: kit.Data(c.Version)},
		{Label: say(ctx, "caseweb.filers"), Value: filers(ctx, c.Filers)},
	}
	if c.Places > 0 {
		pairs = append(pairs, kit.Pair{Label: say(ctx, "caseweb.places"), Value: i18n.Number(ctx, int64(c.Places))})
	}
	return pairs
}

func filers(ctx context.Context, all []string) string {
	out := ""
	for i, f := range all {
		if i > 0 {
			out += say(ctx, "caseweb.comma")
		}
		out += say(ctx, i18n.Family("caseweb.filer.")+f)
	}
	return out
}

func (c call) stats(ctx context.Context) []kit.Stat {
	var out []kit.Stat
	for _, s := range states {
		if n := c.Cases[s]; n > 0 || s == flow.Running {
			out = append(out, kit.Stat{Label: stateWord(ctx, s), Value: i18n.Number(ctx, n), URL: "/cases?round=" + c.ID + "&state=" + string(s), Tone: stateTones[s]})
		}
	}
	return out
}

func (c call) steps(ctx context.Context) kit.Table {
	t := kit.Table{ID: "stages", Caption: say(ctx, "caseweb.stages"), Cards: true, Columns: []kit.Column{{Label: say(ctx, "caseweb.stage")}, {Label: say(ctx, "caseweb.kind")}, {Label: say(ctx, "caseweb.days"), Right: true, Tight: true}}}
	for _, s := range c.Stages {
		t.Rows = append(t.Rows, kit.Row{Cells: []templ.Component{cell(kit.Data(in(ctx, s.Name))), cell(say(ctx, i18n.Family("caseweb.kind.")+s.Kind)), cell(say(ctx, "caseweb.n_days", i18n.Args{"n": s.Days}))}})
	}
	return t
}

func (c call) committee(ctx context.Context) kit.Table {
	t := kit.Table{ID: "committee", Caption: say(ctx, "caseweb.committee"), Cards: true, Columns: []kit.Column{{Label: say(ctx, "caseweb.stage")}, {Label: say(ctx, "caseweb.seat")}, {Label: say(ctx, "caseweb.member")}}}
	for _, m := range c.Committee {
		name := say(ctx, "caseweb.vacant")
		if m.Name != "" {
			name = kit.Data(m.Name)
		}
		t.Rows = append(t.Rows, kit.Row{Cells: []templ.Component{cell(stageWord(ctx, c.Stages, m.Stage)), cell(c.pages.seatWord(ctx, m.Seat)), cell(name)}})
	}
	return t
}

func (c call) seats(ctx context.Context) []kit.Option {
	var out []kit.Option
	for _, m := range c.Committee {
		out = append(out, kit.Option{Value: m.Seat, Label: c.pages.seatWord(ctx, m.Seat)})
	}
	return out
}

// votes are the stages with a committee.
func (c call) votes(ctx context.Context) []kit.Option {
	var out []kit.Option
	for _, s := range c.Stages {
		if s.Kind == "vote" {
			out = append(out, kit.Option{Value: s.ID, Label: kit.Data(in(ctx, s.Name))})
		}
	}
	return out
}

// turns are the steps that may be taken now.
func (c call) turns(ctx context.Context) []kit.Option {
	var out []kit.Option
	for _, s := range map[casework.RoundState][]casework.RoundStep{
		casework.Planned: {casework.Extended, casework.Ended}, casework.Taking: {casework.Extended, casework.Paused, casework.Ended},
		casework.Resting: {casework.Resumed, casework.Extended, casework.Ended}, casework.Over: {casework.Extended},
	}[c.State] {
		out = append(out, kit.Option{Value: string(s), Label: say(ctx, i18n.Family("caseweb.round.step.")+string(s))})
	}
	return out
}

func (c call) moments(ctx context.Context) []kit.Moment {
	all := []kit.Moment{{When: say(ctx, "caseweb.at", i18n.Args{"at": c.At}), Title: say(ctx, "caseweb.round.step.opened"), Text: kit.Data(c.By), Icon: "calendar"}}
	for _, m := range c.Moves {
		text := say(ctx, "caseweb.by", i18n.Args{"by": kit.Data(m.By), "reason": kit.Data(m.Reason)})
		if m.Step == casework.Extended {
			text = say(ctx, "caseweb.until", i18n.Args{"day": m.Day}) + " · " + text
		}
		all = append(all, kit.Moment{When: say(ctx, "caseweb.at", i18n.Args{"at": m.At}), Title: say(ctx, i18n.Family("caseweb.round.step.")+string(m.Step)), Text: text, Icon: "clock"})
	}
	return all
}
