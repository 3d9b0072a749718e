package whatifweb

import (
	"maps"
	"net/http"
	"net/url"
	"slices"

	"yanzhen/internal/base/money"
	"yanzhen/internal/door"
	"yanzhen/internal/policy/whatif"
	"yanzhen/internal/web"
)

// A form is what the page of levers sends: where they stand, and, to keep that, the name of a scenario.
type form struct {
	Base     string       `json:"base"`
	Scenario string       `json:"scenario"` // that is open
	Version  int64        `json:"version"`
	Moves    whatif.Moves `json:"moves"`
	Budget   money.Fen    `json:"budget"`
	Name     string       `json:"name"`
	Note     string       `json:"note"`
	Do       string       `json:"do"` // save over the open scenario, or new; "" to try
}

// A sheet is the page: what was answered, and what of it was only asked for.
type sheet struct {
	whatif.Sheet
	places places
	wrong  error // why the levers could not be moved; the sheet is that of the levers as they were
}

// getSheet serves GET /policies/{policy}/whatif?base=&scenario=&moves.<lever>=&budget=; htmx gets the effect alone.
func (p *Pages) getSheet(w http.ResponseWriter, r *http.Request) error {
	var f form
	if err := web.Bind(r, &f); err != nil {
		return err
	}
	s, err := p.ask(r, f)
	if err != nil {
		return err
	}
	if web.Partial(r) {
		return web.Page(w, r, http.StatusOK, effect(s))
	}
	return web.Page(w, r, http.StatusOK, sheetPage(s))
}

// postSheet serves POST /policies/{policy}/whatif, the form of levers: it leads to the address that says what was moved, or with
// do=save or do=new keeps that as a scenario. htmx, which sends the form while a hand is on a slider, gets the effect, or what is wrong, and the address beside it.
func (p *Pages) postSheet(w http.ResponseWriter, r *http.Request) error {
	var f form
	wrong := web.Bind(r, &f)
	if wrong != nil {
		f = form{Base: r.PostFormValue("base"), Scenario: r.PostFormValue("scenario")}
	}
	if wrong == nil && f.Do != "" {
		return p.save(w, r, f)
	}
	s, err := p.ask(r, f)
	if err != nil && wrong == nil {
		wrong = err
	}
	if wrong != nil {
		return p.sheetAgain(w, r, f, wrong)
	}
	if web.Partial(r) {
		w.Header().Set("HX-Replace-Url", s.url("", nil))
		return web.Page(w, r, http.StatusOK, effect(s))
	}
	http.Redirect(w, r, s.url("", nil), http.StatusSeeOther)
	return nil
}

// sheetAgain shows the page with what was entered and what is wrong with it.
func (p *Pages) sheetAgain(w http.ResponseWriter, r *http.Request, f form, wrong error) error {
	s, err := p.ask(r, form{Base: f.Base, Scenario: f.Scenario})
	if err != nil {
		return wrong
	}
	s.wrong = wrong
	if web.Partial(r) {
		return web.Page(w, r, http.StatusOK, effect(s))
	}
	return web.Again(w, r, wrong, sheetPage(s))
}

func (p *Pages) ask(r *http.Request, f form) (sheet, error) {
	q := whatif.Try{Desk: p.Desk, District: web.Actor(r).District(), Policy: r.PathValue("policy"), Base: f.Base, Scenario: f.Scenario, Moves: f.Moves, Budget: f.Budget}
	found, err := door.Ask(r.Context(), p.Door, web.Actor(r), q)
	return sheet{Sheet: found, places: places{p.Regions}}, err
}

