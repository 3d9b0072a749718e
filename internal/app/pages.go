package app

import (
	"yanzhen/internal/account/accountweb"
	"yanzhen/internal/insight/insightweb"
	"yanzhen/internal/policy/policyweb"
	"yanzhen/internal/registry/intake/intakeweb"
	"yanzhen/internal/registry/registryweb"
	"yanzhen/internal/web"
)

// pages registers what every slice shows.
func (a *App) pages(s *web.Server) {
	for _, slice := range []interface{ Register(*web.Server) }{
		&accountweb.Pages{Door: a.Door, Desk: a.Accounts, District: a.District},
		&registryweb.Pages{Door: a.Door, Vault: a.Vault, Regions: a.Regions, District: a.District, Intake: a.Intake},
		&intakeweb.Pages{Door: a.Door, Desk: a.Intake, District: a.District},
		&policyweb.Pages{Door: a.Door, Book: a.Book, District: a.District},
		&insightweb.Pages{Door: a.Door, Book: a.Book, District: a.District},
	} {
		slice.Register(s)
	}
}
