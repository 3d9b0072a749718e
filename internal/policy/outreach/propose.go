package outreach

import (
	"context"
	"slices"
	"strings"

	"yanzhen/internal/authz"
	"yanzhen/internal/base/civil"
	"yanzhen/internal/base/fault"
	"yanzhen/internal/door"
	"yanzhen/internal/job"
	"yanzhen/internal/policy"
	"yanzhen/internal/policy/pack"
	"yanzhen/internal/store"
)

// ProposeKind is the kind of the job that looks for people to propose awards for; SweepKind that which does so for every policy.
const (
	ProposeKind = "award.propose"
	SweepKind   = "award.sweep"
)

// Propose has a job look for everyone who can be given a benefit without an application.
type Propose struct {
	Book     *policy.Book `json:"-"`
	District string       `json:"district"`
	Policy   string       `json:"policy"`
}

// Action is award.propose.
func (Propose) Action() authz.Action { return authz.AwardPropose }

// Land is the district.
func (c Propose) Land(context.Context, store.Q) (authz.Land, error) {
	return authz.Land{District: c.District}, nil
}

// Run asks for the job and gives its id. Errors: Missing policy.missing, Conflict outreach.award.not_direct for a policy that wants
// an application.
func (c Propose) Run(ctx context.Context, tx *door.Tx) (string, error) {
	standing, err := c.Book.Standing(ctx, tx, tx.Actor(), authz.AwardPropose, c.District, c.Policy)
	if err != nil {
		return "", err
	}
	if direct(standing.Pack(), civil.Of(tx.Now())) == nil {
		return "", fault.Conflict.New("outreach.award.not_direct")
	}
	tx.About("policy/" + c.Policy)
	return tx.Enqueue(ctx, job.Spec{Kind: ProposeKind, Args: proposing{c.Policy}})
}

// proposing is what the job knows.
type proposing struct {
	Policy string `json:"policy"`
}

// A Search is what a job found: how many awards it proposed, and why it passed others over.
type Search struct {
	Looked   int64           `json:"looked"`
	Proposed int64           `json:"proposed"`
	Passed   map[Lapse]int64 `json:"passed"`
}

func (s *Search) add(part Search) {
	s.Looked, s.Proposed = s.Looked+part.Looked, s.Proposed+part.Proposed
	for lapse, n := range part.Passed {
		s.Passed[lapse] += n
	}
}

// Propose is the job that looks through those who qualify under one policy.
func (d *Desk) Propose(ctx context.Context, r *job.Run) error {
	var args proposing
	if err := r.Decode(&args); err != nil {
		return err
	}
	sum, err := d.search(ctx, r.Actor, r.District, args.Policy, func(done, all int64) error { return r.Progress(ctx, done, all, "outreach.looking") })
	if err != nil {
		return err
	}
	return r.Finish(sum)
}

// Sweep is the schedule that looks through those who qualify under every policy that needs no application.
func (d *Desk) Sweep(ctx context.Context, r *job.Run) error {
	if err := d.Book.People.Wait(ctx, r.District); err != nil {
		return err
	}
	var packs []*pack.Pack
	err := d.Door.DB.Snapshot(ctx, func(q store.Q) (err error) {
		packs, err = d.Book.InForce(ctx, q, r.District)
		return err
	})
	if err != nil {
		return err
	}
	for _, p := range packs {
		if direct(p, civil.Of(d.Door.Clock.Now())) == nil {
			continue
		}
		if _, err := d.search(ctx, r.Actor, r.District, p.Policy.ID, func(int64, int64) error { return ctx.Err() }); err != nil {
			return err
		}
	}
	return nil
}

// search proposes awards for those who qualify, some people in each transaction, and tells how far it is.
func (d *Desk) search(ctx context.Context, actor authz.Actor, district, id string, tell func(done, all int64) error) (*Search, error) {
	people, err := door.Ask(ctx, d.Door, actor, candidates{Propose{d.Book, district, id}})
	if err != nil {
		return nil, err
	}
	sum := &Search{Passed: map[Lapse]int64{}}
	for part := range slices.Chunk(people, atOnce) {
		found, err := door.Do(ctx, d.Door, actor, proposePart{Propose{d.Book, district, id}, part})
		if err != nil {
			return nil, err
		}
		sum.add(found)
		if err := tell(sum.Looked, int64(len(people))); err != nil {
			return nil, err
		}
	}
	return sum, nil
}

// candidates asks who qualifies and has no award yet, by id.
type candidates struct{ Propose }

func (q candidates) Answer(ctx context.Context, snap *door.Snapshot) ([]string, error) {
	standing, err := q.Book.Standing(ctx, snap, snap.Actor(), authz.AwardPropose, q.District, q.Policy)
	if err != nil {
		return nil, err
	}
	states, err := awarded(ctx, snap, q.District, q.Policy, civil.Of(snap.Now()))
	var people []string
	for near := range standing.Near("") {
		if near.Verdict == policy.Yes && !near.Had && !states[near.Person].live() {
			people = append(people, near.Person)
		}
	}
	return people, err
}

// proposePart proposes awards for some people.
type proposePart struct {
	Propose
	People []string `json:"people"`
}

// Run judges each from the dossier as it is now, and writes a proposal for whoever can have the award.
func (c proposePart) Run(ctx context.Context, tx *door.Tx) (Search, error) {
	sum := Search{Passed: map[Lapse]int64{}}
	for _, person := range c.People {
		lapse, err := propose(ctx, tx, c.Book, c.District, c.Policy, person)
		if err != nil {
			return sum, err
		}
		if sum.Looked++; lapse != "" {
			sum.Passed[lapse]++
			continue
		}
		sum.Proposed++
	}
	tx.About("policy/" + c.Policy)
	tx.Note("people", sum.Looked)
	tx.Note("proposed", sum.Proposed)
	return sum, nil
}

// propose writes a proposal, or tells why there is none.
func propose(ctx context.Context, tx *door.Tx, book *policy.Book, district, id, person string) (Lapse, error) {
	day := civil.Of(tx.Now())
	got, err := assess(ctx, tx, book, district, id, person, day)
	if fault.KindOf(err) == fault.Missing { // merged, or the policy retired, a moment ago
		return NotPayable, nil
	}
	if err != nil || got.lapse != "" {
		return got.lapse, err
	}
	a := got.award
	earlier, err := awardsOf(ctx, tx, district, person, id)
	if err != nil {
		return "", err
	}
	earlier = slices.DeleteFunc(earlier, func(e *Award) bool { return e.Period != a.Period })
	if !again(earlier, a.Facts, day) {
		return EarlierAward, nil
	}
	a.ID, a.At, a.turn = tx.NewID(), tx.Now(), int64(len(earlier))+1
	a.Moves = []Move{moveOf(tx, "")}
	a.Moves[0].Step = StepPropose
	if err := insertAward(ctx, tx, &a); err != nil {
		return "", err
	}
	return "", insertMove(ctx, tx, &a)
}

// moveOf begins a move of the actor.
func moveOf(tx *door.Tx, reason string) Move {
	return Move{Reason: strings.TrimSpace(reason), By: tx.Actor().Name, At: tx.Now(), account: tx.Actor().Account}
}
