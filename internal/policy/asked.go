package policy

import (
	"yanzhen/internal/base/civil"
	"yanzhen/internal/base/money"
	"yanzhen/internal/policy/pack"
)

// Library asks for the policies of a district, filtered and in pages. What is in force comes first.
type Library struct {
	Book      *Book  `json:"-"`
	District  string `json:"district"` // the actor's own when empty
	Search    string `json:"q"`        // words of name, issuer, document number or clauses
	Status    Status `json:"status"`
	Level     string `json:"level"`
	Place     string `json:"place"` // GB/T 2260 code the policy holds in
	Kind      string `json:"kind"`
	Applicant string `json:"applicant"`
	State     State  `json:"state"` // active when empty; reference for packs of other places; draft and retired for the office
	After     string `json:"after"` // id of the last one of the page before
	Limit     int    `json:"limit"` // 20 when 0, at most 200
}

// LibraryPage is a page of policies with the counts of every filter, each counted without itself.
type LibraryPage struct {
	Items      []Brief        `json:"items"`
	Next       string         `json:"next,omitempty"`
	Total      int            `json:"total"`
	Statuses   map[Status]int `json:"statuses"`
	Levels     []Choice       `json:"levels"`
	Places     []Choice       `json:"places"`
	Kinds      []Choice       `json:"kinds"`
	Applicants []Choice       `json:"applicants"`
}

// Choice is a value of a filter, with its word and how many policies have it.
type Choice struct {
	Value string `json:"value"`
	Word  string `json:"word"`
	Count int    `json:"count"`
}

// PolicyPage asks for everything there is to read about one policy.
type PolicyPage struct {
	Book     *Book      `json:"-"`
	District string     `json:"district"`
	ID       string     `json:"id"`
	Version  string     `json:"version"` // version of the policy; the one that holds on Day when empty
	Digest   string     `json:"digest"`  // version of the pack's files; the one in force when empty
	Day      civil.Date `json:"day"`     // today when absent
}

// Page is one policy to read. Now is there for those who may see matches.
type Page struct {
	Brief
	Readings        []Reading     `json:"readings"` // interpretation flags: questions that offices answer differently
	Clauses         []Article     `json:"clauses"`
	Benefits        []Offer       `json:"benefits"`
	Combine         string        `json:"combine"`
	Uplifts         []Article     `json:"uplifts"`
	Exclusive       []Article     `json:"exclusive"`
	Prior           []Article     `json:"prior"`
	Caps            []Article     `json:"caps"`
	Once            []Article     `json:"once"`
	Stacks          []Article     `json:"stacks"`
	Limits          []Article     `json:"limits"`
	Duties          []Article     `json:"duties"`
	Windows         []string      `json:"windows"`
	Process         []string      `json:"process"`
	Documents       []Paper       `json:"documents"`
	Differences     []string      `json:"differences"`
	URL             string        `json:"url,omitempty"`
	ReadOn          civil.Date    `json:"read_on,omitzero"`
	Note            string        `json:"note,omitempty"`
	ClaimsUntil     civil.Date    `json:"claims_until,omitzero"`
	NotClaimable    string        `json:"not_claimable,omitempty"`
	Versions        []Edition     `json:"versions"`
	Packs           []PackVersion `json:"packs"` // saved versions of the files, newest first; office and auditors only
	Moves           []Move        `json:"moves"` // of the pack, newest first; office and auditors only
	Cases           []Case        `json:"cases"`
	Problems        []Found       `json:"problems"` // of the pack; office and auditors only
	Now             *Census       `json:"now,omitempty"`
	PopulationReady bool          `json:"population_ready"`
}

// Article is a condition, uplift, duty or the like as a text to read.
type Article struct {
	ID       string    `json:"id"`
	Text     string    `json:"text"`
	Cites    string    `json:"cites,omitempty"`
	Rule     string    `json:"rule,omitempty"`
	Changes  string    `json:"changes,omitempty"`
	Stage    string    `json:"stage,omitempty"`
	Decision string    `json:"decision,omitempty"` // who decides what no rule can
	Facts    []string  `json:"facts,omitempty"`    // names of the facts it asks about
	Parts    []Article `json:"parts,omitempty"`
}

