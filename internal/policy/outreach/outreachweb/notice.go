package outreachweb

import (
	"context"
	"net/http"

	"yanzhen/internal/door"
	"yanzhen/internal/i18n"
	"yanzhen/internal/policy/outreach"
	"yanzhen/internal/web"
	"yanzhen/internal/web/kit"
)

// getNotice serves GET /me/notices/{batch}.
func (p *Pages) getNotice(w http.ResponseWriter, r *http.Request) error {
	n, err := p.notice(r)
	if err != nil {
		return err
	}
	return web.Page(w, r, http.StatusOK, noticePage(n))
}

func (p *Pages) notice(r *http.Request) (*outreach.Notice, error) {
	return door.Ask(r.Context(), p.Door, web.Actor(r), outreach.NoticePage{Book: p.Book, Batch: r.PathValue("batch")})
}

// postAnswer serves POST /me/notices/{batch}/answer, which the message posts to.
func (p *Pages) postAnswer(w http.ResponseWriter, r *http.Request) error {
	var cmd outreach.Reply
	if err := web.Bind(r, &cmd); err != nil {
		return err
	}
	cmd.Book, cmd.District, cmd.Person, cmd.Batch = p.Book, web.Actor(r).District(), web.Actor(r).Person(), r.PathValue("batch")
	given, err := door.Do(r.Context(), p.Door, web.Actor(r), cmd)
	if err != nil {
		n, missing := p.notice(r)
		if missing != nil {
			return missing
		}
		return web.Again(w, r, err, noticePage(n))
	}
	return web.Moved(w, r, "/me/messages/"+given.Message, "outreachweb.answered.done")
}

// answers are what may be said to a notice.
func answers(ctx context.Context) []kit.Option {
	var options []kit.Option
	for _, a := range outreach.Answers {
		options = append(options, kit.Option{Value: string(a), Label: answerWord(ctx, a)})
	}
	return options
}

// said are the answers so far, newest first.
func said(ctx context.Context, n *outreach.Notice) []kit.Moment {
	var all []kit.Moment
	for _, a := range n.Answers {
		all = append(all, kit.Moment{When: say(ctx, "outreachweb.at", i18n.Args{"at": a.At}), Title: answerWord(ctx, a.Answer), Text: kit.Data(a.Note), Icon: "message", Tone: answerTones[a.Answer]})
	}
	return all
}
