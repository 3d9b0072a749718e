package api_test

import "testing"

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
