package outreach

import (
	"cmp"
	"context"
	"iter"
	"slices"

	"yanzhen/internal/authz"
	"yanzhen/internal/base/civil"
	"yanzhen/internal/base/fault"
	"yanzhen/internal/base/money"
	"yanzhen/internal/door"
	"yanzhen/internal/policy"
	"yanzhen/internal/registry"
)

// A Choice is part of the list of a policy.
type Choice struct {
	Book     *policy.Book   `json:"-"`
	District string         `json:"district"`
	Policy   string         `json:"policy"`
	Verdict  policy.Verdict `json:"verdict"`  // yes when empty; unknown for those who lack one fact
	Missing  string         `json:"missing"`  // only those who lack this fact
	Words    string         `json:"q"`        // only those whom the list of people finds by these words
	Response Response       `json:"response"` // only those who stand so
}

// List asks who qualifies and has not claimed, or lacks one fact.
type List struct {
	Choice
	After string `json:"after"` // id of the last person of the page before
	Limit int    `json:"limit"` // 50 when 0, at most 200
}

// A ListPage is a page of people by their ids, with the counts of the whole list.
type ListPage struct {
	Policy  string           `json:"policy"`
	Name    string           `json:"name"`
	Day     civil.Date       `json:"day"`
	Sample  bool             `json:"sample,omitempty"`
	Direct  bool             `json:"without_application,omitempty"` // awards may be proposed
	Yes     int              `json:"yes"`                           // who qualify and have not claimed
	Fen     money.Fen        `json:"fen"`                           // of all of them
	Near    int              `json:"near"`                          // who lack one fact
	Facts   []FactCount      `json:"facts"`                         // which, the most frequent first
	Claimed int              `json:"claimed"`                       // who qualify and have an award, or received it before
	Replies map[Response]int `json:"replies"`                       // where those of the verdict asked for stand
	Total   int              `json:"total"`                         // that the filters leave
	People  []Standee        `json:"people"`
	Next    string           `json:"next,omitempty"`
}

// FactCount says how many people would be decided by a fact.
type FactCount struct {
	Key   string `json:"key"`
	Name  string `json:"name"`
	Count int    `json:"count"`
}

// Action is outreach.read.
func (List) Action() authz.Action { return authz.OutreachRead }

// Answer gives the page. Errors: those of policy.Book.Standing, Invalid outreach.list.words for words that find too many people.
func (q List) Answer(ctx context.Context, snap *door.Snapshot) (*ListPage, error) {
	w, err := q.watch(ctx, snap, authz.OutreachRead)
	if err != nil {
		return nil, err
	}
	return q.page(ctx, w), nil
}

// page counts the list and cuts out the people asked for.
func (q List) page(ctx context.Context, w *watch) *ListPage {
	p, lang := w.standing.Pack(), langOf(ctx)
	page := &ListPage{Policy: w.Policy, Name: p.Policy.Name.In(lang), Day: w.standing.Day(), Sample: p.Policy.Sample, Direct: direct(p, w.standing.Day()) != nil,
		Replies: map[Response]int{}, People: []Standee{}}
	limit, facts := min(cmp.Or(max(q.Limit, 0), 50), 200), map[string]int{}
	for s := range w.all() {
		switch {
		case w.claimed(s.Near):
			page.Claimed++
			continue
		case s.Verdict == policy.Yes:
			page.Yes++
			page.Fen += s.Fen
		default:
			page.Near++
			facts[s.Missing]++
		}
		if s.Verdict == w.Verdict && (w.Missing == "" || s.Missing == w.Missing) {
			page.Replies[s.response()]++
		}
		if !w.has(&s) {
			continue
		}
		page.Total++
		switch {
		case s.Person <= q.After:
		case len(page.People) < limit:
			page.People = append(page.People, w.named(s, lang))
		default:
			page.Next = page.People[limit-1].Person
		}
	}
	for key, n := range facts {
		page.Facts = append(page.Facts, FactCount{key, w.standing.Fact(key).In(lang), n})
	}
	slices.SortFunc(page.Facts, func(a, b FactCount) int { return cmp.Or(b.Count-a.Count, cmp.Compare(a.Key, b.Key)) })
	return page
}

