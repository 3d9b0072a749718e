package whatifweb_test

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"yanzhen/internal/audit"
	"yanzhen/internal/authz"
	"yanzhen/internal/door"
	"yanzhen/internal/policy"
	"yanzhen/internal/store"
)

func TestThePagesOfATrial(t *testing.T) {
	s := open(t, 120)
	t.Run("levers stand beside what follows", s.levers)
	t.Run("a form without scripts leads to an address that says what was moved", s.withoutScripts)
	t.Run("htmx gets the effect and the address", s.partial)
	t.Run("what is wrong stands beside its field", s.wrong)
	t.Run("people are listed, narrowed and taken away", s.people)
	t.Run("a scenario is saved, compared, drafted and deleted", s.scenario)
	t.Run("others are turned away", s.rights)
}

func moved(entries ...string) string {
	query := url.Values{}
	for i := 0; i < len(entries); i += 2 {
		query.Set(entries[i], entries[i+1])
	}
	return "?" + query.Encode()
}

func (s *site) levers(t *testing.T) {
	html := s.see("office", page, "推演：衡阳市青年人才生活补贴", "条件门槛", "年龄不超过 50 周岁（含）", "文本为 50 周岁", "生活补贴 › 博士：金额", "大学本科", "符合人数", "没有人新进入", "按月支出", "按行业", "政策文本没有写明资金或名额上限")
	for _, part := range []string{`type="range"`, `hx-post="` + page + `"`, `data-chart="chart-months-options"`, `id="table-months"`, `<mark>50</mark>`} {
		if !strings.Contains(html, part) {
			t.Errorf("the page lacks %s", part)
		}
	}
	s.see("office", page+moved(age, "30", "budget", "100"), "退出（", "调整内容", "50 周岁 → 30 周岁", "条文文字仍写着 50", "到 2026年12月 用完", "超出")
}

func (s *site) withoutScripts(t *testing.T) {
	got := s.do("office", "POST", page, url.Values{age: {"30"}, master: {"2000"}, "budget": {""}}, false)
	if at := got.Header().Get("Location"); got.Code != http.StatusSeeOther || at != page+moved(age, "30") {
		t.Errorf("%d to %s", got.Code, at)
	}
}

func (s *site) partial(t *testing.T) {
	got := s.do("office", "POST", page, url.Values{age: {"30"}}, true)
	if body := got.Body.String(); got.Code != http.StatusOK || !strings.HasPrefix(body, `<section id="effect"`) || !strings.Contains(body, "退出（") || got.Header().Get("HX-Replace-Url") != page+moved(age, "30") {
		t.Errorf("%d %s\n%.300s", got.Code, got.Header().Get("HX-Replace-Url"), body)
	}
}

func (s *site) wrong(t *testing.T) {
	entries := url.Values{age: {"四十"}, master: {"2500"}, "_form": {"levers"}}
	got := s.do("office", "POST", page, entries, false)
	if body := got.Body.String(); got.Code != http.StatusUnprocessableEntity && got.Code != http.StatusBadRequest || !strings.Contains(body, "请填整数") || !strings.Contains(body, `value="四十"`) || !strings.Contains(body, `value="2500"`) || !strings.Contains(body, `aria-invalid="true"`) {
		t.Errorf("%d %.2000s", got.Code, plain(body))
	}
	if body := s.do("office", "POST", page, entries, true).Body.String(); !strings.HasPrefix(body, "<section") || !strings.Contains(body, `href="#f-levers-`+age+`"`) {
		t.Errorf("%.2000s", body)
	}
	if got := s.do("office", "POST", page, url.Values{"moves.gates/none/when/0": {"1"}}, false); got.Code < 400 || !strings.Contains(got.Body.String(), "没有可调项") {
		t.Errorf("an unknown lever: %d", got.Code)
	}
	entries = url.Values{age: {"55"}, "do": {"new"}, "name": {""}, "_form": {"levers"}}
	if got := s.do("office", "POST", page, entries, false); got.Code < 400 || !strings.Contains(got.Body.String(), "请填方案名称") || !strings.Contains(got.Body.String(), `value="55"`) {
		t.Errorf("a scenario without a name: %d", got.Code)
	}
}

func (s *site) people(t *testing.T) {
	list := page + "/people" + moved(age, "30", "fate", "loses")
	html := s.see("office", list, "推演涉及人员", "退出（", "调整前", "调整后")
	name := regexp.MustCompile(`href="/people/[^"]+/policies/hengyang_living_2022">([^<]+)<`).FindStringSubmatch(html)
	if name == nil {
		t.Fatal("nobody is named")
	}
	s.see("office", list+"&q="+url.QueryEscape(name[1]), name[1])
	s.see("office", list+"&by=gender&value=female", "按性别：女")
	if html := s.see("leader", list, "退出（"); strings.Contains(html, name[1]) || strings.Contains(html, "/people/01") || !strings.Contains(html, "**") {
		t.Error("the leader sees names")
	}
	csv := s.do("office", "GET", page+"/people/export"+moved(age, "30", "fate", "loses", "format", "csv"), nil, false)
	if csv.Code != http.StatusOK || !strings.Contains(csv.Body.String(), name[1]) {
		t.Errorf("%d %.300s", csv.Code, csv.Body)
	}
	var log []audit.Entry
	check(t, s.door.DB.Snapshot(s.ctx, func(q store.Q) (err error) {
		log, err = audit.List(s.ctx, q, s.actor(authz.Auditor), audit.Query{Action: authz.PersonExport, Subject: "policy/hengyang_living_2022"})
		return err
	}))
	if len(log) != 1 || log[0].Detail["whatif"] != "loses" {
		t.Errorf("the log says %+v", log)
	}
	figures := s.do("leader", "GET", page+"/export"+moved(age, "30", "format", "csv"), nil, false)
	for _, part := range []string{"年龄不超过 50 周岁（含）", "全周期支出", "2026-12"} {
		if !strings.Contains(figures.Body.String(), part) {
			t.Errorf("the figures lack %s: %d %.600s", part, figures.Code, figures.Body)
		}
	}
	if got := s.do("office", "GET", page+"/export?format=pdf", nil, false); got.Code < 400 {
		t.Error("figures as pdf")
	}
}

