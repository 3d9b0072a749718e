package inspect

import (
	"context"
	"errors"
	"slices"

	"yanzhen/internal/authz"
	"yanzhen/internal/base/fault"
	"yanzhen/internal/base/money"
	"yanzhen/internal/door"
	"yanzhen/internal/policy"
)

// count says of how many people of the district the findings are true, as far as the actor may see them, and compares
// what those who qualify cost with the pools. While the population is loading nobody is counted.
func (d *Desk) count(ctx context.Context, snap *door.Snapshot, district string, b *book) error {
	if snap.May(authz.PolicyMatches, authz.Land{District: district}) != nil {
		return nil
	}
	b.found = slices.Clone(b.found) // the counts are the actor's own
	counter := &counter{ctx: ctx, snap: snap, ask: policy.Joint{Book: d.Book, District: district, Limit: 1}, known: map[string]policy.JointPage{}}
	for i := range b.found {
		f := &b.found[i]
		switch f.Kind {
		case PaidTwice, Overlap:
			joint, ok := counter.of(f.Policy.ID, f.Others[0].ID)
			if ok {
				f.People = joint.Count
			}
			if ok && joint.Count > 0 {
				f.Fen = min(joint.Fen[0], joint.Fen[1])
			}
		case Needless, Repeatable, Uncapped, Endless:
			if joint, ok := counter.of(f.Policy.ID); ok {
				f.People = joint.Count
			}
		}
	}
	for _, pool := range b.pools {
		if f, dear := counter.price(pool); dear {
			b.found = append(b.found, f)
		}
	}
	b.found = tidy(b.found)
	return counter.err
}

// A counter asks who qualifies, each question once.
type counter struct {
	ctx   context.Context
	snap  *door.Snapshot
	ask   policy.Joint
	known map[string]policy.JointPage
	err   error
}

// of counts those who qualify for all of some policies; false while that cannot be told.
func (c *counter) of(policies ...string) (policy.JointPage, bool) {
	key := policies[0]
	if len(policies) > 1 {
		key += " " + policies[1]
	}
	if page, known := c.known[key]; known {
		return page, true
	}
	if c.err != nil {
		return policy.JointPage{}, false
	}
	c.ask.Policies = policies
	page, err := c.ask.Answer(c.ctx, c.snap)
	switch {
	case errors.Is(err, fault.Unavailable), errors.Is(err, fault.Missing):
		return policy.JointPage{}, false
	case err != nil:
		c.err = err
		return policy.JointPage{}, false
	}
	c.known[key] = page
	return page, true
}

// A pool is a limit in money with the finding that it does not suffice, which is true once somebody counted.
type pool struct {
	finding Finding
	study   *study
	year    bool
}

// pools are the limits in money of the versions, as far as all who qualify share them.
func (s *study) pools() []pool {
	var pools []pool
	for _, l := range s.a.Body.Limits {
		if l.Yuan != nil && (l.Per == "" || l.Per == "policy") {
			pools = append(pools, pool{s.placed(Finding{Kind: OverBudget, variant: "people", Severity: Likely, At: l.At, Clause: Ref{l.ID, l.Text}, Limit: *l.Yuan,
				Witness: s.witness(s.yes), texts: []string{l.Yuan.String()}}), s, span(l) == "year"})
		}
	}
	return pools
}

// price compares what those who qualify cost with a pool; false when it suffices, or nobody can tell.
func (c *counter) price(p pool) (Finding, bool) {
	f := p.finding
	joint, ok := c.of(f.Policy.ID)
	if !ok || joint.Count == 0 {
		return f, false
	}
	f.People, f.Fen = joint.Count, joint.Fen[0]
	if p.year {
		f.Fen = p.study.ofYear(f.Fen)
	}
	return f, f.Fen > f.Limit
}

// ofYear gives the part of a cost that falls due within the first year, as it does for the witness.
func (s *study) ofYear(cost money.Fen) money.Fen {
	w := s.witness(s.yes)
	if w == nil {
		return cost
	}
	all, first := int64(0), int64(0)
	until := w.Day.AddMonths(12).String()
	for _, o := range w.Judge() {
		for _, due := range o.Answer("zh").Schedule {
			if all += due.Fen; due.Due < until {
				first += due.Fen
			}
		}
	}
	if all == 0 {
		return cost
	}
	return money.Fen(float64(cost) * float64(first) / float64(all))
}

// Review asks what is wrong with one version of a pack, by itself and beside what is in force: for those who are about
// to approve it. Findings that were set aside are left out.
type Review struct {
	Desk     *Desk  `json:"-"`
	District string `json:"district"` // the actor's own when empty
	ID       string `json:"id"`
	Version  string `json:"version"` // digest of the files
}

// Action is policy.findings.read.
func (q Review) Action() authz.Action { return authz.PolicyFindings }

// Answer gives the findings, gravest first. Error: Missing policy.version_missing.
func (q Review) Answer(ctx context.Context, snap *door.Snapshot) ([]Told, error) {
	b, err := q.Desk.book(ctx, snap, orOwn(q.District, snap))
	if err != nil {
		return nil, err
	}
	p, err := q.Desk.Book.Version(ctx, snap, orOwn(q.District, snap), q.ID, q.Version)
	if err != nil {
		return nil, err
	}
	found, err := q.Desk.version(ctx, p, b.packs, b.day)
	if err != nil {
		return nil, err
	}
	told := []Told{}
	for i := range found {
		if aside(b.steps[found[i].ID]) == nil {
			told = append(told, b.tell(ctx, &found[i]))
		}
	}
	return told, nil
}

func orOwn(district string, snap *door.Snapshot) string {
	if district == "" {
		return snap.Actor().District()
	}
	return district
}
