package roster

import (
	"bytes"
	"io"
	"os"
	"path/filepath"

	"yanzhen/internal/base/fault"
	"yanzhen/internal/registry/code"
)

// Limits keep a hostile or broken file from filling memory, disk or time.
type Limits struct {
	FileBytes   int64 // size of the file itself
	PartBytes   int64 // size of one unpacked part of a workbook
	Ratio       int64 // how many times larger than packed a part may be, once it exceeds a few megabytes
	StringBytes int64 // shared strings kept, in memory up to 64 MB and in a temporary file beyond
	CellBytes   int   // longest cell
	Columns     int   // widest row; cells beyond are passed over
	Rows        int
}

// DefaultLimits admit the largest sheet a spreadsheet program can hold with some 40 columns.
var DefaultLimits = Limits{FileBytes: 1 << 30, PartBytes: 4 << 30, Ratio: 300, StringBytes: 1 << 30, CellBytes: 128 << 10, Columns: 512, Rows: 1 << 20}

// A Source is an open file. Close it.
type Source struct {
	Name    string
	Regions *code.Regions // if set, towns and villages are looked up in it
	Limits  Limits
	sheets  []sheet
	closers []io.Closer
}

// sheet is a grid that can be read any number of times.
type sheet interface {
	name() string
	hidden() bool
	// read gives the rows in order with the number of each; cells are valid during the call only. A false answer ends it.
	read(yield func(number int, cells []cell) bool) error
	merges() ([]merge, error)
}

// A cell is what stands in one place.
type cell struct {
	text string
	kind kind
}

type kind uint8

const (
	kindText   kind = iota
	kindNumber      // a number cell: its digits may be those a float keeps
	kindDate        // a number cell that its format shows as a date; text is YYYY-MM-DD, or YYYY-MM if the format has no day
)

// A merge is a merged range; rows from 1, columns from 0, both ends included.
type merge struct{ top, left, bottom, right int }

// Open opens a roster file: .xlsx, .csv, .tsv or .txt, told by its content. Errors: Invalid "roster.file.…", TooLarge "roster.file.large".
func Open(path string) (*Source, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, fault.Missing.New("roster.file.absent").With("file", filepath.Base(path)).From(err)
	}
	info, err := f.Stat()
	if err != nil {
		f.Close()
		return nil, fault.Invalid.New("roster.file.unreadable").From(err)
	}
	s, err := Read(filepath.Base(path), f, info.Size())
	if err != nil {
		f.Close()
		return nil, err
	}
	s.closers = append(s.closers, f)
	return s, nil
}

// Read opens a roster that is already at hand, e.g. uploaded. r must stay valid until Close. Errors: as Open.
func Read(name string, r io.ReaderAt, size int64) (*Source, error) {
	return ReadWithin(DefaultLimits, name, r, size)
}

// ReadWithin is Read with other limits.
func ReadWithin(limits Limits, name string, r io.ReaderAt, size int64) (*Source, error) {
	s := &Source{Name: name, Limits: limits}
	if size > limits.FileBytes {
		return nil, fault.TooLarge.New("roster.file.large").With("limit", limits.FileBytes>>20)
	}
	head := make([]byte, min(size, 4096))
	if _, err := r.ReadAt(head, 0); err != nil && err != io.EOF {
		return nil, fault.Invalid.New("roster.file.unreadable").From(err)
	}
	var err error
	switch {
	case len(bytes.TrimSpace(head)) == 0:
		err = fault.Invalid.New("roster.file.empty")
	case bytes.HasPrefix(head, []byte("PK\x03\x04")):
		s.sheets, err = s.openXLSX(r, size)
	case bytes.HasPrefix(head, []byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")):
		s.sheets, err = s.openXLS(r, size)
	case markup(head):
		err = fault.Invalid.New("roster.file.markup")
	default:
		s.sheets, err = s.openText(r, size)
	}
	if err != nil {
		s.Close()
		return nil, err
	}
	return s, nil
}

// Close lets go of the file and of temporary ones.
func (s *Source) Close() error {
	var first error
	for _, c := range s.closers {
		if err := c.Close(); err != nil && first == nil {
			first = err
		}
	}
	s.closers = nil
	return first
}

// Sheets gives the names of the sheets in order; one empty name for a text file.
func (s *Source) Sheets() []string {
	var names []string
	for _, sh := range s.sheets {
		names = append(names, sh.name())
	}
	return names
}

// markup reports whether the file is a web page or XML spreadsheet under a spreadsheet's name, as some systems export.
func markup(head []byte) bool {
	head = bytes.ToLower(bytes.TrimLeft(bytes.TrimPrefix(head, []byte("\xef\xbb\xbf")), " \r\n\t"))
	for _, start := range []string{"<html", "<!doctype", "<table", "<?xml", "<meta", "<head"} {
		if bytes.HasPrefix(head, []byte(start)) {
			return true
		}
	}
	return false
}
