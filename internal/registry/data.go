package registry

import (
	"yanzhen/internal/base/civil"
	"yanzhen/internal/base/money"
)

// Data is the content of a record: a pointer to one of the structs below. An empty field says nothing.
//
// Tags: code names a table of internal/registry/code or a set of Choices; as lists
//
//	must    without it the record says nothing
//	slot    part of what the record stands for: a statement with the same slot fields is about the same thing
//	key     when sources disagree about it they may speak of different things, so nothing of the statement is taken over
//	region  an administrative code, GB/T 2260 and its continuations, 2 to 12 digits
//	aside   how a source words it: it never disagrees with another wording
//	long    may be up to 20,000 characters (else 300)
type Data interface{ Kind() Kind }

// A Kind is a kind of record.
type Kind string

// Identity is what a person's papers say. There is one live record of it.
type Identity struct {
	Name         string     `json:"name,omitempty" as:"must"`
	Gender       string     `json:"gender,omitempty" code:"sex"`
	BirthDate    civil.Date `json:"birth_date,omitzero"`
	Ethnicity    string     `json:"ethnicity,omitempty" code:"ethnicity"`
	Nationality  string     `json:"nationality,omitempty"` // GB/T 2659, three letters
	IdentityType string     `json:"identity_type,omitempty" code:"identity_type"`
	NativePlace  string     `json:"native_place,omitempty"`
	BirthPlace   string     `json:"birth_place,omitempty"`
	Health       string     `json:"health,omitempty"`
	FormerName   string     `json:"former_name,omitempty"`
	Photo        string     `json:"photo,omitempty"` // id of the file
}

// Political is the political status (GB/T 4762) and since when.
type Political struct {
	Status   string     `json:"status,omitempty" code:"political" as:"must"`
	JoinedOn civil.Date `json:"joined_on,omitzero"`
}

// Education is one course of education: level by GB/T 4658, degree by GB/T 6864.
type Education struct {
	Level         string     `json:"level,omitempty" code:"education" as:"slot key"`
	Degree        string     `json:"degree,omitempty" code:"degree"`
	DegreeName    string     `json:"degree_name,omitempty"`
	School        string     `json:"school,omitempty" as:"slot key"`
	Major         string     `json:"major,omitempty"`
	FullTime      *bool      `json:"full_time,omitempty" as:"key"`
	StartedOn     civil.Date `json:"started_on,omitzero"`
	GraduatedOn   civil.Date `json:"graduated_on,omitzero"`
	CertificateOn civil.Date `json:"certificate_on,omitzero"`
	CertificateNo string     `json:"certificate_no,omitempty"`
	Certified     *bool      `json:"certified,omitempty"` // the record of the education authority was seen
	SchoolRegion  string     `json:"school_region,omitempty" code:"school_region"`
	SchoolPlace   string     `json:"school_place,omitempty" as:"region"`
	SchoolTags    []string   `json:"school_tags,omitempty" code:"school_tag"`
	MajorTags     []string   `json:"major_tags,omitempty"`
	SchoolRanks   []Rank     `json:"school_ranks,omitempty"`
	FirstSubject  *bool      `json:"first_degree_subject,omitempty"`
}

// A Rank is a place in a ranking of a year.
type Rank struct {
	List string `json:"list"`
	Year int64  `json:"year"`
	Rank int64  `json:"rank"`
}

