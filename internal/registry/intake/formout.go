package intake

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"

	"yanzhen/internal/authz"
	"yanzhen/internal/base/fault"
	"yanzhen/internal/document/lrm"
	"yanzhen/internal/door"
	"yanzhen/internal/registry"
	"yanzhen/internal/registry/code"
	"yanzhen/internal/registry/roster"
	"yanzhen/internal/store"
)

// A FormExport asks for the appointment form of one person, with all numbers in full.
type FormExport struct {
	District string `json:"district"`
	Person   string `json:"person"`
	Format   Format `json:"format"` // lrmx or lrm
	Reason   string `json:"reason"` // why it is needed; required
}

// ExportForm writes the form of a person to w and gives a name for the file. It is the last form that came in about the
// person, with only those blanks written over that the dossier has come to say otherwise; a new form if none came. Blanks the
// registry does not know stay as they came: photo, posts proposed, assessment. Taking the form in again changes nothing.
//
// Errors: Missing; Denied unless the actor may take the person away and unmask; Invalid without a reason. An .lrm has no room for
// the identity number, so its name carries it.
func (d *Desk) ExportForm(ctx context.Context, actor authz.Actor, e FormExport, w io.Writer) (name string, err error) {
	switch {
	case e.Format != LRMX && e.Format != LRM:
		return "", fault.Invalid.New("intake.form.format").On("format")
	case strings.TrimSpace(e.Reason) == "":
		return "", fault.Invalid.New("intake.export.reason_required").On("reason")
	}
	person, err := door.Ask(ctx, d.Door, actor, registry.PersonPage{District: e.District, Person: e.Person})
	if err != nil {
		return "", err
	}
	e.Person = person.Person.ID
	if _, err := door.Do(ctx, d.Door, actor, noteForm{e}); err != nil {
		return "", err
	}
	form, err := d.formOf(ctx, person, string(e.Format))
	if err != nil {
		return "", err
	}
	number, err := registry.OpenNumber(ctx, person.Person)
	if err != nil {
		return "", err
	}
	return person.Person.Name + number + "." + string(e.Format), write(form, string(e.Format), w)
}

func write(f *lrm.Form, format string, w io.Writer) error {
	if format == LRM {
		return f.WriteText(w)
	}
	return f.WriteXML(w)
}

// noteForm writes into the log that a form goes out, and asks whether it may.
type noteForm struct{ FormExport }

// Action is the taking away of people.
func (noteForm) Action() authz.Action { return authz.PersonExport }

// Land is where the person lies.
func (c noteForm) Land(ctx context.Context, q store.Q) (authz.Land, error) {
	return registry.LandOf(ctx, q, c.District, c.Person)
}

// Run notes it: numbers go out in full, so the actor must be one who may unmask.
func (c noteForm) Run(ctx context.Context, tx *door.Tx) (bool, error) {
	land, err := c.Land(ctx, tx)
	if err != nil {
		return false, err
	}
	if err := tx.May(authz.PersonUnmask, land); err != nil {
		return false, err
	}
	tx.About("person/" + c.Person)
	tx.Note("form", string(c.Format))
	tx.Note("reason", c.Reason)
	return true, nil
}

// formOf gives the form of a dossier in a format.
func (d *Desk) formOf(ctx context.Context, person *registry.Dossier, format string) (*lrm.Form, error) {
	held, err := d.entryOf(ctx, person, true)
	if err != nil {
		return nil, err
	}
	came, err := d.lastForm(person, format)
	if err != nil {
		return nil, fmt.Errorf("form kept for person %s: %w", person.Person.ID, err)
	}
	says := came.row("").Entry
	for _, p := range prints {
		if p.field == lrm.IDNumber && format == LRM {
			continue
		}
		if text := p.text(held); text != p.text(says) {
			came.Set(p.field, text)
		}
	}
	return came.Form, came.putHousehold(ctx, person)
}

// lastForm gives the latest form of the format, else of the other one, else a blank one.
func (d *Desk) lastForm(person *registry.Dossier, format string) (*appointment, error) {
	var last *registry.Form
	for _, r := range person.Records {
		if f, ok := r.Data.(*registry.Form); ok && r.Counts() && f.File != "" && (last == nil || last.Format != format || f.Format == format) {
			last = f
		}
	}
	if last == nil {
		return &appointment{lrm.New(), "", format}, nil
	}
	return d.kept(last.File, last.Format)
}

