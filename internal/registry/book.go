package registry

import (
	"cmp"
	"context"
	"slices"
	"time"

	"yanzhen/internal/base/civil"
	"yanzhen/internal/base/fault"
	"yanzhen/internal/crypt"
	"yanzhen/internal/door"
	"yanzhen/internal/store"
)

// A book holds dossiers open for change in one transaction: changes are made in memory and saved together, projections included.
type book struct {
	tx       *door.Tx
	ring     *crypt.Ring
	district string
	now      time.Time
	chapters []*chapter
	byPerson map[string]*chapter
	orgs     *orgBook
	written  []*Record // new
	isNew    map[*Record]bool
	outdated []*Record // stored ones that a new one supersedes
}

// A chapter is one person in a book.
type chapter struct {
	person  *Person
	records []*Record // live ones, oldest first
	isNew   bool
	touched bool
}

func newBook(ctx context.Context, tx *door.Tx, district string) (*book, error) {
	ring, err := ringFrom(ctx)
	if err != nil {
		return nil, err
	}
	return &book{tx: tx, ring: ring, district: district, now: tx.Now(), byPerson: map[string]*chapter{}, isNew: map[*Record]bool{}}, nil
}

// open reads people into the book.
func (b *book) open(ctx context.Context, people []*Person) error {
	var ids []string
	for _, p := range people {
		if b.byPerson[p.ID] == nil {
			ids = append(ids, p.ID)
			b.begin(p)
		}
	}
	records, err := liveRecords(ctx, b.tx, b.district, ids)
	if err != nil {
		return err
	}
	for id, r := range records {
		b.byPerson[id].records = r
	}
	return nil
}

func (b *book) begin(p *Person) *chapter {
	c := &chapter{person: p}
	b.chapters = append(b.chapters, c)
	b.byPerson[p.ID] = c
	return c
}

// openOne reads one live person whose version is the one the caller saw (0 asks for none); the audit entry will be about them.
func openOne(ctx context.Context, tx *door.Tx, district, person string, version int64) (*book, *chapter, error) {
	b, err := newBook(ctx, tx, district)
	if err != nil {
		return nil, nil, err
	}
	tx.About("person/" + person)
	c, err := b.openLive(ctx, person, version)
	return b, c, err
}

// openLive reads one live person into the book.
func (b *book) openLive(ctx context.Context, person string, version int64) (*chapter, error) {
	p, err := loadPerson(ctx, b.tx, b.district, person)
	switch {
	case err != nil:
		return nil, err
	case p.MergedInto != "":
		return nil, fault.Conflict.New("registry.person.merged")
	case version != 0 && version != p.Version:
		return nil, fault.Conflict.New("registry.changed")
	}
	err = b.open(ctx, []*Person{p})
	return b.byPerson[person], err
}

// add writes a new record, superseding old if it is not nil. It fills in what the registry knows: id, slot, time, account.
func (b *book) add(c *chapter, r *Record, old *Record) *Record {
	r.ID, r.Person, r.Kind = b.tx.NewID(), c.person.ID, r.Data.Kind()
	r.LearntAt, r.By = b.now, b.tx.Actor().Account
	if r.Status == "" {
		r.Status = Declared
	}
	r.Slot = r.spec().slot(r)
	if old != nil {
		r.Supersedes = old.ID
		old.SupersededBy, old.SupersededAt = r.ID, b.now
		c.records = slices.DeleteFunc(c.records, func(x *Record) bool { return x.ID == old.ID })
		if !b.isNew[old] {
			b.outdated = append(b.outdated, old)
		}
	}
	c.records = append(c.records, r)
	b.written, b.isNew[r] = append(b.written, r), true
	c.touched = true
	c.identify(r)
	return r
}

// identify keeps the identity row in step with the identity record.
func (c *chapter) identify(r *Record) {
	if d, ok := r.Data.(*Identity); ok && r.Counts() {
		c.person.Name, c.person.Gender = d.Name, cmp.Or(d.Gender, c.person.Gender)
		if !d.BirthDate.IsZero() {
			c.person.BirthDate = d.BirthDate
		}
	}
}

// employ links an employment to its organisation, making one for a present employment.
func (b *book) employ(d *Employment, present bool) {
	ref := OrgRef{USCC: d.USCC, Name: d.Employer}
	var o *Org
	if present || d.USCC != "" {
		o = b.orgs.take(ref, func(o *Org) { o.ID, o.CreatedAt, o.ChangedAt = b.tx.NewID(), b.now, b.now })
	} else {
		o = b.orgs.find(ref)
	}
	d.Org = ""
	if o != nil {
		d.Org = o.ID
	}
}

// save writes everything changed and the projections of the people touched.
func (b *book) save(ctx context.Context) error {
	if b.orgs != nil {
		if err := b.saveOrgs(ctx); err != nil {
			return err
		}
	}
	var made, changed []*Person
	var touched []*chapter
	for _, c := range b.chapters {
		switch {
		case c.isNew:
			made = append(made, c.person)
		case c.touched:
			c.person.ChangedAt = b.now
			changed = append(changed, c.person)
		default:
			continue
		}
		touched = append(touched, c)
	}
	if err := insertPersons(ctx, b.tx, made); err != nil {
		return err
	}
	if err := insertRecords(ctx, b.tx, b.district, b.written); err != nil {
		return err
	}
	if err := stampSuperseded(ctx, b.tx, b.district, b.outdated); err != nil {
		return err
	}
	if err := updatePersons(ctx, b.tx, b.district, changed); err != nil {
		return err
	}
	for _, p := range changed {
		p.Version++
	}
	return b.saveProfiles(ctx, touched)
}

