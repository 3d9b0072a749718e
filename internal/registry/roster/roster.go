// Package roster reads the rosters that offices really have, spreadsheets and delimited text with titles, notes, merged
// headers and many spellings, into entries with canonical values, and says of every row what is wrong with it. It only
// reads: it knows no database, and a row is yours to store. It also writes rejected rows back as a workbook.
package roster

import (
	"iter"
	"maps"
	"slices"
	"strconv"

	"yanzhen/internal/base/civil"
	"yanzhen/internal/registry/code"
)

// A Field is a fact that a roster may state about a person. Its text is the key of the fact in JSON.
type Field string

// The fields. The first group, up to Speciality, is the canonical flat form (see Entry.Flat).
const (
	Name            Field = "name"
	Gender          Field = "gender"           // 男, 女
	IDNumber        Field = "id_number"        // 18 characters
	BirthDate       Field = "birth_date"       // YYYY-MM-DD
	Ethnicity       Field = "ethnicity"        // words of code.Ethnicity
	PoliticalStatus Field = "political_status" // words of code.Political
	EducationLevel  Field = "education_level"  // words of code.Education, of the level it counts as
	Degree          Field = "degree"           // 名誉博士, 博士, 硕士, 学士
	School          Field = "school"
	Major           Field = "major"
	Title           Field = "title"           // professional title as named
	TitleLevel      Field = "title_level"     // words of code.TitleLevel
	SkillLevel      Field = "skill_level"     // words of code.SkillLevel
	Employer        Field = "employer"        // name of the unit
	USCC            Field = "uscc"            // credit code of the unit
	Post            Field = "post"            // post or duty held
	Industry        Field = "field"           // industry or field as the district names it
	IntroducedOn    Field = "introduced_on"   // a date
	ContractMonths  Field = "contract_months" // whole months
	InsuredMonths   Field = "insured_months"  // whole months
	AnnualPay       Field = "annual_pay_yuan" // whole yuan a year, before tax
	Town            Field = "town"
	Village         Field = "village"
	Phone           Field = "phone"
	Honour          Field = "honour"
	Speciality      Field = "speciality"

	IDType             Field = "id_type"
	EducationCode      Field = "education_code" // GB/T 4658, as fine as the roster says it
	EducationMode      Field = "education_mode" // 全日制, 在职
	FulltimeEducation  Field = "fulltime_education"
	FulltimeDegree     Field = "fulltime_degree"
	FulltimeSchool     Field = "fulltime_school"
	FulltimeMajor      Field = "fulltime_major"
	InserviceEducation Field = "inservice_education"
	InserviceDegree    Field = "inservice_degree"
	InserviceSchool    Field = "inservice_school"
	InserviceMajor     Field = "inservice_major"
	GraduatedOn        Field = "graduated_on"
	TitleOn            Field = "title_on"
	SkillName          Field = "skill_name" // occupation of the skill certificate
	SkillOn            Field = "skill_on"
	Qualification      Field = "qualification" // professional qualification, e.g. 注册会计师
	EmployerOwnership  Field = "employer_ownership"
	EmployerIndustry   Field = "employer_industry"
	EmployerScale      Field = "employer_scale"
	Department         Field = "department"
	TalentClass        Field = "talent_class"
	ContractFrom       Field = "contract_from"
	ContractUntil      Field = "contract_until"
	ContractKind       Field = "contract_kind" // 无固定期限
	InsuredFrom        Field = "insured_from"
	WorkStartedOn      Field = "work_started_on"
	PartyJoinedOn      Field = "party_joined_on"
	Hukou              Field = "hukou"
	NativePlace        Field = "native_place"
	BirthPlace         Field = "birth_place"
	MaritalStatus      Field = "marital_status" // words of code.Marital
	Health             Field = "health"
	Address            Field = "address"
	TownCode           Field = "town_code"
	VillageCode        Field = "village_code"
	Phone2             Field = "phone2"
	Email              Field = "email"
	WeChat             Field = "wechat"
	BankName           Field = "bank_name"
	BankAccount        Field = "bank_account"
	Achievements       Field = "achievements"
	Career             Field = "career" // 简历, lines
	Patents            Field = "patents"
	Papers             Field = "papers"
	Projects           Field = "projects"
	Remark             Field = "remark"
)

