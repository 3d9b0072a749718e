package registry

import (
	"context"
	"maps"
	"slices"
	"time"

	"yanzhen/internal/account"
	"yanzhen/internal/authz"
	"yanzhen/internal/base/fault"
	"yanzhen/internal/door"
	"yanzhen/internal/file"
	"yanzhen/internal/notify"
	"yanzhen/internal/store"
)

// Action of the command.
func (MergePersons) Action() authz.Action { return authz.PersonMerge }

// Land is where the person lies who goes on; Run asks about the other one.
func (c MergePersons) Land(ctx context.Context, q store.Q) (authz.Land, error) {
	return LandOf(ctx, q, c.District, c.Into)
}

// Run moves the records. Where both dossiers speak of the same thing, what Into says stands and From fills its blanks; what
// From said stays in the history. The answer is Into.
func (c MergePersons) Run(ctx context.Context, tx *door.Tx) (*Person, error) {
	reason, err := reasonOf(c.Reason)
	if err != nil {
		return nil, err
	}
	if c.From == c.Into {
		return nil, fault.Invalid.New("registry.merge.same").On("from")
	}
	b, into, err := openOne(ctx, tx, c.District, c.Into, c.Version)
	if err != nil {
		return nil, err
	}
	from, err := b.openLive(ctx, c.From, 0)
	if err != nil {
		return nil, err
	}
	land, err := LandOf(ctx, tx, c.District, c.From)
	if err != nil {
		return nil, err
	}
	if err := tx.May(authz.PersonMerge, land); err != nil {
		return nil, err
	}
	tx.Note("from", "person/"+c.From)
	tx.Note("reason", reason)
	if err := b.join(into, from); err != nil {
		return nil, err
	}
	if err := b.save(ctx); err != nil {
		return nil, err
	}
	return into.person, c.leave(ctx, tx)
}

// join moves every live record of one chapter into another and makes the first a pointer.
func (b *book) join(into, from *chapter) error {
	var kept []string // fields in which the two differed
	for _, theirs := range slices.Clone(from.records) {
		moved := theirs.again()
		if err := reseal(b.ring, from.person.ID, into.person.ID, moved.Data); err != nil {
			return err
		}
		ours := into.rival(moved, nil)
		switch {
		case ours == nil:
			b.move(into, from, moved, theirs)
		case !theirs.Counts():
			b.retire(from, theirs, ours)
		default:
			filled, differing := ours.filledBy(moved)
			kept = append(kept, differing...)
			if filled != nil {
				ours = b.add(into, filled, ours)
			}
			b.retire(from, theirs, ours)
		}
	}
	b.tx.Note("kept", kept)
	from.person.MergedInto = into.person.ID
	from.touched, into.touched = true, true
	return nil
}

// move writes a record of from anew under into.
func (b *book) move(into, from *chapter, moved, theirs *Record) {
	b.add(into, moved, nil)
	moved.Supersedes = theirs.ID
	b.retire(from, theirs, moved)
}

// retire marks a record of from as superseded by one of into.
func (b *book) retire(from *chapter, theirs, by *Record) {
	theirs.SupersededBy, theirs.SupersededAt = by.ID, b.now
	b.outdated = append(b.outdated, theirs)
	from.records = slices.DeleteFunc(from.records, func(r *Record) bool { return r == theirs })
}

// filledBy gives ours with its blanks filled from theirs, nil if theirs adds nothing, and names the fields in which they differ.
func (r *Record) filledBy(theirs *Record) (filled *Record, differing []string) {
	n := r.again()
	n.Origins = maps.Clone(r.Origins)
	if n.Origins == nil {
		n.Origins = map[string]Source{}
	}
	added := false
	for _, f := range r.spec().Fields {
		mine, other := valueOf(n.Data, f), valueOf(theirs.Data, f)
		switch {
		case other.IsZero():
		case mine.IsZero():
			mine.Set(other)
			n.Origins[f.Name] = theirs.SourceOf(f.Name)
			added = true
		case !same(mine, other):
			differing = append(differing, string(r.Data.Kind())+"."+f.Name)
		}
	}
	if r.Status != theirs.Status {
		n.Status, n.StatusAt, n.StatusBy = Declared, time.Time{}, ""
	}
	if !added {
		return nil, differing
	}
	return n, differing
}

// leave takes the pointer out of the lists; its evidence, the accounts of its person and their messages follow.
func (c MergePersons) leave(ctx context.Context, tx *door.Tx) error {
	if _, err := tx.Exec(ctx, `DELETE FROM profile WHERE district = $1 AND person = $2`, c.District, c.From); err != nil {
		return err
	}
	if err := file.Move(ctx, tx, c.District, c.From, c.Into); err != nil {
		return err
	}
	if err := notify.FollowPerson(ctx, tx, c.District, c.From, c.Into); err != nil {
		return err
	}
	return account.FollowPerson(ctx, tx, c.District, c.From, c.Into)
}
