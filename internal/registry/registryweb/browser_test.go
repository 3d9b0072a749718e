package registryweb_test

import (
	"net/http/httptest"
	"os"
	"path/filepath"
	"testing"

	"yanzhen/internal/registry"
	"yanzhen/internal/town"
	"yanzhen/internal/web/webtest"
)

// looks are the pages everyone looks at, by who looks.
func (s *site) looks() map[string]map[string]string {
	lin, gu := "/people/"+s.census.People[town.Lin], "/people/"+s.census.People[town.Gu]
	job := s.recordOf(s.census.People[town.Lin], registry.KindEmployment).ID
	return map[string]map[string]string{
		"office": {"people": "/people", "people-narrow": "/people?q=衡阳&education=21&education=11&town=430408001&age_from=30&honoured=no", "people-none": "/people?q=没有这个人",
			"people-columns": "/people?col=school&col=major&col=town&col=introduced&sort=-introduced", "people-new": "/people/new", "export": "/people/export?education=11", "filters": "/filters",
			"dossier": gu, "dossier-past": lin + "?as_of=2020-01-01&known=2026-11-24", "timeline": gu + "/timeline", "record": lin + "/records/" + job,
			"declare": lin + "/records/new?kind=education", "declare-household": lin + "/records/new?kind=household", "correct": lin + "/records/" + job + "/edit",
			"supply": lin + "/records/" + job + "/edit?field=hire_source", "unmask": lin + "/unmask", "merge": lin + "/merge?q=" + town.Gu[:3],
			"merge-two": lin + "/merge?from=" + s.census.People[town.Gu], "orgs": "/orgs", "org": "/orgs/" + s.census.Orgs[town.Precision],
			"org-edit": "/orgs/" + s.census.Orgs[town.Precision] + "/edit"},
		"unit":   {"unit": "/unit", "people-unit": "/people", "dossier-unit": lin},
		"talent": {"me": "/me", "me-declare": "/me/records/new?kind=residence&field=hukou", "me-record": "/me/records/" + job},
	}
}

func TestEveryPageInBothLanguagesAtEveryWidth(t *testing.T) {
	webtest.Everywhere(t)
	browser := webtest.New(t)
	s := open(t, 160)
	server := httptest.NewServer(s)
	t.Cleanup(server.Close)
	for who, pages := range s.looks() {
		page := browser.Page(t, server.URL)
		page.Open("/as/" + who)
		for name, path := range pages {
			page.Look(t, path, name)
		}
		page.Open("/lang?to=en&back=/as/" + who)
		page.Width(390) // where the longer words of English crowd most
		for name, path := range pages {
			page.Open(path)
			page.Check()
			page.Shot("", name+"-en")
		}
	}
}

func TestAnOfficerNarrowsKeepsAndVerifiesInABrowser(t *testing.T) {
	browser := webtest.New(t)
	s := open(t, 120)
	server := httptest.NewServer(s)
	t.Cleanup(server.Close)
	page := browser.Page(t, server.URL)
	page.Open("/as/office")
	page.Open("/people")
	page.Click(".facet > summary")
	page.Choose("education", "21")
	page.Axe()
	page.Shot("", "people-facet")
	page.Click(".facet[open] .btn-primary")
	page.See("学历：大学本科")
	page.ClickText("存为常用查询")
	page.Fill("#keep [name=name]", "本科人才")
	page.ClickText("保存")
	page.See("已存为常用查询。")
	page.Fill("#people-q", "油茶")
	page.ClickText("查询")
	page.See("关键字：油茶")
	page.Open("/people?q=" + "%E6%9E%97%E9%9B%AA%E9%9B%81") // 林雪雁
	page.ClickText(town.Lin)
	page.ClickText("添加记录")
	page.ClickText("荣誉奖励")
	page.ClickText("提交")
	page.See("请填写此项")
	page.Check()
	page.Shot("", "declare-faults")
	page.Fill("data.name", "区优秀青年人才")
	page.Fill("data.year", "2026")
	page.Upload("file", writeProof(t))
	page.ClickText("提交")
	page.See("已记入档案。")
	page.See("待核实")
	page.ClickText("核实")
	page.See("已核实。")
	page.Quiet()
}

// writeProof writes a small document to upload.
func writeProof(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "荣誉证书.pdf")
	check(t, os.WriteFile(path, []byte(proof), 0o600))
	return path
}
