package roster_test

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"yanzhen/internal/base/fault"
	"yanzhen/internal/i18n"
	"yanzhen/internal/registry/roster"
)

func TestFilesThatAreNoRosterAreRefusedWithAReason(t *testing.T) {
	zipped := func(name string, content io.Reader) []byte {
		var b bytes.Buffer
		z := zip.NewWriter(&b)
		w, _ := z.Create(name)
		if _, err := io.Copy(w, content); err != nil {
			t.Fatal(err)
		}
		z.Close()
		return b.Bytes()
	}
	for name, tc := range map[string]struct {
		file []byte
		key  string
	}{
		"empty":                     {file: nil, key: "roster.file.empty"},
		"blank":                     {file: []byte(" \r\n "), key: "roster.file.empty"},
		"old excel":                 {file: []byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 rest"), key: "roster.file.xls"},
		"web page named xls":        {file: []byte("\ufeff\n<html><table><tr><td>姓名</td></tr></table>"), key: "roster.file.markup"},
		"picture":                   {file: []byte("\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"), key: "roster.file.binary"},
		"zip without a workbook":    {file: zipped("a.txt", strings.NewReader("x")), key: "roster.file.workbook"},
		"zip cut short":             {file: zipped("a.txt", strings.NewReader("x"))[:20], key: "roster.file.workbook"},
		"text without titles":       {file: []byte("a,b\n1,2\n"), key: "roster.table.none"},
		"shared strings are a bomb": {file: zipped("xl/sharedStrings.xml", strings.NewReader("<sst>"+strings.Repeat("<si><t>aaaaaaaa</t></si>", 1<<20))), key: "roster.file.unpacked"},
	} {
		t.Run(name, func(t *testing.T) {
			s, err := roster.Read("x.xlsx", bytes.NewReader(tc.file), int64(len(tc.file)))
			if err == nil {
				_, err = s.Detect()
			}
			f := fault.Of(err)
			if f == nil || f.Key != tc.key {
				t.Fatalf("got %v, want %s", err, tc.key)
			}
			words := i18n.Fault(i18n.WithWords(context.Background(), roster.Words), err)
			if strings.Contains(fmt.Sprint(words), "⟦") || strings.Contains(fmt.Sprint(words), tc.key) {
				t.Errorf("the words are not whole: %v", words)
			}
		})
	}
}

func TestACellBeyondTheLimitAndAFileBeyondTheLimitAreRefused(t *testing.T) {
	limits := roster.DefaultLimits
	limits.CellBytes = 1000
	big := "姓名,身份证号\n林梅," + linMei + "\n" + strings.Repeat("长", 2000) + ",1\n"
	s, err := roster.ReadWithin(limits, "x.csv", strings.NewReader(big), int64(len(big)))
	if err == nil {
		_, err = s.Detect()
	}
	if !errors.Is(err, fault.TooLarge) {
		t.Errorf("a long cell gave %v", err)
	}
	limits.FileBytes = 10
	if _, err := roster.ReadWithin(limits, "x.csv", strings.NewReader(big), int64(len(big))); !errors.Is(err, fault.TooLarge) {
		t.Errorf("a large file gave %v", err)
	}
}

func TestMappingCorrectsAColumn(t *testing.T) {
	file := "姓名,身份证号,绝活\n林梅," + linMei + ",皮影\n"
	table := detect(t, "x.csv", []byte(file))
	if f := table.Mapping()["绝活"]; f != "" {
		t.Fatalf("绝活 is known as %q", f)
	}
	table.Remap(roster.Mapping{" 绝 活 ": roster.Speciality})
	if v := all(t, table)[2].Entry.Get(roster.Speciality); v != "皮影" {
		t.Errorf("speciality = %q", v)
	}
	table.Remap(roster.Mapping{"绝活": roster.Ignore})
	if row := all(t, table)[2]; row.Entry.Has(roster.Speciality) || row.Entry.Carries(roster.Speciality) {
		t.Error("an ignored column is read")
	}
}

func TestTheSameNumberTwice(t *testing.T) {
	file := "姓名,身份证号,学历,联系电话,备注\n林梅," + linMei + ",中专,13812340012,a\n林 梅,'" + linMei + ",中技,+86 13812340012,b\n林梅," + linMei + ",大专,13812340012,\n"
	rows := all(t, detect(t, "x.csv", []byte(file)))
	if rows[3].Outcome != roster.Duplicate || rows[3].First != 2 {
		t.Errorf("same values, other spellings: %s of %d", rows[3].Outcome, rows[3].First)
	}
	if rows[4].Outcome != roster.OK || rows[4].First != 2 || len(rows[4].Problems) != 1 || rows[4].Problems[0].Reason != roster.IDRepeated {
		t.Errorf("other values: %s, %v", rows[4].Outcome, rows[4].Problems)
	}
}

func TestRejectsComeBackAsAWorkbookWithReasons(t *testing.T) {
	file := "姓名,身份证号,学历\n=cmd|x," + linMei[:17] + "0,大专\n" + "林梅," + linMei + ",本科\n,,大专\n"
	table := detect(t, "x.csv", []byte(file))
	rejected := iter.Seq2[roster.Row, error](func(yield func(roster.Row, error) bool) {
		for row, err := range table.Rows() {
			if (err != nil || row.Outcome == roster.Rejected) && !yield(row, err) {
				return
			}
		}
	})
	var b bytes.Buffer
	ctx := i18n.WithWords(context.Background(), roster.Words)
	if err := roster.WriteRejects(ctx, &b, table, rejected); err != nil {
		t.Fatal(err)
	}
	f, err := excelize.OpenReader(bytes.NewReader(b.Bytes()))
	if err != nil {
		t.Fatal(err)
	}
	grid, _ := f.GetRows(f.GetSheetName(0))
	if len(grid) != 2 || grid[0][0] != "姓名" || grid[0][4] != "原因" {
		t.Fatalf("grid = %q", grid)
	}
	if grid[1][1] != linMei[:17]+"0" || grid[1][3] != "2" || !strings.Contains(grid[1][4], "[身份证号]") || !strings.Contains(grid[1][4], "校验位") {
		t.Errorf("row = %q", grid[1])
	}
	if formula, _ := f.GetCellFormula(f.GetSheetName(0), "A2"); formula != "" || grid[1][0] != "=cmd|x" {
		t.Errorf("a text became the formula %q", formula)
	}
	again := detect(t, "y.xlsx", b.Bytes()) // mended, it can be imported as it is
	if again.FirstRow != 2 || len(again.Fields()) < 3 {
		t.Errorf("the workbook does not read back: %v", again.Columns)
	}
}

func TestEveryReasonAndFieldHasWords(t *testing.T) {
	for _, lang := range []i18n.Lang{"zh-CN", "en"} {
		ctx := i18n.WithLang(i18n.WithWords(context.Background(), roster.Words), lang)
		for _, reason := range roster.Reasons {
			for _, family := range []string{roster.ReasonWords, roster.MendWords} {
				if !i18n.Has(ctx, family+reason) {
					t.Errorf("%s lacks %s%s", lang, family, reason)
				}
			}
		}
		for _, f := range roster.Fields {
			if !i18n.Has(ctx, roster.FieldWords+string(f)) {
				t.Errorf("%s lacks the field %s", lang, f)
			}
		}
	}
}

func TestProblemsDoNotShowWholeNumbers(t *testing.T) {
	wrong := linMei[:17] + "0"
	file := "姓名,身份证号,手机\n林梅," + wrong + ",138123400129\n"
	for _, p := range all(t, detect(t, "x.csv", []byte(file)))[2].Problems {
		if strings.Contains(p.Value, wrong) || strings.Contains(p.Value, "138123400129") {
			t.Errorf("%s shows %q", p.Reason, p.Value)
		}
	}
}

func FuzzTextFiles(f *testing.F) {
	f.Add([]byte("姓名,身份证号,年薪,合同期限,出生年月\n林梅," + linMei + ",14.4万元/年,三年,1985.3\n"))
	f.Add([]byte("\xff\xfe\x00姓\"名,\n"))
	f.Add([]byte("姓名\t身份证号\n\xd0\xd5,\"\n"))
	f.Fuzz(func(t *testing.T, file []byte) { readAll(t, file) })
}

func FuzzWorkbooks(f *testing.F) {
	s := shapes["no header at all"]
	f.Add(s.xlsx(&testing.T{}))
	f.Fuzz(func(t *testing.T, file []byte) { readAll(t, file) })
}

// FuzzSheet puts any bytes where the XML of a sheet should be.
func FuzzSheet(f *testing.F) {
	f.Add([]byte(`<sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>姓名</t></is></c><c t="inlineStr"><is><t>身份证号</t></is></c></row><row><c t="s"><v>0</v></c><c><v>1e400</v></c></row></sheetData><mergeCells><mergeCell ref="A2:A99999"/></mergeCells>`))
	f.Add([]byte(`<row r="9"><c r="ZZZZZZ1"><v>&#x41;<![CDATA[>]]></v></c>`))
	f.Fuzz(func(t *testing.T, sheet []byte) {
		var b bytes.Buffer
		z := zip.NewWriter(&b)
		for name, text := range map[string]string{
			"xl/workbook.xml":            `<workbook><sheets><sheet name="a" r:id="r1"/></sheets></workbook>`,
			"xl/_rels/workbook.xml.rels": `<Relationships><Relationship Id="r1" Target="worksheets/sheet1.xml"/></Relationships>`,
			"xl/worksheets/sheet1.xml":   string(sheet),
		} {
			w, _ := z.Create(name)
			w.Write([]byte(text))
		}
		z.Close()
		readAll(t, b.Bytes())
	})
}

func readAll(t *testing.T, file []byte) {
	s, err := roster.Read("x", bytes.NewReader(file), int64(len(file)))
	if err != nil {
		return
	}
	defer s.Close()
	tables, err := s.Tables()
	if err != nil {
		return
	}
	for _, table := range tables {
		n := 0
		for row, err := range table.Rows() {
			if err != nil {
				break
			}
			if n++; n > len(file)+1 {
				t.Fatal("more rows than bytes")
			}
			if row.Outcome == roster.OK && (row.Entry.Get(roster.Name) == "" || row.Entry.Get(roster.IDNumber) == "") {
				t.Fatalf("row %d is accepted without name or number", row.Number)
			}
			row.Entry.Flat()
		}
	}
}
