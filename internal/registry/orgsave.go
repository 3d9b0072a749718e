package registry

import (
	"context"
	"slices"
	"strings"
	"unicode/utf8"

	"yanzhen/internal/authz"
	"yanzhen/internal/base/fault"
	"yanzhen/internal/base/idcode"
	"yanzhen/internal/door"
	"yanzhen/internal/registry/code"
	"yanzhen/internal/store"
)

// Action of the command.
func (SaveOrg) Action() authz.Action { return authz.OrgChange }

// Land is the organisation; a new one lies in the district only, so a unit cannot make one.
func (c SaveOrg) Land(context.Context, store.Q) (authz.Land, error) {
	return authz.Land{District: c.District, Org: c.ID}, nil
}

// Run saves the organisation and recomputes the profiles of its people, to whom the feed of changes then points.
func (c SaveOrg) Run(ctx context.Context, tx *door.Tx) (*Org, error) {
	o := c.Org
	if err := o.check(); err != nil {
		return nil, err
	}
	if o.ID == "" {
		return c.create(ctx, tx, &o)
	}
	tx.About("org/" + o.ID)
	old, err := loadOrg(ctx, tx, o.District, o.ID)
	switch {
	case err != nil:
		return nil, err
	case o.Version != 0 && o.Version != old.Version:
		return nil, fault.Conflict.New("registry.changed")
	}
	if tx.May(authz.OrgChange, authz.Land{District: o.District}) != nil { // a unit does not put itself on a list that policies trust
		o.More.Tags, o.More.Lists = old.More.Tags, old.More.Lists
	}
	o.CreatedAt, o.ChangedAt, o.Version = old.CreatedAt, tx.Now(), old.Version+1
	if err := updateOrg(ctx, tx, &o); err != nil {
		return nil, err
	}
	return &o, reproject(ctx, tx, &o)
}

func (c SaveOrg) create(ctx context.Context, tx *door.Tx, o *Org) (*Org, error) {
	o.ID, o.CreatedAt, o.ChangedAt, o.Version = tx.NewID(), tx.Now(), tx.Now(), 1
	tx.About("org/" + o.ID)
	return o, insertOrgs(ctx, tx, []*Org{o})
}

// reproject recomputes the profiles of everyone the organisation employs.
func reproject(ctx context.Context, tx *door.Tx, o *Org) error {
	b, err := newBook(ctx, tx, o.District)
	if err != nil {
		return err
	}
	b.orgs = &orgBook{byID: map[string]*Org{o.ID: o}}
	people, err := all(ctx, tx, scanText, `SELECT person FROM profile WHERE district = $1 AND org = $2 ORDER BY person`, o.District, o.ID)
	if err != nil {
		return err
	}
	for chunk := range slices.Chunk(people, 500) {
		if err := b.touch(ctx, chunk); err != nil {
			return err
		}
	}
	return nil
}

// touch recomputes profiles and marks the people as changed, their version as it was: nothing a form could have missed.
func (b *book) touch(ctx context.Context, ids []string) error {
	args := []any{b.district}
	which := in("id", ids, &args)
	args = append(args, micros(b.now))
	if _, err := b.tx.Exec(ctx, `UPDATE person SET changed_at = $`+last(args)+` WHERE district = $1 AND `+which, args...); err != nil {
		return err
	}
	people, err := all(ctx, b.tx, scanPerson, `SELECT `+personColumns+` FROM person WHERE district = $1 AND `+which, args[:len(args)-1]...)
	if err != nil {
		return err
	}
	records, err := liveRecords(ctx, b.tx, b.district, ids)
	if err != nil {
		return err
	}
	var touched []*chapter
	for _, p := range people {
		touched = append(touched, &chapter{person: p, records: records[p.ID]})
	}
	return b.saveProfiles(ctx, touched)
}

// check trims the organisation and looks at every field. It fails with Invalid carrying all faults.
func (o *Org) check() error {
	var faults fault.List
	wrong := func(bad bool, key, field string) {
		if bad {
			faults.Add(fault.Invalid.New(key).On(field))
		}
	}
	for _, t := range []struct {
		field string
		value *string
		most  int
	}{{"name", &o.Name, 120}, {"address", &o.Address, maxText}, {"contact", &o.Contact, maxText}} {
		*t.value = strings.TrimSpace(*t.value)
		if n := utf8.RuneCountInString(*t.value); n > t.most {
			faults.Add(fault.Invalid.New("registry.field.long").On(t.field).With("max", t.most))
		}
	}
	wrong(o.Name == "", "registry.field.required", "name")
	if o.USCC != "" {
		uscc, err := idcode.ParseOrg(o.USCC)
		wrong(err != nil, "registry.field.uscc", "uscc")
		o.USCC = string(uscc)
	}
	o.Industry = divisionOf(o.Industry)
	wrong(!knows(code.Ownership, o.Ownership), "registry.field.code", "ownership")
	wrong(!knows(code.Industry, o.Industry), "registry.field.code", "industry")
	wrong(!knows(code.Scale, o.Scale), "registry.field.code", "scale")
	wrong(o.Town != "" && !isRegion(o.Town), "registry.field.region", "town")
	wrong(o.Village != "" && !isRegion(o.Village), "registry.field.region", "village")
	o.More.check(wrong)
	return faults.Err()
}

func (m *OrgMore) check(wrong func(bad bool, key, field string)) {
	wrong(m.Kind != "" && !slices.Contains(OrgKinds, m.Kind), "registry.field.code", "more.kind")
	wrong(m.InstitutionClass != "" && !slices.Contains(InstitutionClasses, m.InstitutionClass), "registry.field.code", "more.institution_class")
	wrong(m.Place != "" && !isRegion(m.Place), "registry.field.region", "more.place")
	wrong(m.Staff != nil && *m.Staff < 0, "registry.field.negative", "more.staff")
	wrong(m.Revenue < 0, "registry.field.negative", "more.revenue_fen")
	wrong(m.RDPercent < 0 || m.RDPercent > 100, "registry.field.percent", "more.rd_percent")
	wrong(len(m.Tags) > maxTexts, "registry.field.many", "more.tags")
	wrong(len(m.Lists) > maxTexts, "registry.field.many", "more.lists")
}

func knows(t *code.Table, c string) bool {
	if c == "" {
		return true
	}
	_, err := t.Get(c)
	return err == nil
}

// divisionOf takes the section letter off a division, as the standard writes it: "C34" is 34.
func divisionOf(industry string) string {
	if len(industry) > 1 && industry[0] >= 'A' && industry[0] <= 'Z' && knows(code.Industry, industry[1:]) {
		return industry[1:]
	}
	return industry
}
