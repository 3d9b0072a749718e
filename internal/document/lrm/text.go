package lrm

import (
	"bytes"
	"errors"
	"io"
	"slices"
	"strings"

	"yanzhen/internal/base/fault"
)

// positions say what the values of an .lrm are; a value with several fields parts them by # and @. Positions 20 to 24 hold the
// family as columns, each a list parted by @; those of nobody's knowledge are kept as they are.
var positions = [][]Field{
	0: {Name}, 1: {Sex}, 2: {Born}, 3: {Ethnicity}, 4: {NativePlace}, 5: {PartySince}, 6: {Health}, 7: {BirthPlace}, 8: {WorkSince},
	9: {FullLevel, FullDegree, PartLevel, PartDegree}, 10: {FullSchool, FullDegreeSchool, PartSchool, PartDegreeSchool},
	11: {Title}, 16: {Strengths}, 17: {Resume}, 18: {Rewards}, 19: {Assessment},
	25: {Post}, 26: {ProposedPost}, 27: {RemovedPost}, 28: {Reason}, 29: {Submitter}, 30: {AgeOn}, 31: {FilledBy}, 32: {FilledOn},
}

const (
	firstOfFamily = 20 // relation, name, month of birth, political status, work
	fewest        = 26 // values without which it is no form
	most          = 200
)

// textSource is an .lrm as it came.
type textSource struct {
	raw    []byte
	values []string
	lines  int // of the family, blank ones included
}

// ParseText reads an .lrm. Errors: as ParseXML.
func ParseText(r io.Reader) (*Form, error) {
	raw, err := readAll(r)
	if err != nil {
		return nil, err
	}
	text, _, err := decode(raw)
	if err != nil {
		return nil, damaged(1, err)
	}
	values, err := split(string(text))
	if err != nil {
		return nil, err
	}
	if len(values) < fewest || len(values) > most {
		return nil, fault.Invalid.New("lrm.other")
	}
	f := &Form{values: map[Field]string{}, changed: map[Field]bool{}, text: &textSource{raw: raw, values: values}}
	for i, fields := range positions {
		if i < len(values) {
			f.take(fields, values[i])
		}
	}
	f.takeFamily()
	return f, nil
}

var errOpen = errors.New("a value does not end")

// split takes the values out of their quotes. A quote inside a value is doubled; a lone one that no comma follows is taken as it
// stands.
func split(text string) ([]string, error) {
	var values []string
	rest := strings.TrimSpace(text)
	for rest != "" {
		if rest[0] != '"' {
			return nil, fault.Invalid.New("lrm.other")
		}
		end := closing(rest)
		if end < 0 || len(values) > most {
			return nil, damaged(1+strings.Count(text[:len(text)-len(rest)], "\n"), errOpen)
		}
		values = append(values, strings.ReplaceAll(strings.ReplaceAll(rest[1:end], `""`, `"`), "\r\n", "\n"))
		rest = strings.TrimLeft(strings.TrimPrefix(strings.TrimLeft(rest[end+1:], " \t\r\n"), ","), " \t\r\n")
	}
	return values, nil
}

// closing gives where the value at the head of text ends, -1 if nowhere.
func closing(text string) int {
	for i := 1; i < len(text); i++ {
		if text[i] != '"' {
			continue
		}
		if i+1 < len(text) && text[i+1] == '"' {
			i++
			continue
		}
		if after := strings.TrimLeft(text[i+1:], " \t\r\n"); after == "" || after[0] == ',' {
			return i
		}
	}
	return -1
}

// take parts a value into its fields.
func (f *Form) take(fields []Field, value string) {
	switch len(fields) {
	case 0:
	case 1:
		f.values[fields[0]] = value
	default:
		fullTime, inService, _ := strings.Cut(value, "@")
		for i, half := range []string{fullTime, inService} {
			first, second, _ := strings.Cut(half, "#")
			f.values[fields[2*i]], f.values[fields[2*i+1]] = first, second
		}
	}
}

func (m *Member) columns() []*string {
	return []*string{&m.Relation, &m.Name, &m.Born, &m.Political, &m.Work}
}

func (f *Form) takeFamily() {
	var columns [5][]string
	for i := range columns {
		columns[i] = strings.Split(f.text.values[firstOfFamily+i], "@")
		f.text.lines = max(f.text.lines, len(columns[i]))
	}
	for n := range f.text.lines {
		var m Member
		for i, to := range m.columns() {
			if n < len(columns[i]) {
				*to = strings.TrimSpace(columns[i][n])
			}
		}
		if !m.blank() {
			f.members = append(f.members, m)
		}
	}
}

// WriteText writes the form as .lrm, in GBK (GB 18030 for characters beyond it). The format has no room for the identity
// number, the photo and elements of .lrmx that are not known here.
func (f *Form) WriteText(w io.Writer) error {
	out, err := f.textBytes()
	if err != nil {
		return err
	}
	_, err = w.Write(out)
	return err
}

func (f *Form) textBytes() ([]byte, error) {
	var values []string
	lines := 10 // of the family on the printed form
	if f.text != nil {
		if len(f.changed) == 0 {
			return f.text.raw, nil
		}
		values, lines = slices.Clone(f.text.values), f.text.lines
	}
	for len(values) < len(positions) {
		values = append(values, "")
	}
	for i, fields := range positions {
		if f.text == nil || slices.ContainsFunc(fields, func(field Field) bool { return f.changed[field] }) {
			values[i] = f.joined(fields)
		}
	}
	if f.text == nil || f.changed[family] {
		f.putFamily(values[firstOfFamily:], max(lines, len(f.members)))
	}
	var b bytes.Buffer
	for i, v := range values {
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteString(`"` + strings.ReplaceAll(strings.ReplaceAll(v, `"`, `""`), "\n", "\r\n") + `"`)
	}
	return encodeGB(b.Bytes())
}

// wide puts the marks that part values in their wide form, so that they part nothing.
var wide = strings.NewReplacer("@", "＠", "#", "＃")

func (f *Form) joined(fields []Field) string {
	if len(fields) == 0 {
		return ""
	}
	if len(fields) == 1 {
		return f.values[fields[0]]
	}
	part := func(i int) string { return wide.Replace(f.values[fields[i]]) }
	return part(0) + "#" + part(1) + "@" + part(2) + "#" + part(3)
}

func (f *Form) putFamily(columns []string, lines int) {
	for i := range 5 {
		column := make([]string, lines)
		for n := range f.members {
			column[n] = wide.Replace(*f.members[n].columns()[i])
		}
		columns[i] = strings.Join(column, "@")
	}
}
