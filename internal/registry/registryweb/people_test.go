package registryweb_test

import (
	"encoding/csv"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"yanzhen/internal/authz"
	"yanzhen/internal/door"
	"yanzhen/internal/registry"
	"yanzhen/internal/town"
)

func TestEveryRoleOpensWhatItMay(t *testing.T) {
	s := open(t, 40)
	lin, xiao := "/people/"+s.census.People[town.Lin], "/people/"+s.census.People[town.Xiao] // Xiao works at the hospital
	job := "/records/" + s.recordOf(s.census.People[town.Xiao], registry.KindEmployment).ID
	for name, tc := range map[string]struct {
		as, path string
		status   int
	}{
		"the public is asked to sign in":                     {"public", "/people", 303},
		"the office reads the list":                          {"office", "/people", 200},
		"a department reads the list":                        {"department", "/people", 200},
		"the auditor reads a dossier":                        {"auditor", xiao, 200},
		"a leader has no dossiers":                           {"leader", "/people", 403},
		"a talent is led to their own file":                  {"talent", "/people", 303},
		"a talent's own dossier is their file":               {"talent", lin, 303},
		"a talent reads their file":                          {"talent", "/me", 200},
		"a talent does not find another's dossier":           {"talent", xiao, 404},
		"a talent does not find another's record":            {"talent", xiao + job, 404},
		"a unit reads its own person":                        {"unit", lin, 200},
		"a unit does not find another unit's person":         {"unit", xiao, 404},
		"nor their timeline":                                 {"unit", xiao + "/timeline", 404},
		"nor a record of theirs":                             {"unit", xiao + job, 404},
		"nor the form of one":                                {"unit", xiao + job + "/edit", 404},
		"nor a form to add one":                              {"unit", xiao + "/records/new?kind=honour", 404},
		"a unit may not see full numbers":                    {"unit", lin + "/unmask", 403},
		"a unit may not export full numbers":                 {"unit", "/people/export", 403},
		"a unit's employer is its own":                       {"unit", "/orgs", 303},
		"a unit does not find another employer":              {"unit", "/orgs/" + s.census.Orgs[town.Hospital], 404},
		"a unit may not make employers":                      {"unit", "/orgs/new", 403},
		"a unit opens its desk":                              {"unit", "/unit", 200},
		"a department may not add to a dossier":              {"department", lin + "/records/new?kind=honour", 403},
		"a department may not merge":                         {"department", lin + "/merge", 403},
		"the auditor may not see full numbers":               {"auditor", lin + "/unmask", 403},
		"a leader reads employers":                           {"leader", "/orgs/" + s.census.Orgs[town.Hospital], 200},
		"a kind of record that is not there":                 {"office", lin + "/records/new?kind=nonsense", 422},
		"a filter kept is for those who work for a district": {"talent", "/filters", 403},
	} {
		t.Run(name, func(t *testing.T) {
			got := s.do(tc.as, "GET", tc.path, nil)
			if got.Code != tc.status {
				t.Errorf("GET %s as %s: %d, want %d\n%.600s", tc.path, tc.as, got.Code, tc.status, plain(got.Body.String()))
			}
		})
	}
}

func TestAUnitListsItsOwnPeopleOnly(t *testing.T) {
	s := open(t, 120)
	own, err := door.Ask(s.ctx, s.door, s.actor(authz.Office), registry.ListPeople{Filter: registry.Filter{District: zhengxiang, Org: []string{s.census.Orgs[town.Precision]}}, Limit: 200})
	check(t, err)
	listed := s.names("unit", "/people")
	if int64(len(listed)) != own.Total || own.Total == 0 {
		t.Errorf("a unit of %d people lists %d", own.Total, len(listed))
	}
	if page := s.see("unit", "/people?q="+url.QueryEscape(town.Xiao), "没有符合条件的人"); strings.Contains(page, town.Hospital) {
		t.Error("a unit finds a person of another unit")
	}
}

var link = regexp.MustCompile(`href="/people/([0-9A-Z]{26})"`)

