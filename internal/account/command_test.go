package account

import (
	"slices"
	"strings"
	"testing"
	"time"

	"yanzhen/internal/authz"
	"yanzhen/internal/base/civil"
	"yanzhen/internal/base/fault"
	"yanzhen/internal/door"
)

// deeds are the administrator's commands as anyone may try them; each gives its error.
func (h *house) deeds(target *Account, token *Token) map[string]func(authz.Actor) error {
	one := One{target.District, target.ID}
	try := func(do func(a authz.Actor) error) func(authz.Actor) error { return do }
	return map[string]func(authz.Actor) error{
		"create": try(func(a authz.Actor) error {
			_, err := door.Do(h.ctx, h.Door, a, CreateAccount{District: zhengxiang, Login: "new-" + a.Account[len(a.Account)-4:], Name: "新人", Grants: []authz.Grant{asUnit}})
			return err
		}),
		"change": try(func(a authz.Actor) error {
			_, err := door.Do(h.ctx, h.Door, a, ChangeAccount{One: one, Name: "改名", Grants: []authz.Grant{asAuditor}})
			return err
		}),
		"disable":  try(func(a authz.Actor) error { _, err := door.Do(h.ctx, h.Door, a, DisableAccount{one}); return err }),
		"enable":   try(func(a authz.Actor) error { _, err := door.Do(h.ctx, h.Door, a, EnableAccount{one}); return err }),
		"password": try(func(a authz.Actor) error { _, err := door.Do(h.ctx, h.Door, a, SetPassword{One: one}); return err }),
		"totp":     try(func(a authz.Actor) error { _, err := door.Do(h.ctx, h.Door, a, ResetTOTP{one}); return err }),
		"token": try(func(a authz.Actor) error {
			_, err := door.Do(h.ctx, h.Door, a, CreateToken{District: zhengxiang, Name: "t", Grants: []authz.Grant{asOffice}, Expires: civil.On(2026, 12, 1)})
			return err
		}),
		"revoke": try(func(a authz.Actor) error {
			_, err := door.Do(h.ctx, h.Door, a, RevokeToken{zhengxiang, token.ID})
			return err
		}),
	}
}

// Only an administrator of the same district changes accounts; everyone else is refused, and the refusal is on record.
func TestOnlyTheDistrictsAdministratorChangesAccounts(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		target := h.make("target", asOffice)
		made, err := door.Do(h.ctx, h.Door, root(zhengxiang), CreateToken{District: zhengxiang, Name: "t", Grants: []authz.Grant{asOffice}, Expires: civil.On(2026, 12, 1)})
		h.check(err)
		actors := map[string]authz.Actor{
			"office": h.make("o", asOffice, long).Actor("web"), "department": h.make("d", authz.Grant{Role: authz.Department, Dept: "renshe"}, long).Actor("web"),
			"unit": h.make("u", asUnit, long).Actor("web"), "talent": h.make("t", asTalent, long).Actor("web"), "expert": h.make("e", authz.Grant{Role: authz.Expert}, long).Actor("web"),
			"leader": h.make("l", authz.Grant{Role: authz.Leader}, long).Actor("web"), "auditor": h.make("a", asAuditor, long).Actor("web"), "public": {Account: "none", Grants: authz.Anyone(zhengxiang).Grants},
			"administrator of another district": root(neighbour),
		}
		before := h.count(`SELECT COUNT(*) FROM account`)
		for who, actor := range actors {
			for deed, do := range h.deeds(target, made.Token) {
				if err := do(actor); fault.KindOf(err) != fault.Denied {
					t.Errorf("%s by %s: %v", deed, who, err)
				}
			}
		}
		if n := h.count(`SELECT COUNT(*) FROM audit_entry WHERE outcome = 'denied'`); n != int64(len(actors)*8) {
			t.Errorf("%d refusals on record, want %d", n, len(actors)*8)
		}
		same, err := h.find("target")
		h.check(err)
		if same.Name != target.Name || same.Disabled || same.MustChange || !slices.Equal(same.Grants, target.Grants) || h.count(`SELECT COUNT(*) FROM account`) != before {
			t.Errorf("a refused command left something behind: %+v", same)
		}
		admin := h.make("admin", asAdmin).Actor("web")
		for deed, do := range h.deeds(target, made.Token) {
			if err := do(admin); err != nil {
				t.Errorf("%s by an administrator: %v", deed, err)
			}
		}
		if n := h.count(`SELECT COUNT(*) FROM audit_entry WHERE outcome = 'done' AND account = $1`, admin.Account); n != 8 {
			t.Errorf("%d deeds on record, want 8", n)
		}
	})
}

