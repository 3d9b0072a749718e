package intake

import (
	"bufio"
	"encoding/csv"
	"io"
	"strconv"

	"github.com/xuri/excelize/v2"
)

// A table takes rows of cells one by one and holds only a few of them in memory.
type table interface {
	row(cells []string) error
	close() error
}

// csvTable writes RFC 4180 with a byte order mark, by which spreadsheet programs know UTF-8, and CRLF.
type csvTable struct {
	out *csv.Writer
	buf *bufio.Writer
}

func newCSV(w io.Writer) (*csvTable, error) {
	buf := bufio.NewWriterSize(w, 64<<10)
	if _, err := buf.WriteString("\uFEFF"); err != nil {
		return nil, err
	}
	out := csv.NewWriter(buf)
	out.UseCRLF = true
	return &csvTable{out, buf}, nil
}

func (t *csvTable) row(cells []string) error {
	safe := make([]string, len(cells))
	for i, c := range cells {
		safe[i] = inert(c)
	}
	return t.out.Write(safe)
}

func (t *csvTable) close() error {
	t.out.Flush()
	if err := t.out.Error(); err != nil {
		return err
	}
	return t.buf.Flush()
}

// inert puts an apostrophe before a text that a spreadsheet program would run as a formula; numbers stay.
// Source: OWASP ASVS 5.0.0, 1.2.10.
func inert(cell string) string {
	if cell == "" {
		return cell
	}
	switch cell[0] {
	case '=', '+', '-', '@', '\t', '\r', '\n':
		if _, err := strconv.ParseFloat(cell, 64); err != nil {
			return "'" + cell
		}
	}
	for _, wide := range []string{"＝", "＋", "－", "＠"} {
		if len(cell) >= len(wide) && cell[:len(wide)] == wide {
			return "'" + cell
		}
	}
	return cell
}

// xlsxTable writes a workbook of text cells, which no program runs as formulas. Rows beyond what a sheet
// holds go to further sheets.
type xlsxTable struct {
	book   *excelize.File
	to     io.Writer
	name   string
	sheets int
	stream *excelize.StreamWriter
	head   []string
	next   int
	bold   int
}

// sheetRows is how many rows one sheet of a workbook holds.
const sheetRows = excelize.TotalRows

func newXLSX(w io.Writer, name string, head []string) (*xlsxTable, error) {
	t := &xlsxTable{book: excelize.NewFile(), to: w, name: name, head: head}
	var err error
	t.bold, err = t.book.NewStyle(&excelize.Style{Font: &excelize.Font{Bold: true}, Alignment: &excelize.Alignment{Vertical: "center"}})
	if err != nil {
		return nil, err
	}
	return t, t.sheet()
}

func (t *xlsxTable) sheet() error {
	if t.stream != nil {
		if err := t.stream.Flush(); err != nil {
			return err
		}
	}
	t.sheets++
	name := t.name
	if t.sheets == 1 {
		if err := t.book.SetSheetName("Sheet1", name); err != nil {
			return err
		}
	} else {
		name += " " + strconv.Itoa(t.sheets)
		if _, err := t.book.NewSheet(name); err != nil {
			return err
		}
	}
	var err error
	if t.stream, err = t.book.NewStreamWriter(name); err != nil {
		return err
	}
	if err := t.stream.SetColWidth(1, max(1, len(t.head)), 16); err != nil {
		return err
	}
	if err := t.stream.SetPanes(&excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}); err != nil {
		return err
	}
	t.next = 1
	cells := make([]any, len(t.head))
	for i, c := range t.head {
		cells[i] = excelize.Cell{StyleID: t.bold, Value: c}
	}
	return t.put(cells)
}

func (t *xlsxTable) put(cells []any) error {
	err := t.stream.SetRow("A"+strconv.Itoa(t.next), cells)
	t.next++
	return err
}

func (t *xlsxTable) row(cells []string) error {
	if t.next > sheetRows {
		if err := t.sheet(); err != nil {
			return err
		}
	}
	out := make([]any, len(cells))
	for i, c := range cells {
		if c != "" {
			out[i] = c
		}
	}
	return t.put(out)
}

func (t *xlsxTable) close() error {
	if err := t.stream.Flush(); err != nil {
		return err
	}
	if err := t.book.Write(t.to); err != nil {
		return err
	}
	return t.book.Close()
}
