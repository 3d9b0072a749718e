package inspect

import (
	"cmp"
	"context"
	"errors"
	"slices"

	"yanzhen/internal/authz"
	"yanzhen/internal/base/fault"
	"yanzhen/internal/door"
	"yanzhen/internal/policy"
	"yanzhen/internal/policy/pack"
)

// One asks for one finding with everything that shows it is true.
type One struct {
	Desk     *Desk  `json:"-"`
	District string `json:"district"` // the actor's own when empty
	ID       string `json:"id"`
}

// A FindingPage is a finding, the judgement of its witness, the people of the district whom it is about, and what
// officers did about it, newest first.
type FindingPage struct {
	Told
	Judged []Judgement    `json:"judged"` // of the witness, by each policy
	Real   []policy.Match `json:"real"`   // people of the district, the first few; as far as the actor may see them
	Steps  []Aside        `json:"steps"`
}

// A Judgement is what one policy says of the witness, with its conditions.
type Judgement struct {
	Name string `json:"name"`
	pack.Answer
	Gates []pack.Gate `json:"-"` // in the order of the text, to nest the conditions
}

// Action is policy.findings.read.
func (q One) Action() authz.Action { return authz.PolicyFindings }

// Answer gives the page. Error: Missing inspect.missing.
func (q One) Answer(ctx context.Context, snap *door.Snapshot) (FindingPage, error) {
	q.District = cmp.Or(q.District, snap.Actor().District())
	b, err := q.Desk.book(ctx, snap, q.District)
	if err != nil {
		return FindingPage{}, err
	}
	f, err := b.find(q.ID)
	if err != nil {
		return FindingPage{}, err
	}
	page := FindingPage{Told: b.tell(ctx, f), Judged: []Judgement{}, Real: []policy.Match{}, Steps: slices.Clone(b.steps[f.ID])}
	slices.Reverse(page.Steps)
	if f.Witness != nil {
		for _, o := range f.Witness.Judge() {
			p := &o.Pack().Policy
			answer := o.Answer(lang(ctx))
			q.place(ctx, o.Pack(), answer.Clauses)
			page.Judged = append(page.Judged, Judgement{p.Name.In(lang(ctx)), answer, p.BodyOf(o.Version()).Gates})
		}
	}
	if f.People > 0 {
		page.Real, err = q.people(ctx, snap, f)
	}
	return page, err
}

// place writes the places that conditions looked at by name.
func (q One) place(ctx context.Context, p *pack.Pack, clauses []pack.Clause) {
	for _, c := range clauses {
		for i := range c.Facts {
			if f, known := p.Facts().Find(c.Facts[i].Key); known && c.Facts[i].Value != nil {
				c.Facts[i].Shown = shownValue(ctx, q.Desk.Book, p.Facts(), f, c.Facts[i].Value)
			}
		}
	}
}

// people names the first of those whom the finding is about.
func (q One) people(ctx context.Context, snap *door.Snapshot, f *Finding) ([]policy.Match, error) {
	ask := policy.Joint{Book: q.Desk.Book, District: q.District, Policies: []string{f.Policy.ID}, Limit: 10}
	if f.Between {
		ask.Policies = append(ask.Policies, f.Others[0].ID)
	}
	joint, err := ask.Answer(ctx, snap)
	if errors.Is(err, fault.Denied) || errors.Is(err, fault.Missing) || errors.Is(err, fault.Unavailable) {
		return []policy.Match{}, nil
	}
	return joint.People, err
}
