package intake

import (
	"bytes"
	"context"
	"slices"

	"yanzhen/internal/authz"
	"yanzhen/internal/base/civil"
	"yanzhen/internal/base/idcode"
	"yanzhen/internal/document/lrm"
	"yanzhen/internal/door"
	"yanzhen/internal/registry"
	"yanzhen/internal/registry/code"
	"yanzhen/internal/registry/roster"
)

// formWithoutID says that a form names nobody for certain.
const formWithoutID = "form_without_id"

// person finds whom a form without an identity number means: the one person of that name, gender and month of birth whom the
// actor may see. A row that has a number, or fits nobody or several, stays as it is but for the reason.
func (a *appointment) person(ctx context.Context, tx *door.Tx, district string, row roster.Row) (roster.Row, error) {
	if row.Reason != roster.MissingID {
		return row, nil
	}
	var fits []registry.Person
	filter := registry.Filter{District: district, Words: row.Entry.Get(roster.Name)}
	err := registry.Stream(ctx, tx, tx.Actor(), authz.PersonRead, civil.Of(tx.Now()), filter, func(d registry.Dossier) error {
		if meant(row.Entry, d.Person) {
			fits = append(fits, d.Person)
		}
		return nil
	})
	if err != nil {
		return row, err
	}
	if len(fits) != 1 {
		row.Problems = slices.Clone(row.Problems)
		for n, p := range row.Problems {
			if p.Reason == roster.MissingID {
				row.Problems[n].Reason = formWithoutID
			}
		}
		return row, nil
	}
	number, err := registry.OpenNumber(ctx, fits[0])
	if err != nil {
		return row, err
	}
	texts := slices.Clone(row.Cells)
	for n, b := range blanks {
		if b.field == roster.IDNumber {
			texts[n] = number
		}
	}
	return roster.ReadCells(formColumns(), texts), nil
}

func meant(e roster.Entry, p registry.Person) bool {
	born, parts := e.Day(roster.BirthDate)
	return e.Get(roster.Name) == p.Name && e.Code(roster.Gender) == p.Gender &&
		parts >= 2 && born.Year == p.BirthDate.Year && born.Month == p.BirthDate.Month
}

// drafts gives what the form says. One that says word for word what the dossier would print, as a form that we gave out and nobody
// changed does, says nothing new.
func (a *appointment) drafts(ctx context.Context, tx *door.Tx, d *Desk, i *Import, e roster.Entry) ([]registry.Draft, error) {
	same, err := a.printed(ctx, tx, d, i.District, idcode.Person(e.Get(roster.IDNumber)))
	if err != nil || same {
		return nil, err
	}
	all := collected(d.statements(e))
	all.add(&registry.Form{Format: a.format, File: a.sum})
	all.household(a.Family())
	return all, nil
}

// printed reports whether the form is what the dossier of the number prints.
func (a *appointment) printed(ctx context.Context, tx *door.Tx, d *Desk, district string, number idcode.Person) (bool, error) {
	known, err := registry.KnownNumbers(ctx, tx, district, []idcode.Person{number})
	if err != nil || known[number].Person == "" {
		return false, err
	}
	person, err := registry.DossierAt(ctx, tx, district, known[number].Person, registry.View{})
	if err != nil {
		return false, err
	}
	ours, err := d.formOf(ctx, person, a.format)
	if err != nil {
		return false, err
	}
	var mine, theirs bytes.Buffer
	if err := write(ours, a.format, &mine); err != nil {
		return false, err
	}
	if err := write(a.Form, a.format, &theirs); err != nil { // not changed, so as it came
		return false, err
	}
	return bytes.Equal(mine.Bytes(), theirs.Bytes()), nil
}

// household takes the members of the family whose relation the standard knows; of several sons each is one by the order of the form.
func (c *collected) household(family []lrm.Member) {
	byRelation := map[string]int64{}
	for _, m := range family {
		byRelation[relation(m)]++
	}
	order := map[string]int64{}
	for _, m := range family {
		kin := relation(m)
		if kin == "" {
			continue
		}
		h := registry.Household{Relation: kin, Name: registry.Plain(m.Name), BirthDate: registry.Plain(monthText(m.Born)), Work: registry.Plain(m.Work)}
		if it, err := code.Political.Find(m.Political); err == nil && m.Political != "" {
			h.Political = it.Code
		}
		if order[kin]++; byRelation[kin] > 1 {
			h.Order = registry.IntOf(order[kin])
		}
		c.add(&h)
	}
}

func relation(m lrm.Member) string { return codeIn(code.Kinship, m.Relation) }

// monthText writes the month 199003 of a form as 1990-03; what is no month stays.
func monthText(text string) string {
	if len(text) == 6 {
		if _, err := civil.Parse(text[:4] + "-" + text[4:] + "-01"); err == nil {
			return text[:4] + "-" + text[4:]
		}
	}
	return text
}
