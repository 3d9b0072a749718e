package api_test

import (
	"strings"
	"testing"
)

func TestAPolicyIsTriedKeptComparedAndDrafted(t *testing.T) {
	s := open(t, 60)
	const path = "/api/v1/policies/hengyang_living_2022"
	try := func(as string, body map[string]any, id, at string) map[string]any {
		t.Helper()
		w := s.send(as, "POST", path+at, body)
		if w.Code != 200 {
			t.Fatalf("%s as %s: %d %s", at, as, w.Code, w.Body)
		}
		for _, breach := range s.api.Breaches(id, w.Body.Bytes()) {
			t.Errorf("%s: %s", id, breach)
		}
		return object(t, w)
	}
	moves := map[string]any{"gates/age/when/0": "30"}
	effect := try("office", map[string]any{"moves": moves}, "tryPolicy", "/whatif")["effect"].(map[string]any)
	loses := effect["fates"].(map[string]any)["loses"].(float64)
	if loses == 0 || len(effect["groups"].([]any)) != 5 || len(effect["months"].([]any)) == 0 {
		t.Fatalf("%v", effect)
	}
	people := try("office", map[string]any{"moves": moves, "fate": "loses"}, "listMet", "/whatif/people")
	if people["total"].(float64) != loses || people["people"].([]any)[0].(map[string]any)["person"] == "" {
		t.Errorf("%v", people)
	}
	masked := try("leader", map[string]any{"moves": moves, "fate": "loses"}, "listMet", "/whatif/people")["people"].([]any)[0].(map[string]any)
	if masked["person"] != nil || !strings.HasSuffix(masked["name"].(string), "*") {
		t.Errorf("the leader is told %v", masked)
	}
	lines := s.send("auditor", "POST", path+"/whatif/people/export", map[string]any{"moves": moves, "fate": "loses"})
	if lines.Code != 200 || strings.Count(lines.Body.String(), "\n") != int(loses) {
		t.Errorf("%d %.300s", lines.Code, lines.Body)
	}
	for _, body := range []map[string]any{{"moves": map[string]any{"gates/age/when/0": "-4"}}, {"moves": map[string]any{"gates/none/when/0": "4"}}} {
		if w := s.send("office", "POST", path+"/whatif", body); w.Code != 422 && w.Code != 400 || !strings.Contains(w.Body.String(), "moves.gates/") {
			t.Errorf("%v: %d %s", body, w.Code, w.Body)
		}
	}
	if w := s.send("unit", "POST", path+"/whatif", map[string]any{}); w.Code != 403 {
		t.Errorf("a unit tries policies: %d", w.Code)
	}

	saved := s.do("office", "POST", path+"/scenarios", "w1", map[string]any{"name": "三十岁以下", "moves": moves}, 201)
	at := path + "/scenarios/" + saved["id"].(string)
	s.do("leader", "POST", path+"/scenarios", "w2", map[string]any{"name": "x", "moves": moves}, 403)
	changed := s.do("office", "PUT", at, "w3", map[string]any{"name": "三十五岁以下", "moves": map[string]any{"gates/age/when/0": "35"}, "version": 1}, 200)
	if changed["version"].(float64) != 2 {
		t.Errorf("%v", changed)
	}
	if got := s.do("office", "PUT", at, "w4", map[string]any{"name": "y", "moves": moves, "version": 1}, 409); got["code"] != "whatif.scenario.changed" {
		t.Errorf("%v", got)
	}
	w := s.send("leader", "GET", path+"/scenarios", nil)
	for _, breach := range s.api.Breaches("compareScenarios", w.Body.Bytes()) {
		t.Error(breach)
	}
	if columns := object(t, w)["columns"].([]any); len(columns) != 1 || columns[0].(map[string]any)["effect"] == nil {
		t.Errorf("%v", columns)
	}
	if draft := s.do("office", "POST", at+"/draft", "w5", map[string]any{"version": 2}, 201); draft["version"] == "" || draft["state"] == "active" {
		t.Errorf("%v", draft)
	}
	s.do("office", "DELETE", at, "w6", map[string]any{"version": 2}, 409)
	s.do("office", "DELETE", at, "w7", map[string]any{"version": 3}, 200)
}
