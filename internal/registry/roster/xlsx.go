package roster

import (
	"archive/zip"
	"errors"
	"io"
	"path"
	"strconv"
	"strings"

	"yanzhen/internal/base/fault"
)

// A workbook is an open .xlsx (ECMA-376): its parts are read as streams and never held whole.
type workbook struct {
	parts   map[string]*zip.File
	limits  Limits
	strings *stringPool
	dates   []dateFormat // by index of the cell format
	from04  bool         // days are counted from 1904
}

type xlsxSheet struct {
	book  *workbook
	title string
	part  string
	hide  bool
}

func (s *xlsxSheet) name() string { return s.title }
func (s *xlsxSheet) hidden() bool { return s.hide }

// openXLSX finds the sheets. Errors: Invalid "roster.file.workbook", "roster.file.locked", TooLarge "roster.file.unpacked".
func (s *Source) openXLSX(r io.ReaderAt, size int64) ([]sheet, error) {
	z, err := zip.NewReader(r, size)
	if err != nil {
		return nil, broken(err)
	}
	b := &workbook{parts: map[string]*zip.File{}, limits: s.Limits}
	for _, f := range z.File {
		b.parts[strings.ToLower(strings.TrimPrefix(path.Clean("/"+strings.ReplaceAll(f.Name, `\`, "/")), "/"))] = f
	}
	targets, err := b.relations()
	if err != nil {
		return nil, err
	}
	if b.strings, err = b.readStrings(); err != nil {
		return nil, err
	}
	s.closers = append(s.closers, b.strings)
	if err := b.readStyles(); err != nil {
		return nil, err
	}
	sheets, err := b.readSheets(targets)
	if err == nil && len(sheets) == 0 {
		err = broken(errors.New("no sheets"))
	}
	return sheets, err
}

func broken(err error) error {
	if errors.Is(err, fault.TooLarge) {
		return err
	}
	return fault.Invalid.New("roster.file.workbook").From(err)
}

// part opens a part as a stream that refuses to unpack beyond the limits. A part that is absent is empty.
func (b *workbook) part(name string) (io.ReadCloser, error) {
	f := b.parts[strings.ToLower(name)]
	if f == nil {
		return io.NopCloser(strings.NewReader("")), nil
	}
	r, err := f.Open()
	if err != nil {
		return nil, broken(err)
	}
	limit := b.limits.PartBytes
	if f.CompressedSize64 < uint64(limit) {
		limit = min(limit, max(8<<20, int64(f.CompressedSize64)*b.limits.Ratio))
	}
	return &bounded{ReadCloser: r, left: limit}, nil
}

type bounded struct {
	io.ReadCloser
	left int64
}

func (b *bounded) Read(p []byte) (int, error) {
	if b.left <= 0 {
		return 0, fault.TooLarge.New("roster.file.unpacked")
	}
	n, err := b.ReadCloser.Read(p[:min(int64(len(p)), b.left)])
	b.left -= int64(n)
	return n, err
}

// each calls visit at every tag of a part until it answers false.
func (b *workbook) each(part string, visit func(x *xmlScan) (bool, error)) error {
	r, err := b.part(part)
	if err != nil {
		return err
	}
	defer r.Close()
	x := newXMLScan(r, 8*b.limits.CellBytes)
	for {
		switch err := x.next(); {
		case err == io.EOF:
			return nil
		case errors.Is(err, errToken):
			return fault.TooLarge.New("roster.file.cell").With("row", 0).From(err)
		case err != nil:
			return broken(err)
		}
		if more, err := visit(x); err != nil || !more {
			return err
		}
	}
}

func (b *workbook) relations() (map[string]string, error) {
	targets := map[string]string{}
	err := b.each("xl/_rels/workbook.xml.rels", func(x *xmlScan) (bool, error) {
		if x.open && x.name == "Relationship" {
			target := x.attr("Target")
			if !strings.HasPrefix(target, "/") {
				target = "xl/" + target
			}
			targets[x.attr("Id")] = strings.TrimPrefix(path.Clean(target), "/")
		}
		return true, nil
	})
	return targets, err
}

func (b *workbook) readSheets(targets map[string]string) ([]sheet, error) {
	var out []sheet
	err := b.each("xl/workbook.xml", func(x *xmlScan) (bool, error) {
		switch {
		case x.open && x.name == "workbookPr":
			v := x.attr("date1904")
			b.from04 = v == "1" || v == "true"
		case x.open && x.name == "sheet":
			target := targets[x.attr("id")]
			if b.parts[strings.ToLower(target)] != nil && strings.Contains(target, "worksheets/") {
				out = append(out, &xlsxSheet{book: b, title: x.attr("name"), part: target, hide: x.attr("state") != "" && x.attr("state") != "visible"})
			}
		}
		return true, nil
	})
	return out, err
}

// read streams the rows of the sheet.
func (s *xlsxSheet) read(yield func(int, []cell) bool) error {
	g := rowReader{book: s.book, yield: yield}
	return s.book.each(s.part, g.visit)
}

// rowReader gathers cells into rows.
type rowReader struct {
	book   *workbook
	yield  func(int, []cell) bool
	number int
	cells  []cell
	column int
	kind   string // attribute t
	style  int
	value  []byte
	inCell bool
	inText bool // inside v, or t outside a phonetic run
	inRuby bool
}

func (g *rowReader) visit(x *xmlScan) (bool, error) {
	if g.inText {
		g.value = append(g.value, x.text...)
		if len(g.value) > g.book.limits.CellBytes {
			return false, fault.TooLarge.New("roster.file.cell").With("row", g.number)
		}
	}
	switch x.name {
	case "row":
		return g.row(x)
	case "c":
		return true, g.cell(x)
	case "rPh":
		g.inRuby = x.open && !x.empty
	case "v", "t":
		g.inText = g.inCell && !g.inRuby && x.open && !x.empty
	case "sheetData":
		return x.open && !x.empty, nil
	}
	return true, nil
}

func (g *rowReader) row(x *xmlScan) (bool, error) {
	if x.open {
		n, err := strconv.Atoi(string(x.rawAttr("r")))
		if err != nil {
			n = g.number + 1
		}
		if n <= g.number || n > g.book.limits.Rows {
			return false, fault.Invalid.New("roster.file.rows").With("limit", g.book.limits.Rows)
		}
		g.number, g.cells, g.column = n, g.cells[:0], -1
		if !x.empty {
			return true, nil
		}
	}
	return g.yield(g.number, g.cells), nil
}

func (g *rowReader) cell(x *xmlScan) error {
	if x.open {
		g.column = columnOf(x.rawAttr("r"), g.column+1)
		g.kind = string(x.rawAttr("t"))
		g.style, _ = strconv.Atoi(string(x.rawAttr("s")))
		g.value, g.inCell = g.value[:0], !x.empty
		if !x.empty {
			return nil
		}
	}
	g.inCell, g.inText = false, false
	if len(g.value) == 0 || g.column < 0 || g.column >= g.book.limits.Columns { // below zero: a cell that ends in a row where none began
		return nil
	}
	c, err := g.book.cellOf(g.kind, g.style, g.value)
	if err != nil {
		return err
	}
	for len(g.cells) <= g.column {
		g.cells = append(g.cells, cell{})
	}
	g.cells[g.column] = c
	return nil
}

// columnOf gives the column of a reference such as "AB12", from 0, or next if there is none.
func columnOf(ref []byte, next int) int {
	n := 0
	for _, c := range ref {
		if c < 'A' || c > 'Z' || n > 1<<20 {
			break
		}
		n = n*26 + int(c-'A') + 1
	}
	if n == 0 {
		return next
	}
	return n - 1
}

// cellOf gives the content of a cell by its type (ECMA-376 part 1, 18.18.11).
func (b *workbook) cellOf(kind string, style int, value []byte) (cell, error) {
	switch kind {
	case "s":
		i, err := strconv.Atoi(strings.TrimSpace(string(value)))
		if err != nil {
			return cell{}, broken(err)
		}
		text, err := b.strings.get(i)
		return cell{text: text}, err
	case "inlineStr", "str":
		return cell{text: string(value)}, nil
	case "e": // #N/A and the like state nothing
		return cell{}, nil
	case "b":
		return cell{text: map[string]string{"1": "TRUE", "0": "FALSE"}[string(value)]}, nil
	case "d":
		text, _, _ := strings.Cut(string(value), "T")
		return cell{text: text, kind: kindDate}, nil
	}
	if style < len(b.dates) && b.dates[style] != notDate {
		if text, ok := serialDate(string(value), b.from04, b.dates[style] == monthDate); ok {
			return cell{text: text, kind: kindDate}, nil
		}
	}
	return cell{text: plainNumber(string(value)), kind: kindNumber}, nil
}

// merges looks for the merged ranges, which stand behind the rows.
func (s *xlsxSheet) merges() ([]merge, error) {
	r, err := s.book.part(s.part)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	behind := behindRows(r)
	x := newXMLScan(behind, 8*s.book.limits.CellBytes)
	var out []merge
	for len(out) < 100_000 {
		if err := x.next(); err == io.EOF {
			break
		} else if err != nil {
			return nil, broken(err)
		}
		if x.open && x.name == "mergeCell" {
			if m, ok := parseMerge(x.attr("ref")); ok {
				out = append(out, m)
			}
		}
	}
	return out, nil
}