// long makes a login out of a short one.
func long(c *CreateAccount) { c.Login += "-person" }

func TestCreateRefusesWhatIsNoAccount(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.make("chen", asOffice)
		grants := func(g ...authz.Grant) []authz.Grant { return g }
		for name, tc := range map[string]struct {
			change func(*CreateAccount)
			fields string // those with a fault, in order
		}{
			"nothing at all":                      {func(c *CreateAccount) { *c = CreateAccount{District: zhengxiang} }, "login name grants.0.role"},
			"a login with a space":                {func(c *CreateAccount) { c.Login = "chen yan" }, "login"},
			"a login that is taken":               {func(c *CreateAccount) { c.Login = "CHEN" }, "login"},
			"no role":                             {func(c *CreateAccount) { c.Grants = grants(authz.Grant{}) }, "grants.0.role"},
			"the public":                          {func(c *CreateAccount) { c.Grants = grants(authz.Grant{Role: authz.Public}) }, "grants.0.role"},
			"a role nobody knows":                 {func(c *CreateAccount) { c.Grants = grants(authz.Grant{Role: "root"}) }, "grants.0.role"},
			"a department without its name":       {func(c *CreateAccount) { c.Grants = grants(asOffice, authz.Grant{Role: authz.Department}) }, "grants.1.dept"},
			"a unit without its organisation":     {func(c *CreateAccount) { c.Grants = grants(authz.Grant{Role: authz.Unit}) }, "grants.0.org"},
			"a talent without a file":             {func(c *CreateAccount) { c.Grants = grants(authz.Grant{Role: authz.Talent}) }, "grants.0.person"},
			"a right twice":                       {func(c *CreateAccount) { c.Grants = grants(asUnit, asUnit) }, "grants.1.role"},
			"who checks and who does":             {func(c *CreateAccount) { c.Grants = grants(asAuditor, asOffice) }, "grants.0.role"},
			"who checks and who runs the system":  {func(c *CreateAccount) { c.Grants = grants(asAdmin, asAuditor) }, "grants.0.role"},
			"a right in another district only":    {func(c *CreateAccount) { c.Grants = grants(authz.Grant{Role: authz.Office, District: neighbour}) }, "grants.0.role"},
			"a weak password":                     {func(c *CreateAccount) { c.Password = "woaini1314520" }, "password"},
			"a secret of codes that is no base32": {func(c *CreateAccount) { c.TOTP = "not a secret" }, "totp"},
		} {
			t.Run(name, func(t *testing.T) {
				c := CreateAccount{District: zhengxiang, Login: "new", Name: "新人", Grants: grants(asOffice), Password: good}
				tc.change(&c)
				_, err := door.Do(h.ctx, h.Door, root(zhengxiang), c)
				var fields []string
				if err != nil {
					for _, f := range fault.Of(err).All() {
						fields = append(fields, f.Field)
					}
				}
				if got := strings.Join(fields, " "); got != tc.fields {
					t.Errorf("faults on %q, want %q: %v", got, tc.fields, err)
				}
			})
		}
		if n := h.count(`SELECT COUNT(*) FROM account`); n != 1 {
			t.Errorf("%d accounts, want 1", n)
		}
	})
}

func TestNobodyGivesRightsInAnotherDistrict(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		admin := h.make("admin", asAdmin).Actor("web")
		abroad := []authz.Grant{asOffice, {Role: authz.Admin, District: neighbour}}
		_, err := door.Do(h.ctx, h.Door, admin, CreateAccount{District: zhengxiang, Login: "spy", Name: "间谍", Grants: abroad})
		h.wantKind(err, fault.Denied)
		target := h.make("target", asOffice)
		_, err = door.Do(h.ctx, h.Door, admin, ChangeAccount{One: One{zhengxiang, target.ID}, Name: "x", Grants: abroad})
		h.wantKind(err, fault.Denied)
		_, err = door.Do(h.ctx, h.Door, admin, CreateToken{District: zhengxiang, Name: "spy", Grants: abroad, Expires: civil.On(2026, 12, 1)})
		h.wantKind(err, fault.Denied)
	})
}

