package webtest

import (
	"context"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/a-h/templ"

	"yanzhen/internal/authz"
	"yanzhen/internal/base/clock"
	"yanzhen/internal/web"
	"yanzhen/internal/web/kit"
)

type nobody struct{}

func (nobody) Actor(context.Context, *http.Request) (authz.Actor, error) {
	return authz.Anyone("430408"), nil
}

// gallery is a site that shows every component of the kit.
func gallery(t *testing.T) string {
	t.Helper()
	server := web.NewServer(web.Config{
		Clock: clock.At(time.Date(2026, 11, 23, 8, 0, 0, 0, time.UTC)), Identities: nobody{}, District: "430408",
		Log: slog.New(slog.DiscardHandler), Burst: 1e6,
		Frame: func(r *http.Request, _ authz.Actor) kit.Frame {
			return frameOf(sayIn(r.Context()), !strings.HasPrefix(r.URL.Path, "/portal"))
		},
	})
	for path, page := range map[string]templ.Component{"/office": officePage(), "/dossier": dossierPage(), "/form": formPage(), "/portal": portalPage(),
		"/orphan": templ.Raw(`<!DOCTYPE html><html lang="en"><title>t</title><main>left 忘记</main></html>`),
		"/wide":   templ.Raw(`<!DOCTYPE html><html lang="en"><meta name="viewport" content="width=device-width"><title>t</title><main><p style="color:red">x</p><pre>` + strings.Repeat("wide", 200) + `</pre><img src="/none.png"></main></html>`)} {
		server.Handle("GET "+path, authz.PublicRead, func(w http.ResponseWriter, r *http.Request) error {
			return web.Page(w, r, http.StatusOK, page)
		})
	}
	server.Handle("POST /form", authz.PublicRead, postApplication)
	server.Handle("GET /progress", authz.PublicRead, func(w http.ResponseWriter, r *http.Request) error {
		return web.Page(w, r, http.StatusOK, kit.Progress(kit.Job{Text: "2000", Done: 2000, Total: 2000}))
	})
	site := httptest.NewServer(server)
	t.Cleanup(site.Close)
	return site.URL
}

func TestEveryComponentInBothLanguagesAtEveryWidth(t *testing.T) {
	page := New(t).Page(t, gallery(t))
	for _, lang := range []string{"zh-CN", "en"} {
		page.Open("/lang?to=" + lang + "&back=/portal")
		for _, name := range []string{"office", "dossier", "form", "portal", "no-such-page"} {
			page.Look(t, "/"+name, name+"-"+lang)
		}
	}
}

func TestLargeTypeAndHighContrast(t *testing.T) {
	page := New(t).Page(t, gallery(t))
	page.Open("/view?large=1&contrast=1&back=/office")
	for _, name := range []string{"office", "dossier", "form", "portal"} {
		page.Look(t, "/"+name, name+"-contrast")
	}
}

func TestAFormThatFailsInABrowser(t *testing.T) {
	page := New(t).Page(t, gallery(t))
	page.Width(390)
	page.Open("/form")
	page.Fill("name", "李敏")
	page.Fill("amount", "很多")
	page.Fill("bought", "2026-02-30")
	page.Choose("level", "b")
	page.Choose("with", "spouse")
	page.ClickText("保存并下一步")
	page.See("有内容需要修改")
	page.Check()
	page.Shot("", "form-faults")
	if focused := Eval[string](page, `document.activeElement.className`); !strings.Contains(focused, "alert-box") {
		t.Errorf("the summary should have the focus, not %q", focused)
	}
	kept := Eval[[]string](page, `[...document.querySelectorAll("[name=name],[name=amount],[name=level],[name=with]:checked")].map(e => e.value)`)
	if strings.Join(kept, " ") != "李敏 b 很多 spouse child" {
		t.Errorf("kept %q", kept)
	}
	page.ClickText("请按 年-月-日 填写")
	if focused := Eval[string](page, `document.activeElement.name`); focused != "bought" {
		t.Errorf("the link of the summary led to %q", focused)
	}
	page.Width(1440)
	page.Check()
	page.Shot("", "form-faults")
	page.Fill("amount", "1200.50")
	page.Fill("bought", "2026-02-28")
	page.ClickText("保存并下一步")
	page.See("在库人才总量")
	page.See("网址对应的页面不存在。") // the words carried over to the next page
}

func TestTheMenuOfAPhoneIsADrawer(t *testing.T) {
	page := New(t).Page(t, gallery(t))
	page.Width(390)
	page.Open("/office")
	if page.Shows("政策规则库") {
		t.Error("the menu should be closed")
	}
	page.Click(".drawer > summary")
	page.See("政策规则库")
	page.Axe()
	page.Shot("", "drawer")
	page.Open("/office")
	page.ClickText("English")
	if page.URL() != "/office" || !page.Shows("People on file") {
		t.Errorf("the switch of language led to %s", page.URL())
	}
}

func TestAJobRenewsItselfAndAConfirmationOpens(t *testing.T) {
	page := New(t).Page(t, gallery(t))
	page.Open("/dossier")
	page.ClickText("注销档案")
	page.See("可由管理员恢复。")
	page.Axe()
	page.See("已完成 2,000 / 2,000")
	page.Quiet()
}

// failures counts what a check would fail a test for.
type failures struct {
	testing.TB
	texts []string
}

func (f *failures) Helper() {}
func (f *failures) Errorf(format string, args ...any) {
	f.texts = append(f.texts, format)
}

func TestTheChecksSeeWhatIsWrong(t *testing.T) {
	page := New(t).Page(t, gallery(t))
	for name, tc := range map[string]struct {
		path  string
		check func(*Page)
	}{
		"Chinese on an English page":   {"/orphan", (*Page).OneLanguage},
		"a page wider than the screen": {"/wide", (*Page).Fits},
		"a picture without words":      {"/wide", (*Page).Axe},
		"a style the policy refuses":   {"/wide", (*Page).Quiet},
	} {
		t.Run(name, func(t *testing.T) {
			seen := &failures{TB: t}
			probe := &Page{t: seen, ctx: page.ctx, base: page.base, width: page.width}
			page.Open(tc.path)
			page.mu.Lock()
			probe.errors, page.errors = page.errors, nil
			page.mu.Unlock()
			if tc.check(probe); len(seen.texts) == 0 {
				t.Error("the check saw nothing")
			}
		})
	}
}
