package roster

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"

	"yanzhen/internal/base/fault"
)

// A textSheet is a delimited text file; its rows are numbered by the line they begin on.
type textSheet struct {
	r        io.ReaderAt
	size     int64
	limits   Limits
	encoding encoding.Encoding
	comma    rune
}

func (s *textSheet) name() string             { return "" }
func (s *textSheet) hidden() bool             { return false }
func (s *textSheet) merges() ([]merge, error) { return nil, nil }

// openText finds encoding and separator. Errors: Invalid "roster.file.binary".
func (s *Source) openText(r io.ReaderAt, size int64) ([]sheet, error) {
	t := &textSheet{r: r, size: size, limits: s.Limits}
	var err error
	if t.encoding, err = detectEncoding(r, size); err != nil {
		return nil, err
	}
	sample := make([]byte, 64<<10)
	n, err := io.ReadFull(t.decoded(), sample)
	if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) && err != io.EOF {
		return nil, fault.Invalid.New("roster.file.unreadable").From(err)
	}
	if bytes.IndexByte(sample[:n], 0) >= 0 {
		return nil, fault.Invalid.New("roster.file.binary")
	}
	t.comma = detectComma(string(sample[:n]))
	return []sheet{t}, nil
}

func (s *textSheet) decoded() io.Reader {
	return s.encoding.NewDecoder().Reader(io.NewSectionReader(s.r, 0, s.size))
}

// detectEncoding tells UTF-8 (with or without mark), UTF-16 with mark, and otherwise GB18030, of which GBK is a part.
func detectEncoding(r io.ReaderAt, size int64) (encoding.Encoding, error) {
	head := make([]byte, min(4, size))
	if _, err := r.ReadAt(head, 0); err != nil && err != io.EOF {
		return nil, fault.Invalid.New("roster.file.unreadable").From(err)
	}
	if bytes.HasPrefix(head, []byte("\xff\xfe")) || bytes.HasPrefix(head, []byte("\xfe\xff")) {
		return unicode.UTF16(unicode.LittleEndian, unicode.UseBOM), nil
	}
	if validUTF8(io.NewSectionReader(r, 0, size)) {
		return unicode.UTF8BOM, nil
	}
	return simplifiedchinese.GB18030, nil
}

func validUTF8(r io.Reader) bool {
	buf, kept := make([]byte, 64<<10), 0
	for {
		n, err := r.Read(buf[kept:])
		window := buf[:kept+n]
		whole := len(window)
		for back := 1; back <= min(3, len(window)); back++ { // a rune cut by the end of the window waits for the rest
			if tail := window[len(window)-back:]; utf8.RuneStart(tail[0]) {
				if !utf8.FullRune(tail) {
					whole = len(window) - back
				}
				break
			}
		}
		if !utf8.Valid(window[:whole]) {
			return false
		}
		if err != nil {
			return whole == len(window)
		}
		kept = copy(buf, window[whole:])
	}
}

// detectComma gives the separator that the first lines agree on best.
func detectComma(sample string) rune {
	lines := strings.Split(sample, "\n")
	lines = lines[:min(len(lines), 30)]
	best, most := ',', 0
	for _, comma := range []rune{',', '\t', ';', '|', '，'} {
		counts := map[int]int{}
		for _, line := range lines {
			if n := strings.Count(line, string(comma)); n > 0 {
				counts[n]++
			}
		}
		for n, times := range counts {
			if score := times * min(n, 12); score > most {
				best, most = comma, score
			}
		}
	}
	return best
}

// read streams the rows.
func (s *textSheet) read(yield func(int, []cell) bool) error {
	r := csv.NewReader(&capped{r: bufio.NewReaderSize(s.decoded(), 64<<10), limit: 64 * s.limits.CellBytes})
	r.Comma, r.LazyQuotes, r.FieldsPerRecord, r.ReuseRecord = s.comma, true, -1, true
	var cells []cell
	for {
		record, err := r.Read()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			if errors.Is(err, fault.TooLarge) {
				return err
			}
			return fault.Invalid.New("roster.file.unreadable").From(err)
		}
		number, _ := r.FieldPos(0)
		if number > 2*s.limits.Rows {
			return fault.TooLarge.New("roster.file.rows").With("limit", s.limits.Rows)
		}
		cells = cells[:0]
		for i, text := range record {
			if len(text) > s.limits.CellBytes {
				return fault.TooLarge.New("roster.file.cell").With("row", number)
			}
			if i < s.limits.Columns {
				cells = append(cells, cell{text: text})
			}
		}
		if !yield(number, cells) {
			return nil
		}
	}
}

// capped refuses text that goes on without a line end, which a text reader would otherwise gather whole.
type capped struct {
	r     io.Reader
	limit int
	run   int
}

func (c *capped) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	if i := bytes.LastIndexByte(p[:n], '\n'); i >= 0 {
		c.run = n - i - 1
	} else if c.run += n; c.run > c.limit {
		return n, fault.TooLarge.New("roster.file.cell").With("row", 0)
	}
	return n, err
}