func TestADistrictKeepsAnAdministrator(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		first, second := h.make("first", asAdmin), h.make("second", asAdmin)
		disable := func(by authz.Actor, a *Account) error {
			_, err := door.Do(h.ctx, h.Door, by, DisableAccount{One{zhengxiang, a.ID}})
			return err
		}
		h.wantKind(disable(first.Actor("web"), first), fault.Conflict)
		h.check(disable(first.Actor("web"), second))
		h.wantKind(disable(root(zhengxiang), first), fault.Conflict)
		_, err := door.Do(h.ctx, h.Door, root(zhengxiang), ChangeAccount{One: One{zhengxiang, first.ID}, Name: "x", Grants: []authz.Grant{asOffice}})
		h.wantKind(err, fault.Conflict)
		if still, err := h.find("first"); err != nil || still.Disabled || !still.Has(authz.Admin) {
			t.Errorf("the last administrator: %+v, %v", still, err)
		}
	})
}

// A password that was made is told once, even to the same request sent twice.
func TestSecretsAreToldOnceAndKeptNowhere(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := door.WithKey(h.ctx, "key-1")
		create := CreateAccount{District: zhengxiang, Login: "chen", Name: "陈", Grants: []authz.Grant{asOffice}}
		first, err := door.Do(ctx, h.Door, root(zhengxiang), create)
		h.check(err)
		again, err := door.Do(ctx, h.Door, root(zhengxiang), create)
		h.check(err)
		if first.Password == "" || again.Password != "" || again.Account.ID != first.Account.ID || h.count(`SELECT COUNT(*) FROM account`) != 1 {
			t.Errorf("first %+v, again %+v", first, again)
		}
		if f := checkPassword("", first.Password, "chen", "陈"); f != nil {
			t.Errorf("the password made is refused: %v", f)
		}
		token := CreateToken{District: zhengxiang, Name: "t", Grants: []authz.Grant{asOffice}, Expires: civil.On(2026, 12, 1)}
		ctx = door.WithKey(h.ctx, "key-2")
		made, err := door.Do(ctx, h.Door, root(zhengxiang), token)
		h.check(err)
		same, err := door.Do(ctx, h.Door, root(zhengxiang), token)
		h.check(err)
		if made.Secret == "" || same.Secret != "" || same.Token.ID != made.Token.ID {
			t.Errorf("made %+v, again %+v", made, same)
		}
		h.clean(first.Password, made.Secret, strings.TrimPrefix(made.Secret, tokenMark))
		if n := h.count(`SELECT COUNT(*) FROM account_token WHERE hash = $1`, made.Secret); n != 0 {
			t.Error("the token is kept in clear")
		}
	})
}

func TestATokenSpeaksForItsIntegration(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		made, err := door.Do(h.ctx, h.Door, root(zhengxiang), CreateToken{District: zhengxiang, Name: "市平台", Grants: []authz.Grant{asUnit}, Expires: civil.On(2026, 11, 30)})
		h.check(err)
		speak := func(header string) authz.Actor {
			r := h.with("")
			r.Header.Set("Authorization", header)
			a, err := h.Actor(h.ctx, r)
			h.check(err)
			return a
		}
		got := speak("bearer " + made.Secret)
		if got.Account != made.Token.ID || got.Name != "市平台" || got.Via != "api" || got.Org() != "org1" || got.District() != zhengxiang {
			t.Errorf("actor %+v", got)
		}
		for _, wrong := range []string{"Bearer x" + made.Secret, "Bearer ", "Bearer " + fingerprint(made.Secret), "Basic " + made.Secret} {
			if speak(wrong).SignedIn() {
				t.Errorf("%q opens the house", wrong)
			}
		}
		if list, err := door.Ask(h.ctx, h.Door, root(zhengxiang), Tokens{}); err != nil || len(list.Rows) != 1 || list.Rows[0].Used.IsZero() {
			t.Errorf("list %+v, %v", list, err)
		}
		h.clock.Pass(civil.On(2026, 12, 1).Start().Sub(h.now()) - time.Second)
		if !speak("Bearer " + made.Secret).SignedIn() {
			t.Error("the last day does not count")
		}
		h.clock.Pass(time.Second)
		if speak("Bearer " + made.Secret).SignedIn() {
			t.Error("an expired token opens the house")
		}
		h.clock.Pass(-24 * time.Hour)
		_, err = door.Do(h.ctx, h.Door, root(zhengxiang), RevokeToken{zhengxiang, made.Token.ID})
		h.check(err)
		if speak("Bearer " + made.Secret).SignedIn() {
			t.Error("a revoked token opens the house")
		}
		_, err = door.Do(h.ctx, h.Door, root(zhengxiang), RevokeToken{zhengxiang, made.Token.ID})
		h.wantKind(err, fault.Conflict)
		for _, day := range []civil.Date{civil.On(2026, 11, 1), civil.On(2028, 1, 1), {}} {
			_, err := door.Do(h.ctx, h.Door, root(zhengxiang), CreateToken{District: zhengxiang, Name: "t", Grants: []authz.Grant{asUnit}, Expires: day})
			h.wantKind(err, fault.Invalid)
		}
	})
}

