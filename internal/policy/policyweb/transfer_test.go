package policyweb_test

import (
	"archive/zip"
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

// zipped packs entries, in pairs of name and text.
func zipped(t *testing.T, entries ...string) string {
	t.Helper()
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	for i := 0; i < len(entries); i += 2 {
		w, err := z.Create(entries[i])
		check(t, err)
		_, err = w.Write([]byte(entries[i+1]))
		check(t, err)
	}
	check(t, z.Close())
	return out.String()
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
	for says, entries := range map[string][]string{"政策包过大": {"policy.yaml", strings.Repeat("#", 64<<20)}, "不合要求": {"../policy.yaml", "id: x"},
		"出现了两次": {"policy.yaml", "id: x", "a/policy.yaml", "id: y"}, "另存为 UTF-8": {"policy.yaml", "\xd5\xfe\xb2\xdf"}} {
		if got := s.upload("pack.zip", zipped(t, entries...)); got.Code < 400 || got.Code >= 500 || !strings.Contains(plain(got.Body.String()), says) {
			t.Errorf("%s: %d\n%.600s", says, got.Code, plain(got.Body.String()))
		}
	}
	if hidden := s.do("public", "GET", "/policies/hengyang_living_2022/files", nil); hidden.Code == http.StatusOK {
		t.Error("the public takes the files out")
	}
}
