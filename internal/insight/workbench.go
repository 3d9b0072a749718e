package insight

import (
	"cmp"
	"context"

	"yanzhen/internal/authz"
	"yanzhen/internal/base/civil"
	"yanzhen/internal/base/fault"
	"yanzhen/internal/base/money"
	"yanzhen/internal/door"
	"yanzhen/internal/policy"
	"yanzhen/internal/registry"
	"yanzhen/internal/registry/intake"
)

// Workbench asks for the start page of those who work for a district.
type Workbench struct {
	Book     *policy.Book `json:"-"`
	Figures  *Figures     `json:"-"`
	District string       `json:"district"` // the actor's own when empty
}

// A Board is what stands on the workbench. What the actor may not see is absent.
type Board struct {
	Day       civil.Date       `json:"day"`
	People    *registry.Totals `json:"people"`
	Orgs      int64            `json:"orgs"`
	Unchecked int64            `json:"unchecked"` // people with a record that nobody has verified
	New       int64            `json:"new"`       // introduced in the last 30 days
	Before    int64            `json:"before"`    // and in the 30 days before those
	Months    []Month          `json:"months"`    // the last twelve, the present one included
	Cells     []registry.Cell  `json:"cells"`     // people by field and level of education
	Policies  Policies         `json:"policies"`
	Imports   *intake.Waiting  `json:"imports,omitempty"`
	Tasks     []Task           `json:"tasks"`
}

// A Month is how many people were introduced in it.
type Month struct {
	First civil.Date `json:"first"`
	N     int64      `json:"n"`
}

// Policies are the figures of the policies in force. Tallies is nil for those who may not see who qualifies, and while the
// population is still being read, which Loading tells.
type Policies struct {
	InForce int            `json:"in_force"`
	Tallies []policy.Tally `json:"tallies,omitempty"`
	Loading bool           `json:"loading,omitempty"`
	Yes     int            `json:"yes"` // people who qualify, once for each policy
	Unknown int            `json:"unknown"`
	Fen     money.Fen      `json:"fen"`

	Items []policy.Brief `json:"items"` // all in force, current ones first
}

// Action of the question.
func (Workbench) Action() authz.Action { return authz.WorkRead }

// Answer gives the board. Error: Denied outside the actor's district.
func (w Workbench) Answer(ctx context.Context, q *door.Snapshot) (*Board, error) {
	w.District = cmp.Or(w.District, q.Actor().District())
	if err := q.May(authz.WorkRead, authz.Land{District: w.District}); err != nil {
		return nil, err
	}
	c, err := w.Figures.of(ctx, q, w.District)
	if err != nil {
		return nil, err
	}
	b := &Board{Day: c.day, People: c.totals, Orgs: c.orgs, Unchecked: c.sheet.Unchecked, Cells: c.sheet.Cells}
	b.introduced(c.sheet.Introduced)
	if b.Policies, err = w.policies(ctx, q); err != nil {
		return nil, err
	}
	if authz.MayEver(q.Actor(), authz.ImportRead) {
		waiting, err := intake.ToDo{}.Answer(ctx, q)
		if err != nil {
			return nil, err
		}
		b.Imports = &waiting
	}
	b.Tasks, err = w.tasks(ctx, q, b)
	return b, err
}

// introduced folds counts by day into months and the two last periods of 30 days.
func (b *Board) introduced(days []registry.Count) {
	at := map[civil.Date]int{}
	for i, first := 0, firstMonth(b.Day); i < months; i, first = i+1, first.AddMonths(1) {
		at[first] = i
		b.Months = append(b.Months, Month{First: first})
	}
	for _, c := range days {
		day, err := civil.Parse(c.Code)
		if err != nil || day.After(b.Day) { // planned arrivals are not there yet
			continue
		}
		if i, ok := at[civil.On(day.Year, day.Month, 1)]; ok {
			b.Months[i].N += c.N
		}
		switch ago := b.Day.Days() - day.Days(); {
		case ago < 30:
			b.New += c.N
		case ago < 60:
			b.Before += c.N
		}
	}
}

// policies counts the policies in force and, for those who may see it, who qualifies.
func (w Workbench) policies(ctx context.Context, q *door.Snapshot) (Policies, error) {
	var p Policies
	page, err := policy.Library{Book: w.Book, District: w.District, Limit: 200}.Answer(ctx, q)
	if err != nil {
		return p, err
	}
	p.Items, p.InForce = page.Items, page.Statuses[policy.Current]+page.Statuses[policy.Announced]
	if !authz.MayEver(q.Actor(), authz.PolicyMatches) {
		return p, nil
	}
	p.Tallies, err = policy.Tallies{Book: w.Book, District: w.District}.Answer(ctx, q)
	if fault.KindOf(err) == fault.Unavailable {
		p.Loading = true
		return p, nil
	}
	for _, t := range p.Tallies {
		p.Yes, p.Unknown, p.Fen = p.Yes+t.Yes, p.Unknown+t.Unknown, p.Fen+t.Fen
	}
	return p, err
}

// NewSince is the first of the last 30 days.
func (b *Board) NewSince() civil.Date { return b.Day.AddDays(-29) }
