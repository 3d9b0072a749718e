package inspectweb_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"

	"yanzhen/internal/policy/inspect"
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

// From the list to the person of whom a finding is true, and back with a reason, in a browser.
func TestSomebodySetsAFindingAsideInABrowser(t *testing.T) {
	browser := webtest.New(t)
	s := open(t, 40)
	server := httptest.NewServer(s)
	t.Cleanup(server.Close)
	p := browser.Page(t, server.URL)
	p.Open("/as/office")
	for _, lang := range []string{"en", "zh"} {
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
