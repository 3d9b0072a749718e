package accountweb

import (
	"encoding/csv"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"yanzhen/internal/account"
	"yanzhen/internal/authz"
)

func TestTheSessionCookieIsSafe(t *testing.T) {
	for name, secure := range map[string]bool{"session": false, "__Host-session": true} {
		s := open(t, midMorning(), func(d *account.Desk) { d.Secure = secure })
		s.make("chen", "陈雁秋", authz.Grant{Role: authz.Office})
		got := s.browser().post("/sign-in", "login", "chen", "password", good)
		i := slices.IndexFunc(got.Result().Cookies(), func(c *http.Cookie) bool { return c.Name == name })
		if i < 0 {
			t.Fatalf("no cookie %s: %v", name, got.Header())
		}
		c := got.Result().Cookies()[i]
		if !c.HttpOnly || c.Secure != secure || c.SameSite != http.SameSiteLaxMode || c.Path != "/" || c.Domain != "" || c.MaxAge != 0 || len(c.Value) != 43 {
			t.Errorf("%s: %+v", name, c)
		}
	}
}

func TestNothingAboutAnAccountIsCached(t *testing.T) {
	s := open(t, midMorning())
	s.make("guan", "管理员", authz.Grant{Role: authz.Admin})
	b := s.browser()
	for _, path := range []string{"/sign-in", "/sign-in/code", "/sign-in/password"} {
		if got := b.get(path); got.Header().Get("Cache-Control") != "no-store" {
			t.Errorf("%s: %q", path, got.Header().Get("Cache-Control"))
		}
	}
	b.enter("guan")
	for _, path := range []string{"/account", "/account/totp", "/accounts", "/accounts/export", "/tokens"} {
		if got := b.get(path); got.Code != http.StatusOK || got.Header().Get("Cache-Control") != "no-store" {
			t.Errorf("%s: %d %q", path, got.Code, got.Header().Get("Cache-Control"))
		}
	}
}

func TestSigningInLeadsBackToThePageAskedFor(t *testing.T) {
	s := open(t, midMorning())
	s.make("chen", "陈雁秋", authz.Grant{Role: authz.Office})
	want(t, s.browser().get("/people?q=%E9%99%88"), http.StatusSeeOther, "/sign-in?back=%2Fpeople%3Fq%3D%25E9%2599%2588")
	for back, to := range map[string]string{
		"/people?q=%E9%99%88": "/people?q=%E9%99%88", "": "/", "//evil.example": "/", "https://evil.example/": "/", `/\evil.example`: "/", "/a\r\nSet-Cookie: x=1": "/", "people": "/",
	} {
		page := s.browser().get("/sign-in?back=" + url.QueryEscape(back)).Body.String()
		if !strings.Contains(page, `name="back" value="`+strings.ReplaceAll(to, "&", "&amp;")+`"`) {
			t.Errorf("the form for %q does not keep %q", back, to)
		}
		want(t, s.browser().post("/sign-in", "login", "chen", "password", good, "back", back), http.StatusSeeOther, to)
	}
	b := s.browser().enter("chen")
	want(t, b.get("/sign-in?back=%2Fpeople"), http.StatusSeeOther, "/people")
}

func TestAWrongSignInKeepsTheLoginAndNotThePassword(t *testing.T) {
	s := open(t, midMorning())
	s.make("chen", "陈雁秋", authz.Grant{Role: authz.Office})
	for i := range 6 {
		got := s.browser().post("/sign-in", "_form", "sign-in", "login", "chen<b>", "password", "wrong-guess-88", "back", "/people")
		page, status, told := got.Body.String(), http.StatusUnprocessableEntity, "登录名或密码不正确"
		if i >= 4 {
			status, told = http.StatusTooManyRequests, "请 1 分钟后再试"
			if got.Header().Get("Retry-After") != "60" {
				t.Errorf("retry after %q", got.Header().Get("Retry-After"))
			}
		}
		if got.Code != status || !strings.Contains(page, told) || !strings.Contains(page, `value="chen&lt;b&gt;"`) || !strings.Contains(page, `value="/people"`) {
			t.Errorf("try %d: %d\n%s", i+1, got.Code, page)
		}
		if strings.Contains(page, "wrong-guess-88") || len(got.Result().Cookies()) > 0 {
			t.Error("the page shows the password, or a cookie came with it")
		}
	}
}

