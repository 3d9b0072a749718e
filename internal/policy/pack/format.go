package pack

import (
	"yanzhen/internal/base/civil"
	"yanzhen/internal/base/money"
)

// Format is the value of the key "format" in every policy.yaml that this package reads.
const Format = "yanzhen/policy@1"

// A Pos is a place in a file; line and column count from 1.
type Pos struct {
	Line   int `json:"line"`
	Column int `json:"column"`
}

// A Text says something in both languages.
type Text struct {
	Zh string `yaml:"zh" json:"zh" need:"yes" doc:"in Chinese"`
	En string `yaml:"en" json:"en" need:"yes" doc:"in English"`
}

// In gives the words in lang, "zh" or "en".
func (w Text) In(lang string) string {
	if lang == "en" {
		return w.En
	}
	return w.Zh
}

// IsZero reports whether nothing is said.
func (w Text) IsZero() bool { return w == Text{} }

// An Expr is a condition, amount or date in the rule language, where it stands.
type Expr struct {
	Text string
	At   Pos
}

// IsZero reports whether nothing is written.
func (e Expr) IsZero() bool { return e.Text == "" }

// A Policy is one policy.yaml: what is the same for all versions, and the versions.
type Policy struct {
	Format          string           `yaml:"format" need:"yes" doc:"always yanzhen/policy@1"`
	ID              string           `yaml:"id" need:"yes" doc:"name of the pack; the name of its folder"`
	Name            Text             `yaml:"name" need:"yes" doc:"title of the policy"`
	Level           string           `yaml:"level" need:"yes" one:"state province city district" doc:"level of government that pays"`
	Region          string           `yaml:"region" need:"yes" doc:"place where it holds, code of GB/T 2260"`
	Kind            string           `yaml:"kind" need:"yes" one:"living purchase rent settlement employment startup award talent insurance tax service other" doc:"what it is for"`
	Issuer          Text             `yaml:"issuer" need:"yes" doc:"who issued it"`
	Document        string           `yaml:"document" need:"yes" doc:"document number"`
	Citation        Citation         `yaml:"citation" need:"yes" doc:"where the text was read"`
	Sample          bool             `yaml:"sample" doc:"true marks an invented example; never a real rule"`
	Differences     []Text           `yaml:"differences" doc:"where the sources disagree, and what this pack does"`
	Applicant       string           `yaml:"applicant" one:"person employer either" doc:"who applies; person when left out"`
	Reference       Expr             `yaml:"reference" doc:"the day that decides which version holds; application.date when left out"`
	Inputs          []Input          `yaml:"inputs" doc:"facts of this policy alone, beside the catalogue"`
	Lists           []List           `yaml:"lists" doc:"lists that conditions look into"`
	Define          []Define         `yaml:"define" doc:"named conditions and values, used as def.<id>"`
	Measures        []Measure        `yaml:"measures" doc:"months counted in insurance or tax records, used as measure.<id>"`
	Interpretations []Interpretation `yaml:"interpretations" doc:"questions that offices answer differently, used as reading.<id>"`
	Body            `yaml:",inline"`
	Versions        []Version `yaml:"versions" need:"yes" doc:"editions of the policy with the time each holds"`

	At Pos `yaml:"-"`
}

