package document

import (
	"bytes"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"yanzhen/internal/base/fault"
)

func TestTextsThatASpreadsheetWouldRunAreInert(t *testing.T) {
	var b bytes.Buffer
	table, err := NewTable(&b, CSV, "x", []string{"姓名", "金额"})
	if err != nil {
		t.Fatal(err)
	}
	for _, cells := range [][]string{{"=1+1", "-12.5"}, {"＠x", ""}, {"a,\"b\"", "\tx"}} {
		if err := table.Row(cells); err != nil {
			t.Fatal(err)
		}
	}
	if err := table.Close(); err != nil {
		t.Fatal(err)
	}
	want := "\uFEFF姓名,金额\r\n'=1+1,-12.5\r\n'＠x,\r\n\"a,\"\"b\"\"\",'\tx\r\n"
	if b.String() != want {
		t.Errorf("got %q, want %q", b.String(), want)
	}
}

func TestAWorkbookHoldsItsRowsAsText(t *testing.T) {
	var b bytes.Buffer
	table, err := NewTable(&b, XLSX, "政策", []string{"名称", "文号"})
	if err == nil {
		err = table.Row([]string{"=A1", "衡人才办通〔2022〕5号"})
	}
	if err == nil {
		err = table.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	book, err := excelize.OpenReader(&b)
	if err != nil {
		t.Fatal(err)
	}
	rows, err := book.GetRows("政策")
	if err != nil || len(rows) != 2 || strings.Join(rows[1], "|") != "=A1|衡人才办通〔2022〕5号" {
		t.Errorf("rows %q, %v", rows, err)
	}
	if formula, _ := book.GetCellFormula("政策", "A2"); formula != "" {
		t.Errorf("the cell is a formula: %s", formula)
	}
}

func TestOtherFormatsAreRefused(t *testing.T) {
	if _, err := NewTable(&bytes.Buffer{}, "pdf", "x", nil); fault.KindOf(err) != fault.Invalid {
		t.Errorf("got %v", err)
	}
}
