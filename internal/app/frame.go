package app

import (
	"log/slog"
	"net/http"
	"strings"

	"yanzhen/internal/account"
	"yanzhen/internal/authz"
	"yanzhen/internal/door"
	"yanzhen/internal/i18n"
	"yanzhen/internal/notify"
	"yanzhen/internal/web/kit"
)

// A door in the menu: what it is called, where it leads, and the action one needs to pass it.
type entry struct {
	words, url, icon string
	action           authz.Action
}

// A group of the menu; the first has no heading.
type group struct {
	words   string
	entries []entry
}

// officeMenu is for those who work in the house; each sees what they may open.
var officeMenu = []group{
	{"", []entry{
		{"menu.workbench", "/workbench", "layout-dashboard", authz.WorkRead},
	}},
	{"menu.people", []entry{
		{"menu.people_list", "/people", "users", authz.PersonRead},
		{"menu.orgs", "/orgs", "building", authz.OrgRead},
		{"menu.imports", "/imports", "file-import", authz.ImportRead},
		{"menu.conflicts", "/conflicts", "git-compare", authz.ConflictDecide},
	}},
	{"menu.policies", []entry{
		{"menu.library", "/policies", "books", authz.PolicyRead},
		{"menu.outreach", "/outreach", "target", authz.OutreachRead},
		{"menu.awards", "/awards", "award", authz.AwardRead},
		{"menu.findings", "/policies/findings", "stethoscope", authz.PolicyFindings},
		{"menu.calculator", "/calculator", "scale", authz.PolicyRead},
	}},
	{"menu.casework", []entry{
		{"menu.cases", "/cases", "gavel", authz.CaseRead},
		{"menu.rounds", "/rounds", "calendar", authz.CaseRead},
	}},
	{"menu.house", []entry{
		{"menu.accounts", "/accounts", "user-circle", authz.AccountRead},
		{"menu.tokens", "/tokens", "key", authz.AccountChange},
		{"menu.audit", "/audit", "shield-check", authz.AuditRead},
		{"menu.api", "/api", "link", authz.AccountChange},
	}},
}

// unitMenu is for those who act for one employer.
var unitMenu = []group{
	{"", []entry{
		{"menu.unit", "/unit", "layout-dashboard", authz.EmployConfirm},
		{"menu.own_people", "/people", "users", authz.PersonRead},
		{"menu.own_org", "/orgs", "building", authz.OrgRead},
		{"menu.imports", "/imports", "file-import", authz.ImportRead},
	}},
	{"menu.casework", []entry{
		{"menu.cases", "/cases", "gavel", authz.CaseRead},
		{"menu.rounds", "/rounds", "calendar", authz.CaseRead},
	}},
	{"menu.policies", []entry{
		{"menu.library", "/policies", "books", authz.PolicyRead},
		{"menu.calculator", "/calculator", "scale", authz.PolicyRead},
	}},
}

// talentMenu is for one person about themselves; publicMenu for everyone.
var (
	talentMenu = []group{{"", []entry{
		{"menu.me", "/me", "id", authz.Home}, // with tabs of its own: the file, the policies
		{"menu.messages", "/me/messages", "message", authz.NotifyRead},
		{"menu.apply", "/me/cases", "file-check", authz.CaseRead},
		{"menu.library", "/policies", "books", authz.PolicyRead},
		{"menu.calculator", "/calculator", "scale", authz.PolicyRead},
	}}}
	publicMenu = []group{{"", []entry{
		{"menu.start", "/", "home", authz.PublicRead},
		{"menu.library", "/policies", "books", authz.PolicyRead},
		{"menu.calculator", "/calculator", "scale", authz.PolicyRead},
	}}}
)

// A station is where the people of a role start and what they find there. The first role an actor holds, in
// this order, decides.
var stations = []struct {
	role  authz.Role
	start string
	menu  []group
}{
	{authz.Office, "/workbench", officeMenu},
	{authz.Department, "/workbench", officeMenu},
	{authz.Leader, "/workbench", officeMenu},
	{authz.Auditor, "/workbench", officeMenu},
	{authz.Admin, "/accounts", officeMenu},
	{authz.Unit, "/unit", unitMenu},
	{authz.Talent, "/me", talentMenu},
	{authz.Expert, "/account", publicMenu},
}

// stationOf gives the start page, the menu and the role that decided; those of the public for everyone else.
func stationOf(actor authz.Actor) (start string, menu []group, role authz.Role) {
	for _, s := range stations {
		if actor.SignedIn() && actor.Has(s.role) {
			return s.start, s.menu, s.role
		}
	}
	return "/", publicMenu, authz.Public
}

// frame surrounds a page for the actor.
func (a *App) frame(r *http.Request, actor authz.Actor) kit.Frame {
	ctx := r.Context()
	lang := i18n.LangOf(ctx)
	start, menu, role := stationOf(actor)
	f := kit.Frame{
		Site:   kit.Site{Name: a.District.Platform.In(lang), Owner: a.District.Owner.In(lang), Home: start, Foot: i18n.T(ctx, "frame.foot")},
		SignIn: "/sign-in",
	}
	if a.Config.Demo {
		f.Notice = i18n.T(ctx, "frame.demo")
	}
	if actor.SignedIn() {
		f.User = &kit.User{Name: kit.Data(actor.Name), Role: i18n.T(ctx, account.RoleWords+string(role)), Account: "/account", SignOut: "/sign-out"}
	}
	f.Inbox = a.inbox(r, actor, role)
	if authz.MayEver(actor, authz.PersonRead) && role != authz.Talent {
		f.Search = "/people"
	}
	for _, g := range menu {
		shown := kit.MenuGroup{}
		if g.words != "" {
			shown.Label = i18n.T(ctx, g.words)
		}
		for _, e := range g.entries {
			if authz.MayEver(actor, e.action) {
				shown.Items = append(shown.Items, kit.MenuItem{Label: i18n.T(ctx, e.words), URL: e.url, Icon: e.icon})
			}
		}
		if len(shown.Items) > 0 {
			f.Menu = append(f.Menu, shown)
		}
	}
	return f
}

// inbox tells how many messages wait for the reader of a page; nil where none is shown. A page does not fail for want of the number.
func (a *App) inbox(r *http.Request, actor authz.Actor, role authz.Role) *kit.Inbox {
	if !actor.SignedIn() || strings.HasPrefix(r.URL.Path, "/static/") || strings.HasPrefix(r.URL.Path, "/api/") {
		return nil
	}
	n, err := door.Ask(r.Context(), a.Door, actor, notify.Unread{})
	if err != nil {
		slog.WarnContext(r.Context(), "the messages of a reader could not be counted", "err", err)
		return nil
	}
	inbox := &kit.Inbox{URL: "/messages", Count: int(n)}
	if role == authz.Talent {
		inbox.URL = "/me/messages"
	}
	return inbox
}
