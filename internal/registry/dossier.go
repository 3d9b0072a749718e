package registry

import (
	"cmp"
	"context"
	"errors"
	"maps"
	"slices"
	"time"

	"yanzhen/internal/authz"
	"yanzhen/internal/base/civil"
	"yanzhen/internal/base/fault"
	"yanzhen/internal/door"
	"yanzhen/internal/store"
)

// Dossiers gives people with their live records and employers, in the order of ids; ids that are not there are left out. It takes a
// fixed number of statements per 500 ids.
func Dossiers(ctx context.Context, q store.Q, district string, ids []string) ([]Dossier, error) {
	people := map[string]*Person{}
	for chunk := range slices.Chunk(ids, 500) {
		args := []any{district}
		found, err := all(ctx, q, scanPerson, `SELECT `+personColumns+` FROM person WHERE district = $1 AND `+in("id", chunk, &args)+` AND merged_into = ''`, args...)
		if err != nil {
			return nil, err
		}
		for _, p := range found {
			people[p.ID] = p
		}
	}
	var ordered []*Person
	for _, id := range ids {
		if p := people[id]; p != nil {
			ordered = append(ordered, p)
		}
	}
	return complete(ctx, q, district, ordered)
}

// EachDossier gives up to limit dossiers (at most 1000; 0 means 500) of a district after the person id after, by id: page on with the last id
// until none comes back.
func EachDossier(ctx context.Context, q store.Q, district, after string, limit int) ([]Dossier, error) {
	if limit <= 0 || limit > 1000 {
		limit = 500
	}
	people, err := all(ctx, q, scanPerson, `
		SELECT `+personColumns+`
		FROM person
		WHERE district = $1 AND id > $2 AND merged_into = ''
		ORDER BY id
		LIMIT $3`, district, after, limit)
	if err != nil {
		return nil, err
	}
	return complete(ctx, q, district, people)
}

// complete adds records and employers to people.
func complete(ctx context.Context, q store.Q, district string, people []*Person) ([]Dossier, error) {
	ids := make([]string, len(people))
	for i, p := range people {
		ids[i] = p.ID
	}
	records, err := liveRecords(ctx, q, district, ids)
	if err != nil {
		return nil, err
	}
	byID, err := employersIn(ctx, q, district, records)
	if err != nil {
		return nil, err
	}
	out := make([]Dossier, len(people))
	for i, p := range people {
		out[i] = dossierOf(p, records[p.ID], byID)
	}
	return out, nil
}

// employersIn gives the present employers of people by id, from their records.
func employersIn(ctx context.Context, q store.Q, district string, records map[string][]*Record) (map[string]*Org, error) {
	wanted := map[string]bool{}
	for _, r := range records {
		if job := employmentOf(r); job != nil && job.data.Org != "" {
			wanted[job.data.Org] = true
		}
	}
	orgs, err := orgsWhere(ctx, q, district, "id", keys(wanted))
	byID := map[string]*Org{}
	for _, o := range orgs {
		byID[o.ID] = o
	}
	return byID, err
}

func dossierOf(p *Person, records []*Record, orgs map[string]*Org) Dossier {
	d := Dossier{Person: *p}
	if job := employmentOf(records); job != nil {
		d.Org = orgs[job.data.Org]
	}
	d.Records = ordered(records)
	return d
}

// ordered sorts records by kind, then oldest first.
func ordered(records []*Record) []Record {
	out := make([]Record, len(records))
	for i, r := range records {
		out[i] = *r
	}
	slices.SortStableFunc(out, func(a, b Record) int {
		return cmp.Or(kindOrder[a.Kind]-kindOrder[b.Kind], a.Since.Compare(b.Since), cmp.Compare(a.ID, b.ID))
	})
	return out
}

