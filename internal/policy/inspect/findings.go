package inspect

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"strings"
	"time"

	"yanzhen/internal/authz"
	"yanzhen/internal/base/civil"
	"yanzhen/internal/base/fault"
	"yanzhen/internal/door"
	"yanzhen/internal/policy"
	"yanzhen/internal/policy/pack"
	"yanzhen/internal/store"
)

// A Standing says whether a finding is open or set aside.
type Standing string

// The standings.
const (
	Open     Standing = "open"
	SetAside Standing = "set_aside"
	Any      Standing = "any"
)

// Findings asks what is wrong with the policies in force in a district, gravest first, in pages.
type Findings struct {
	Desk     *Desk    `json:"-"`
	District string   `json:"district"` // the actor's own when empty
	Search   string   `json:"q"`        // words of the sentence, the policy's name or the clause
	Kind     Kind     `json:"kind"`
	Severity Severity `json:"severity"`
	Policy   string   `json:"policy"`
	Standing Standing `json:"standing"` // open when empty
	After    string   `json:"after"`    // id of the last one of the page before
	Limit    int      `json:"limit"`    // 20 when 0, at most 500
}

// A FindingsPage is a page of findings with the counts of every filter, each counted without itself. Done is less than
// All while the check-up is not finished.
type FindingsPage struct {
	Items      []Told          `json:"items"`
	Next       string          `json:"next,omitempty"`
	Total      int             `json:"total"`
	Day        civil.Date      `json:"day"`
	Packs      int             `json:"packs"`
	Kinds      []policy.Choice `json:"kinds"`
	Severities []policy.Choice `json:"severities"`
	Policies   []policy.Choice `json:"policies"`
	Standings  []policy.Choice `json:"standings"`
	Done       int             `json:"done"`
	All        int             `json:"all"`
}

// Action is policy.findings.read.
func (q Findings) Action() authz.Action { return authz.PolicyFindings }

// Answer gives the page.
func (q Findings) Answer(ctx context.Context, snap *door.Snapshot) (FindingsPage, error) {
	district := cmp.Or(q.District, snap.Actor().District())
	book, err := q.Desk.book(ctx, snap, district)
	if err != nil {
		return FindingsPage{}, err
	}
	page := FindingsPage{Items: []Told{}, Day: book.day, Packs: len(book.packs), Done: book.done, All: book.all}
	q.Standing = cmp.Or(q.Standing, Open)
	q.choices(ctx, &page, book)
	rows := q.left(ctx, book, "")
	page.Total = len(rows)
	if i := slices.IndexFunc(rows, func(f *Finding) bool { return f.ID == q.After }); i >= 0 {
		rows = rows[i+1:]
	}
	if limit := min(cmp.Or(max(q.Limit, 0), 20), 500); len(rows) > limit {
		rows = rows[:limit]
		page.Next = rows[limit-1].ID
	}
	for _, f := range rows {
		page.Items = append(page.Items, book.tell(ctx, f))
	}
	return page, nil
}

// A book is what is wrong with the packs in force, and what officers did about it.
type book struct {
	checkup
	day   civil.Date
	packs []*pack.Pack
	steps map[string][]Aside
	names *policy.Book // of places
}

// A looker is a question or a command, as far as looking at the book needs it.
type looker interface {
	store.Q
	Now() time.Time
	Actor() authz.Actor
	May(action authz.Action, land authz.Land) error
}

// look inspects what is in force in the district.
func (d *Desk) look(ctx context.Context, l looker, district string) (*book, error) {
	if err := l.May(authz.PolicyFindings, authz.Land{District: district}); err != nil {
		return nil, err
	}
	packs, err := d.Book.InForce(ctx, l, district)
	if err != nil {
		return nil, err
	}
	b := &book{day: civil.Of(l.Now()), packs: packs, names: d.Book}
	if b.checkup, err = d.inspect(ctx, packs, b.day); err != nil {
		return nil, err
	}
	b.steps, err = loadSteps(ctx, l, district)
	return b, err
}