func TestAGivenPasswordGatesEveryPage(t *testing.T) {
	s := open(t, midMorning())
	s.make("guan", "管理员", authz.Grant{Role: authz.Admin}, func(c *account.CreateAccount) { c.Own = false })
	b := s.browser()
	want(t, b.post("/sign-in", "login", "guan", "password", good, "back", "/accounts"), http.StatusSeeOther, "/sign-in/password?back=%2Faccounts")
	for _, route := range s.Routes() {
		method, path, _ := strings.Cut(route.Pattern, " ")
		if method != http.MethodGet || route.Action == authz.PublicRead || route.Action == authz.SignIn {
			continue
		}
		if got := b.get(strings.NewReplacer("{account}", "x").Replace(path)); got.Code != http.StatusSeeOther || !strings.HasPrefix(got.Header().Get("Location"), "/sign-in?back=") {
			t.Errorf("%s: %d %s", path, got.Code, got.Header().Get("Location"))
		}
	}
	want(t, b.post("/accounts/new", "login", "spy", "name", "x", "grants.0.role", "admin"), http.StatusUnauthorized, "")
	want(t, b.get("/sign-in?back=%2Faccounts"), http.StatusSeeOther, "/sign-in/password?back=%2Faccounts")
	want(t, b.get("/sign-in/code"), http.StatusSeeOther, "/sign-in?back=%2F")
	want(t, b.post("/sign-in/password", "_form", "first", "new", "short", "again", "short"), http.StatusUnprocessableEntity, "")
	want(t, b.post("/sign-in/password", "new", better, "again", better, "back", "/accounts"), http.StatusSeeOther, "/accounts")
	want(t, b.get("/accounts"), http.StatusOK, "")
}

func TestOneClickIsForDemonstrationsOnly(t *testing.T) {
	s := open(t, midMorning())
	shown := s.make("shown", "林雪雁", authz.Grant{Role: authz.Talent, Person: "person1"}, func(c *account.CreateAccount) { c.Demo = true })
	hidden := s.make("hidden", "陈雁秋", authz.Grant{Role: authz.Office})
	if page := s.browser().get("/sign-in").Body.String(); strings.Contains(page, "/sign-in/demo") || strings.Contains(page, "林雪雁") {
		t.Error("a real site offers one-click sign-in")
	}
	want(t, s.browser().post("/sign-in/demo", "account", shown.ID), http.StatusNotFound, "")
	s.desk.Demo = true
	page := s.browser().get("/sign-in").Body.String()
	if !strings.Contains(page, "这是演示环境") || !strings.Contains(page, "林雪雁") || strings.Contains(page, "陈雁秋") {
		t.Errorf("the page of a demonstration\n%s", page)
	}
	want(t, s.browser().post("/sign-in/demo", "account", hidden.ID), http.StatusNotFound, "")
	want(t, s.browser().post("/sign-in/demo", "account", shown.ID, "back", "/account"), http.StatusSeeOther, "/account")
}

func TestSigningOut(t *testing.T) {
	s := open(t, midMorning())
	s.make("chen", "陈雁秋", authz.Grant{Role: authz.Office})
	b, elsewhere := s.browser().enter("chen"), s.browser().enter("chen")
	token := b.cookies["session"]
	want(t, b.post("/sign-out"), http.StatusSeeOther, "/sign-in")
	if b.cookies["session"] != "" {
		t.Error("the cookie is still there")
	}
	b.cookies["session"] = token
	want(t, b.get("/account"), http.StatusSeeOther, "/sign-in?back=%2Faccount")
	want(t, elsewhere.get("/account"), http.StatusOK, "")
	want(t, elsewhere.post("/account/sessions"), http.StatusUnprocessableEntity, "")
	want(t, elsewhere.post("/account/sessions", "all", "on"), http.StatusSeeOther, "/sign-in")
	want(t, elsewhere.get("/account"), http.StatusSeeOther, "/sign-in?back=%2Faccount")
	want(t, s.browser().post("/sign-out"), http.StatusSeeOther, "/sign-in")
}

func TestOnlyAdministratorsAndAuditorsSeeAccounts(t *testing.T) {
	s := open(t, midMorning())
	other := s.make("other", "某人", authz.Grant{Role: authz.Office})
	for role, sees := range map[authz.Role][2]bool{
		authz.Admin: {true, true}, authz.Auditor: {true, false}, authz.Office: {}, authz.Department: {}, authz.Unit: {}, authz.Talent: {}, authz.Expert: {}, authz.Leader: {},
	} {
		s.make("as-"+string(role), "张三丰", authz.Grant{Role: role, Dept: "renshe", Org: "org1", Person: "person1"})
		b := s.browser().enter("as-" + string(role))
		status := func(allowed bool) int {
			if allowed {
				return http.StatusOK
			}
			return http.StatusForbidden
		}
		for _, path := range []string{"/accounts", "/accounts/export", "/accounts/" + other.ID, "/tokens"} {
			want(t, b.get(path), status(sees[0]), "")
		}
		for _, path := range []string{"/accounts/new", "/accounts/" + other.ID + "/edit", "/tokens/new"} {
			want(t, b.get(path), status(sees[1]), "")
		}
		if page := b.get("/accounts/" + other.ID).Body.String(); strings.Contains(page, "/disable") != sees[1] {
			t.Errorf("%s and the buttons of an account", role)
		}
		want(t, b.get("/account"), http.StatusOK, "")
	}
}

