package registryweb_test

import (
	"net/http/httptest"
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
	browser := webtest.New(t)
	s := open(t, 160)
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
