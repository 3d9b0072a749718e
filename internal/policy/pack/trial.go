package pack

import (
	"encoding/binary"
	"fmt"
	"maps"
	"math/bits"
	"slices"
	"strings"

	"yanzhen/internal/base/civil"
	"yanzhen/internal/engine/column"
	"yanzhen/internal/engine/rule"
)

// A Sitting judges versions of a pack over one chunk of columns on one day, as often as one likes. It keeps what rules gave, so
// that a version that differs in one figure costs the rules with that figure in them and the work on the rows that are open. It is
// for one goroutine at a time.
type Sitting struct {
	part   *column.Batch
	day    civil.Date
	groups map[string]string // for which grouped was made
	joined *column.Batch
	kept   map[sense]*rule.Result
	held   int                      // bits a row of kept
	counts map[string]*column.Batch // measures, by what they count
}

// A sense is what a rule computes: the rule, and what the measures count that it reads.
type sense struct {
	rule     any
	measures string
}

// mostKept bounds what a sitting keeps of rules, in bits a row.
const mostKept = 1500

// NewSitting gives a sitting over one chunk that keeps nothing yet.
func NewSitting(part *column.Batch, day civil.Date) *Sitting {
	return &Sitting{part: part, day: day, kept: map[sense]*rule.Result{}, counts: map[string]*column.Batch{}}
}

// Judge asks packs about the rows, as EvalColumns does, and gives what p, one of them, says of each.
// Errors: as EvalColumns.
func (s *Sitting) Judge(packs []*Pack, p *Pack) (*Tally, error) {
	part, err := s.grouped(groupsOf(packs))
	if err != nil {
		return nil, err
	}
	open := make([][]*Outcome, len(packs)) // by pack and row; nil is no
	for i, one := range packs {
		if open[i], err = one.judgeColumns(part, s.day, s); err != nil {
			return nil, err
		}
	}
	return s.tally(open, slices.Index(packs, p)), nil
}

func (s *Sitting) tally(open [][]*Outcome, of int) *Tally {
	t := newTally(s.part.Len())
	var beside []*Outcome
	for row, o := range open[of] {
		if o == nil {
			continue
		}
		beside = beside[:0]
		for i := range open {
			if other := open[i][row]; other != nil {
				other.answers.(*columnAnswers).row = row
				beside = append(beside, other)
			}
		}
		resolve(beside)
		t.add(row, o)
	}
	return t
}

func (s *Sitting) grouped(groups map[string]string) (*column.Batch, error) {
	if s.joined != nil && maps.Equal(s.groups, groups) {
		return s.joined, nil
	}
	part, err := grouped(s.part, groups)
	s.groups, s.joined = groups, part
	clear(s.kept)
	clear(s.counts)
	s.held = 0
	return part, err
}

// eval gives what p says of the rows, as kept if it can be; without a sitting it computes. measures tells what they count.
func (s *Sitting) eval(p *prog, batch *column.Batch, day civil.Date, measures string) (*rule.Result, error) {
	key := sense{rule: p.Sense()}
	if s == nil || key.rule == nil {
		return p.Eval(batch, day)
	}
	if slices.ContainsFunc(p.Facts(), isMeasure) {
		key.measures = measures
	}
	if r, known := s.kept[key]; known {
		return r, nil
	}
	r, err := p.Eval(batch, day)
	if err == nil {
		if s.held > mostKept {
			clear(s.kept)
			s.held = 0
		}
		s.kept[key] = r
		s.held += bitsOf(r)
	}
	return r, err
}

// bitsOf is what a result takes for a row.
func bitsOf(r *rule.Result) int {
	switch {
	case r.Yes != nil:
		return 3
	case r.Ints != nil, r.Doubles != nil:
		return 66
	}
	return 194
}

func isMeasure(key string) bool { return strings.HasPrefix(key, "measure.") }

// measured gives the batch with the measures of the edition beside it, and a key of what they count.
func (s *Sitting) measured(ed *edition, a *columnAnswers) {
	if len(ed.measures) == 0 {
		return
	}
	if s == nil {
		ed.measureColumns(a)
		return
	}
	a.measures = ed.counted()
	key := a.measures
	for _, f := range a.batch.Fields() {
		key += "\n" + f.Name
	}
	if known := s.counts[key]; known != nil {
		a.batch = known
		return
	}
	if ed.measureColumns(a); len(s.counts) >= 8 {
		clear(s.counts)
	}
	s.counts[key] = a.batch
}

// counted tells what the measures of the edition count, the same for measures that count the same.
func (ed *edition) counted() string {
	var b strings.Builder
	for _, m := range ed.measures {
		bare := *m.Measure
		bare.Since, bare.Until, bare.Otherwise, bare.At = Expr{}, Expr{}, Expr{}, Pos{}
		fmt.Fprintf(&b, "%v", bare)
		for _, p := range []*prog{m.since, m.until, m.otherwise} {
			if p != nil {
				fmt.Fprintf(&b, " %p", p.Sense())
			}
		}
	}
	return b.String()
}

// A Tally is what one pack says of the rows of a chunk, with when it pays. It never changes once made.
type Tally struct {
	yes, unknown column.Bits
	held         column.Bits // of yes: nothing is paid until something happens
	rows         []int32     // that say yes, ascending
	fen          []int64     // of those, -1 while unknown
	plans        []int32     // of those, place in schedules
	schedules    [][]Pay
	places       map[string]int32
}

