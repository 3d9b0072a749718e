package api_test

import (
	"encoding/json"
	"strings"
	"testing"

	"yanzhen/internal/town"
	"yanzhen/internal/web/rest/resttest"
)

func TestTheDocumentIsSound(t *testing.T) {
	s := open(t, 8)
	document := s.get("", "/api/openapi.json")
	for _, problem := range resttest.Problems(document) {
		t.Error(problem)
	}
	if paths := document["paths"].(map[string]any); len(paths) < 50 {
		t.Errorf("only %d paths", len(paths))
	}
	if page := s.send("", "GET", "/api", nil); page.Code != 200 || strings.Contains(page.Body.String(), "⟦") {
		t.Errorf("the page: %d", page.Code)
	}
}

// Every read answers as the document says: what it says is not in the schema would surprise a program.
func TestReadsKeepToTheDocument(t *testing.T) {
	s := open(t, 60)
	lin := s.census.People[town.Lin]
	for id, path := range map[string]string{
		"listPeople": "/api/v1/people?limit=5", "readPerson": "/api/v1/people/" + lin, "listOrgs": "/api/v1/orgs?limit=3",
		"readOrg": "/api/v1/orgs/" + s.census.Orgs[town.Precision], "readDesk": "/api/v1/orgs/" + s.census.Orgs[town.Precision] + "/desk",
		"listPolicies": "/api/v1/policies", "readPolicy": "/api/v1/policies/hengyang_living_2022", "listMatches": "/api/v1/policies/hengyang_living_2022/people",
		"countMatches": "/api/v1/policies/tallies", "readAnswers": "/api/v1/people/" + lin + "/policies", "explainPolicy": "/api/v1/people/" + lin + "/policies/hengyang_living_2022",
		"listImports": "/api/v1/imports", "listConflicts": "/api/v1/conflicts", "readWorkbench": "/api/v1/workbench", "listFilters": "/api/v1/filters",
		"readPack": "/api/v1/packs/hengyang_living_2022", "countUnclaimed": "/api/v1/outreach", "listBatches": "/api/v1/outreach/batches",
		"listUnclaimed": "/api/v1/policies/hengyang_living_2022/outreach?verdict=unknown", "listAwards": "/api/v1/awards", "listMessages": "/api/v1/messages",
	} {
		w := s.send("office", "GET", path, nil)
		if w.Code != 200 {
			t.Errorf("GET %s: %d %s", path, w.Code, w.Body)
			continue
		}
		for _, breach := range s.api.Breaches(id, w.Body.Bytes()) {
			t.Errorf("%s: %s", id, breach)
		}
	}
}

func TestAPersonFromCreationToVerdict(t *testing.T) {
	s := open(t, 8)
	lin := s.census.People[town.Lin]
	explain := func() string {
		return s.get("office", "/api/v1/people/"+lin+"/policies/hengyang_living_2022")["verdict"].(string)
	}
	if before := explain(); before != "unknown" {
		t.Fatalf("before anybody said where Lin is registered: %s", before)
	}
	record := map[string]any{"kind": "residence", "data": map[string]any{"hukou": "430408", "town": "430408001"}}
	made := s.do("talent", "POST", "/api/v1/people/"+lin+"/records", "k1", record, 201)
	again := s.do("talent", "POST", "/api/v1/people/"+lin+"/records", "k1", record, 201)
	if made["id"] == nil || made["id"] != again["id"] || made["status"] != "declared" {
		t.Errorf("got %v, and under the same key %v", made, again)
	}
	s.do("office", "POST", "/api/v1/people/"+lin+"/records/"+made["id"].(string)+"/verify", "k2", nil, 200)
	if got := s.do("talent", "POST", "/api/v1/people/"+lin+"/records/"+made["id"].(string)+"/verify", "k3", nil, 403); got["code"] == "" {
		t.Errorf("got %v", got)
	}
}

func TestAUnitSeesItsOwnPeopleAlone(t *testing.T) {
	s := open(t, 60)
	own, other := s.census.People[town.Lin], s.census.People[town.Xiao]
	s.get("unit", "/api/v1/people/"+own)
	for _, path := range []string{"/api/v1/people/" + other, "/api/v1/people/" + other + "/policies", "/api/v1/orgs/" + s.census.Orgs[town.Hospital]} {
		if w := s.send("unit", "GET", path, nil); w.Code != 404 {
			t.Errorf("GET %s as another unit: %d", path, w.Code)
		}
	}
	for _, row := range s.get("unit", "/api/v1/people?limit=200")["rows"].([]any) {
		if org := row.(map[string]any)["org"]; org != s.census.Orgs[town.Precision] {
			t.Errorf("a unit is shown a person of %v", org)
		}
	}
	if w := s.send("unit", "GET", "/api/v1/workbench", nil); w.Code != 403 {
		t.Errorf("the workbench, to a unit: %d", w.Code)
	}
}

