package app_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"

	"yanzhen/internal/app"
	"yanzhen/internal/authz"
)

// What each path parameter stands for when nobody means anything by it.
var parameter = regexp.MustCompile(`\{[^}]*\}`)

// Every route, asked by every role and by the public: whoever may never do the route's action is turned away before the
// handler runs, and whoever may is not; nothing breaks.
func TestEveryRouteTurnsAwayWhoMayNot(t *testing.T) {
	s := open(t, app.Scenario{People: 60, Demo: true})
	server := s.Server()
	routes := server.Routes()
	if len(routes) < 60 {
		t.Fatalf("only %d routes are registered", len(routes))
	}
	cookies := map[authz.Role]string{authz.Public: ""}
	actors := map[authz.Role]authz.Actor{authz.Public: authz.Anyone(s.Config.District)}
	for _, who := range s.who {
		cookies[who.Role] = s.as(t, who.Login).cookie()
		actors[who.Role] = authz.Actor{Account: who.Login, Grants: []authz.Grant{{Role: who.Role, District: who.District}}}
	}
	for i, route := range routes {
		method, path, _ := strings.Cut(route.Pattern, " ")
		path = parameter.ReplaceAllString(path, "none")
		for j, role := range authz.Roles {
			r := httptest.NewRequest(method, path, nil)
			r.RemoteAddr = fmt.Sprintf("10.%d.%d.1:99", i, j) // each its own address: floods are slowed by address
			r.Header.Set("Accept", "application/json")
			if method != http.MethodGet {
				r.Header.Set("Idempotency-Key", fmt.Sprintf("%d-%s", i, role))
			}
			if cookie := cookies[role]; cookie != "" && path != "/sign-out" {
				r.Header.Set("Cookie", cookie)
			}
			w := httptest.NewRecorder()
			server.ServeHTTP(w, r)
			turned := w.Code == http.StatusUnauthorized || w.Code == http.StatusForbidden
			switch may := authz.MayEver(actors[role], route.Action); {
			case w.Code >= 500:
				t.Errorf("%s by %s: %d %s", route.Pattern, role, w.Code, w.Body)
			case !may && !turned:
				t.Errorf("%s (%s) lets %s in: %d", route.Pattern, route.Action, role, w.Code)
			case may && turned && role != authz.Public && !ownPlace(role) && path != fullNumbers:
				t.Errorf("%s (%s) turns %s away: %d", route.Pattern, route.Action, role, w.Code)
			}
		}
	}
}

// fullNumbers is the page of lists with numbers in full: whoever may take lists away, but not unmask, is turned away by it.
const fullNumbers = "/people/export"

// ownPlace tells the roles whose rights end at one unit or person: a path that names another is refused to them by the door.
func ownPlace(role authz.Role) bool { return role == authz.Unit || role == authz.Talent }