func TestListsShowWhatIsAskedAndMayBeSeen(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		for i, login := range []string{"chen.wei", "chen_wu", "li.wei", "zhao", "qian"} {
			h.clock.Pass(time.Minute)
			h.make(login, []authz.Grant{asOffice, asUnit, asTalent, asAuditor, asAdmin}[i], func(c *CreateAccount) { c.Name = "姓名" + login[:2]; c.Own = i != 1 })
		}
		_, err := door.Do(h.ctx, h.Door, root(neighbour), CreateAccount{District: neighbour, Login: "chen.far", Name: "远", Grants: []authz.Grant{{Role: authz.Office}}})
		h.check(err)
		h.enter("li.wei")
		auditor, err := h.find("zhao")
		h.check(err)
		logins := func(l Accounts) string {
			t.Helper()
			var all []string
			for {
				page, err := door.Ask(h.ctx, h.Door, auditor.Actor("web"), l)
				h.check(err)
				for _, a := range page.Rows {
					if len(a.Grants) != 1 {
						t.Errorf("%s has %d grants", a.Login, len(a.Grants))
					}
					all = append(all, a.Login)
				}
				if l.After = page.Next; l.After == "" {
					if page.Total != int64(len(all)) {
						t.Errorf("total %d, listed %d", page.Total, len(all))
					}
					return strings.Join(all, " ")
				}
			}
		}
		for name, tc := range map[string]struct {
			ask  Accounts
			want string
		}{
			"everyone by login, two a page": {Accounts{Limit: 2}, "chen.wei chen_wu li.wei qian zhao"},
			"backwards":                     {Accounts{Sort: "-login", Limit: 2}, "zhao qian li.wei chen_wu chen.wei"},
			"latest made first":             {Accounts{Sort: "-created", Limit: 2}, "qian zhao li.wei chen_wu chen.wei"},
			"last signed in first":          {Accounts{Sort: "-signed_in", Limit: 1}, "li.wei qian zhao chen_wu chen.wei"},
			"by a part of the login":        {Accounts{Filter: Filter{Words: "WEI"}}, "chen.wei li.wei"},
			"every word must occur":         {Accounts{Filter: Filter{Words: "chen wei"}}, "chen.wei"},
			"by name":                       {Accounts{Filter: Filter{Words: "姓名li"}}, "li.wei"},
			"an underscore is no wild card": {Accounts{Filter: Filter{Words: "n_w"}}, "chen_wu"},
			"by role":                       {Accounts{Filter: Filter{Role: authz.Unit}}, "chen_wu"},
			"who must change the password":  {Accounts{Filter: Filter{State: MustRenew}}, "chen_wu"},
			"who never came":                {Accounts{Filter: Filter{State: NeverSeen, Role: authz.Talent}}, ""},
		} {
			if got := logins(tc.ask); got != tc.want {
				t.Errorf("%s: got %q, want %q", name, got, tc.want)
			}
		}
		for _, bad := range []Accounts{{Sort: "password"}, {After: "x"}, {After: encodeCursor("a", "b"), Sort: "created"}} {
			_, err := door.Ask(h.ctx, h.Door, auditor.Actor("web"), bad)
			h.wantKind(err, fault.Invalid)
		}
		_, err = door.Ask(h.ctx, h.Door, auditor.Actor("web"), Find{"chen.far"})
		h.wantKind(err, fault.Missing)
		office, err := h.find("chen.wei")
		h.check(err)
		_, err = door.Ask(h.ctx, h.Door, office.Actor("web"), Accounts{})
		h.wantKind(err, fault.Denied)
	})
}

func TestAnAdministratorSeesALockAndOpensIt(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		a := h.make("chen", asOffice)
		h.enter("chen")
		for range 5 {
			_, _ = h.signIn("chen", "wrong-guess-88")
		}
		view, err := door.Ask(h.ctx, h.Door, root(zhengxiang), AccountPage{zhengxiang, a.ID})
		h.check(err)
		if view.Sessions != 1 || !view.Locked.Equal(h.now().Add(time.Minute)) {
			t.Errorf("view %+v", view)
		}
		given, err := door.Do(h.ctx, h.Door, root(zhengxiang), SetPassword{One: One{zhengxiang, a.ID}})
		h.check(err)
		if ticket, err := h.signIn("chen", given.Password); err != nil || ticket.Waits != ForPassword {
			t.Errorf("after the new password: %+v, %v", ticket, err)
		}
	})
}