// Offer is a benefit as a text to read.
type Offer struct {
	ID       string   `json:"id"`
	Name     string   `json:"name"`
	Text     string   `json:"text,omitempty"`
	Cites    string   `json:"cites,omitempty"`
	InKind   string   `json:"in_kind,omitempty"`
	Tiers    []Tier   `json:"tiers"`
	Schedule []string `json:"schedule"`
	Payee    string   `json:"payee,omitempty"`
	Tax      string   `json:"tax,omitempty"`
	Shares   []string `json:"shares,omitempty"`
}

// Tier is a row of a table of amounts.
type Tier struct {
	ID     string    `json:"id"`
	Text   string    `json:"text"`
	Cites  string    `json:"cites,omitempty"`
	Amount string    `json:"amount"`
	Fen    money.Fen `json:"fen"` // 0 unless fixed
}

// Paper is a document to hand in, as a text to read.
type Paper struct {
	ID     string `json:"id"`
	Name   string `json:"name"`
	Of     string `json:"of"`             // whose paper: person, spouse, employer, agent
	Shared bool   `json:"shared"`         // the office gets it from another office and must not ask for it
	Only   bool   `json:"only"`           // asked of some people only
	From   string `json:"from,omitempty"` // the office that has it
	Note   string `json:"note,omitempty"`
}

// Reading is a question that offices answer differently, with its answers.
type Reading struct {
	ID       string   `json:"id"`
	Question string   `json:"question"`
	Conflict bool     `json:"conflict"`
	Answers  []string `json:"answers"`
}

// Found is a problem of a pack in words.
type Found struct {
	File   string `json:"file"`
	Line   int    `json:"line"`
	Column int    `json:"column"`
	Text   string `json:"text"`
	Grave  bool   `json:"error"`
}

// Edition is a version of the policy itself.
type Edition struct {
	ID        string     `json:"id"`
	Document  string     `json:"document"`
	Note      string     `json:"note,omitempty"`
	Status    Status     `json:"status"`
	Announced civil.Date `json:"announced"`
	Effect    civil.Date `json:"effect"`
	Until     civil.Date `json:"until"`
}

// Case is a person of the pack's own tests with the expected outcome; parts that it does not state are empty.
type Case struct {
	Name    string     `json:"name"`
	On      civil.Date `json:"on"`
	Verdict string     `json:"verdict,omitempty"`
	State   string     `json:"state,omitempty"`
	Amount  string     `json:"amount,omitempty"`
	Passed  bool       `json:"passed"`
}

// Answers asks what every policy in force says of one person.
type Answers struct {
	Book     *Book      `json:"-"`
	District string     `json:"district"` // the actor's own when empty
	Person   string     `json:"person"`
	Day      civil.Date `json:"day"` // today when absent
}

// AnswersPage holds the answers: yes first, the larger amount before the smaller; then unknown, the
// fewer facts missing the earlier; then no, the shortest way first.
type AnswersPage struct {
	Person  string     `json:"person"`
	Name    string     `json:"name"`
	Day     civil.Date `json:"day"`
	Items   []Answer   `json:"items"`
	Missing []Lack     `json:"missing"` // all missing facts, those first that would decide most policies
	Yes     int        `json:"yes"`
	Unknown int        `json:"unknown"`
	No      int        `json:"no"`
	Fen     money.Fen  `json:"fen"` // of all that say yes, after those that exclude each other were settled

	Best pack.Combination `json:"best"` // what to claim, and in which order
}

// Lack is a missing fact with the policies that wait for it.
type Lack struct {
	Missing
	Policies []string `json:"policies"`
}

