package accountweb

import (
	"net/http"

	"yanzhen/internal/account"
	"yanzhen/internal/authz"
	"yanzhen/internal/door"
	"yanzhen/internal/web"
)

// one is the account a path names.
func one(r *http.Request) account.One {
	return account.One{District: web.Actor(r).District(), Account: r.PathValue("account")}
}

func (p *Pages) view(r *http.Request) (*account.View, error) {
	at := one(r)
	return door.Ask(p.Desk.Context(r.Context()), p.Door, web.Actor(r), account.AccountPage{District: at.District, Account: at.Account})
}

// getAccount serves GET /accounts/{account}.
func (p *Pages) getAccount(w http.ResponseWriter, r *http.Request) error {
	found, err := p.view(r)
	if err != nil {
		return err
	}
	if web.WantsJSON(r) {
		return web.JSON(w, r, http.StatusOK, found)
	}
	actor := web.Actor(r)
	return web.Page(w, r, http.StatusOK, accountPage(pageView{View: found, rights: p.rights(r.Context(), found.Account.Grants),
		changes: authz.MayEver(actor, authz.AccountChange), own: found.Account.ID == actor.Account}))
}

// A newAccount is the form of a new account.
type newAccount struct {
	Login  string     `json:"login"`
	Name   string     `json:"name"`
	Grants []rightRow `json:"grants"`
}

// getNew serves GET /accounts/new.
func (p *Pages) getNew(w http.ResponseWriter, r *http.Request) error {
	return web.Page(w, r, http.StatusOK, newPage(p.form(r, nil)))
}

// form is what the form of an account shows.
func (p *Pages) form(r *http.Request, a *account.Account) editView {
	v := editView{account: a, departments: p.departments(r.Context())}
	var rights []right
	if a != nil {
		rights = p.rights(r.Context(), a.Grants)
	}
	v.rows = rowsOf(r, rights)
	return v
}

// postNew serves POST /accounts/new: the account, and its password once.
func (p *Pages) postNew(w http.ResponseWriter, r *http.Request) error {
	var in newAccount
	if err := web.Bind(r, &in); err != nil {
		return web.Again(w, r, err, newPage(p.form(r, nil)))
	}
	actor := web.Actor(r)
	grants, err := p.grants(r.Context(), actor.District(), in.Grants)
	if err != nil {
		return web.Again(w, r, err, newPage(p.form(r, nil)))
	}
	given, err := door.Do(p.Desk.Context(r.Context()), p.Door, actor,
		account.CreateAccount{District: actor.District(), Login: in.Login, Name: in.Name, Grants: grants})
	if err != nil {
		return web.Again(w, r, onRows(err), newPage(p.form(r, nil)))
	}
	return web.Page(w, r, http.StatusCreated, givenPage(given))
}

// getEdit serves GET /accounts/{account}/edit.
func (p *Pages) getEdit(w http.ResponseWriter, r *http.Request) error {
	found, err := p.view(r)
	if err != nil {
		return err
	}
	return web.Page(w, r, http.StatusOK, editPage(p.form(r, found.Account)))
}

// postEdit serves POST /accounts/{account}/edit.
func (p *Pages) postEdit(w http.ResponseWriter, r *http.Request) error {
	found, err := p.view(r)
	if err != nil {
		return err
	}
	var in newAccount
	err = web.Bind(r, &in)
	var grants []authz.Grant
	if err == nil {
		grants, err = p.grants(r.Context(), found.Account.District, in.Grants)
	}
	if err == nil {
		_, err = door.Do(r.Context(), p.Door, web.Actor(r), account.ChangeAccount{One: one(r), Name: in.Name, Grants: grants})
	}
	if err != nil {
		return web.Again(w, r, onRows(err), editPage(p.form(r, found.Account)))
	}
	return web.Moved(w, r, "/accounts/"+found.Account.ID, "accounts.saved")
}

// postDisable serves POST /accounts/{account}/disable.
func (p *Pages) postDisable(w http.ResponseWriter, r *http.Request) error {
	a, err := door.Do(r.Context(), p.Door, web.Actor(r), account.DisableAccount{One: one(r)})
	if err != nil {
		return err
	}
	return web.Moved(w, r, "/accounts/"+a.ID, "accounts.disabled")
}

// postEnable serves POST /accounts/{account}/enable.
func (p *Pages) postEnable(w http.ResponseWriter, r *http.Request) error {
	a, err := door.Do(r.Context(), p.Door, web.Actor(r), account.EnableAccount{One: one(r)})
	if err != nil {
		return err
	}
	return web.Moved(w, r, "/accounts/"+a.ID, "accounts.enabled")
}

// postGivePassword serves POST /accounts/{account}/password: a new password, shown once.
func (p *Pages) postGivePassword(w http.ResponseWriter, r *http.Request) error {
	given, err := door.Do(p.Desk.Context(r.Context()), p.Door, web.Actor(r), account.SetPassword{One: one(r)})
	if err != nil {
		return err
	}
	return web.Page(w, r, http.StatusOK, givenPage(given))
}

// postResetTOTP serves POST /accounts/{account}/totp.
func (p *Pages) postResetTOTP(w http.ResponseWriter, r *http.Request) error {
	a, err := door.Do(p.Desk.Context(r.Context()), p.Door, web.Actor(r), account.ResetTOTP{One: one(r)})
	if err != nil {
		return err
	}
	return web.Moved(w, r, "/accounts/"+a.ID, "accounts.totp_was_reset")
}