// A Body is what a policy says: who, how much, when, and what follows.
type Body struct {
	Windows   []Window    `yaml:"windows" doc:"when applications are taken; always when left out"`
	Late      string      `yaml:"late" one:"waived next" doc:"outside the windows: waived (the claim is lost) or next (wait for the next window)"`
	Excuse    Expr        `yaml:"excuse" doc:"condition under which being late does no harm"`
	Gates     []Gate      `yaml:"gates" doc:"conditions that must all be met"`
	Combine   string      `yaml:"combine" one:"sum choose highest" doc:"several benefits: paid together, one of them by choice, or the highest; sum when left out"`
	Benefits  []Benefit   `yaml:"benefits" doc:"what is given"`
	Uplifts   []Uplift    `yaml:"uplifts" doc:"what raises the amount; never decides who qualifies"`
	Exclusive []Exclusive `yaml:"exclusive" doc:"what cannot be had together"`
	Prior     []Prior     `yaml:"prior" doc:"what must be claimed first"`
	Caps      []Cap       `yaml:"caps" doc:"how much may be had in all, with other policies"`
	Once      []Once      `yaml:"once" doc:"at most once per person, couple, household, home or employer"`
	Stacks    []Stack     `yaml:"stacks" doc:"what may be had together"`
	Limits    []Limit     `yaml:"limits" doc:"quotas and pools"`
	Duties    []Duty      `yaml:"duties" doc:"what is owed after payment"`
	Documents []Document  `yaml:"documents" doc:"what must be handed in"`
	Process   []Text      `yaml:"process" doc:"the steps from application to payment"`
	Direct    *Direct     `yaml:"without_application" doc:"awards may be proposed without an application; an application is needed when left out"`
}

// Direct lets awards be proposed without an application. The facts they rest on must all be verified, people confirm each award,
// and the person may refuse it.
type Direct struct {
	Text   Text       `yaml:"text" doc:"in words"`
	Cites  string     `yaml:"cites" doc:"article or page"`
	Days   int        `yaml:"refuse_within_days" need:"yes" doc:"days in which the person may refuse, counted from the day after they were told"`
	Second *money.Fen `yaml:"second_from_yuan" doc:"from this amount on, two people must confirm; one when left out"`

	At Pos `yaml:"-"`
}

// A Version is one edition. The sections it gives replace those of the policy.
type Version struct {
	ID        string     `yaml:"id" need:"yes" doc:"name of the version, such as 2022"`
	Document  string     `yaml:"document" doc:"its own document number"`
	Note      Text       `yaml:"note" doc:"what changed"`
	Announced civil.Date `yaml:"announced" doc:"day of publication"`
	Effect    civil.Date `yaml:"effect" need:"yes" doc:"first day it holds, counted on the reference day"`
	Until     civil.Date `yaml:"until" doc:"last day it holds, counted on the reference day"`
	Claims    civil.Date `yaml:"claims_until" doc:"last day to apply under it, counted on the day of application"`
	Claimable *Claimable `yaml:"claimable" doc:"announced, but not to be claimed yet"`
	Applies   Expr       `yaml:"applies" doc:"condition for this version to hold (grandfathering)"`
	Body      `yaml:",inline"`
	AddGates  []Gate   `yaml:"add_gates" doc:"further conditions of this version"`
	DropGates []string `yaml:"drop_gates" doc:"conditions of the policy that this version does not have"`

	At Pos `yaml:"-"`
}

// Claimable says why a version in force cannot be claimed yet.
type Claimable struct {
	From   civil.Date `yaml:"from" doc:"first day to claim; not known when left out"`
	Reason Text       `yaml:"reason" need:"yes" doc:"what is still missing, such as the implementing rules"`
}

// A Citation says where a text was read and how far to trust it.
type Citation struct {
	URL      string     `yaml:"url" doc:"address of the text"`
	Grade    string     `yaml:"grade" need:"yes" one:"primary secondary inferred sample" doc:"primary: the document itself was read; secondary: a compilation; inferred: from practice; sample: invented"`
	Verified bool       `yaml:"verified" doc:"an officer compared the pack with the document"`
	ReadOn   civil.Date `yaml:"read_on" doc:"day of reading"`
	Note     Text       `yaml:"note" doc:"anything a reader should know"`
}

