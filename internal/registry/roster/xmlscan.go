package roster

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"
)

// An xmlScan walks the elements of a workbook part. It is several times faster than encoding/xml, which a sheet of
// twelve million cells needs, and it holds one token at a time. It does not validate: parts come from spreadsheet programs.
type xmlScan struct {
	r     *bufio.Reader
	limit int    // longest token
	text  []byte // character data before the tag, entities resolved
	tag   []byte // name and attributes
	name  string // local name of the tag
	open  bool   // start tag (also of an empty element)
	empty bool   // <x/>
	buf   []byte
	names map[string]string
}

var errToken = errors.New("an element or text of the part is longer than allowed")

func newXMLScan(r io.Reader, limit int) *xmlScan {
	return &xmlScan{r: bufio.NewReaderSize(r, 128<<10), limit: limit, names: map[string]string{}}
}

// next moves to the next tag. Error: io.EOF at the end, errToken, or the reader's.
func (x *xmlScan) next() error {
	x.text = x.text[:0]
	for {
		raw, err := x.until('<')
		if err != nil {
			return err
		}
		x.text = appendText(x.text, raw)
		if len(x.text) > x.limit {
			return errToken
		}
		special, err := x.special()
		if err != nil {
			return err
		}
		if !special {
			return x.readTag()
		}
	}
}

// special passes over comments, declarations and instructions, and adds a CDATA section to the text.
func (x *xmlScan) special() (bool, error) {
	head, err := x.r.Peek(1)
	if err != nil {
		return false, err
	}
	if head[0] != '!' && head[0] != '?' {
		return false, nil
	}
	end := []byte(">")
	if mark, _ := x.r.Peek(8); bytes.HasPrefix(mark, []byte("![CDATA[")) {
		end = []byte("]]>")
	} else if bytes.HasPrefix(mark, []byte("!--")) {
		end = []byte("-->")
	}
	var all []byte
	for {
		raw, err := x.until('>')
		if err != nil {
			return false, err
		}
		all = append(append(all, raw...), '>')
		if len(all) > x.limit {
			return false, errToken
		}
		if bytes.HasSuffix(all, end) {
			break
		}
	}
	if rest, ok := bytes.CutPrefix(all, []byte("![CDATA[")); ok {
		x.text = append(x.text, bytes.TrimSuffix(rest, end)...)
	}
	return true, nil
}

func (x *xmlScan) readTag() error {
	raw, err := x.until('>')
	if err != nil {
		return err
	}
	for bytes.Count(raw, []byte{'"'})%2 == 1 { // a > inside a quoted attribute
		head := append(bytes.Clone(raw), '>')
		if raw, err = x.until('>'); err != nil {
			return err
		}
		if raw = append(head, raw...); len(raw) > x.limit {
			return errToken
		}
	}
	x.open, x.empty = true, false
	if len(raw) > 0 && raw[0] == '/' {
		x.open, raw = false, raw[1:]
	} else if len(raw) > 0 && raw[len(raw)-1] == '/' {
		x.empty, raw = true, raw[:len(raw)-1]
	}
	x.tag = raw
	end := bytes.IndexAny(raw, " \t\r\n")
	if end < 0 {
		end = len(raw)
	}
	name := raw[:end]
	if colon := bytes.IndexByte(name, ':'); colon >= 0 {
		name = name[colon+1:]
	}
	x.name = x.intern(name)
	return nil
}

func (x *xmlScan) intern(name []byte) string {
	if s, ok := x.names[string(name)]; ok {
		return s
	}
	s := string(name)
	if len(x.names) < 1000 {
		x.names[s] = s
	}
	return s
}

// until gives the bytes before delim and passes it. The bytes are valid until the next call.
func (x *xmlScan) until(delim byte) ([]byte, error) {
	raw, err := x.r.ReadSlice(delim)
	if err == nil {
		return raw[:len(raw)-1], nil
	}
	x.buf = x.buf[:0]
	for errors.Is(err, bufio.ErrBufferFull) {
		if x.buf = append(x.buf, raw...); len(x.buf) > x.limit {
			return nil, errToken
		}
		raw, err = x.r.ReadSlice(delim)
	}
	if err != nil {
		return nil, err
	}
	x.buf = append(x.buf, raw...)
	return x.buf[:len(x.buf)-1], nil
}

// attr gives the value of the attribute with the local name, "" if the tag lacks it.
func (x *xmlScan) attr(name string) string { return string(appendText(nil, x.rawAttr(name))) }

func (x *xmlScan) rawAttr(name string) []byte {
	rest := x.tag
	for {
		eq := bytes.IndexByte(rest, '=')
		if eq < 0 || eq+1 >= len(rest) {
			return nil
		}
		key := bytes.TrimSpace(rest[:eq])
		if i := bytes.LastIndexAny(key, " \t\r\n:"); i >= 0 {
			key = key[i+1:]
		}
		rest = bytes.TrimLeft(rest[eq+1:], " \t\r\n")
		if len(rest) == 0 {
			return nil
		}
		end := bytes.IndexByte(rest[1:], rest[0])
		if end < 0 {
			return nil
		}
		if string(key) == name {
			return rest[1 : 1+end]
		}
		rest = rest[end+2:]
	}
}

// appendText adds character data with its entities resolved.
func appendText(dst, raw []byte) []byte {
	for {
		amp := bytes.IndexByte(raw, '&')
		if amp < 0 {
			return append(dst, raw...)
		}
		dst = append(dst, raw[:amp]...)
		raw = raw[amp:]
		semi := bytes.IndexByte(raw[:min(len(raw), 12)], ';')
		if semi < 0 {
			dst, raw = append(dst, '&'), raw[1:]
			continue
		}
		dst, raw = appendEntity(dst, string(raw[1:semi])), raw[semi+1:]
	}
}

func appendEntity(dst []byte, entity string) []byte {
	switch entity {
	case "amp":
		return append(dst, '&')
	case "lt":
		return append(dst, '<')
	case "gt":
		return append(dst, '>')
	case "quot":
		return append(dst, '"')
	case "apos":
		return append(dst, '\'')
	}
	digits, base := strings.TrimPrefix(entity, "#"), 10
	if hex, ok := strings.CutPrefix(strings.ToLower(digits), "x"); ok {
		digits, base = hex, 16
	}
	if n, err := strconv.ParseUint(digits, base, 32); err == nil && entity != digits && n <= utf8.MaxRune {
		return utf8.AppendRune(dst, rune(n))
	}
	return append(append(append(dst, '&'), entity...), ';')
}
