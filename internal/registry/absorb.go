package registry

import (
	"context"
	"encoding/json"
	"reflect"
	"slices"

	"yanzhen/internal/base/civil"
	"yanzhen/internal/base/fault"
	"yanzhen/internal/base/idcode"
	"yanzhen/internal/door"
)

// numberIndex is the purpose under which identity numbers are indexed.
const numberIndex = "person.id_number"

// An absorber takes one batch into one book.
type absorber struct {
	*book
	batch   []Arrival
	results []Absorbed
	numbers []idcode.Person // "" for an arrival that is rejected
	indexes []string
	drafts  [][]Draft
	people  map[string]*Person // by index
}

func newAbsorber(ctx context.Context, tx *door.Tx, district string, batch []Arrival) (*absorber, error) {
	b, err := newBook(ctx, tx, district)
	if err != nil {
		return nil, err
	}
	n := len(batch)
	a := &absorber{book: b, batch: batch, results: make([]Absorbed, n), numbers: make([]idcode.Person, n), indexes: make([]string, n), drafts: make([][]Draft, n)}
	var refs []OrgRef
	wanted := map[string]bool{}
	for i := range batch {
		if err := a.prepare(i); err != nil {
			a.results[i] = Absorbed{Outcome: Rejected, Fault: fault.Of(err)}
			continue
		}
		a.indexes[i] = b.ring.Index(numberIndex, string(a.numbers[i]))
		wanted[a.indexes[i]] = true
		for _, d := range a.drafts[i] {
			if job, ok := d.Data.(*Employment); ok {
				refs = append(refs, OrgRef{job.USCC, job.Employer})
			}
		}
	}
	if b.orgs, err = newOrgBook(ctx, tx, district, refs); err != nil {
		return nil, err
	}
	if a.people, err = livePersons(ctx, tx, district, keys(wanted)); err != nil {
		return nil, err
	}
	known := make([]*Person, 0, len(a.people))
	for _, index := range keys(wanted) {
		if p := a.people[index]; p != nil {
			known = append(known, p)
		}
	}
	return a, b.open(ctx, known)
}

// prepare checks one arrival and completes its drafts; it leaves the arrival itself alone, because the batch may run again.
func (a *absorber) prepare(i int) error {
	from := a.batch[i]
	number, err := idcode.ParsePerson(from.IDNumber)
	if err != nil {
		return fault.Invalid.New("registry.person.bad_number").On("id_number").From(err)
	}
	drafts := []Draft{{Data: identityOf(from, number), Main: true}}
	employed := false
	for _, d := range from.Drafts {
		d.Data = clone(d.Data)
		switch x := d.Data.(type) {
		case *Identity:
			overlay(drafts[0].Data, x)
			continue
		case *Employment:
			if x.Employer == "" && x.USCC == "" {
				x.Employer, x.USCC = from.Org.Name, from.Org.USCC
			}
			employed = true
		}
		drafts = append(drafts, d)
	}
	if !employed && from.Org.Name != "" {
		drafts = append(drafts, Draft{Data: &Employment{Employer: from.Org.Name, USCC: from.Org.USCC}, Main: true})
	}
	for _, d := range drafts {
		if err := check(d.Data); err != nil {
			return err
		}
		if bad := orderOf(d.Since, d.Until); bad != nil {
			return bad
		}
	}
	a.numbers[i], a.drafts[i] = number, drafts
	return nil
}

func identityOf(from Arrival, number idcode.Person) *Identity {
	d := &Identity{Name: from.Name, Gender: from.Gender, BirthDate: from.Birth}
	if d.Gender == "" {
		d.Gender = string(number.Sex())
	}
	if d.BirthDate.IsZero() {
		d.BirthDate = parseDay(number.Birth())
	}
	return d
}

// overlay puts what more says into the blanks of d.
func overlay(d, more Data) {
	for _, f := range Kinds[kindOrder[d.Kind()]].Fields {
		if v := valueOf(d, f); v.IsZero() {
			v.Set(valueOf(more, f))
		}
	}
}

func (a *absorber) run(ctx context.Context) ([]Absorbed, error) {
	for i := range a.batch {
		if a.results[i].Outcome == Rejected {
			continue
		}
		if err := a.absorb(i); err != nil {
			return nil, err
		}
	}
	if err := a.forgetSettled(ctx); err != nil {
		return nil, err
	}
	return a.results, a.save(ctx)
}