// An Input is a fact that only this policy asks about.
type Input struct {
	Key     string  `yaml:"key" need:"yes" doc:"begins with input."`
	Type    string  `yaml:"type" need:"yes" one:"bool|int|double|text|date|list of text|list of int|list of date|list of records" doc:"type of the value"`
	Name    Text    `yaml:"name" need:"yes" doc:"what it is called"`
	Unit    string  `yaml:"unit" doc:"unit, as in the catalogue"`
	Codes   string  `yaml:"codes" doc:"code table of the catalogue"`
	Changes string  `yaml:"changes" one:"person employer office time never" doc:"who or what can change it"`
	Secrecy string  `yaml:"secrecy" one:"public personal sensitive" doc:"personal when left out"`
	Fields  []Input `yaml:"fields" doc:"fields of a list of records; their keys have no prefix"`

	At Pos `yaml:"-"`
}

// A List is a catalogue to look into: schools, employers, posts.
type List struct {
	ID       string    `yaml:"id" need:"yes" doc:"used as list.<id>"`
	Name     Text      `yaml:"name" doc:"what it is called"`
	Source   string    `yaml:"source" doc:"where it comes from"`
	Sample   bool      `yaml:"sample" doc:"true marks an invented or partial list"`
	Values   []string  `yaml:"values" doc:"its members"`
	Editions []Edition `yaml:"editions" doc:"its members by edition, used as list.<id>.<edition>; list.<id> is the last"`
	File     string    `yaml:"file" doc:"file with the list, from the pack's folder"`

	At Pos `yaml:"-"`
}

// An Edition is a list as of one year.
type Edition struct {
	ID     string   `yaml:"id" need:"yes" doc:"such as y2025"`
	Values []string `yaml:"values" doc:"its members"`
}

// A Define names a condition or value.
type Define struct {
	ID   string `yaml:"id" need:"yes" doc:"used as def.<id>"`
	Text Text   `yaml:"text" doc:"what it means"`
	Is   Expr   `yaml:"is" need:"yes" doc:"the condition or value"`

	At Pos `yaml:"-"`
}

// A Measure counts months in a list of periods, within a window of time.
type Measure struct {
	ID        string   `yaml:"id" need:"yes" doc:"used as measure.<id>"`
	Name      Text     `yaml:"name" need:"yes" doc:"what is counted"`
	Of        string   `yaml:"of" need:"yes" one:"insurance.periods tax.periods" doc:"the records"`
	Kinds     []string `yaml:"kinds" doc:"only these kinds, such as pension; all when left out"`
	Place     string   `yaml:"place" doc:"only months paid in this place or below it"`
	Payer     string   `yaml:"payer" one:"employer agency person" doc:"only months paid by such a payer"`
	SamePayer bool     `yaml:"same_payer" doc:"count each payer alone and take the best"`
	BackPay   string   `yaml:"back_pay" one:"count exclude" doc:"whether months paid later count; count when left out"`
	Since     Expr     `yaml:"since" doc:"first day of the window"`
	Until     Expr     `yaml:"until" doc:"last day of the window; application.date when left out"`
	Count     string   `yaml:"count" need:"yes" one:"total latest_run longest_run longest_gap" doc:"all months, months in a row up to the end of the window, most months in a row, or longest interruption"`
	Bridge    int      `yaml:"bridge_gap" doc:"months of interruption that do not break a run"`
	Excused   bool     `yaml:"excuse_gap_without_fault" doc:"an interruption marked own_fault: false does not break a run"`
	Otherwise Expr     `yaml:"otherwise" doc:"value when the records are unknown, such as insurance.months"`

	At Pos `yaml:"-"`
}

// An Interpretation is a question that offices answer differently.
type Interpretation struct {
	ID       string    `yaml:"id" need:"yes" doc:"used as reading.<id>"`
	Question Text      `yaml:"question" need:"yes" doc:"what is in doubt"`
	Conflict bool      `yaml:"conflict" doc:"true: the sources contradict each other; every result carries the flag"`
	Readings []Reading `yaml:"readings" need:"yes" doc:"the answers"`

	At Pos `yaml:"-"`
}

// A Reading is one answer and where it holds.
type Reading struct {
	ID      string   `yaml:"id" need:"yes" doc:"value of reading.<interpretation>"`
	Text    Text     `yaml:"text" need:"yes" doc:"the reading"`
	Places  []string `yaml:"places" doc:"places of application where it holds"`
	Default bool     `yaml:"default" doc:"holds where no other does"`
	Cites   string   `yaml:"cites" doc:"its source"`
}

