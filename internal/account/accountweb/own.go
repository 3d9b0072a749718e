package accountweb

import (
	"context"
	"net/http"

	"github.com/a-h/templ"

	"yanzhen/internal/account"
	"yanzhen/internal/door"
	"yanzhen/internal/i18n"
	"yanzhen/internal/web"
	"yanzhen/internal/web/kit"
)

// An ownView is one's own account with the places its rights are bound to.
type ownView struct {
	*account.Mine
	calm   bool
	rights []right
}

func (p *Pages) mine(r *http.Request) (*account.Mine, error) {
	current, err := p.Desk.SessionID(r.Context(), r)
	if err != nil {
		return nil, err
	}
	return door.Ask(p.Desk.Context(r.Context()), p.Door, web.Actor(r), account.OwnAccount{Current: current, Issuer: p.Desk.Issuer})
}

// getOwn serves GET /account.
func (p *Pages) getOwn(w http.ResponseWriter, r *http.Request) error {
	mine, err := p.mine(r)
	if err != nil {
		return err
	}
	if web.WantsJSON(r) {
		return web.JSON(w, r, http.StatusOK, mine)
	}
	view := ownView{Mine: mine, calm: isCalm(web.Actor(r)), rights: p.rights(r.Context(), mine.Account.Grants)}
	return web.Page(w, r, http.StatusOK, ownPage(view))
}

// getPassword serves GET /account/password.
func (p *Pages) getPassword(w http.ResponseWriter, r *http.Request) error {
	return web.Page(w, r, http.StatusOK, passwordPage(isCalm(web.Actor(r))))
}

// postPassword serves POST /account/password: the session goes on under a new token.
func (p *Pages) postPassword(w http.ResponseWriter, r *http.Request) error {
	var cmd account.ChangeOwnPassword
	if err := web.Bind(r, &cmd); err != nil {
		return err
	}
	ticket, err := p.Desk.ChangePassword(r.Context(), r, web.Actor(r), cmd)
	if err != nil {
		return waitAgain(w, r, err, passwordPage(isCalm(web.Actor(r))))
	}
	http.SetCookie(w, p.Desk.Cookie(ticket.Token))
	return web.Moved(w, r, "/account", "myaccount.password_changed")
}

// postBeginTOTP serves POST /account/totp/begin.
func (p *Pages) postBeginTOTP(w http.ResponseWriter, r *http.Request) error {
	actor := web.Actor(r)
	cmd := account.BeginTOTP{Own: account.Own{District: actor.District()}}
	if _, err := door.Do(p.Desk.Context(r.Context()), p.Door, actor, cmd); err != nil {
		return err
	}
	return web.Moved(w, r, "/account/totp", "")
}

// getTOTP serves GET /account/totp: the pending secret as a QR code and as text.
func (p *Pages) getTOTP(w http.ResponseWriter, r *http.Request) error {
	page, err := p.totpPage(r)
	if err != nil {
		return err
	}
	return web.Page(w, r, http.StatusOK, page)
}

func (p *Pages) totpPage(r *http.Request) (templ.Component, error) {
	mine, err := p.mine(r)
	if err != nil {
		return nil, err
	}
	return totpPage(ownView{Mine: mine, calm: isCalm(web.Actor(r))}), nil
}

// postTOTP serves POST /account/totp.
func (p *Pages) postTOTP(w http.ResponseWriter, r *http.Request) error {
	var cmd account.ConfirmTOTP
	if err := web.Bind(r, &cmd); err != nil {
		return err
	}
	if err := p.Desk.ConfirmTOTP(r.Context(), web.Actor(r), cmd); err != nil {
		page, pageErr := p.totpPage(r)
		if pageErr != nil {
			return pageErr
		}
		return waitAgain(w, r, err, page)
	}
	return web.Moved(w, r, "/account", "myaccount.totp_on")
}

// getTOTPOff serves GET /account/totp/off.
func (p *Pages) getTOTPOff(w http.ResponseWriter, r *http.Request) error {
	return web.Page(w, r, http.StatusOK, totpOffPage(isCalm(web.Actor(r))))
}

// postTOTPOff serves POST /account/totp/off.
func (p *Pages) postTOTPOff(w http.ResponseWriter, r *http.Request) error {
	var cmd account.DropTOTP
	if err := web.Bind(r, &cmd); err != nil {
		return err
	}
	if err := p.Desk.DropTOTP(r.Context(), web.Actor(r), cmd); err != nil {
		return waitAgain(w, r, err, totpOffPage(isCalm(web.Actor(r))))
	}
	return web.Moved(w, r, "/account", "myaccount.totp_dropped")
}

// postEndSession serves POST /account/sessions: one session, or all.
func (p *Pages) postEndSession(w http.ResponseWriter, r *http.Request) error {
	var cmd account.EndSession
	if err := web.Bind(r, &cmd); err != nil {
		return err
	}
	actor := web.Actor(r)
	cmd.District = actor.District()
	ended, err := door.Do(r.Context(), p.Door, actor, cmd)
	if err != nil {
		return err
	}
	if cmd.All {
		http.SetCookie(w, p.Desk.Cookie(""))
		return web.Moved(w, r, "/sign-in", "signin.out_everywhere", i18n.Args{"n": ended})
	}
	return web.Moved(w, r, "/account", "myaccount.session_ended")
}

// sessionTable lists one's sessions, the latest used first.
func (v ownView) sessionTable(ctx context.Context) kit.Table {
	t := kit.Table{ID: "sessions", Caption: say(ctx, "myaccount.sessions"), Cards: true, Columns: []kit.Column{
		{Label: say(ctx, "myaccount.agent")}, {Label: say(ctx, "myaccount.via")}, {Label: say(ctx, "myaccount.opened")},
		{Label: say(ctx, "myaccount.seen")}, {Label: say(ctx, "myaccount.expires")}, {Label: "", Tight: true}}}
	for _, s := range v.Sessions {
		agent := s.Agent
		if agent == "" {
			agent = say(ctx, "myaccount.agent_unknown")
		}
		t.Rows = append(t.Rows, kit.Row{ID: s.ID, Cells: []templ.Component{
			kit.Text(agent), kit.Text(say(ctx, viaWords+s.Via)), kit.Text(i18n.DateTime(ctx, s.Created)),
			kit.Text(i18n.DateTime(ctx, s.Seen)), kit.Text(i18n.DateTime(ctx, s.Expires)), sessionEnd(s)}})
	}
	return t
}
