package inspectweb_test

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"

	"yanzhen/internal/authz"
	"yanzhen/internal/base/fault"
	"yanzhen/internal/door"
	"yanzhen/internal/policy"
	"yanzhen/internal/policy/inspect"
	"yanzhen/internal/policy/pack"
	"yanzhen/internal/web/webtest"
)

// ids lists which findings there are.
func ids(all []inspect.Told) []string {
	var out []string
	for _, t := range all {
		out = append(out, t.ID)
	}
	return out
}

func TestFindingsAreListedFilteredSetAsideAndTakenUp(t *testing.T) {
	s := open(t, 60)
	s.see("office", "/policies/findings", "政策体检", "没有封顶", "没有截止日期", "灵活就业")
	s.see("auditor", "/policies/findings?kind=uncapped", "随基数增长，没有最高限额")
	for _, as := range []string{"public", "talent", "unit", "expert"} {
		if got := s.do(as, "GET", "/policies/findings", nil); got.Code == http.StatusOK {
			t.Errorf("%s may read findings", as)
		}
	}
	all := s.listed("office", "")
	kinds := map[inspect.Kind]int{}
	for _, f := range all {
		kinds[f.Kind]++
		if f.Witness == nil || len(f.Witness.Facts) == 0 || f.People < 0 {
			t.Errorf("%s of %s has no witness, or nobody counted: %+v", f.Kind, f.Policy, f)
		}
	}
	capped := s.listed("office", "&kind=uncapped")
	if len(capped) == 0 || len(capped) != kinds[inspect.Uncapped] || len(s.listed("office", "&q=灵活就业&severity=likely")) == 0 || len(s.listed("office", "&q=没有这个词")) != 0 {
		t.Errorf("filters: %v, %d uncapped", kinds, len(capped))
	}
	if got := s.do("office", "GET", "/policies/findings/export?format=csv", nil); !strings.Contains(got.Body.String(), "怎样改") || strings.Count(got.Body.String(), "\n") < len(all) {
		t.Errorf("the table: %.300s", got.Body)
	}

	one := capped[0]
	at := "/policies/findings/one/" + one.ID
	s.see("office", at, "设想这样一个人", "搁置这一处", one.Says)
	if got := s.do("auditor", "GET", at, nil).Body.String(); strings.Contains(got, "搁置这一处") {
		t.Error("an auditor is offered to set it aside")
	}
	if got := s.do("office", "POST", at+"/leave", url.Values{"reason": {" "}, "_form": {"leave"}}); got.Code != http.StatusUnprocessableEntity || !strings.Contains(got.Body.String(), "请写明理由") {
		t.Errorf("without a reason: %d", got.Code)
	}
	if got := s.do("auditor", "POST", at+"/leave", url.Values{"reason": {"x"}}); got.Code == http.StatusSeeOther {
		t.Error("an auditor sets findings aside")
	}
	if got := s.do("office", "POST", at+"/leave", url.Values{"reason": {"原文如此，已请示"}}); got.Code != http.StatusSeeOther {
		t.Fatalf("setting aside: %d %.500s", got.Code, got.Body)
	}
	if slices.Contains(ids(s.listed("office", "")), one.ID) || !slices.Contains(ids(s.listed("office", "&standing=set_aside")), one.ID) {
		t.Error("what was set aside is still open, or gone")
	}
	s.see("office", "/policies/findings?standing=set_aside", "原文如此，已请示")
	if got := s.do("office", "POST", at+"/leave", url.Values{"reason": {"again"}, "_form": {"leave"}}); got.Code != http.StatusConflict {
		t.Errorf("setting aside twice: %d", got.Code)
	}
	if got := s.do("office", "POST", at+"/take-up", url.Values{"reason": {"省里发了新规"}}); got.Code != http.StatusSeeOther {
		t.Fatalf("taking up: %d", got.Code)
	}
	if !slices.Contains(ids(s.listed("office", "")), one.ID) {
		t.Error("what was taken up is not open")
	}
	s.see("office", at, "省里发了新规", "原文如此，已请示")
	if got := s.do("office", "GET", "/policies/findings/one/0000", nil); got.Code != http.StatusNotFound {
		t.Errorf("a finding that is none: %d", got.Code)
	}
}