// Employment is one relation with an employer. Since and Until of the record are its term; without Until it goes on.
type Employment struct {
	Org            string     `json:"org,omitempty"`                         // id of the organisation, filled in by the registry
	Employer       string     `json:"employer,omitempty" as:"must slot key"` // as the source writes it
	USCC           string     `json:"uscc,omitempty"`                        // GB 32100
	Dept           string     `json:"dept,omitempty"`
	Post           string     `json:"post,omitempty"`
	Occupation     string     `json:"occupation,omitempty"` // GB/T 6565
	Field          string     `json:"field,omitempty"`      // industry field of the district's own list
	HiredOn        civil.Date `json:"hired_on,omitzero"`
	IntroducedOn   civil.Date `json:"introduced_on,omitzero"`
	CameFrom       string     `json:"came_from,omitempty" as:"region"`
	HireSource     string     `json:"hire_source,omitempty" code:"hire_source"`
	ContractFrom   civil.Date `json:"contract_from,omitzero"`
	ContractUntil  civil.Date `json:"contract_until,omitzero"`
	ContractMonths *int64     `json:"contract_months,omitempty"`
	Place          string     `json:"place,omitempty" as:"region"` // where the work is done
	FullTime       *bool      `json:"full_time,omitempty"`
	Flexible       *bool      `json:"flexible,omitempty"`
	Dispatched     *bool      `json:"dispatched,omitempty"`
	Established    *bool      `json:"on_establishment,omitempty"`
	CivilServant   *bool      `json:"civil_servant,omitempty"`
	Retired        *bool      `json:"retired,omitempty"`
}

// Title is a professional title; level by GB/T 8561.
type Title struct {
	Name          string     `json:"name,omitempty" as:"slot key"`
	Level         string     `json:"level,omitempty" code:"titlelevel" as:"key"`
	Series        string     `json:"series,omitempty"`
	GrantedOn     civil.Date `json:"granted_on,omitzero"`
	GrantedBy     string     `json:"granted_by,omitempty"`
	CertificateNo string     `json:"certificate_no,omitempty"`
}

// Skill is a skill certificate.
type Skill struct {
	Name          string     `json:"name,omitempty" as:"slot key"` // occupation or trade
	Level         string     `json:"level,omitempty" code:"skilllevel" as:"key"`
	GrantedOn     civil.Date `json:"granted_on,omitzero"`
	GrantedBy     string     `json:"granted_by,omitempty"`
	CertificateNo string     `json:"certificate_no,omitempty"`
}

// Honour is an award or honorary title.
type Honour struct {
	Name      string     `json:"name,omitempty" as:"must slot"`
	Year      *int64     `json:"year,omitempty" as:"slot"`
	Level     string     `json:"level,omitempty" code:"government"`
	GrantedBy string     `json:"granted_by,omitempty"`
	GrantedOn civil.Date `json:"granted_on,omitzero"`
	Wording   string     `json:"wording,omitempty" as:"aside"` // as the source writes it
}

// Project is a project the person led or worked in.
type Project struct {
	Name   string    `json:"name,omitempty" as:"must slot"`
	Level  string    `json:"level,omitempty" code:"government"`
	Role   string    `json:"role,omitempty" code:"project_role"`
	Funder string    `json:"funder,omitempty"`
	Fen    money.Fen `json:"fen,omitempty"`
	Forks  *int64    `json:"forks,omitempty"` // copies of an open-source project
}

// Publication is a paper or book.
type Publication struct {
	Title  string `json:"title,omitempty" as:"must slot"`
	Venue  string `json:"venue,omitempty"`
	Year   *int64 `json:"year,omitempty" as:"slot"`
	Form   string `json:"form,omitempty" code:"publication_form"`
	Author *int64 `json:"author,omitempty"` // place in the list of authors
	Index  string `json:"index,omitempty"`
}

// Patent is a patent or another registered right.
type Patent struct {
	Name      string     `json:"name,omitempty" as:"must slot"`
	Number    string     `json:"number,omitempty" as:"slot"`
	Form      string     `json:"form,omitempty" code:"patent_form"`
	GrantedOn civil.Date `json:"granted_on,omitzero"`
	Granted   *bool      `json:"granted,omitempty"`
	Inventor  *int64     `json:"inventor,omitempty"` // place in the list of inventors
}

