package outreachweb

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/a-h/templ"

	"yanzhen/internal/authz"
	"yanzhen/internal/base/fault"
	"yanzhen/internal/door"
	"yanzhen/internal/i18n"
	"yanzhen/internal/policy/outreach"
	"yanzhen/internal/web"
	"yanzhen/internal/web/kit"
)

// anyState asks for awards in every state; without a state the page is about those to confirm.
const anyState = "all"

// getAwards serves GET /awards?state=&policy=&after=.
func (p *Pages) getAwards(w http.ResponseWriter, r *http.Request) error {
	q := outreach.Awards{}
	if err := web.Bind(r, &q); err != nil {
		return err
	}
	switch q.State {
	case "":
		q.State = outreach.AwardProposed
	case anyState:
		q.State = ""
	}
	board, err := p.awards(r, q)
	if err != nil {
		return err
	}
	return web.Page(w, r, http.StatusOK, awardsPage(board))
}

func (p *Pages) awards(r *http.Request, q outreach.Awards) (board, error) {
	q.Book, q.District = p.Book, web.Actor(r).District()
	if authz.May(web.Actor(r), authz.AwardRead, authz.Land{District: q.District}) != nil {
		return board{}, fault.Denied.New("authz.denied").With("action", authz.AwardRead) // a person has a page of their own
	}
	found, err := door.Ask(r.Context(), p.Door, web.Actor(r), q)
	return board{asked: q, AwardList: found, decides: may(r, authz.AwardConfirm)}, err
}

// postPropose serves POST /policies/{policy}/awards: looks for people to propose.
func (p *Pages) postPropose(w http.ResponseWriter, r *http.Request) error {
	cmd := outreach.Propose{Book: p.Book, District: web.Actor(r).District(), Policy: r.PathValue("policy")}
	run, err := door.Do(r.Context(), p.Door, web.Actor(r), cmd)
	if err != nil {
		return err
	}
	return web.Moved(w, r, "/runs/"+run, "outreachweb.looking")
}

// deciding is what the form of waiting awards holds.
type deciding struct {
	Awards []string `json:"id"`
	Reason string   `json:"reason"`
	Do     string   `json:"do"`
}

const doDecline = "decline"

// postAwards serves POST /awards: confirms those ticked, or declines them.
func (p *Pages) postAwards(w http.ResponseWriter, r *http.Request) error {
	var in deciding
	if err := web.Bind(r, &in); err != nil {
		return err
	}
	district, n := web.Actor(r).District(), 0
	var out *outreach.Outcome
	var err error
	if in.Do == doDecline {
		n, err = door.Do(r.Context(), p.Door, web.Actor(r), outreach.Decline{Book: p.Book, District: district, Awards: in.Awards, Reason: in.Reason})
	} else {
		out, err = door.Do(r.Context(), p.Door, web.Actor(r), outreach.Confirm{Book: p.Book, District: district, Awards: in.Awards})
	}
	switch {
	case err != nil:
		return p.awardsAgain(w, r, err)
	case in.Do == doDecline:
		return web.Moved(w, r, "/awards", "outreachweb.declined", i18n.Args{"n": n})
	}
	return web.Moved(w, r, "/awards", "outreachweb.confirmed", i18n.Args{"confirmed": len(out.Confirmed), "seconded": len(out.Seconded), "lapsed": len(out.Lapsed)})
}

func (p *Pages) awardsAgain(w http.ResponseWriter, r *http.Request, cause error) error {
	board, err := p.awards(r, outreach.Awards{State: outreach.AwardProposed})
	if err != nil {
		return err
	}
	if !board.waits() { // no form that could tell
		return cause
	}
	return web.Again(w, r, cause, awardsPage(board))
}

// A board is a page of awards.
type board struct {
	asked outreach.Awards
	*outreach.AwardList
	decides bool
}

func (b board) head(ctx context.Context) kit.Head {
	return kit.Head{Title: say(ctx, "outreachweb.awards"), Crumbs: append(home(ctx), kit.Link{Label: say(ctx, "outreachweb.awards")})}
}

