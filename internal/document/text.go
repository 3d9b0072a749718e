package document

import (
	"bufio"
	"encoding/csv"
	"io"
	"strconv"
	"strings"
)

// text writes RFC 4180 with a byte order mark, by which spreadsheet programs know UTF-8, and CRLF.
type text struct {
	out *csv.Writer
	buf *bufio.Writer
}

func newText(w io.Writer, head []string) (*text, error) {
	buf := bufio.NewWriterSize(w, 64<<10)
	if _, err := buf.WriteString("\uFEFF"); err != nil {
		return nil, err
	}
	out := csv.NewWriter(buf)
	out.UseCRLF = true
	t := &text{out, buf}
	return t, t.Row(head)
}

// Row writes a row, with cells that a spreadsheet program would run made inert.
func (t *text) Row(cells []string) error {
	safe := make([]string, len(cells))
	for i, c := range cells {
		safe[i] = inert(c)
	}
	return t.out.Write(safe)
}

// Close writes what is left.
func (t *text) Close() error {
	t.out.Flush()
	if err := t.out.Error(); err != nil {
		return err
	}
	return t.buf.Flush()
}

// Drop has nothing to let go of.
func (t *text) Drop() {}

// inert puts an apostrophe before a text that a spreadsheet program would run as a formula; numbers stay.
// Source: OWASP ASVS 5.0.0, 1.2.10.
func inert(cell string) string {
	if _, err := strconv.ParseFloat(cell, 64); err == nil {
		return cell
	}
	for _, first := range []string{"=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"} {
		if strings.HasPrefix(cell, first) {
			return "'" + cell
		}
	}
	return cell
}
