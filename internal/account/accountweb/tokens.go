package accountweb

import (
	"context"
	"net/http"

	"github.com/a-h/templ"

	"yanzhen/internal/account"
	"yanzhen/internal/authz"
	"yanzhen/internal/base/civil"
	"yanzhen/internal/door"
	"yanzhen/internal/i18n"
	"yanzhen/internal/web"
	"yanzhen/internal/web/kit"
)

// A tokensView is a page of tokens with the places of their rights.
type tokensView struct {
	*account.TokenList
	rights  [][]right
	states  []string
	changes bool
}

// getTokens serves GET /tokens?after=.
func (p *Pages) getTokens(w http.ResponseWriter, r *http.Request) error {
	list, err := door.Ask(r.Context(), p.Door, web.Actor(r), account.Tokens{After: r.URL.Query().Get("after")})
	if err != nil {
		return err
	}
	if web.WantsJSON(r) {
		return web.JSON(w, r, http.StatusOK, list)
	}
	v := tokensView{TokenList: list, changes: authz.MayEver(web.Actor(r), authz.AccountChange)}
	for _, t := range list.Rows {
		v.rights = append(v.rights, p.rights(r.Context(), t.Grants))
		v.states = append(v.states, t.State(p.Door.Clock.Now()))
	}
	return web.Page(w, r, http.StatusOK, tokensPage(v))
}

var tokenTones = map[string]kit.Tone{"active": kit.Green, "expired": kit.Gray, "revoked": kit.Red}

func (v tokensView) table(ctx context.Context) kit.Table {
	t := kit.Table{ID: "tokens", Caption: say(ctx, "tokens.title"), Cards: true, Columns: []kit.Column{
		{Label: say(ctx, "tokens.name")}, {Label: say(ctx, "accounts.rights")}, {Label: say(ctx, "accounts.state")}, {Label: say(ctx, "accounts.created"), Tight: true},
		{Label: say(ctx, "tokens.expires"), Tight: true}, {Label: say(ctx, "tokens.used"), Tight: true}},
		Empty: kit.EmptyState("key", say(ctx, "tokens.none"), say(ctx, "tokens.none_text"))}
	if v.changes {
		t.Columns = append(t.Columns, kit.Column{Label: say(ctx, "tokens.deeds"), Tight: true})
	}
	for i, token := range v.Rows {
		cells := []templ.Component{kit.Text(kit.Data(token.Name)), rightList(v.rights[i]), kit.Status(say(ctx, tokenWords+v.states[i]), tokenTones[v.states[i]]),
			kit.Text(i18n.DateTime(ctx, token.Created)), kit.Text(civil.Of(token.Expires).AddDays(-1).String()), kit.Text(orDash(i18n.DateTime(ctx, token.Used)))}
		if v.changes {
			cells = append(cells, tokenEnd(token, v.states[i]))
		}
		t.Rows = append(t.Rows, kit.Row{ID: token.ID, Cells: cells})
	}
	return t
}

// A newToken is the form of a new token.
type newToken struct {
	Name    string     `json:"name"`
	Expires civil.Date `json:"expires"`
	Grants  []rightRow `json:"grants"`
}

// getNewToken serves GET /tokens/new.
func (p *Pages) getNewToken(w http.ResponseWriter, r *http.Request) error {
	return web.Page(w, r, http.StatusOK, p.newTokenPage(r))
}

// usualToken is how many days a token is good for unless its maker says otherwise.
const usualToken = 180

func (p *Pages) newTokenPage(r *http.Request) templ.Component {
	until := civil.Of(p.Door.Clock.Now()).AddDays(usualToken)
	return newTokenPage(editView{rows: rowsOf(r, nil), departments: p.departments(r.Context())}, until.String())
}

// postNewToken serves POST /tokens/new: the token, shown once.
func (p *Pages) postNewToken(w http.ResponseWriter, r *http.Request) error {
	var in newToken
	err := web.Bind(r, &in)
	actor := web.Actor(r)
	var grants []authz.Grant
	if err == nil {
		grants, err = p.grants(r.Context(), actor.District(), in.Grants)
	}
	var made *account.Made
	if err == nil {
		made, err = door.Do(r.Context(), p.Door, actor, account.CreateToken{District: actor.District(), Name: in.Name, Grants: grants, Expires: in.Expires})
	}
	if err != nil {
		return web.Again(w, r, onRows(err), p.newTokenPage(r))
	}
	return web.Page(w, r, http.StatusCreated, madePage(made))
}

// postRevoke serves POST /tokens/{token}/revoke.
func (p *Pages) postRevoke(w http.ResponseWriter, r *http.Request) error {
	actor := web.Actor(r)
	if _, err := door.Do(r.Context(), p.Door, actor, account.RevokeToken{District: actor.District(), Token: r.PathValue("token")}); err != nil {
		return err
	}
	return web.Moved(w, r, "/tokens", "tokens.revoked")
}
