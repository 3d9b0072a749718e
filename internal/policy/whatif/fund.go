package whatif

import (
	"yanzhen/internal/base/civil"
	"yanzhen/internal/base/money"
	"yanzhen/internal/policy/fact"
	"yanzhen/internal/policy/pack"
)

// A Ceiling is a quota or pool that the text states, or the budget somebody gave, with what the moved levers would take of it.
type Ceiling struct {
	ID      string     `json:"id"`     // of the limit; "" for the budget given
	Text    pack.Text  `json:"text"`   // of the limit
	In      string     `json:"in"`     // year, total or batch
	Per     string     `json:"per"`    // policy; of an employer, household or person no sum is compared
	People  int64      `json:"people"` // the quota, 0 for none
	Fen     money.Fen  `json:"fen"`    // the pool, 0 for none
	Taken   int64      `json:"taken"`  // people or fen
	Over    bool       `json:"over"`
	Reached civil.Date `json:"reached,omitzero"` // the month in which the money given for the whole term is used up
}

// ceilings compares what p states and the budget with what the effect comes to.
func (e Effect) ceilings(p *pack.Pack, budget money.Fen) []Ceiling {
	all := []Ceiling{}
	for _, l := range limitsOn(p, e.Day) {
		c := Ceiling{ID: l.ID, Text: l.Text, In: l.In, Per: l.Per, People: l.Count}
		if c.Per == "" {
			c.Per = "policy"
		}
		if l.Yuan != nil {
			c.Fen = *l.Yuan
		}
		all = append(all, e.fill(c))
	}
	if budget > 0 {
		all = append(all, e.fill(Ceiling{In: "year", Per: "policy", Fen: budget}))
	}
	return all
}

// fill compares one ceiling; those counted on something smaller than the policy are told and not compared.
func (e Effect) fill(c Ceiling) Ceiling {
	if c.Per != "policy" {
		return c
	}
	if c.Fen == 0 {
		c.Taken = int64(e.After.Yes)
		c.Over = c.People > 0 && c.Taken > c.People
		return c
	}
	c.Taken = int64(e.After.Term)
	if c.In == "year" {
		c.Taken = int64(e.After.Year)
	}
	c.Over = c.Taken > int64(c.Fen)
	sum := money.Fen(0)
	for _, m := range e.Months {
		if c.In == "year" && m.First.Year > e.Day.Year {
			break
		}
		if sum += m.After; sum > c.Fen {
			c.Reached = m.First
			break
		}
	}
	return c
}

// limitsOn gives the limits of the version that holds on day, the latest to take effect of those that do.
func limitsOn(p *pack.Pack, day civil.Date) []pack.Limit {
	best := -1
	for i, v := range p.Policy.Versions {
		if v.Effect.After(day) || !v.Until.IsZero() && day.After(v.Until) {
			continue
		}
		if best < 0 || v.Effect.After(p.Policy.Versions[best].Effect) {
			best = i
		}
	}
	if best < 0 {
		return nil
	}
	return p.Policy.BodyOf(p.Policy.Versions[best].ID).Limits
}

// educationRank orders levels of education.
func educationRank(code string) int {
	rank, known := fact.Standard().Rank("education", code)
	if !known {
		return -1
	}
	return int(rank)
}