// at gives the records as they were held to be at the instant known (zero: now), of those only what was true on asOf (zero: all).
func at(records []*Record, v View) []*Record {
	var out []*Record
	for _, r := range records {
		x := *r
		if v.Known.IsZero() {
			if !x.Live() {
				continue
			}
		} else {
			if x.LearntAt.After(v.Known) || !x.Live() && !x.SupersededAt.After(v.Known) {
				continue
			}
			x.SupersededAt, x.SupersededBy = time.Time{}, ""
			if x.StatusAt.After(v.Known) {
				x.Status, x.StatusAt, x.StatusBy, x.Reason = Declared, time.Time{}, "", ""
			}
		}
		if v.AsOf.IsZero() || x.On(v.AsOf) {
			out = append(out, &x)
		}
	}
	return out
}

// DossierAt gives one dossier as v sees it, without asking who may. Errors: Missing.
func DossierAt(ctx context.Context, q store.Q, district, person string, v View) (*Dossier, error) {
	p, err := loadPerson(ctx, q, district, person)
	for err == nil && p.MergedInto != "" && (v.Known.IsZero() || !v.Known.Before(p.ChangedAt)) {
		p, err = loadPerson(ctx, q, district, p.MergedInto)
	}
	if err != nil {
		return nil, err
	}
	where := "superseded_at = 0"
	if !v.Known.IsZero() {
		where = "1 = 1"
	}
	records, err := recordsWhere(ctx, q, district, []string{p.ID}, where)
	if err != nil {
		return nil, err
	}
	seen := at(records[p.ID], v)
	orgs := map[string]*Org{}
	if job := employmentOf(seen); job != nil && job.data.Org != "" {
		if orgs[job.data.Org], err = loadOrg(ctx, q, district, job.data.Org); err != nil {
			return nil, err
		}
	}
	d := dossierOf(p, seen, orgs)
	if id := foremost(of[Identity](seen), first[*Identity]); id != nil && !v.Known.IsZero() {
		d.Person.Name, d.Person.Gender, d.Person.BirthDate = id.data.Name, id.data.Gender, id.data.BirthDate
	}
	return &d, nil
}

// Action of the question.
func (PersonPage) Action() authz.Action { return authz.PersonRead }

// Answer gives the dossier. Missing if there is none, or none for this actor.
func (a PersonPage) Answer(ctx context.Context, q *door.Snapshot) (*Dossier, error) {
	if _, err := visible(ctx, q, q.Actor(), authz.PersonRead, a.District, a.Person); err != nil {
		return nil, err
	}
	return DossierAt(ctx, q, a.District, a.Person, a.View)
}

// LoadDossier gives a dossier as it is now, for questions of other slices about one person. Errors: Missing if there is none, or none with
// which the actor may do action.
func LoadDossier(ctx context.Context, q store.Q, actor authz.Actor, action authz.Action, district, person string) (*Dossier, error) {
	land, err := visible(ctx, q, actor, action, district, person)
	if err != nil {
		return nil, err
	}
	return DossierAt(ctx, q, district, land.Person, View{})
}

// visible gives where a person lies. What the actor may not do action with is not there: Missing.
func visible(ctx context.Context, q store.Q, actor authz.Actor, action authz.Action, district, person string) (authz.Land, error) {
	land, err := LandOf(ctx, q, district, person)
	if err == nil && authz.May(actor, action, land) != nil {
		err = fault.Missing.New("registry.person.missing")
	}
	return land, err
}

// LandOf gives where a person lies: district, present employer, person; a merged one where they were merged into. Errors: Missing.
func LandOf(ctx context.Context, q store.Q, district, person string) (authz.Land, error) {
	land := authz.Land{District: district, Person: person}
	var merged, org string
	err := q.QueryRow(ctx, `
		SELECT person.merged_into, COALESCE(profile.org, '')
		FROM person LEFT JOIN profile ON profile.district = person.district AND profile.person = person.id
		WHERE person.district = $1 AND person.id = $2`, district, person).Scan(&merged, &org)
	switch {
	case errors.Is(err, store.ErrNoRows):
		return land, fault.Missing.New("registry.person.missing")
	case err != nil:
		return land, err
	case merged != "":
		return LandOf(ctx, q, district, merged)
	}
	land.Org = org
	return land, nil
}

