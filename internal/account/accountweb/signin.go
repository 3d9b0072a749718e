package accountweb

import (
	"net/http"
	"net/url"
	"strconv"

	"github.com/a-h/templ"

	"yanzhen/internal/account"
	"yanzhen/internal/base/fault"
	"yanzhen/internal/web"
)

// backTo is the page to go to once in.
func backTo(r *http.Request) string { return web.SafeBack(r.FormValue("back")) }

// stepPath is the page that asks for what still waits.
func stepPath(waits account.Waits, back string) string {
	switch waits {
	case account.ForCode, account.ForPassword:
		return "/sign-in/" + string(waits) + "?back=" + url.QueryEscape(back)
	}
	return back
}

// getSignIn serves GET /sign-in?back=/people. Whoever is in, or half in, goes on from there.
func (p *Pages) getSignIn(w http.ResponseWriter, r *http.Request) error {
	private(w)
	waits, err := p.Desk.Waits(r.Context(), r)
	if err != nil {
		return err
	}
	if waits != account.Nothing || web.Actor(r).SignedIn() {
		return web.Moved(w, r, stepPath(waits, backTo(r)), "")
	}
	return p.showSignIn(w, r, nil)
}

func (p *Pages) showSignIn(w http.ResponseWriter, r *http.Request, failed error) error {
	offered, err := p.Desk.DemoAccounts(r.Context())
	if err != nil {
		return err
	}
	page := signInPage(signInView{back: backTo(r), demo: offered})
	if failed != nil {
		return waitAgain(w, r, failed, page)
	}
	return web.Page(w, r, http.StatusOK, page)
}

// waitAgain shows a form again, and tells programs when it may be sent again.
func waitAgain(w http.ResponseWriter, r *http.Request, err error, page templ.Component) error {
	if minutes, ok := fault.Of(err).Args["minutes"].(int64); ok {
		w.Header().Set("Retry-After", strconv.FormatInt(60*minutes, 10))
	}
	return web.Again(w, r, err, page)
}

// postSignIn serves POST /sign-in.
func (p *Pages) postSignIn(w http.ResponseWriter, r *http.Request) error {
	private(w)
	var in account.SignIn
	if err := web.Bind(r, &in); err != nil {
		return err
	}
	ticket, err := p.Desk.SignIn(r.Context(), r, in)
	if err != nil {
		return p.showSignIn(w, r, err)
	}
	return p.in(w, r, ticket)
}

// in gives the browser its session and leads on.
func (p *Pages) in(w http.ResponseWriter, r *http.Request, ticket account.Ticket) error {
	http.SetCookie(w, p.Desk.Cookie(ticket.Token))
	return web.Moved(w, r, stepPath(ticket.Waits, backTo(r)), "")
}

// postDemo serves POST /sign-in/demo.
func (p *Pages) postDemo(w http.ResponseWriter, r *http.Request) error {
	private(w)
	var in account.DemoSignIn
	if err := web.Bind(r, &in); err != nil {
		return err
	}
	ticket, err := p.Desk.EnterDemo(r.Context(), r, in)
	if err != nil {
		return err
	}
	return p.in(w, r, ticket)
}

// getCode serves GET /sign-in/code.
func (p *Pages) getCode(w http.ResponseWriter, r *http.Request) error {
	return p.getStep(w, r, account.ForCode, codePage(backTo(r)))
}

// getFirstPassword serves GET /sign-in/password.
func (p *Pages) getFirstPassword(w http.ResponseWriter, r *http.Request) error {
	return p.getStep(w, r, account.ForPassword, firstPasswordPage(backTo(r)))
}

// getStep shows the page of a step to those who are at it; others start at the beginning, or where they are.
func (p *Pages) getStep(w http.ResponseWriter, r *http.Request, step account.Waits, page templ.Component) error {
	private(w)
	waits, err := p.Desk.Waits(r.Context(), r)
	if err != nil {
		return err
	}
	if waits != step {
		return web.Moved(w, r, "/sign-in?back="+url.QueryEscape(backTo(r)), "")
	}
	return web.Page(w, r, http.StatusOK, page)
}

// postCode serves POST /sign-in/code.
func (p *Pages) postCode(w http.ResponseWriter, r *http.Request) error {
	private(w)
	var in account.Code
	if err := web.Bind(r, &in); err != nil {
		return err
	}
	ticket, err := p.Desk.GiveCode(r.Context(), r, in)
	if err != nil {
		return p.stepAgain(w, r, err, codePage(backTo(r)))
	}
	return p.in(w, r, ticket)
}

// postFirstPassword serves POST /sign-in/password.
func (p *Pages) postFirstPassword(w http.ResponseWriter, r *http.Request) error {
	private(w)
	var in account.NewPassword
	if err := web.Bind(r, &in); err != nil {
		return err
	}
	ticket, err := p.Desk.ReplacePassword(r.Context(), r, in)
	if err != nil {
		return p.stepAgain(w, r, err, firstPasswordPage(backTo(r)))
	}
	return p.in(w, r, ticket)
}

// stepAgain shows a step again. One that took too long leads to the beginning and says so; one that is done leads on.
func (p *Pages) stepAgain(w http.ResponseWriter, r *http.Request, err error, page templ.Component) error {
	start := "/sign-in?back=" + url.QueryEscape(backTo(r))
	switch key := fault.Of(err).Key; {
	case web.WantsJSON(r):
		return err
	case key == "account.sign_in.again":
		http.SetCookie(w, p.Desk.Cookie(""))
		return web.Moved(w, r, start, "signin.too_long")
	case key == "account.sign_in.elsewhere":
		return web.Moved(w, r, start, "")
	}
	return waitAgain(w, r, err, page)
}

// postSignOut serves POST /sign-out.
func (p *Pages) postSignOut(w http.ResponseWriter, r *http.Request) error {
	private(w)
	if err := p.Desk.SignOut(r.Context(), r); err != nil {
		return err
	}
	http.SetCookie(w, p.Desk.Cookie(""))
	return web.Moved(w, r, "/sign-in", "signin.out")
}
