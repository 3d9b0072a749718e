package policyweb_test

import (
	"encoding/csv"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"yanzhen/internal/base/civil"
	"yanzhen/internal/door"
	"yanzhen/internal/engine/rule"
	"yanzhen/internal/policy"
	"yanzhen/internal/policy/fact"
)

// One site serves them all: none of them puts anything into force.
func TestTheBookInTheBrowser(t *testing.T) {
	s := open(t, 60)
	for _, tc := range []struct {
		name string
		run  func(*testing.T, *site)
	}{
		{"while one types only the findings are sent and a case tells expected and got", whileOneTypesOnlyTheFindingsAreSentAndACaseTellsExpectedAndGot},
		{"the policy is edited clause by clause and its comments stay", thePolicyIsEditedClauseByClauseAndItsCommentsStay},
		{"a case is added from another and from a persons file", aCaseIsAddedFromAnotherAndFromAPersonsFile},
		{"the history is there for writers and auditors and nobody else", theHistoryIsThereForWritersAndAuditorsAndNobodyElse},
		{"the list of a fate is taken away and the log knows", theListOfAFateIsTakenAwayAndTheLogKnows},
		{"the facts and functions offered are those of the language", theFactsAndFunctionsOfferedAreThoseOfTheLanguage},
	} {
		t.Run(tc.name, func(t *testing.T) { tc.run(t, s) })
	}
}