func TestTheExportIsWhatIsListed(t *testing.T) {
	s := open(t, midMorning())
	s.make("guan", "管理员", authz.Grant{Role: authz.Admin})
	s.make("zhou", "=HYPERLINK(\"x\")", authz.Grant{Role: authz.Unit, Org: "org1"})
	s.make("lin", "林雪雁", authz.Grant{Role: authz.Talent, Person: "person1"})
	b := s.browser().enter("guan")
	body := b.get("/accounts/export?role=unit").Body.String()
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(body, "\ufeff"))).ReadAll()
	if err != nil || len(rows) != 2 {
		t.Fatalf("%v %v", rows, err)
	}
	if got := strings.Join(rows[1][:4], "|"); got != `zhou|'=HYPERLINK("x")|用人单位 · 衡阳雁云软件有限公司|正常` {
		t.Errorf("row %s", got)
	}
}

func TestAnAccountIsMadeOnceHoweverOftenItIsSent(t *testing.T) {
	s := open(t, midMorning())
	s.make("guan", "管理员", authz.Grant{Role: authz.Admin})
	b := s.browser().enter("guan")
	entries := []string{"_key", "k1", "_form", "account", "login", "zhou.yun", "name", "周云", "grants.0.role", "unit", "grants.0.place", "91430408MA9900101X", "grants.1.role", ""}
	first := b.post("/accounts/new", entries...)
	want(t, first, http.StatusCreated, "")
	if !strings.Contains(first.Body.String(), `class="secret"`) {
		t.Error("the password is not shown")
	}
	again := b.post("/accounts/new", entries...)
	want(t, again, http.StatusCreated, "")
	if strings.Contains(again.Body.String(), `class="secret"`) || !strings.Contains(again.Body.String(), "已经显示过") {
		t.Error("the second answer is not plain about it")
	}
	entries[1] = "k2"
	taken := b.post("/accounts/new", entries...)
	if taken.Code != http.StatusConflict || !strings.Contains(taken.Body.String(), "已被使用") || !strings.Contains(taken.Body.String(), `value="91430408MA9900101X"`) {
		t.Errorf("a login that is taken: %d", taken.Code)
	}
	wrong := b.post("/accounts/new", "_form", "account", "login", "y", "name", "周云", "grants.0.role", "talent", "grants.0.place", "", "grants.1.role", "department")
	for _, field := range []string{"f-account-login-fault", "f-account-grants.0.place-fault", "f-account-grants.1.dept-fault"} {
		if !strings.Contains(wrong.Body.String(), field) {
			t.Errorf("no fault beside %s", field)
		}
	}
}

func TestATokenIsShownOnceAndOpensTheAPI(t *testing.T) {
	s := open(t, midMorning())
	s.make("guan", "管理员", authz.Grant{Role: authz.Admin})
	b := s.browser().enter("guan")
	page := b.post("/tokens/new", "name", "市平台", "expires", "2026-12-31", "grants.0.role", "office").Body.String()
	_, rest, _ := strings.Cut(page, `<code class="secret">`)
	secret, _, _ := strings.Cut(rest, "<")
	if !strings.HasPrefix(secret, "yanzhen_") {
		t.Fatalf("no token on the page\n%s", page)
	}
	if list := b.get("/tokens").Body.String(); strings.Contains(list, secret) || !strings.Contains(list, "市平台") || !strings.Contains(list, "2026-12-31") {
		t.Error("the list of tokens")
	}
	program := s.browser()
	want(t, program.do("GET", "/people", nil, "Authorization", "Bearer "+secret, "Accept", "application/json"), http.StatusOK, "")
	want(t, program.do("GET", "/people", nil, "Authorization", "Bearer "+secret+"x", "Accept", "application/json"), http.StatusUnauthorized, "")
	want(t, program.do("GET", "/accounts", nil, "Authorization", "Bearer "+secret, "Accept", "application/json"), http.StatusForbidden, "")
}

func TestTheQRCodeIsInsideThePage(t *testing.T) {
	s := open(t, midMorning())
	s.make("chen", "陈雁秋", authz.Grant{Role: authz.Office})
	b := s.browser().enter("chen")
	want(t, b.post("/account/totp/begin"), http.StatusSeeOther, "/account/totp")
	page := b.get("/account/totp").Body.String()
	if !strings.Contains(page, `<svg class="qr" role="img"`) || strings.Contains(page, "data:image") || strings.Contains(page, "style=") {
		t.Error("the QR code is no plain picture inside the page")
	}
}

func TestEveryRoleHasAName(t *testing.T) {
	for _, role := range authz.Roles {
		if name := roleName(t.Context(), role); strings.Contains(name, "⟦") {
			t.Errorf("%s: %s", role, name)
		}
	}
}