func (s *site) scenario(t *testing.T) {
	got := s.do("office", "POST", page, url.Values{age: {"55"}, "do": {"new"}, "name": {"放宽到 55 岁"}, "note": {"常务会讨论"}}, false)
	at := got.Header().Get("Location")
	if got.Code != http.StatusSeeOther || !strings.HasPrefix(at, page+"?scenario=") {
		t.Fatalf("%d %s %s", got.Code, at, plain(got.Body.String()))
	}
	id := strings.TrimPrefix(at, page+"?scenario=")
	s.see("office", at, "已打开方案“放宽到 55 岁”", "陈秀兰", "常务会讨论", "50 周岁 → 55 周岁", "生成草稿", "保存修改")
	if html := s.see("leader", at, "已打开方案“放宽到 55 岁”"); strings.Contains(html, "/draft\"") || strings.Contains(html, "存为新方案") {
		t.Error("the leader is offered what only the office may do")
	}
	got = s.do("office", "POST", page, url.Values{age: {"60"}, "scenario": {id}, "version": {"1"}, "do": {"save"}, "name": {"放宽到 60 岁"}}, false)
	if got.Header().Get("Location") != at {
		t.Errorf("saved over: %d %s", got.Code, plain(got.Body.String()))
	}
	got = s.do("office", "POST", page, url.Values{age: {"61"}, "scenario": {id}, "version": {"1"}, "do": {"save"}, "name": {"放宽到 61 岁"}}, false)
	if got.Code != http.StatusConflict || !strings.Contains(got.Body.String(), "方案刚被改动过") {
		t.Errorf("a stale version: %d", got.Code)
	}
	s.see("office", page+"/beside", "方案对比", "放宽到 60 岁", "现行版本", "符合人数", "本年度支出", "50 周岁 → 60 周岁")
	if csv := s.do("leader", "GET", page+"/beside/export?format=csv&scenarios="+id, nil, false); !strings.Contains(csv.Body.String(), "全周期支出") || !strings.Contains(csv.Body.String(), "放宽到 60 岁") {
		t.Errorf("%d %s", csv.Code, csv.Body)
	}
	got = s.do("office", "POST", page+"/scenarios/"+id+"/draft", url.Values{"version": {"2"}}, false)
	draft := got.Header().Get("Location")
	if got.Code != http.StatusSeeOther || !strings.HasPrefix(draft, "/policies/hengyang_living_2022/edit?digest=") {
		t.Fatalf("%d %s", got.Code, draft)
	}
	kept, err := door.Ask(s.ctx, s.door, s.actor(authz.Office), policy.PackFiles{Book: s.book, ID: "hengyang_living_2022", Version: strings.TrimPrefix(draft, "/policies/hengyang_living_2022/edit?digest=")})
	if check(t, err); !strings.Contains(kept.Files["policy.yaml"], "application.date) <= 60") {
		t.Error("the draft does not say 60")
	}
	s.see("office", page, "已生成草稿", "以哪一版本为底稿")
	if got = s.do("office", "POST", page+"/scenarios/"+id+"/delete", url.Values{"version": {"2"}}, false); got.Code != http.StatusConflict {
		t.Errorf("a stale version is deleted: %d", got.Code)
	}
	if got = s.do("office", "POST", page+"/scenarios/"+id+"/delete", url.Values{"version": {"3"}}, false); got.Header().Get("Location") != page {
		t.Errorf("%d", got.Code)
	}
	if html := s.see("office", page); strings.Contains(html, "放宽到 60 岁") {
		t.Error("a deleted scenario is listed")
	}
}

func (s *site) rights(t *testing.T) {
	for _, who := range []string{"unit", "talent", "expert", "admin", "public"} {
		if got := s.do(who, "GET", page, nil, false); got.Code == http.StatusOK {
			t.Errorf("%s tries policies", who)
		}
	}
	for target, who := range map[string]string{page + "/people/export": "leader", page + "/scenarios/x/delete": "department", page + "/scenarios/x/draft": "leader"} {
		method := "POST"
		if strings.HasSuffix(target, "export") {
			method = "GET"
		}
		if got := s.do(who, method, target, url.Values{"version": {"1"}}, false); got.Code != http.StatusForbidden {
			t.Errorf("%s %s as %s: %d", method, target, who, got.Code)
		}
	}
	if got := s.do("department", "POST", page, url.Values{age: {"55"}, "do": {"new"}, "name": {"x"}}, false); got.Code != http.StatusForbidden {
		t.Errorf("a department saves a scenario: %d", got.Code)
	}
	if got := s.do("office", "GET", "/policies/none/whatif", nil, false); got.Code != http.StatusNotFound {
		t.Errorf("no such policy: %d", got.Code)
	}
}