// Columns whose cell states several fields, or none. They occur in Column.Field and Mapping only.
const (
	Ignore          Field = "-" // a column the reader must not use
	Serial          Field = "serial"
	SchoolMajor     Field = "school_major"
	TitleOrSkill    Field = "title_or_skill"
	TownVillage     Field = "town_village"
	EducationDegree Field = "education_degree"
	EmployerPost    Field = "employer_post"
	PostTitle       Field = "post_title"
	ContractPeriod  Field = "contract_period"
	NamePhone       Field = "name_phone"
	NameID          Field = "name_id"
)

// FlatFields are the keys of the canonical flat object, in its order.
var FlatFields = []Field{Name, Gender, IDNumber, BirthDate, Ethnicity, PoliticalStatus, EducationLevel, Degree, School, Major,
	Title, TitleLevel, SkillLevel, Employer, USCC, Post, Industry, IntroducedOn, ContractMonths, InsuredMonths, AnnualPay,
	Town, Village, Phone, Honour, Speciality}

// Fields are all fields an Entry may hold, the flat ones first.
var Fields = append(slices.Clone(FlatFields), IDType, EducationCode, EducationMode, FulltimeEducation, FulltimeDegree, FulltimeSchool, FulltimeMajor,
	InserviceEducation, InserviceDegree, InserviceSchool, InserviceMajor, GraduatedOn, TitleOn, SkillName, SkillOn, Qualification,
	EmployerOwnership, EmployerIndustry, EmployerScale, Department, TalentClass, ContractFrom, ContractUntil, ContractKind, InsuredFrom,
	WorkStartedOn, PartyJoinedOn, Hukou, NativePlace, BirthPlace, MaritalStatus, Health, Address, TownCode, VillageCode, Phone2, Email,
	WeChat, BankName, BankAccount, Achievements, Career, Patents, Papers, Projects, Remark)

// parts says which fields a column of several may fill.
var parts = map[Field][]Field{
	SchoolMajor: {School, Major}, TitleOrSkill: {Title, TitleLevel, SkillLevel}, TownVillage: {Town, Village},
	EducationDegree: {EducationLevel, Degree}, EmployerPost: {Employer, Post}, PostTitle: {Post, Title, TitleLevel},
	ContractPeriod: {ContractFrom, ContractUntil, ContractMonths}, NamePhone: {Name, Phone}, NameID: {Name, IDNumber},
	Title: {Title, TitleLevel}, FulltimeEducation: {FulltimeEducation, EducationLevel}, InserviceEducation: {InserviceEducation, EducationLevel},
}

// An Entry holds what one row states, in canonical values: dates YYYY-MM-DD, YYYY-MM or YYYY as far as the row states them,
// numbers in digits, coded facts in the Chinese words of their table. An absent value is not stated.
type Entry struct {
	values  map[Field]string
	carried map[Field]bool
}

// NewEntry makes an entry of values, as if its file had just these fields.
func NewEntry(values map[Field]string) Entry {
	e := Entry{values: map[Field]string{}, carried: map[Field]bool{}}
	for f, v := range values {
		if v != "" {
			e.values[f] = v
		}
		e.carried[f] = true
	}
	return e
}

// Get gives the value of a field, "" if the row does not state it.
func (e Entry) Get(f Field) string { return e.values[f] }

// Has reports whether the row states the field.
func (e Entry) Has(f Field) bool { return e.values[f] != "" }

// Carries reports whether the file has the field at all, so that an empty value means "none" rather than "not asked".
// Birth date and gender, which follow from the identity number, are carried when the number is.
func (e Entry) Carries(f Field) bool { return e.carried[f] }

// Stated gives the fields that the row states, in the order of Fields.
func (e Entry) Stated() []Field {
	return slices.DeleteFunc(slices.Clone(Fields), func(f Field) bool { return e.values[f] == "" })
}

// Int gives a field as a whole number.
func (e Entry) Int(f Field) (int64, bool) {
	n, err := strconv.ParseInt(e.values[f], 10, 64)
	return n, err == nil
}

// Day gives a date field and how many of its parts are stated: 3 for a day, 2 for a month (on its first day), 1 for a
// year (on its first day), 0 if it is absent.
func (e Entry) Day(f Field) (civil.Date, int) {
	text := e.values[f]
	precision := map[int]int{10: 3, 7: 2, 4: 1}[len(text)]
	d, err := civil.Parse(text + "0000-01-01"[len(text):])
	if precision == 0 || err != nil {
		return civil.Date{}, 0
	}
	return d, precision
}

