package roster

import (
	"regexp"
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"yanzhen/internal/base/idcode"
)

const (
	searchRows = 80 // rows looked at for a header and a sample
	deepest    = 4  // levels of a header
)

type gridRow struct {
	number int
	cells  []cell
}

func (r gridRow) at(i int) string {
	if i < len(r.cells) {
		return clean(r.cells[i].text)
	}
	return ""
}

func (r gridRow) blank() bool {
	return !slices.ContainsFunc(r.cells, func(c cell) bool { return clean(c.text) != "" })
}

// detect looks for the header of a sheet: the rows whose joined titles mean the most distinct fields, a name or an identity
// number among them. Without one it looks at the content of the columns. It gives nil for a sheet without a roster.
func (s *Source) detect(sh sheet) (*Table, int, error) {
	var rows []gridRow
	err := sh.read(func(number int, cells []cell) bool {
		row := gridRow{number, slices.Clone(cells)}
		if !row.blank() {
			rows = append(rows, row)
		}
		return len(rows) < searchRows
	})
	if err != nil {
		return nil, 0, err
	}
	merges, err := sh.merges()
	if err != nil {
		return nil, 0, err
	}
	var best *Table
	most := 0
	for from := range rows {
		for depth := 1; depth <= deepest && from+depth <= len(rows); depth++ {
			columns := titlesOf(rows[from:from+depth], merges)
			score := scoreOf(columns, rows[from:from+depth], rows[from+depth:])
			if score > most {
				most = score
				best = &Table{Sheet: sh.name(), HeaderFrom: rows[from].number, HeaderRows: rows[from+depth-1].number - rows[from].number + 1,
					FirstRow: rows[from+depth-1].number + 1, Columns: columns}
			}
		}
	}
	if best == nil {
		best, most = byContent(sh.name(), rows)
	}
	if best == nil {
		return nil, 0, nil
	}
	best.source, best.sheet = s, sh
	best.finish(rows)
	return best, most, nil
}

// titlesOf joins the levels of a header, filling what merged ranges cover. A group title without a merged range reaches over the
// blank cells to its right as long as titles stand below them.
func titlesOf(header []gridRow, merges []merge) []Column {
	width := 0
	for _, r := range header {
		width = max(width, len(r.cells))
	}
	width = min(width, 512)
	levels := make([][]string, len(header))
	for l, r := range header {
		levels[l] = make([]string, width)
		for i := range width {
			levels[l][i] = r.at(i)
		}
		for _, m := range merges {
			for i := m.left; m.top <= r.number && r.number <= m.bottom && i <= min(m.right, width-1); i++ {
				if m.top >= header[0].number && levels[l][i] == "" {
					levels[l][i] = topLeft(header, m)
				}
			}
		}
	}
	for l := range len(levels) - 1 {
		group := ""
		for i := range width {
			below := slices.ContainsFunc(levels[l+1:], func(row []string) bool { return row[i] != "" && row[i] != levels[l][i] })
			switch {
			case levels[l][i] != "" && below:
				group = levels[l][i]
			case levels[l][i] != "" || !below:
				group = ""
			default:
				levels[l][i] = group
			}
		}
	}
	columns := make([]Column, width)
	for i := range columns {
		var titles []string
		for _, row := range levels {
			if t := row[i]; t != "" && (len(titles) == 0 || titles[len(titles)-1] != t) {
				titles = append(titles, t)
			}
		}
		f, certain := recognise(titles)
		columns[i] = Column{Index: i, Title: strings.Join(titles, "/"), Field: f, Certain: certain}
	}
	return columns
}

func topLeft(header []gridRow, m merge) string {
	for _, r := range header {
		if r.number == m.top {
			return r.at(m.left)
		}
	}
	return ""
}

// scoreOf weighs a possible header: recognised fields count, cells that look like data and needless rows count against it.
func scoreOf(columns []Column, header, below []gridRow) int {
	seen := map[Field]bool{}
	score := 0
	for _, c := range columns {
		switch {
		case c.Field == "" || seen[c.Field]:
			continue
		case c.Certain:
			score += 10
		default:
			score += 4
		}
		seen[c.Field] = true
	}
	identity := seen[Name] || seen[IDNumber] || seen[NameID] || seen[NamePhone]
	if !identity || len(seen) < 2 {
		return 0
	}
	for i, r := range header {
		for _, c := range r.cells {
			if looksLikeData(c) {
				score -= 25
			}
		}
		score -= 2 * i
		if filled(r) == 1 {
			score -= 4 // a title row above the header belongs to no column
		}
	}
	if len(below) == 0 {
		score -= 5
	}
	return score
}

