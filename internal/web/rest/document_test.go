package rest

import (
	"bytes"
	"encoding/json"
	"flag"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"yanzhen/internal/web/rest/resttest"
	"yanzhen/internal/web/webtest"
)

var update = flag.Bool("update", false, "write the golden document anew")

func document(t *testing.T, s toy) map[string]any {
	t.Helper()
	w := s.send("GET", "/api/openapi.json", "")
	if w.Code != 200 || w.Header().Get("Content-Type") != "application/json; charset=utf-8" {
		t.Fatalf("got %d %s", w.Code, w.Body)
	}
	return decode(t, w)
}

func TestTheDocumentIsTheGoldenOne(t *testing.T) {
	var got bytes.Buffer
	text, err := json.Marshal(document(t, open(t)))
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Indent(&got, text, "", "  "); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join("testdata", "openapi.golden.json")
	if *update {
		if err := os.WriteFile(path, append(got.Bytes(), '\n'), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got.String() != strings.TrimRight(string(want), "\n") {
		t.Errorf("the document differs from %s; look at the difference after go test -update", path)
	}
}

func TestTheDocumentIsSound(t *testing.T) {
	for _, problem := range resttest.Problems(document(t, open(t))) {
		t.Error(problem)
	}
}

// TestProblemsAreFound keeps the check of the document honest.
func TestProblemsAreFound(t *testing.T) {
	broken := `{"openapi":"3.0.0","info":{"title":""},"paths":{
		"/a/{x}":{"get":{"operationId":"same","responses":{"200":{}}},"post":{"operationId":"same","responses":{},"requestBody":{"content":{}},
			"parameters":[{"name":"y","in":"path"},{"$ref":"#/components/parameters/none"}]}}},
		"components":{"schemas":{"A B":{"type":"object","nullable":true,"required":["gone"],"properties":{}}}}}`
	var doc map[string]any
	if err := json.Unmarshal([]byte(broken), &doc); err != nil {
		t.Fatal(err)
	}
	found := strings.Join(resttest.Problems(doc), "\n")
	for _, want := range []string{"openapi is 3.0.0", "info has no title", "operationId same twice", "has no response", "has no description", "has no content",
		"{x} is not declared", "y is declared but not in the path", "leads nowhere", `"A B" is not a name`, "nullable", "gone is required but not a property"} {
		if !strings.Contains(found, want) {
			t.Errorf("not found: %s in\n%s", want, found)
		}
	}
}

// What is answered is what the document says, checked by the validator of huma.
func TestAnswersKeepToTheDocument(t *testing.T) {
	s := open(t)
	for id, w := range map[string]*httptest.ResponseRecorder{
		"engage": s.send("POST", "/api/v1/orgs/o1/staff", `{"name":"林雪雁","pay_fen":3}`, "Authorization", office, "Idempotency-Key", "k"),
		"staff":  s.send("GET", "/api/v1/orgs/o1/staff", "", "Authorization", office),
	} {
		for _, breach := range s.api.Breaches(id, w.Body.Bytes()) {
			t.Errorf("%s: %s: %s", id, w.Body, breach)
		}
	}
	if found := s.api.Breaches("staff", []byte(`{"asked":1}`)); len(found) == 0 {
		t.Error("an answer that is not as the document says was not found")
	}
	if found := s.api.Breaches("nothing", []byte(`{}`)); len(found) != 1 {
		t.Errorf("got %v", found)
	}
}

func TestThePageListsEveryOperationInBothLanguages(t *testing.T) {
	s := open(t)
	for lang, words := range map[string]string{"zh": "使用说明", "en": "How to use it"} {
		w := s.send("GET", "/api", "", "Cookie", "lang="+lang)
		page := w.Body.String()
		if w.Code != http.StatusOK || !strings.Contains(page, words) || strings.Contains(page, "⟦") {
			t.Errorf("%s: got %d %s", lang, w.Code, page)
		}
		for _, o := range s.api.ops {
			if !strings.Contains(page, "<code>"+o.path+"</code>") {
				t.Errorf("%s: %s is not listed", lang, o.path)
			}
		}
	}
}

func TestThePageInABrowser(t *testing.T) {
	server := httptest.NewServer(open(t))
	t.Cleanup(server.Close)
	p := webtest.New(t).Page(t, server.URL)
	p.Look(t, "/api", "api")
	p.Open("/lang?to=en&back=/api")
	p.Look(t, "/api", "api-en")
}
