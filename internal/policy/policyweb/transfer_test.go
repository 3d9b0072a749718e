package policyweb_test

import (
	"bytes"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// upload sends one file to the import as an officer.
func (s *site) upload(name, content string) *httptest.ResponseRecorder {
	s.t.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	check(s.t, form.WriteField("_form", "import"))
	part, err := form.CreateFormFile("files", name)
	check(s.t, err)
	_, err = part.Write([]byte(content))
	check(s.t, err)
	check(s.t, form.Close())
	r := httptest.NewRequest("POST", "/policies/import", &body)
	r.Header.Set("Content-Type", form.FormDataContentType())
	r.AddCookie(&http.Cookie{Name: "as", Value: "office"})
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	return w
}

func TestAVersionIsTakenOutAndInAsFiles(t *testing.T) {
	s := open(t, 8)
	digest := s.raised()
	out := s.do("office", "GET", "/policies/hengyang_living_2022/files?digest="+digest, nil)
	if out.Code != http.StatusOK || out.Header().Get("Content-Type") != "application/zip" {
		t.Fatalf("%d %s", out.Code, out.Header())
	}
	in := s.upload("pack.zip", out.Body.String())
	if location(in) != "/policies/hengyang_living_2022/edit?digest="+digest {
		t.Errorf("%d to %q\n%.800s", in.Code, location(in), plain(in.Body.String()))
	}
	bad := s.upload("pack.zip", "PK?")
	if bad.Code != http.StatusUnprocessableEntity || !strings.Contains(plain(bad.Body.String()), "不是可以读取的 zip 文件") {
		t.Errorf("%d\n%.800s", bad.Code, plain(bad.Body.String()))
	}
	if hidden := s.do("public", "GET", "/policies/hengyang_living_2022/files", nil); hidden.Code == http.StatusOK {
		t.Error("the public takes the files out")
	}
}
