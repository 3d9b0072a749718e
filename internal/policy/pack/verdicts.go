package pack

import (
	"iter"
	"slices"
	"strings"

	"yanzhen/internal/engine/column"
)

// Verdicts is what one pack says of every row of a batch. It is kept small: two bits a row, and for
// the rows that are not turned down an amount and the number of a list of missing facts. It never
// changes once made.
type Verdicts struct {
	pack    *Pack
	n       int
	yes     column.Bits
	unknown column.Bits
	open    []int32 // rows that say yes or unknown, ascending
	fen     []int64 // of those, -1 while unknown
	lack    []int32 // of those, place in lacks
	lacks   [][]string
	places  map[string]int32
}

func newVerdicts(p *Pack, n int) *Verdicts {
	words := column.Words(n)
	return &Verdicts{pack: p, n: n, yes: make(column.Bits, words), unknown: make(column.Bits, words), places: map[string]int32{}}
}

// add notes the outcome of a row that is not turned down; rows come in ascending order.
func (v *Verdicts) add(row int, o *Outcome) {
	switch o.Verdict() {
	case Yes:
		v.yes.Set(row)
	case Unknown:
		v.unknown.Set(row)
	default:
		return
	}
	fen := int64(-1)
	if paid, known := o.AmountFen(); known {
		fen = paid
	}
	v.open, v.fen, v.lack = append(v.open, int32(row)), append(v.fen, fen), append(v.lack, v.place(o.Missing()))
}

// place gives the number of a list of missing facts.
func (v *Verdicts) place(missing []string) int32 {
	key := strings.Join(missing, "\n")
	at, known := v.places[key]
	if !known {
		at = int32(len(v.lacks))
		v.places[key], v.lacks = at, append(v.lacks, missing)
	}
	return at
}

// Pack gives the pack that judged.
func (v *Verdicts) Pack() *Pack { return v.pack }

// Len gives the number of rows.
func (v *Verdicts) Len() int { return v.n }

// At gives the verdict of row i.
func (v *Verdicts) At(i int) Verdict {
	switch {
	case v.yes.Get(i):
		return Yes
	case v.unknown.Get(i):
		return Unknown
	}
	return No
}

// A Finding is what a pack says of one row.
type Finding struct {
	Verdict Verdict
	Fen     int64    // what is paid, after other benefits were looked at; -1 while it is unknown
	Missing []string // absent facts that keep the verdict or the amount unknown; must not be changed
}

// Finding gives what is said of row i.
func (v *Verdicts) Finding(i int) Finding {
	if k, open := slices.BinarySearch(v.open, int32(i)); open {
		return v.finding(k)
	}
	return Finding{Verdict: No}
}

// Open gives the rows that say yes or unknown, in ascending order.
func (v *Verdicts) Open() iter.Seq2[int, Finding] {
	return func(yield func(int, Finding) bool) {
		for k, row := range v.open {
			if !yield(int(row), v.finding(k)) {
				return
			}
		}
	}
}

func (v *Verdicts) finding(k int) Finding {
	return Finding{v.At(int(v.open[k])), v.fen[k], v.lacks[v.lack[k]]}
}
