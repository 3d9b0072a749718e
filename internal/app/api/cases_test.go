package api_test

import (
	"net/http"
	"testing"

	"yanzhen/internal/town"
)

func TestACaseIsFiledAndActedUponOverTheAPI(t *testing.T) {
	s := open(t, 8)
	lin := s.census.People[town.Lin]
	round := s.do("office", "POST", "/api/v1/rounds", "r1", map[string]any{"programme": "xiangxiucai", "name": "秋季", "opens": "2026-11-01", "closes": "2026-12-31"}, 201)
	kase := s.do("talent", "POST", "/api/v1/rounds/"+round["id"].(string)+"/cases", "c1", map[string]any{"person": lin}, 201)
	path := "/api/v1/cases/" + kase["id"].(string)
	filled := s.do("talent", "POST", path+"/answers", "c2", map[string]any{"answers": map[string]string{"field": "sports", "story": "短"}}, 200)
	if faults := filled["faults"].(map[string]any); faults["field"] != "programme.form.choice" || faults["story"] != "programme.form.short" {
		t.Errorf("%v", faults)
	}
	if got := s.do("talent", "POST", path+"/submit", "c3", nil, http.StatusUnprocessableEntity); len(got["errors"].([]any)) < 3 {
		t.Errorf("what is wrong: %v", got)
	}
	story := "两年里帮四十户改良了油茶品种，自己垫钱办了六期培训班，每户每年增收三千多元。"
	s.do("talent", "POST", path+"/answers", "c4", map[string]any{"answers": map[string]string{"field": "extension", "place": "雨母山村", "story": story}}, 200)
	s.do("talent", "POST", path+"/submit", "c5", nil, 200)
	queue := s.get("office", "/api/v1/cases?queue=true")["cases"].([]any)
	if len(queue) != 1 || queue[0].(map[string]any)["name"] != town.Lin {
		t.Errorf("the queue: %v", queue)
	}
	if got := s.do("auditor", "POST", path+"/moves", "c6", map[string]any{"act": "agree", "seat": "office"}, 403); got["code"] != "web.not_for_your_role" {
		t.Errorf("%v", got)
	}
	if got := s.do("office", "POST", path+"/moves", "c7", map[string]any{"act": "against", "seat": "office"}, http.StatusUnprocessableEntity); got["code"] != "flow.reason" {
		t.Errorf("%v", got)
	}
	done := s.do("office", "POST", path+"/moves", "c8", map[string]any{"act": "agree", "seat": "office", "moves": 1}, 200)
	if again := s.do("second", "POST", path+"/moves", "c9", map[string]any{"act": "agree", "seat": "office", "moves": 1}, 409); done["stage"] != "check" || again["code"] != "casework.case.changed" {
		t.Errorf("%v, %v", done, again)
	}
	for id, read := range map[string]string{"listProgrammes": "/api/v1/programmes", "listRounds": "/api/v1/rounds", "listCases": "/api/v1/cases", "readCase": path} {
		w := s.send("office", "GET", read, nil)
		if w.Code != 200 {
			t.Errorf("GET %s: %d %s", read, w.Code, w.Body)
			continue
		}
		for _, breach := range s.api.Breaches(id, w.Body.Bytes()) {
			t.Errorf("%s: %s", id, breach)
		}
	}
}