// book inspects what is in force, and counts the people concerned as far as the actor may see them.
func (d *Desk) book(ctx context.Context, snap *door.Snapshot, district string) (*book, error) {
	b, err := d.look(ctx, snap, district)
	if err != nil {
		return nil, err
	}
	return b, d.count(ctx, snap, district, b)
}

func (b *book) tell(ctx context.Context, f *Finding) Told {
	t := f.Tell(ctx, b.names)
	t.File, t.Aside = "", aside(b.steps[f.ID])
	return t
}

// find gives the finding of this id. Error: Missing inspect.missing.
func (b *book) find(id string) (*Finding, error) {
	for i := range b.found {
		if b.found[i].ID == id {
			return &b.found[i], nil
		}
	}
	return nil, fault.Missing.New("inspect.missing")
}

// left gives the findings that pass every filter but one.
func (q Findings) left(ctx context.Context, b *book, but string) []*Finding {
	var rows []*Finding
	for i := range b.found {
		f := &b.found[i]
		open := aside(b.steps[f.ID]) == nil
		if (but == "kind" || q.Kind == "" || q.Kind == f.Kind) && (but == "severity" || q.Severity == "" || q.Severity == f.Severity) &&
			(but == "policy" || q.Policy == "" || f.concerns(q.Policy)) && (but == "standing" || q.Standing == Any || open == (q.Standing == Open)) && f.speaks(ctx, q.Search) {
			rows = append(rows, f)
		}
	}
	return rows
}

// concerns reports whether the finding is about a policy.
func (f *Finding) concerns(policy string) bool {
	return f.Policy.ID == policy || f.Between && slices.ContainsFunc(f.Others, func(o Ref) bool { return o.ID == policy })
}

// speaks reports whether every word of a search occurs in what the finding says.
func (f *Finding) speaks(ctx context.Context, search string) bool {
	text := strings.ToLower(strings.Join([]string{f.Policy.ID, f.Policy.Name.Zh, f.Policy.Name.En, f.Clause.ID, f.Say(ctx), f.Kind.Word(ctx)}, "\n"))
	for word := range strings.FieldsSeq(strings.ToLower(search)) {
		if !strings.Contains(text, word) {
			return false
		}
	}
	return true
}

// choices counts what each filter would leave.
func (q Findings) choices(ctx context.Context, page *FindingsPage, b *book) {
	kinds, severities, standings, policies := map[Kind]int{}, map[Severity]int{}, map[Standing]int{}, map[string]int{}
	for _, f := range q.left(ctx, b, "kind") {
		kinds[f.Kind]++
	}
	for _, f := range q.left(ctx, b, "severity") {
		severities[f.Severity]++
	}
	for _, f := range q.left(ctx, b, "standing") {
		if aside(b.steps[f.ID]) == nil {
			standings[Open]++
		} else {
			standings[SetAside]++
		}
	}
	for _, f := range q.left(ctx, b, "policy") {
		policies[f.Policy.ID]++
	}
	page.Kinds, page.Severities, page.Standings, page.Policies = []policy.Choice{}, []policy.Choice{}, []policy.Choice{}, []policy.Choice{}
	for _, k := range Kinds {
		if kinds[k] > 0 {
			page.Kinds = append(page.Kinds, policy.Choice{Value: string(k), Word: k.Word(ctx), Count: kinds[k]})
		}
	}
	for _, s := range Severities {
		if severities[s] > 0 {
			page.Severities = append(page.Severities, policy.Choice{Value: string(s), Word: s.Word(ctx), Count: severities[s]})
		}
	}
	for _, s := range []Standing{Open, SetAside} {
		page.Standings = append(page.Standings, policy.Choice{Value: string(s), Word: s.Word(ctx), Count: standings[s]})
	}
	for _, id := range slices.Sorted(maps.Keys(policies)) {
		page.Policies = append(page.Policies, policy.Choice{Value: id, Word: nameOf(b.packs, id, lang(ctx)), Count: policies[id]})
	}
}

func nameOf(packs []*pack.Pack, id, lang string) string {
	for _, p := range packs {
		if p.Policy.ID == id {
			return p.Policy.Name.In(lang)
		}
	}
	return id
}
