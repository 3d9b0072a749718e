package programme

import (
	"yanzhen/internal/base/civil"
	"yanzhen/internal/policy/pack"
)

// Format is the value of the key "format" in every programme.yaml that this package reads.
const Format = "yanzhen/programme@1"

// A Programme is one programme.yaml: who may apply for what, on which conditions, in which steps, and
// what comes of it.
type Programme struct {
	Format   string        `yaml:"format" need:"yes" doc:"always yanzhen/programme@1"`
	ID       string        `yaml:"id" need:"yes" doc:"name of the pack; the name of its folder"`
	Name     pack.Text     `yaml:"name" need:"yes" doc:"title of the programme"`
	Kind     string        `yaml:"kind" need:"yes" one:"selection classification allowance honour exceptional service project" doc:"what it is for"`
	Purpose  pack.Text     `yaml:"purpose" need:"yes" doc:"one sentence for applicants"`
	Issuer   pack.Text     `yaml:"issuer" need:"yes" doc:"who runs it"`
	Document string        `yaml:"document" doc:"document number of its rules"`
	Citation pack.Citation `yaml:"citation" need:"yes" doc:"where the rules were read"`
	Sample   bool          `yaml:"sample" doc:"true marks an invented example; never a real rule"`
	Audience string        `yaml:"audience" need:"yes" one:"person unit team village" doc:"who is recognised"`
	Filers   []string      `yaml:"filers" need:"yes" doc:"who may file: person (for themselves), unit, village, peer, leader (for others)"`
	Consent  bool          `yaml:"consent" doc:"a nominee must agree before the case is submitted"`

	Policy string        `yaml:"policy" doc:"policy pack whose conditions decide who may apply"`
	Gates  []pack.Gate   `yaml:"gates" doc:"or conditions of its own; both when both are given"`
	Define []pack.Define `yaml:"define" doc:"named conditions and values, used as def.<id>"`
	Lists  []pack.List   `yaml:"lists" doc:"lists that conditions look into"`

	Form      []Section  `yaml:"form" need:"yes" doc:"what is asked"`
	Materials []Material `yaml:"materials" doc:"papers that prove it"`
	Keeper    string     `yaml:"keeper" need:"yes" doc:"seat that keeps the procedure, such as office"`
	Stages    []Stage    `yaml:"stages" need:"yes" doc:"the way of a case"`
	Quota     *Quota     `yaml:"quota" doc:"how many may be chosen; no bound when left out"`
	Rubric    *Rubric    `yaml:"rubric" doc:"how a panel scores; needed with a stage of kind panel"`
	Notice    *Notice    `yaml:"notice" doc:"what the public sees; needed with a stage of kind notice"`
	Outcome   Outcome    `yaml:"outcome" need:"yes" doc:"what who passes receives"`
	Papers    []Paper    `yaml:"papers" doc:"documents that are produced"`
	Versions  []Version  `yaml:"versions" need:"yes" doc:"editions with the time each holds; a case stays on the one it began with"`

	At pack.Pos `yaml:"-"`
}

// A Section is a page of the form.
type Section struct {
	ID     string    `yaml:"id" need:"yes" doc:"name of the section"`
	Name   pack.Text `yaml:"name" need:"yes" doc:"its heading"`
	Fields []Field   `yaml:"fields" need:"yes" doc:"what it asks"`

	At pack.Pos `yaml:"-"`
}

// A Field is one question. A field that names a fact has its type, codes and unit from the catalogue, is
// filled in with what is known, and what is new is kept as declared.
type Field struct {
	ID      string    `yaml:"id" need:"yes" doc:"name; conditions use it as input.<id>"`
	Fact    string    `yaml:"fact" doc:"fact of the catalogue"`
	Type    string    `yaml:"type" one:"line text int yuan date bool choice" doc:"type of a field without a fact"`
	Name    pack.Text `yaml:"name" doc:"the question; the name of the fact when left out"`
	Help    pack.Text `yaml:"help" doc:"what is meant"`
	Choices []Choice  `yaml:"choices" doc:"of type choice"`
	Need    bool      `yaml:"need" doc:"an answer is needed to submit"`
	When    pack.Expr `yaml:"when" doc:"asked only then"`
	Most    int       `yaml:"most" doc:"characters of a line or text, or the highest int"`
	Least   int       `yaml:"least" doc:"characters of a text that is answered, or the lowest int"`

	At pack.Pos `yaml:"-"`
}

// A Choice is one answer of a field.
type Choice struct {
	ID   string    `yaml:"id" need:"yes" doc:"value of the field"`
	Name pack.Text `yaml:"name" need:"yes" doc:"the answer in words"`
}

// A Material is a paper that proves something. What the vault or another office has is not asked for.
type Material struct {
	ID     string    `yaml:"id" need:"yes" doc:"name; the same paper has the same name in every pack"`
	Name   pack.Text `yaml:"name" need:"yes" doc:"what it is called"`
	Why    pack.Text `yaml:"why" need:"yes" doc:"what it is needed for"`
	When   pack.Expr `yaml:"when" doc:"only then"`
	Proves []string  `yaml:"proves" doc:"facts; verified ones need no paper"`
	Shared bool      `yaml:"shared" doc:"another office has it; the applicant is not asked"`
	From   pack.Text `yaml:"from" doc:"which office has it"`

	At pack.Pos `yaml:"-"`
}