// typing sends the form as the page does while its reader types.
func (s *site) typing(target string, form url.Values) *httptest.ResponseRecorder {
	r := httptest.NewRequest("POST", target, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("HX-Request", "true")
	r.AddCookie(&http.Cookie{Name: "as", Value: "office"})
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	return w
}

func whileOneTypesOnlyTheFindingsAreSentAndACaseTellsExpectedAndGot(t *testing.T, s *site) {
	text, cases := s.blank()
	wrong := s.typing("/policies/new", typed("", "", strings.Replace(text, "job.full_time &&", "job.full_tim &&", 1), cases))
	body := wrong.Body.String()
	for _, want := range []string{`id="report"`, `id="pack-status" hx-swap-oob="innerHTML"`, "job.full_tim", "job.full_time", "policy.yaml 第"} {
		if !strings.Contains(body, want) {
			t.Errorf("%d: the finding lacks %q\n%.2000s", wrong.Code, want, plain(body))
		}
	}
	if strings.Contains(body, "<html") || strings.Contains(body, "<textarea") {
		t.Error("a whole page is sent")
	}
	otherwise := plain(s.typing("/policies/new", typed("", "sample_rent", text, strings.Replace(cases, "14400", "9600", 1))).Body.String())
	for _, want := range []string{"金额 9,600 元 14,400 元", "1 个用例不符", "全日制本科及以上毕业", "照此添一个用例"} {
		if !strings.Contains(otherwise, want) {
			t.Errorf("the case lacks %q\n%.2500s", want, otherwise)
		}
	}
	if fine := plain(s.typing("/policies/new", typed("", "", text, cases)).Body.String()); !strings.Contains(fine, "没有错误，3 个用例全部相符") {
		t.Errorf("%.1000s", fine)
	}
}

func thePolicyIsEditedClauseByClauseAndItsCommentsStay(t *testing.T, s *site) {
	text, cases := s.blank()
	page := s.do("office", "POST", "/policies/new", typed("view clauses", "sample_rent", text, cases)).Body.String()
	if !strings.Contains(page, `name="edits.gates/2/when"`) || !strings.Contains(plain(page), "条件 no_home") {
		t.Fatalf("%.2000s", plain(page))
	}
	form := typed("view text", "sample_rent", text, cases)
	form.Set("view", "clauses")
	form.Set("edits.gates/2/when", "!housing.has_home && known(housing.has_home)")
	form.Set("edits.versions/0/until", "2027-12-31")
	edited := area(s.do("office", "POST", "/policies/new", form).Body.String(), "rows.0.text")
	want := strings.NewReplacer(`"!housing.has_home"`, `"!housing.has_home && known(housing.has_home)"`, `{id: "2026", `, `{id: "2026", until: 2027-12-31, `).Replace(text)
	if strings.ReplaceAll(edited, "\r\n", "\n") != want {
		t.Errorf("got\n%s\nwant\n%s", edited, want)
	}
	form.Set("do", "add gates gates/2")
	longer := s.do("office", "POST", "/policies/new", form).Body.String()
	if !strings.Contains(longer, `name="edits.gates/3/when"`) || !strings.Contains(longer, "新条件") {
		t.Error("no clause was added")
	}
	form.Set("do", "drop gates/0")
	if shorter := plain(s.do("office", "POST", "/policies/new", form).Body.String()); strings.Contains(shorter, "条件 degree") {
		t.Error("the clause is still there")
	}
	form.Set("do", "")
	form.Set("edits.gates/7/when", "true")
	lost := s.do("office", "POST", "/policies/new", form)
	if lost.Code != http.StatusUnprocessableEntity || !strings.Contains(plain(lost.Body.String()), "请在原文里修改") || !strings.Contains(lost.Body.String(), "known(housing.has_home)") {
		t.Errorf("an entry that is nowhere: %d\n%.1500s", lost.Code, plain(lost.Body.String()))
	}
	broken := typed("view clauses", "sample_rent", text+"\n  - [", cases)
	if got := plain(s.do("office", "POST", "/policies/new", broken).Body.String()); !strings.Contains(got, "读不成 YAML") {
		t.Errorf("a text that cannot be read: %.1500s", got)
	}
}

func aCaseIsAddedFromAnotherAndFromAPersonsFile(t *testing.T, s *site) {
	text, cases := s.blank()
	got := s.do("office", "POST", "/policies/new", typed("copy 2", "sample_rent", text, cases)).Body.String()
	if !strings.Contains(plain(got), "有房的不符合（副本）") || !strings.Contains(area(got, "rows.1.text"), "housing.has_home") {
		t.Errorf("%.2000s", plain(got))
	}
	found, err := door.Ask(s.ctx, s.door, s.actor("office"), policy.Matches{Book: s.book, Policy: "hengyang_living_2022", Limit: 1})
	check(t, err)
	page := s.see("office", "/policies/hengyang_living_2022/edit?person="+found.People[0].Person, "已加入用例“据档案（2026-11-24）：符合”")
	if strings.Contains(area(page, "rows.1.text"), found.People[0].Name) {
		t.Error("the case has the name of the person")
	}
	if gone := s.do("office", "GET", "/policies/hengyang_living_2022/edit?person=nobody", nil); gone.Code != http.StatusNotFound {
		t.Errorf("a case of nobody: %d", gone.Code)
	}
}

func theHistoryIsThereForWritersAndAuditorsAndNobodyElse(t *testing.T, s *site) {
	draft := s.raised()
	turn := policy.Turn{Book: s.book, District: zhengxiang, ID: "hengyang_living_2022", Version: draft, Reason: "提高标准"}
	_, err := door.Do(s.ctx, s.door, s.actor("office"), policy.SubmitPack{Turn: turn})
	if err == nil {
		t.Fatal("a version whose cases fail is submitted")
	}
	for _, who := range []string{"office", "auditor"} {
		s.see(who, "/policies/hengyang_living_2022/history", "版本历史", draft, "陈秀兰", "2,000", "2,100", "随程序提供")
	}
	s.see("auditor", "/policies/hengyang_living_2022", "版本经过", "保存的版本", "查看每个版本改了什么")
	if got := s.do("public", "GET", "/policies/hengyang_living_2022/history", nil); got.Code != http.StatusNotFound {
		t.Errorf("the public reads the history: %d", got.Code)
	}
	edit := s.do("auditor", "GET", "/policies/hengyang_living_2022", nil).Body.String()
	if strings.Contains(edit, "/hengyang_living_2022/edit") {
		t.Error("an auditor is led into the editor")
	}
}

func theListOfAFateIsTakenAwayAndTheLogKnows(t *testing.T, s *site) {
	draft := s.raised()
	target := "/policies/hengyang_living_2022/compare/export?who=more&format=csv&to=" + draft
	out := s.do("office", "GET", target, nil)
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(out.Body.String(), "\ufeff"))).ReadAll()
	check(t, err)
	c, err := door.Ask(s.ctx, s.door, s.actor("office"), policy.Compare{Book: s.book, ID: "hengyang_living_2022", To: draft, Day: civil.Of(noon)})
	check(t, err)
	if len(rows) != c.Effect.Counts[policy.More]+1 || len(rows) < 2 || rows[0][2] != "原来（元）" {
		t.Errorf("%d rows of %d: %v", len(rows), c.Effect.Counts[policy.More], rows[0])
	}
	if bare := s.do("office", "GET", strings.Replace(target, "who=more&", "", 1), nil); bare.Code != http.StatusUnprocessableEntity {
		t.Errorf("a list of nobody: %d", bare.Code)
	}
	if got := s.do("auditor", "GET", target, nil); got.Code != http.StatusForbidden {
		t.Errorf("an auditor takes it away: %d", got.Code)
	}
}