// contradicted is a policy whose two conditions nobody can meet together.
const contradicted = `format: yanzhen/policy@1
id: sample_contradicted
name: {zh: 示例：自相矛盾的政策, en: "Sample: a policy that contradicts itself"}
level: district
region: "430408"
kind: living
issuer: {zh: 示例, en: sample}
document: （示例）
citation: {grade: sample}
sample: true
gates:
  - {id: master, text: {zh: 硕士及以上, en: master or above}, when: education.rank >= 6}
  - {id: college, text: {zh: 大专, en: junior college}, when: education.rank < 5}
benefits: [{id: pay, name: {zh: 补贴, en: allowance}, amount: {yuan: 1000}}]
versions: [{id: "2026", effect: 2026-01-01}]
`

const contradictedCases = `cases: [{name: 大专不符合, on: 2026-11-24, facts: {education.level: 大专}, expect: {verdict: no}}]
`

// A version that nobody can come under is kept, but not submitted; one that could be mended is told to the approver.
func TestWhatIsCertainKeepsAVersionFromBeingSubmitted(t *testing.T) {
	s := open(t, 8)
	s.desk.Book.Certain = inspect.Faults()
	office := authz.Actor{Account: "a-office", Name: "陈秀兰", Via: "web", Grants: []authz.Grant{{Role: authz.Office, District: zhengxiang}}}
	save := func(text string) policy.PackVersion {
		saved, err := door.Do(s.ctx, s.door, office, policy.SavePack{Book: s.desk.Book, District: zhengxiang, ID: "sample_contradicted",
			Files: policy.Files{"policy.yaml": text, "cases.yaml": contradictedCases}})
		check(t, err)
		return saved
	}
	submit := func(version string) error {
		_, err := door.Do(s.ctx, s.door, office, policy.SubmitPack{Turn: policy.Turn{Book: s.desk.Book, District: zhengxiang, ID: "sample_contradicted", Version: version, Reason: "请审批"}})
		return err
	}
	bad := save(contradicted)
	if bad.Report.Passed() || !slices.ContainsFunc(bad.Report.Problems, func(p pack.Problem) bool {
		return p.Key == "pack.problem.inspected" && p.Line == 13 && strings.Contains(p.Say("zh"), "“大专”和“硕士及以上”")
	}) {
		t.Errorf("the report: %+v", bad.Report.Problems)
	}
	if err := submit(bad.Version); !errors.Is(err, fault.Conflict) {
		t.Errorf("submitting it: %v", err)
	}
	good := save(strings.Replace(contradicted, "education.rank < 5", "education.rank < 9", 1))
	check(t, submit(good.Version))
	told, err := door.Ask(s.ctx, s.door, office, inspect.Review{Desk: s.desk, ID: "sample_contradicted", Version: good.Version})
	check(t, err)
	kinds := []inspect.Kind{}
	for _, f := range told {
		kinds = append(kinds, f.Kind)
	}
	if !slices.Contains(kinds, inspect.Implied) || !slices.Contains(kinds, inspect.Endless) || slices.Contains(kinds, inspect.Impossible) {
		t.Errorf("the approver is told of %v", kinds)
	}
}

// From the list to the person of whom a finding is true, and back with a reason, in a browser.
func TestSomebodySetsAFindingAsideInABrowser(t *testing.T) {
	browser := webtest.New(t)
	s := open(t, 40)
	server := httptest.NewServer(s)
	t.Cleanup(server.Close)
	p := browser.Page(t, server.URL)
	p.Open("/as/office")
	for _, lang := range webtest.Languages() {
		p.Open("/lang?to=" + lang + "&back=/as/office")
		p.Look(t, "/policies/findings", "findings-"+lang)
		p.Look(t, "/policies/findings/one/"+s.listed("office", "&kind=uncapped")[0].ID, "finding-"+lang)
	}
	p.Open("/policies/findings?kind=uncapped")
	p.Click("#findings tbody a")
	p.See("设想这样一个人")
	p.Fill("reason", "原文如此")
	p.Click("#leave button[type=submit]")
	p.See("已搁置。")
	p.See("处理经过")
	p.Check()
	p.Shot("", "finding-set-aside")
}
