package app_test

import (
	"encoding/json"
	"net/http"
	"path/filepath"
	"strings"
	"testing"

	"yanzhen/internal/app"
	"yanzhen/internal/registry"
	"yanzhen/internal/town"
	"yanzhen/internal/web/webtest"
)

// enter signs in by one click as the demonstration's user of a role.
func enter(t *testing.T, b *webtest.Browser, s site, name string) *webtest.Page {
	t.Helper()
	p := b.Page(t, s.url)
	p.Open("/sign-in")
	p.ClickText(name)
	return p
}

// The main job of the house, as an officer does it: a real roster goes in, what disagrees is decided, a person is found by two
// characters, and the page says why a policy does not apply to them, in either language.
func TestJourneyOfTheTalentOffice(t *testing.T) {
	browser := webtest.New(t)
	s := open(t, app.Scenario{People: 60, Demo: true})
	if err := s.Liven(s.Context(t.Context()), 60); err != nil { // two people about whom a roster says otherwise
		t.Fatal(err)
	}
	p := enter(t, browser, s, "陈秀兰")
	p.See("工作台")

	p.ClickText("名册导入")
	p.ClickText("导入名册")
	roster, err := filepath.Abs("../registry/roster/testdata/企业人才登记表.xlsx")
	if err != nil {
		t.Fatal(err)
	}
	p.Upload("file", roster)
	p.ClickText("上传并识别")
	p.See("每一列读作什么")
	p.ClickText("下一步：预览")
	p.See("尚未写入档案")
	p.ClickText("开始导入")
	p.See("1,210 行全部处理完毕")

	p.ClickText("冲突核对")
	p.ClickText("核对")
	p.See("建议采用")
	p.Choose("take", "ours")
	p.Fill("reason", "与单位人事部门核实")
	p.ClickText("确定并看下一条")
	p.See("上一条已处理")

	p.Open("/people")
	p.Fill("#q", "文静\r") // two characters of a name, and Enter
	p.See(town.Xiao)
	p.ClickText(town.Xiao)
	p.See("副主任护师")
	p.ClickText("适用政策")
	p.See("衡阳市青年人才生活补贴")
	p.ClickText("衡阳市青年人才生活补贴")
	p.See("在非公有制企业工作")
	p.See("不符合")
	at := p.URL()
	p.ClickText("English")
	p.See("works for an enterprise that is not publicly owned")
	if p.URL() != at {
		t.Errorf("the switch of language led from %s to %s", at, p.URL())
	}
	p.Check()
}

// 林雪雁's living allowance waits for a fact that nobody asked her for; she supplies it on her phone and the verdict changes.
func TestJourneyOfATalentWhoSuppliesWhatIsMissing(t *testing.T) {
	browser := webtest.New(t)
	s := open(t, app.Scenario{People: 60, Demo: true})
	p := enter(t, browser, s, town.Lin)
	p.Width(390)
	p.Open("/me/policies")
	p.See("还缺：户籍所在地")
	p.ClickText("去补充")
	if !strings.Contains(p.URL(), "field=hukou") {
		t.Fatalf("the way to supply it leads to %s", p.URL())
	}
	p.Choose("data.hukou", "430408")
	p.Fill("reason", "户口簿，2026年11月迁入")
	p.Check()
	p.Click("#main form button[type=submit]")
	p.Open("/me/policies/hengyang_living_2022")
	p.See("符合")
	p.See("2,000 元")
	if p.Shows("还缺") {
		t.Error("something is still missing")
	}
	p.Check()
}

// A unit sees its own people and nobody else's, neither on a page nor through the API.
func TestAUnitCannotSeeAnotherUnitsPerson(t *testing.T) {
	s := open(t, app.Scenario{People: 60, Demo: true})
	ids := s.people(t)
	c := s.as(t, "unit") // of Precision, where 林雪雁 works and 萧文静 does not
	for path, want := range map[string]int{
		"/people/" + ids[town.Lin]:                                     http.StatusOK,
		"/people/" + ids[town.Xiao]:                                    http.StatusNotFound,
		"/people/" + ids[town.Xiao] + "/timeline":                      http.StatusNotFound,
		"/people/" + ids[town.Xiao] + "/policies":                      http.StatusNotFound,
		"/people/" + ids[town.Xiao] + "/policies/hengyang_living_2022": http.StatusNotFound,
		"/api/v1/people/" + ids[town.Lin]:                              http.StatusOK,
		"/api/v1/people/" + ids[town.Xiao]:                             http.StatusNotFound,
		"/api/v1/people/" + ids[town.Xiao] + "/policies":               http.StatusNotFound,
	} {
		if got := c.get(path); got.StatusCode != want {
			t.Errorf("%s: %d, want %d", path, got.StatusCode, want)
		}
	}
	var list registry.People
	if err := json.NewDecoder(c.get("/api/v1/people?limit=200").Body).Decode(&list); err != nil || list.Total == 0 || int(list.Total) == len(ids) {
		t.Fatalf("the list has %d of %d people, %v", list.Total, len(ids), err)
	}
	for _, row := range list.Rows {
		if row.OrgName != town.Precision {
			t.Errorf("the list shows %s of %s", row.Name, row.OrgName)
		}
	}
}
