package policyweb_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/fstest"

	"yanzhen/internal/town"
	"yanzhen/internal/web/webtest"
)

// rivals are invented policies that everybody qualifies for: settling stands in the way of rent and
// skills; study follows skills and shares a cap with rent; the city pays what is above rent or settling.
func rivals() fstest.MapFS {
	files := fstest.MapFS{}
	for id, one := range map[string]struct{ zh, en, yuan, more string }{
		"made_settling": {"安家补贴", "Settling allowance", "30000", "exclusive: [{id: e, text: {zh: 与租房、技能补贴不重复, en: not with rent or skills}, with: [made_rent, made_skill], rule: take_higher, already_paid: refuse}]\n"},
		"made_rent":     {"租房补贴", "Rent allowance", "18000", "once: [{per: couple, text: {zh: 夫妻限领一次, en: once for a couple}}]\n"},
		"made_skill":    {"技能提升补贴", "Skills allowance", "18000", ""},
		"made_study":    {"进修补助", "Study grant", "6000", "prior: [{id: f, text: {zh: 先领技能提升补贴, en: skills first}, any_of: [made_skill]}]\ncaps: [{id: c, text: {zh: 与租房补贴合计不超过 2 万元, en: \"with rent at most 20,000\"}, with: [made_rent], yuan: 20000}]\n"},
		"made_city":     {"市级生活补贴", "City living allowance", "24000", "exclusive: [{id: e, text: {zh: 与租房、安家补贴就高补差, en: the difference to rent or settling}, with: [made_rent, made_settling], rule: top_up}]\n"},
	} {
		files["policies/"+id+"/policy.yaml"] = &fstest.MapFile{Data: fmt.Appendf(nil, "format: yanzhen/policy@1\nid: %s\nname: {zh: %s, en: %s}\nlevel: district\nregion: \"430408\"\nkind: living\nissuer: {zh: 示例, en: sample}\ndocument: （示例）\ncitation: {grade: sample}\nsample: true\n"+
			"gates:\n  - {id: grown, text: {zh: 2010 年以前出生, en: born before 2010}, when: \"person.birth_date < date('2010-01-01')\"}\nbenefits:\n  - {id: pay, name: {zh: 补贴, en: allowance}, amount: {yuan: %s}}\n%sversions:\n  - {id: v, effect: 2020-01-01}\n", id, one.zh, one.en, one.yuan, one.more)}
		files["policies/"+id+"/cases.yaml"] = &fstest.MapFile{Data: []byte("cases:\n" +
			"  - {name: 一, on: 2026-08-01, facts: {person.birth_date: 1990-01-01}, expect: {verdict: yes}}\n  - {name: 二, on: 2026-08-01, facts: {person.birth_date: 2012-01-01}, expect: {verdict: no}}\n")}
	}
	return files
}

func TestAPersonSeesWhatToClaimAndWhatAnotherChoiceCosts(t *testing.T) {
	s := openWith(t, 8, rivals())
	page := s.see("talent", "/me/policies", "怎样领最多", "合计 48,000 元", "没有别的领法更多", "已扣除《租房补贴》，只补差额", "在《技能提升补贴》之后申领", "按上限发放：与租房补贴合计不超过 2 万元",
		"如果从金额最高的一项领起，合计只有 30,000 元；按这里的领法多 18,000 元", "若改领《安家补贴》，则不得领《", "合计少 18,000 元", "为什么没有更多的领法")
	if strings.Index(page, "made_skill") > strings.Index(page, "made_study") {
		t.Error("the study grant stands before what it needs")
	}
	s.see("office", "/people/"+s.census.People[town.Lin]+"/policies", "怎样领最多", "若改领《安家补贴》")
}

func TestTheOfficeSettlesACoupleTogether(t *testing.T) {
	s := openWith(t, 8, rivals())
	lin, xiao := s.census.People[town.Lin], s.census.People[town.Xiao]
	s.see("office", "/people/"+lin+"/policies", "与配偶一起算")
	found := s.see("office", "/people/"+lin+"/bundle?q=萧文静", "找到配偶", "萧文静", "一起算")
	if !strings.Contains(found, "spouse="+xiao) {
		t.Error("there is no link to settle the two together")
	}
	s.see("office", "/people/"+lin+"/bundle?q=查无此人", "没有找到这个人")
	s.see("office", "/people/"+lin+"/bundle?spouse="+xiao, "林雪雁与萧文静", "没有别的领法更多", "《租房补贴》（林雪雁）", "《租房补贴》（萧文静）")
	if got := s.do("office", "GET", "/people/"+lin+"/bundle?spouse="+lin, nil); got.Code != http.StatusUnprocessableEntity && got.Code != http.StatusBadRequest {
		t.Errorf("one as their own spouse: %d", got.Code)
	}
	if got := s.do("talent", "GET", "/people/"+lin+"/bundle?spouse="+xiao, nil); got.Code != http.StatusNotFound {
		t.Errorf("a talent settles with another: %d", got.Code)
	}
}

func TestTheBundleInBothLanguagesAtEveryWidth(t *testing.T) {
	webtest.Everywhere(t)
	browser := webtest.New(t)
	s := openWith(t, 8, rivals())
	server := httptest.NewServer(s)
	t.Cleanup(server.Close)
	lin := "/people/" + s.census.People[town.Lin]
	for name, path := range map[string]string{"talent": "/me/policies", "office": lin + "/policies", "search": lin + "/bundle?q=萧文静", "couple": lin + "/bundle?spouse=" + s.census.People[town.Xiao]} {
		page := browser.Page(t, server.URL)
		who := "office"
		if name == "talent" {
			who = name
		}
		page.Open("/as/" + who)
		for _, lang := range []string{"zh", "en"} {
			page.Open("/lang?to=" + lang + "&back=/as/" + who)
			page.Look(t, path, "bundle-"+name+"-"+lang)
		}
	}
}
