package accountweb

import (
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"

	"yanzhen/internal/account"
	"yanzhen/internal/authz"
	"yanzhen/internal/base/clock"
	"yanzhen/internal/door"
	"yanzhen/internal/web/webtest"
)

// look opens a page in both languages at the three widths, checks it and takes its pictures.
// In the end the page is open in Chinese.
func look(t *testing.T, p *webtest.Page, path, name string) {
	t.Helper()
	p.Open("/lang?to=zh-CN&back=%2F")
	p.Look(t, path, name+"-zh")
	if webtest.Long() {
		p.Open("/lang?to=en&back=%2F")
		p.Look(t, path, name+"-en")
	}
	p.Open("/lang?to=zh-CN&back=" + url.QueryEscape(path))
}

// codeFor is what an app with the secret shows at the desk's time.
func codeFor(t *testing.T, secret string, at time.Time) string {
	t.Helper()
	code, err := totp.GenerateCode(strings.ReplaceAll(secret, " ", ""), at)
	if err != nil {
		t.Fatal(err)
	}
	return code
}

// A person signs in, sets up one-time codes, signs out and signs in again with a code.
func TestJourneyOfOneTimeCodes(t *testing.T) {
	b := webtest.New(t)
	s := open(t, clock.At(clock.System().Now()))
	s.make("chen", "陈雁秋", authz.Grant{Role: authz.Office})
	server := httptest.NewServer(s)
	defer server.Close()
	p := b.Page(t, server.URL)

	look(t, p, "/sign-in", "sign-in")
	p.Open("/people?q=1")
	p.Fill("login", "chen")
	p.Fill("password", "not the password")
	p.Click("#sign-in button")
	p.See("登录名或密码不正确")
	p.Check()
	p.Shot("", "sign-in-wrong")
	if got := webtest.Eval[string](p, `document.querySelector("[name=login]").value`); got != "chen" {
		t.Errorf("the login typed is lost: %q", got)
	}
	p.Fill("password", good)
	p.Click("#sign-in button")
	if p.URL() != "/people?q=1" {
		t.Fatalf("after signing in: %s", p.URL())
	}
	look(t, p, "/account", "account")
	look(t, p, "/account/password", "account-password")

	p.Open("/account")
	p.ClickText("开启")
	p.See("扫描二维码")
	look(t, p, "/account/totp", "account-totp")
	secret := p.Text("code.secret")
	p.Fill("password", good)
	p.Fill("code", "000 000")
	p.ClickText("确认开启")
	p.See("验证码不正确")
	p.Fill("password", good)
	p.Fill("code", codeFor(t, secret, s.clock.Now()))
	p.ClickText("确认开启")
	p.See("动态验证码已开启")
	p.Check()
	look(t, p, "/account/totp/off", "account-totp-off")

	p.Click("summary.who")
	p.ClickText("退出登录")
	p.See("已安全退出")
	p.Open("/people")
	p.Fill("login", "chen")
	p.Fill("password", good)
	p.Click("#sign-in button")
	p.See("输入动态验证码")
	look(t, p, p.URL(), "sign-in-code")
	p.Fill("code", codeFor(t, secret, s.clock.Now()))
	p.ClickText("继续")
	p.See("已用过")
	s.clock.Pass(time.Minute)
	p.Fill("code", codeFor(t, secret, s.clock.Now()))
	p.ClickText("继续")
	if p.URL() != "/people" {
		t.Errorf("after the code: %s", p.URL())
	}
}

