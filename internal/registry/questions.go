package registry

import (
	"context"

	"yanzhen/internal/authz"
	"yanzhen/internal/base/civil"
	"yanzhen/internal/store"
)

// A Filter narrows a list of people. Empty fields do not narrow; a list means any of its values.
type Filter struct {
	District    string   `json:"district,omitempty"`
	Words       string   `json:"words,omitempty"` // every word, split at blanks, must occur (see store.SearchWords): name, pinyin, unit, skill, honour …
	Gender      []string `json:"gender,omitempty"`
	Ethnicity   []string `json:"ethnicity,omitempty"`
	Political   []string `json:"political,omitempty"`
	Education   []string `json:"education,omitempty"`
	Degree      []string `json:"degree,omitempty"`
	TitleLevel  []string `json:"title_level,omitempty"`
	SkillLevel  []string `json:"skill_level,omitempty"`
	Field       []string `json:"field,omitempty"`
	Town        []string `json:"town,omitempty"`
	Village     []string `json:"village,omitempty"`
	Org         []string `json:"org,omitempty"`
	Ownership   []string `json:"ownership,omitempty"` // of the employer
	Industry    []string `json:"industry,omitempty"`  // of the employer; a section includes its divisions
	TalentClass []string `json:"talent_class,omitempty"`
	AgeFrom     int64    `json:"age_from,omitempty"` // whole years today
	AgeTo       int64    `json:"age_to,omitempty"`
	Introduced  Days     `json:"introduced,omitzero"`
	Honoured    string   `json:"honoured,omitempty"` // "yes", "no"
	Evidence    string   `json:"evidence,omitempty"` // "yes" some record has evidence, "no" none has
	Status      string   `json:"status,omitempty"`   // "verified" everything, "declared" something is not checked, "refused" something was refused
}

// Days are those from one day to another, both with; a zero day is no bound.
type Days struct {
	From civil.Date `json:"from,omitzero"`
	To   civil.Date `json:"to,omitzero"`
}

// A Sort orders a list of people; with "-" before it, the other way round.
type Sort string

// The orders; each ends in the person's id and so never ties.
const (
	ByName       Sort = "name"       // pinyin
	ByChange     Sort = "change"     // latest first
	ByIntroduced Sort = "introduced" // latest first
	ByEducation  Sort = "education"  // highest first
	ByBirth      Sort = "birth"      // oldest first
)

// ListPeople asks for a page of people the actor may see.
type ListPeople struct {
	Filter
	Sort  Sort   `json:"sort"`
	After string `json:"after"` // Next of the page before
	// Before asks for the page that comes before: Prev of the page after. After does not count then.
	Before string `json:"before"`
	Limit  int    `json:"limit"` // at most 200; 0 means 50
}

// A Profile is one line of a list. Codes are codes.
type Profile struct {
	District     string     `json:"district"`
	Person       string     `json:"person"`
	Name         string     `json:"name"`
	IDMask       string     `json:"id_mask"`
	Gender       string     `json:"gender"`
	BirthDate    civil.Date `json:"birth_date,omitzero"`
	Ethnicity    string     `json:"ethnicity,omitempty"`
	Political    string     `json:"political,omitempty"`
	Education    string     `json:"education,omitempty"` // highest
	Degree       string     `json:"degree,omitempty"`    // highest
	School       string     `json:"school,omitempty"`
	Major        string     `json:"major,omitempty"`
	Title        string     `json:"title,omitempty"`
	TitleLevel   string     `json:"title_level,omitempty"`
	Skill        string     `json:"skill,omitempty"`
	SkillLevel   string     `json:"skill_level,omitempty"`
	Org          string     `json:"org,omitempty"` // present employer
	OrgName      string     `json:"org_name,omitempty"`
	Post         string     `json:"post,omitempty"`
	Field        string     `json:"field,omitempty"`
	Town         string     `json:"town,omitempty"`
	Village      string     `json:"village,omitempty"`
	IntroducedOn civil.Date `json:"introduced_on,omitzero"`
	TalentClass  string     `json:"talent_class,omitempty"`
	Honours      int64      `json:"honours"`
	Records      int64      `json:"records"` // that count
	Verified     int64      `json:"verified"`
	Refused      int64      `json:"refused"`
	Evidence     int64      `json:"evidence"` // records with evidence
	ChangedAt    int64      `json:"changed_at"`

	pinyin, search, words string
	eduRank               int64
}

// A People is a page of a list. Prev is "" on the first page and Next on the last; Total counts all pages.
type People struct {
	Rows  []Profile `json:"rows"`
	Prev  string    `json:"prev,omitempty"`
	Next  string    `json:"next,omitempty"`
	Total int64     `json:"total"`
}

// PersonPage asks for one dossier as people read it. Missing if there is none the actor may see; a merged person answers with the
// one they were merged into.
type PersonPage struct {
	District string `json:"district"`
	Person   string `json:"person"`
	View
}

// History asks for a record and everything it superseded or was superseded by, oldest first.
type History struct {
	District string `json:"district"`
	Person   string `json:"person"`
	Record   string `json:"record"`
}

// ListOrgs asks for organisations the actor may see, by name.
type ListOrgs struct {
	District  string   `json:"district"`
	Words     string   `json:"words"`
	Ownership []string `json:"ownership"`
	Industry  []string `json:"industry"`
	Scale     []string `json:"scale"`
	Town      []string `json:"town"`
	After     string   `json:"after"`
	Limit     int      `json:"limit"`
}

// An OrgRow is an organisation and how many people it employs.
type OrgRow struct {
	Org
	People int64 `json:"people"`
}

// Orgs is a page of organisations.
type Orgs struct {
	Rows  []OrgRow `json:"rows"`
	Next  string   `json:"next,omitempty"`
	Total int64    `json:"total"`
}

// OrgPage asks for one organisation with counts of its people.
type OrgPage struct {
	District string `json:"district"`
	Org      string `json:"org"`
}

// An OrgView is an organisation and figures about its people.
type OrgView struct {
	Org    Org    `json:"org"`
	People int64  `json:"people"`
	Counts Totals `json:"counts"`
}

// Counts asks for the figures of the workbench over everyone the filter leaves.
type Counts struct{ Filter }

// Totals are counts of people by code, "" for unknown, greatest first; Age by band, youngest first.
type Totals struct {
	People     int64   `json:"people"`
	Verified   int64   `json:"verified"` // people all of whose records are verified
	Field      []Count `json:"field"`
	Industry   []Count `json:"industry"` // section of the employer's industry
	Education  []Count `json:"education"`
	TitleLevel []Count `json:"title_level"`
	SkillLevel []Count `json:"skill_level"`
	Class      []Count `json:"talent_class"`
	Town       []Count `json:"town"`
	Gender     []Count `json:"gender"`
	Age        []Count `json:"age"` // bands "-29", "30-39", "40-49", "50-59", "60-"
}

// A Count is how many people have a code.
type Count struct {
	Code string `json:"code"`
	N    int64  `json:"n"`
}

// FilterList asks for one's own filters and the shared ones, by name.
type FilterList struct {
	District string `json:"district"`
}

// Stream gives every dossier that filter leaves and the actor may do action on (PersonRead to look, PersonExport to take away), by id,
// with flat memory. It stops at the first error of yield and gives it back. It reads one state of the database if q does.
func Stream(ctx context.Context, q store.Q, actor authz.Actor, action authz.Action, today civil.Date, filter Filter, yield func(Dossier) error) error {
	return stream(ctx, q, actor, action, today, filter, yield)
}