// A Pay is what falls due in a month. Month is its first day, the zero Date while it is not known.
type Pay struct {
	Month civil.Date
	Fen   int64
}

// A Standing is what a pack says of one row.
type Standing struct {
	Verdict Verdict
	Held    bool  // yes, but nothing is paid until something happens
	Fen     int64 // what is paid in all, after other benefits were looked at; 0 without a yes, -1 while it is unknown
	Pays    []Pay // by month, coming to Fen; must not be changed
}

func newTally(n int) *Tally {
	words := column.Words(n)
	return &Tally{yes: make(column.Bits, words), unknown: make(column.Bits, words), held: make(column.Bits, words), places: map[string]int32{}}
}

// add notes the outcome of a row that is not turned down; rows come in ascending order.
func (t *Tally) add(row int, o *Outcome) {
	switch o.ruling.verdict {
	case Yes:
		t.yes.Set(row)
	case Unknown:
		t.unknown.Set(row)
		return
	default:
		return
	}
	if o.ruling.state == PayableAfter {
		t.held.Set(row)
	}
	fen, pays := int64(-1), []Pay(nil)
	if paid, known := o.AmountFen(); known {
		fen, pays = paid, o.pays()
	}
	t.rows, t.fen, t.plans = append(t.rows, int32(row)), append(t.fen, fen), append(t.plans, t.place(pays))
}

// place gives the number of a schedule; most people share one of few.
func (t *Tally) place(pays []Pay) int32 {
	var room [1 << 10]byte
	key := room[:0]
	for _, p := range pays {
		key = binary.AppendVarint(key, int64(p.Month.Year*12+int(p.Month.Month)))
		key = binary.AppendVarint(key, p.Fen)
	}
	at, known := t.places[string(key)]
	if !known {
		at = int32(len(t.schedules))
		t.places[string(key)], t.schedules = at, append(t.schedules, pays)
	}
	return at
}

// pays gives what falls due by month; it comes to the amount, which is known.
func (o *Outcome) pays() []Pay {
	if *o.ruling.amount == 0 {
		return nil
	}
	var pays []Pay
	sum := int64(0)
	for _, g := range o.paying() {
		for _, p := range g.payments {
			if p.Lost || p.Fen == 0 {
				continue
			}
			month := civil.Date{}
			if !p.Due.IsZero() {
				month = civil.Date{Year: p.Due.Year, Month: p.Due.Month, Day: 1}
			}
			pays = due(pays, month, p.Fen)
			sum += p.Fen
		}
	}
	if sum != *o.ruling.amount {
		scale(pays, sum, *o.ruling.amount)
	}
	return pays
}

// due adds what falls due in a month to pays, which stay in order.
func due(pays []Pay, month civil.Date, fen int64) []Pay {
	if n := len(pays); n > 0 && pays[n-1].Month.Before(month) {
		return append(pays, Pay{month, fen})
	}
	i, known := slices.BinarySearchFunc(pays, month, func(p Pay, month civil.Date) int { return p.Month.Compare(month) })
	if known {
		pays[i].Fen += fen
		return pays
	}
	return slices.Insert(pays, i, Pay{month, fen})
}

// paying gives the grants whose payments make up the amount.
func (o *Outcome) paying() []grant {
	all := slices.DeleteFunc(slices.Clone(o.ruling.grants), func(g grant) bool { return g.given != Yes || g.total == nil })
	switch o.edition.body.Combine {
	case "choose":
		if chosen := slices.DeleteFunc(slices.Clone(all), func(g grant) bool { return !g.chosen }); len(chosen) > 0 {
			return chosen
		}
		fallthrough
	case "highest":
		best := all[:0:0]
		for _, g := range all {
			if len(best) == 0 || *g.total > *best[0].total {
				best = []grant{g}
			}
		}
		return best
	}
	return all
}

// scale brings payments that come to sum down to amount in the same proportion; the last takes what rounding leaves over.
func scale(pays []Pay, sum, amount int64) {
	if len(pays) == 0 || sum == 0 {
		return
	}
	left := amount
	for i := range pays {
		pays[i].Fen = share(pays[i].Fen, float64(amount)/float64(sum)*100)
		left -= pays[i].Fen
	}
	pays[len(pays)-1].Fen += left
}

// At gives what is said of row i.
func (t *Tally) At(i int) Standing {
	switch {
	case t.unknown.Get(i):
		return Standing{Verdict: Unknown}
	case !t.yes.Get(i):
		return Standing{Verdict: No}
	}
	k, _ := slices.BinarySearch(t.rows, int32(i))
	return Standing{Yes, t.held.Get(i), t.fen[k], t.schedules[t.plans[k]]}
}

// Open gives the rows of which t or other says yes or unknown, ascending.
func (t *Tally) Open(other *Tally) []int32 {
	var rows []int32
	for w := range t.yes {
		for word := t.yes[w] | t.unknown[w] | other.yes[w] | other.unknown[w]; word != 0; word &= word - 1 {
			rows = append(rows, int32(w*64+bits.TrailingZeros64(word)))
		}
	}
	return rows
}