func TestSealedValuesLeaveAsMasks(t *testing.T) {
	s := open(t, 8)
	lin := s.census.People[town.Lin]
	w := s.send("office", "GET", "/api/v1/people/"+lin, nil)
	if body := w.Body.String(); !strings.Contains(body, `"phone":{"m":"138`) || strings.Contains(body, `"s":"`) || strings.Contains(body, `"i":"`) || strings.Contains(body, "13807340996") {
		t.Errorf("got %s", body)
	}
	opened := s.do("office", "POST", "/api/v1/people/"+lin+"/unmask", "k1", map[string]string{"reason": "核对社保"}, 200)
	if number, _ := opened["id_number"].(string); len(number) != 18 {
		t.Errorf("got %v", opened)
	}
}

func TestARosterIsSentAndRecognised(t *testing.T) {
	s := open(t, 1)
	body, kind := upload(t, "花名册.csv", "姓名,身份证号,工作单位\n林雪雁,430408199704129969,衡阳市蒸水精密制造有限公司\n", "source", "区工信局报送")
	w := s.send("office", "POST", "/api/v1/imports", body, "Idempotency-Key", "k1", "Content-Type", kind)
	got := object(t, w)
	if w.Code != 201 || got["state"] != "uploaded" || got["source"] != "区工信局报送" {
		t.Fatalf("got %d %s", w.Code, w.Body)
	}
	id := got["id"].(string)
	if preview := s.get("office", "/api/v1/imports/"+id+"/preview"); len(preview["rows"].([]any)) != 1 {
		t.Errorf("got %v", preview)
	}
	if run := s.do("office", "POST", "/api/v1/imports/"+id+"/run", "k2", nil, 200); run["run"] == nil {
		t.Errorf("got %v", run)
	}
	if w := s.send("talent", "POST", "/api/v1/imports", strings.NewReader("x"), "Idempotency-Key", "k3"); w.Code != 403 {
		t.Errorf("a talent imports: %d", w.Code)
	}
}

func TestEvidenceIsSentAndTakenBack(t *testing.T) {
	s := open(t, 8)
	lin := s.census.People[town.Lin]
	const proof = "%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
	body, kind := upload(t, "户口.pdf", proof)
	w := s.send("talent", "POST", "/api/v1/people/"+lin+"/evidence", body, "Idempotency-Key", "k1", "Content-Type", kind)
	kept := object(t, w)
	if w.Code != 201 || kept["type"] != "pdf" {
		t.Fatalf("got %d %s", w.Code, w.Body)
	}
	path := "/api/v1/files/" + kept["id"].(string)
	if w := s.send("talent", "GET", path, nil); w.Code != 200 || w.Body.String() != proof || w.Header().Get("Content-Type") != "application/pdf" {
		t.Errorf("got %d %v %q", w.Code, w.Header(), w.Body)
	}
	if w := s.send("expert", "GET", path, nil); w.Code != 404 {
		t.Errorf("an expert takes it: %d", w.Code)
	}
}

func TestExportsAreObjectsByLine(t *testing.T) {
	s := open(t, 12)
	for path, least := range map[string]int{"/api/v1/people/export": 12, "/api/v1/policies/hengyang_living_2022/people/export?verdict=unknown": 1} {
		w := s.send("office", "GET", path, nil)
		lines := strings.Split(strings.TrimSpace(w.Body.String()), "\n")
		if w.Code != 200 || len(lines) < least || w.Header().Get("Content-Type") != "application/jsonl" {
			t.Errorf("GET %s: %d, %d lines", path, w.Code, len(lines))
		}
		for _, line := range lines {
			if !json.Valid([]byte(line)) {
				t.Errorf("GET %s: %s", path, line)
			}
		}
		if w := s.send("department", "GET", path, nil); w.Code != 403 {
			t.Errorf("GET %s as a department: %d", path, w.Code)
		}
	}
	taken := s.get("auditor", "/api/v1/audit?action=registry.person.export")["entries"].([]any)
	if len(taken) < 2 {
		t.Errorf("the log knows of %d exports", len(taken))
	}
}

func TestTheCalculatorNeedsNeitherAccountNorKey(t *testing.T) {
	s := open(t, 1)
	w := s.send("", "POST", "/api/v1/calculator", map[string]any{"facts": map[string]string{"education.level": "14"}})
	if got := object(t, w); w.Code != 200 || got["answers"] == nil {
		t.Errorf("got %d %s", w.Code, w.Body)
	}
}

func TestATokenIsToldOnce(t *testing.T) {
	s := open(t, 1)
	body := map[string]any{"name": "区人社局数据交换", "expires": "2026-12-31", "grants": []any{map[string]any{"role": "department", "dept": "renshe"}}}
	first := s.do("admin", "POST", "/api/v1/tokens", "k1", body, 201)
	if secret, _ := first["secret"].(string); !strings.HasPrefix(secret, "yanzhen_") {
		t.Errorf("got %v", first)
	}
	if again := s.do("admin", "POST", "/api/v1/tokens", "k1", body, 201); again["secret"] != nil {
		t.Errorf("told again: %v", again)
	}
	if w := s.send("office", "GET", "/api/v1/tokens", nil); w.Code != 403 {
		t.Errorf("the office reads tokens: %d", w.Code)
	}
}