func (a *absorber) absorb(i int) error {
	c, err := a.chapter(i)
	if err != nil {
		return err
	}
	res := &a.results[i]
	res.Person = c.person.ID
	before := len(a.written)
	for _, d := range a.drafts[i] {
		if err := seal(a.ring, c.person.ID, d.Data); err != nil {
			return err
		}
		if job, ok := d.Data.(*Employment); ok {
			a.employ(job, d.Until.IsZero())
		}
		differences, err := a.weigh(c, d, a.batch[i].Source)
		if err != nil {
			return err
		}
		res.Differences = append(res.Differences, differences...)
	}
	res.Added = len(a.written) - before
	switch {
	case res.Outcome == Created:
	case res.Added > 0:
		res.Outcome = Updated
	default:
		res.Outcome = Unchanged
	}
	return nil
}

// chapter gives the dossier of an arrival, a new one for a number not known.
func (a *absorber) chapter(i int) (*chapter, error) {
	if p := a.people[a.indexes[i]]; p != nil {
		return a.byPerson[p.ID], nil
	}
	p, err := a.newPerson(a.numbers[i])
	if err != nil {
		return nil, err
	}
	a.people[a.indexes[i]] = p
	c := a.begin(p)
	c.isNew = true
	a.results[i].Outcome = Created
	return c, nil
}

func (b *book) newPerson(number idcode.Person) (*Person, error) {
	p := &Person{District: b.district, ID: b.tx.NewID(), IDMask: number.Mask(), Gender: string(number.Sex()), BirthDate: parseDay(number.Birth()),
		CreatedAt: b.now, ChangedAt: b.now, Version: 1, idIndex: b.ring.Index(numberIndex, string(number))}
	var err error
	p.idSealed, err = b.ring.Seal(string(number), numberContext(p.ID))
	return p, err
}

// weigh compares a draft with what the dossier holds about the same thing: nothing there, it is added; blanks are filled; what
// disagrees is reported and left.
func (a *absorber) weigh(c *chapter, d Draft, from Source) ([]Difference, error) {
	if refused(c, d) {
		return nil, nil
	}
	ours := counterpart(c, d)
	if ours == nil {
		a.add(c, &Record{Data: d.Data, Since: d.Since, Until: d.Until, Source: from}, nil)
		return nil, nil
	}
	if d.Main && !ours.spec().Single && !ours.Until.IsZero() && d.Until.IsZero() { // it ended: an older source does not revive it, a newer one speaks of a new term
		if from.Date.After(ours.Until) {
			a.add(c, &Record{Data: d.Data, Since: d.Since, Source: from}, nil)
		}
		return nil, nil
	}
	return a.compare(c, ours, d, from)
}

// refused reports whether the dossier holds a refused record that says all this already.
func refused(c *chapter, d Draft) bool {
	return slices.ContainsFunc(c.records, func(r *Record) bool {
		return r.Status == Refused && r.Kind == d.Data.Kind() && says(r, d)
	})
}

func says(r *Record, d Draft) bool {
	for _, f := range Kinds[kindOrder[r.Kind]].Fields {
		if theirs := valueOf(d.Data, f); !theirs.IsZero() && !same(valueOf(r.Data, f), theirs) {
			return false
		}
	}
	return true
}

// counterpart gives the record about the same thing as d; nil if there is none.
func counterpart(c *chapter, d Draft) *Record {
	kind := d.Data.Kind()
	spec := Kinds[kindOrder[kind]]
	var close *Record
	parts := slotParts(d.Data, d.Since)
	slot := slotOf(d.Data, d.Since)
	for _, r := range c.records {
		switch {
		case r.Kind != kind || r.Status == Refused:
		case spec.Single || r.Slot == slot:
			return r
		case close == nil && compatible(slotParts(r.Data, r.Since), parts):
			close = r
		}
	}
	if close == nil && d.Main {
		return mainOf(d.Data, c.records)
	}
	return close
}

