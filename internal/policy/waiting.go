package policy

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"time"

	"yanzhen/internal/authz"
	"yanzhen/internal/base/civil"
	"yanzhen/internal/door"
)

// Waiting asks which versions wait for the actor to approve them: not those the actor saved or submitted.
type Waiting struct {
	Book     *Book  `json:"-"`
	District string `json:"district"` // the actor's own when empty
}

// A Submission is a version that waits for approval.
type Submission struct {
	ID      string    `json:"id"`
	Name    string    `json:"name"` // of the policy
	Version string    `json:"version"`
	Reason  string    `json:"reason"`
	By      string    `json:"by"` // who submitted it
	At      time.Time `json:"at"`
}

// Action is policy.approve.
func (q Waiting) Action() authz.Action { return authz.PolicyApprove }

// Answer gives them by the time of submission, the oldest first.
func (q Waiting) Answer(ctx context.Context, snap *door.Snapshot) ([]Submission, error) {
	q.District = cmp.Or(q.District, snap.Actor().District())
	if err := snap.May(authz.PolicyApprove, authz.Land{District: q.District}); err != nil {
		return nil, err
	}
	all, err := loadMoves(ctx, snap, q.District)
	if err != nil {
		return nil, err
	}
	waiting := []Submission{}
	for _, id := range slices.Sorted(maps.Keys(all)) {
		for _, m := range all[id] {
			if m.Step != StepSubmit || m.seq != all[id].last(m.Version).seq || all[id].state(m.Version, civil.Of(snap.Now()), Draft) != Submitted {
				continue
			}
			one, mine, err := q.submission(ctx, snap, id, m)
			if err != nil {
				return nil, err
			}
			if !mine {
				waiting = append(waiting, one)
			}
		}
	}
	slices.SortFunc(waiting, func(a, b Submission) int { return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.ID, b.ID)) })
	return waiting, nil
}

// submission tells of a move, and whether the actor had a hand in its version; see ApprovePack.
func (q Waiting) submission(ctx context.Context, snap *door.Snapshot, id string, m Move) (Submission, bool, error) {
	saver, err := loadSaver(ctx, snap, q.District, id, m.Version)
	if err != nil {
		return Submission{}, false, err
	}
	v, err := q.Book.volume(ctx, snap, q.District, id, m.Version)
	if err != nil {
		return Submission{}, false, err
	}
	me := snap.Actor().Account
	return Submission{id, v.pack.Policy.Name.In(langOf(ctx)), m.Version, m.Reason, m.By, m.At}, me == saver || me == m.account, nil
}
