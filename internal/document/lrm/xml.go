package lrm

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"slices"
	"strings"

	"yanzhen/internal/base/fault"
)

// Limits against documents made to fill memory.
const (
	maxDepth    = 16
	maxElements = 20_000
)

// xmlSource is an .lrmx as it came, and where its elements stand.
type xmlSource struct {
	raw   []byte // the file
	text  []byte // the same in UTF-8, without byte order mark
	gb    bool   // the file is in GBK
	at    map[Field]span
	end   int // offset of </Person>
	items int // lines of the family, blank ones included
	crlf  bool
}

// A span is where an element stands: <tag>inner</tag> from from to to.
type span struct{ from, inner, innerEnd, to int }

// ParseXML reads an .lrmx. Errors: Invalid "lrm.damaged" with the line, "lrm.other" for another document, "lrm.unsafe" for one with
// a document type or nested too deeply; TooLarge "lrm.large".
func ParseXML(r io.Reader) (*Form, error) {
	raw, err := readAll(r)
	if err != nil {
		return nil, err
	}
	text, gb, err := decode(raw)
	if err != nil {
		return nil, damaged(1, err)
	}
	f := &Form{values: map[Field]string{}, changed: map[Field]bool{}}
	f.xml = &xmlSource{raw: raw, text: text, gb: gb, at: map[Field]span{}, crlf: bytes.Contains(text, []byte("\r\n"))}
	p := parser{form: f, d: xml.NewDecoder(bytes.NewReader(text))}
	p.d.CharsetReader = func(_ string, in io.Reader) (io.Reader, error) { return in, nil } // it is UTF-8 already
	return f, p.document()
}

func readAll(r io.Reader) ([]byte, error) {
	raw, err := io.ReadAll(io.LimitReader(r, MaxBytes+1))
	if err == nil && len(raw) > MaxBytes {
		err = tooLarge()
	}
	return raw, err
}

// A parser walks through a document.
type parser struct {
	form     *Form
	d        *xml.Decoder
	path     []string
	elements int
	before   int // offset at which the token begins
}

// next gives the next token and keeps to the limits.
func (p *parser) next() (xml.Token, error) {
	p.before = int(p.d.InputOffset())
	token, err := p.d.Token()
	if err != nil {
		if err == io.EOF {
			return nil, err
		}
		line, _ := p.d.InputPos()
		return nil, damaged(line, err)
	}
	switch t := token.(type) {
	case xml.Directive:
		return nil, fault.Invalid.New("lrm.unsafe")
	case xml.StartElement:
		p.path = append(p.path, t.Name.Local)
		if p.elements++; len(p.path) > maxDepth || p.elements > maxElements {
			return nil, fault.Invalid.New("lrm.unsafe")
		}
	case xml.EndElement:
		p.path = p.path[:len(p.path)-1]
	}
	return token, nil
}

func (p *parser) document() error {
	for {
		token, err := p.next()
		if errors.Is(err, io.EOF) && p.elements > 0 {
			return nil
		}
		if err == io.EOF {
			return fault.Invalid.New("lrm.other")
		}
		if err != nil {
			return err
		}
		if start, ok := token.(xml.StartElement); ok {
			if start.Name.Local != "Person" || p.elements > 1 {
				return fault.Invalid.New("lrm.other")
			}
			if err := p.person(); err != nil {
				return err
			}
		}
	}
}

// person reads the elements of the form.
func (p *parser) person() error {
	for {
		token, err := p.next()
		if err != nil {
			return err
		}
		switch t := token.(type) {
		case xml.StartElement:
			if err := p.element(Field(t.Name.Local)); err != nil {
				return err
			}
		case xml.EndElement:
			p.form.xml.end = p.before
			return nil
		}
	}
}

// element reads one element; of several with one name the first counts.
func (p *parser) element(name Field) error {
	s := span{from: p.before, inner: int(p.d.InputOffset())}
	var text string
	var err error
	if name == family {
		err = p.family()
	} else {
		text, err = p.text()
	}
	if err != nil {
		return err
	}
	s.innerEnd, s.to = p.before, int(p.d.InputOffset())
	if _, again := p.form.xml.at[name]; !again {
		p.form.xml.at[name], p.form.values[name] = s, text
	}
	return nil
}

// text gives all characters up to the end of the element.
func (p *parser) text() (string, error) {
	var b strings.Builder
	for depth := len(p.path); len(p.path) >= depth; {
		token, err := p.next()
		if err != nil {
			return "", err
		}
		if c, ok := token.(xml.CharData); ok {
			b.Write(c)
		}
	}
	return b.String(), nil
}

func (p *parser) family() error {
	for depth := len(p.path); len(p.path) >= depth; {
		token, err := p.next()
		if err != nil {
			return err
		}
		if _, ok := token.(xml.StartElement); ok {
			m, err := p.member()
			if err != nil {
				return err
			}
			if p.form.xml.items++; !m.blank() {
				p.form.members = append(p.form.members, m)
			}
		}
	}
	return nil
}

