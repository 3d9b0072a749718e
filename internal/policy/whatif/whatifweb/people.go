package whatifweb

import (
	"cmp"
	"context"
	"net/http"
	"net/url"
	"slices"

	"yanzhen/internal/base/money"
	"yanzhen/internal/door"
	"yanzhen/internal/i18n"
	"yanzhen/internal/policy"
	"yanzhen/internal/policy/whatif"
	"yanzhen/internal/web"
	"yanzhen/internal/web/kit"
)

// An asked is the address of a list of people: what was moved, and which people.
type asked struct {
	form
	Fate  policy.Fate      `json:"fate"`
	By    whatif.Dimension `json:"by"`
	Value string           `json:"value"`
	Words string           `json:"q"`
	After string           `json:"after"`
}

// A crowd is a page of people whom moved levers meet.
type crowd struct {
	whatif.MetPage
	asked  whatif.People
	places places
	export bool
}

// getPeople serves GET /policies/{policy}/whatif/people?fate=&by=&value=&q=&after= with what was moved.
func (p *Pages) getPeople(w http.ResponseWriter, r *http.Request) error {
	q, err := p.peopleOf(r)
	if err != nil {
		return err
	}
	page, err := door.Ask(r.Context(), p.Door, web.Actor(r), q)
	if err != nil {
		return err
	}
	return web.Page(w, r, http.StatusOK, peoplePage(crowd{page, q, places{p.Regions}, mayExport(r)}))
}

func (p *Pages) peopleOf(r *http.Request) (whatif.People, error) {
	var a asked
	if err := web.Bind(r, &a); err != nil {
		return whatif.People{}, err
	}
	try := whatif.Try{Desk: p.Desk, District: web.Actor(r).District(), Policy: r.PathValue("policy"), Base: a.Base, Scenario: a.Scenario, Moves: a.Moves, Budget: a.Budget}
	return whatif.People{Try: try, Fate: cmp.Or(a.Fate, policy.Gains), By: a.By, Value: a.Value, Words: a.Words, After: a.After}, nil
}

// peopleURL lists those with a fate, and with a value of a dimension if one is given.
func (s sheet) peopleURL(fate policy.Fate, by whatif.Dimension, value string) string {
	more := url.Values{"fate": {string(fate)}}
	if by != "" {
		more.Set("by", string(by))
		more.Set("value", value)
	}
	return s.url("/people", more)
}

// query says what was moved, of which version.
func (c crowd) query() url.Values {
	query := url.Values{}
	for name, value := range map[string]string{"base": c.asked.Base, "scenario": c.asked.Scenario, "budget": budgetValue(c.asked.Budget)} {
		if value != "" {
			query.Set(name, value)
		}
	}
	addMoves(query, c.asked.Moves)
	return query
}

// url is the list with another fate, without or with the group.
func (c crowd) url(fate policy.Fate, grouped bool) string {
	more := url.Values{"fate": {string(fate)}}
	if grouped && c.asked.By != "" {
		more.Set("by", string(c.asked.By))
		more.Set("value", c.asked.Value)
	}
	return movedURL(c.Policy, "/people", c.query(), more)
}

// kept are the entries of the address that a search keeps.
func (c crowd) kept() []string {
	names := []string{"base", "scenario", "budget", "fate", "by", "value"}
	for id := range c.asked.Moves {
		names = append(names, "moves."+id)
	}
	slices.Sort(names)
	return names
}

func (c crowd) tabs(ctx context.Context) []kit.Tab {
	var tabs []kit.Tab
	for _, fate := range whatif.Fates {
		tabs = append(tabs, kit.Tab{Label: say(ctx, "whatifweb.tab", i18n.Args{"fate": fateWord(ctx, fate), "n": c.Fates[fate]}), URL: c.url(fate, true), Active: c.asked.Fate == fate})
	}
	return tabs
}

// exports are the whole list as a file.
func (c crowd) exports() []kit.Link {
	more := url.Values{"fate": {string(c.asked.Fate)}}
	if c.asked.By != "" {
		more.Set("by", string(c.asked.By))
		more.Set("value", c.asked.Value)
	}
	if c.asked.Words != "" {
		more.Set("q", c.asked.Words)
	}
	return formats(func(format string) string {
		more.Set("format", format)
		return movedURL(c.Policy, "/people/export", c.query(), more)
	}, "xlsx", "csv", "jsonl")
}

// yuan writes an amount for a table, "" while it is unknown.
func yuan(fen int64) string {
	if fen < 0 {
		return ""
	}
	return money.Fen(fen).String()
}
