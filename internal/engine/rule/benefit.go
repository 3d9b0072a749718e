package rule

import (
	"math/bits"
	"sync"

	"yanzhen/internal/engine/column"
)

// A Benefit is what a policy gives to whom: a yes-or-no rule, and the amount for those of whom it is
// true. Pay is nil where nothing is paid.
type Benefit struct {
	When *Program // of type Bool
	Pay  *Program // of type Int; from the same Env as When, or from one that extends it
}

// A Judgement is what a benefit gives over all n rows of a batch. A row in none of the three bitmaps
// is a no; amounts are computed for the rows of Yes only.
type Judgement struct {
	N       int
	Yes     column.Bits
	Unknown column.Bits // nil: none
	Failed  column.Bits // nil: none
	paid    []paid      // by chunk; nil without amounts

	making sync.Mutex // held while a bitmap is made
}

// paid are the amounts of the yes rows of one chunk, in their order.
type paid struct {
	amounts []int64
	unknown []uint64 // nil: none
	failed  []uint64 // nil: none
}

func newJudgement(n, chunks int, pays bool) *Judgement {
	j := &Judgement{N: n, Yes: make(column.Bits, column.Words(n))}
	if pays {
		j.paid = make([]paid, chunks)
	}
	return j
}

// store copies what the rule says of some rows to their place, from word lo on.
func (j *Judgement) store(lo int, yes, unk, bad []uint64) {
	copy(j.Yes[lo:], yes)
	j.mark(&j.Unknown, lo, unk)
	j.mark(&j.Failed, lo, bad)
}

// mark copies bits to a bitmap that is made with the first of them.
func (j *Judgement) mark(to *column.Bits, lo int, part []uint64) {
	if part == nil {
		return
	}
	j.making.Lock()
	if *to == nil {
		*to = make(column.Bits, len(j.Yes))
	}
	all := *to
	j.making.Unlock()
	copy(all[lo:], part)
}

// Verdict gives what the rule says of row i.
func (j *Judgement) Verdict(i int) Verdict {
	switch {
	case j.Yes.Get(i):
		return Yes
	case j.Unknown.Get(i):
		return Unknown
	case j.Failed.Get(i):
		return Failed
	}
	return No
}

// Count gives the number of rows that are a yes.
func (j *Judgement) Count() int { return j.Yes.Count() }

// Sum gives the total of the amounts that are known. It may wrap when amounts are absurd.
func (j *Judgement) Sum() (sum int64) {
	for _, p := range j.paid {
		for _, x := range p.amounts {
			sum += x
		}
	}
	return sum
}

// EachYes calls f for every row of Yes in order, with the amount and what became of it: Yes when there
// is one, else Unknown or Failed with 0; without amounts it is always 0 and Yes.
func (j *Judgement) EachYes(f func(row int, amount int64, state Verdict)) {
	for c := 0; c*column.ChunkRows < j.N; c++ {
		lo := c * column.ChunkRows / 64
		words := j.Yes[lo:min(lo+column.ChunkRows/64, len(j.Yes))]
		k := 0
		for w, word := range words {
			for ; word != 0; word &= word - 1 {
				row := (lo+w)*64 + bits.TrailingZeros64(word)
				if j.paid == nil {
					f(row, 0, Yes)
				} else {
					amount, state := j.paid[c].at(k)
					f(row, amount, state)
				}
				k++
			}
		}
	}
}

func (p paid) at(k int) (int64, Verdict) {
	switch {
	case column.Bits(p.unknown).Get(k):
		return 0, Unknown
	case column.Bits(p.failed).Get(k):
		return 0, Failed
	}
	return p.amounts[k], Yes
}

// payment takes the amounts of a vec.
func (v *vec) payment(amounts []int64) paid {
	k, p := len(amounts), paid{amounts: amounts}
	switch {
	case k == 0:
	case v.one:
		for i := range amounts {
			amounts[i] = v.code(0)
		}
	case v.ints != nil:
		copy(amounts, v.ints)
	default:
		v.src.Read(amounts, 0)
	}
	if v.unk != nil || v.err != nil {
		for i := range amounts {
			if u, e := v.state(i); u || e {
				amounts[i] = 0
			}
		}
	}
	p.unknown, p.failed = spreadState(v.unk, v.one, k), spreadState(v.err, v.one, k)
	return p
}

// spreadState copies a bitmap of k rows out of the arena; nil when no bit is set.
func spreadState(b []uint64, one bool, k int) []uint64 {
	if !column.Bits(b).Any() {
		return nil
	}
	out := make([]uint64, column.Words(k))
	if one {
		fill(out, k)
	} else {
		copy(out, b)
	}
	return out
}

// put stores amount k as the row evaluator gives it.
func (p *paid) put(k int, value any, err error) {
	if x, ok := value.(int64); ok && err == nil {
		p.amounts[k] = x
		return
	}
	dst := &p.unknown
	if err != nil {
		dst = &p.failed
	}
	if *dst == nil {
		*dst = make([]uint64, column.Words(len(p.amounts)))
	}
	column.Bits(*dst).Set(k)
}
