package accountweb

import (
	"context"
	"encoding/csv"
	"net/http"
	"strings"

	"github.com/a-h/templ"

	"yanzhen/internal/account"
	"yanzhen/internal/authz"
	"yanzhen/internal/door"
	"yanzhen/internal/i18n"
	"yanzhen/internal/web"
	"yanzhen/internal/web/kit"
)

// A listView is a page of accounts with the places of their rights.
type listView struct {
	*account.List
	rights  [][]right
	changes bool   // the reader may make accounts
	query   string // of the page, for the export
}

// asked reads the list a query asks for.
func asked(r *http.Request) account.Accounts {
	q := r.URL.Query()
	return account.Accounts{Sort: q.Get("sort"), After: q.Get("after"),
		Filter: account.Filter{Words: q.Get("q"), Role: authz.Role(q.Get("role")), State: account.State(q.Get("state"))}}
}

// getAccounts serves GET /accounts?q=&role=&state=&sort=&after=.
func (p *Pages) getAccounts(w http.ResponseWriter, r *http.Request) error {
	list, err := door.Ask(r.Context(), p.Door, web.Actor(r), asked(r))
	if err != nil {
		return err
	}
	if web.WantsJSON(r) {
		return web.JSON(w, r, http.StatusOK, list)
	}
	v := listView{List: list, changes: authz.MayEver(web.Actor(r), authz.AccountChange), query: r.URL.RawQuery}
	for _, a := range list.Rows {
		v.rights = append(v.rights, p.rights(r.Context(), a.Grants))
	}
	return web.Page(w, r, http.StatusOK, listPage(v))
}

func (v listView) filters(ctx context.Context) kit.FilterBar {
	states := make([]kit.Option, len(account.States))
	for i, s := range account.States {
		states[i] = kit.Option{Value: string(s), Label: say(ctx, stateWords+string(s))}
	}
	return kit.FilterBar{Keyword: say(ctx, "accounts.keyword"), Hint: say(ctx, "accounts.keyword_hint"), Filters: []kit.Filter{
		{Name: "role", Label: say(ctx, "grants.role"), Options: roleOptions(ctx)},
		{Name: "state", Label: say(ctx, "accounts.state"), Options: states}}}
}

func (v listView) table(ctx context.Context) kit.Table {
	t := kit.Table{ID: "accounts", Caption: say(ctx, "accounts.title"), Cards: true, Columns: []kit.Column{
		{Key: "name", Label: say(ctx, "accounts.name"), Tight: true}, {Key: "login", Label: say(ctx, "accounts.login"), Sort: true},
		{Key: "rights", Label: say(ctx, "accounts.rights")}, {Key: "state", Label: say(ctx, "accounts.state")}, {Key: "totp", Label: say(ctx, "accounts.totp")},
		{Key: "created", Label: say(ctx, "accounts.created"), Sort: true, Tight: true}, {Key: "signed_in", Label: say(ctx, "accounts.signed_in"), Sort: true, Tight: true}}}
	for i, a := range v.Rows {
		t.Rows = append(t.Rows, kit.Row{ID: a.ID, Name: kit.Data(a.Name), Cells: []templ.Component{
			kit.A(kit.Link{Label: kit.Data(a.Name), URL: "/accounts/" + a.ID}), kit.Text(kit.Data(a.Login)), rightList(v.rights[i]), accountState(ctx, a),
			kit.Text(onOff(ctx, a.TOTP)), kit.Text(i18n.DateTime(ctx, a.Created)), kit.Text(orDash(i18n.DateTime(ctx, a.SignedIn)))}})
	}
	return t
}

func accountState(ctx context.Context, a *account.Account) templ.Component {
	switch {
	case a.Disabled:
		return kit.Status(say(ctx, stateWords+string(account.Disabled)), kit.Gray)
	case a.MustChange:
		return kit.Status(say(ctx, stateWords+string(account.MustRenew)), kit.Orange)
	}
	return kit.Status(say(ctx, stateWords+string(account.Active)), kit.Green)
}

func onOff(ctx context.Context, on bool) string {
	if on {
		return say(ctx, "accounts.totp_on")
	}
	return say(ctx, "accounts.totp_off")
}

func orDash(s string) string {
	if s == "" {
		return "—"
	}
	return s
}

// getExport serves GET /accounts/export with the query of the list: exactly what it lists, as CSV.
func (p *Pages) getExport(w http.ResponseWriter, r *http.Request) error {
	ask := asked(r)
	ask.After, ask.Limit = "", 200
	first, err := door.Ask(r.Context(), p.Door, web.Actor(r), ask)
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "text/csv; charset=utf-8")
	w.Header().Set("Content-Disposition", `attachment; filename="accounts.csv"`)
	if _, err := w.Write([]byte("\ufeff")); err != nil { // office programs know UTF-8 by this mark
		return nil // the reader went away
	}
	out := csv.NewWriter(w)
	ctx := r.Context()
	if err := out.Write([]string{say(ctx, "accounts.login"), say(ctx, "accounts.name"), say(ctx, "accounts.rights"), say(ctx, "accounts.state"),
		say(ctx, "accounts.totp"), say(ctx, "accounts.created"), say(ctx, "accounts.signed_in")}); err != nil {
		return nil
	}
	for list := first; ; {
		for _, a := range list.Rows {
			if out.Write(p.csvRow(ctx, a)) != nil {
				return nil
			}
		}
		if ask.After = list.Next; ask.After == "" {
			break
		}
		if list, err = door.Ask(ctx, p.Door, web.Actor(r), ask); err != nil {
			return err
		}
	}
	out.Flush()
	return nil
}

func (p *Pages) csvRow(ctx context.Context, a *account.Account) []string {
	var rights []string
	for _, r := range p.rights(ctx, a.Grants) {
		rights = append(rights, plain(r.text(ctx)))
	}
	state := account.Active
	if a.Disabled {
		state = account.Disabled
	} else if a.MustChange {
		state = account.MustRenew
	}
	return []string{inert(a.Login), inert(a.Name), inert(strings.Join(rights, "; ")), say(ctx, stateWords+string(state)),
		onOff(ctx, a.TOTP), i18n.DateTime(ctx, a.Created), i18n.DateTime(ctx, a.SignedIn)}
}

// plain takes away the marks of data, which a file has no use for.
func plain(s string) string { return strings.NewReplacer("\u2068", "", "\u2069", "").Replace(s) }

// inert keeps a cell from being run as a formula by a spreadsheet (OWASP, CSV injection).
func inert(cell string) string {
	if strings.ContainsRune("=+-@\t\r", []rune(cell + " ")[0]) {
		return "'" + cell
	}
	return cell
}