// A Stage is one step of the way of a case; see package flow.
type Stage struct {
	ID       string    `yaml:"id" need:"yes" doc:"name of the stage"`
	Name     pack.Text `yaml:"name" need:"yes" doc:"what it is called"`
	Kind     string    `yaml:"kind" need:"yes" one:"accept confirm check visit panel vote decide notice confer" doc:"what is done in it"`
	By       []string  `yaml:"by" doc:"who acts: office, unit, panel, department:<key>"`
	Members  int       `yaml:"members" doc:"of vote: how many sit on the committee"`
	InTurn   bool      `yaml:"in_turn" doc:"one after the other, not side by side"`
	Join     string    `yaml:"join" one:"all any most hear" doc:"when several have agreed: all, any one, more than object, or once all were heard; all when left out"`
	Days     int       `yaml:"days" need:"yes" doc:"working days to act in; of notice, how long it lasts"`
	Calendar bool      `yaml:"calendar_days" doc:"days are calendar days"`
	First    bool      `yaml:"first_day_counts" doc:"the day of the event counts"`
	Ask      int       `yaml:"ask_days" doc:"what is missing may be asked for once; the applicant has so many working days"`
	RunsOn   bool      `yaml:"runs_on" doc:"the clock does not stand still while the applicant supplies"`
	Again    bool      `yaml:"again_here" doc:"a case returned to the applicant comes back here, not to the first stage"`
	Quorum   int       `yaml:"quorum" doc:"of vote: members that must vote"`
	Thirds   bool      `yaml:"two_thirds" doc:"of vote: two thirds of the votes cast are needed"`
	Tie      string    `yaml:"tie" one:"refuse again chair" doc:"of vote: what becomes of a tie"`
	Upheld   string    `yaml:"upheld" doc:"of notice: stage to which an upheld objection leads; it refuses when left out"`

	At pack.Pos `yaml:"-"`
}

// A Quota bounds how many are chosen in a round.
type Quota struct {
	Places int     `yaml:"places" need:"yes" doc:"at most so many in a round"`
	Within []Share `yaml:"within" doc:"bounds for parts of them"`

	At pack.Pos `yaml:"-"`
}

// A Share bounds a part of the places.
type Share struct {
	Text  pack.Text `yaml:"text" need:"yes" doc:"in words"`
	When  pack.Expr `yaml:"when" need:"yes" doc:"who is in the part"`
	Most  int       `yaml:"most" doc:"at most so many"`
	Least int       `yaml:"least" doc:"at least so many, if enough are good enough"`
}

// A Rubric says how a panel scores.
type Rubric struct {
	Points   float64     `yaml:"points" need:"yes" doc:"the highest total"`
	Raters   int         `yaml:"raters" need:"yes" doc:"so many score each case"`
	Hides    []string    `yaml:"hides" doc:"what raters do not see: name, photo, sex, age, education, title, seniority, identity, unit"`
	Criteria []Criterion `yaml:"criteria" need:"yes" doc:"what is scored"`

	At pack.Pos `yaml:"-"`
}

// A Criterion is one line of a rubric.
type Criterion struct {
	ID     string    `yaml:"id" need:"yes" doc:"name"`
	Of     string    `yaml:"of" need:"yes" one:"character knowledge ability achievement" doc:"品质、知识、能力、业绩"`
	Name   pack.Text `yaml:"name" need:"yes" doc:"what is scored"`
	Weight float64   `yaml:"weight" need:"yes" doc:"share of the total, in any unit"`
	Levels []Level   `yaml:"levels" need:"yes" doc:"anchors, from the lowest mark to the highest"`

	At pack.Pos `yaml:"-"`
}

// A Level says what a mark stands for.
type Level struct {
	Mark float64   `yaml:"mark" need:"yes" doc:"the mark"`
	Text pack.Text `yaml:"text" need:"yes" doc:"what it takes"`
}

// A Notice says what the public sees.
type Notice struct {
	Shows []string `yaml:"shows" need:"yes" doc:"fields of the form and facts"`
	Masks []string `yaml:"masks" doc:"those shown in part only"`

	At pack.Pos `yaml:"-"`
}

// An Outcome is what who passes receives.
type Outcome struct {
	Title        *Title    `yaml:"title" doc:"a title that is conferred"`
	Policy       string    `yaml:"policy" doc:"policy pack by which money is awarded"`
	Entitlements []string  `yaml:"entitlements" doc:"services one is entitled to"`
	Level        pack.Expr `yaml:"level" doc:"a class that is recognised, such as A to E, by rule"`

	At pack.Pos `yaml:"-"`
}

// A Title is held for a time and looked at again.
type Title struct {
	Name   pack.Text `yaml:"name" need:"yes" doc:"what one may call oneself"`
	Months int       `yaml:"months" doc:"how long; without end when left out"`
	Review int       `yaml:"review_months" doc:"appraised every so many months"`
}

// A Paper is a document that is produced.
type Paper struct {
	ID    string    `yaml:"id" need:"yes" doc:"name"`
	Name  pack.Text `yaml:"name" need:"yes" doc:"what it is called"`
	Kind  string    `yaml:"kind" need:"yes" one:"certificate notice decision letter list" doc:"what it is"`
	Stage string    `yaml:"stage" doc:"stage that produces it; the last when left out"`

	At pack.Pos `yaml:"-"`
}

// A Version is one edition.
type Version struct {
	ID     string     `yaml:"id" need:"yes" doc:"name of the version, such as 2026"`
	Effect civil.Date `yaml:"effect" need:"yes" doc:"first day on which a round may open under it"`
	Until  civil.Date `yaml:"until" doc:"last such day"`
	Note   pack.Text  `yaml:"note" doc:"what changed"`

	At pack.Pos `yaml:"-"`
}
