package registry

import (
	"cmp"
	"context"
	"errors"
	"strings"

	"yanzhen/internal/authz"
	"yanzhen/internal/base/civil"
	"yanzhen/internal/base/fault"
	"yanzhen/internal/door"
	"yanzhen/internal/file"
	"yanzhen/internal/store"
)

func today(tx *door.Tx) civil.Date { return civil.Of(tx.Now()) }

// Action of the command.
func (DeclareRecord) Action() authz.Action { return authz.RecordDeclare }

// Land is where the person lies.
func (c DeclareRecord) Land(ctx context.Context, q store.Q) (authz.Land, error) {
	return LandOf(ctx, q, c.District, c.Person)
}

// Run adds the record. What stands in its slot is superseded; of that, a field not sent is kept with its source, and one sent
// empty is cleared.
func (c DeclareRecord) Run(ctx context.Context, tx *door.Tx) (*Record, error) {
	spec, err := SpecOf(c.Kind)
	if err != nil {
		return nil, err
	}
	fresh := spec.New()
	if err := fill(fresh, c.Data); err != nil {
		return nil, err
	}
	b, ch, err := openOne(ctx, tx, c.District, c.Person, c.Version)
	if err != nil {
		return nil, err
	}
	r := &Record{Data: fresh, Since: c.Since, Until: c.Until, Evidence: c.Evidence}
	old := ch.inSlot(spec, slotOf(fresh, c.Since), c.Until)
	if old != nil {
		r = old.successor()
		r.Since, r.Until, r.Evidence = cmp.Or(c.Since, old.Since), cmp.Or(c.Until, old.Until), cmp.Or(c.Evidence, old.Evidence)
		if err := fill(r.Data, c.Data); err != nil {
			return nil, err
		}
	}
	if err := b.state(ctx, ch, r, old); err != nil {
		return nil, err
	}
	return r, b.save(ctx)
}

// Action of the command.
func (CorrectRecord) Action() authz.Action { return authz.RecordDeclare }

// Land is where the person lies.
func (c CorrectRecord) Land(ctx context.Context, q store.Q) (authz.Land, error) {
	return LandOf(ctx, q, c.District, c.Person)
}

// Run supersedes the record by one with the changes.
func (c CorrectRecord) Run(ctx context.Context, tx *door.Tx) (*Record, error) {
	reason, err := reasonOf(c.Reason)
	if err != nil {
		return nil, err
	}
	b, ch, err := openOne(ctx, tx, c.District, c.Person, c.Version)
	if err != nil {
		return nil, err
	}
	old, err := b.find(ctx, ch, c.Record)
	if err != nil {
		return nil, err
	}
	r := old.successor()
	r.Reason, r.Evidence = reason, cmp.Or(c.Evidence, old.Evidence)
	if c.Since != nil {
		r.Since = *c.Since
	}
	if c.Until != nil {
		r.Until = *c.Until
	}
	if err := fill(r.Data, c.Data); err != nil {
		return nil, err
	}
	if err := b.state(ctx, ch, r, old); err != nil {
		return nil, err
	}
	return r, b.save(ctx)
}

// state checks a statement that somebody typed and writes it, in the place of old if that is not nil.
func (b *book) state(ctx context.Context, ch *chapter, r, old *Record) error {
	if err := check(r.Data); err != nil {
		return err
	}
	if bad := orderOf(r.Since, r.Until); bad != nil {
		return bad
	}
	if err := b.checkEvidence(ctx, ch.person, r.Evidence); err != nil {
		return err
	}
	if err := seal(b.ring, ch.person.ID, r.Data); err != nil {
		return err
	}
	land, err := LandOf(ctx, b.tx, b.district, ch.person.ID)
	if err != nil {
		return err
	}
	from, err := sourceOf(ctx, b.tx, authz.RecordDeclare, land)
	if err != nil {
		return err
	}
	if err := r.attribute(from, old); err != nil {
		return err
	}
	if err := b.link(ctx, r); err != nil {
		return err
	}
	if other := ch.rival(r, old); other != nil {
		return fault.Conflict.New("registry.record.double").On("data")
	}
	b.tx.Note("kind", string(r.Data.Kind()))
	b.add(ch, r, old)
	b.tx.Note("record", r.ID)
	return nil
}

