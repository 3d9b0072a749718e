package policy

import (
	"cmp"
	"context"
	"slices"

	"yanzhen/internal/authz"
	"yanzhen/internal/base/civil"
	"yanzhen/internal/base/fault"
	"yanzhen/internal/base/money"
	"yanzhen/internal/door"
	"yanzhen/internal/policy/pack"
)

// Compare asks what changes when one version of a policy takes the place of another, and for whom.
type Compare struct {
	Book     *Book      `json:"-"`
	District string     `json:"district"` // the actor's own when empty
	ID       string     `json:"id"`
	From     string     `json:"from"` // digest; the version in force when empty
	To       string     `json:"to"`   // digest; the newest saved when empty
	Day      civil.Date `json:"day"`  // by the rules of that day, today when empty; the facts are those of today
	Who      Fate       `json:"who"`  // whom to name; nobody when empty
	After    string     `json:"after"`
	Limit    int        `json:"limit"` // 50 when 0, at most 200

	everyone bool // names all of the fate, for a list that leaves the house
}

// A Fate is what becomes of a person when a version takes the place of another.
type Fate string

// The fates. Gains and Loses speak of a yes, More and Less of the amount of those who keep theirs. Kept are those whom the new version
// leaves under an earlier one by its own rule, and who qualify before and after.
const (
	Gains Fate = "gains"
	Loses Fate = "loses"
	Kept  Fate = "grandfathered"
	More  Fate = "more"
	Less  Fate = "less"
	Stays Fate = "stays"
)

// Fates lists every fate in the order of tabs.
var Fates = []Fate{Gains, Loses, Kept, More, Less, Stays}

// A Comparison is two versions side by side.
type Comparison struct {
	Name            string        `json:"name"`
	From            string        `json:"from"`
	To              string        `json:"to"`
	Day             civil.Date    `json:"day"`
	Packs           []PackVersion `json:"packs"` // to choose from, newest first
	Changes         []Change      `json:"changes"`
	Texts           []TextDiff    `json:"texts"`
	PopulationReady bool          `json:"population_ready"`
	Effect          *Effect       `json:"effect,omitempty"`
}

// An Effect is whom the change meets.
type Effect struct {
	Counts map[Fate]int `json:"counts"`
	Before int64        `json:"before_fen"` // what the yes rows come to, fen
	After  int64        `json:"after_fen"`
	People []Met        `json:"people"` // those of the fate asked for
	Next   string       `json:"next,omitempty"`
}

// Met is one person whom the change meets. An amount is -1 while it is unknown, 0 without a yes.
type Met struct {
	Person string `json:"person"`
	Name   string `json:"name"`
	Before int64  `json:"before_fen"`
	After  int64  `json:"after_fen"`
}

// Action is policy.save.
func (q Compare) Action() authz.Action { return authz.PolicySave }

// Answer compares. Errors: Missing policy.missing or policy.version_missing, Conflict policy.compare.unreadable when a
// version has no edition that can be read.
func (q Compare) Answer(ctx context.Context, snap *door.Snapshot) (Comparison, error) {
	q.District = cmp.Or(q.District, snap.Actor().District())
	if err := snap.May(authz.PolicySave, authz.Land{District: q.District}); err != nil {
		return Comparison{}, err
	}
	if q.Day.IsZero() {
		q.Day = civil.Of(snap.Now())
	}
	s, err := q.Book.shelf(ctx, snap, q.District)
	if err != nil {
		return Comparison{}, err
	}
	c := Comparison{Day: q.Day}
	if c.Packs, err = q.Book.versions(ctx, snap, s, civil.Of(snap.Now()), q.ID); err != nil {
		return Comparison{}, err
	}
	if len(c.Packs) == 0 {
		return Comparison{}, fault.Missing.New("policy.missing").With("id", q.ID)
	}
	c.From, c.To = q.ends(s, c.Packs)
	before, err := q.side(ctx, snap, c.From)
	if err != nil {
		return Comparison{}, err
	}
	after, err := q.side(ctx, snap, c.To)
	if err != nil {
		return Comparison{}, err
	}
	c.Name = after.page.Name
	c.Changes, c.Texts = changes(before.parts(), after.parts()), textDiffs(before.files, after.files)
	view := q.Book.People.view(q.District)
	if c.PopulationReady = view != nil; c.PopulationReady {
		c.Effect, err = q.effect(ctx, snap, s, view, before.volume.pack, after.volume.pack)
	}
	return c, err
}