func (b board) url(state outreach.State) string {
	query := url.Values{}
	if state != "" {
		query.Set("state", string(state))
	}
	if b.asked.Policy != "" {
		query.Set("policy", b.asked.Policy)
	}
	return strings.TrimSuffix("/awards?"+query.Encode(), "?")
}

func (b board) tabs(ctx context.Context) []kit.Tab {
	var tabs []kit.Tab
	for _, s := range outreach.States {
		if n := b.Counts[s]; n > 0 || s == b.asked.State || s == outreach.AwardProposed {
			tabs = append(tabs, kit.Tab{Label: stateWord(ctx, s), URL: b.url(s), Count: int(n), Active: b.asked.State == s})
		}
	}
	return append(tabs, kit.Tab{Label: say(ctx, "outreachweb.batch.all"), URL: b.url(anyState), Active: b.asked.State == ""})
}

// waits reports that the page has awards to decide about, and none else.
func (b board) waits() bool {
	return b.decides && len(b.Awards) > 0 && !slices.ContainsFunc(b.Awards, func(a outreach.AwardLine) bool { return !waiting(a) })
}

func waiting(a outreach.AwardLine) bool {
	return a.State == outreach.AwardProposed || a.State == outreach.AwardSeconded
}

func (b board) form(ctx context.Context) kit.Form {
	return kit.Form{ID: "decide", Action: "/awards", Plain: true, Submit: say(ctx, "outreachweb.confirm"), Icon: "check", Note: say(ctx, "outreachweb.confirm.note"),
		Also: []kit.Submit{{Value: doDecline, Label: say(ctx, "outreachweb.decline"), Icon: "x"}}}
}

func (b board) table(ctx context.Context) kit.Table {
	t := kit.Table{ID: "awards", Caption: say(ctx, "outreachweb.awards"), Cards: true, Select: b.waits(), Columns: []kit.Column{
		{Label: say(ctx, "outreachweb.name"), Tight: true}, {Label: say(ctx, "outreachweb.policy")}, {Label: say(ctx, "outreachweb.amount"), Right: true},
		{Label: say(ctx, "outreachweb.state")}, {Label: say(ctx, "outreachweb.refuse_until"), Tight: true}},
		Empty: kit.EmptyState("award", say(ctx, "outreachweb.awards.none"), say(ctx, "outreachweb.awards.none.text"))}
	for _, a := range b.Awards {
		until := say(ctx, "outreachweb.none.short")
		if !a.Until.IsZero() {
			until = day(ctx, a.Until)
		}
		t.Rows = append(t.Rows, kit.Row{ID: a.ID, Name: kit.Data(a.Name), Cells: []templ.Component{linked(kit.Data(a.Name), "/people/"+a.Person), cell(a.Title), amountCell(a.Fen), stateCell(a), cell(until)},
			Actions: []kit.Link{{Label: say(ctx, "outreachweb.see"), URL: "/awards/" + a.ID}}})
	}
	return t
}

// searchOf reads what the last search for people found; false while there is none.
func searchOf(d outreach.DirectPolicy) (outreach.Search, bool) {
	var found outreach.Search
	if d.Last == nil || len(d.Last.Result) == 0 || json.Unmarshal(d.Last.Result, &found) != nil {
		return found, false
	}
	return found, true
}

// passed says why others were passed over, in one line.
func passed(ctx context.Context, s outreach.Search) string {
	var parts []string
	for _, l := range outreach.Lapses {
		if n := s.Passed[l]; n > 0 {
			parts = append(parts, say(ctx, "outreachweb.passed", i18n.Args{"why": lapseWord(ctx, l), "n": n}))
		}
	}
	return strings.Join(parts, say(ctx, "outreachweb.separator"))
}

// dashed is an id of a policy as the id of a form, which has letters and dashes.
func dashed(id string) string { return strings.ReplaceAll(id, "_", "-") }
