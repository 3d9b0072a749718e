package policyweb_test

import (
	"net/http/httptest"
	"strings"
	"testing"

	"yanzhen/internal/town"
	"yanzhen/internal/web/webtest"
)

// looks are the pages everyone looks at, by who looks.
func (s *site) looks() map[string]map[string]string {
	lin := s.census.People[town.Lin]
	return map[string]map[string]string{
		"public": {"library-public": "/policies", "policy-public": "/policies/hengyang_living_2022", "calculator": "/calculator"},
		"office": {"library": "/policies", "library-reference": "/policies?state=reference", "policy": "/policies/hengyang_living_2022",
			"people-yes": "/policies/hengyang_living_2022/people", "people-unknown": "/policies/hengyang_living_2022/people?verdict=unknown",
			"answers": "/people/" + lin + "/policies", "explanation": "/people/" + lin + "/policies/hengyang_living_2022",
			"explanation-no": "/people/" + s.census.People[town.Xiao] + "/policies/hengyang_living_2022",
			"new":            "/policies/new", "edit": "/policies/hengyang_living_2022/edit", "edit-clauses": "/policies/hengyang_living_2022/edit?view=clauses",
			"history": "/policies/hengyang_living_2022/history", "facts": "/policies/facts"},
		"auditor": {"policy-auditor": "/policies/hengyang_living_2022"},
		"talent":  {"mine": "/me/policies", "mine-one": "/me/policies/hengyang_living_2022"},
	}
}

func TestEveryPageInBothLanguagesAtEveryWidth(t *testing.T) {
	webtest.Everywhere(t)
	browser := webtest.New(t)
	s := open(t, 120)
	server := httptest.NewServer(s)
	t.Cleanup(server.Close)
	for who, pages := range s.looks() {
		page := browser.Page(t, server.URL)
		page.Open("/as/" + who)
		for _, lang := range []string{"zh", "en"} {
			page.Open("/lang?to=" + lang + "&back=/as/" + who)
			for name, path := range pages {
				page.Look(t, path, name+"-"+lang)
			}
		}
	}
}

// answer gives the answer of the story to the question on the page, or skips it.
func answer(p *webtest.Page) {
	key := webtest.Eval[string](p, `document.querySelector("#calculator [name=key]").value`)
	switch words := said[key]; {
	case words == "":
		p.Click(".skip-question button")
		return
	case webtest.Eval[bool](p, `!!document.querySelector("#calculator [type=radio], #calculator select")`):
		p.Choose("answer", words)
	default:
		p.Fill("answer", words)
	}
	p.Click("#calculator button[type=submit]")
}

func TestSomeoneWalksTheCalculatorToAYesOnAPhone(t *testing.T) {
	page := webtest.New(t)
	s := open(t, 8)
	server := httptest.NewServer(s)
	t.Cleanup(server.Close)
	p := page.Page(t, server.URL)
	p.Width(390)
	p.Open("/policies/hengyang_living_2022")
	p.ClickText("算一算我是否符合")
	p.Click("#calculator button[type=submit]")
	p.See("请先回答，或点“我不知道，跳过”。")
	p.Axe()
	yes := `document.querySelector(".tally dd").innerText === "1"`
	for range 20 {
		if webtest.Eval[bool](p, yes) {
			break
		}
		answer(p)
	}
	p.See("每期 2,000 元，共 36 期")
	p.Check()
	p.Shot("", "calculator-yes")
	p.ClickText("English")
	p.See("CNY 2,000 each, 36 payments") // the answers survive the change of language
	if !webtest.Eval[bool](p, yes) {
		t.Error("the answers were lost with the language")
	}
	p.Check()
	p.ClickText("中文")
	p.Click(`.replies a[href*="education.full_time_level"]`)
	p.Choose("answer", "college")
	p.Click("#calculator button[type=submit]")
	if webtest.Eval[bool](p, yes) {
		t.Error("a changed answer changes nothing")
	}
	p.ClickText("重新开始")
	p.See("已回答 0 题")
	p.Quiet()
}

func TestAProblemPutsTheCursorIntoItsLine(t *testing.T) {
	browser := webtest.New(t)
	s := open(t, 8)
	server := httptest.NewServer(s)
	t.Cleanup(server.Close)
	p := browser.Page(t, server.URL)
	p.Open("/as/office")
	p.Open("/policies/new")
	p.Fill("id", "sample_rent")
	webtest.Eval[bool](p, `(() => { const a = document.getElementById("f-pack-rows.0.text"); a.value = a.value.replace("yuan: 600", "yuan: 六百"); return true })()`)
	p.ClickText("检查")
	p.See("还不能提请审批")
	p.Check()
	p.Shot("", "editor-problem")
	p.Click("a.place")
	chosen := webtest.Eval[string](p, `(() => { const a = document.activeElement; return a.value.slice(a.selectionStart, a.selectionEnd) })()`)
	if !strings.Contains(chosen, "六百") {
		t.Errorf("the cursor is at %q", chosen)
	}
	webtest.Eval[bool](p, `(() => { const a = document.activeElement; a.value = a.value.replace("六百", "600"); return true })()`)
	p.ClickText("检查")
	p.See("可以提请审批")
	p.See("预览：读者看到的样子")
	p.Check()
	p.Shot("", "editor-preview")
}