// A Window is a time in which applications are taken.
type Window struct {
	ID     string     `yaml:"id" doc:"name of the window"`
	Text   Text       `yaml:"text" doc:"in words"`
	From   civil.Date `yaml:"from" doc:"first day"`
	To     civil.Date `yaml:"to" doc:"last day"`
	Months []int      `yaml:"months" doc:"months of the year, 1 to 12, in which it opens every year"`
	Month  int        `yaml:"month_of_quarter" doc:"month of every quarter, 1 to 3"`
	Days   []int      `yaml:"days" doc:"first and last day of the month, such as [1, 20]"`
	Opens  Expr       `yaml:"opens" doc:"first day for this person"`
	Closes Expr       `yaml:"closes" doc:"last day for this person"`

	At Pos `yaml:"-"`
}

// A Gate is a condition: by rule, by one of several sets, by another benefit, or by decision.
type Gate struct {
	ID       string       `yaml:"id" need:"yes" doc:"name of the clause; met.<id> in other conditions"`
	Text     Text         `yaml:"text" need:"yes" doc:"the clause in words"`
	Cites    string       `yaml:"cites" doc:"article or page"`
	When     Expr         `yaml:"when" doc:"the condition"`
	Any      []Set        `yaml:"any" doc:"sets of conditions of which one must be met wholly"`
	Benefit  *BenefitTest `yaml:"benefit" doc:"a condition on another benefit"`
	Decision *Decision    `yaml:"decision" doc:"left to people: unknown until they decide"`
	Changes  string       `yaml:"changes" one:"person employer office time never" doc:"who or what can change it"`
	Stage    string       `yaml:"stage" one:"eligibility payment" doc:"payment: not met means eligible, but paid only after"`
	Hold     Text         `yaml:"hold" doc:"what payment waits for, such as: payable after moving the household here"`
	Presume  bool         `yaml:"presume" doc:"unknown counts as met and is listed to be checked (declaration)"`

	At Pos `yaml:"-"`
}

// A Set is one of several ways to meet a gate.
type Set struct {
	ID   string `yaml:"id" need:"yes" doc:"name of the set; met.<id> in other conditions"`
	Name Text   `yaml:"name" need:"yes" doc:"the set in words"`
	All  []Gate `yaml:"all" need:"yes" doc:"conditions that must all be met"`

	At Pos `yaml:"-"`
}

// A BenefitTest asks about a benefit already received.
type BenefitTest struct {
	Policy string `yaml:"policy" doc:"pack that gives it"`
	Group  string `yaml:"group" doc:"or the exclusive group it is in"`
	State  string `yaml:"state" need:"yes" one:"active received never not_active" doc:"running, ever received, never received, or not running"`
	By     string `yaml:"by" one:"self spouse employer" doc:"received by whom; self when left out"`
}

// A Decision leaves a question to people.
type Decision struct {
	By    Text `yaml:"by" need:"yes" doc:"who decides"`
	Guide Text `yaml:"guide" doc:"what they should look at"`
}

// A Benefit is something given: money on a schedule, or something in kind.
type Benefit struct {
	ID       string    `yaml:"id" need:"yes" doc:"name of the benefit"`
	Name     Text      `yaml:"name" need:"yes" doc:"what it is called"`
	When     Expr      `yaml:"when" doc:"only then; not a condition of the policy"`
	Text     Text      `yaml:"text" doc:"that condition in words"`
	Cites    string    `yaml:"cites" doc:"article or page"`
	Amount   *Amount   `yaml:"amount" doc:"how much"`
	InKind   Text      `yaml:"in_kind" doc:"what is given instead of money"`
	Schedule *Schedule `yaml:"schedule" doc:"when it is paid; once when left out"`
	Payee    *Payee    `yaml:"payee" doc:"to whom it is paid; the person when left out"`
	Tax      *Tax      `yaml:"tax" doc:"whether tax goes off"`
	Split    []Share   `yaml:"split" doc:"who bears the cost"`

	At Pos `yaml:"-"`
}

