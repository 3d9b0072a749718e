package rest

import (
	"bytes"
	"mime/multipart"
	"net/http/httptest"
	"strings"
	"testing"
)

const (
	office = "Bearer office"
	talent = "Bearer talent"
)

func TestAChangeFillsItsStructFromPathBodyAndActor(t *testing.T) {
	s := open(t)
	w := s.send("POST", "/api/v1/orgs/o1/staff", `{"name":"林雪雁","from":"2026-05-01","pay_fen":1200050,"skills":["焊工"],"org":"elsewhere"}`,
		"Authorization", office, "Idempotency-Key", "k1")
	got := decode(t, w)
	if w.Code != 201 || got["org"] != "o1" || got["from"] != "2026-05-01" || got["pay_fen"] != 1200050.0 || got["at"] != "2026-11-23T08:00:00Z" {
		t.Errorf("got %d %s", w.Code, w.Body)
	}
	if strings.Contains(w.Body.String(), "for the house") {
		t.Errorf("more was told than may leave the house: %s", w.Body)
	}
	if s.deeds(t) != 1 {
		t.Errorf("got %d audit entries, want 1", s.deeds(t))
	}
}

func TestOneKeyHasOneEffect(t *testing.T) {
	s := open(t)
	send := func(key, name string) *httptest.ResponseRecorder {
		return s.send("POST", "/api/v1/orgs/o1/staff", `{"name":"`+name+`"}`, "Authorization", office, "Idempotency-Key", key)
	}
	first, again := send("k1", "林雪雁"), send("k1", "林雪雁")
	if again.Code != 201 || again.Body.String() != first.Body.String() || s.deeds(t) != 1 {
		t.Errorf("sent twice: %d %s after %s, %d deeds", again.Code, again.Body, first.Body, s.deeds(t))
	}
	if other := send("k1", "何舟"); other.Code != 409 || decode(t, other)["code"] != "door.key_reused" {
		t.Errorf("the key for something else: %d %s", other.Code, other.Body)
	}
}

func TestWhatIsRefused(t *testing.T) {
	s := open(t)
	for name, tc := range map[string]struct {
		method, path, body, by, key string
		status                      int
		code                        string
	}{
		"no key":                  {"POST", "/api/v1/orgs/o1/staff", `{"name":"x"}`, office, "", 422, "web.key_needed"},
		"a key too long":          {"POST", "/api/v1/orgs/o1/staff", `{"name":"x"}`, office, strings.Repeat("k", 129), 422, "web.key_needed"},
		"nobody":                  {"POST", "/api/v1/orgs/o1/staff", `{"name":"x"}`, "", "k", 401, "web.sign_in_first"},
		"a role that never may":   {"POST", "/api/v1/orgs/o1/staff", `{"name":"x"}`, talent, "k", 403, "web.not_for_your_role"},
		"another unit":            {"POST", "/api/v1/orgs/o2/staff", `{"name":"x"}`, "Bearer unit", "k", 403, "authz.denied"},
		"what may not be seen":    {"GET", "/api/v1/orgs/o2/staff", "", "Bearer unit", "", 404, "web.no_page"},
		"a misspelt query":        {"GET", "/api/v1/orgs/o1/staff?limti=3", "", office, "", 422, "web.bind.unknown"},
		"a number that is none":   {"GET", "/api/v1/orgs/o1/staff?limit=many", "", office, "", 422, "web.bind.number"},
		"a field nobody knows":    {"POST", "/api/v1/orgs/o1/staff", `{"name":"x","nmae":"y"}`, office, "k", 422, "web.bind.unknown"},
		"a fault of a field":      {"POST", "/api/v1/orgs/o1/staff", `{"name":""}`, office, "k", 422, "web.bind.value"},
		"a day that is not there": {"POST", "/api/v1/orgs/o1/staff", `{"name":"x","from":"2026-02-30"}`, office, "k", 422, "web.bind.date"},
		"no JSON":                 {"POST", "/api/v1/orgs/o1/staff", `{"name":`, office, "k", 422, "web.bind.json"},
		"no such path":            {"GET", "/api/v1/nothing", "", office, "", 404, "web.no_page"},
		"another method":          {"PUT", "/api/v1/orgs/o1/staff", `{}`, office, "k", 405, "web.wrong_method"},
	} {
		t.Run(name, func(t *testing.T) {
			w := s.send(tc.method, tc.path, tc.body, "Authorization", tc.by, "Idempotency-Key", tc.key)
			got := decode(t, w)
			if w.Code != tc.status || got["code"] != tc.code || w.Header().Get("Content-Type") != "application/problem+json; charset=utf-8" {
				t.Errorf("got %d %s %s, want %d %s", w.Code, w.Header().Get("Content-Type"), w.Body, tc.status, tc.code)
			}
		})
	}
	if n := s.deeds(t); n != 1 { // the denied unit alone
		t.Errorf("%d audit entries, want the one denial", n)
	}
}

