package outreachweb

import (
	"context"
	"net/http"
	"net/url"

	"github.com/a-h/templ"

	"yanzhen/internal/authz"
	"yanzhen/internal/i18n"
	"yanzhen/internal/policy"
	"yanzhen/internal/policy/outreach"
	"yanzhen/internal/web"
	"yanzhen/internal/web/kit"
)

// say gives the words of key.
func say(ctx context.Context, key string, args ...i18n.Args) string { return i18n.T(ctx, key, args...) }

// cell is a plain cell of a table.
func cell(text string) templ.Component { return kit.Text(text) }

func number[N int | int64](ctx context.Context, n N) string { return i18n.Number(ctx, int64(n)) }

func answerWord(ctx context.Context, a outreach.Answer) string {
	return say(ctx, outreach.AnswerWords+string(a))
}

func responseWord(ctx context.Context, r outreach.Response) string {
	return say(ctx, i18n.Family("outreachweb.response.")+string(r))
}

func holdWord(ctx context.Context, h outreach.Hold) string {
	return say(ctx, i18n.Family("outreachweb.hold.")+string(h))
}

func stateWord(ctx context.Context, s outreach.State) string {
	return say(ctx, i18n.Family("outreachweb.state.")+string(s))
}

func lapseWord(ctx context.Context, l outreach.Lapse) string {
	return say(ctx, i18n.Family("outreachweb.lapse.")+string(l))
}

var answerTones = map[outreach.Answer]kit.Tone{outreach.WillClaim: kit.Green, outreach.NotInterested: kit.Gray, outreach.WrongData: kit.Orange}

var stateTones = map[outreach.State]kit.Tone{
	outreach.AwardProposed: kit.Orange, outreach.AwardSeconded: kit.Orange, outreach.AwardConfirmed: kit.Blue, outreach.AwardStands: kit.Green,
	outreach.AwardRefused: kit.Purple, outreach.AwardDeclined: kit.Gray, outreach.AwardLapsed: kit.Gray,
}

// at is the list of a policy, with some query entries.
func at(id string, entries ...string) string {
	query := url.Values{}
	for i := 0; i+1 < len(entries); i += 2 {
		if entries[i+1] != "" {
			query.Set(entries[i], entries[i+1])
		}
	}
	path := "/policies/" + id + "/outreach"
	if len(query) > 0 {
		path += "?" + query.Encode()
	}
	return path
}

// may reports whether the sender of r may ever do an action.
func may(r *http.Request, action authz.Action) bool { return authz.MayEver(web.Actor(r), action) }

// home are the first crumbs of the office's pages.
func home(ctx context.Context) []kit.Link {
	return []kit.Link{{Label: say(ctx, "outreachweb.home"), URL: "/"}, {Label: say(ctx, "outreachweb.title"), URL: "/outreach"}}
}

func verdictTab(ctx context.Context, v policy.Verdict, n int) string {
	return say(ctx, i18n.Family("outreachweb.tab.")+string(v), i18n.Args{"n": n})
}

// linked is a cell that leads somewhere.
func linked(label, url string) templ.Component { return kit.A(kit.Link{Label: label, URL: url}) }
