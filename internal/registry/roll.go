package registry

import (
	"sync"

	"github.com/RoaringBitmap/roaring/v2"

	"yanzhen/internal/base/civil"
)

// A roll is the lines of one district in memory, under everything a list asks for: the codes, the marks, and every character and pair
// of neighbouring characters that is searched by. A set of lines is a compressed bitmap of their slots, so that words and filters are
// met by cutting sets, whatever they leave. It is safe for concurrent use.
type roll struct {
	district string

	mu    sync.RWMutex
	ready bool
	read  int64 // every change committed before this instant is in, in microseconds
	lines []line
	slots map[string]uint32 // by person
	here  *roaring.Bitmap   // slots in use: those of merged people are not
	codes map[codeOf]uint32 // place in sets
	sets  []*roaring.Bitmap // by value of a code
	grams map[gram]*roaring.Bitmap
	marks [marks]*roaring.Bitmap
}

// A line is what a list needs of a profile to filter and to order it.
type line struct {
	doc                    int64
	person, pinyin, search string
	birth, introduced      civil.Date
	eduRank, changedAt     int64
	codes                  [len(coded)]uint32 // places in sets
	marks                  [marks]bool
}

// An arrived line comes with its codes in words.
type arrived struct {
	line
	values [len(coded)]string
}

// codeOf is a value in a column of coded.
type codeOf struct{ column, value string }

// A gram is a pair of neighbouring characters; one alone has none before it.
type gram uint64

// The marks of a line, which the claims of a filter ask for.
const (
	markHonoured = iota
	markEvidence
	markVerified
	markDeclared
	markRefused
	marks
)

func newRoll(district string) *roll {
	r := &roll{district: district}
	r.empty()
	return r
}

// empty takes everyone out, before all are read anew.
func (r *roll) empty() {
	r.lines, r.slots, r.here = nil, map[string]uint32{}, roaring.New()
	r.codes, r.sets, r.grams = map[codeOf]uint32{}, nil, map[gram]*roaring.Bitmap{}
	for i := range r.marks {
		r.marks[i] = roaring.New()
	}
}

func lineOf(doc int64, p *Profile) arrived {
	one := arrived{line: line{doc: doc, person: p.Person, pinyin: p.pinyin, search: p.search, birth: p.BirthDate, introduced: p.IntroducedOn, eduRank: p.eduRank,
		changedAt: p.ChangedAt, marks: [marks]bool{p.Honours > 0, p.Evidence > 0, p.Records > 0 && p.Verified == p.Records, p.Verified < p.Records, p.Refused > 0}}}
	for i, c := range coded {
		one.values[i] = c.value(p)
	}
	return one
}

// put enters a line, in place of the one of the same person.
func (r *roll) put(one arrived) {
	l := one.line
	for i, value := range one.values {
		l.codes[i] = r.place(codeOf{coded[i].column, value})
	}
	slot, known := r.slots[l.person]
	if !known {
		slot = uint32(len(r.lines))
		r.slots[l.person], r.lines = slot, append(r.lines, line{})
	}
	r.move(slot, r.lines[slot], l, r.here.CheckedAdd(slot))
	r.lines[slot] = l
}

// drop takes a person out.
func (r *roll) drop(person string) {
	slot, known := r.slots[person]
	if !known || !r.here.Contains(slot) {
		return
	}
	before := r.lines[slot]
	for _, place := range before.codes {
		r.sets[place].Remove(slot)
	}
	for i := range r.marks {
		r.marks[i].Remove(slot)
	}
	for g := range gramsOf(before.search) {
		r.grams[g].Remove(slot)
	}
	r.here.Remove(slot)
	r.lines[slot] = line{person: person}
}

// move puts a slot from the sets of one line into those of another; a fresh one was in none.
func (r *roll) move(slot uint32, from, to line, fresh bool) {
	for i, place := range to.codes {
		if !fresh && from.codes[i] != place {
			r.sets[from.codes[i]].Remove(slot)
		}
		r.sets[place].Add(slot)
	}
	for i, marked := range to.marks {
		if marked {
			r.marks[i].Add(slot)
		} else if from.marks[i] {
			r.marks[i].Remove(slot)
		}
	}
	if from.search == to.search {
		return
	}
	wanted := gramsOf(to.search)
	for g := range gramsOf(from.search) {
		if !wanted[g] {
			r.grams[g].Remove(slot)
		}
	}
	for g := range wanted {
		set := r.grams[g]
		if set == nil {
			set = roaring.New()
			r.grams[g] = set
		}
		set.Add(slot)
	}
}

// place gives the place of a value's set, a new one if there is none.
func (r *roll) place(key codeOf) uint32 {
	at, known := r.codes[key]
	if !known {
		at = uint32(len(r.sets))
		r.codes[key], r.sets = at, append(r.sets, roaring.New())
	}
	return at
}

// gramsOf gives the characters and pairs of neighbours of the phrases of a search text, as pairs takes them apart.
func gramsOf(text string) map[gram]bool {
	found := map[gram]bool{}
	before := rune(0)
	for _, r := range text {
		if r == '|' || r == ' ' {
			before = 0
			continue
		}
		found[gram(r)] = true
		if before != 0 {
			found[pair(before, r)] = true
		}
		before = r
	}
	return found
}

func pair(a, b rune) gram { return gram(a)<<21 | gram(b) }
