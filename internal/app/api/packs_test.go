package api_test

import (
	"strings"
	"testing"
)

func TestAPackIsApprovedByASecondPerson(t *testing.T) {
	s := open(t, 8)
	const path = "/api/v1/packs/hengyang_living_2022"
	files := s.get("office", path)["files"].(map[string]any)
	files["policy.yaml"] = files["policy.yaml"].(string) + "# 校对过\n"
	saved := s.do("office", "POST", path+"/versions", "p1", map[string]any{"files": files}, 201)
	if saved["state"] != "tested" {
		t.Fatalf("saved: %v", saved)
	}
	turn := map[string]any{"version": saved["version"], "reason": "第 9 次会议"}
	s.do("office", "POST", path+"/submit", "p2", turn, 200)
	for _, do := range []string{"/approve", "/activate"} {
		if got := s.do("office", "POST", path+do, "p3"+do, turn, 409); got["code"] != "policy.pack.same_person" {
			t.Errorf("%s by the author: %v", do, got)
		}
		s.do("department", "POST", path+do, "p4"+do, turn, 403)
	}
	turn["effect"] = "2099-01-01"
	if done := s.do("second", "POST", path+"/approve", "p5", turn, 200); done["state"] != "scheduled" {
		t.Errorf("approved: %v", done)
	}
	if c := s.get("office", path+"/compare?to="+saved["version"].(string)); len(c["texts"].([]any)) != 1 || len(c["changes"].([]any)) != 0 {
		t.Errorf("a remark changes %v", c["changes"])
	}
}

func TestTheHistoryCasesAndListsOfPacksOverTheAPI(t *testing.T) {
	s := open(t, 40)
	const path = "/api/v1/packs/hengyang_living_2022"
	files := s.get("office", path)["files"].(map[string]any)
	made := s.do("office", "POST", path+"/case", "", map[string]any{"files": files, "case": 1}, 200)
	if !strings.Contains(made["cases"].(string), made["name"].(string)) {
		t.Errorf("a case: %v", made["name"])
	}
	files["policy.yaml"] = strings.Replace(files["policy.yaml"].(string), "yuan: 2000}", "yuan: 2100}", 1)
	saved := s.do("office", "POST", path+"/versions", "h1", map[string]any{"files": files}, 201)
	version := saved["version"].(string)
	if saved["state"] != "draft" {
		t.Errorf("cases that fail pass: %v", saved)
	}
	checked := s.do("office", "POST", path+"/check", "", map[string]any{"files": files}, 200)
	first := checked["cases"].([]any)[0].(map[string]any)
	if first["passed"] != false || first["got"].(map[string]any)["amount"] != "75,600" || len(first["differences"].([]any)) == 0 {
		t.Errorf("expected and got: %v", first)
	}
	history := s.get("auditor", path+"/history")
	chapter := history["versions"].([]any)[0].(map[string]any)
	if chapter["version"] != version || len(chapter["changes"].([]any)) != 1 || chapter["locked"] != false {
		t.Errorf("history: %v", chapter)
	}
	again := s.do("second", "POST", path+"/versions", "h2", map[string]any{"files": files, "note": "改写"}, 201)
	if again["version"] != version || again["by"] != saved["by"] || again["note"] == "改写" {
		t.Errorf("saved again by another: %v", again)
	}
	s.do("auditor", "GET", path+"/compare/export?who=more&to="+version, "", nil, 403)
	s.do("public", "GET", path+"/history", "", nil, 404)
	for name, text := range map[string]string{"../policy.yaml": "id: x", "/etc/x.yaml": "id: x", "x.exe": "MZ", "UPPER.yaml": "a: 1"} {
		hostile := map[string]any{"policy.yaml": files["policy.yaml"], name: text}
		if got := s.do("office", "POST", path+"/versions", "h3"+name, map[string]any{"files": hostile}, 422); got["code"] != "policy.pack.bad_file" {
			t.Errorf("%s: %v", name, got)
		}
	}
	large := map[string]any{"policy.yaml": files["policy.yaml"], "cases.yaml": strings.Repeat("#", 1<<20)}
	if got := s.do("office", "POST", path+"/versions", "h4", map[string]any{"files": large}, 413); got["code"] != "policy.pack.large" {
		t.Errorf("too large: %v", got)
	}
	long := map[string]any{"policy.yaml": strings.Repeat("#", 70<<10)}
	if got := s.do("office", "POST", path+"/check", "", map[string]any{"files": long}, 413); got["code"] != "policy.pack.long" {
		t.Errorf("too long: %v", got)
	}
}