// Action of the question.
func (History) Action() authz.Action { return authz.PersonRead }

// Answer gives the chain of the record, oldest first.
func (h History) Answer(ctx context.Context, q *door.Snapshot) ([]Record, error) {
	land, err := visible(ctx, q, q.Actor(), authz.PersonRead, h.District, h.Person)
	if err != nil {
		return nil, err
	}
	people, err := joined(ctx, q, h.District, land.Person)
	if err != nil {
		return nil, err
	}
	records, err := recordsWhere(ctx, q, h.District, people, "1 = 1")
	if err != nil {
		return nil, err
	}
	byID := map[string]*Record{}
	for _, r := range slices.Concat(slices.Collect(maps.Values(records))...) {
		byID[r.ID] = r
	}
	r := byID[h.Record]
	if r == nil {
		return nil, fault.Missing.New("registry.record.missing")
	}
	return chain(r, byID), nil
}

// joined gives a person and those merged into them, at any remove.
func joined(ctx context.Context, q store.Q, district, person string) ([]string, error) {
	return all(ctx, q, scanText, `
		WITH RECURSIVE line (id) AS (
			SELECT CAST($2 AS TEXT)
			UNION
			SELECT person.id FROM line JOIN person ON person.district = $1 AND person.merged_into = line.id AND person.merged_into <> ''
		)
		SELECT id FROM line ORDER BY id`, district, person)
}

// chain walks to the oldest and then forward; a chain that loops ends where it began.
func chain(r *Record, byID map[string]*Record) []Record {
	seen := map[string]bool{}
	for byID[r.Supersedes] != nil && !seen[r.ID] {
		seen[r.ID] = true
		r = byID[r.Supersedes]
	}
	var out []Record
	clear(seen)
	for r != nil && !seen[r.ID] {
		seen[r.ID] = true
		out = append(out, *r)
		r = byID[r.SupersededBy]
	}
	return out
}

// An Event is something in a person's life or file, for the timeline.
type Event struct {
	On     civil.Date `json:"on"`
	Kind   Kind       `json:"kind"`
	What   string     `json:"what"` // words: registry.event.<what>: began, ended, granted, learnt
	Record string     `json:"record"`
	Title  string     `json:"title"` // school, employer, name … as the record has it
}

// Timeline gives the dated events of a dossier, latest first. A record without any date of its own stands at the day we learnt it.
func (d *Dossier) Timeline() []Event {
	var events []Event
	for _, r := range d.Records {
		if r.Status == Refused {
			continue
		}
		began, what := r.began()
		if began.IsZero() {
			began, what = civil.Of(r.LearntAt), "learnt"
		}
		events = append(events, Event{began, r.Kind, what, r.ID, r.Title()})
		if !r.Until.IsZero() {
			events = append(events, Event{r.Until, r.Kind, "ended", r.ID, r.Title()})
		}
	}
	slices.SortStableFunc(events, func(a, b Event) int { return cmp.Or(b.On.Compare(a.On), cmp.Compare(a.Record, b.Record)) })
	return events
}

// beginnings are the fields that tell when a record began, in the order in which they are believed.
var beginnings = []string{"granted_on", "graduated_on", "hired_on", "introduced_on", "joined_on", "from", "bought_on", "rent_from", "registered_on", "lives_since"}

func (r Record) began() (civil.Date, string) {
	if !r.Since.IsZero() {
		return r.Since, "began"
	}
	for _, name := range beginnings {
		if day := parseDay(FieldText(r.Data, name)); !day.IsZero() {
			if name == "granted_on" || name == "graduated_on" {
				return day, "granted"
			}
			return day, "began"
		}
	}
	return civil.Date{}, ""
}

// Title gives the text by which people know the record: the school, employer, name; "" if it has none.
func (r Record) Title() string {
	for _, name := range []string{"school", "employer", "name", "title", "text", "policy", "ladder"} {
		if text := FieldText(r.Data, name); text != "" {
			return text
		}
	}
	return ""
}
