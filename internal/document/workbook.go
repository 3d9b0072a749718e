package document

import (
	"io"
	"strconv"

	"github.com/xuri/excelize/v2"
)

// workbook writes text cells, which no program runs as formulas. Rows beyond what a sheet holds go to
// further sheets.
type workbook struct {
	book   *excelize.File
	to     io.Writer
	name   string
	head   []string
	bold   int
	sheets int
	stream *excelize.StreamWriter
	next   int
}

func newWorkbook(w io.Writer, name string, head []string) (*workbook, error) {
	b := &workbook{book: excelize.NewFile(), to: w, name: name, head: head}
	var err error
	b.bold, err = b.book.NewStyle(&excelize.Style{Font: &excelize.Font{Bold: true}, Alignment: &excelize.Alignment{Vertical: "center"}})
	if err != nil {
		return nil, err
	}
	return b, b.sheet()
}

// sheet begins a sheet with its titles, which stay in view.
func (b *workbook) sheet() error {
	if b.stream != nil {
		if err := b.stream.Flush(); err != nil {
			return err
		}
	}
	name, err := b.nameSheet()
	if err != nil {
		return err
	}
	if b.stream, err = b.book.NewStreamWriter(name); err != nil {
		return err
	}
	if err := b.stream.SetColWidth(1, max(1, len(b.head)), 18); err != nil {
		return err
	}
	if err := b.stream.SetPanes(&excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}); err != nil {
		return err
	}
	b.next = 1
	cells := make([]any, len(b.head))
	for i, c := range b.head {
		cells[i] = excelize.Cell{StyleID: b.bold, Value: c}
	}
	return b.put(cells)
}

func (b *workbook) nameSheet() (string, error) {
	b.sheets++
	if b.sheets == 1 {
		return b.name, b.book.SetSheetName("Sheet1", b.name)
	}
	name := b.name + " " + strconv.Itoa(b.sheets)
	_, err := b.book.NewSheet(name)
	return name, err
}

func (b *workbook) put(cells []any) error {
	err := b.stream.SetRow("A"+strconv.Itoa(b.next), cells)
	b.next++
	return err
}

// Row writes a row; empty cells stay empty.
func (b *workbook) Row(cells []string) error {
	if b.next > excelize.TotalRows {
		if err := b.sheet(); err != nil {
			return err
		}
	}
	out := make([]any, len(cells))
	for i, c := range cells {
		if c != "" {
			out[i] = c
		}
	}
	return b.put(out)
}

// Close writes the workbook.
func (b *workbook) Close() error {
	defer b.Drop()
	if err := b.stream.Flush(); err != nil {
		return err
	}
	return b.book.Write(b.to)
}

// Drop removes the temporary file that many rows wait in.
func (b *workbook) Drop() { _ = b.book.Close() }