// Export asks for everyone of a choice.
type Export struct{ Choice }

// Action is registry.person.export: lists of people leave the house.
func (Export) Action() authz.Action { return authz.PersonExport }

// Answer gives the people as List would, page after page. Errors: as List.
func (q Export) Answer(ctx context.Context, snap *door.Snapshot) (iter.Seq[Standee], error) {
	w, err := q.watch(ctx, snap, authz.PersonExport)
	if err != nil {
		return nil, err
	}
	lang := langOf(ctx)
	return func(yield func(Standee) bool) {
		for s := range w.all() {
			if !w.claimed(s.Near) && w.has(&s) && !yield(w.named(s, lang)) {
				return
			}
		}
	}, nil
}

// A watch is the list of a policy with all that is known of its people here.
type watch struct {
	Choice
	standing *policy.Standing
	told     map[string]notice
	answers  map[string]given
	awarded  map[string]State
	wanted   map[string]bool // by their words; nil for everyone
}

// watch reads the list. What a database knows of notices, answers and awards of the policy is held in memory while it is read.
func (c Choice) watch(ctx context.Context, snap *door.Snapshot, action authz.Action) (*watch, error) {
	c.District = cmp.Or(c.District, snap.Actor().District())
	c.Verdict = cmp.Or(c.Verdict, policy.Yes)
	w := &watch{Choice: c}
	var err error
	if w.standing, err = c.Book.Standing(ctx, snap, snap.Actor(), action, c.District, c.Policy); err != nil {
		return nil, err
	}
	if w.told, err = lastNotices(ctx, snap, c.District, c.Policy, nil); err != nil {
		return nil, err
	}
	if w.answers, err = lastAnswers(ctx, snap, c.District, c.Policy, nil); err != nil {
		return nil, err
	}
	if w.awarded, err = awarded(ctx, snap, c.District, c.Policy, civil.Of(snap.Now())); err != nil {
		return nil, err
	}
	if c.Words != "" {
		w.wanted, err = found(ctx, snap, c)
	}
	return w, err
}

// mostFound is how many people words may find.
const mostFound = 2000

// found gives the people that the list of people finds by words, from memory.
func found(ctx context.Context, snap *door.Snapshot, c Choice) (map[string]bool, error) {
	people, asked := map[string]bool{}, registry.ListPeople{Filter: registry.Filter{District: c.District, Words: c.Words}, Limit: 200}
	for {
		page, err := asked.Answer(ctx, snap)
		if err != nil {
			return nil, err
		}
		if page.Total > mostFound {
			return nil, fault.Invalid.New("outreach.list.words").On("q").With("n", page.Total)
		}
		for _, row := range page.Rows {
			people[row.Person] = true
		}
		if asked.After = page.Next; page.Next == "" {
			return people, nil
		}
	}
}

// all gives everyone who qualifies or lacks one fact, by id.
func (w *watch) all() iter.Seq[Standee] {
	return func(yield func(Standee) bool) {
		for near := range w.standing.Near("") {
			if !yield(w.standee(near)) {
				return
			}
		}
	}
}

func (w *watch) standee(near policy.Near) Standee {
	s := Standee{Near: near, Refused: w.awarded[near.Person] == AwardRefused}
	if n, told := w.told[near.Person]; told {
		s.Told, s.Batch, s.Read = n.sent, n.batch, n.read
	}
	if a, answered := w.answers[near.Person]; answered {
		s.Answer, s.AnswerNote, s.Answered = a.answer, a.note, a.at
	}
	return s
}

// claimed reports that the person has the benefit, or is about to.
func (w *watch) claimed(near policy.Near) bool {
	return near.Had || w.awarded[near.Person].live()
}

// has reports whether the choice takes somebody in who has not claimed.
func (w *watch) has(s *Standee) bool {
	return s.Verdict == w.Verdict && (w.Missing == "" || s.Missing == w.Missing) && (w.wanted == nil || w.wanted[s.Person]) &&
		(w.Response == "" || s.response() == w.Response)
}

func (w *watch) named(s Standee, lang string) Standee {
	if s.Missing != "" {
		s.Fact = w.standing.Fact(s.Missing).In(lang)
	}
	return s
}