// ends gives the two versions, those left out filled in.
func (q Compare) ends(s *shelf, packs []PackVersion) (from, to string) {
	from, to = q.From, cmp.Or(q.To, packs[0].Version)
	if now := s.byID[q.ID]; now != nil && from == "" {
		from = now.digest
	}
	return cmp.Or(from, packs[len(packs)-1].Version), to
}

// A side is one version as it reads on the day.
type side struct {
	volume *volume
	files  Files
	page   Page
	rules  map[string]string // by gate
}

func (q Compare) side(ctx context.Context, snap *door.Snapshot, digest string) (side, error) {
	v, err := q.Book.volume(ctx, snap, q.District, q.ID, digest)
	if err != nil {
		return side{}, err
	}
	files := v.files
	if !v.shipped {
		if files, err = loadFiles(ctx, snap, q.District, q.ID, digest); err != nil {
			return side{}, err
		}
	}
	if len(v.pack.Policy.Versions) == 0 {
		return side{}, fault.Conflict.New("policy.compare.unreadable").With("version", digest)
	}
	page, err := PolicyPage{Book: q.Book, District: q.District, ID: q.ID, Day: q.Day}.read(ctx, v)
	rules := map[string]string{}
	if err == nil {
		rulesOf(v.pack.Policy.BodyOf(page.Version).Gates, rules)
	}
	return side{v, files, page, rules}, err
}

func rulesOf(gates []pack.Gate, rules map[string]string) {
	for _, g := range gates {
		rules[g.ID] = g.When.Text
		for _, set := range g.Any {
			rulesOf(set.All, rules)
		}
	}
}

// effect asks both versions about everyone the actor may see.
func (q Compare) effect(ctx context.Context, snap *door.Snapshot, s *shelf, v *view, before, after *pack.Pack) (*Effect, error) {
	who := scopeOf(snap.Actor(), authz.PolicyMatches, q.District)
	onDay := *v
	onDay.day = q.Day
	old, err := s.instead(before).judge(ctx, &onDay)
	if err != nil {
		return nil, err
	}
	fresh, err := s.instead(after).judge(ctx, &onDay)
	if err != nil {
		return nil, err
	}
	kept, err := after.Grandfathered(v.batch, q.Day)
	if err != nil {
		return nil, err
	}
	e := &Effect{Counts: map[Fate]int{}, People: []Met{}}
	limit := min(cmp.Or(max(q.Limit, 0), 50), 200)
	if q.everyone {
		limit = v.len()
	}
	for i := range v.len() {
		r, here := v.at(i)
		if !here || !who.has(r) {
			continue
		}
		met := Met{Person: r.id, Name: r.name}
		fate := met.fate(old.finding(r.n), fresh.finding(r.n))
		if fate == "" {
			continue
		}
		if kept != nil && kept.Get(r.n) && fate != Gains && fate != Loses {
			fate = Kept
		}
		e.Counts[fate]++
		e.Before += max(met.Before, 0)
		e.After += max(met.After, 0)
		if fate == q.Who && r.id > q.After {
			e.name(met, limit)
		}
	}
	return e, nil
}

// name adds one who is to be named, or says that there are more.
func (e *Effect) name(met Met, limit int) {
	if len(e.People) < limit {
		e.People = append(e.People, met)
	} else if e.Next == "" {
		e.Next = e.People[limit-1].Person
	}
}

// fate fills in the amounts and tells what becomes of the person, "" when neither version says yes.
func (m *Met) fate(old, fresh pack.Finding) Fate {
	was, is := old.Verdict == Yes, fresh.Verdict == Yes
	if was {
		m.Before = old.Fen
	}
	if is {
		m.After = fresh.Fen
	}
	switch {
	case !was && !is:
		return ""
	case !was:
		return Gains
	case !is:
		return Loses
	case m.Before >= 0 && m.After > m.Before:
		return More
	case m.After >= 0 && m.After < m.Before:
		return Less
	}
	return Stays
}

// A trial is a shelf with one version in the place of whatever is in force of its policy.
type trial struct {
	shelf *shelf
	pack  *pack.Pack
}

func (s *shelf) instead(p *pack.Pack) trial {
	active := slices.DeleteFunc(slices.Clone(s.active), func(other *pack.Pack) bool { return other.Policy.ID == p.Policy.ID })
	return trial{&shelf{district: s.district, active: append(active, p)}, p}
}

// judge asks the version about everyone, beside the policies it contends with. Nothing is kept.
func (t trial) judge(ctx context.Context, v *view) (judged, error) {
	parts, err := new(ledger).of(ctx, v, t.shelf, t.pack)
	return judged{v, t.pack, parts}, err
}

// Money gives the difference the change makes.
func (e Effect) Money() money.Fen { return money.Fen(e.After - e.Before) }
