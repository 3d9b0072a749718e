package registry

import (
	"context"
	"errors"
	"maps"

	"yanzhen/internal/authz"
	"yanzhen/internal/base/fault"
	"yanzhen/internal/door"
	"yanzhen/internal/store"
)

// Action of the command.
func (VerifyRecord) Action() authz.Action { return authz.RecordVerify }

// Land is where the person lies.
func (c VerifyRecord) Land(ctx context.Context, q store.Q) (authz.Land, error) {
	return LandOf(ctx, q, c.District, c.Person)
}

// Run marks the record as verified. Errors: Conflict if it already is.
func (c VerifyRecord) Run(ctx context.Context, tx *door.Tx) (*Record, error) {
	b, ch, r, err := openRecord(ctx, tx, c.District, c.Person, c.Version, c.Record)
	switch {
	case err != nil:
		return nil, err
	case r.Status == Verified:
		return nil, fault.Conflict.New("registry.record.verified")
	}
	return b.judge(ctx, ch, r, Verified, "")
}

// Action of the command.
func (RefuseRecord) Action() authz.Action { return authz.RecordVerify }

// Land is where the person lies.
func (c RefuseRecord) Land(ctx context.Context, q store.Q) (authz.Land, error) {
	return LandOf(ctx, q, c.District, c.Person)
}

// Run marks the record as refused. An identity cannot be refused: someone must be meant; it is corrected instead.
func (c RefuseRecord) Run(ctx context.Context, tx *door.Tx) (*Record, error) {
	reason, err := reasonOf(c.Reason)
	if err != nil {
		return nil, err
	}
	b, ch, r, err := openRecord(ctx, tx, c.District, c.Person, c.Version, c.Record)
	switch {
	case err != nil:
		return nil, err
	case r.Status == Refused:
		return nil, fault.Conflict.New("registry.record.refused")
	case r.Data.Kind() == KindIdentity:
		return nil, fault.Conflict.New("registry.identity.refuse")
	}
	return b.judge(ctx, ch, r, Refused, reason)
}

// openRecord reads one live person and one live record of theirs.
func openRecord(ctx context.Context, tx *door.Tx, district, person string, version int64, record string) (*book, *chapter, *Record, error) {
	b, ch, err := openOne(ctx, tx, district, person, version)
	if err != nil {
		return nil, nil, nil, err
	}
	r, err := b.find(ctx, ch, record)
	if err == nil {
		tx.Note("kind", string(r.Data.Kind()))
		tx.Note("record", r.ID)
	}
	return b, ch, r, err
}

// judge gives the verdict on a record. The first one is written beside it; a later one, or one on a record that was corrected for a reason,
// supersedes the record, so that what was held to be true in between stays known.
func (b *book) judge(ctx context.Context, ch *chapter, r *Record, s Status, reason string) (*Record, error) {
	if !r.StatusAt.IsZero() || r.Reason != "" {
		old := r
		r = old.again()
		b.pass(r, s, reason)
		return b.add(ch, r, old), b.save(ctx)
	}
	b.pass(r, s, reason)
	if err := saveStatus(ctx, b.tx, b.district, r); err != nil {
		return nil, err
	}
	ch.touched = true
	return r, b.save(ctx)
}

func (b *book) pass(r *Record, s Status, reason string) {
	r.Status, r.StatusAt, r.StatusBy = s, b.now, b.tx.Actor().Account
	if reason != "" {
		r.Reason = reason
		b.tx.Note("reason", reason)
	}
}

// again gives a copy of r that says exactly what r says, standing included.
func (r *Record) again() *Record {
	n := r.successor()
	n.Status, n.StatusAt, n.StatusBy, n.Reason = r.Status, r.StatusAt, r.StatusBy, r.Reason
	n.Origins = maps.Clone(r.Origins)
	return n
}

// Action of the command.
func (ConfirmEmployment) Action() authz.Action { return authz.EmployConfirm }

// Land is with the employer the record names, who need not be the present one.
func (c ConfirmEmployment) Land(ctx context.Context, q store.Q) (authz.Land, error) {
	land, err := LandOf(ctx, q, c.District, c.Person)
	if err != nil {
		return land, err
	}
	r, err := loadRecord(ctx, q, c.District, land.Person, c.Record)
	if err != nil {
		return land, err
	}
	d, ok := r.Data.(*Employment)
	if !ok {
		return land, fault.Invalid.New("registry.employment.other").On("record")
	}
	land.Org = d.Org
	return land, nil
}

// Run writes the employer's word. That someone works there, or worked until a day, verifies the record; that they never did refuses it.
func (c ConfirmEmployment) Run(ctx context.Context, tx *door.Tx) (*Record, error) {
	switch {
	case c.Works && !c.EndedOn.IsZero():
		return nil, fault.Invalid.New("registry.employment.both").On("ended_on")
	case c.EndedOn.After(today(tx)):
		return nil, fault.Invalid.New("registry.employment.future").On("ended_on")
	}
	b, ch, r, err := openRecord(ctx, tx, c.District, c.Person, c.Version, c.Record)
	if err != nil {
		return nil, err
	}
	if !c.Works && c.EndedOn.IsZero() {
		reason, err := reasonOf(c.Reason)
		if err != nil {
			return nil, err
		}
		return b.judge(ctx, ch, r, Refused, reason)
	}
	if bad := orderOf(r.Since, c.EndedOn); bad != nil {
		return nil, bad.On("ended_on")
	}
	if r.Until == c.EndedOn {
		return b.judge(ctx, ch, r, Verified, c.Reason)
	}
	n := r.again()
	n.Until = c.EndedOn
	if ch.rival(n, r) != nil {
		return nil, fault.Conflict.New("registry.record.double")
	}
	b.pass(n, Verified, c.Reason)
	return b.add(ch, n, r), b.save(ctx)
}

// loadRecord gives one record, live or not. Errors: Missing.
func loadRecord(ctx context.Context, q store.Q, district, person, id string) (*Record, error) {
	r, err := scanRecord(q.QueryRow(ctx, `SELECT `+recordColumns+` FROM record WHERE district = $1 AND person = $2 AND id = $3`, district, person, id))
	if errors.Is(err, store.ErrNoRows) {
		return nil, fault.Missing.New("registry.record.missing")
	}
	return r, err
}
