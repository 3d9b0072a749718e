package file

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"image"
	"image/jpeg"
	"image/png"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/simplifiedchinese"

	"yanzhen/internal/authz"
	"yanzhen/internal/base/clock"
	"yanzhen/internal/base/fault"
	"yanzhen/internal/crypt"
	"yanzhen/internal/door"
	"yanzhen/internal/store"
	"yanzhen/internal/store/dbtest"
)

const district = "430408"

var noon = time.Date(2026, 11, 23, 4, 0, 0, 0, time.UTC)

func vault(t testing.TB, max int64) *Vault {
	t.Helper()
	ring, err := crypt.NewRing(crypt.NewKey("i1", crypt.AES), crypt.NewKey("k1", crypt.AES))
	if err != nil {
		t.Fatal(err)
	}
	v, err := OpenVault(filepath.Join(t.TempDir(), "files"), ring, max)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func workbook(t testing.TB) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := excelize.NewFile().Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func picture(t testing.TB, kind string, width, height int) []byte {
	t.Helper()
	var b bytes.Buffer
	img := image.NewGray(image.Rect(0, 0, width, height))
	var err error
	if kind == "png" {
		err = png.Encode(&b, img)
	} else {
		err = jpeg.Encode(&b, img, nil)
	}
	if err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func archive(t testing.TB, entries map[string]string) []byte {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for name, content := range entries {
		f, err := w.Create(name)
		if err == nil {
			_, err = io.WriteString(f, content)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func gbk(t testing.TB, s string) string {
	t.Helper()
	out, err := simplifiedchinese.GB18030.NewEncoder().String(s)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// hugePicture claims 60,000 × 60,000 pixels in its head.
func hugePicture(t testing.TB) []byte {
	b := picture(t, "png", 2, 2)
	binary.BigEndian.PutUint32(b[16:], 60_000)
	binary.BigEndian.PutUint32(b[20:], 60_000)
	// the checksum of the header chunk covers the sizes
	binary.BigEndian.PutUint32(b[29:], crc(b[12:29]))
	return b
}

func crc(b []byte) uint32 {
	sum := ^uint32(0)
	for _, c := range b {
		sum ^= uint32(c)
		for range 8 {
			sum = sum>>1 ^ 0xedb88320*(sum&1)
		}
	}
	return ^sum
}

func TestATypeFollowsFromTheContent(t *testing.T) {
	const lrmx = `<?xml version="1.0" encoding="utf-8"?><Person><XingMing>林晓</XingMing></Person>`
	lrm := `"林晓","女","199001","汉族","湖南衡阳","201106","健康"`
	for name, tc := range map[string]struct {
		content string
		want    Type
		key     string
	}{
		"a PDF":                                  {"%PDF-1.7\n…", PDF, ""},
		"a PNG":                                  {string(picture(t, "png", 3, 3)), PNG, ""},
		"a JPEG":                                 {string(picture(t, "jpeg", 3, 3)), JPEG, ""},
		"a workbook":                             {string(workbook(t)), XLSX, ""},
		"a document":                             {string(archive(t, map[string]string{"[Content_Types].xml": "x", "word/document.xml": "x"})), DOCX, ""},
		"a table in UTF-8":                       {"姓名,性别\n林晓,女\n", Text, ""},
		"a table in UTF-8 with a mark":           {"\ufeff姓名,性别\n", Text, ""},
		"a table in GBK":                         {gbk(t, "姓名,性别\n林晓,女\n"), Text, ""},
		"an appointment form":                    {lrmx, LRMX, ""},
		"an appointment form in GBK":             {gbk(t, lrm), LRM, ""},
		"a web page":                             {"<!DOCTYPE html><html></html>", "", "file.unknown_type"},
		"a page without the usual elements":      {"<b onclick=alert(1)>x</b>", "", "file.unknown_type"},
		"a web page after a byte order mark":     {"\ufeff \n<HTML>", "", "file.unknown_type"},
		"a script inside a table":                {"姓名\n<script>alert(1)</script>\n", "", "file.unknown_type"},
		"a vector picture":                       {"<svg xmlns='http://www.w3.org/2000/svg'/>", "", "file.unknown_type"},
		"a vector picture as XML":                {"<?xml version='1.0'?><svg><Person/></svg>", "", "file.unknown_type"},
		"a form with entities":                   {`<?xml version="1.0"?><!DOCTYPE Person [<!ENTITY a "b">]><Person>&a;</Person>`, "", "file.unknown_type"},
		"a form cut off":                         {lrmx[:70], "", "file.damaged"},
		"a program for Windows":                  {"MZ\x90\x00\x03", "", "file.unknown_type"},
		"a program for Linux":                    {"\x7fELF\x02\x01\x01\x00", "", "file.unknown_type"},
		"a shell script":                         {"#!/bin/sh\necho 1\n", "", "file.unknown_type"},
		"nothing":                                {"", "", "file.empty"},
		"a damaged picture":                      {"\x89PNG\r\n\x1a\nnope", "", "file.damaged"},
		"a picture of 3,600 megapixels":          {string(hugePicture(t)), "", "file.picture_too_large"},
		"an archive of something else":           {string(archive(t, map[string]string{"a.txt": "x"})), "", "file.unknown_type"},
		"a workbook with macros":                 {string(archive(t, map[string]string{"[Content_Types].xml": "x", "xl/workbook.xml": "x", "xl/vbaProject.bin": "x"})), "", "file.macros"},
		"an archive that climbs out":             {string(archive(t, map[string]string{"[Content_Types].xml": "x", "xl/workbook.xml": "x", "../../etc/passwd": "x"})), "", "file.damaged"},
		"an archive that unfolds a thousandfold": {string(archive(t, map[string]string{"[Content_Types].xml": "x", "xl/workbook.xml": strings.Repeat("0", 40<<20)})), "", "file.unfolds"},
		"an archive cut off":                     {string(workbook(t)[:400]), "", "file.damaged"},
		"a compound file cut off":                {"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 and nothing more", "", "file.damaged"},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := Detect(strings.NewReader(tc.content), int64(len(tc.content)))
			if tc.key == "" && (err != nil || got != tc.want) {
				t.Errorf("got %q, %v; want %q", got, err, tc.want)
			}
			if tc.key != "" && (err == nil || fault.Of(err).Key != tc.key) {
				t.Errorf("got %q, %v; want the fault %s", got, err, tc.key)
			}
		})
	}
}

func FuzzDetectNeverPanics(f *testing.F) {
	f.Add(workbook(f))
	f.Add(picture(f, "png", 3, 3))
	f.Add([]byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"))
	f.Add([]byte(`<?xml version="1.0"?><Person/>`))
	f.Fuzz(func(t *testing.T, b []byte) {
		kind, err := Detect(bytes.NewReader(b), int64(len(b)))
		if err != nil && fault.KindOf(err) != fault.Invalid {
			t.Errorf("got %v, want a fault of the sender", err)
		}
		if err == nil && kind == "" {
			t.Error("neither type nor fault")
		}
	})
}

func TestAContentIsSealedKeptOnceAndComesBack(t *testing.T) {
	v := vault(t, 1<<20)
	content := "姓名,电话\n林晓,13912345678\n" + strings.Repeat("甲,乙\n", 30_000)
	first, err := v.Put(t.Context(), strings.NewReader(content), Rosters...)
	if err != nil {
		t.Fatal(err)
	}
	again, err := v.Put(t.Context(), strings.NewReader(content))
	if err != nil || again != first {
		t.Fatalf("second time: %+v, %v; want %+v", again, err, first)
	}
	if n := len(files(t, v.dir)); n != 1 {
		t.Errorf("%d files for one content", n)
	}
	if left := files(t, v.incoming); len(left) != 0 {
		t.Errorf("left in the incoming folder: %v", left)
	}
	raw, err := os.ReadFile(v.path(first.Sum))
	if err != nil || bytes.Contains(raw, []byte("13912345678")) {
		t.Errorf("the content lies in clear on the disk, or not at all: %v", err)
	}
	o, err := v.Open(first.Sum)
	if err != nil {
		t.Fatal(err)
	}
	defer o.Close()
	if got, err := io.ReadAll(o); err != nil || string(got) != content {
		t.Errorf("%d bytes came back, %v", len(got), err)
	}
}

func files(t *testing.T, dir string) (all []string) {
	t.Helper()
	err := filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			all = append(all, path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func TestPutRefusesAndLeavesNothing(t *testing.T) {
	v := vault(t, 1000)
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	for name, tc := range map[string]struct {
		ctx     context.Context
		content string
		allowed []Type
		want    fault.Kind
	}{
		"a content over the limit":        {t.Context(), strings.Repeat("a", 1001), nil, fault.TooLarge},
		"a type not wanted here":          {t.Context(), "%PDF-1.7", Rosters, fault.Invalid},
		"a type wanted nowhere":           {t.Context(), "<html>", nil, fault.Invalid},
		"a sender who goes away half-way": {gone, "abc", nil, fault.Internal},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := v.Put(tc.ctx, strings.NewReader(tc.content), tc.allowed...)
			if fault.KindOf(err) != tc.want {
				t.Errorf("got %v, want %s", err, tc.want)
			}
			if left := append(files(t, v.dir), files(t, v.incoming)...); len(left) != 0 {
				t.Errorf("left behind: %v", left)
			}
		})
	}
	if _, err := v.Put(t.Context(), strings.NewReader(strings.Repeat("a", 1000))); err != nil {
		t.Errorf("exactly the limit: %v", err)
	}
}

func TestOpenRefusesNamesThatAreNoSums(t *testing.T) {
	v := vault(t, 1000)
	for _, sum := range []string{"", "../../etc/passwd", strings.Repeat("A", 64), strings.Repeat("0", 64)} {
		if _, err := v.Open(sum); !errors.Is(err, fault.Missing) {
			t.Errorf("%q: got %v, want Missing", sum, err)
		}
	}
}

func TestNamesAreCleaned(t *testing.T) {
	for sent, want := range map[string]string{
		"企业人才登记表.XLSX":                "企业人才登记表.xlsx",
		`C:\Users\林\名册.xlsx`:          "名册.xlsx",
		"../../etc/passwd":            "passwd.xlsx",
		"roster.xlsx.exe":             "roster.xlsx.xlsx",
		"a\r\nSet-Cookie: x=1.xlsx":   "aSet-Cookie x=1.xlsx",
		"\u202egpj.xlsx":              "gpj.xlsx",
		"林43040819900304998X证.pdf":    "林4304…998X证.xlsx",
		"":                            "file.xlsx",
		strings.Repeat("长", 300) + "": strings.Repeat("长", 120) + ".xlsx",
	} {
		if got := cleanName(sent, XLSX); got != want {
			t.Errorf("%q: got %q, want %q", sent, got, want)
		}
	}
}

// keep is a command that names a content, as intake and evidence do.
type keep struct {
	Content Content
	Name    string
	Why     Purpose
	At      authz.Land
}

func (keep) Action() authz.Action                                { return authz.RecordDeclare }
func (k keep) Land(context.Context, store.Q) (authz.Land, error) { return k.At, nil }
func (k keep) Run(ctx context.Context, tx *door.Tx) (File, error) {
	return Keep(ctx, tx, k.Content, k.Name, k.Why, k.At)
}
func as(role authz.Role, org, person string) authz.Actor {
	return authz.Actor{Account: string(role), Name: string(role), Via: "web",
		Grants: []authz.Grant{{Role: role, District: district, Org: org, Person: person}}}
}

func TestAFileIsThereOnlyForThoseWhoMaySeeIt(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *store.DB) {
		d := &door.Door{DB: db, Clock: clock.At(noon)}
		v := vault(t, 1000)
		content, err := v.Put(t.Context(), strings.NewReader("%PDF-1.7"), Proofs...)
		if err != nil {
			t.Fatal(err)
		}
		land := authz.Land{District: district, Org: "o1", Person: "p1"}
		f, err := door.Do(t.Context(), d, as(authz.Office, "", ""), keep{content, "学位证.pdf", Evidence, land})
		if err != nil {
			t.Fatal(err)
		}
		for name, tc := range map[string]struct {
			by   authz.Actor
			want fault.Kind
		}{
			"the talent":          {as(authz.Talent, "", "p1"), ""},
			"the employer":        {as(authz.Unit, "o1", ""), ""},
			"the auditor":         {as(authz.Auditor, "", ""), ""},
			"another talent":      {as(authz.Talent, "", "p2"), fault.Missing},
			"another employer":    {as(authz.Unit, "o2", ""), fault.Missing},
			"the administrator":   {as(authz.Admin, "", ""), fault.Missing},
			"somebody signed out": {authz.Anyone(district), fault.Unsigned},
		} {
			got, err := door.Ask(t.Context(), d, tc.by, Get{district, f.ID})
			if fault.KindOf(err) != tc.want {
				t.Errorf("%s: got %v, want %q", name, err, tc.want)
			}
			if err == nil && got != f {
				t.Errorf("%s: got %+v, want %+v", name, got, f)
			}
		}
		list, err := door.Ask(t.Context(), d, as(authz.Unit, "o1", ""), OfPerson{land})
		if err != nil || len(list) != 1 || list[0] != f {
			t.Errorf("list %+v, %v", list, err)
		}
		if _, err := door.Ask(t.Context(), d, as(authz.Unit, "o2", ""), OfPerson{land}); !errors.Is(err, fault.Missing) {
			t.Errorf("another employer's list: %v, want Missing", err)
		}
	})
}

func TestVerifyNoticesWhatIsMissingOrChanged(t *testing.T) {
	db := dbtest.New(t)
	d := &door.Door{DB: db, Clock: clock.At(noon)}
	v := vault(t, 1<<20)
	put := func(text string) string {
		c, err := v.Put(t.Context(), strings.NewReader(text))
		if err == nil {
			_, err = door.Do(t.Context(), d, as(authz.Office, "", ""), keep{c, "a.csv", Evidence, authz.Land{District: district}})
		}
		if err != nil {
			t.Fatal(err)
		}
		return c.Sum
	}
	sound, lost, flipped, swapped := put("one"), put("two"), put(strings.Repeat("three", 100)), put("four")
	report := verify(t, db, v)
	if !report.Sound() || report.Checked != 4 || report.Bytes != 3+3+500+4 {
		t.Fatalf("before: %+v", report)
	}
	if err := os.Remove(v.path(lost)); err != nil {
		t.Fatal(err)
	}
	raw, _ := os.ReadFile(v.path(flipped))
	raw[100] ^= 1
	if err := os.WriteFile(v.path(flipped), raw, 0o600); err != nil {
		t.Fatal(err)
	}
	raw, _ = os.ReadFile(v.path(sound))
	if err := os.WriteFile(v.path(swapped), raw, 0o600); err != nil {
		t.Fatal(err)
	}
	report = verify(t, db, v)
	if len(report.Missing) != 1 || report.Missing[0] != lost || len(report.Changed) != 2 || report.Sound() {
		t.Errorf("after: %+v; want %s missing and %s, %s changed", report, lost, flipped, swapped)
	}
}

func verify(t *testing.T, db *store.DB, v *Vault) (r Report) {
	t.Helper()
	err := db.Snapshot(t.Context(), func(q store.Q) (err error) { r, err = v.Verify(t.Context(), q); return err })
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestSweepTakesOldContentsThatNoRowNames(t *testing.T) {
	db := dbtest.New(t)
	d := &door.Door{DB: db, Clock: clock.At(noon)}
	v := vault(t, 1<<20)
	named, err := v.Put(t.Context(), strings.NewReader("named"))
	if err == nil {
		_, err = door.Do(t.Context(), d, as(authz.Office, "", ""), keep{named, "a.csv", Evidence, authz.Land{District: district}})
	}
	orphan, err2 := v.Put(t.Context(), strings.NewReader("orphan"))
	fresh, err3 := v.Put(t.Context(), strings.NewReader("fresh"))
	if err := errors.Join(err, err2, err3); err != nil {
		t.Fatal(err)
	}
	for _, sum := range []string{named.Sum, orphan.Sum} {
		if err := os.Chtimes(v.path(sum), noon, noon.AddDate(-1, 0, 0)); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Chtimes(v.path(fresh.Sum), noon, noon); err != nil {
		t.Fatal(err)
	}
	var removed int
	err = db.Snapshot(t.Context(), func(q store.Q) (err error) { removed, err = v.Sweep(t.Context(), q, noon.Add(-time.Hour)); return err })
	if err != nil || removed != 1 {
		t.Errorf("removed %d, %v; want 1", removed, err)
	}
	for sum, want := range map[string]bool{named.Sum: true, orphan.Sum: false, fresh.Sum: true} {
		o, err := v.Open(sum)
		if (err == nil) != want {
			t.Errorf("%s: %v, want there %v", sum, err, want)
		}
		if err == nil {
			o.Close()
		}
	}
}

// A content that was left over and is sent again is about to be named.
func TestSweepLeavesWhatWasSentAgain(t *testing.T) {
	db, v := dbtest.New(t), vault(t, 1<<20)
	var sent Content
	for range 2 {
		var err error
		if sent.Sum != "" {
			err = os.Chtimes(v.path(sent.Sum), noon.AddDate(-30, 0, 0), noon.AddDate(-30, 0, 0))
		}
		if err == nil {
			sent, err = v.Put(t.Context(), strings.NewReader("sent twice"))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	err := db.Snapshot(t.Context(), func(q store.Q) error {
		removed, err := v.Sweep(t.Context(), q, noon.AddDate(-1, 0, 0))
		if removed != 0 {
			t.Errorf("removed %d", removed)
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
}

func TestADownloadIsAnAttachment(t *testing.T) {
	v := vault(t, 1<<20)
	c, err := v.Put(t.Context(), strings.NewReader("%PDF-1.7 hello"))
	if err != nil {
		t.Fatal(err)
	}
	w, r := httptest.NewRecorder(), httptest.NewRequest("GET", "/", nil)
	r.Header.Set("Range", "bytes=9-13")
	if err := v.Send(w, r, File{Sum: c.Sum, Type: c.Type, Name: "学位证 1.pdf"}); err != nil {
		t.Fatal(err)
	}
	if w.Code != http.StatusPartialContent || w.Body.String() != "hello" {
		t.Errorf("got %d %q", w.Code, w.Body)
	}
	for name, want := range map[string]string{
		"Content-Type":           "application/pdf",
		"X-Content-Type-Options": "nosniff",
		"Content-Disposition":    "attachment; filename*=UTF-8''%E5%AD%A6%E4%BD%8D%E8%AF%81%201.pdf",
	} {
		if got := w.Header().Get(name); got != want {
			t.Errorf("%s: got %q, want %q", name, got, want)
		}
	}
}
