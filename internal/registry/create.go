package registry

import (
	"context"
	"errors"
	"strings"

	"yanzhen/internal/authz"
	"yanzhen/internal/base/fault"
	"yanzhen/internal/base/idcode"
	"yanzhen/internal/door"
	"yanzhen/internal/store"
)

// Action of the command.
func (CreatePerson) Action() authz.Action { return authz.PersonCreate }

// Land is with the employer.
func (c CreatePerson) Land(context.Context, store.Q) (authz.Land, error) {
	return authz.Land{District: c.District, Org: c.Org}, nil
}

// Run opens the dossier with an identity record and, if an employer is named, an employment.
func (c CreatePerson) Run(ctx context.Context, tx *door.Tx) (*Person, error) {
	number, identity, err := c.identity()
	if err != nil {
		return nil, err
	}
	b, err := newBook(ctx, tx, c.District)
	if err != nil {
		return nil, err
	}
	p, err := b.newPerson(number)
	if err != nil {
		return nil, err
	}
	known, err := livePersons(ctx, tx, c.District, []string{p.idIndex})
	switch {
	case err != nil:
		return nil, err
	case len(known) > 0:
		return nil, fault.Conflict.New("registry.person.known").On("id_number")
	}
	tx.About("person/" + p.ID)
	tx.Note("number", p.IDMask)
	ch := b.begin(p)
	ch.isNew = true
	from, err := sourceOf(ctx, tx, authz.PersonCreate, authz.Land{District: c.District, Org: c.Org, Person: p.ID})
	if err != nil {
		return nil, err
	}
	b.add(ch, &Record{Data: identity, Source: from}, nil)
	if err := c.employ(ctx, b, ch, from); err != nil {
		return nil, err
	}
	return p, b.save(ctx)
}

// identity checks what was typed; the number decides sex and birth.
func (c CreatePerson) identity() (idcode.Person, *Identity, error) {
	var faults fault.List
	name := strings.TrimSpace(c.Name)
	if name == "" {
		faults.Add(fault.Invalid.New("registry.person.name_required").On("name"))
	}
	number, err := idcode.ParsePerson(c.IDNumber)
	if err != nil {
		faults.Add(fault.Invalid.New("registry.person.bad_number").On("id_number").From(err))
		return "", nil, faults.Err()
	}
	if c.Gender != "" && c.Gender != string(number.Sex()) {
		faults.Add(fault.Invalid.New("registry.person.gender_differs").On("gender"))
	}
	d := &Identity{Name: name, Gender: string(number.Sex()), BirthDate: parseDay(number.Birth())}
	if err := check(d); name != "" && err != nil {
		for _, f := range fault.Of(err).All() {
			faults.Add(fault.Invalid.New(f.Key).On(strings.TrimPrefix(f.Field, "data.")))
		}
	}
	return number, d, faults.Err()
}

func (c CreatePerson) employ(ctx context.Context, b *book, ch *chapter, from Source) error {
	if c.Org == "" {
		return nil
	}
	o, err := loadOrg(ctx, b.tx, c.District, c.Org)
	if errors.Is(err, fault.Missing) {
		return fault.Invalid.New("registry.org.missing").On("org")
	}
	if err != nil {
		return err
	}
	d := &Employment{Org: o.ID, Employer: o.Name, USCC: o.USCC, Post: c.Post}
	if err := check(d); err != nil {
		return err
	}
	b.add(ch, &Record{Data: d, Source: from}, nil)
	return nil
}

// sourceOf names the source of what the actor types: office, unit or talent, by the grant that allows it.
func sourceOf(ctx context.Context, tx *door.Tx, action authz.Action, land authz.Land) (Source, error) {
	from := Source{Kind: FromOffice, Date: today(tx)}
	for _, g := range tx.Actor().Grants {
		alone := tx.Actor()
		alone.Grants = []authz.Grant{g}
		if authz.May(alone, action, land) != nil {
			continue
		}
		switch g.Role {
		case authz.Talent:
			from.Kind = FromTalent
		case authz.Unit:
			o, err := loadOrg(ctx, tx, g.District, g.Org)
			if err != nil {
				return from, err
			}
			from.Kind, from.Name = FromUnit, o.Name
		}
		return from, nil
	}
	return from, nil
}
