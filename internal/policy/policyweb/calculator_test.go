package policyweb_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
)

// answers are what someone of whom the town knows nothing would say.
var said = map[string]string{
	"education.full_time_level": "master", "employer.kind": "enterprise", "employer.ownership": "private", "job.full_time": "true",
	"job.introduced_on": "2026-07-01", "person.birth_date": "1998-03-07", "person.hukou": "430408",
}

// kept is the cookie with the answers that w sets.
func kept(w *httptest.ResponseRecorder) *http.Cookie {
	for _, c := range w.Result().Cookies() {
		if c.Name == "calculator" {
			return c
		}
	}
	return nil
}

func TestAPolicyThatCannotBeIsNotCarriedOn(t *testing.T) {
	got := open(t, 0).do("public", "POST", "/calculator",
		url.Values{"key": {"person.birth_date"}, "answer": {"1998-03-07"}, "policy": {strings.Repeat("测", 10_000)}})
	if got.Code != http.StatusSeeOther || len(location(got)) > 200 {
		t.Errorf("%d to an address of %d bytes", got.Code, len(location(got)))
	}
}

func TestAnswersStayInTheBrowser(t *testing.T) {
	s := open(t, 8)
	first := s.do("public", "GET", "/calculator?policy=hengyang_living_2022", nil)
	if first.Code != 200 || kept(first) != nil {
		t.Fatalf("%d, cookie %v", first.Code, kept(first))
	}
	if missing := s.do("public", "POST", "/calculator", url.Values{"_form": {"calculator"}, "key": {"job.full_time"}, "answer": {""}}); missing.Code != 422 || !strings.Contains(plain(missing.Body.String()), "请先回答") {
		t.Errorf("no answer: %d", missing.Code)
	}
	wrong := s.do("public", "POST", "/calculator", url.Values{"_form": {"calculator"}, "key": {"person.birth_date"}, "answer": {"很久以前"}})
	if wrong.Code != 422 || !strings.Contains(wrong.Body.String(), `value="很久以前"`) || kept(wrong) != nil {
		t.Errorf("an answer that is none: %d\n%.1000s", wrong.Code, plain(wrong.Body.String()))
	}
	got := s.do("public", "POST", "/calculator", url.Values{"key": {"person.birth_date"}, "answer": {"1998-03-07"}})
	cookie := kept(got)
	if got.Code != http.StatusSeeOther || cookie == nil {
		t.Fatalf("%d %v", got.Code, cookie)
	}
	if !cookie.HttpOnly || cookie.MaxAge != 0 || !cookie.Expires.IsZero() || cookie.Path != "/calculator" || strings.Contains(location(got), "1998") {
		t.Errorf("the answers go with the browser, and not into an address: %v, %s", cookie, location(got))
	}
	page := s.do("public", "GET", "/calculator", nil, cookie)
	if text := plain(page.Body.String()); !strings.Contains(text, "已回答 1 题") || !strings.Contains(text, "1998-03-07") {
		t.Errorf("the answer is not shown: %.1500s", text)
	}
	again := s.do("public", "GET", "/calculator?ask=person.birth_date", nil, cookie)
	if !strings.Contains(again.Body.String(), `value="1998-03-07"`) {
		t.Error("the answer cannot be changed")
	}
	restart := s.do("public", "POST", "/calculator", url.Values{"do": {"restart"}}, cookie)
	if c := kept(restart); c == nil || c.MaxAge >= 0 {
		t.Errorf("starting again keeps %v", c)
	}
	forged := s.do("public", "GET", "/calculator", nil, &http.Cookie{Name: "calculator", Value: "not-base64-json"})
	if forged.Code != 200 {
		t.Errorf("a forged cookie: %d", forged.Code)
	}
}

func TestTheCalculatorLeadsToAYes(t *testing.T) {
	s := open(t, 8)
	var cookie []*http.Cookie
	for range 20 {
		page := s.do("public", "GET", "/calculator?policy=hengyang_living_2022", nil, cookie...)
		_, rest, asks := strings.Cut(page.Body.String(), `name="key" value="`)
		key, _, _ := strings.Cut(rest, `"`)
		if text := plain(page.Body.String()); strings.Contains(text, " 符合（1）") || !asks {
			break
		}
		form := url.Values{"key": {key}, "policy": {"hengyang_living_2022"}, "answer": {said[key]}}
		if said[key] == "" {
			form.Set("do", "skip")
		}
		got := s.do("public", "POST", "/calculator", form, cookie...)
		if got.Code != http.StatusSeeOther {
			t.Fatalf("%s: %d %.800s", key, got.Code, plain(got.Body.String()))
		}
		cookie = []*http.Cookie{kept(got)}
	}
	text := plain(s.do("public", "GET", "/calculator?policy=hengyang_living_2022", nil, cookie...).Body.String())
	for _, want := range []string{" 符合（1）", "7.2", "每期 2,000 元，共 36 期", "这不是审批决定"} {
		if !strings.Contains(text, want) {
			t.Errorf("the result lacks %q\n%.3000s", want, text)
		}
	}
}
