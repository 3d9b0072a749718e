package intakeweb_test

import (
	"bytes"
	"net/http"
	"net/url"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
)

func TestABadFileIsToldAndTheFormKeepsWhatWasTyped(t *testing.T) {
	s := open(t)
	typed := map[string]string{"_form": "upload", "source": "区人社局登记表", "source_date": "2026-06-30"}
	for name, tc := range map[string]struct {
		files []string
		words []string
	}{
		"no file":              {nil, []string{"请选择要导入的文件"}},
		"a picture of text":    {[]string{s.sheet("scan.csv", "\x89PNG\r\n\x1a\nrest")}, []string{"scan.csv："}},
		"an empty file":        {[]string{s.sheet("empty.csv")}, []string{"empty.csv："}},
		"no header":            {[]string{s.sheet("plain.csv", "a,b", "1,2")}, []string{"plain.csv：没有找到表头"}},
		"a file over the most": {[]string{s.sheet("large.csv", strings.Repeat("x", 5<<20))}, []string{"large.csv：文件不能超过 4 MB"}},
		"a good one among them": {[]string{s.sheet("good.csv", columns, "林小满,"+identity("19900304", 1)+",,,,"), s.sheet("bad.csv", "a,b", "1,2")},
			[]string{"bad.csv：没有找到表头", "其余 1 份已收下", "good.csv"}},
	} {
		t.Run(name, func(t *testing.T) {
			got := s.bring("office", typed, tc.files...)
			if got.Code != http.StatusUnprocessableEntity {
				t.Fatalf("%d, want 422", got.Code)
			}
			s.shows(plain(got.Body.String()), tc.words...)
			for _, kept := range []string{`value="区人社局登记表"`, `value="2026-06-30"`, `aria-invalid="true"`} {
				if !strings.Contains(got.Body.String(), kept) {
					t.Errorf("the form lost %s", kept)
				}
			}
		})
	}
	got := s.bring("office", map[string]string{"_form": "upload", "source_date": "soon"}, s.sheet("good.csv", columns))
	if got.Code != http.StatusUnprocessableEntity {
		t.Errorf("a date that is none: %d", got.Code)
	}
}

func TestFilesAreBroughtOnceHoweverOftenTheFormIsSent(t *testing.T) {
	s := open(t)
	one := s.sheet("one.csv", columns, "林小满,"+identity("19900304", 1)+",,,,")
	two := s.sheet("two.csv", columns, "许小雁,"+identity("19910304", 1)+",,,,")
	for range 2 {
		s.moved(s.bring("office", map[string]string{"_key": "k1", "_form": "upload"}, one, two), "/imports?state=uploaded,mapped")
	}
	page := s.see("office", "/imports", "one.csv", "two.csv")
	if n := strings.Count(page, "one.csv") + strings.Count(page, "two.csv"); n != 2 {
		t.Errorf("%d files are listed, want 2", n)
	}
}

func TestTheWizardLeadsFromTheFileToItsOutcome(t *testing.T) {
	s := open(t)
	s.work()
	path := filepath.Join(rosters, "在衡高校人才.csv")
	at := s.begin("office", path)
	page := s.see("office", at+"/columns", "第 1 行起为表头", "已识别", "下一步：预览")
	if regexp.MustCompile(`\d{11}`).MatchString(page) {
		t.Error("a sample shows a number in full")
	}
	s.moved(s.do("office", "POST", at+"/columns", url.Values{"source": {"区人社局登记表"}, "source_date": {"2026-06-30"}}), at+"/preview")
	s.see("office", at+"/preview", "已试读全部 400 行", "尚未写入档案", "校验位不符", "不能导入的行", "开始导入")
	s.moved(s.do("office", "POST", at+"/run", nil), at)
	s.wait("office", at)
	s.see("office", at, "400 行全部处理完毕", "区人社局登记表", "2026-06-30", "8 行未导入", "改好后再导入")
	s.see("office", at+"?outcome=rejected", "第 46 行", "校验位不符", "照证件逐位核对", "共 8 条")
	s.see("office", at+"/rows/46", "这一行没有导入", "校验位不符", "整行未导入")
	s.moved(s.do("office", "GET", at+"/columns", nil), at)
	s.moved(s.do("office", "GET", at+"/preview", nil), at)
	if got := s.do("office", "POST", at+"/run", nil); got.Code != http.StatusConflict {
		t.Errorf("a finished import ran again: %d", got.Code)
	}
	again := s.take("office", path)
	s.see("office", again, "新建档案 0 份，更新档案 0 份")
}

func TestRejectedRowsAreAWorkbookWithTheReasonsLast(t *testing.T) {
	s := open(t)
	s.work()
	at := s.take("office", s.sheet("名册.csv", columns, "林小满,"+identity("19900304", 1)+",,,,", "没有号码,,汉族,,,"))
	got := s.do("office", "GET", at+"/rejects", nil)
	if name := got.Header().Get("Content-Disposition"); got.Code != http.StatusOK || strings.Count(name, ".") != 1 || !strings.HasSuffix(name, ".xlsx") {
		t.Fatalf("%d, %s", got.Code, name)
	}
	book, err := excelize.OpenReader(bytes.NewReader(got.Body.Bytes()))
	check(t, err)
	rows, err := book.GetRows(book.GetSheetName(0))
	check(t, err)
	if len(rows) != 2 || rows[1][0] != "没有号码" || !strings.Contains(rows[1][len(rows[0])-1], "没有身份证号") {
		t.Errorf("rows %v", rows)
	}
}