// successor gives the beginnings of a record that will supersede r: the same statement with the sources of its fields.
func (r *Record) successor() *Record {
	n := &Record{Data: clone(r.Data), Since: r.Since, Until: r.Until, Source: r.Source, Evidence: r.Evidence}
	if len(r.Origins) > 0 {
		n.Origins = map[string]Source{}
		for field, s := range r.Origins {
			n.Origins[field] = s
		}
	}
	return n
}

// attribute makes from the source of r, save of the fields that already stood in old: those keep theirs. It fails with Invalid if r
// says nothing that old did not say.
func (r *Record) attribute(from Source, old *Record) error {
	r.Source = from
	if old == nil {
		return nil
	}
	r.Origins = map[string]Source{}
	changed := r.Since != old.Since || r.Until != old.Until || r.Evidence != old.Evidence || old.Status == Refused
	for _, f := range r.spec().Fields {
		mine, before := valueOf(r.Data, f), valueOf(old.Data, f)
		switch {
		case !exactly(mine, before):
			changed = true
		case !mine.IsZero():
			if s := old.SourceOf(f.Name); s != from {
				r.Origins[f.Name] = s
			}
		}
	}
	if !changed {
		return fault.Invalid.New("registry.record.unchanged").On("data")
	}
	return nil
}

func (r *Record) spec() Spec { return Kinds[kindOrder[r.Data.Kind()]] }

// inSlot gives the live record that a statement with this slot and end is about: the one that counts, else a refused one; nil if there is
// none. A statement without an end is not about a term that has ended.
func (c *chapter) inSlot(spec Spec, slot string, until civil.Date) *Record {
	var refused *Record
	for _, r := range c.records {
		switch {
		case r.Data.Kind() != spec.Kind || !spec.Single && (r.Slot != slot || until.IsZero() && !r.Until.IsZero()):
		case r.Counts():
			return r
		case refused == nil:
			refused = r
		}
	}
	return refused
}

// rival gives the record that counts, other than old, which stands for the same thing as r; nil if there is none.
func (c *chapter) rival(r, old *Record) *Record {
	spec := r.spec()
	slot := spec.slot(r)
	for _, other := range c.records {
		if other != old && other.Counts() && other.Data.Kind() == spec.Kind && other.Slot == slot && (spec.Single || other.Until == r.Until) {
			return other
		}
	}
	return nil
}

// slot is what tells a record from others of its kind.
func (s Spec) slot(r *Record) string {
	if s.Single {
		return ""
	}
	return slotOf(r.Data, r.Since)
}

// find gives a live record by id. Errors: Conflict if it was superseded, Missing if there is no such record.
func (b *book) find(ctx context.Context, ch *chapter, id string) (*Record, error) {
	for _, r := range ch.records {
		if r.ID == id {
			return r, nil
		}
	}
	var n int64
	err := b.tx.QueryRow(ctx, `SELECT COUNT(*) FROM record WHERE district = $1 AND person = $2 AND id = $3`, b.district, ch.person.ID, id).Scan(&n)
	switch {
	case err != nil:
		return nil, err
	case n == 0:
		return nil, fault.Missing.New("registry.record.missing")
	}
	return nil, fault.Conflict.New("registry.record.superseded")
}

// link looks up the organisation of an employment; of other kinds it does nothing.
func (b *book) link(ctx context.Context, r *Record) error {
	d, ok := r.Data.(*Employment)
	if !ok {
		return nil
	}
	var err error
	if b.orgs, err = newOrgBook(ctx, b.tx, b.district, []OrgRef{{d.USCC, d.Employer}}); err != nil {
		return err
	}
	b.employ(d, r.Until.IsZero())
	return nil
}

// checkEvidence asks that a file is evidence about this very person.
func (b *book) checkEvidence(ctx context.Context, p *Person, id string) error {
	if id == "" {
		return nil
	}
	f, err := file.Find(ctx, b.tx, b.district, id)
	if err == nil && f.Purpose == file.Evidence && f.Person == p.ID {
		return nil
	}
	if err == nil || errors.Is(err, fault.Missing) {
		return fault.Invalid.New("registry.evidence.foreign").On("evidence")
	}
	return err
}

// mostReason bounds a reason, in characters.
const mostReason = 500

func reasonOf(text string) (string, error) {
	text = strings.TrimSpace(text)
	switch n := len([]rune(text)); {
	case n == 0:
		return "", fault.Invalid.New("registry.reason.required").On("reason")
	case n > mostReason:
		return "", fault.Invalid.New("registry.reason.long").On("reason").With("max", mostReason)
	}
	return text, nil
}
