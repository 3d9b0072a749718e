package caseweb

import (
	"context"
	"net/http"

	"github.com/a-h/templ"

	"yanzhen/internal/authz"
	"yanzhen/internal/base/civil"
	"yanzhen/internal/casework"
	"yanzhen/internal/casework/flow"
	"yanzhen/internal/i18n"
	"yanzhen/internal/policy/pack"
	"yanzhen/internal/web"
	"yanzhen/internal/web/kit"
)

// say gives the words of key.
func say(ctx context.Context, key string, args ...i18n.Args) string { return i18n.T(ctx, key, args...) }

func cell(text string) templ.Component { return kit.Text(text) }

// in gives a text of a programme in the reader's language.
func in(ctx context.Context, t pack.Text) string {
	if i18n.LangOf(ctx) == i18n.En {
		return t.In("en")
	}
	return t.In("zh")
}

func may(r *http.Request, action authz.Action) bool { return authz.MayEver(web.Actor(r), action) }

func stateWord(ctx context.Context, s flow.State) string {
	return say(ctx, i18n.Family("caseweb.state.")+string(s))
}

var stateTones = map[flow.State]kit.Tone{
	flow.Draft: kit.Gray, flow.Running: kit.Blue, flow.Asked: kit.Orange, flow.Returned: kit.Orange,
	flow.Withdrawn: kit.Gray, flow.Refused: kit.Red, flow.Passed: kit.Green,
}

// States are the states of cases in the order of filters.
var states = []flow.State{flow.Running, flow.Asked, flow.Returned, flow.Passed, flow.Refused, flow.Withdrawn}

func roundWord(ctx context.Context, s casework.RoundState) string {
	return say(ctx, i18n.Family("caseweb.round.state.")+string(s))
}

var roundTones = map[casework.RoundState]kit.Tone{casework.Planned: kit.Gray, casework.Taking: kit.Green, casework.Resting: kit.Orange, casework.Over: kit.Gray}

func actWord(ctx context.Context, a flow.Act) string {
	return say(ctx, i18n.Family("caseweb.act.")+string(a))
}

var actTones = map[flow.Act]kit.Tone{flow.Agree: kit.Green, flow.Against: kit.Red, flow.Ask: kit.Orange, flow.Return: kit.Orange, flow.Uphold: kit.Red}

func day(ctx context.Context, d civil.Date) string { return i18n.Date(ctx, d) }

// seatWord names a seat: the office, the unit, a department by its own name, a member.
func (p *Pages) seatWord(ctx context.Context, seat string) string {
	return seatOf(ctx, p.District, seat)
}

func stageWord(ctx context.Context, stages []casework.Step, id string) string {
	for _, s := range stages {
		if s.ID == id {
			return kit.Data(in(ctx, s.Name))
		}
	}
	return ""
}

func linked(text, url string) templ.Component { return kit.A(kit.Link{Label: text, URL: url}) }

func crumbs(ctx context.Context, more ...kit.Link) []kit.Link {
	return append([]kit.Link{{Label: say(ctx, "caseweb.home"), URL: "/"}}, more...)
}

// args are the arguments of words, name and value in turn.
func args(pairs ...any) i18n.Args {
	out := i18n.Args{}
	for i := 0; i+1 < len(pairs); i += 2 {
		out[pairs[i].(string)] = pairs[i+1]
	}
	return out
}
