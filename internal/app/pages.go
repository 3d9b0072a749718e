package app

import (
	"context"
	"strings"

	"yanzhen/internal/account/accountweb"
	"yanzhen/internal/authz"
	"yanzhen/internal/base/fault"
	"yanzhen/internal/casework/caseweb"
	"yanzhen/internal/door"
	"yanzhen/internal/insight/insightweb"
	"yanzhen/internal/notify/notifyweb"
	"yanzhen/internal/policy/inspect/inspectweb"
	"yanzhen/internal/policy/outreach/outreachweb"
	"yanzhen/internal/policy/policyweb"
	"yanzhen/internal/policy/whatif/whatifweb"
	"yanzhen/internal/registry"
	"yanzhen/internal/registry/intake/intakeweb"
	"yanzhen/internal/registry/registryweb"
	"yanzhen/internal/web"
)

// pages registers what every slice shows.
func (a *App) pages(s *web.Server) {
	for _, slice := range []interface{ Register(*web.Server) }{
		&accountweb.Pages{Door: a.Door, Desk: a.Accounts, District: a.District, Places: places{a.Door}},
		&registryweb.Pages{Door: a.Door, Vault: a.Vault, Regions: a.Regions, District: a.District, Intake: a.Intake},
		&intakeweb.Pages{Door: a.Door, Desk: a.Intake, District: a.District},
		&policyweb.Pages{Door: a.Door, Book: a.Book, District: a.District, Checkups: a.checkups},
		&inspectweb.Pages{Door: a.Door, Desk: a.checkups},
		&whatifweb.Pages{Door: a.Door, Desk: a.trials, Regions: a.Regions, District: a.District},
		&notifyweb.Pages{Door: a.Door},
		&outreachweb.Pages{Door: a.Door, Book: a.Book},
		&caseweb.Pages{Door: a.Door, Desk: a.cases, Vault: a.Vault, District: a.District},
		&insightweb.Pages{Door: a.Door, Book: a.Book, Figures: a.figures, District: a.District, Regions: a.Regions},
	} {
		slice.Register(s)
	}
}

// places find what rights are bound to, for the administrator, who sees no talent data: it looks as an auditor does and gives
// away no more than a name to recognise.
type places struct{ door *door.Door }

// Org finds an organisation by its id, credit code or exact name.
func (p places) Org(ctx context.Context, district, text string) (accountweb.Place, error) {
	actor := authz.System("web", authz.Auditor, district)
	if one, err := door.Ask(ctx, p.door, actor, registry.OrgPage{District: district, Org: text}); err == nil {
		return accountweb.Place{ID: one.Org.ID, Name: one.Org.Name}, nil
	}
	found, err := door.Ask(ctx, p.door, actor, registry.ListOrgs{District: district, Words: text, Limit: 50})
	if err != nil {
		return accountweb.Place{}, err
	}
	for _, row := range found.Rows {
		if row.Name == text || row.USCC == text {
			return accountweb.Place{ID: row.ID, Name: row.Name}, nil
		}
	}
	return accountweb.Place{}, fault.Missing.New("app.no_org")
}

// Person finds a person by id and gives the family name only.
func (p places) Person(ctx context.Context, district, text string) (accountweb.Place, error) {
	one, err := door.Ask(ctx, p.door, authz.System("web", authz.Auditor, district), registry.PersonPage{District: district, Person: text})
	if err != nil {
		return accountweb.Place{}, err
	}
	name := []rune(one.Person.Name)
	return accountweb.Place{ID: one.Person.ID, Name: string(name[:1]) + strings.Repeat("*", len(name)-1)}, nil
}
