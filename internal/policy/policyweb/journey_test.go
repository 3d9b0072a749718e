package policyweb_test

import (
	"net/http/httptest"
	"testing"
	"time"

	"yanzhen/internal/web/webtest"
)

// write types into a text area of the editor, in the place of what is there, as a keyboard would.
func write(p *webtest.Page, area, old, new string) {
	webtest.Eval[bool](p, `(() => { const a = document.getElementById("`+area+`"), at = a.value.indexOf("`+old+`");
		a.focus(); a.setSelectionRange(at, at + "`+old+`".length); return at >= 0 && document.execCommand("insertText", false, "`+new+`") })()`)
}

// key presses a key in the entry that has the cursor.
func key(p *webtest.Page, name string) {
	webtest.Eval[bool](p, `document.activeElement.dispatchEvent(new KeyboardEvent("keydown", {key: "`+name+`", code: "`+name+`", bubbles: true, cancelable: true})) || true`)
}

// Facts are offered as the officer types, a mistake shows at once without a button, the clause by clause view edits the same text, a second person
// approves, and the day puts it into force.
func TestAPolicyIsWrittenMendedApprovedAndComesIntoForce(t *testing.T) {
	browser := webtest.New(t)
	s := open(t, 40)
	server := httptest.NewServer(s)
	t.Cleanup(server.Close)
	p := browser.Page(t, server.URL)
	const text = "f-pack-rows.0.text"
	p.Open("/as/office")
	p.Open("/policies/new")
	p.Fill("id", "sample_rent")

	write(p, text, "!housing.has_home", "!无住房的反面")
	write(p, text, "无住房的反面", "自有住房")
	p.See("在本市有自有住房")
	p.See("是或否")
	p.Axe()
	key(p, "ArrowDown")
	key(p, "ArrowUp")
	if chosen := webtest.Eval[string](p, `document.getElementById(document.activeElement.getAttribute("aria-activedescendant")).querySelector("code").textContent`); chosen != "housing.has_home" {
		t.Errorf("offered first: %q", chosen)
	}
	key(p, "Enter")
	if !webtest.Eval[bool](p, `document.getElementById("`+text+`").value.includes('when: "!housing.has_home"') && !document.getElementById("suggestions")`) {
		t.Error("what was chosen is not in the text")
	}
	write(p, text, "yuan: 600", "yuan: 六百")
	p.See("不是金额")
	if !webtest.Eval[bool](p, `document.getElementById("pack-status").textContent.includes("policy.yaml 第") && document.getElementById("`+text+`").value.includes("六百")`) {
		t.Error("the mistake is not announced, or what was typed is lost")
	}
	p.Click(`button[value="view clauses"]`)
	p.See("条件 no_home")
	if !webtest.Eval[bool](p, `document.querySelector("[name='edits.benefits/0/amount/tiers/1/yuan']").getAttribute("aria-invalid") === "true"`) {
		t.Error("the entry with the mistake is not marked")
	}
	p.Check()
	p.Shot("", "editor-clauses-fault")
	write(p, "f-pack-edits.gates/0/when", "education.full_time_rank >= 5", "education.full_time_level == 'mas")
	p.See("硕士研究生")
	key(p, "Enter")
	key(p, "Escape")
	write(p, "f-pack-edits.gates/0/when", "'master", "'master'")
	write(p, "f-pack-edits.benefits/0/amount/tiers/1/yuan", "六百", "600")
	p.See("没有错误，3 个用例全部相符")
	p.Fill("reason", "请审批")
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
	webtest.Everywhere(t)
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

func TestATalentReadsTheShortestWayToAYes(t *testing.T) {
	browser := webtest.New(t)
	s := open(t, 8)
	server := httptest.NewServer(s)
	t.Cleanup(server.Close)
	p := browser.Page(t, server.URL)
	p.Open("/as/talent")
	p.Width(390)
	p.Open("/me/policies")
	p.See("离符合最近的政策")
	p.Check()
	p.ClickText("湖南省新入职全日制博士毕业生一次性补贴")
	p.See("最近的办法")
	p.See("最高全日制学历由“硕士研究生”变为“博士研究生”")
	p.See("办妥即符合")
	p.See("现在到三年后：不符合")
	p.Check()
	for _, lang := range webtest.Languages() {
		p.Open("/lang?to=" + lang + "&back=/as/talent")
		p.Look(t, "/me/policies/hengyang_home_2018", "way-"+lang)
	}
}
