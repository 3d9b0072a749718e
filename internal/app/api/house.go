package api

import (
	"net/http"

	"yanzhen/internal/account"
	"yanzhen/internal/authz"
	"yanzhen/internal/door"
	"yanzhen/internal/insight"
	"yanzhen/internal/web"
	"yanzhen/internal/web/rest"
)

// oversight are the operations of those who oversee.
func (h House) oversight(a *rest.API) {
	rest.Ask(a, "GET /api/v1/workbench", rest.Op{ID: "readWorkbench", Tag: "oversight"}, book[insight.Workbench](h.Book),
		func(_ *http.Request, w *insight.Workbench) error { w.Figures = h.Figures; return nil })
	rest.Ask[insight.Log](a, "GET /api/v1/audit", rest.Op{ID: "listLog", Tag: "oversight"})
	rest.Ask[insight.RunPage](a, "GET /api/v1/runs/{run}", rest.Op{ID: "readRun", Tag: "oversight"})
	rest.Do[insight.CancelRun](a, "POST /api/v1/runs/{run}/cancel", rest.Op{ID: "cancelRun", Tag: "oversight"})
}

// accounts are the operations of administrators.
func (h House) accounts(a *rest.API) {
	rest.Ask[account.Accounts](a, "GET /api/v1/accounts", rest.Op{ID: "listAccounts", Tag: "accounts"})
	rest.Do[account.CreateAccount](a, "POST /api/v1/accounts", rest.Op{ID: "createAccount", Tag: "accounts", Created: true, Must: []string{"login", "name", "grants", "password"},
		Example: map[string]any{"login": "chen", "name": "陈雁秋", "password": "…", "grants": []any{map[string]any{"role": "office"}}}})
	rest.Ask[account.AccountPage](a, "GET /api/v1/accounts/{account}", rest.Op{ID: "readAccount", Tag: "accounts"})
	rest.Do[account.ChangeAccount](a, "PUT /api/v1/accounts/{account}", rest.Op{ID: "changeAccount", Tag: "accounts", Must: []string{"name", "grants"}})
	rest.Do[account.DisableAccount](a, "POST /api/v1/accounts/{account}/disable", rest.Op{ID: "disableAccount", Tag: "accounts"})
	rest.Do[account.EnableAccount](a, "POST /api/v1/accounts/{account}/enable", rest.Op{ID: "enableAccount", Tag: "accounts"})
	rest.Ask[account.Tokens](a, "GET /api/v1/tokens", rest.Op{ID: "listTokens", Tag: "accounts"})
	rest.Func(a, "POST /api/v1/tokens", authz.AccountChange, rest.Op{ID: "createToken", Tag: "accounts", Created: true, Must: []string{"name", "grants", "expires"}}, h.createToken)
	rest.Do[account.RevokeToken](a, "DELETE /api/v1/tokens/{token}", rest.Op{ID: "revokeToken", Tag: "accounts"})
}

// A newToken is a token with what it is spoken by, which is told once.
type newToken struct {
	Token  *account.Token `json:"token"`
	Secret string         `json:"secret,omitempty"`
}

func (h House) createToken(r *http.Request, c account.CreateToken) (newToken, error) {
	made, err := door.Do(r.Context(), h.Door, web.Actor(r), c)
	if err != nil {
		return newToken{}, err
	}
	return newToken{made.Token, made.Secret}, nil
}
