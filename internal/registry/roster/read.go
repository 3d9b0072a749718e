package roster

import (
	"errors"
	"hash/fnv"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"yanzhen/internal/base/idcode"
	"yanzhen/internal/registry/code"
)

// The reason codes. Those of rejecting come first, in the order in which one is chosen as the row's reason.
const (
	MissingName    = "missing_name"
	MissingID      = "missing_id"
	IDTruncated    = "id_truncated"
	BadIDFormat    = "bad_id_format"
	BadIDDate      = "bad_id_date"
	BadIDChecksum  = "bad_id_checksum"
	BirthConflict  = "birth_conflict"
	GenderConflict = "gender_conflict"
	BadUSCC        = "bad_uscc"
	BadDate        = "bad_date"
	BadNumber      = "bad_number"
	BadPhone       = "bad_phone"
	BadEmail       = "bad_email"
	UnknownCode    = "unknown_code"
	IDRepeated     = "id_repeated" // the identity number stood before with other values
)

// Rejecting are the reasons that keep a row out, because they leave open who the person is; others only keep out the value.
var Rejecting = []string{MissingName, MissingID, IDTruncated, BadIDFormat, BadIDDate, BadIDChecksum, BirthConflict, GenderConflict}

// Reasons are all reason codes.
var Reasons = append(slices.Clone(Rejecting), BadUSCC, BadDate, BadNumber, BadPhone, BadEmail, UnknownCode, IDRepeated)

// seenRow is the note about an identity number; a file may hold a million, so it is small.
type seenRow struct {
	digest uint64
	number int32
}

// noteKey tells identity numbers apart: of 18 characters by the first 17, which give the last; others by a hash.
func noteKey(id string) uint64 {
	if n, err := strconv.ParseUint(id[:max(0, len(id)-1)], 10, 63); err == nil && len(id) == 18 {
		return n
	}
	h := fnv.New64a()
	h.Write([]byte(id))
	return h.Sum64() | 1<<63
}

// Count gives how many rows Rows would give, in a fraction of its time. Errors: as Rows.
func (t *Table) Count() (n int64, err error) {
	err = t.people(func(int, []cell) bool { n++; return true })
	return n, err
}

// people gives the cells of every row that holds a person.
func (t *Table) people(yield func(number int, cells []cell) bool) error {
	merged, err := t.mergedDown()
	if err != nil {
		return err
	}
	return t.sheet.read(func(number int, cells []cell) bool {
		if number < t.FirstRow {
			return true
		}
		cells = merged.fill(number, cells)
		return cells == nil || !t.person(cells) || yield(number, cells)
	})
}

func (t *Table) rows(yield func(Row, error) bool) {
	carried, seen := t.carried(), map[uint64]seenRow{}
	err := t.people(func(number int, cells []cell) bool {
		row := t.readRow(number, cells, carried)
		if id := row.Entry.Get(IDNumber); id != "" && row.Outcome == OK {
			digest := row.Entry.digest()
			if first, again := seen[noteKey(id)]; !again {
				seen[noteKey(id)] = seenRow{digest, int32(number)}
			} else {
				row.repeat(first, digest)
			}
		}
		return yield(row, nil)
	})
	if err != nil {
		yield(Row{}, err)
	}
}

func (r *Row) repeat(first seenRow, digest uint64) {
	r.First = int(first.number)
	if first.digest == digest {
		r.Outcome = Duplicate
		return
	}
	r.Problems = append(r.Problems, Problem{Field: IDNumber, Reason: IDRepeated, Value: idcode.MaskPerson(r.Entry.Get(IDNumber)), Args: map[string]any{"row": r.First}})
}

// asides are fields in which two rows may differ and still say the same of a person: a remark, or how finely an education is named.
var asides = []Field{Remark, EducationCode, EducationMode}

func (e Entry) digest() uint64 {
	h := fnv.New64a()
	for _, f := range Fields {
		if v := e.values[f]; v != "" && !slices.Contains(asides, f) {
			h.Write([]byte(f))
			h.Write([]byte{0})
			h.Write([]byte(v))
			h.Write([]byte{1})
		}
	}
	return h.Sum64()
}

// mergedCells carries values down through ranges merged over several rows.
type mergedCells struct {
	byTop  map[int][]merge
	active []carriedCell
	key    map[int]bool // columns that tell one person from the next
}

type carriedCell struct {
	merge
	value cell
}

