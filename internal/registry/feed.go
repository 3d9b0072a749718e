package registry

import (
	"context"
	"time"

	"yanzhen/internal/store"
)

// A Change says that a dossier changed: a record of theirs, or their employer.
type Change struct {
	Person  string
	At      int64 // microseconds
	Version int64 // of the person then
	Gone    bool  // merged into another, who has changed too
}

// ChangedSince gives up to limit people who changed after the place (instant, after), by time then id: page on with the last change as
// (At, Person). Transactions may commit out of the order of their clocks: a reader that keeps a place reads through a Feed.
func ChangedSince(ctx context.Context, q store.Q, district string, instant int64, after string, limit int) ([]Change, error) {
	return all(ctx, q, scanChange, `
		SELECT id, changed_at, version, CASE WHEN merged_into = '' THEN 0 ELSE 1 END
		FROM person
		WHERE district = $1 AND (changed_at, id) > ($2, $3)
		ORDER BY changed_at, id
		LIMIT $4`, district, instant, after, limit)
}

func scanChange(row store.Row) (Change, error) {
	var c Change
	var gone int64
	err := row.Scan(&c.Person, &c.At, &c.Version, &gone)
	c.Gone = gone == 1
	return c, err
}

// FeedOverlap is how long a change may take from its instant to its commit, clocks of nodes apart included, to be sure to be seen.
const FeedOverlap = time.Minute

// A Feed reads changes of a district as they come, each once. It goes back FeedOverlap at every reading, because a transaction that
// began earlier may commit later, and leaves out what it gave already. It is for one reader at a time.
type Feed struct {
	district string
	top      int64             // greatest instant given
	given    map[string]Change // what was given of each person within the overlap
}

// NewFeed begins at an instant: all changes from FeedOverlap before it are given.
func NewFeed(district string, from time.Time) *Feed {
	return &Feed{district: district, top: micros(from), given: map[string]Change{}}
}

// Next gives every change since the last reading, oldest first; a person who changed twice comes once, with the later instant. The
// place moves on when the caller has all of them, so an error means that they come again.
func (f *Feed) Next(ctx context.Context, q store.Q) ([]Change, error) {
	const page = 1000
	floor := f.top - FeedOverlap.Microseconds()
	instant, after := floor, ""
	var fresh []Change
	for {
		changes, err := ChangedSince(ctx, q, f.district, instant, after, page)
		if err != nil {
			return nil, err
		}
		for _, c := range changes {
			if f.given[c.Person] != c {
				fresh = append(fresh, c)
			}
		}
		if len(changes) < page {
			f.advance(fresh)
			return fresh, nil
		}
		end := changes[len(changes)-1]
		instant, after = end.At, end.Person
	}
}

// advance remembers what was given and forgets what lies before the next overlap.
func (f *Feed) advance(fresh []Change) {
	for _, c := range fresh {
		f.given[c.Person] = c
		f.top = max(f.top, c.At)
	}
	for person, c := range f.given {
		if c.At < f.top-FeedOverlap.Microseconds() {
			delete(f.given, person)
		}
	}
}

// again goes back to an instant, for a reader that could not take over what it was given.
func (f *Feed) again(from int64) {
	f.top, f.given = from, map[string]Change{}
}
