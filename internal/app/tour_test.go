package app_test

import (
	"testing"

	"yanzhen/internal/app"
	"yanzhen/internal/authz"
	"yanzhen/internal/door"
	"yanzhen/internal/registry"
	"yanzhen/internal/town"
	"yanzhen/internal/web/webtest"
)

// The pages that people see first, in the frame and with the menu of the whole house, as their roles see them. The pictures of
// the handbook are taken here: YANZHEN_SHOTS=docs/pictures go test ./internal/app -run Tour.
func TestTourOfTheMainPages(t *testing.T) {
	browser := webtest.New(t)
	s := open(t, app.Scenario{People: 400, Demo: true})
	if err := s.Liven(s.Context(t.Context()), 400); err != nil {
		t.Fatal(err)
	}
	wait(t, "everyone is loaded", func() bool { return s.Book.People.Ready(s.Config.District) })
	who := s.people(t)
	stops := []struct {
		user  string
		pages map[string]string
	}{
		{"", map[string]string{"start": "/", "sign-in": "/sign-in", "library-public": "/policies", "calculator": "/calculator", "api": "/api"}},
		{"陈秀兰", map[string]string{"workbench": "/workbench", "people": "/people", "dossier": "/people/" + who[town.Lin], "answers": "/people/" + who[town.Lin] + "/policies",
			"explanation": "/people/" + who[town.Xiao] + "/policies/hengyang_living_2022", "orgs": "/orgs", "imports": "/imports", "conflicts": "/conflicts",
			"policy": "/policies/hengyang_living_2022"}},
		{"刘红梅", map[string]string{"unit": "/unit"}},
		{town.Lin, map[string]string{"me": "/me", "me-policies": "/me/policies"}},
		{"蒋正清", map[string]string{"audit": "/audit"}},
		{"周明远", map[string]string{"accounts": "/accounts"}},
	}
	for _, stop := range stops {
		p := browser.Page(t, s.url)
		if stop.user != "" {
			p.Open("/sign-in")
			p.ClickText(stop.user)
		}
		for name, path := range stop.pages {
			p.Look(t, path, name)
		}
		if !webtest.Long() {
			continue
		}
		p.Open("/lang?to=en")
		for name, path := range stop.pages {
			p.Look(t, path, name+"-en")
		}
	}
}

// people gives the ids of everyone by name.
func (s site) people(t *testing.T) map[string]string {
	t.Helper()
	ids := map[string]string{}
	for page := (&registry.People{Next: "first"}); page.Next != ""; {
		asked := registry.ListPeople{After: page.Next, Limit: 200}
		if len(ids) == 0 {
			asked.After = ""
		}
		var err error
		if page, err = door.Ask(s.Context(t.Context()), s.Door, authz.System("cli", authz.Office, s.Config.District), asked); err != nil {
			t.Fatal(err)
		}
		for _, row := range page.Rows {
			ids[row.Name] = row.Person
		}
	}
	return ids
}