// Every function that the editor offers is one of the language.
func theFactsAndFunctionsOfferedAreThoseOfTheLanguage(t *testing.T, s *site) {
	s.see("office", "/policies/facts?q=户籍", "person.hukou_within", "迁入前户籍所在地", "age(birth, day)")
	s.see("office", "/policies/facts?q=nothing_like_it", "没有这样的事实")
	json := s.do("office", "GET", "/policies/facts?format=json", nil).Body.String()
	for _, f := range fact.Standard().All() {
		if !strings.Contains(json, `"key":"`+f.Key+`"`) {
			t.Errorf("%s is not offered", f.Key)
		}
	}
	env, err := rule.NewEnv([]rule.Fact{{Key: "a.day", Type: rule.Date}, {Key: "a.n", Type: rule.Int}, {Key: "a.text", Type: rule.Text}, {Key: "a.list", Type: rule.List(rule.Int)}})
	check(t, err)
	for name, text := range map[string]string{"age": "age(a.day, day)", "years_between": "years_between(a.day, day)", "months_between": "months_between(a.day, day)",
		"days_between": "days_between(a.day, day)", "add_years": "add_years(a.day, 1)", "add_months": "add_months(a.day, 1)", "add_days": "add_days(a.day, 1)",
		"first_of_month": "first_of_month(day)", "first_of_quarter": "first_of_quarter(day)", "first_of_year": "first_of_year(day)", "year": "year(day)", "month": "month(day)",
		"day_of_month": "day_of_month(day)", "date": "date('2026-01-31')", "min": "min(a.n, 1)", "max": "max(a.n, 1)", "percent": "percent(a.n, 7)", "sum": "sum(a.list)",
		"known": "known(a.n)", "or_else": "or_else(a.n, 1)", "int": "int(2.5)", "double": "double(a.n)", "string": "string(a.n)", "day": "day",
		"exists": "a.list.exists(v, v > 1)", "all": "a.list.all(v, v > 1)", "exists_one": "a.list.exists_one(v, v > 1)", "filter": "a.list.filter(v, v > 1)",
		"map": "a.list.map(v, v + 1)", "size": "a.list.size()", "startsWith": "a.text.startsWith('x')", "endsWith": "a.text.endsWith('x')", "contains": "a.text.contains('x')",
		"matches": "a.text.matches('x')"} {
		if _, err := env.Compile(text, rule.Type{}); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if !strings.Contains(json, `"name":"`+name+`"`) {
			t.Errorf("%s is not offered", name)
		}
	}
	if n := strings.Count(json, `"typed":`); n != 34 {
		t.Errorf("%d functions are offered, 34 are tried here", n)
	}
}