// names gives the people a page of the list links to.
func (s *site) names(as, path string) []string {
	s.t.Helper()
	got := s.do(as, "GET", path, nil)
	if got.Code != http.StatusOK {
		s.t.Fatalf("GET %s as %s: %d", path, as, got.Code)
	}
	var people []string
	for _, found := range link.FindAllStringSubmatch(got.Body.String(), -1) {
		people = append(people, found[1])
	}
	return people
}

func TestTheListIsNarrowedByEveryFacet(t *testing.T) {
	s := open(t, 160)
	everyone := len(s.pages("office", "/people"))
	if everyone != 160 {
		t.Fatalf("%d people are listed, want 160", everyone)
	}
	for name, query := range map[string]string{
		"education": "education=21", "two of education": "education=11&education=14", "degree": "degree=4", "title level": "title_level=3", "skill level": "skill_level=2",
		"class": "talent_class=E", "field": "field=digital", "town": "town=430408001", "a town beside the district": "town=430476001", "village": "village=430408001015",
		"ownership": "ownership=510", "industry": "industry=C", "gender": "gender=2", "political": "political=13", "honoured": "honoured=yes",
		"standing": "status=verified", "age": "age_from=40&age_to=50", "introduced": "introduced.from=2024-01-01&introduced.to=2026-01-01",
		"words": "q=" + url.QueryEscape("油茶"), "pinyin initials": "q=lxy", "unit": "org=" + s.census.Orgs[town.Hospital], "two at once": "education=21&gender=2",
	} {
		t.Run(name, func(t *testing.T) {
			found := len(s.pages("office", "/people?"+query))
			if found == 0 || found >= everyone {
				t.Errorf("%s leaves %d of %d", query, found, everyone)
			}
			s.see("office", "/people?"+query, "已选条件", "存为常用查询")
		})
	}
	s.see("office", "/people?education=21&gender=2&q=lxy", "学历：大学本科", "性别：女", "关键字：lxy")
	s.see("office", "/people?org="+s.census.Orgs[town.Hospital], "用人单位："+town.Hospital)
	wrong := s.do("office", "GET", "/people?gender=2&age_from=abc", nil)
	if page := plain(wrong.Body.String()); wrong.Code != 422 || !strings.Contains(page, "请填写数字") || !strings.Contains(page, "性别：女") {
		t.Errorf("an age that is none: %d", wrong.Code)
	}
}

var next = regexp.MustCompile(`rel="next" href="([^"]+)"`)

// pages gives the people of all pages of a list.
func (s *site) pages(as, path string) []string {
	s.t.Helper()
	var all []string
	for range 20 {
		body := s.do(as, "GET", path, nil).Body.String()
		for _, found := range link.FindAllStringSubmatch(body, -1) {
			all = append(all, found[1])
		}
		more := next.FindStringSubmatch(body)
		if more == nil {
			return all
		}
		path = strings.ReplaceAll(more[1], "&amp;", "&")
	}
	s.t.Fatal("the pages do not end")
	return nil
}

func TestPagesFollowOneAnotherInEveryOrderAndBack(t *testing.T) {
	s := open(t, 160)
	for _, sort := range []string{"name", "birth", "education", "introduced", "change"} {
		all := s.pages("office", "/people?sort="+sort)
		if len(all) != 160 || len(slices.Compact(slices.Sorted(slices.Values(all)))) != 160 {
			t.Errorf("by %s: %d lines", sort, len(all))
		}
		turned := s.pages("office", "/people?sort=-"+sort)
		if slices.Reverse(turned); !slices.Equal(all, turned) {
			t.Errorf("by -%s is not by %s the other way round", sort, sort)
		}
		s.turnBack("/people?sort="+sort, all)
	}
	if wrong := s.do("office", "GET", "/people?sort=weight", nil); wrong.Code != 422 {
		t.Errorf("an order that is not there: %d", wrong.Code)
	}
}

var prev = regexp.MustCompile(`rel="prev" href="([^"]+)"`)