// Insurance is a period of social insurance, or a count of months where the source tells no more.
type Insurance struct {
	Form      string     `json:"form,omitempty" code:"insurance" as:"slot"` // none: the source does not say which
	Months    *int64     `json:"months,omitempty"`
	From      civil.Date `json:"from,omitzero" as:"slot"`
	To        civil.Date `json:"to,omitzero"`
	Place     string     `json:"place,omitempty" as:"region slot"`
	Payer     string     `json:"payer,omitempty" code:"payer"`
	PayerName string     `json:"payer_name,omitempty"`
	PayerUSCC string     `json:"payer_uscc,omitempty"`
	Gaps      *int64     `json:"gap_months,omitempty"`
	BackPaid  *bool      `json:"back_paid,omitempty"`
	OwnFault  *bool      `json:"own_fault,omitempty"` // of the interruption after it
	Base      money.Fen  `json:"base_fen,omitempty"`  // a month
	Paid      money.Fen  `json:"paid_fen,omitempty"`  // by the person, a month
}

// Pay is what an employer pays in a year.
type Pay struct {
	Annual  money.Fen `json:"annual_fen,omitempty" as:"must"`
	Monthly money.Fen `json:"monthly_fen,omitempty"`
	Year    *int64    `json:"year,omitempty" as:"slot"`
	Payer   string    `json:"payer_name,omitempty"`
}

// Tax is a period of income tax.
type Tax struct {
	Form      string     `json:"form,omitempty" code:"tax_form" as:"slot"`
	From      civil.Date `json:"from,omitzero" as:"slot"`
	To        civil.Date `json:"to,omitzero"`
	Months    *int64     `json:"months,omitempty"`
	Place     string     `json:"place,omitempty" as:"region slot"`
	PayerName string     `json:"payer_name,omitempty"`
	PayerUSCC string     `json:"payer_uscc,omitempty"`
	Paid      money.Fen  `json:"paid_fen,omitempty"`
	Income    money.Fen  `json:"income_fen,omitempty"`
	BackPaid  *bool      `json:"back_paid,omitempty"`
	Arrears   *bool      `json:"arrears,omitempty"`
}

// Residence is where the person lives and is registered. There is one live record of it.
type Residence struct {
	Town         string     `json:"town,omitempty" as:"region"`
	Village      string     `json:"village,omitempty" as:"region"`
	PlaceName    string     `json:"place_name,omitempty" as:"aside"` // the village or community as the source writes it
	LivesIn      string     `json:"lives_in,omitempty" as:"region"`
	LivesSince   civil.Date `json:"lives_since,omitzero"`
	Registered   *bool      `json:"residence_registered,omitempty"`
	Hukou        string     `json:"hukou,omitempty" as:"region"`
	HukouSince   civil.Date `json:"hukou_since,omitzero"`
	HukouBefore  string     `json:"hukou_before,omitempty" as:"region"`
	ReturnedOn   civil.Date `json:"returned_on,omitzero"` // from abroad
	AbroadMonths *int64     `json:"overseas_months,omitempty"`
}

// Household is one member of the family. Names and numbers are sealed.
type Household struct {
	Relation   string     `json:"relation,omitempty" code:"kinship" as:"must slot"`
	Order      *int64     `json:"order,omitempty" as:"slot"` // first child, second child …
	Name       Secret     `json:"name,omitzero"`
	IDNumber   Secret     `json:"id_number,omitzero"`
	BirthDate  Secret     `json:"birth_date,omitzero"`
	Political  string     `json:"political,omitempty" code:"political"`
	Work       Secret     `json:"work,omitzero"` // unit and post
	Education  string     `json:"education,omitempty" code:"education"`
	Employed   *bool      `json:"employed,omitempty"`
	HasHome    *bool      `json:"has_home,omitempty"`
	Eligible   *bool      `json:"eligible,omitempty"`
	Applied    *bool      `json:"applied,omitempty"`
	MarriedOn  civil.Date `json:"married_on,omitzero"`
	SchoolNeed *bool      `json:"school_need,omitempty"`
}

// Marital is the marital status (GB/T 2261.2). There is one live record of it.
type Marital struct {
	Status    string `json:"status,omitempty" code:"marital" as:"must"`
	Household string `json:"household_id,omitempty"`
	Children  *int64 `json:"children,omitempty"`
}