// A print is how a blank of the form is filled from what a dossier, or the form itself, says.
type print struct {
	field lrm.Field
	text  func(roster.Entry) string
}

var prints = []print{
	{lrm.Name, value(roster.Name)},
	{lrm.Sex, value(roster.Gender)},
	{lrm.Born, month(roster.BirthDate)},
	{lrm.Ethnicity, value(roster.Ethnicity)},
	{lrm.NativePlace, value(roster.NativePlace)},
	{lrm.BirthPlace, value(roster.BirthPlace)},
	{lrm.PartySince, membership},
	{lrm.Health, value(roster.Health)},
	{lrm.Title, func(e roster.Entry) string { return first(e.Get(roster.Title), e.Get(roster.TitleLevel)) }},
	{lrm.Strengths, value(roster.Speciality)},
	{lrm.FullLevel, value(roster.FulltimeEducation)},
	{lrm.FullDegree, value(roster.FulltimeDegree)},
	{lrm.FullSchool, studied(roster.FulltimeSchool, roster.FulltimeMajor)},
	{lrm.PartLevel, value(roster.InserviceEducation)},
	{lrm.PartDegree, value(roster.InserviceDegree)},
	{lrm.PartSchool, studied(roster.InserviceSchool, roster.InserviceMajor)},
	{lrm.Post, func(e roster.Entry) string { return e.Get(roster.Employer) + e.Get(roster.Post) }},
	{lrm.Resume, value(roster.Career)},
	{lrm.IDNumber, value(roster.IDNumber)},
}

func value(f roster.Field) func(roster.Entry) string {
	return func(e roster.Entry) string { return e.Get(f) }
}

func month(f roster.Field) func(roster.Entry) string {
	return func(e roster.Entry) string {
		text := strings.ReplaceAll(e.Get(f), "-", "")
		return text[:min(6, len(text))]
	}
}

// membership is the month of joining the Party, or the name of another party; those of none leave the blank empty.
func membership(e roster.Entry) string {
	status, since := e.Get(roster.PoliticalStatus), month(roster.PartyJoinedOn)(e)
	switch {
	case !slices.Contains([]string{"群众", "共青团员", ""}, status) && (since == "" || status != "中共党员"):
		return status + since
	case status == "中共党员":
		return since
	}
	return ""
}

func studied(school, major roster.Field) func(roster.Entry) string {
	return func(e roster.Entry) string {
		if e.Get(major) == "" {
			return e.Get(school)
		}
		return e.Get(school) + e.Get(major) + "专业"
	}
}

// putHousehold writes the family as the dossier holds it, where that is not what the form says already. Members whose relation
// the standard does not know are no part of dossiers; the form keeps them.
func (a *appointment) putHousehold(ctx context.Context, person *registry.Dossier) error {
	var held []lrm.Member
	for _, r := range person.Records {
		if h, ok := r.Data.(*registry.Household); ok && r.Counts() {
			open, err := registry.OpenSecrets(ctx, r)
			if err != nil {
				return err
			}
			held = append(held, lrm.Member{Relation: h.Relation, Name: open["name"], Born: open["birth_date"], Political: h.Political, Work: open["work"]})
		}
	}
	var family []lrm.Member
	changed := false
	for _, m := range a.Family() {
		if relation(m) == "" {
			family = append(family, m)
			continue
		}
		at := slices.IndexFunc(held, func(h lrm.Member) bool { return h.Relation == relation(m) && h.Name == m.Name })
		if at < 0 {
			changed = true // gone from the dossier, or another name
			continue
		}
		now := over(m, held[at])
		changed = changed || now != m
		family, held = append(family, now), slices.Delete(held, at, at+1)
	}
	for _, h := range held {
		family, changed = append(family, over(lrm.Member{}, h)), true
	}
	if changed {
		a.SetFamily(family)
	}
	return nil
}

// over writes over a line of the form where the dossier says otherwise.
func over(m, held lrm.Member) lrm.Member {
	if it, err := code.Kinship.Get(held.Relation); err == nil && relation(m) != held.Relation {
		m.Relation = it.Zh
	}
	if it, err := code.Political.Get(held.Political); err == nil && codeIn(code.Political, m.Political) != held.Political {
		m.Political = it.Zh
	}
	m.Name = held.Name
	if monthText(m.Born) != held.Born {
		m.Born = strings.ReplaceAll(held.Born, "-", "")
	}
	m.Work = held.Work
	return m
}