// An Amount is a value, or a table of tiers.
type Amount struct {
	Value `yaml:",inline"`
	Pick  string `yaml:"pick" one:"first highest" doc:"several tiers hold: the first in the table, or the highest; first when left out"`
	Tiers []Tier `yaml:"tiers" doc:"table of amounts"`
	Text  Text   `yaml:"text" doc:"in words"`

	At Pos `yaml:"-"`
}

// A Tier is a row of the table of amounts.
type Tier struct {
	ID     string `yaml:"id" need:"yes" doc:"name of the tier"`
	Text   Text   `yaml:"text" need:"yes" doc:"the tier in words"`
	Cites  string `yaml:"cites" doc:"article or page"`
	When   Expr   `yaml:"when" doc:"who is in it; everyone when left out"`
	InKind Text   `yaml:"in_kind" doc:"what is given instead of money"`
	Value  `yaml:",inline"`

	At Pos `yaml:"-"`
}

// A Value is an amount of money: exactly one of Yuan, Fen, Percent, Each, Brackets, Decided.
type Value struct {
	Yuan     *money.Fen `yaml:"yuan" doc:"fixed amount in yuan"`
	Fen      Expr       `yaml:"fen" doc:"amount in fen by rule"`
	Percent  *float64   `yaml:"percent" doc:"percent of the amount under of"`
	Of       Expr       `yaml:"of" doc:"base in fen of percent or brackets, or count of each"`
	Each     *money.Fen `yaml:"each_yuan" doc:"yuan for each unit under of, such as square metres or people"`
	Brackets []Bracket  `yaml:"brackets" doc:"percent that changes along the base"`
	Decided  *Decision  `yaml:"decided" doc:"people decide the amount case by case"`
	Cap      *money.Fen `yaml:"cap_yuan" doc:"at most"`
	Floor    *money.Fen `yaml:"floor_yuan" doc:"at least"`
}

// A Bracket is a part of the base with its own percent.
type Bracket struct {
	UpTo    *money.Fen `yaml:"up_to_yuan" doc:"end of the bracket; the last has none"`
	Percent float64    `yaml:"percent" need:"yes" doc:"percent of the part within the bracket"`
}

// A Schedule says when the money is paid.
type Schedule struct {
	Every       string       `yaml:"every" one:"once month quarter half_year year" doc:"the amount is paid every so often; once when left out"`
	Times       Expr         `yaml:"times" doc:"how many times"`
	First       Expr         `yaml:"first" doc:"day of the first payment"`
	Percents    []float64    `yaml:"percents" doc:"percent of the amount by payment, when it declines or grows"`
	Instalments []Instalment `yaml:"instalments" doc:"parts of the whole amount, such as 40, 30 and 30 percent"`
	PaidIn      []int        `yaml:"paid_in_months" doc:"months of the year in which what is due is paid together"`
	PaidEvery   int          `yaml:"paid_every_months" doc:"computed monthly, but paid every so many months"`
	Each        *Condition   `yaml:"each" doc:"condition of every single payment"`
	Renewal     string       `yaml:"renewal" one:"automatic apply" doc:"whether later payments need a new application"`
	Gaps        string       `yaml:"gaps" one:"extend run_on" doc:"after an interruption the end moves (extend) or does not (run_on)"`
	Stop        []Stop       `yaml:"stop" doc:"what stops payment"`
	Ends        Expr         `yaml:"ends" doc:"last day; what falls due later is forfeited"`
	EndsText    Text         `yaml:"ends_text" doc:"that day in words"`

	At Pos `yaml:"-"`
}