// turnBack goes to the third page of a list and back to the first.
func (s *site) turnBack(path string, all []string) {
	s.t.Helper()
	for _, step := range []struct {
		to   *regexp.Regexp
		from int
	}{{next, 50}, {next, 100}, {prev, 50}, {prev, 0}} {
		found := step.to.FindStringSubmatch(s.do("office", "GET", path, nil).Body.String())
		if found == nil {
			s.t.Fatalf("%s does not lead to the page from %d", path, step.from)
		}
		path = strings.ReplaceAll(found[1], "&amp;", "&")
		if page := s.names("office", path); !slices.Equal(page, all[step.from:step.from+50]) {
			s.t.Errorf("%s is not the page from %d", path, step.from)
		}
	}
	if body := s.do("office", "GET", path, nil).Body.String(); prev.MatchString(body) {
		s.t.Errorf("%s: something comes before the first page", path)
	}
}

func TestColumnsAreChosen(t *testing.T) {
	s := open(t, 20)
	page := s.see("office", "/people?col=school&col=village", "毕业院校", "村（社区）")
	if strings.Contains(page, "人才层次 核实情况 "+town.Ouyan) {
		t.Error("the usual columns are still there")
	}
	s.see("office", "/people?col=id_mask", "4304**********")
}

func TestExportsHoldExactlyWhatIsListed(t *testing.T) {
	s := open(t, 60)
	query := "education=21&gender=2"
	listed := s.pages("office", "/people?"+query)
	got := s.do("office", "GET", "/people/export?format=csv&"+query, nil)
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(got.Body.String(), "\ufeff"))).ReadAll()
	check(t, err)
	if len(rows)-1 != len(listed) || len(listed) == 0 {
		t.Errorf("%d rows go out of %d listed", len(rows)-1, len(listed))
	}
	if h := got.Header(); !strings.Contains(h.Get("Content-Disposition"), "people-2026-11-24.csv") || h.Get("X-Content-Type-Options") != "nosniff" {
		t.Errorf("headers %v", h)
	}
	if body := got.Body.String(); !strings.Contains(body, "******") || fullNumber.MatchString(body) {
		t.Error("the numbers should be masked")
	}
	if chosen := s.do("office", "GET", "/people/export?format=csv&col=school&"+query, nil).Body.String(); !strings.HasPrefix(strings.TrimPrefix(chosen, "\ufeff"), "姓名,毕业院校\r\n") {
		t.Errorf("the chosen columns do not go out: %.100s", chosen)
	}
	if own := s.do("unit", "GET", "/people/export?format=jsonl", nil); strings.Count(own.Body.String(), "\n") != len(s.pages("unit", "/people")) {
		t.Errorf("a unit's list has %d lines", strings.Count(own.Body.String(), "\n"))
	}
	if wrong := s.do("office", "GET", "/people/export?format=exe", nil); wrong.Code != 422 {
		t.Errorf("a format that is not there: %d", wrong.Code)
	}
}

var fullNumber = regexp.MustCompile(`\d{17}[\dX]`)

func TestFullNumbersGoOutForAReason(t *testing.T) {
	s := open(t, 20)
	s.see("office", "/people/export?gender=2", "使用完整号码的理由")
	entries := url.Values{"_form": {"export"}, "query": {"gender=2"}, "format": {"csv"}}
	refused := s.do("office", "POST", "/people/export", entries)
	if refused.Code != 422 || !strings.Contains(refused.Body.String(), "f-export-reason-fault") {
		t.Errorf("without a reason: %d", refused.Code)
	}
	entries.Set("reason", "向社保中心核对")
	given := s.do("office", "POST", "/people/export", entries)
	if given.Code != 200 || !fullNumber.MatchString(given.Body.String()) {
		t.Errorf("with a reason: %d %.200s", given.Code, given.Body)
	}
	if !strings.Contains(s.logged(authz.PersonExport), "向社保中心核对") {
		t.Error("the log does not tell the reason")
	}
	if byUnit := s.do("unit", "POST", "/people/export", entries); byUnit.Code != 403 {
		t.Errorf("a unit: %d", byUnit.Code)
	}
}