// compare fills the blanks of ours from d and reports where they disagree.
func (a *absorber) compare(c *chapter, ours *Record, d Draft, from Source) ([]Difference, error) {
	var blank []Field
	var differences []Difference
	whole := false
	oneEmployer := sameEmployer(ours.Data, d.Data)
	for _, f := range Kinds[kindOrder[ours.Kind]].Fields {
		mine, theirs := valueOf(ours.Data, f), valueOf(d.Data, f)
		switch {
		case theirs.IsZero() || f.Name == "org" || oneEmployer && f.Name == "employer":
		case mine.IsZero():
			blank = append(blank, f)
		case !f.Aside && !f.agree(mine, theirs):
			whole = whole || f.Key
			differences = append(differences, differenceOf(ours, f, mine, theirs, from))
		}
	}
	since, until := ours.Since.IsZero() && !d.Since.IsZero(), ours.Until.IsZero() && !d.Until.IsZero()
	if len(differences) > 0 {
		statement, err := json.Marshal(statement{d.Data, d.Since, d.Until})
		if err != nil {
			return nil, err
		}
		for i := range differences {
			differences[i].Whole, differences[i].Statement = whole, string(statement)
		}
	}
	if !whole && (len(blank) > 0 || since || until) {
		a.enrich(c, ours, d, blank, from)
	}
	return differences, nil
}

// sameEmployer reports whether two employments are with one organisation, however it is written.
func sameEmployer(a, b Data) bool {
	x, ok := a.(*Employment)
	y, too := b.(*Employment)
	return ok && too && x.Org != "" && x.Org == y.Org
}

func differenceOf(ours *Record, f Field, mine, theirs reflect.Value, from Source) Difference {
	d := Difference{Person: ours.Person, Record: ours.ID, Kind: ours.Kind, Slot: ours.Slot, Field: f.Name, Ours: textOf(mine), OursSource: ours.SourceOf(f.Name),
		Theirs: textOf(theirs), TheirsSource: from, Proposed: Theirs}
	if from.Date.Before(d.OursSource.Date) {
		d.Proposed = Ours
	}
	if secret, ok := theirs.Interface().(Secret); ok {
		d.TheirsSealed = &secret
	}
	return d
}

// A statement is theirs as a whole, kept in a Difference.
type statement struct {
	Data  Data       `json:"data"`
	Since civil.Date `json:"since,omitzero"`
	Until civil.Date `json:"until,omitzero"`
}

// enrich supersedes ours by a record that also says what theirs adds; each field keeps its source.
func (a *absorber) enrich(c *chapter, ours *Record, d Draft, blank []Field, from Source) {
	r := &Record{Data: clone(ours.Data), Since: ours.Since, Until: ours.Until, Source: ours.Source, Origins: map[string]Source{}, Evidence: ours.Evidence}
	for name, s := range ours.Origins {
		r.Origins[name] = s
	}
	for _, f := range blank {
		valueOf(r.Data, f).Set(valueOf(d.Data, f))
		r.Origins[f.Name] = from
	}
	if r.Since.IsZero() {
		r.Since = d.Since
	}
	if r.Until.IsZero() {
		r.Until = d.Until
	}
	if job, ok := r.Data.(*Employment); ok {
		a.employ(job, r.Until.IsZero())
	}
	a.add(c, r, ours)
}

// forgetSettled drops differences in which theirs is what the dossier said before it was corrected: a source that was overruled says nothing
// new until it speaks of a day after the correction.
func (a *absorber) forgetSettled(ctx context.Context) error {
	people := map[string]bool{}
	for _, res := range a.results {
		if len(res.Differences) > 0 {
			people[res.Person] = true
		}
	}
	if len(people) == 0 {
		return nil
	}
	old, err := recordsWhere(ctx, a.tx, a.district, keys(people), "superseded_at > 0")
	if err != nil {
		return err
	}
	for i := range a.results {
		res := &a.results[i]
		res.Differences = slices.DeleteFunc(res.Differences, func(d Difference) bool {
			return slices.ContainsFunc(old[res.Person], func(r *Record) bool { return overruled(r, d) })
		})
	}
	return nil
}

// overruled reports whether the superseded r said what d now says again.
func overruled(r *Record, d Difference) bool {
	f, ok := Kinds[kindOrder[d.Kind]].FieldNamed(d.Field)
	if !ok || r.Kind != d.Kind || d.TheirsSource.Date.After(civil.Of(r.SupersededAt)) {
		return false
	}
	if d.TheirsSealed != nil {
		return valueOf(r.Data, f).Interface().(Secret).Index == d.TheirsSealed.Index
	}
	return textOf(valueOf(r.Data, f)) == d.Theirs
}
