package intake

import (
	"context"

	"yanzhen/internal/base/idcode"
	"yanzhen/internal/registry"
	"yanzhen/internal/registry/code"
	"yanzhen/internal/registry/roster"
	"yanzhen/internal/store"
)

// A fence keeps an import of a unit within the unit: it brings in and changes that unit's people only. An import
// of the office has none.
type fence struct {
	org   *registry.Org // nil for the office
	plan  Plan
	known map[idcode.Person]registry.Known
}

func newFence(ctx context.Context, q store.Q, i *Import, rows []roster.Row) (*fence, error) {
	if i.Org == "" {
		return &fence{}, nil
	}
	org, err := registry.FindOrg(ctx, q, i.District, i.Org)
	if err != nil {
		return nil, err
	}
	var numbers []idcode.Person
	for _, row := range rows {
		if row.Outcome == roster.OK {
			numbers = append(numbers, idcode.Person(row.Entry.Get(roster.IDNumber)))
		}
	}
	known, err := registry.KnownNumbers(ctx, q, i.District, numbers)
	return &fence{org, i.Plan, known}, err
}

// keeps tells why the row may not come in; ok is false if it may.
func (f *fence) keeps(row roster.Row) (r Reason, ok bool) {
	if f.org == nil {
		return Reason{}, false
	}
	if !f.ours(row.Entry) {
		return Reason{Column: f.plan.title(roster.Employer), Field: roster.Employer, Code: "other_unit", Value: row.Entry.Get(roster.Employer), Rejects: true}, true
	}
	if p, known := f.known[idcode.Person(row.Entry.Get(roster.IDNumber))]; known && p.Org != f.org.ID {
		return Reason{Column: f.plan.title(roster.IDNumber), Field: roster.IDNumber, Code: "not_yours", Rejects: true}, true
	}
	return Reason{}, false
}

// ours reports whether the employer a row names is the unit; a row that names none is taken to mean it.
func (f *fence) ours(e roster.Entry) bool {
	if uscc := e.Get(roster.USCC); uscc != "" && f.org.USCC != "" {
		return uscc == f.org.USCC
	}
	name := e.Get(roster.Employer)
	return name == "" || code.Key(name) == code.Key(f.org.Name)
}

// place puts the unit's people at the unit, however the file writes it.
func (f *fence) place(a registry.Arrival) registry.Arrival {
	if f.org == nil {
		return a
	}
	a.Org = registry.OrgRef{USCC: f.org.USCC, Name: f.org.Name}
	for _, d := range a.Drafts {
		if job, ok := d.Data.(*registry.Employment); ok {
			job.Employer, job.USCC = f.org.Name, f.org.USCC
		}
	}
	return a
}

// title gives the title of the column that is read as a field, "" if there is none.
func (p Plan) title(f roster.Field) string {
	for _, c := range p.Columns {
		if c.Field == f {
			return c.Title
		}
	}
	return ""
}
