package notifyweb

import (
	"context"
	"net/http"

	"yanzhen/internal/authz"
	"yanzhen/internal/door"
	"yanzhen/internal/i18n"
	"yanzhen/internal/notify"
	"yanzhen/internal/web"
	"yanzhen/internal/web/kit"
)

// getInbox serves GET /me/messages?kind=&unread=&after=, and the same for those who work here.
func (p *Pages) getInbox(base string) web.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		var q notify.Messages
		if err := web.Bind(r, &q); err != nil {
			return err
		}
		found, err := door.Ask(r.Context(), p.Door, web.Actor(r), q)
		if err != nil {
			return err
		}
		return web.Page(w, r, http.StatusOK, inboxPage(inbox{base: base, asked: q, found: found, chooses: authz.MayEver(web.Actor(r), authz.NotifyChoose)}))
	}
}

// getMessage serves GET /me/messages/{message}, and the same for those who work here. That it was opened is kept.
func (p *Pages) getMessage(base string) web.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		actor := web.Actor(r)
		m, err := door.Ask(r.Context(), p.Door, actor, notify.Show{Message: r.PathValue("message")})
		if err != nil {
			return err
		}
		if m.Read.IsZero() {
			if _, err := door.Do(r.Context(), p.Door, actor, notify.Read{District: actor.District(), Message: m.ID}); err != nil {
				return err
			}
		}
		return web.Page(w, r, http.StatusOK, messagePage(letter{base, m}))
	}
}

// An inbox is a page of messages.
type inbox struct {
	base    string
	asked   notify.Messages
	found   *notify.Page
	chooses bool
}

func (i inbox) tabs(ctx context.Context) []kit.Tab {
	tabs := []kit.Tab{
		{Label: i18n.T(ctx, "inbox.all"), URL: i.base, Active: !i.asked.Unread && i.asked.Kind == ""},
		{Label: i18n.T(ctx, "inbox.unread"), URL: i.base + "?unread=true", Count: int(i.found.Unread), Active: i.asked.Unread},
	}
	if i.base == work {
		return tabs
	}
	for _, kind := range []notify.Kind{notify.AboutPolicies, notify.AboutCase} {
		tabs = append(tabs, kit.Tab{Label: kindWord(ctx, kind), URL: i.base + "?kind=" + string(kind), Active: i.asked.Kind == kind})
	}
	return tabs
}

func kindWord(ctx context.Context, kind notify.Kind) string {
	return i18n.T(ctx, i18n.Family("inbox.kind.")+string(kind))
}

// A letter is one message to read.
type letter struct {
	base string
	*notify.Message
}

func (l letter) title(ctx context.Context) string {
	title, _ := l.Words(ctx, kit.Data)
	return title
}

func (l letter) text(ctx context.Context) string {
	_, text := l.Words(ctx, kit.Data)
	return text
}

func (l letter) head(ctx context.Context) kit.Head {
	title := l.title(ctx)
	return kit.Head{Title: title, Crumbs: []kit.Link{{Label: i18n.T(ctx, "inbox.title"), URL: l.base}, {Label: title}}}
}

// options are the answers that the message asks for.
func (l letter) options(ctx context.Context) []kit.Option {
	var options []kit.Option
	for _, value := range l.Ask.Values {
		options = append(options, kit.Option{Value: value, Label: i18n.T(ctx, l.Ask.Words+value)})
	}
	return options
}