func TestFiltersAreKeptSharedAndForgotten(t *testing.T) {
	s := open(t, 20)
	entries := url.Values{"_form": {"keep"}, "query": {"education=21&col=school&after=x&q=" + url.QueryEscape("工程")}, "name": {"本科工程师"}}
	if to := s.post("office", "/filters", entries); !strings.Contains(to, "education=21") || !strings.Contains(to, "col=school") || strings.Contains(to, "after") {
		t.Errorf("led to %s", to)
	}
	s.see("office", "/people", "本科工程师")
	s.see("office", "/filters", "本科工程师", "学历：大学本科", "仅自己")
	if strings.Contains(s.see("department", "/filters"), "本科工程师") {
		t.Error("somebody else sees a filter that is not shared")
	}
	again := s.do("office", "POST", "/filters", entries)
	if again.Code != 409 || !strings.Contains(again.Body.String(), "f-keep-name-fault") || !strings.Contains(again.Body.String(), `value="本科工程师"`) {
		t.Errorf("a name twice: %d", again.Code)
	}
	entries.Set("name", "共享的")
	entries.Set("shared", "on")
	s.post("office", "/filters", entries)
	s.see("department", "/people", "共享的")
	id := regexp.MustCompile(`/filters/([0-9A-Z]{26})/delete`).FindStringSubmatch(s.do("office", "GET", "/filters", nil).Body.String())[1]
	if byOther := s.do("department", "POST", "/filters/"+id+"/delete", url.Values{"_key": {"k"}}); byOther.Code != 404 {
		t.Errorf("somebody else deletes it: %d", byOther.Code)
	}
	s.post("office", "/filters/"+id+"/delete", url.Values{"_key": {"k"}})
}

func TestEmployersAreListedExportedAndChanged(t *testing.T) {
	s := open(t, 60)
	s.see("office", "/orgs?q="+url.QueryEscape("医院"), town.Hospital, "共 1 家")
	org := "/orgs/" + s.census.Orgs[town.Hospital]
	s.see("office", org, town.Hospital, "在库人才", "修改单位信息")
	got := s.do("office", "GET", "/orgs/export?format=csv&town=430408001", nil)
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(got.Body.String(), "\ufeff"))).ReadAll()
	check(t, err)
	if len(rows) < 2 || rows[0][0] != "单位名称" || slices.ContainsFunc(rows[1:], func(r []string) bool { return r[6] != "蒸湘街道" }) {
		t.Errorf("employers of a town: %v", rows)
	}
	view, err := door.Ask(s.ctx, s.door, s.actor(authz.Office), registry.OrgPage{District: zhengxiang, Org: s.census.Orgs[town.Precision]})
	check(t, err)
	org = "/orgs/" + view.Org.ID
	entries := url.Values{"_form": {"org"}, "name": {view.Org.Name}, "uscc": {"91430408MA9900010X"}, "version": {"1"}, "more.staff": {"很多"}}
	wrong := s.do("unit", "POST", org+"/edit", entries)
	if body := wrong.Body.String(); wrong.Code != 422 || !strings.Contains(body, "f-org-more.staff-fault") || !strings.Contains(body, `value="很多"`) {
		t.Errorf("a number that is none: %d", wrong.Code)
	}
	entries.Set("more.staff", "421")
	if wrong := s.do("unit", "POST", org+"/edit", entries); wrong.Code != 422 || !strings.Contains(wrong.Body.String(), "f-org-uscc-fault") {
		t.Errorf("a wrong credit code: %d", wrong.Code)
	}
	entries.Set("uscc", view.Org.USCC)
	entries.Set("more.revenue_fen", "1,200.50")
	if to := s.post("unit", org+"/edit", entries); to != org {
		t.Errorf("led to %s", to)
	}
	s.see("unit", org, "421", "1,200.50 元", "高新技术企业")
	if stale := s.do("office", "POST", org+"/edit", entries); stale.Code != 409 {
		t.Errorf("a version somebody replaced: %d", stale.Code)
	}
}
