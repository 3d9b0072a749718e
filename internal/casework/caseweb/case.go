package caseweb

import (
	"context"
	"net/http"
	"slices"
	"strings"

	"github.com/a-h/templ"

	"yanzhen/internal/casework"
	"yanzhen/internal/casework/flow"
	"yanzhen/internal/casework/programme"
	"yanzhen/internal/door"
	"yanzhen/internal/i18n"
	"yanzhen/internal/policy/pack"
	"yanzhen/internal/web"
	"yanzhen/internal/web/kit"
)

// getCase serves GET /cases/{case}.
func (p *Pages) getCase(w http.ResponseWriter, r *http.Request) error {
	v, err := p.view(r)
	if err != nil {
		return err
	}
	return web.Page(w, r, http.StatusOK, casePage(v))
}

// kase is the page of a case.
type kase struct {
	*casework.CaseView
	pages *Pages
	me    bool // the reader is the person
}

func (p *Pages) view(r *http.Request) (kase, error) {
	a := web.Actor(r)
	v, err := door.Ask(r.Context(), p.Door, a, casework.CasePage{Desk: p.Desk, District: a.District(), Case: r.PathValue("case")})
	if err != nil {
		return kase{}, err
	}
	return kase{v, p, a.Person() != "" && a.Person() == v.Person}, nil
}

// moving is the form of a move.
type moving struct {
	Act    flow.Act `json:"act"`
	Seat   string   `json:"seat"`
	To     string   `json:"to"`
	Days   int      `json:"days"`
	Items  string   `json:"items"` // one a line
	Reason string   `json:"reason"`
	Moves  int      `json:"moves"`
}

// postMove serves POST /cases/{case}/moves.
func (p *Pages) postMove(w http.ResponseWriter, r *http.Request) error {
	var in moving
	err := web.Bind(r, &in)
	if err == nil {
		cmd := casework.Act{Desk: p.Desk, District: web.Actor(r).District(), Case: r.PathValue("case"), Act: in.Act, Seat: in.Seat, To: in.To, Days: in.Days,
			Items: lines(in.Items), Reason: in.Reason, Moves: in.Moves}
		if _, err = door.Do(r.Context(), p.Door, web.Actor(r), cmd); err == nil {
			return web.Moved(w, r, "/cases/"+cmd.Case, "caseweb.moved")
		}
	}
	v, failed := p.view(r)
	if failed != nil {
		return failed
	}
	return web.Again(w, r, err, casePage(v))
}

func lines(text string) []string {
	var out []string
	for _, line := range strings.Split(text, "\n") {
		if line = strings.TrimSpace(line); line != "" {
			out = append(out, line)
		}
	}
	return out
}

func (k kase) head(ctx context.Context) kit.Head {
	return kit.Head{Title: kit.Data(k.Name), Crumbs: crumbs(ctx, kit.Link{Label: say(ctx, "caseweb.cases"), URL: "/cases"}, kit.Link{Label: kit.Data(k.Name)})}
}

func (k kase) facts(ctx context.Context) []kit.Pair {
	pairs := []kit.Pair{
		{Label: say(ctx, "caseweb.person"), Node: linked(kit.Data(k.Name), "/people/"+k.Person)},
		{Label: say(ctx, "caseweb.round"), Node: linked(kit.Data(k.Round.Name), "/rounds/"+k.Round.ID)},
		{Label: say(ctx, "caseweb.number"), Value: numberOf(ctx, k.Number)},
		{Label: say(ctx, "caseweb.state"), Node: kit.Status(stateWord(ctx, k.State), stateTones[k.State])},
		{Label: say(ctx, "caseweb.filer.by"), Value: say(ctx, "caseweb.filer."+k.Filer)},
	}
	if !k.Submitted.IsZero() {
		pairs = append(pairs, kit.Pair{Label: say(ctx, "caseweb.submitted"), Value: say(ctx, "caseweb.at", args("at", k.Submitted))})
	}
	return pairs
}

// turns say whose turn it is, and until when.
func (k kase) turns(ctx context.Context) []kit.Pair {
	var pairs []kit.Pair
	for _, t := range k.Turns {
		until := say(ctx, "caseweb.no_limit")
		switch {
		case t.Paused:
			until = say(ctx, "caseweb.paused")
		case t.Late:
			until = say(ctx, "caseweb.late", args("day", t.Due))
		case !t.Due.IsZero():
			until = say(ctx, "caseweb.until", args("day", t.Due))
		}
		pairs = append(pairs, kit.Pair{Label: k.pages.seatWord(ctx, t.Seat), Value: kit.Data(in(ctx, t.Name)), Note: until})
	}
	return pairs
}

// answers are what was filled in, with what the dossier says beside it.
func (k kase) answers(ctx context.Context) []kit.Pair {
	var pairs []kit.Pair
	for _, f := range k.Asks {
		if !f.Shown && f.Typed == "" {
			continue
		}
		pair := kit.Pair{Label: kit.Data(fieldName(ctx, f)), Value: kit.Data(shown(ctx, f)), Wide: f.Type == "text"}
		if f.Typed != "" && f.Known != "" && f.Known != f.Typed {
			pair.Note = say(ctx, "caseweb.known", args("value", kit.Data(f.Known)))
		}
		pairs = append(pairs, pair)
	}
	return pairs
}

func fieldName(ctx context.Context, f casework.AskedField) string {
	if !f.Field.Name.IsZero() {
		return in(ctx, f.Field.Name)
	}
	return in(ctx, pack.Text{Zh: f.Fact.Zh, En: f.Fact.En})
}

