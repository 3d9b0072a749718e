package intake

import (
	"context"
	"fmt"
	"io"
	"iter"
	"regexp"
	"strings"

	"yanzhen/internal/document/lrm"
	"yanzhen/internal/registry"
	"yanzhen/internal/registry/code"
	"yanzhen/internal/registry/roster"
)

// An appointment is an appointment form of one person as it lies in the vault.
type appointment struct {
	*lrm.Form
	sum, format string
}

// appointment reads the form of an import.
func (d *Desk) appointment(i *Import) (*appointment, error) {
	return d.kept(i.Sum, i.Format)
}

// kept reads a form in the vault.
func (d *Desk) kept(sum, format string) (*appointment, error) {
	content, err := d.Vault.Open(sum)
	if err != nil {
		return nil, err
	}
	defer content.Close()
	parse := lrm.ParseXML
	if format == LRM {
		parse = lrm.ParseText
	}
	form, err := parse(io.NewSectionReader(content, 0, content.Size()))
	if err != nil {
		return nil, err
	}
	return &appointment{form, sum, format}, nil
}

// A blank is what a reader of rosters makes of one or more blanks of the form.
type blank struct {
	title string
	field roster.Field
	text  func(*lrm.Form) string
}

// blanks are the columns a form would have if it were a roster of one row.
var blanks = []blank{
	{"姓名", roster.Name, get(lrm.Name)},
	{"性别", roster.Gender, get(lrm.Sex)},
	{"出生年月", roster.BirthDate, get(lrm.Born)},
	{"民族", roster.Ethnicity, get(lrm.Ethnicity)},
	{"籍贯", roster.NativePlace, get(lrm.NativePlace)},
	{"出生地", roster.BirthPlace, get(lrm.BirthPlace)},
	{"政治面貌", roster.PoliticalStatus, func(f *lrm.Form) string { status, _ := party(f.Get(lrm.PartySince)); return status }},
	{"入党时间", roster.PartyJoinedOn, func(f *lrm.Form) string { _, since := party(f.Get(lrm.PartySince)); return since }},
	{"健康状况", roster.Health, get(lrm.Health)},
	{"专业技术职务", roster.Title, get(lrm.Title)},
	{"熟悉专业有何专长", roster.Speciality, get(lrm.Strengths)},
	{"全日制教育学历", roster.FulltimeEducation, get(lrm.FullLevel)},
	{"全日制教育学位", roster.FulltimeDegree, get(lrm.FullDegree)},
	{"全日制教育毕业院校", roster.FulltimeSchool, school(lrm.FullSchool, lrm.FullDegreeSchool)},
	{"全日制教育专业", roster.FulltimeMajor, major(lrm.FullSchool, lrm.FullDegreeSchool)},
	{"在职教育学历", roster.InserviceEducation, get(lrm.PartLevel)},
	{"在职教育学位", roster.InserviceDegree, get(lrm.PartDegree)},
	{"在职教育毕业院校", roster.InserviceSchool, school(lrm.PartSchool, lrm.PartDegreeSchool)},
	{"在职教育专业", roster.InserviceMajor, major(lrm.PartSchool, lrm.PartDegreeSchool)},
	{"工作单位", roster.Employer, func(f *lrm.Form) string { unit, _ := duty(f); return unit }},
	{"现任职务", roster.Post, func(f *lrm.Form) string { _, post := duty(f); return post }},
	{"简历", roster.Career, get(lrm.Resume)},
	{"身份证号", roster.IDNumber, get(lrm.IDNumber)},
}

func get(f lrm.Field) func(*lrm.Form) string {
	return func(form *lrm.Form) string { return form.Get(f) }
}

func school(level, degree lrm.Field) func(*lrm.Form) string {
	return func(f *lrm.Form) string {
		name, _ := roster.SplitSchool(first(f.Get(level), f.Get(degree)))
		return name
	}
}

func major(level, degree lrm.Field) func(*lrm.Form) string {
	return func(f *lrm.Form) string {
		_, name := roster.SplitSchool(first(f.Get(level), f.Get(degree)))
		return name
	}
}

// duty tells unit and post. A text that does not show where the post begins is left to the form: half of it would be
// taken for a unit.
func duty(f *lrm.Form) (unit, post string) {
	if unit, post = roster.SplitEmployer(f.Get(lrm.Post)); post == "" {
		return "", ""
	}
	return unit, post
}

var monthIn = regexp.MustCompile(`(?:19|20)\d{2}[.\-/年]?(?:0[1-9]|1[0-2]|[1-9]月|[1-9]$)(?:\d{2})?月?`)

// party reads the blank for the date of joining the Party: a month, or the name of another party, or both.
func party(text string) (status, since string) {
	since = monthIn.FindString(text)
	rest := strings.Trim(strings.Replace(text, since, "", 1), " 　()（）;；、，,")
	if it, err := code.Political.Find(rest); err == nil && rest != "" && rest != "无" { // which says of no party, not of which status
		return it.Zh, since
	}
	if since == "" || rest != "" {
		return "", ""
	}
	return "中共党员", since
}

func formColumns() []roster.Column {
	columns := make([]roster.Column, len(blanks))
	for n, b := range blanks {
		columns[n] = roster.Column{Index: n, Title: b.title, Field: b.field, Certain: true}
	}
	return columns
}

// row reads the form as a row. Where it has no identity number, as an .lrm never has, that from the name of the file counts.
func (a *appointment) row(number string) roster.Row {
	texts := make([]string, len(blanks))
	for n, b := range blanks {
		texts[n] = b.text(a.Form)
		if b.field == roster.IDNumber && texts[n] == "" {
			texts[n] = number
		}
	}
	return roster.ReadCells(formColumns(), texts)
}

var numberIn = regexp.MustCompile(`\d{17}[\dXx]`)

// keepNumber seals the identity number in the name of a form, since the name itself is kept masked.
func (i *Import) keepNumber(ctx context.Context, name string) (err error) {
	if number := numberIn.FindString(name); number != "" && i.Format != Roster {
		i.number, err = registry.SealFor(ctx, i.numberPlace(), number)
	}
	return err
}

// openNumber gives the identity number that the name of the form carried, "" for none.
func (i *Import) openNumber(ctx context.Context) (string, error) {
	if i.number == "" {
		return "", nil
	}
	return registry.OpenFor(ctx, i.numberPlace(), i.number)
}

func (i *Import) numberPlace() string { return "import/number/" + i.Sum }

// readableForm judges that a form can be read, and says what its blanks are read as.
func (d *Desk) readableForm(_ context.Context, i *Import) error {
	if _, err := d.appointment(i); err != nil {
		return err
	}
	i.Plan = Plan{HeaderRow: 1, FirstRow: 1}
	for _, b := range blanks {
		i.Plan.Columns = append(i.Plan.Columns, Column{b.title, b.field, true})
	}
	return nil
}

// readForm gives the form as a stream of one row.
func (d *Desk) readForm(ctx context.Context, i *Import) (*stream, error) {
	form, err := d.appointment(i)
	if err != nil {
		return nil, fmt.Errorf("read form of import %s: %w", i.ID, err)
	}
	number, err := i.openNumber(ctx)
	if err != nil {
		return nil, fmt.Errorf("number of import %s: %w", i.ID, err)
	}
	rows := iter.Seq2[roster.Row, error](func(yield func(roster.Row, error) bool) { yield(form.row(number), nil) })
	return &stream{rows: rows, close: func() {}, count: func() (int64, error) { return 1, nil }, form: form}, nil
}