// An Instalment is one part of an amount.
type Instalment struct {
	Percent float64 `yaml:"percent" need:"yes" doc:"percent of the whole"`
	Due     Expr    `yaml:"due" need:"yes" doc:"day it falls due"`
	When    Expr    `yaml:"when" doc:"condition to be met by then"`
	Text    Text    `yaml:"text" need:"yes" doc:"that condition in words"`
}

// A Condition is tested again and again.
type Condition struct {
	Text Text `yaml:"text" need:"yes" doc:"in words"`
	When Expr `yaml:"when" doc:"the condition"`
}

// A Stop ends payments, for good or until something happens.
type Stop struct {
	ID     string `yaml:"id" need:"yes" doc:"name"`
	Text   Text   `yaml:"text" need:"yes" doc:"in words"`
	When   Expr   `yaml:"when" need:"yes" doc:"payment stops when"`
	Resume Text   `yaml:"resume" doc:"what lets it run again; for good when left out"`
}

// A Payee says where the money goes.
type Payee struct {
	To     string `yaml:"to" need:"yes" one:"person employer corporate_account social_security_card developer landlord school" doc:"account"`
	Within int    `yaml:"pass_on_days" doc:"days for an employer to pass it on to the person"`
	Text   Text   `yaml:"text" doc:"in words"`
}

// Tax says what of the amount reaches the person.
type Tax struct {
	Amount     string  `yaml:"amount" need:"yes" one:"gross net exempt" doc:"the amount is before tax, after tax, or free of tax"`
	NetPercent float64 `yaml:"net_percent" doc:"percent that is left after tax"`
	Text       Text    `yaml:"text" doc:"in words"`
}

// A Share is a part of the cost.
type Share struct {
	By      string  `yaml:"by" need:"yes" one:"state province city district employer" doc:"who pays it"`
	Percent float64 `yaml:"percent" need:"yes" doc:"percent of the cost"`
}

// An Uplift raises an amount; the unknown raises nothing and is listed to be checked.
type Uplift struct {
	ID      string     `yaml:"id" need:"yes" doc:"name"`
	Text    Text       `yaml:"text" need:"yes" doc:"in words"`
	Cites   string     `yaml:"cites" doc:"article or page"`
	When    Expr       `yaml:"when" need:"yes" doc:"condition"`
	To      []string   `yaml:"to" doc:"benefits it raises; all when left out"`
	Percent float64    `yaml:"percent" doc:"raises by percent: 20 adds a fifth; -40 takes two fifths off"`
	Times   float64    `yaml:"times" doc:"multiplies: 1.2"`
	Add     *money.Fen `yaml:"add_yuan" doc:"adds yuan"`
	TierUp  int        `yaml:"tier_up" doc:"moves so many rows up the table of tiers"`
	Cap     *money.Fen `yaml:"cap_yuan" doc:"at most, after the uplift"`

	At Pos `yaml:"-"`
}

// An Exclusive says what cannot be had together.
type Exclusive struct {
	ID          string   `yaml:"id" need:"yes" doc:"name"`
	Text        Text     `yaml:"text" need:"yes" doc:"in words"`
	Cites       string   `yaml:"cites" doc:"article or page"`
	Group       string   `yaml:"group" doc:"policies that name the same group exclude each other"`
	With        []string `yaml:"with" doc:"other policies or groups"`
	Rule        string   `yaml:"rule" need:"yes" one:"take_higher top_up block sequential" doc:"the higher is paid, the difference is paid, neither beside the other, or one after the other"`
	By          []string `yaml:"by" doc:"whose benefits count: self, spouse, employer; self when left out"`
	AlreadyPaid string   `yaml:"already_paid" one:"refuse swap top_up" doc:"when a lower one has been paid already: refuse, swap (give back and take the higher) or pay the difference; needed with take_higher"`
	Strict      bool     `yaml:"strict" doc:"while what was received is unknown, so is the verdict"`

	At Pos `yaml:"-"`
}

