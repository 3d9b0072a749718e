package registry

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/RoaringBitmap/roaring/v2"

	"yanzhen/internal/authz"
	"yanzhen/internal/base/civil"
	"yanzhen/internal/door"
	"yanzhen/internal/store"
)

// The roll leaves to the database what it has no advantage in: lists after too many changes of late, and the order of a list of more
// than mostSorted lines, whose first ones an index of the database gives soon.
const (
	mostChanged = few - 250
	mostSorted  = 50_000
)

// byRoll tells how many lines the filter leaves and a condition that gives those of the page, as found does, from memory. What changed
// while the roll was reading is asked of the database, so that the answer is that of the snapshot. ok is false where the roll cannot
// tell: not loaded, not the whole district, or too much is new.
func (l ListPeople) byRoll(ctx context.Context, q *door.Snapshot, by sorting) (total int64, where string, args []any, ok bool, err error) {
	r, changed, err := l.abreast(ctx, q, q.Actor(), authz.PersonRead)
	if err != nil || r == nil {
		return 0, "", nil, false, err
	}
	today := civil.Of(q.Now())
	where = l.where(q.Actor(), authz.PersonRead, today, &args)
	var late []int64
	if len(changed) > 0 {
		both := slices.Clone(args)
		late, err = all(ctx, q, scanInt, `SELECT doc FROM profile WHERE `+where+` AND `+in("person", changed, &both), both...)
	}
	if err != nil {
		return 0, "", nil, false, err
	}
	orgs, err := l.orgs(ctx, q)
	if err != nil {
		return 0, "", nil, false, err
	}
	n, docs, err := r.page(l, by, today, orgs, changed)
	if err != nil {
		return 0, "", nil, false, err
	}
	if n <= mostSorted {
		where, args = named(append(docs, late...))
	}
	return n + int64(len(late)), where, args, true, nil
}

// abreast gives the roll of the filter's district, and the people of whom the database may know more: those who changed while it was
// read. It gives none where the roll cannot tell: not loaded, not the whole district for this actor, or too much is new.
func (f Filter) abreast(ctx context.Context, q store.Q, actor authz.Actor, action authz.Action) (*roll, []string, error) {
	if authz.May(actor, action, authz.Land{District: f.District}) != nil || strings.ContainsRune(f.Words, '|') {
		return nil, nil, nil
	}
	r := rollOf(ctx, f.District)
	since, ready := r.since()
	if !ready {
		return nil, nil, nil
	}
	changes, err := ChangedSince(ctx, q, f.District, since-FeedOverlap.Microseconds(), "", mostChanged+1)
	if err != nil || len(changes) > mostChanged {
		return nil, nil, err
	}
	people := make([]string, len(changes))
	for i, c := range changes {
		people[i] = c.Person
	}
	return r, people, nil
}

// since tells up to which instant every change is in; false while nothing is loaded.
func (r *roll) since() (int64, bool) {
	if r == nil {
		return 0, false
	}
	r.mu.RLock()
	defer r.mu.RUnlock()
	return r.read, r.ready
}

// page tells how many lines a list leaves, those changed of late apart, and the docs of the page asked for, with one more.
func (r *roll) page(l ListPeople, by sorting, today civil.Date, orgs, changed []string) (int64, []int64, error) {
	r.mu.RLock()
	defer r.mu.RUnlock()
	hits := r.hits(l.Filter, today, orgs, changed)
	n := int64(hits.GetCardinality())
	if n > mostSorted {
		return n, nil, nil
	}
	docs, err := r.foremost(hits, l, by)
	return n, docs, err
}

// orgs gives the organisations that the employer must be one of; nil when the filter does not ask for any. They are few, and the
// database knows them.
func (f Filter) orgs(ctx context.Context, q store.Q) ([]string, error) {
	var args []any
	employers := f.employers(&args)
	if employers == "" {
		return nil, nil
	}
	ids, err := all(ctx, q, scanText, employers, args...)
	return append([]string{}, ids...), err
}

// hits gives the slots of the lines the filter leaves, without those who changed of late.
func (r *roll) hits(f Filter, today civil.Date, orgs, changed []string) *roaring.Bitmap {
	hits := r.here.Clone()
	for _, person := range changed {
		if slot, known := r.slots[person]; known {
			hits.Remove(slot)
		}
	}
	for _, c := range coded {
		if values := c.asked(&f); len(values) > 0 {
			hits.And(r.anyOf(c.column, values))
		}
	}
	r.claimed(f.Honoured, markHonoured, hits)
	r.claimed(f.Evidence, markEvidence, hits)
	if mark, asked := statusMarks[f.Status]; asked {
		hits.And(r.marks[mark])
	}
	if orgs != nil {
		hits.And(r.anyOf("org", orgs))
	}
	r.holding(store.SearchWords(f.Words), hits)
	r.between(f, today, hits)
	return hits
}

