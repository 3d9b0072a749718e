package policyweb

import (
	"net/http"
	"slices"

	"yanzhen/internal/base/civil"
	"yanzhen/internal/door"
	"yanzhen/internal/policy"
	"yanzhen/internal/web"
)

// onDay is the day a reader asks about; the zero day is today.
type onDay struct {
	Day civil.Date `json:"day"`
}

// getAnswers serves GET /people/{person}/policies?day=, a tab of the dossier.
func (p *Pages) getAnswers(w http.ResponseWriter, r *http.Request) error {
	found, err := p.answers(r, r.PathValue("person"))
	if err != nil {
		return err
	}
	return web.Page(w, r, http.StatusOK, dossierPolicies(answers{readerOf(r), found}))
}

// getMine serves GET /me/policies?day= for the person who is signed in.
func (p *Pages) getMine(w http.ResponseWriter, r *http.Request) error {
	found, err := p.answers(r, web.Actor(r).Person())
	if err != nil {
		return err
	}
	return web.Page(w, r, http.StatusOK, myPolicies(answers{readerOf(r), found}))
}

func (p *Pages) answers(r *http.Request, person string) (policy.AnswersPage, error) {
	var on onDay
	if err := web.Bind(r, &on); err != nil {
		return policy.AnswersPage{}, err
	}
	return door.Ask(r.Context(), p.Door, web.Actor(r), policy.Answers{Book: p.Book, District: web.Actor(r).District(), Person: person, Day: on.Day})
}

// getExplanation serves GET /people/{person}/policies/{policy}?day=.
func (p *Pages) getExplanation(w http.ResponseWriter, r *http.Request) error {
	e, err := p.explain(r, r.PathValue("person"))
	if err != nil {
		return err
	}
	return web.Page(w, r, http.StatusOK, explanationPage(e))
}

// getMyPolicy serves GET /me/policies/{policy}?day=.
func (p *Pages) getMyPolicy(w http.ResponseWriter, r *http.Request) error {
	e, err := p.explain(r, web.Actor(r).Person())
	if err != nil {
		return err
	}
	return web.Page(w, r, http.StatusOK, myPolicy(e))
}

func (p *Pages) explain(r *http.Request, person string) (explanation, error) {
	var on onDay
	if err := web.Bind(r, &on); err != nil {
		return explanation{}, err
	}
	found, err := door.Ask(r.Context(), p.Door, web.Actor(r), policy.Explain{Book: p.Book, District: web.Actor(r).District(),
		Person: person, Policy: r.PathValue("policy"), Day: on.Day})
	return explanation{reader: readerOf(r), Answer: found, person: person}, err
}

// answers are what the policies say of a person, with who reads it.
type answers struct {
	reader
	policy.AnswersPage
}

// of gives the answers with a verdict.
func (a answers) of(v policy.Verdict) []policy.Answer {
	return slices.DeleteFunc(slices.Clone(a.Items), func(one policy.Answer) bool { return one.Verdict != v })
}

// An explanation is why one policy says what it says of a person.
type explanation struct {
	reader
	policy.Answer
	person string
}

// supplyURL leads to the form that takes a missing fact; "" when the reader cannot supply it. base is
// /me or /people/{person}.
func (r reader) supplyURL(base string, m policy.Missing) string {
	if m.Record == "" || m.Record == string(policy.Organisation) || !r.declare || !r.officer && !m.Declare {
		return ""
	}
	return base + "/records/new?kind=" + m.Record + "&field=" + m.Field
}

// A run is a row of equal payments, one after the other.
type run struct {
	n           int
	first, last string // days, "" when not known yet
	fen, sum    int64
	condition   string
	met         policy.Verdict
	lost        bool
}

// runs joins the payments of a schedule that differ only in their day.
func runs(a policy.Answer) []run {
	var all []run
	benefit := ""
	for _, d := range a.Schedule {
		if n := len(all); n > 0 {
			last := &all[n-1]
			if benefit == d.Benefit && last.fen == d.Fen && last.condition == d.Condition && last.met == d.Met && last.lost == d.Lost && last.last != "" && d.Due != "" {
				last.n, last.last, last.sum = last.n+1, d.Due, last.sum+d.Fen
				continue
			}
		}
		benefit = d.Benefit
		all = append(all, run{1, d.Due, d.Due, d.Fen, d.Fen, d.Condition, d.Met, d.Lost})
	}
	return all
}