// An administrator makes an account; its owner chooses a password of their own; the administrator looks after it.
func TestJourneyOfAnAdministrator(t *testing.T) {
	b := webtest.New(t)
	s := open(t, clock.At(clock.System().Now()))
	s.make("guan", "管理员甲", authz.Grant{Role: authz.Admin})
	s.make("shen", "审计员", authz.Grant{Role: authz.Auditor})
	s.make("lin", "林雪雁", authz.Grant{Role: authz.Talent, Person: "person1"})
	s.make("wen", "文科长", authz.Grant{Role: authz.Department, Dept: "keji"}, func(c *account.CreateAccount) { c.Own = false })
	server := httptest.NewServer(s)
	defer server.Close()
	p := b.Page(t, server.URL)
	p.Open("/sign-in")
	p.Fill("login", "guan")
	p.Fill("password", good)
	p.Click("#sign-in button")

	look(t, p, "/accounts/new", "accounts-new")
	p.Fill("login", "zhou.yun")
	p.Choose("grants.0.role", "unit")
	p.Fill("grants.0.place", "没有这家公司")
	p.ClickText("新建")
	p.See("没有找到")
	p.Check()
	p.Shot("", "accounts-new-wrong")
	p.Fill("grants.0.place", "91430408MA9900101X")
	p.ClickText("新建")
	p.See("请填写姓名")
	p.Fill("name", "周云")
	p.ClickText("新建")
	p.See("只显示这一次")
	p.Check()
	p.Shot("", "accounts-given")
	password := p.Text("code.secret")
	p.ClickText("已告知")
	p.See("衡阳雁云软件有限公司")
	page := p.URL()

	look(t, p, "/accounts", "accounts")
	look(t, p, page, "accounts-one")
	look(t, p, page+"/edit", "accounts-edit")
	p.Open("/accounts?q=%E5%91%A8%E4%BA%91&role=unit&state=must_change")
	p.See("zhou.yun")
	if p.Shows("shen") {
		t.Error("the filter lets others through")
	}

	owner := b.Page(t, server.URL)
	owner.Open("/account")
	owner.Fill("login", "zhou.yun")
	owner.Fill("password", password)
	owner.Click("#sign-in button")
	owner.See("设置您自己的密码")
	look(t, owner, owner.URL(), "sign-in-password")
	owner.Fill("new", "12345678901")
	owner.Fill("again", "123456789012")
	owner.ClickText("保存并进入")
	owner.See("密码不要只用数字")
	owner.See("两次输入的密码不一致")
	owner.Check()
	owner.Fill("new", better)
	owner.Fill("again", better)
	owner.ClickText("保存并进入")
	owner.See("登录情况")

	p.Open(page)
	p.ClickText("停用账户")
	p.Check()
	p.Click(".confirm[open] button.btn-danger")
	p.See("账户已停用")
	owner.Open("/account")
	owner.See("登录名")

	look(t, p, "/tokens", "tokens-none")
	look(t, p, "/tokens/new", "tokens-new")
	p.Fill("name", "市人才平台数据交换")
	p.Choose("grants.0.role", "office")
	p.ClickText("生成令牌")
	p.See("只显示这一次")
	p.Check()
	p.Shot("", "tokens-made")
	look(t, p, "/tokens", "tokens")
	p.ClickText("吊销")
	p.Click(".confirm[open] button.btn-danger")
	p.See("令牌已吊销")
	p.Check()
}

// In a demonstration one press is enough, and the page says what it is.
func TestJourneyOfADemonstration(t *testing.T) {
	b := webtest.New(t)
	s := open(t, clock.At(clock.System().Now()), func(d *account.Desk) { d.Demo = true })
	offered := func(c *account.CreateAccount) { c.Demo = true }
	for login, grant := range map[string]authz.Grant{"office": {Role: authz.Office}, "dept": {Role: authz.Department, Dept: "renshe"}, "unit": {Role: authz.Unit, Org: "org1"},
		"talent": {Role: authz.Talent, Person: "person1"}, "expert": {Role: authz.Expert}, "leader": {Role: authz.Leader}, "auditor": {Role: authz.Auditor}, "admin": {Role: authz.Admin}} {
		s.make(login, map[string]string{"office": "陈雁秋", "talent": "林雪雁"}[login]+"某某", grant, offered)
	}
	server := httptest.NewServer(s)
	defer server.Close()
	p := b.Page(t, server.URL)
	look(t, p, "/sign-in", "sign-in-demo")
	p.Open("/sign-in?back=%2Faccount")
	p.ClickText("林雪雁")
	p.See("我的账户")
	look(t, p, "/account", "account-talent")
	if _, err := door.Ask(s.ctx, s.desk.Door, authz.Anyone(zhengxiang), account.Accounts{}); err == nil {
		t.Error("the public lists accounts")
	}
}
