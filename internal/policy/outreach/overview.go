package outreach

import (
	"cmp"
	"context"
	"slices"

	"yanzhen/internal/authz"
	"yanzhen/internal/base/civil"
	"yanzhen/internal/base/fault"
	"yanzhen/internal/base/money"
	"yanzhen/internal/door"
	"yanzhen/internal/policy"
)

// Overview asks for every policy in force how many qualify and have not claimed, lack one fact, were told and answered.
type Overview struct {
	Book     *policy.Book `json:"-"`
	District string       `json:"district"`
}

// A Line is one policy of the overview.
type Line struct {
	Policy   string         `json:"policy"`
	Name     string         `json:"name"`
	Sample   bool           `json:"sample,omitempty"`
	Direct   bool           `json:"without_application,omitempty"`
	Yes      int            `json:"yes"`
	Fen      money.Fen      `json:"fen"`
	Near     int            `json:"near"`
	Claimed  int            `json:"claimed"`
	Told     int            `json:"told"`
	Answered int            `json:"answered"`
	Answers  map[Answer]int `json:"answers"`
}

// Action is outreach.read.
func (Overview) Action() authz.Action { return authz.OutreachRead }

// Answer gives a line for each policy, those with most people to tell first. Errors: Denied, Unavailable policy.population.loading.
func (q Overview) Answer(ctx context.Context, snap *door.Snapshot) ([]Line, error) {
	q.District = cmp.Or(q.District, snap.Actor().District())
	if err := snap.May(authz.OutreachRead, authz.Land{District: q.District}); err != nil {
		return nil, err
	}
	packs, err := q.Book.InForce(ctx, snap, q.District)
	if err != nil {
		return nil, err
	}
	lines := []Line{}
	for _, p := range packs {
		one, err := q.line(ctx, snap, p.Policy.ID)
		if fault.KindOf(err) == fault.Missing { // retired a moment ago
			continue
		}
		if err != nil {
			return nil, err
		}
		lines = append(lines, one)
	}
	slices.SortFunc(lines, func(a, b Line) int { return cmp.Or(b.Yes+b.Near-a.Yes-a.Near, cmp.Compare(a.Policy, b.Policy)) })
	return lines, nil
}

func (q Overview) line(ctx context.Context, snap *door.Snapshot, id string) (Line, error) {
	w, err := Choice{Book: q.Book, District: q.District, Policy: id}.watch(ctx, snap, authz.OutreachRead)
	if err != nil {
		return Line{}, err
	}
	p := w.standing.Pack()
	l := Line{Policy: id, Name: p.Policy.Name.In(langOf(ctx)), Sample: p.Policy.Sample, Direct: direct(p, civil.Of(snap.Now())) != nil, Told: len(w.told),
		Answered: len(w.answers), Answers: map[Answer]int{}}
	for near := range w.standing.Near("") {
		switch {
		case w.claimed(near):
			l.Claimed++
		case near.Verdict == policy.Yes:
			l.Yes++
			l.Fen += near.Fen
		default:
			l.Near++
		}
	}
	for _, a := range w.answers {
		l.Answers[a.answer]++
	}
	return l, nil
}
