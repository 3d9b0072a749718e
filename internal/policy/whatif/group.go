package whatif

import (
	"cmp"
	"slices"

	"yanzhen/internal/base/civil"
	"yanzhen/internal/base/money"
	"yanzhen/internal/policy"
)

// A Dimension is what people are counted by.
type Dimension string

// The dimensions, in the order of the page.
const (
	ByIndustry  Dimension = "industry"  // section of GB/T 4754 of the employer
	ByTown      Dimension = "town"      // where they live: street or town, else district
	ByGender    Dimension = "gender"    // GB/T 2261.1
	ByAge       Dimension = "age"       // bands of ten years on the day
	ByEducation Dimension = "education" // codes of the catalogue of facts
)

// Dimensions lists every dimension in the order of the page.
var Dimensions = []Dimension{ByIndustry, ByTown, ByGender, ByAge, ByEducation}

// A Group is the people met, counted by one dimension.
type Group struct {
	By   Dimension `json:"by"`
	Rows []Counted `json:"rows"` // by the number after the change, the largest first; ages and education in their own order
}

// Counted is one value of a dimension, "" for those of whom it is not known.
type Counted struct {
	Code   string    `json:"code"`
	Before int       `json:"before"` // yes by the base
	After  int       `json:"after"`
	Gains  int       `json:"gains"`
	Loses  int       `json:"loses"`
	WasFen money.Fen `json:"before_fen"` // of the whole term; unknown amounts are not in it
	Fen    money.Fen `json:"after_fen"`
}

// A grouping counts people while they are added.
type grouping struct {
	by   Dimension
	read func(row int) string
	rows map[string]*Counted
}

// groupings makes one for each dimension.
func groupings(here policy.Moment) []*grouping {
	var all []*grouping
	for _, by := range Dimensions {
		all = append(all, &grouping{by, reader(here, by), map[string]*Counted{}})
	}
	return all
}

// facts are where the value of a dimension is read.
var facts = map[Dimension]string{ByIndustry: "employer.industry", ByTown: "person.lives_in", ByGender: "person.sex", ByAge: "person.birth_date", ByEducation: "education.level"}

// reader gives the value of a dimension by row.
func reader(here policy.Moment, by Dimension) func(row int) string {
	value := here.Column(facts[by])
	switch by {
	case ByAge:
		day := here.Day()
		return func(row int) string { return band(value(row), day) }
	case ByIndustry:
		return func(row int) string { return first(value(row), 1) }
	case ByTown:
		return func(row int) string { return first(value(row), 9) }
	}
	return func(row int) string { return first(value(row), 20) }
}

// first gives the beginning of a code.
func first(v any, n int) string {
	code, _ := v.(string)
	return code[:min(len(code), n)]
}

// Ages are the bands of ages, youngest first.
var Ages = []string{"-29", "30-39", "40-49", "50-59", "60-"}

func band(v any, day civil.Date) string {
	born, known := v.(civil.Date)
	if !known {
		return ""
	}
	return Ages[min(max(born.YearsUntil(day)/10-2, 0), len(Ages)-1)]
}

func (g *grouping) add(one policy.Both, fate policy.Fate) {
	code := g.read(one.Row)
	c := g.rows[code]
	if c == nil {
		c = &Counted{Code: code}
		g.rows[code] = c
	}
	if fate != policy.Gains {
		c.Before++
		c.WasFen += money.Fen(max(one.Before.Fen, 0))
	}
	if fate != policy.Loses {
		c.After++
		c.Fen += money.Fen(max(one.After.Fen, 0))
	}
	switch fate {
	case policy.Gains:
		c.Gains++
	case policy.Loses:
		c.Loses++
	}
}

func (g *grouping) group() Group {
	out := Group{By: g.by, Rows: []Counted{}}
	for _, c := range g.rows {
		out.Rows = append(out.Rows, *c)
	}
	slices.SortFunc(out.Rows, func(a, b Counted) int {
		last := func(c Counted) int { // the unknown come last
			if c.Code == "" {
				return 1
			}
			return 0
		}
		return cmp.Or(cmp.Compare(last(a), last(b)), g.rank(a)-g.rank(b), cmp.Compare(b.After, a.After), cmp.Compare(b.Before, a.Before), cmp.Compare(a.Code, b.Code))
	})
	return out
}

// rank orders ages and education in their own way, the highest education first.
func (g *grouping) rank(c Counted) int {
	switch g.by {
	case ByAge:
		return slices.Index(Ages, c.Code)
	case ByEducation:
		return -educationRank(c.Code)
	}
	return 0
}