// shown is an answer in words; what was not typed is what the dossier says.
func shown(ctx context.Context, f casework.AskedField) string {
	for _, c := range f.Choices {
		if c.ID == f.Typed {
			return in(ctx, c.Name)
		}
	}
	switch {
	case f.Typed == "" && f.Known == "":
		return say(ctx, "caseweb.blank")
	case f.Typed == "":
		return f.Known
	}
	return f.Typed
}

func (k kase) papers(ctx context.Context) kit.Table {
	t := kit.Table{ID: "papers", Caption: say(ctx, "caseweb.materials"), Cards: true,
		Columns: []kit.Column{{Label: say(ctx, "caseweb.material")}, {Label: say(ctx, "caseweb.why")}, {Label: say(ctx, "caseweb.file")}}}
	for _, m := range k.Wants {
		files := []templ.Component{}
		for _, f := range k.Papers {
			if f.Material == m.ID {
				files = append(files, linked(kit.Data(f.Name), "/files/"+f.File))
			}
		}
		t.Rows = append(t.Rows, kit.Row{Cells: []templ.Component{cell(kit.Data(in(ctx, m.Name))), cell(kit.Data(in(ctx, m.Why))), paperCell(m, files)}})
	}
	return t
}

func (k kase) moments(ctx context.Context) []kit.Moment {
	var all []kit.Moment
	for i := len(k.Case.Moves) - 1; i >= 0; i-- {
		m := k.Case.Moves[i]
		text := []string{}
		if m.Seat != "" {
			text = append(text, k.pages.seatWord(ctx, m.Seat))
		}
		text = append(text, kit.Data(m.By))
		if len(m.Items) > 0 {
			text = append(text, kit.Data(strings.Join(m.Items, "；")))
		}
		if m.Reason != "" {
			text = append(text, kit.Data(m.Reason))
		}
		all = append(all, kit.Moment{When: say(ctx, "caseweb.at", args("at", m.At)), Title: actWord(ctx, m.Act), Text: strings.Join(text, " · "), Icon: "gavel", Tone: actTones[m.Act]})
	}
	return all
}

// may are the acts that a seat may choose now.
func (k kase) may(ctx context.Context) []kit.Option {
	acts := []flow.Act{flow.Agree, flow.Against}
	for _, s := range k.Programme.Stages {
		if s.ID != k.Stage {
			continue
		}
		switch {
		case s.Kind == "notice":
			acts = []flow.Act{flow.Uphold, flow.Dismiss}
		case s.Kind == "vote":
			acts = append(acts, flow.Abstain, flow.Recuse)
		case s.Ask > 0:
			acts = append(acts, flow.Ask, flow.Return, flow.HandOver, flow.AddSeat, flow.Recuse)
		default:
			acts = append(acts, flow.Return, flow.HandOver, flow.AddSeat, flow.Recuse)
		}
	}
	var out []kit.Option
	for _, a := range acts {
		out = append(out, kit.Option{Value: string(a), Label: actWord(ctx, a)})
	}
	return out
}

// targets are where a case may be returned to, and who else may act; of a notice, the objections to answer.
func (k kase) targets(ctx context.Context) []kit.Option {
	if k.noticed() {
		return k.objections(ctx)
	}
	out := []kit.Option{{Value: flow.Applicant, Label: say(ctx, "caseweb.to.applicant")}}
	for _, s := range k.Programme.Stages {
		if s.ID == k.Stage {
			break
		}
		out = append(out, kit.Option{Value: s.ID, Label: say(ctx, "caseweb.to.stage", args("stage", kit.Data(in(ctx, s.Name))))})
	}
	for _, d := range k.pages.District.Departments {
		out = append(out, kit.Option{Value: "department:" + d.Key, Label: say(ctx, "caseweb.to.seat", args("seat", kit.Data(d.In(i18n.LangOf(ctx)))))})
	}
	return out
}

func (k kase) seats(ctx context.Context) []kit.Option {
	var out []kit.Option
	for _, s := range k.Mine {
		out = append(out, kit.Option{Value: s, Label: k.pages.seatWord(ctx, s)})
	}
	return out
}

// mayAsk reports whether the stage may tell the applicant what is missing.
func (k kase) mayAsk() bool {
	return slices.ContainsFunc(k.Programme.Stages, func(s programme.Stage) bool { return s.ID == k.Stage && s.Ask > 0 })
}

// noticed reports whether the case is before the public.
func (k kase) noticed() bool {
	return slices.ContainsFunc(k.Programme.Stages, func(s programme.Stage) bool { return s.ID == k.Stage && s.Kind == "notice" }) && k.State == flow.Running
}

// objections are those that nobody has answered, the oldest first.
func (k kase) objections(ctx context.Context) []kit.Option {
	var out []kit.Option
	for i, m := range k.Case.Moves {
		answered := slices.ContainsFunc(k.Case.Moves[i:], func(a casework.Move) bool { return (a.Act == flow.Uphold || a.Act == flow.Dismiss) && a.To == m.To })
		if m.Act == flow.Object && !answered {
			out = append(out, kit.Option{Value: m.To, Label: say(ctx, "caseweb.objection.n", args("n", m.To, "text", kit.Data(m.Reason)))})
		}
	}
	return out
}

// keeps reports whether the reader keeps the procedure of a case that is under way.
func (k kase) keeps() bool { return k.Keeper && k.State == flow.Running }