// of gives the place of an element of an item, nil if it is not known.
func (m *Member) of(element string) *string {
	switch element {
	case "ChengWei":
		return &m.Relation
	case "XingMing":
		return &m.Name
	case "ChuShengRiQi":
		return &m.Born
	case "ZhengZhiMianMao":
		return &m.Political
	case "GongZuoDanWeiJiZhiWu":
		return &m.Work
	}
	return nil
}

var itemElements = []string{"ChengWei", "XingMing", "ChuShengRiQi", "ZhengZhiMianMao", "GongZuoDanWeiJiZhiWu"}

func (p *parser) member() (m Member, err error) {
	for depth := len(p.path); len(p.path) >= depth; {
		token, err := p.next()
		if err != nil {
			return m, err
		}
		start, ok := token.(xml.StartElement)
		if !ok {
			continue
		}
		from := p.before
		text, err := p.text()
		if err != nil {
			return m, err
		}
		if to := m.of(start.Name.Local); to != nil {
			*to = strings.TrimSpace(text)
		} else {
			m.rest += string(p.form.xml.text[from:p.d.InputOffset()])
		}
	}
	return m, nil
}

// WriteXML writes the form as .lrmx.
func (f *Form) WriteXML(w io.Writer) error {
	out, err := f.xmlBytes()
	if err != nil {
		return err
	}
	_, err = w.Write(out)
	return err
}

func (f *Form) xmlBytes() ([]byte, error) {
	s := f.xml
	switch {
	case s == nil:
		return f.freshXML(), nil
	case len(f.changed) == 0:
		return s.raw, nil
	}
	out := f.spliced()
	if s.gb {
		return encodeGB(out)
	}
	if bytes.HasPrefix(s.raw, bom) {
		out = append(bytes.Clone(bom), out...)
	}
	return out, nil
}

// spliced puts what was changed into the text as it came; elements that were not there follow the last one.
func (f *Form) spliced() []byte {
	s := f.xml
	var b bytes.Buffer
	done := 0
	for _, field := range s.inOrder() {
		at := s.at[field]
		if !f.changed[field] {
			continue
		}
		b.Write(s.text[done:at.from])
		b.WriteString(openTag(s.text[at.from:at.inner]))
		b.WriteString(f.inner(field))
		b.WriteString("</" + string(field) + ">")
		done = at.to
	}
	b.Write(s.text[done:s.end])
	for _, field := range order {
		if _, there := s.at[field]; f.changed[field] && !there {
			b.WriteString("  " + f.element(field))
		}
	}
	b.Write(s.text[s.end:])
	return b.Bytes()
}

// inOrder gives the elements known here in the order in which they stand.
func (s *xmlSource) inOrder() []Field {
	var there []Field
	for _, field := range order {
		if _, ok := s.at[field]; ok {
			there = append(there, field)
		}
	}
	slices.SortFunc(there, func(a, b Field) int { return s.at[a].from - s.at[b].from })
	return there
}

// openTag gives the start tag of an element, also of one that was written empty: <a/>.
func openTag(tag []byte) string {
	return strings.TrimRight(strings.TrimSuffix(strings.TrimSuffix(string(tag), ">"), "/"), " \t\r\n") + ">"
}

func (f *Form) freshXML() []byte {
	var b bytes.Buffer
	b.WriteString(`<?xml version="1.0" encoding="utf-8"?>` + "\r\n<Person>\r\n")
	for _, field := range order {
		b.WriteString("  " + f.element(field))
	}
	b.WriteString("</Person>\r\n")
	return b.Bytes()
}

func (f *Form) element(field Field) string {
	return "<" + string(field) + ">" + f.inner(field) + "</" + string(field) + ">" + f.newline()
}

func (f *Form) inner(field Field) string {
	if field != family {
		return f.escape(f.values[field])
	}
	var b strings.Builder
	b.WriteString(f.newline())
	lines := len(f.members)
	if f.xml != nil {
		lines = max(lines, f.xml.items)
	}
	for i := range lines {
		var m Member
		if i < len(f.members) {
			m = f.members[i]
		}
		b.WriteString("    <Item>" + f.newline())
		for _, name := range itemElements {
			b.WriteString("      <" + name + ">" + f.escape(*m.of(name)) + "</" + name + ">" + f.newline())
		}
		if m.rest != "" {
			b.WriteString("      " + m.rest + f.newline())
		}
		b.WriteString("    </Item>" + f.newline())
	}
	b.WriteString("  ")
	return b.String()
}

func (f *Form) newline() string {
	if f.xml == nil || f.xml.crlf {
		return "\r\n"
	}
	return "\n"
}

var escapes = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;")

// escape gives text as content of an element.
func (f *Form) escape(text string) string {
	return escapes.Replace(strings.ReplaceAll(clean(text), "\n", f.newline()))
}