func filled(r gridRow) int {
	n := 0
	for _, c := range r.cells {
		if clean(c.text) != "" {
			n++
		}
	}
	return n
}

var dataLike = regexp.MustCompile(`^\d{4,}[\dXx]*$|^\d{1,3}(,\d{3})+$|^\d{4}[-./年]\d{1,2}|^(男|女|汉族?|中共党员|群众|共青团员|是|否)$|^1[3-9]\d{9}$|^\d+$|有限公司$`)

func looksLikeData(c cell) bool {
	text := narrow(clean(c.text))
	return c.kind != kindText || dataLike.MatchString(text)
}

// byContent makes a table of a sheet without titles when one column holds identity numbers.
func byContent(name string, rows []gridRow) (*Table, int) {
	votes := map[int]map[Field]int{}
	for _, r := range rows {
		for i := range r.cells {
			if f := contentField(r.at(i)); f != "" {
				if votes[i] == nil {
					votes[i] = map[Field]int{}
				}
				votes[i][f]++
			}
		}
	}
	width, taken := 0, map[Field]bool{}
	for _, r := range rows {
		width = max(width, len(r.cells))
	}
	t := &Table{Sheet: name, FirstRow: 1}
	for i := range min(width, 512) {
		c := Column{Index: i}
		for _, f := range []Field{IDNumber, USCC, Phone, Gender, Name} {
			if n := votes[i][f]; n*2 > len(rows) && !taken[f] {
				c.Field, taken[f] = f, true
				break
			}
		}
		t.Columns = append(t.Columns, c)
	}
	if !taken[IDNumber] || !taken[Name] {
		return nil, 0
	}
	return t, 5
}

var hanName = regexp.MustCompile(`^\p{Han}{2,4}(·\p{Han}{1,8})?$`)

func contentField(text string) Field {
	if _, err := idcode.ParsePerson(text); err == nil {
		return IDNumber
	}
	if _, err := idcode.ParseOrg(text); err == nil {
		return USCC
	}
	if _, err := idcode.ParseMobile(text); err == nil {
		return Phone
	}
	switch {
	case text == "男" || text == "女":
		return Gender
	case hanName.MatchString(strings.ReplaceAll(text, " ", "")):
		return Name
	}
	return ""
}

// finish resolves what titles alone leave open, with a look at the sample below the header.
func (t *Table) finish(rows []gridRow) {
	sample := slices.DeleteFunc(slices.Clone(rows), func(r gridRow) bool { return r.number < t.FirstRow })
	for i := range t.Columns {
		c := &t.Columns[i]
		for _, f := range []Field{IDNumber, Phone} {
			if c.Field == "" && t.column(f) == nil && mostly(sample, i, f) && !otherPerson.MatchString(c.Title) {
				c.Field = f
			}
		}
		c.unit = unitOf(c.Title, c.Field, sample, i)
	}
}

func (t *Table) column(f Field) *Column {
	for i := range t.Columns {
		if t.Columns[i].Field == f {
			return &t.Columns[i]
		}
	}
	return nil
}

func mostly(sample []gridRow, column int, f Field) bool {
	n, hits := 0, 0
	for _, r := range sample {
		if text := r.at(column); text != "" {
			n++
			if contentField(text) == f {
				hits++
			}
		}
	}
	return n >= 2 && hits*10 >= n*8
}

// clean trims blanks of any width and drops invisible characters; inner text stays as written.
func clean(text string) string {
	if strings.IndexFunc(text, invisible) >= 0 {
		text = strings.Map(func(r rune) rune {
			switch {
			case r == '\u00a0' || r == '\t' || r == '\r':
				return ' '
			case r == utf8.RuneError || r != '\n' && invisible(r):
				return -1
			}
			return r
		}, text)
	}
	return strings.TrimFunc(text, unicode.IsSpace)
}

func invisible(r rune) bool {
	return r == '\u00a0' || r == utf8.RuneError || unicode.Is(unicode.Cf, r) || unicode.IsControl(r)
}

// narrow makes full-width digits, letters and signs half-width.
func narrow(text string) string {
	if strings.IndexFunc(text, func(r rune) bool { return r >= '！' && r <= '～' || r == '\u3000' }) < 0 {
		return text
	}
	return strings.Map(func(r rune) rune {
		switch {
		case r >= '！' && r <= '～':
			return r - ('！' - '!')
		case r == '\u3000':
			return ' '
		}
		return r
	}, text)
}

var patterns sync.Map

// compiled compiles a pattern once.
func compiled(p string) *regexp.Regexp {
	if re, ok := patterns.Load(p); ok {
		return re.(*regexp.Regexp)
	}
	re := regexp.MustCompile(p)
	patterns.Store(p, re)
	return re
}
