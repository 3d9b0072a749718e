package registry

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"yanzhen/internal/base/civil"
	"yanzhen/internal/base/fault"
	"yanzhen/internal/door"
)

// Settle writes the decision on a difference into the dossier; see Side. Deciding for what the dossier says already changes nothing.
// The caller's command answers for the right to decide.
//
// Errors: Conflict "registry.settle.moved" if the dossier meanwhile says neither ours nor theirs, "registry.settle.one" if both
// cannot stand beside each other; Invalid for an edited value that does not fit the field.
func Settle(ctx context.Context, tx *door.Tx, s Settlement) error {
	b, err := newBook(ctx, tx, s.District)
	if err != nil {
		return err
	}
	land, err := LandOf(ctx, tx, s.District, s.Difference.Person)
	if err != nil {
		return err
	}
	ch, err := b.openLive(ctx, land.Person, 0)
	if err != nil {
		return err
	}
	theirs, err := s.theirs(b, ch.person.ID)
	if err != nil {
		return err
	}
	ours, err := s.ours(ctx, b, ch, theirs)
	if err != nil {
		return err
	}
	return s.settle(ctx, b, ch, ours, theirs)
}

// theirs reads the statement of the other side, sealed for the person as they are now.
func (s Settlement) theirs(b *book, person string) (*Record, error) {
	d := s.Difference
	var raw struct {
		Data         json.RawMessage
		Since, Until civil.Date
	}
	if err := json.Unmarshal([]byte(d.Statement), &raw); err != nil {
		return nil, fmt.Errorf("read the statement of a difference: %w", err)
	}
	data, err := decode(d.Kind, string(raw.Data))
	if err != nil {
		return nil, err
	}
	if person != d.Person {
		err = reseal(b.ring, d.Person, person, data)
	}
	return &Record{Data: data, Since: raw.Since, Until: raw.Until, Source: d.TheirsSource}, err
}

// ours finds the live record that stands where ours stood, and asks that it still says ours, or theirs already.
func (s Settlement) ours(ctx context.Context, b *book, ch *chapter, theirs *Record) (*Record, error) {
	all, err := recordsWhere(ctx, b.tx, b.district, []string{s.Difference.Person, ch.person.ID}, "1 = 1")
	if err != nil {
		return nil, err
	}
	byID := map[string]*Record{}
	for _, records := range all {
		for _, r := range records {
			byID[r.ID] = r
		}
	}
	first := byID[s.Difference.Record]
	if first == nil {
		return nil, fault.Missing.New("registry.record.missing")
	}
	line := chain(first, byID)
	last := line[len(line)-1]
	moved := fault.Conflict.New("registry.settle.moved")
	if !last.Counts() {
		return nil, moved
	}
	r, err := b.find(ctx, ch, last.ID)
	if err != nil {
		return nil, err
	}
	f, known := r.spec().FieldNamed(s.Difference.Field)
	if !known || r.Data.Kind() != s.Difference.Kind {
		return nil, moved
	}
	now, then := valueOf(r.Data, f), valueOf(first.Data, f)
	if exactly(now, then) || s.Take == Theirs && same(now, valueOf(theirs.Data, f)) {
		return r, nil
	}
	return nil, moved
}

// settle does what was decided.
func (s Settlement) settle(ctx context.Context, b *book, ch *chapter, ours, theirs *Record) error {
	f, _ := ours.spec().FieldNamed(s.Difference.Field)
	var n *Record
	switch s.Take {
	case Ours:
		return nil
	case Both:
		return s.both(ctx, b, ch, theirs)
	case Theirs:
		if same(valueOf(ours.Data, f), valueOf(theirs.Data, f)) {
			return nil
		}
		n = s.taken(ours, theirs, f)
	case Edited:
		n = ours.successor()
		if err := s.edit(b, ch, n, f); err != nil {
			return err
		}
	default:
		return fault.Invalid.New("registry.settle.take").On("take")
	}
	n.Reason = strings.TrimSpace(s.Reason)
	if err := b.link(ctx, n); err != nil {
		return err
	}
	if other := ch.rival(n, ours); other != nil {
		return fault.Conflict.New("registry.record.double").On("take")
	}
	b.add(ch, n, ours)
	return b.save(ctx)
}

// taken gives ours with the field from theirs, or theirs as a whole.
func (s Settlement) taken(ours, theirs *Record, f Field) *Record {
	if s.Difference.Whole {
		return theirs
	}
	n := ours.successor()
	valueOf(n.Data, f).Set(valueOf(theirs.Data, f))
	n.originate(f.Name, s.Difference.TheirsSource)
	return n
}

// edit puts the decider's own value into the field.
func (s Settlement) edit(b *book, ch *chapter, n *Record, f Field) error {
	if err := fill(n.Data, map[string]any{f.Name: strings.TrimSpace(s.Value)}); err != nil {
		return fault.Of(err).On("value")
	}
	if err := check(n.Data); err != nil {
		return fault.Of(err).On("value")
	}
	n.originate(f.Name, Source{Kind: FromDecision, Date: today(b.tx)})
	return seal(b.ring, ch.person.ID, n.Data)
}

func (r *Record) originate(field string, from Source) {
	if r.Origins == nil {
		r.Origins = map[string]Source{}
	}
	r.Origins[field] = from
}

// both adds theirs beside ours.
func (s Settlement) both(ctx context.Context, b *book, ch *chapter, theirs *Record) error {
	if err := b.link(ctx, theirs); err != nil {
		return err
	}
	switch other := ch.rival(theirs, nil); {
	case other != nil && says(other, Draft{Data: theirs.Data}):
		return nil
	case other != nil || theirs.spec().Single:
		return fault.Conflict.New("registry.settle.one").On("take")
	}
	theirs.Reason = strings.TrimSpace(s.Reason)
	b.add(ch, theirs, nil)
	return b.save(ctx)
}