// statusMarks are the marks that a filter's status asks for.
var statusMarks = map[string]int{"verified": markVerified, "declared": markDeclared, "refused": markRefused}

// claimed leaves those who have a mark, or have it not, as asked.
func (r *roll) claimed(asked string, mark int, hits *roaring.Bitmap) {
	switch asked {
	case "yes":
		hits.And(r.marks[mark])
	case "no":
		hits.AndNot(r.marks[mark])
	}
}

func (r *roll) anyOf(column string, values []string) *roaring.Bitmap {
	union := roaring.New()
	for _, value := range values {
		if at, known := r.codes[codeOf{column, value}]; known {
			union.Or(r.sets[at])
		}
	}
	return union
}

// holding leaves those whose search text holds every word. Pairs lead to the lines; that a longer word stands in one piece is seen in the text.
func (r *roll) holding(words []string, hits *roaring.Bitmap) {
	for _, word := range words {
		runes := []rune(word)
		if len(runes) == 1 {
			r.cut(hits, gram(runes[0]))
		}
		for i := 1; i < len(runes); i++ {
			r.cut(hits, pair(runes[i-1], runes[i]))
		}
		if len(runes) > 2 {
			keep(hits, func(slot uint32) bool { return strings.Contains(r.lines[slot].search, word) })
		}
	}
}

func (r *roll) cut(hits *roaring.Bitmap, g gram) {
	if set := r.grams[g]; set != nil {
		hits.And(set)
	} else {
		hits.Clear()
	}
}

// between leaves those of the age and time of introduction asked for; see Filter.where.
func (r *roll) between(f Filter, today civil.Date, hits *roaring.Bitmap) {
	earliest, latest := ageBounds(f.AgeFrom, f.AgeTo, today)
	within := func(day, from, to civil.Date) bool {
		return (from.IsZero() || !day.Before(from)) && (to.IsZero() || !day.IsZero() && !day.After(to))
	}
	if !earliest.IsZero() || !latest.IsZero() {
		keep(hits, func(slot uint32) bool { return within(r.lines[slot].birth, earliest, latest) })
	}
	if f.Introduced != (Days{}) {
		keep(hits, func(slot uint32) bool { return within(r.lines[slot].introduced, f.Introduced.From, f.Introduced.To) })
	}
}

func keep(set *roaring.Bitmap, holds func(slot uint32) bool) {
	var out []uint32
	for it := set.Iterator(); it.HasNext(); {
		if slot := it.Next(); !holds(slot) {
			out = append(out, slot)
		}
	}
	set.AndNot(roaring.BitmapOf(out...))
}

// foremost gives the docs of the lines of the page asked for, and of one more. Errors: as decodeCursor.
func (r *roll) foremost(hits *roaring.Bitmap, l ListPeople, by sorting) ([]int64, error) {
	order := by.order()
	after, err := l.line(by)
	if err != nil {
		return nil, err
	}
	size := limitOf(l.Limit, 50, 200) + 1
	var best []*line
	full := false // best begins with the foremost so far, in order
	cut := func() {
		slices.SortFunc(best, order)
		full = len(best) >= size
		best = best[:min(size, len(best))]
	}
	for it := hits.Iterator(); it.HasNext(); {
		one := &r.lines[it.Next()]
		if after != nil && order(one, after) <= 0 || full && order(one, best[size-1]) > 0 {
			continue
		}
		if best = append(best, one); len(best) == 4*size {
			cut()
		}
	}
	cut()
	docs := make([]int64, len(best))
	for i, one := range best {
		docs[i] = one.doc
	}
	return docs, nil
}

// order compares lines in the order of a sorting, the nearest first.
func (by sorting) order() func(a, b *line) int {
	compare := map[string]func(a, b *line) int{
		"pinyin":        func(a, b *line) int { return strings.Compare(a.pinyin, b.pinyin) },
		"changed_at":    func(a, b *line) int { return cmp.Compare(a.changedAt, b.changedAt) },
		"introduced_on": func(a, b *line) int { return a.introduced.Compare(b.introduced) },
		"edu_rank":      func(a, b *line) int { return cmp.Compare(a.eduRank, b.eduRank) },
		"birth_date":    func(a, b *line) int { return a.birth.Compare(b.birth) },
	}[by.column]
	return func(a, b *line) int {
		c := cmp.Or(compare(a, b), strings.Compare(a.person, b.person))
		if by.down {
			return -c
		}
		return c
	}
}

// line gives the place after which the page begins, as a line; nil for the first page.
func (l ListPeople) line(by sorting) (*line, error) {
	at := cmp.Or(l.Before, l.After)
	if at == "" {
		return nil, nil
	}
	c, err := decodeCursor(at, l.Sort)
	if err != nil {
		return nil, err
	}
	return &line{person: c.After, pinyin: c.Text, birth: parseDay(c.Text), introduced: parseDay(c.Text), eduRank: c.Int, changedAt: c.Int}, nil
}
