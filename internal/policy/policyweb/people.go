package policyweb

import (
	"context"
	"net/http"
	"net/url"

	"yanzhen/internal/door"
	"yanzhen/internal/i18n"
	"yanzhen/internal/policy"
	"yanzhen/internal/web"
	"yanzhen/internal/web/kit"
)

// getPeople serves GET /policies/{policy}/people?verdict=&missing=&after=.
func (p *Pages) getPeople(w http.ResponseWriter, r *http.Request) error {
	q, err := p.matchesOf(r)
	if err != nil {
		return err
	}
	found, err := door.Ask(r.Context(), p.Door, web.Actor(r), q)
	if err != nil {
		return err
	}
	return web.Page(w, r, http.StatusOK, peoplePage(crowd{reader: readerOf(r), asked: q, MatchPage: found}))
}

// matchesOf reads the question out of the address; without a verdict it is about those who qualify.
func (p *Pages) matchesOf(r *http.Request) (policy.Matches, error) {
	q := policy.Matches{Verdict: policy.Yes}
	if err := web.Bind(r, &q); err != nil {
		return q, err
	}
	if q.Verdict == "" {
		q.Verdict = policy.Yes
	}
	q.Book, q.District, q.Policy = p.Book, web.Actor(r).District(), r.PathValue("policy")
	return q, nil
}

// peopleURL is the list of those with a verdict, of the unknown perhaps only those who lack a fact.
func peopleURL(id string, verdict policy.Verdict, missing string) string {
	query := url.Values{"verdict": {string(verdict)}}
	if missing != "" {
		query.Set("missing", missing)
	}
	return "/policies/" + id + "/people?" + query.Encode()
}

// A crowd is a page of people under a policy.
type crowd struct {
	reader
	asked policy.Matches
	policy.MatchPage
}

func (c crowd) tabs(ctx context.Context) []kit.Tab {
	tabs := []kit.Tab{}
	for _, one := range []struct {
		verdict policy.Verdict
		n       int
	}{{policy.Yes, c.Yes}, {policy.Unknown, c.Unknown}, {policy.No, c.No}} {
		tabs = append(tabs, kit.Tab{Label: say(ctx, "matches.tab", i18n.Args{"verdict": verdictWord(ctx, one.verdict), "n": one.n}),
			URL: peopleURL(c.ID, one.verdict, ""), Active: c.asked.Verdict == one.verdict})
	}
	return tabs
}

// total is how many the list has in all its pages.
func (c crowd) total() int64 {
	switch c.asked.Verdict {
	case policy.Yes:
		return int64(c.Yes)
	case policy.No:
		return int64(c.No)
	}
	if c.asked.Missing == "" {
		return int64(c.Unknown)
	}
	for _, m := range c.Census.Missing {
		if m.Key == c.asked.Missing {
			return int64(m.Count)
		}
	}
	return 0
}