// Training is a course attended.
type Training struct {
	Name   string     `json:"name,omitempty" as:"must slot"`
	Host   string     `json:"host,omitempty"`
	From   civil.Date `json:"from,omitzero" as:"slot"`
	To     civil.Date `json:"to,omitzero"`
	Hours  *int64     `json:"hours,omitempty"`
	Result string     `json:"result,omitempty"`
}

// Contact is how to reach the person; every value is sealed. There is one live record of it.
type Contact struct {
	Phone       Secret `json:"phone,omitzero"`
	Email       Secret `json:"email,omitzero"`
	Address     Secret `json:"address,omitzero"`
	BankName    string `json:"bank_name,omitempty"`
	BankAccount Secret `json:"bank_account,omitzero"`
}

// Speciality is what the person is good at, in their own words.
type Speciality struct {
	Text string `json:"text,omitempty" as:"must slot"`
}

// TalentClass is a level in a ladder of talent recognition; a person may stand on several.
type TalentClass struct {
	Ladder    string     `json:"ladder,omitempty" as:"must slot"`
	Level     string     `json:"level,omitempty" as:"must"`
	GrantedBy string     `json:"granted_by,omitempty"`
	GrantedOn civil.Date `json:"granted_on,omitzero"`
	Basis     string     `json:"basis,omitempty"`
}

// Housing is a home owned or rented, or the statement that there is none.
type Housing struct {
	HomeID          string     `json:"home_id,omitempty" as:"slot"`
	HasHome         *bool      `json:"has_home,omitempty"`
	HasHomePrefect  *bool      `json:"has_home_in_prefecture,omitempty"`
	FirstHome       *bool      `json:"first_home,omitempty"`
	NewBuild        *bool      `json:"new_build,omitempty"`
	Price           money.Fen  `json:"price_fen,omitempty"`
	PricePerSqm     money.Fen  `json:"price_per_sqm_fen,omitempty"`
	AreaSqm         float64    `json:"area_sqm,omitempty"`
	BoughtOn        civil.Date `json:"bought_on,omitzero"`
	FiledOn         civil.Date `json:"contract_filed_on,omitzero"`
	Place           string     `json:"place,omitempty" as:"region"`
	Transferred3y   *bool      `json:"transferred_3y,omitempty"`
	TransferredOn   civil.Date `json:"transferred_on,omitzero"`
	RentRegistered  *bool      `json:"rent_registered,omitempty"`
	RentMonthly     money.Fen  `json:"rent_monthly_fen,omitempty"`
	RentFrom        civil.Date `json:"rent_from,omitzero"`
	InPublicHousing *bool      `json:"in_public_housing,omitempty"`
}

// Business is a business the person founded or owns.
type Business struct {
	Name              string     `json:"name,omitempty" as:"slot"`
	USCC              string     `json:"uscc,omitempty"`
	Form              string     `json:"form,omitempty" code:"business_kind"`
	RegisteredOn      civil.Date `json:"registered_on,omitzero"`
	Place             string     `json:"place,omitempty" as:"region"`
	First             *bool      `json:"first,omitempty"`
	OperatingMonths   *int64     `json:"operating_months,omitempty"`
	Employees         *int64     `json:"employees,omitempty"`
	InsuredEmployees  *int64     `json:"insured_employees,omitempty"`
	EquityPercent     float64    `json:"equity_percent,omitempty"`
	LargestHolder     *bool      `json:"largest_shareholder,omitempty"`
	LegalPerson       *bool      `json:"legal_person,omitempty"`
	Invested          money.Fen  `json:"invested_fen,omitempty"`
	ProjectInvestment money.Fen  `json:"project_fen,omitempty"`
	CorporateAccount  *bool      `json:"corporate_account,omitempty"`
}

