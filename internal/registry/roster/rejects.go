package roster

import (
	"context"
	"fmt"
	"io"
	"iter"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"

	"yanzhen/internal/i18n"
)

// WriteRejects writes rows as an .xlsx with the columns of their table as they stood in the file, then the row
// number there, and last the reasons with their mend, in the language of ctx. All cells are text, so identity
// numbers keep their digits and nothing runs as a formula. It holds one row in memory.
// Errors: the sequence's, or the writer's.
func WriteRejects(ctx context.Context, w io.Writer, t *Table, rows iter.Seq2[Row, error]) error {
	f := excelize.NewFile()
	defer f.Close()
	sheet := i18n.T(ctx, "roster.rejects.sheet")
	if err := f.SetSheetName("Sheet1", sheet); err != nil {
		return fmt.Errorf("name the sheet: %w", err)
	}
	out, err := f.NewStreamWriter(sheet)
	if err != nil {
		return fmt.Errorf("begin the workbook: %w", err)
	}
	if err := head(ctx, f, out, t); err != nil {
		return err
	}
	line := 1
	for row, err := range rows {
		if err != nil {
			return err
		}
		line++
		if err := out.SetRow("A"+strconv.Itoa(line), cellsOf(ctx, t, row)); err != nil {
			return fmt.Errorf("write row %d: %w", row.Number, err)
		}
	}
	if err := out.Flush(); err != nil {
		return fmt.Errorf("end the workbook: %w", err)
	}
	_, err = f.WriteTo(w)
	return err
}

func head(ctx context.Context, f *excelize.File, out *excelize.StreamWriter, t *Table) error {
	bold, err := f.NewStyle(&excelize.Style{Font: &excelize.Font{Bold: true}})
	if err != nil {
		return err
	}
	last := len(t.Columns) + 2
	for _, width := range []struct {
		from, to int
		wide     float64
	}{{1, last - 2, 18}, {last - 1, last - 1, 10}, {last, last, 60}} {
		if err := out.SetColWidth(width.from, width.to, width.wide); err != nil {
			return err
		}
	}
	var titles []any
	for _, c := range t.Columns {
		titles = append(titles, excelize.Cell{StyleID: bold, Value: c.Title})
	}
	for _, title := range []string{i18n.T(ctx, "roster.rejects.row"), i18n.T(ctx, "roster.rejects.reasons")} {
		titles = append(titles, excelize.Cell{StyleID: bold, Value: title})
	}
	return out.SetRow("A1", titles)
}

func cellsOf(ctx context.Context, t *Table, row Row) []any {
	var cells []any
	for _, c := range t.Columns {
		text := ""
		if c.Index < len(row.Cells) {
			text = legal(row.Cells[c.Index])
		}
		cells = append(cells, text)
	}
	return append(cells, row.Number, legal(Reasoned(ctx, row)))
}

// Reasoned says in one text what is wrong with a row and how to mend it, one line per problem, rejecting ones first.
func Reasoned(ctx context.Context, row Row) string {
	var lines []string
	for _, rejecting := range []bool{true, false} {
		for _, p := range row.Problems {
			if p.Rejects == rejecting {
				lines = append(lines, p.Words(ctx))
			}
		}
	}
	return strings.Join(lines, "\n")
}

// Words say the problem and its mend, with the title of the column where there is one.
func (p Problem) Words(ctx context.Context) string {
	args := i18n.Args(p.Args)
	text := i18n.T(ctx, "roster.reason."+p.Reason, args) + " → " + i18n.T(ctx, "roster.mend."+p.Reason, args)
	if p.Column != "" {
		text = "[" + p.Column + "] " + text
	}
	return text
}

// legal drops what a worksheet cell may not hold.
func legal(text string) string {
	text = strings.Map(func(r rune) rune {
		if r < ' ' && r != '\n' && r != '\t' || r == 0xFFFE || r == 0xFFFF {
			return -1
		}
		return r
	}, text)
	if runes := []rune(text); len(runes) > excelize.TotalCellChars {
		text = string(runes[:excelize.TotalCellChars])
	}
	return text
}