// Answer is what one policy says of one person: the outcome with its sentence (reason), clauses,
// schedule, benefits, exclusions and documents, and where every fact comes from.
type Answer struct {
	Name   string     `json:"-"` // of the person, for pages
	Day    civil.Date `json:"-"`
	Policy Brief      `json:"policy"`
	pack.Answer
	Clauses []Clause  `json:"clauses"`
	Missing []Missing `json:"missing"`
	ToCheck []Missing `json:"to_check"` // taken on trust, to be checked
	Rivals  []Rival   `json:"rivals"`   // the policies named in excluded_by and reduced_by
	Tree    []Branch  `json:"-"`        // the clauses with the sets they lie in

	// Of a person with a dossier: what would turn the answer into a yes, the cheapest first, none when
	// there is no way within three years; and what the policy says of every month until then.
	Ways      []Way     `json:"ways,omitempty"`
	MoreWays  bool      `json:"more_ways,omitempty"` // the search was given up before all were found
	Months    []Month   `json:"months,omitempty"`
	Stretches []Stretch `json:"stretches,omitempty"`
}

// Rival is a policy that excludes, blocks or reduces another one.
type Rival struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

// Explain asks for the answer of one policy about one person.
type Explain struct {
	Book     *Book      `json:"-"`
	District string     `json:"district"`
	Person   string     `json:"person"`
	Policy   string     `json:"policy"`
	Day      civil.Date `json:"day"`
}

// Calculator asks what the policies in force say of someone who is nobody here. Nothing is stored.
type Calculator struct {
	Book     *Book             `json:"-"`
	District string            `json:"district"`
	Day      civil.Date        `json:"day"`
	Facts    map[string]string `json:"facts"`  // fact key → answer as written; "" or "?" is "I do not know"
	Ask      int               `json:"ask"`    // how many questions to give; 3 when 0
	Policy   string            `json:"policy"` // ask for this policy first
}

// CalculatorPage holds the outcomes so far and what to ask next.
type CalculatorPage struct {
	Day     civil.Date `json:"day"`
	Ask     []Ask      `json:"ask"` // the facts that decide most open policies first
	Given   []Ask      `json:"given"`
	Open    int        `json:"open"` // policies still unknown
	Answers []Answer   `json:"answers"`
}

// Ask is a question to put to a person.
type Ask struct {
	Key      string   `json:"key"`
	Question string   `json:"question"`
	Type     string   `json:"type"` // bool, int, double, text, date
	Unit     string   `json:"unit,omitempty"`
	Options  []Choice `json:"options,omitempty"` // Count is how many open policies the question serves
	Policies int      `json:"policies"`
	Answer   string   `json:"answer,omitempty"`
	Fault    string   `json:"fault,omitempty"` // why the answer given could not be read
}

// Matches asks who in the district falls under a policy now.
type Matches struct {
	Book     *Book   `json:"-"`
	District string  `json:"district"`
	Policy   string  `json:"policy"`
	Verdict  Verdict `json:"verdict"` // yes when empty
	Missing  string  `json:"missing"` // with unknown: only those who lack this fact
	After    string  `json:"after"`   // id of the last person of the page before
	Limit    int     `json:"limit"`   // 50 when 0, at most 500
}

// MatchPage is a page of people in the order of their ids, with the census of the actor's scope.
type MatchPage struct {
	Brief
	Census
	People []Match `json:"people"`
	Next   string  `json:"next,omitempty"`
}

// Match is one person under a policy.
type Match struct {
	Person   string    `json:"person"`
	Name     string    `json:"name"`
	Org      string    `json:"org,omitempty"`
	Employer string    `json:"employer,omitempty"`
	Verdict  Verdict   `json:"verdict"`
	Fen      money.Fen `json:"amount_fen"`
	Missing  []string  `json:"missing,omitempty"` // names of missing facts
}

// Census counts the people in the actor's scope by verdict.
type Census struct {
	Day     civil.Date     `json:"day"`
	People  int            `json:"people"`
	Yes     int            `json:"yes"`
	Unknown int            `json:"unknown"`
	No      int            `json:"no"`
	Fen     money.Fen      `json:"fen"` // of all that say yes
	Missing []MissingCount `json:"missing"`
}

// MissingCount says how many of the unknown lack a fact.
type MissingCount struct {
	Key   string `json:"key"`
	Name  string `json:"name"`
	Count int    `json:"count"`
}
