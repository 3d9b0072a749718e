// Package document writes lists as files that office programs read: comma-separated text and workbooks.
// Rows go out one by one, so that a list of any length needs little memory.
package document

import (
	"io"

	"yanzhen/internal/base/fault"
)

// A Format is a format of lists that go out.
type Format string

// The formats. JSONL is one JSON object a line; its writer is the caller's own encoder.
const (
	XLSX  Format = "xlsx"
	CSV   Format = "csv"
	JSONL Format = "jsonl"
)

// mediaTypes are the types of the formats as HTTP names them.
var mediaTypes = map[Format]string{
	XLSX:  "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
	CSV:   "text/csv; charset=utf-8",
	JSONL: "application/x-ndjson; charset=utf-8",
}

// MediaType names the type of f as HTTP does; "" for a format that is not there.
func (f Format) MediaType() string { return mediaTypes[f] }

// A Table takes rows of cells and holds only a few of them in memory. Close writes what is left; it does
// not close the writer below. Drop lets go of a table that is not to be finished, whose rows may lie in a
// temporary file; after Close it does nothing.
type Table interface {
	Row(cells []string) error
	Close() error
	Drop()
}

// NewTable begins a table of f, XLSX or CSV, with a row of titles. Name is that of the sheet.
// Error: Invalid document.format on format.
func NewTable(w io.Writer, f Format, name string, head []string) (Table, error) {
	switch f {
	case XLSX:
		return newWorkbook(w, name, head)
	case CSV:
		return newText(w, head)
	}
	return nil, fault.Invalid.New("document.format").On("format")
}