// A Prior says what must be claimed first: nothing is paid before one of the others was claimed.
type Prior struct {
	ID    string   `yaml:"id" need:"yes" doc:"name"`
	Text  Text     `yaml:"text" need:"yes" doc:"in words"`
	Cites string   `yaml:"cites" doc:"article or page"`
	AnyOf []string `yaml:"any_of" need:"yes" doc:"policies or groups; one of them must have been claimed"`

	At Pos `yaml:"-"`
}

// A Cap bounds what a person or household gets from several policies together.
type Cap struct {
	ID    string    `yaml:"id" need:"yes" doc:"name"`
	Text  Text      `yaml:"text" need:"yes" doc:"in words"`
	Cites string    `yaml:"cites" doc:"article or page"`
	Group string    `yaml:"group" doc:"policies that name the same group share the cap"`
	With  []string  `yaml:"with" doc:"other policies or groups that count towards it"`
	Yuan  money.Fen `yaml:"yuan" need:"yes" doc:"at most, with what was received already"`
	Per   string    `yaml:"per" one:"person couple household" doc:"whose benefits count: the person's alone, or the spouse's too; person when left out"`
	In    string    `yaml:"in" one:"lifetime year" doc:"span; lifetime when left out"`

	At Pos `yaml:"-"`
}

// Once bounds how often a benefit is given.
type Once struct {
	Per  string `yaml:"per" need:"yes" one:"person couple household home employer" doc:"whom or what it is counted on"`
	In   string `yaml:"in" one:"lifetime year" doc:"span; lifetime when left out"`
	Text Text   `yaml:"text" need:"yes" doc:"in words"`

	At Pos `yaml:"-"`
}

// A Stack says what may be had together.
type Stack struct {
	With []string `yaml:"with" need:"yes" doc:"other policies or groups"`
	Text Text     `yaml:"text" need:"yes" doc:"in words"`
}

// A Limit bounds how many or how much in all; it is shared out by Allot.
type Limit struct {
	ID    string     `yaml:"id" need:"yes" doc:"name; pool.<id>_left tells what is left"`
	Text  Text       `yaml:"text" need:"yes" doc:"in words"`
	Count int64      `yaml:"count" doc:"so many people"`
	Yuan  *money.Fen `yaml:"yuan" doc:"or so much money"`
	Per   string     `yaml:"per" one:"policy employer household person" doc:"counted on what; the policy when left out"`
	In    string     `yaml:"in" one:"year total batch" doc:"span"`
	Order string     `yaml:"order" need:"yes" one:"first_come ranked" doc:"who comes first: by day of application, or by rank"`
	By    Expr       `yaml:"by" doc:"rank of a claim, lowest first; review.rank when left out"`

	At Pos `yaml:"-"`
}

// A Duty is owed after payment.
type Duty struct {
	ID     string `yaml:"id" need:"yes" doc:"name"`
	Kind   string `yaml:"kind" need:"yes" one:"service resale_lock stay report fraud_bar other" doc:"kind"`
	Text   Text   `yaml:"text" need:"yes" doc:"in words"`
	Cites  string `yaml:"cites" doc:"article or page"`
	Months Expr   `yaml:"months" doc:"how long, in months"`
	From   Expr   `yaml:"from" doc:"from when; the day of the grant when left out"`
	Back   Expr   `yaml:"claw_back_fen" doc:"what to give back in fen; knows duty.paid_fen, duty.months_kept, duty.months_due"`

	At Pos `yaml:"-"`
}

// A Document must be handed in.
type Document struct {
	ID     string `yaml:"id" need:"yes" doc:"name; the same paper has the same name in every pack"`
	Name   Text   `yaml:"name" need:"yes" doc:"what it is called"`
	When   Expr   `yaml:"when" doc:"only then"`
	Of     string `yaml:"of" one:"person spouse employer agent" doc:"whose paper"`
	Shared bool   `yaml:"shared" doc:"the office can get it from another office; it must not ask for it"`
	From   Text   `yaml:"from" doc:"which office has it"`
	Note   Text   `yaml:"note" doc:"anything to mind"`

	At Pos `yaml:"-"`
}
