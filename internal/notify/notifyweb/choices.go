package notifyweb

import (
	"context"
	"net/http"

	"yanzhen/internal/door"
	"yanzhen/internal/i18n"
	"yanzhen/internal/notify"
	"yanzhen/internal/web"
	"yanzhen/internal/web/kit"
)

// getChoices serves GET /me/messages/choices.
func (p *Pages) getChoices(w http.ResponseWriter, r *http.Request) error {
	found, err := door.Ask(r.Context(), p.Door, web.Actor(r), notify.Choices{})
	if err != nil {
		return err
	}
	return web.Page(w, r, http.StatusOK, choicesPage(found))
}

// postChoice serves POST /me/messages/choices.
func (p *Pages) postChoice(w http.ResponseWriter, r *http.Request) error {
	var cmd notify.Choose
	if err := web.Bind(r, &cmd); err != nil {
		return err
	}
	cmd.District, cmd.Person = web.Actor(r).District(), web.Actor(r).Person()
	if _, err := door.Do(r.Context(), p.Door, web.Actor(r), cmd); err != nil {
		return err
	}
	key := "inbox.choice.off.done"
	if cmd.Allowed {
		key = "inbox.choice.on.done"
	}
	return web.Moved(w, r, own+"/choices", key)
}

func channelWord(ctx context.Context, c notify.Channel) string {
	return i18n.T(ctx, i18n.Family("inbox.channel.")+string(c))
}

// moments are the history of a person's choices.
func moments(ctx context.Context, history []notify.Choice) []kit.Moment {
	var all []kit.Moment
	for _, c := range history {
		m := kit.Moment{When: i18n.T(ctx, "inbox.at", i18n.Args{"at": c.At}), Text: i18n.T(ctx, "inbox.choice.by", i18n.Args{"by": kit.Data(c.By)}), Icon: "x", Tone: kit.Gray,
			Title: i18n.T(ctx, "inbox.choice.turned_off", i18n.Args{"kind": kindWord(ctx, c.Kind), "channel": channelWord(ctx, c.Channel)})}
		if c.Allowed {
			m.Icon, m.Tone = "check", kit.Green
			m.Title = i18n.T(ctx, "inbox.choice.turned_on", i18n.Args{"kind": kindWord(ctx, c.Kind), "channel": channelWord(ctx, c.Channel)})
		}
		all = append(all, m)
	}
	return all
}