// save keeps what was moved: over the scenario that is open, or beside it.
func (p *Pages) save(w http.ResponseWriter, r *http.Request, f form) error {
	cmd := whatif.Save{Desk: p.Desk, District: web.Actor(r).District(), Policy: r.PathValue("policy"), Name: f.Name, Note: f.Note, Base: f.Base, Moves: f.Moves, Budget: f.Budget}
	if f.Do == "save" {
		cmd.ID, cmd.Version = f.Scenario, f.Version
	}
	saved, err := door.Do(r.Context(), p.Door, web.Actor(r), cmd)
	if err != nil {
		return p.sheetAgain(w, r, f, err)
	}
	return web.Moved(w, r, sheetURL(cmd.Policy)+"?scenario="+saved.ID, "whatifweb.saved")
}

// A turn is what is done with a saved scenario.
type turn struct {
	Version int64 `json:"version"`
}

// postDelete serves POST /policies/{policy}/whatif/scenarios/{id}/delete.
func (p *Pages) postDelete(w http.ResponseWriter, r *http.Request) error {
	var f turn
	if err := web.Bind(r, &f); err != nil {
		return err
	}
	cmd := whatif.Delete{District: web.Actor(r).District(), Policy: r.PathValue("policy"), ID: r.PathValue("id"), Version: f.Version}
	if _, err := door.Do(r.Context(), p.Door, web.Actor(r), cmd); err != nil {
		return err
	}
	return web.Moved(w, r, sheetURL(cmd.Policy), "whatifweb.deleted")
}

// postDraft serves POST /policies/{policy}/whatif/scenarios/{id}/draft and leads to the editor of the draft, which shows what its
// check found.
func (p *Pages) postDraft(w http.ResponseWriter, r *http.Request) error {
	var f turn
	if err := web.Bind(r, &f); err != nil {
		return err
	}
	cmd := whatif.Draft{Desk: p.Desk, District: web.Actor(r).District(), Policy: r.PathValue("policy"), ID: r.PathValue("id"), Version: f.Version}
	saved, err := door.Do(r.Context(), p.Door, web.Actor(r), cmd)
	if err != nil {
		return err
	}
	told := "whatifweb.drafted"
	if !saved.Report.Passed() {
		told = "whatifweb.drafted_failing"
	}
	return web.Moved(w, r, "/policies/"+cmd.Policy+"/edit?digest="+url.QueryEscape(saved.Version), told)
}

// sheetURL is the page of a policy without anything moved.
func sheetURL(policy string) string { return "/policies/" + policy + "/whatif" }

// url is a page about what was moved: below gives the page, more further entries.
func (s sheet) url(below string, more url.Values) string {
	return movedURL(s.Policy, below, s.query(), more)
}

// query says what was moved, of which version.
func (s sheet) query() url.Values {
	query := url.Values{}
	if s.Base != s.InForce {
		query.Set("base", s.Base)
	}
	if s.Scenario != nil {
		query.Set("scenario", s.Scenario.ID)
	}
	if s.Budget > 0 {
		query.Set("budget", s.Budget.Short())
	}
	addMoves(query, s.Moves)
	return query
}

func addMoves(query url.Values, moves whatif.Moves) {
	for _, id := range slices.Sorted(maps.Keys(moves)) {
		query.Set("moves."+id, moves[id])
	}
}

func movedURL(policy, below string, query, more url.Values) string {
	all := url.Values{}
	maps.Copy(all, query)
	maps.Copy(all, more)
	at := sheetURL(policy) + below
	if len(all) == 0 {
		return at
	}
	return at + "?" + all.Encode()
}

// groups gives the levers by kind, in the order of kinds.
func (s sheet) groups() [][]whatif.Lever {
	var all [][]whatif.Lever
	for _, kind := range whatif.Kinds {
		var some []whatif.Lever
		for _, l := range s.Levers {
			if l.Kind == kind {
				some = append(some, l)
			}
		}
		if len(some) > 0 {
			all = append(all, some)
		}
	}
	return all
}

// moved gives the levers that stand elsewhere than in the text.
func (s sheet) moved() []whatif.Lever {
	return slices.DeleteFunc(slices.Clone(s.Levers), func(l whatif.Lever) bool { return !l.Moved() })
}