func (b *book) saveOrgs(ctx context.Context) error {
	if err := insertOrgs(ctx, b.tx, b.orgs.made); err != nil {
		return err
	}
	for _, o := range b.orgs.claimed {
		o.ChangedAt, o.Version = b.now, o.Version+1
		if err := updateOrg(ctx, b.tx, o); err != nil {
			return err
		}
	}
	return nil
}

func (b *book) saveProfiles(ctx context.Context, touched []*chapter) error {
	orgs, err := b.employers(ctx, touched)
	if err != nil {
		return err
	}
	var fresh, again []*Profile
	for _, c := range touched {
		slices.SortFunc(c.records, func(x, y *Record) int { return cmp.Compare(x.ID, y.ID) })
		row := project(c.person, c.records, orgs)
		if c.isNew {
			fresh = append(fresh, row)
		} else if c.person.MergedInto == "" {
			again = append(again, row)
		}
	}
	if err := insert(ctx, b.tx, "profile", profileColumns, "", fresh, (*Profile).args); err != nil {
		return err
	}
	return insert(ctx, b.tx, "profile", profileColumns, profileUpsert, again, (*Profile).args)
}

// employers gives the organisations of the people touched that the book does not hold yet, and those it holds.
func (b *book) employers(ctx context.Context, touched []*chapter) (map[string]*Org, error) {
	known := map[string]*Org{}
	if b.orgs != nil {
		known = b.orgs.byID
	}
	wanted := map[string]bool{}
	for _, c := range touched {
		if r := employmentOf(c.records); r != nil && r.data.Org != "" && known[r.data.Org] == nil {
			wanted[r.data.Org] = true
		}
	}
	orgs, err := orgsWhere(ctx, b.tx, b.district, "id", keys(wanted))
	for _, o := range orgs {
		known[o.ID] = o
	}
	return known, err
}

const profileColumns = `district, person, name, pinyin, id_mask, gender, birth_date, ethnicity, political, education, edu_rank, degree, school, major,
	title, title_level, skill, skill_level, org, org_name, post, field, town, village, introduced_on, talent_class, honours, records, verified,
	refused, evidence, changed_at, search, words`

const profileUpsert = ` ON CONFLICT (district, person) DO UPDATE SET
	name = excluded.name, pinyin = excluded.pinyin, id_mask = excluded.id_mask, gender = excluded.gender, birth_date = excluded.birth_date,
	ethnicity = excluded.ethnicity, political = excluded.political, education = excluded.education, edu_rank = excluded.edu_rank,
	degree = excluded.degree, school = excluded.school, major = excluded.major, title = excluded.title, title_level = excluded.title_level,
	skill = excluded.skill, skill_level = excluded.skill_level, org = excluded.org, org_name = excluded.org_name, post = excluded.post,
	field = excluded.field, town = excluded.town, village = excluded.village, introduced_on = excluded.introduced_on,
	talent_class = excluded.talent_class, honours = excluded.honours, records = excluded.records, verified = excluded.verified,
	refused = excluded.refused, evidence = excluded.evidence, changed_at = excluded.changed_at, search = excluded.search, words = excluded.words`

func (p *Profile) args() []any {
	return []any{p.District, p.Person, p.Name, p.pinyin, p.IDMask, p.Gender, p.BirthDate.String(), p.Ethnicity, p.Political, p.Education, p.eduRank, p.Degree,
		p.School, p.Major, p.Title, p.TitleLevel, p.Skill, p.SkillLevel, p.Org, p.OrgName, p.Post, p.Field, p.Town, p.Village, p.IntroducedOn.String(),
		p.TalentClass, p.Honours, p.Records, p.Verified, p.Refused, p.Evidence, p.ChangedAt, p.search, p.words}
}

func scanProfile(row store.Row) (*Profile, error) {
	var p Profile
	var birth, introduced string
	err := row.Scan(&p.District, &p.Person, &p.Name, &p.pinyin, &p.IDMask, &p.Gender, &birth, &p.Ethnicity, &p.Political, &p.Education, &p.eduRank, &p.Degree,
		&p.School, &p.Major, &p.Title, &p.TitleLevel, &p.Skill, &p.SkillLevel, &p.Org, &p.OrgName, &p.Post, &p.Field, &p.Town, &p.Village, &introduced,
		&p.TalentClass, &p.Honours, &p.Records, &p.Verified, &p.Refused, &p.Evidence, &p.ChangedAt, &p.search, &p.words)
	p.BirthDate, p.IntroducedOn = parseDay(birth), parseDay(introduced)
	return &p, err
}

// orderOf checks that a term does not end before it begins.
func orderOf(since, until civil.Date) *fault.Fault {
	if !since.IsZero() && !until.IsZero() && until.Before(since) {
		return fault.Invalid.New("registry.record.order").On("until")
	}
	return nil
}
