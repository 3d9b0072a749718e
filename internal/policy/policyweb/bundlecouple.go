package policyweb

import (
	"net/http"
	"slices"
	"strings"

	"yanzhen/internal/base/civil"
	"yanzhen/internal/door"
	"yanzhen/internal/policy"
	"yanzhen/internal/registry"
	"yanzhen/internal/web"
	"yanzhen/internal/web/kit"
)

// A couple is the best combination of a person and a spouse, or the search for the spouse.
type couple struct {
	reader
	policy.BundlePage
	person string
	words  string
	found  []registry.Profile // people whom the words name
	more   bool               // than those found
}

// mostSpouses is how many people a search for the spouse lists.
const mostSpouses = 10

// getCouple serves GET /people/{person}/bundle?q=&spouse=&day=.
func (p *Pages) getCouple(w http.ResponseWriter, r *http.Request) error {
	var asked struct {
		Spouse string     `json:"spouse"`
		Words  string     `json:"q"`
		Day    civil.Date `json:"day"`
	}
	if err := web.Bind(r, &asked); err != nil {
		return err
	}
	c := couple{reader: readerOf(r), person: r.PathValue("person"), words: asked.Words}
	var err error
	c.BundlePage, err = door.Ask(r.Context(), p.Door, web.Actor(r), policy.Bundle{Book: p.Book, District: web.Actor(r).District(),
		Person: c.person, Spouse: asked.Spouse, Day: asked.Day})
	if err == nil && asked.Spouse == "" && asked.Words != "" {
		err = c.search(p, r)
	}
	if err != nil {
		return err
	}
	c.nameAsData()
	return web.Page(w, r, http.StatusOK, couplePage(c))
}

// nameAsData marks the names of the two in every sentence, so that pages in another language say them as they are.
func (c *couple) nameAsData() {
	var pairs []string
	for _, one := range c.People {
		pairs = append(pairs, one.Name, kit.Data(one.Name))
	}
	mark := strings.NewReplacer(pairs...)
	for i := range c.Claims {
		for n, note := range c.Claims[i].Notes {
			c.Claims[i].Notes[n] = mark.Replace(note)
		}
	}
	for i := range c.Instead {
		c.Instead[i].Text = mark.Replace(c.Instead[i].Text)
	}
	for i := range c.Bounds {
		c.Bounds[i].Text = mark.Replace(c.Bounds[i].Text)
	}
}

// search finds people by the words, but for the person.
func (c *couple) search(p *Pages, r *http.Request) error {
	actor := web.Actor(r)
	people, err := door.Ask(r.Context(), p.Door, actor, registry.ListPeople{Filter: registry.Filter{District: actor.District(), Words: c.words}, Limit: mostSpouses + 1})
	if err != nil {
		return err
	}
	c.found = slices.DeleteFunc(people.Rows, func(one registry.Profile) bool { return one.Person == c.person })
	c.more = len(c.found) > mostSpouses
	c.found = c.found[:min(len(c.found), mostSpouses)]
	return nil
}

// spouse gives the name of the second person, "" when there is none.
func (c couple) spouse() string {
	if len(c.People) < 2 {
		return ""
	}
	return c.People[1].Name
}