func TestColumnsAreCorrectedAndRemembered(t *testing.T) {
	s := open(t)
	rows := []string{"姓名,身份证号码,拿手活儿", "林小满," + identity("19900304", 1) + ",油茶种植"}
	at := s.begin("office", s.sheet("a.csv", rows...))
	s.see("office", at+"/columns", "拿手活儿", "油茶种植")
	s.moved(s.do("office", "POST", at+"/columns", url.Values{"read.2": {"speciality"}}), at+"/preview")
	s.see("office", at+"/preview", "特长", "油茶种植")
	s.see("office", at, "已对应列", "继续")
	later := s.begin("office", s.sheet("b.csv", rows...))
	if page := s.do("office", "GET", later+"/columns", nil).Body.String(); !strings.Contains(page, `<option value="speciality" selected>`) {
		t.Error("the correction is not remembered")
	}
	got := s.do("office", "POST", later+"/columns", url.Values{"_form": {"columns"}, "read.0": {""}, "read.2": {"school"}})
	if got.Code != http.StatusUnprocessableEntity || !strings.Contains(got.Body.String(), `<option value="school" selected>`) {
		t.Errorf("columns without a name: %d, or what was chosen is lost", got.Code)
	}
	s.shows(plain(got.Body.String()), "请先指明哪一列是姓名")
	if got := s.do("office", "POST", later+"/columns", url.Values{"_form": {"columns"}, "read.2": {"no_such"}}); got.Code != http.StatusUnprocessableEntity {
		t.Errorf("an unknown field: %d", got.Code)
	}
}

func TestAnotherSheetIsTaken(t *testing.T) {
	s := open(t)
	book := excelize.NewFile()
	for _, sheet := range []string{"Sheet1", "第二张"} {
		if sheet != "Sheet1" {
			_, err := book.NewSheet(sheet)
			check(t, err)
		}
		check(t, book.SetSheetRow(sheet, "A1", &[]string{"姓名", "身份证号码", "只在" + sheet}))
		check(t, book.SetSheetRow(sheet, "A2", &[]string{"林小满", identity("19900304", 1), "x"}))
	}
	path := filepath.Join(t.TempDir(), "two.xlsx")
	check(t, book.SaveAs(path))
	at := s.begin("office", path)
	s.see("office", at+"/columns", "只在Sheet1", "换一张工作表")
	s.moved(s.do("office", "POST", at+"/sheet", url.Values{"sheet": {"第二张"}}), at+"/columns")
	s.see("office", at+"/columns", "只在第二张")
	if got := s.do("office", "POST", at+"/sheet", url.Values{"_form": {"sheet"}, "sheet": {"没有"}}); got.Code != http.StatusNotFound {
		t.Errorf("a sheet that is not there: %d", got.Code)
	}
}

func TestAnImportThatWaitsIsStoppedAndTakenUpAgain(t *testing.T) {
	s := open(t)
	at := s.begin("office", s.sheet("名册.csv", columns, "林小满,"+identity("19900304", 1)+",,,,"))
	s.moved(s.do("office", "POST", at+"/run", nil), at)
	s.see("office", at, "排队等候", "停止导入")
	if page := s.do("office", "GET", at+"/progress", nil).Body.String(); !strings.Contains(page, `hx-get="`+at+`/progress"`) || strings.Contains(page, "<html") {
		t.Error("progress is not a part that renews itself")
	}
	s.moved(s.do("office", "POST", at+"/cancel", nil), at)
	s.see("office", at, "导入已停止", "接着导入")
	s.see("office", "/imports?state=cancelled", "名册.csv")
	s.work()
	s.moved(s.do("office", "POST", at+"/run", nil), at)
	s.wait("office", at)
	s.see("office", at, "1 行全部处理完毕")
	if page := s.see("office", "/imports?state=cancelled"); strings.Contains(page, "名册.csv") {
		t.Error("the finished import is listed as stopped")
	}
}

func TestAFormHasNoColumnsToCheck(t *testing.T) {
	s := open(t)
	got := s.bring("office", nil, "../../../document/lrm/testdata/林雪雁.lrmx")
	at, found := strings.CutSuffix(got.Header().Get("Location"), "/preview")
	if !found {
		t.Fatalf("%d to %s\n%s", got.Code, got.Header().Get("Location"), plain(got.Body.String()))
	}
	if page := s.see("office", at+"/preview", "已试读全部 1 行"); strings.Contains(page, "核对列") {
		t.Error("a form asks for columns")
	}
	s.moved(s.do("office", "GET", at+"/columns", nil), at+"/preview")
}
