package roster

import (
	"bytes"
	"fmt"
	"io"
	"math"
	"os"
	"strconv"
	"strings"

	"yanzhen/internal/base/civil"
	"yanzhen/internal/base/fault"
)

// A stringPool holds the shared strings end to end, in memory or, when they are many, in a temporary file.
type stringPool struct {
	ends []int64
	mem  []byte
	file *os.File
	kept int64
}

const poolMemory = 64 << 20

func (b *workbook) readStrings() (*stringPool, error) {
	p := &stringPool{}
	var item []byte
	inText, inRuby := false, false
	err := b.each("xl/sharedStrings.xml", func(x *xmlScan) (bool, error) {
		if inText {
			item = append(item, x.text...)
			if len(item) > b.limits.CellBytes {
				return false, fault.TooLarge.New("roster.file.cell").With("row", 0)
			}
		}
		switch x.name {
		case "rPh":
			inRuby = x.open && !x.empty
		case "t":
			inText = x.open && !x.empty && !inRuby
		case "si":
			if x.open && !x.empty {
				item = item[:0]
				return true, nil
			}
			if x.empty {
				item = item[:0]
			}
			return true, p.add(item, b.limits.StringBytes)
		}
		return true, nil
	})
	if err != nil {
		p.Close()
		return nil, err
	}
	return p, p.flush()
}

func (p *stringPool) add(s []byte, limit int64) error {
	if p.kept += int64(len(s)); p.kept > limit {
		return fault.TooLarge.New("roster.file.unpacked")
	}
	p.mem = append(p.mem, s...)
	p.ends = append(p.ends, p.kept)
	if len(p.mem) < poolMemory {
		return nil
	}
	if p.file == nil {
		f, err := os.CreateTemp("", "yanzhen-strings-*")
		if err != nil {
			return fmt.Errorf("spill shared strings: %w", err)
		}
		os.Remove(f.Name()) // unlinked where the system allows it, so that nothing stays behind
		p.file = f
	}
	return p.flush()
}

// flush moves what is in memory behind what is in the file, once there is a file.
func (p *stringPool) flush() error {
	if p.file == nil {
		return nil
	}
	_, err := p.file.Write(p.mem)
	p.mem = p.mem[:0]
	return err
}

func (p *stringPool) get(i int) (string, error) {
	if i < 0 || i >= len(p.ends) {
		return "", broken(fmt.Errorf("shared string %d of %d", i, len(p.ends)))
	}
	from := int64(0)
	if i > 0 {
		from = p.ends[i-1]
	}
	if p.file == nil {
		return string(p.mem[from:p.ends[i]]), nil
	}
	s := make([]byte, p.ends[i]-from)
	_, err := p.file.ReadAt(s, from)
	return string(s), err
}

// Close removes the temporary file.
func (p *stringPool) Close() error {
	if p.file == nil {
		return nil
	}
	err := p.file.Close()
	os.Remove(p.file.Name())
	return err
}

type dateFormat uint8

const (
	notDate dateFormat = iota
	dayDate
	monthDate
)

// readStyles notes which cell formats show a date.
func (b *workbook) readStyles() error {
	custom, inCells := map[string]string{}, false
	return b.each("xl/styles.xml", func(x *xmlScan) (bool, error) {
		switch {
		case x.name == "numFmt" && x.open:
			custom[x.attr("numFmtId")] = x.attr("formatCode")
		case x.name == "cellXfs":
			inCells = x.open
			return x.open, nil
		case x.name == "xf" && x.open && inCells && len(b.dates) < 1<<16:
			b.dates = append(b.dates, formatKind(x.attr("numFmtId"), custom))
		}
		return true, nil
	})
}

// formatKind tells date formats: the built-in ones (ECMA-376 part 1, 18.8.30, with those of the Chinese locale) and custom ones with a year.
func formatKind(id string, custom map[string]string) dateFormat {
	if format, ok := custom[id]; ok {
		return customKind(format)
	}
	n, _ := strconv.Atoi(id)
	switch {
	case n == 17, n == 27, n == 36, n == 50, n == 52, n == 57:
		return monthDate
	case n >= 14 && n <= 22, n >= 28 && n <= 31, n == 51, n >= 53 && n <= 54, n == 58:
		return dayDate
	}
	return notDate
}

func customKind(format string) dateFormat {
	var b strings.Builder
	quoted, bracket := false, false
	for i := 0; i < len(format); i++ {
		switch c := format[i]; {
		case c == '"':
			quoted = !quoted
		case quoted:
		case c == '\\':
			i++
		case c == '[':
			bracket = true
		case c == ']':
			bracket = false
		case !bracket:
			b.WriteByte(c)
		}
	}
	plain := strings.ToLower(b.String())
	plain, _, _ = strings.Cut(plain, ";")
	switch {
	case strings.Contains(plain, "general") || !strings.Contains(plain, "y"):
		return notDate
	case strings.Contains(plain, "d"):
		return dayDate
	}
	return monthDate
}

// serialDate gives the date of a serial number. In the 1900 system day 60 is the 29 February that never was.
func serialDate(value string, from04, month bool) (string, bool) {
	f, err := strconv.ParseFloat(value, 64)
	if err != nil || f < 1 || f > 2_958_465 {
		return "", false
	}
	day := civil.On(1899, 12, 30).AddDays(int(f))
	switch {
	case from04:
		day = civil.On(1904, 1, 1).AddDays(int(f))
	case f < 60:
		day = day.AddDays(1)
	}
	if month {
		return day.String()[:7], true
	}
	return day.String(), true
}

// plainNumber writes a number cell without exponent and without the noise of a float.
func plainNumber(value string) string {
	if len(value) <= 15 && !strings.ContainsAny(value, "eE") {
		return value
	}
	f, err := strconv.ParseFloat(value, 64)
	switch {
	case err != nil || math.IsInf(f, 0) || math.Abs(f) > 1e30:
		return value
	case f == math.Trunc(f):
		if !strings.ContainsAny(value, "eE.") {
			return value
		}
		return strconv.FormatFloat(f, 'f', 0, 64)
	}
	short := strconv.FormatFloat(f, 'g', 15, 64)
	if g, err := strconv.ParseFloat(short, 64); err == nil {
		return strconv.FormatFloat(g, 'f', -1, 64)
	}
	return value
}

// behindRows gives what stands behind the rows of a sheet, passing over them quickly.
func behindRows(r io.Reader) io.Reader {
	end, buf, kept := []byte("sheetData>"), make([]byte, 256<<10), 0
	for {
		n, err := r.Read(buf[kept:])
		window := buf[:kept+n]
		if i := bytes.LastIndex(window, end); i >= 0 && i > 0 && bytes.ContainsAny(window[max(0, i-8):i], "/") {
			return io.MultiReader(bytes.NewReader(bytes.Clone(window[i+len(end):])), r)
		}
		if err != nil {
			return strings.NewReader("")
		}
		kept = copy(buf, window[max(0, len(window)-32):])
	}
}

// parseMerge reads a range such as "A1:C2".
func parseMerge(ref string) (merge, bool) {
	from, to, ok := strings.Cut(ref, ":")
	top, left, ok1 := parseRef(from)
	bottom, right, ok2 := parseRef(to)
	return merge{top, left, bottom, right}, ok && ok1 && ok2 && top <= bottom && left <= right
}

func parseRef(ref string) (row, column int, ok bool) {
	letters := strings.TrimRight(ref, "0123456789")
	row, err := strconv.Atoi(ref[len(letters):])
	return row, columnOf([]byte(letters), -1), err == nil && letters != "" && len(letters) <= 3
}