func (t *Table) mergedDown() (*mergedCells, error) {
	merges, err := t.sheet.merges()
	if err != nil {
		return nil, err
	}
	m := &mergedCells{byTop: map[int][]merge{}, key: map[int]bool{}}
	for _, r := range merges {
		if r.top >= t.FirstRow && r.bottom > r.top && r.right-r.left < 16 {
			m.byTop[r.top] = append(m.byTop[r.top], r)
		}
	}
	for _, c := range t.Columns {
		if c.Field == Name || c.Field == IDNumber {
			m.key[c.Index] = true
		}
	}
	return m, nil
}

// fill gives the row with merged values, or nil for a row that only continues the person above.
func (m *mergedCells) fill(number int, cells []cell) []cell {
	m.active = slices.DeleteFunc(m.active, func(a carriedCell) bool { return number > a.bottom })
	for _, a := range m.active {
		if m.key[a.left] {
			return nil
		}
		for len(cells) <= a.left {
			cells = append(cells, cell{})
		}
		if clean(cells[a.left].text) == "" {
			cells[a.left] = a.value
		}
	}
	for _, r := range m.byTop[number] {
		if r.left < len(cells) {
			m.active = append(m.active, carriedCell{r, cells[r.left]})
		}
	}
	return cells
}

var (
	totals    = regexp.MustCompile(`^(?:本页)?(?:合计|总计|小计|共计|汇总|总人数|累计)`)
	examples  = regexp.MustCompile(`示例|样例|范例|^例[:：\d]|[（(]例[)）]|填写样|^如[:：]|^例$|^举例`)
	notes     = regexp.MustCompile(`^(?:填表|填报|制表|审核|备注|注|说明|附注|附|联系人|联系电话|单位负责人|负责人|单位[（(]?(?:盖章|公章)|盖章|日期|※|\*|[一二三四五六七八九十]+[、.]|[（(][一二三四五六七八九十\d]+[)）]|\d+[、.．])[^0-9]?`)
	signature = regexp.MustCompile(`(?:填表人|制表人|审核人|负责人|填报人|联系人|联系电话|填报日期|填报时间|盖章|经办人|签字|签名|单位)[（(]?[^：:]{0,8}[：:]`)
)

// person reports whether a row holds a person rather than a note, a total, an example or a header again.
func (t *Table) person(cells []cell) bool {
	var name, id, first string
	filled, mapped := 0, 0
	for _, c := range t.Columns {
		if c.Index >= len(cells) {
			continue
		}
		text := clean(cells[c.Index].text)
		if text == "" {
			continue
		}
		if filled == 0 {
			first = text
		}
		filled++
		switch c.Field {
		case Name, NamePhone, NameID:
			name = text
		case IDNumber:
			id = text
		case Serial, "", Ignore:
			continue
		}
		mapped++
	}
	hasID := strings.ContainsAny(narrow(id), "0123456789")
	switch {
	case mapped == 0:
		return false
	case titleFields[titleKey(name)] == Name && !hasID || titleFields[titleKey(id)] == IDNumber:
		return false
	case examples.MatchString(first) || examples.MatchString(name):
		return false
	case hasID:
		return true
	case totals.MatchString(joinHan(first)), totals.MatchString(joinHan(name)):
		return false
	case filled == 1 && !hanName.MatchString(joinHan(name)):
		return false
	case mapped <= 4 && t.labelled(cells):
		return false
	case name == "" && mapped < 3, notes.MatchString(first) && !isDigits(first) && mapped < 3:
		return false
	}
	return true
}

// labelled reports whether a cell asks for a signature or the like, as the last line of a form does, or repeats the title of the
// column of serial numbers.
func (t *Table) labelled(cells []cell) bool {
	for _, c := range t.Columns {
		if c.Index >= len(cells) {
			continue
		}
		text := clean(cells[c.Index].text)
		if text != "" && (signature.MatchString(text) || c.Field == Serial && titleFields[titleKey(text)] == Serial && !isDigits(text)) {
			return true
		}
	}
	return false
}

// A reading is one row being read.
type reading struct {
	t   *Table
	row Row
	v   map[Field]string

	column    Column
	hasBirth  bool
	birth     day
	birthCol  Column
	birthText string
	october   bool // the cell 1990.1 may be October whose zero a number cell lost
	gender    string
	genderCol Column
	graduate  bool // 研究生 without saying which
	fullLevel string
	partLevel string
}

func (t *Table) readRow(number int, cells []cell, carried map[Field]bool) Row {
	r := reading{t: t, v: make(map[Field]string, 32)}
	r.row = Row{Number: number, Cells: make([]string, len(cells)), Outcome: OK}
	for i, c := range cells {
		r.row.Cells[i] = c.text
	}
	for _, certain := range []bool{true, false} {
		for _, c := range t.Columns {
			if c.Certain == certain && c.Index < len(cells) {
				r.column = c
				r.read(c.Field, cells[c.Index])
			}
		}
	}
	r.educate()
	r.identify()
	r.place()
	r.row.Entry = Entry{values: r.v, carried: carried}
	r.decide()
	return r.row
}

