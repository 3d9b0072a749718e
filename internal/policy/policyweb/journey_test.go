package policyweb_test

import (
	"net/http/httptest"
	"testing"
	"time"

	"yanzhen/internal/web/webtest"
)

func TestAPolicyIsWrittenMendedApprovedAndComesIntoForce(t *testing.T) {
	browser := webtest.New(t)
	s := open(t, 40)
	server := httptest.NewServer(s)
	t.Cleanup(server.Close)
	p := browser.Page(t, server.URL)
	replace := func(old, new string) {
		webtest.Eval[bool](p, `(() => { const a = document.getElementById("f-pack-rows.0.text"); a.value = a.value.replace("`+old+`", "`+new+`"); return true })()`)
	}
	p.Open("/as/office")
	p.Open("/policies/new")
	p.Fill("id", "sample_rent")
	replace("yuan: 600", "yuan: 六百")
	p.Fill("reason", "请审批")
	p.Click(`button[value="submit"]`)
	p.See("不是金额")
	replace("六百", "600")
	p.Click(`button[value="submit"]`)
	p.See("待审批")
	p.Check()
	version := p.URL()

	p.Open("/as/second")
	p.Open(version)
	p.Fill("effect", "2026-11-26")
	webtest.Eval[bool](p, `(() => { document.querySelector("#f-approve-reason").value = "常务会议纪要第 9 号"; return true })()`)
	p.Click(`form[action$="/approve"] button[type=submit]`)
	p.See("已批准，待生效")
	p.See("批准，2026-11-26 起生效")
	p.Check()

	p.Open("/as/public")
	p.Open("/policies?search=sample_rent")
	if p.Shows("租房补贴（样例）") {
		t.Error("the public sees it before its day")
	}
	s.now.Pass(48 * time.Hour)
	p.Open("/policies/sample_rent")
	p.See("租房补贴（样例）")
}

func TestTheComparisonIsThereToLookAt(t *testing.T) {
	browser := webtest.New(t)
	s := open(t, 40)
	server := httptest.NewServer(s)
	t.Cleanup(server.Close)
	p := browser.Page(t, server.URL)
	p.Open("/as/office")
	draft := s.raised()
	for _, lang := range []string{"zh", "en"} {
		p.Open("/lang?to=" + lang + "&back=/as/office")
		p.Look(t, "/policies/hengyang_living_2022/compare?who=more&to="+draft, "compare-"+lang)
		p.Look(t, "/policies/hengyang_living_2022?digest="+draft, "version-"+lang)
	}
}
