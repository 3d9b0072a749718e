// Package accountweb holds the pages of accounts: signing in with its steps, one's own account, the
// administrator's list of accounts and of the tokens of integrations.
package accountweb

import (
	"context"
	_ "embed"
	"net/http"
	"time"

	"yanzhen/internal/account"
	"yanzhen/internal/authz"
	"yanzhen/internal/district"
	"yanzhen/internal/door"
	"yanzhen/internal/i18n"
	"yanzhen/internal/web"
	"yanzhen/internal/web/kit"
)

//go:embed words.yaml
var wordsYAML []byte

// Words are the words of these pages.
var Words = i18n.MustLoad(wordsYAML)

// The families of words that are chosen at run time.
var (
	viaWords   = i18n.Family("myaccount.via.")
	stateWords = i18n.Family("accounts.state.")
	tokenWords = i18n.Family("tokens.state.")
)

// Pages serves the pages of accounts.
type Pages struct {
	Door     *door.Door
	Desk     *account.Desk
	District *district.District
	Places   Places // nil where places are known by their ids only
}

// A Place is what a right is bound to: an organisation or a person.
type Place struct{ ID, Name string }

// Places find the organisations and people that rights are bound to. The composition root gives them, since the registry
// stands above accounts.
type Places interface {
	// Org finds an organisation by its id, its credit code or its exact name; fault.Missing if there is none.
	Org(ctx context.Context, district, text string) (Place, error)
	// Person finds a person by their id; fault.Missing if there is none. An administrator sees no talent data, so
	// the name is masked.
	Person(ctx context.Context, district, text string) (Place, error)
}

// byID takes places by their ids.
type byID struct{}

func (byID) Org(_ context.Context, _, text string) (Place, error)    { return Place{text, text}, nil }
func (byID) Person(_ context.Context, _, text string) (Place, error) { return Place{text, text}, nil }

// How fast one address may sign in: a whole office behind one address comes to work at once; a program that tries
// passwords does not get far.
const (
	signInsPerSecond = 2
	signInsAtOnce    = 200
)

// Register adds the pages to s.
func (p *Pages) Register(s *web.Server) {
	if p.Places == nil {
		p.Places = byID{}
	}
	slow := s.Rate(signInsPerSecond, signInsAtOnce)
	s.Handle("GET /sign-in", authz.SignIn, p.getSignIn)
	s.Handle("POST /sign-in", authz.SignIn, p.postSignIn, slow)
	s.Handle("POST /sign-in/demo", authz.SignIn, p.postDemo, slow)
	s.Handle("GET /sign-in/code", authz.SignIn, p.getCode)
	s.Handle("POST /sign-in/code", authz.SignIn, p.postCode, slow)
	s.Handle("GET /sign-in/password", authz.SignIn, p.getFirstPassword)
	s.Handle("POST /sign-in/password", authz.SignIn, p.postFirstPassword, slow)
	s.Handle("POST /sign-out", authz.SignIn, p.postSignOut)

	s.Handle("GET /account", authz.OwnAccount, p.getOwn)
	s.Handle("GET /account/password", authz.OwnAccount, p.getPassword)
	s.Handle("POST /account/password", authz.OwnAccount, p.postPassword, slow)
	s.Handle("POST /account/totp/begin", authz.OwnAccount, p.postBeginTOTP)
	s.Handle("GET /account/totp", authz.OwnAccount, p.getTOTP)
	s.Handle("POST /account/totp", authz.OwnAccount, p.postTOTP, slow)
	s.Handle("GET /account/totp/off", authz.OwnAccount, p.getTOTPOff)
	s.Handle("POST /account/totp/off", authz.OwnAccount, p.postTOTPOff, slow)
	s.Handle("POST /account/sessions", authz.OwnAccount, p.postEndSession)

	s.Handle("GET /accounts", authz.AccountRead, p.getAccounts)
	s.Handle("GET /accounts/export", authz.AccountRead, p.getExport, web.Within(5*time.Minute))
	s.Handle("GET /accounts/new", authz.AccountChange, p.getNew)
	s.Handle("POST /accounts/new", authz.AccountChange, p.postNew)
	s.Handle("GET /accounts/{account}", authz.AccountRead, p.getAccount)
	s.Handle("GET /accounts/{account}/edit", authz.AccountChange, p.getEdit)
	s.Handle("POST /accounts/{account}/edit", authz.AccountChange, p.postEdit)
	s.Handle("POST /accounts/{account}/disable", authz.AccountChange, p.postDisable)
	s.Handle("POST /accounts/{account}/enable", authz.AccountChange, p.postEnable)
	s.Handle("POST /accounts/{account}/password", authz.AccountChange, p.postGivePassword)
	s.Handle("POST /accounts/{account}/totp", authz.AccountChange, p.postResetTOTP)

	s.Handle("GET /tokens", authz.AccountRead, p.getTokens)
	s.Handle("GET /tokens/new", authz.AccountChange, p.getNewToken)
	s.Handle("POST /tokens/new", authz.AccountChange, p.postNewToken)
	s.Handle("POST /tokens/{token}/revoke", authz.AccountChange, p.postRevoke)
}

// say gives words in the reader's language.
func say(ctx context.Context, key string, args ...i18n.Args) string { return i18n.T(ctx, key, args...) }

// isCalm reports whether the reader is one of those whose pages are calm: talents, experts, the public.
func isCalm(a authz.Actor) bool {
	for _, role := range []authz.Role{authz.Office, authz.Department, authz.Unit, authz.Leader, authz.Auditor, authz.Admin} {
		if a.Has(role) {
			return false
		}
	}
	return true
}

// crumbs is the way to a page from the start.
func crumbs(ctx context.Context, more ...kit.Link) []kit.Link {
	return append([]kit.Link{{Label: say(ctx, "accounts.home"), URL: "/"}}, more...)
}

// private keeps a page that shows a secret, or opens a session, out of every cache.
func private(w http.ResponseWriter) { w.Header().Set("Cache-Control", "no-store") }