// decide chooses the row's reason: the first of Rejecting that occurs.
func (r *reading) decide() {
	for _, reason := range Rejecting {
		if slices.ContainsFunc(r.row.Problems, func(p Problem) bool { return p.Reason == reason }) {
			r.row.Outcome, r.row.Reason = Rejected, reason
			return
		}
	}
}

func (r *reading) problem(c Column, f Field, reason, value string) {
	switch f {
	case IDNumber:
		value = idcode.MaskPerson(idcode.Compact(value))
	case Phone, Phone2, BankAccount:
		value = idcode.MaskPhone(value)
	}
	if runes := []rune(value); len(runes) > 60 {
		value = string(runes[:60]) + "…"
	}
	r.row.Problems = append(r.row.Problems, Problem{Column: c.Title, Field: f, Reason: reason, Value: value,
		Args: map[string]any{"row": r.row.Number}, Rejects: slices.Contains(Rejecting, reason)})
}

// set keeps the first value stated for a field.
func (r *reading) set(f Field, value string) {
	if value != "" && r.v[f] == "" {
		r.v[f] = value
	}
}

// identify checks the identity number and what else the row says about birth and gender against it.
func (r *reading) identify() {
	if r.v[Name] == "" {
		c := r.t.columnOf(Name, NamePhone, NameID)
		r.problem(c, Name, MissingName, "")
	}
	column := r.t.columnOf(IDNumber, NameID)
	text := r.v[IDNumber]
	delete(r.v, IDNumber)
	if text == "" {
		r.problem(column, IDNumber, MissingID, "")
		r.ownBirth()
		return
	}
	if foreign := r.v[IDType]; foreign != "" && !strings.Contains(foreign, "身份证") && !strings.Contains(foreign, "居住证") {
		if compact := idcode.Compact(text); len(compact) >= 5 && len(compact) <= 20 {
			r.v[IDNumber] = compact
			r.ownBirth()
			return
		}
	}
	p, reason := readID(text)
	if reason != "" {
		r.problem(column, IDNumber, reason, text)
		r.ownBirth()
		return
	}
	r.v[IDNumber] = string(p)
	r.agree(p)
}

// ownBirth keeps birth and gender as stated, where no identity number gives them.
func (r *reading) ownBirth() {
	if r.hasBirth {
		r.set(BirthDate, r.birth.text())
	}
	r.set(Gender, r.gender)
}

// agree compares the stated birth and gender with the number, whose own then stand.
func (r *reading) agree(p idcode.Person) {
	sex, _ := code.Sex.Get(string(p.Sex()))
	own, _ := readDay(p.Birth(), kindText, 0)
	b := r.birth
	if r.hasBirth && r.october && b.month == 1 && own.month == 10 {
		b.month = 10
	}
	if r.hasBirth && (b.year != own.year || b.month > 0 && b.month != own.month || b.day > 0 && b.day != own.day) {
		r.problem(r.birthCol, BirthDate, BirthConflict, r.birthText)
	}
	if r.gender != "" && r.gender != sex.Zh {
		r.problem(r.genderCol, Gender, GenderConflict, r.gender)
	}
	r.v[BirthDate], r.v[Gender] = p.Birth(), sex.Zh
}

var scientific = regexp.MustCompile(`^\d(?:\.\d+)?[eE]\+?1[4-8]$`)

// readID reads an identity number or gives the reason against it. Eighteen digits that end in three zeros are what a number cell leaves of
// a number; they are refused even if the check character happens to fit, as it does once in eleven.
func readID(text string) (idcode.Person, string) {
	compact := idcode.Compact(text)
	if scientific.MatchString(strings.TrimSpace(narrow(text))) || len(compact) == 18 && strings.HasSuffix(compact, "000") && digitsOnly(compact) {
		return "", IDTruncated
	}
	p, err := idcode.ParsePerson(text)
	switch {
	case err == nil:
		return p, ""
	case errors.Is(err, idcode.ErrTruncated):
		return "", IDTruncated
	case errors.Is(err, idcode.ErrDate):
		return "", BadIDDate
	case errors.Is(err, idcode.ErrChecksum):
		return "", BadIDChecksum
	}
	return "", BadIDFormat
}

func (t *Table) columnOf(fields ...Field) Column {
	for _, f := range fields {
		if c := t.column(f); c != nil {
			return *c
		}
	}
	return Column{Index: -1}
}