// Benefit is a policy benefit received, here or elsewhere.
type Benefit struct {
	Policy string     `json:"policy,omitempty" as:"must slot"`
	Group  string     `json:"group,omitempty"`
	Level  string     `json:"level,omitempty" code:"government"`
	Fen    money.Fen  `json:"fen,omitempty"`
	Months *int64     `json:"months,omitempty"`
	From   civil.Date `json:"from,omitzero" as:"slot"`
	To     civil.Date `json:"to,omitzero"`
	Active *bool      `json:"active,omitempty"`
	By     string     `json:"by,omitempty" code:"beneficiary" as:"slot"`
	Place  string     `json:"place,omitempty" as:"region"`
	HomeID string     `json:"home_id,omitempty"`
}

// Conduct is what the authorities found about a person's conduct. There is one live record of it.
type Conduct struct {
	NoCrime     *bool      `json:"no_crime,omitempty"`
	CreditClean *bool      `json:"credit_clean,omitempty"`
	FraudFound  *bool      `json:"fraud_found,omitempty"`
	FraudOn     civil.Date `json:"fraud_found_on,omitzero"`
	BarredUntil civil.Date `json:"fraud_barred_until,omitzero"`
}

// Form is a form kept as it came, for round trips (the appointment form .lrmx or .lrm), or a long text of a roster.
type Form struct {
	Format  string `json:"format,omitempty" as:"must slot"` // lrmx, lrm; career, achievements
	Resume  string `json:"resume,omitempty" as:"long"`
	Content Secret `json:"content,omitzero"`
	File    string `json:"file,omitempty" as:"slot"` // SHA-256 of the form in the vault; another file is another form
}

// The kinds.
const (
	KindIdentity    Kind = "identity"
	KindPolitical   Kind = "political"
	KindEducation   Kind = "education"
	KindEmployment  Kind = "employment"
	KindTitle       Kind = "title"
	KindSkill       Kind = "skill"
	KindHonour      Kind = "honour"
	KindProject     Kind = "project"
	KindPublication Kind = "publication"
	KindPatent      Kind = "patent"
	KindInsurance   Kind = "insurance"
	KindPay         Kind = "pay"
	KindTax         Kind = "tax"
	KindResidence   Kind = "residence"
	KindHousehold   Kind = "household"
	KindMarital     Kind = "marital"
	KindTraining    Kind = "training"
	KindContact     Kind = "contact"
	KindSpeciality  Kind = "speciality"
	KindTalentClass Kind = "talent_class"
	KindHousing     Kind = "housing"
	KindBusiness    Kind = "business"
	KindBenefit     Kind = "benefit"
	KindConduct     Kind = "conduct"
	KindForm        Kind = "form"
)

// Kind names the kind of record each struct is the content of.
func (*Identity) Kind() Kind    { return KindIdentity }
func (*Political) Kind() Kind   { return KindPolitical }
func (*Education) Kind() Kind   { return KindEducation }
func (*Employment) Kind() Kind  { return KindEmployment }
func (*Title) Kind() Kind       { return KindTitle }
func (*Skill) Kind() Kind       { return KindSkill }
func (*Honour) Kind() Kind      { return KindHonour }
func (*Project) Kind() Kind     { return KindProject }
func (*Publication) Kind() Kind { return KindPublication }
func (*Patent) Kind() Kind      { return KindPatent }
func (*Insurance) Kind() Kind   { return KindInsurance }
func (*Pay) Kind() Kind         { return KindPay }
func (*Tax) Kind() Kind         { return KindTax }
func (*Residence) Kind() Kind   { return KindResidence }
func (*Household) Kind() Kind   { return KindHousehold }
func (*Marital) Kind() Kind     { return KindMarital }
func (*Training) Kind() Kind    { return KindTraining }
func (*Contact) Kind() Kind     { return KindContact }
func (*Speciality) Kind() Kind  { return KindSpeciality }
func (*TalentClass) Kind() Kind { return KindTalentClass }
func (*Housing) Kind() Kind     { return KindHousing }
func (*Business) Kind() Kind    { return KindBusiness }
func (*Benefit) Kind() Kind     { return KindBenefit }
func (*Conduct) Kind() Kind     { return KindConduct }
func (*Form) Kind() Kind        { return KindForm }
