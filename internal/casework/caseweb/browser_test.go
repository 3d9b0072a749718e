package caseweb_test

import (
	"net/http/httptest"
	"os"
	"strings"
	"testing"

	"yanzhen/internal/town"
	"yanzhen/internal/web/webtest"
)

// A young teacher applies on a phone, is told once what is missing, mends it; the office and a department agree.
func TestTheJourneyOfAnApplication(t *testing.T) {
	s := open(t)
	server := httptest.NewServer(s)
	defer server.Close()
	browser := webtest.New(t)
	round := s.aRound("xiangxiucai")
	talent := browser.Page(t, server.URL)
	talent.Width(390)
	talent.Open("/as/talent")
	talent.Open("/me/cases")
	talent.ClickText("申报")
	talent.Choose("field", "extension")
	talent.Fill("place", "雨母山村")
	talent.Fill("story", "太短")
	talent.ClickText("提交申报")
	talent.See("至少 30 字")
	talent.Check()
	talent.Fill("story", story)
	talent.ClickText("提交申报")
	talent.See("已提交")
	talent.Check()
	kase := strings.TrimPrefix(strings.TrimPrefix(talent.URL(), server.URL), "/me")

	office := browser.Page(t, server.URL)
	office.Open("/as/office")
	office.Open("/cases")
	office.See(town.Liao)
	office.Check()
	office.Open(kase)
	office.Check()
	office.Click(`input[name="act"][value="ask"]`)
	office.Fill("reason", "村名不全")
	office.Fill("items", "村的全称")
	office.ClickText("提交办理意见")
	office.See("待补正")

	talent.Open("/me" + kase)
	talent.See("村的全称")
	talent.ClickText("填写申报表")
	talent.Fill("place", "雨母山镇雨母山村")
	talent.ClickText("提交申报")
	talent.See("办理中")

	office.Open(kase)
	office.Click(`input[name="act"][value="agree"]`)
	office.ClickText("提交办理意见")
	office.See("走访核实")
	s.look(t, browser, server.URL, round, kase)
}

// look checks every page in both languages at every width, and keeps pictures where YANZHEN_SHOTS says.
func (s *site) look(t *testing.T, browser *webtest.Browser, base, round, kase string) {
	t.Helper()
	if os.Getenv("YANZHEN_LONG") == "" && os.Getenv("YANZHEN_SHOTS") == "" {
		return
	}
	for _, as := range []struct{ who, path, name string }{
		{"office", "/rounds", "rounds"}, {"office", round, "round"}, {"office", "/cases?all=yes", "cases"}, {"department", kase, "case"},
		{"talent", "/me/cases", "my-cases"}, {"talent", "/me" + kase, "my-case"},
	} {
		p := browser.Page(t, base)
		p.Open("/as/" + as.who)
		p.Look(t, as.path, "cases-"+as.name)
	}
}
