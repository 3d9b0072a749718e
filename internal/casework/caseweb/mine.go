package caseweb

import (
	"context"
	"net/http"

	"yanzhen/internal/casework"
	"yanzhen/internal/casework/flow"
	"yanzhen/internal/door"
	"yanzhen/internal/web"
	"yanzhen/internal/web/kit"
)

// getOwnCases serves GET /me/cases: what may be applied for now, and what became of one's applications.
func (p *Pages) getOwnCases(w http.ResponseWriter, r *http.Request) error {
	a := web.Actor(r)
	rounds, err := door.Ask(r.Context(), p.Door, a, casework.Rounds{Desk: p.Desk, District: a.District()})
	if err != nil {
		return err
	}
	found, err := door.Ask(r.Context(), p.Door, a, casework.Cases{District: a.District(), Limit: 200})
	if err != nil {
		return err
	}
	m := mine{cases: found.Cases, rounds: rounds.Rounds, person: a.Person()}
	programmes, err := door.Ask(r.Context(), p.Door, a, casework.Programmes{Desk: p.Desk})
	m.programmes = programmes
	if err != nil {
		return err
	}
	return web.Page(w, r, http.StatusOK, minePage(m))
}

// mine is the page of a person's applications.
type mine struct {
	cases      []casework.CaseLine
	rounds     []casework.RoundLine
	programmes *casework.ProgrammeList
	person     string
}

// open are the rounds in which the person may apply for themselves and has not.
func (m mine) open() []casework.RoundLine {
	var out []casework.RoundLine
	for _, r := range m.rounds {
		if r.State == casework.Taking && m.self(r.Programme) && m.in(r.ID) == nil {
			out = append(out, r)
		}
	}
	return out
}

// self reports whether people apply to a programme for themselves.
func (m mine) self(programme string) bool {
	for _, g := range m.programmes.Programmes {
		if g.ID == programme {
			for _, f := range g.Filers {
				if f == "person" {
					return true
				}
			}
		}
	}
	return false
}

func (m mine) purpose(ctx context.Context, programme string) string {
	for _, g := range m.programmes.Programmes {
		if g.ID == programme {
			return kit.Data(in(ctx, g.Purpose))
		}
	}
	return ""
}

// in gives the person's case of a round that was not withdrawn.
func (m mine) in(round string) *casework.CaseLine {
	for i, c := range m.cases {
		if c.Round == round && c.State != flow.Withdrawn {
			return &m.cases[i]
		}
	}
	return nil
}

func (m mine) title(ctx context.Context, c casework.CaseLine) string {
	for _, r := range m.rounds {
		if r.ID == c.Round {
			return kit.Data(in(ctx, r.Title))
		}
	}
	return c.Programme
}

// getOwnCase serves GET /me/cases/{case}.
func (p *Pages) getOwnCase(w http.ResponseWriter, r *http.Request) error {
	v, err := p.view(r)
	if err != nil {
		return err
	}
	return web.Page(w, r, http.StatusOK, ownCasePage(v))
}

// postConsent serves POST /me/cases/{case}/consent.
func (p *Pages) postConsent(w http.ResponseWriter, r *http.Request) error {
	cmd := casework.Consent{}
	if err := web.Bind(r, &cmd); err != nil {
		return err
	}
	cmd.Desk, cmd.District, cmd.Case = p.Desk, web.Actor(r).District(), r.PathValue("case")
	if _, err := door.Do(r.Context(), p.Door, web.Actor(r), cmd); err != nil {
		return err
	}
	return web.Moved(w, r, "/me/cases/"+cmd.Case, "caseweb.consent.done")
}
