package policy

import (
	"cmp"
	"context"
	"slices"

	"yanzhen/internal/authz"
	"yanzhen/internal/base/civil"
	"yanzhen/internal/base/fault"
	"yanzhen/internal/door"
)

// History asks how a policy came to be what it is: its versions, newest first, each with who wrote it and moved it, and what it changed.
type History struct {
	Book     *Book  `json:"-"`
	District string `json:"district"` // the actor's own when empty
	ID       string `json:"id"`
	After    string `json:"after"` // digest of the last one of the page before
	Limit    int    `json:"limit"` // 10 when 0, at most 50
}

// A HistoryPage is a part of the history of a policy.
type HistoryPage struct {
	Name     string    `json:"name"`
	Versions []Chapter `json:"versions"`
	Total    int       `json:"total"`
	Next     string    `json:"next,omitempty"`
}

// A Chapter is one version in the history.
type Chapter struct {
	PackVersion
	Locked   bool     `json:"locked"` // it was in force, is, or is approved to be: nothing of it will ever change
	Before   string   `json:"before,omitempty"`
	Changes  []Change `json:"changes"`  // against the version before
	Readable bool     `json:"readable"` // false when it has no text that can be read as a policy, so that no changes can be told
	Moves    []Move   `json:"moves"`    // newest first
}

// Action is policy.read; only those who keep the packs and those who look over their shoulder get an answer.
func (q History) Action() authz.Action { return authz.PolicyRead }

// Answer gives the history. Errors: Missing policy.missing, also for those who may not see it.
func (q History) Answer(ctx context.Context, snap *door.Snapshot) (HistoryPage, error) {
	q.District = cmp.Or(q.District, snap.Actor().District())
	land := authz.Land{District: q.District}
	if snap.May(authz.PolicySave, land) != nil && snap.May(authz.AuditRead, land) != nil {
		return HistoryPage{}, fault.Missing.New("policy.missing").With("id", q.ID)
	}
	s, err := q.Book.shelf(ctx, snap, q.District)
	if err != nil {
		return HistoryPage{}, err
	}
	all, err := q.Book.versions(ctx, snap, s, civil.Of(snap.Now()), q.ID)
	if err != nil {
		return HistoryPage{}, err
	}
	if len(all) == 0 {
		return HistoryPage{}, fault.Missing.New("policy.missing").With("id", q.ID)
	}
	moved, err := loadMoves(ctx, snap, q.District)
	if err != nil {
		return HistoryPage{}, err
	}
	return q.page(ctx, snap, all, moved[q.ID])
}

// page cuts the versions and tells what each changed.
func (q History) page(ctx context.Context, snap *door.Snapshot, all []PackVersion, moved moves) (HistoryPage, error) {
	page := HistoryPage{Total: len(all), Versions: []Chapter{}}
	from := slices.IndexFunc(all, func(v PackVersion) bool { return v.Version == q.After }) + 1
	to := min(len(all), from+min(cmp.Or(max(q.Limit, 0), 10), 50))
	sides := map[string]*side{}
	for i := from; i < to; i++ {
		c := Chapter{PackVersion: all[i], Changes: []Change{}, Moves: []Move{}}
		c.Locked = slices.Contains([]State{Active, Scheduled, Retired}, c.State)
		for _, m := range moved.newestFirst() {
			if m.Version == c.Version {
				c.Moves = append(c.Moves, m)
			}
		}
		now := q.read(ctx, snap, c.Version, sides)
		c.Readable = now != nil
		if i+1 < len(all) {
			c.Before = all[i+1].Version
			if before := q.read(ctx, snap, c.Before, sides); before != nil && now != nil {
				c.Changes = changes(before.parts(), now.parts())
			}
		}
		if page.Name == "" && now != nil {
			page.Name = now.page.Name
		}
		page.Versions = append(page.Versions, c)
	}
	if to < len(all) {
		page.Next = all[to-1].Version
	}
	page.Name = cmp.Or(page.Name, q.ID)
	return page, nil
}

// read gives a version as it reads once all of it is in effect, read once; nil when it cannot be read as a policy.
func (q History) read(ctx context.Context, snap *door.Snapshot, digest string, sides map[string]*side) *side {
	one, known := sides[digest]
	if !known {
		asked := Compare{Book: q.Book, District: q.District, ID: q.ID, Day: civil.Of(snap.Now())}
		s, err := asked.side(ctx, snap, digest)
		if last := s.last(); err == nil && last.After(asked.Day) {
			asked.Day = last
			s, err = asked.side(ctx, snap, digest)
		}
		if err == nil {
			one = &s
		}
		sides[digest] = one
	}
	return one
}
