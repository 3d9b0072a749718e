package policyweb_test

import (
	"net/http/httptest"
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
			"new":            "/policies/new", "edit": "/policies/hengyang_living_2022/edit"},
		"talent": {"mine": "/me/policies", "mine-one": "/me/policies/hengyang_living_2022"},
	}
}

func TestEveryPageInBothLanguagesAtEveryWidth(t *testing.T) {
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