func TestAReadFillsItsStructFromPathAndQuery(t *testing.T) {
	s := open(t)
	w := s.send("GET", "/api/v1/orgs/o1/staff?skill=a&skill=b&since.from=2026-01-02&limit=7", "", "Authorization", office)
	want := `{"asked":{"district":"430408","org":"o1","skill":["a","b"],"since":{"from":"2026-01-02"},"limit":7},"rows":null}` + "\n"
	if w.Code != 200 || w.Body.String() != want {
		t.Errorf("got %d %s", w.Code, w.Body)
	}
}

func TestNothingToSayIs204(t *testing.T) {
	w := open(t).send("DELETE", "/api/v1/orgs/o1/staff/x", "", "Authorization", office, "Idempotency-Key", "k")
	if w.Code != 204 || w.Body.Len() != 0 {
		t.Errorf("got %d %q", w.Code, w.Body)
	}
}

func TestAnUploadIsAFormWithAFile(t *testing.T) {
	s := open(t)
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	part, err := form.CreateFormFile("file", "花名册.csv")
	if err != nil {
		t.Fatal(err)
	}
	_, _ = part.Write([]byte("姓名\n林雪雁\n"))
	_ = form.WriteField("org", "o1")
	_ = form.Close()
	headers := []string{"Authorization", office, "Idempotency-Key", "k", "Content-Type", form.FormDataContentType()}
	w := s.send("POST", "/api/v1/rosters", body.String(), headers...)
	if got := decode(t, w); w.Code != 200 || got["name"] != "花名册.csv" || got["content"] != "姓名\n林雪雁\n" || got["org"] != "o1" {
		t.Errorf("got %d %s", w.Code, w.Body)
	}
	if w := s.send("POST", "/api/v1/rosters", `{"org":"o1"}`, "Authorization", office, "Idempotency-Key", "k"); w.Code != 422 {
		t.Errorf("without a file: %d %s", w.Code, w.Body)
	}
}

func TestAStreamIsWrittenAsItComes(t *testing.T) {
	s := open(t)
	w := s.send("GET", "/api/v1/rosters?limit=2", "", "Authorization", office)
	if w.Code != 200 || w.Body.String() != "{\"n\":0}\n{\"n\":1}\n" || w.Header().Get("Content-Type") != "application/jsonl" || w.Header().Get("X-District") != here {
		t.Errorf("got %d %v %s", w.Code, w.Header(), w.Body)
	}
	if w := s.send("GET", "/api/v1/rosters", "", "Authorization", office); w.Code != 200 || w.Header().Get("Content-Type") != "application/jsonl" {
		t.Errorf("nothing to export: %d %v", w.Code, w.Header())
	}
	if w := s.send("GET", "/api/v1/rosters?org=broken&limit=3", "", "Authorization", office); w.Code != 409 {
		t.Errorf("a fault before the first bytes: %d %s", w.Code, w.Body)
	}
	defer func() {
		if recover() == nil {
			t.Error("a fault in the middle did not cut the answer")
		}
	}()
	s.send("GET", "/api/v1/rosters?org=broken&limit=20000", "", "Authorization", office)
}

func TestEveryElementOfAListIsDiscreet(t *testing.T) {
	list, ok := discreet([]*engagement{{ID: "e1", Secret: "for the house"}}).([]any)
	if !ok || len(list) != 1 || list[0].(engagement).Secret != "" {
		t.Errorf("got %v", list)
	}
	if got := discreet([]string{"a"}); got.([]string)[0] != "a" {
		t.Errorf("got %v", got)
	}
}

func TestAReadWithABodyNeedsNoKey(t *testing.T) {
	s := open(t)
	if w := s.send("POST", "/api/v1/wages", `{"pay_fen":100}`); w.Code != 200 || w.Body.String() != "{\"year\":1200}\n" {
		t.Errorf("got %d %s", w.Code, w.Body)
	}
	if w := s.send("POST", "/api/v1/wages?pay_fen=1", `{"pay_fen":100}`); w.Code != 422 {
		t.Errorf("an entry in the query of a body: %d %s", w.Code, w.Body)
	}
}