var coded = map[Field]*code.Table{Gender: code.Sex, Ethnicity: code.Ethnicity, PoliticalStatus: code.Political, Degree: code.Degree,
	Title: code.Title, TitleLevel: code.TitleLevel, SkillLevel: code.SkillLevel, MaritalStatus: code.Marital, EmployerOwnership: code.Ownership,
	EmployerIndustry: code.Industry, EmployerScale: code.Scale, EducationLevel: code.Education}

// Code gives the code of a coded field in its table, "" if the table does not know the value.
func (e Entry) Code(f Field) string {
	if f == EducationLevel && e.Has(EducationCode) {
		return e.Get(EducationCode)
	}
	table := coded[f]
	if table == nil || !e.Has(f) {
		return ""
	}
	item, err := table.Find(e.Get(f))
	if err != nil {
		return ""
	}
	return item.Code
}

// Same reports whether both entries state the same values.
func (e Entry) Same(o Entry) bool { return maps.Equal(e.values, o.values) }

// An Outcome is what should become of a row.
type Outcome string

// The outcomes.
const (
	OK        Outcome = "ok"
	Rejected  Outcome = "error"     // a problem that makes the person uncertain; Row.Reason says which
	Duplicate Outcome = "duplicate" // the same identity number with the same values stood in row Row.First
)

// A Problem is something wrong with one cell of a row.
type Problem struct {
	Column  string         // title of the column, "" if the file lacks it
	Field   Field          // what the cell should state
	Reason  string         // a reason code; words under roster.reason.<code> and roster.mend.<code>
	Value   string         // what stands there, personal numbers masked
	Args    map[string]any // values for the words
	Rejects bool           // whether it keeps the row out
}

// A Row is one person of a roster.
type Row struct {
	Number   int // worksheet row, or line of a text file, from 1
	Entry    Entry
	Cells    []string // as they stand in the file, by column index
	Problems []Problem
	Outcome  Outcome
	Reason   string // reason code of the problem that rejects the row, "" otherwise
	First    int    // for an identity number seen before: number of the row that had it first
}

// A Column is one column of a roster.
type Column struct {
	Index   int    // from 0
	Title   string // levels of a header joined by "/"
	Field   Field  // "" if not recognised
	Certain bool   // false where the title was guessed
	unit    unit
}

// A Mapping says which field a column title stands for; it is what a correction leaves to be remembered. Ignore keeps a
// column out. Titles are compared without blanks and width.
type Mapping map[string]Field

// A Table is a roster found on a sheet.
type Table struct {
	Sheet      string // "" in a text file
	HeaderFrom int    // first header row, from 1; 0 if the file has no header
	HeaderRows int    // how many rows the header has
	FirstRow   int    // first row that may hold a person
	Columns    []Column
	source     *Source
	sheet      sheet
}

// Rows streams the people of the table, in flat memory but for one small note per identity number. Titles, notes,
// totals, examples, blank and repeated header rows are passed over. An error ends the sequence.
// Errors: Invalid or TooLarge "roster.file.…".
func (t *Table) Rows() iter.Seq2[Row, error] { return t.rows }

// Fields gives the fields that the table has columns for, in the order of Fields.
func (t *Table) Fields() []Field {
	carried := t.carried()
	return slices.DeleteFunc(slices.Clone(Fields), func(f Field) bool { return !carried[f] })
}

func (t *Table) carried() map[Field]bool {
	out := map[Field]bool{}
	for _, c := range t.Columns {
		out[c.Field] = true
		for _, f := range parts[c.Field] {
			out[f] = true
		}
	}
	if out[IDNumber] {
		out[BirthDate], out[Gender] = true, true
	}
	delete(out, "")
	return out
}

// Remap applies a mapping: titles it names get its field, as certain; others stay as they are.
func (t *Table) Remap(m Mapping) {
	byKey := map[string]Field{}
	for title, f := range m {
		byKey[titleKey(title)] = f
	}
	for i := range t.Columns {
		if f, ok := byKey[titleKey(t.Columns[i].Title)]; ok {
			t.Columns[i].Field, t.Columns[i].Certain = f, true
		}
	}
}

// Mapping gives the present mapping of every titled column.
func (t *Table) Mapping() Mapping {
	m := Mapping{}
	for _, c := range t.Columns {
		if c.Title != "" {
			m[c.Title] = c.Field
		}
	}
	return m
}
