package rule

import (
	"fmt"
	"math/bits"
	"sync"
	"sync/atomic"

	"yanzhen/internal/base/civil"
	"yanzhen/internal/engine/column"
)

// A Sitting judges benefits over one batch on one day, as often as one likes. Conditions that
// benefits have in common are computed once; a Sitting that keeps them computes in a later Judge only
// what no earlier one did, so that one clause changed costs one condition. It is for one goroutine at
// a time and works on several cores by itself.
type Sitting struct {
	batch   *column.Batch
	day     civil.Date
	workers []*evaluation
	keeping bool
	keeps   map[*pool][]*kept
	held    int // entries of keeps
}

// NewSitting gives a sitting over the batch on the given day that works on that many cores, and keeps
// nothing.
func NewSitting(batch *column.Batch, day civil.Date, cores int) *Sitting {
	s := &Sitting{batch: batch, day: day, keeps: map[*pool][]*kept{}}
	for range max(cores, 1) {
		s.workers = append(s.workers, newEvaluation(batch, int64(day.Days())))
	}
	return s
}

// Keep makes s keep what conditions gave, an eighth to three eighths of a byte for a row and condition,
// at most maxKept conditions: beyond that it forgets all and begins again.
func (s *Sitting) Keep() { s.keeping = true }

// maxKept bounds what a sitting keeps: 500 conditions over a million rows take 63 MB.
const maxKept = 500

// Judge gives one judgement for each benefit.
// Errors: as Program.Eval; a row that fails is marked in the judgement, never an error.
func (s *Sitting) Judge(benefits []Benefit) ([]*Judgement, error) {
	chunks := s.batch.Chunks()
	out := make([]*Judgement, len(benefits))
	for i, m := range benefits {
		if err := m.fits(s.batch); err != nil {
			return nil, err
		}
		out[i] = newJudgement(s.batch.Len(), len(chunks), m.Pay != nil)
	}
	if s.keeping {
		s.prepare(benefits)
	}
	last, links := chains(benefits)
	var next atomic.Int64
	work := func(e *evaluation) {
		e.links = make([]linked, links)
		for {
			c := int(next.Add(1)) - 1
			if c >= len(chunks) {
				return
			}
			e.open(c)
			for i, m := range benefits {
				e.judge(m, last[i], out[i], s.day)
			}
		}
	}
	onAll(s.workers, work)
	return out, nil
}

// onAll does the work once for each worker, side by side. A panic of one comes out here, where the
// caller may recover from it.
func onAll(workers []*evaluation, work func(e *evaluation)) {
	var all sync.WaitGroup
	var wrong atomic.Pointer[any]
	for _, e := range workers[1:] {
		all.Go(func() {
			defer func() {
				if x := recover(); x != nil {
					wrong.Store(&x)
				}
			}()
			work(e)
		})
	}
	func() {
		defer all.Wait()
		work(workers[0])
	}()
	if x := wrong.Load(); x != nil {
		panic(*x)
	}
}

func (m Benefit) fits(batch *column.Batch) error {
	if m.When.typ.Kind() != column.BoolKind || m.Pay != nil && m.Pay.typ.Kind() != column.IntKind {
		panic(fmt.Sprintf("rule: %q is no condition, or its amount no int", m.When.text))
	}
	if err := m.When.fits(batch); err != nil || m.Pay == nil {
		return err
	}
	return m.Pay.fits(batch)
}

// judge judges the rows of the chunk, by columns if they can, else row by row.
func (e *evaluation) judge(m Benefit, last *link, j *Judgement, day civil.Date) {
	if m.When.root == nil || m.Pay != nil && m.Pay.root == nil || !e.byColumns(m, last, j) {
		e.open(e.part) // what was begun may be half done
		e.byRows(m, j, day)
	}
}

// byColumns reports false when the lists are too wide for one chunk.
func (e *evaluation) byColumns(m Benefit, last *link, j *Judgement) (ok bool) {
	defer func() {
		if x := recover(); x != nil && x != errTooWide {
			panic(x)
		} else if x != nil {
			ok = false
		}
	}()
	n, lo := e.chunk.N, e.part*column.ChunkRows/64
	top := e.top(m.When.env.pool)
	var v *vec
	if last != nil {
		v = top.linked(last).v
	} else {
		v = top.of(m.When.root)
	}
	yes, unk, bad := masks(&e.arena, n, v)
	j.store(lo, yes, unk, bad)
	if m.Pay != nil {
		j.paid[e.part] = e.pay(m, yes)
	}
	return true
}

// pay gives the amounts of the yes rows.
func (e *evaluation) pay(m Benefit, yes []uint64) paid {
	k := column.Bits(yes).Count()
	if k == 0 {
		return paid{}
	}
	rows := e.arena.idx.take(k)[:0]
	for w, word := range yes {
		for ; word != 0; word &= word - 1 {
			rows = append(rows, int32(w*64+bits.TrailingZeros64(word)))
		}
	}
	return e.top(m.Pay.env.pool).only(rows).of(m.Pay.root).payment(e.purse(k))
}

// purse gives room for k amounts that a judgement will own, cut from larger pieces.
func (e *evaluation) purse(k int) []int64 {
	if k > len(e.money) {
		e.money = make([]int64, max(k, 1<<14))
	}
	room := e.money[:k:k]
	e.money = e.money[k:]
	return room
}

func (e *evaluation) byRows(m Benefit, j *Judgement, day civil.Date) {
	lo, words := e.part*column.ChunkRows, column.Words(e.chunk.N)
	says := map[Verdict]column.Bits{Yes: make(column.Bits, words), Unknown: make(column.Bits, words), Failed: make(column.Bits, words)}
	var yes []int
	for i := range e.chunk.N {
		switch value, _, err := m.When.EvalRow(e.batch.Row(lo+i), day); {
		case err != nil:
			says[Failed].Set(i)
		case value == nil:
			says[Unknown].Set(i)
		case value == true:
			says[Yes].Set(i)
			yes = append(yes, lo+i)
		}
	}
	j.store(lo/64, says[Yes], says[Unknown], says[Failed])
	if m.Pay == nil {
		return
	}
	p := paid{amounts: make([]int64, len(yes))}
	for k, i := range yes {
		value, _, err := m.Pay.EvalRow(e.batch.Row(i), day)
		p.put(k, value, err)
	}
	j.paid[e.part] = p
}

// kept is what one condition gave, the bitmaps of all chunks one after the other, so that reading them
// again runs through memory.
type kept struct {
	state         []uint8 // by chunk
	yes, unk, err column.Bits

	making sync.Mutex // held while unk or err is made
}

// The state of a chunk: whether it was computed, holds one value for all, has rows without a value.
const (
	isKept = 1 << iota
	isOne
	hasUnknown
	hasFailed
)

// prepare makes room for the conditions of the benefits.
func (s *Sitting) prepare(benefits []Benefit) {
	if s.held > maxKept {
		clear(s.keeps)
		s.held = 0
	}
	for _, m := range benefits {
		s.room(m.When.env.pool, m.When.root, true)
	}
	for _, e := range s.workers {
		for p, list := range s.keeps {
			e.top(p).kept = list
		}
	}
}

// room makes room for the conditions in n. The whole of a rule is not kept: a changed clause changes it.
func (s *Sitting) room(p *pool, n *node, whole bool) {
	if n == nil || n.depth > 0 || len(n.kids) == 0 {
		return
	}
	list := s.keeps[p]
	if whole && n.op == "and" {
		for _, k := range n.kids {
			s.room(p, k, false)
		}
		return
	}
	if n.id < len(list) && list[n.id] != nil {
		return
	}
	if n.typ.Kind() == column.BoolKind {
		if n.id >= len(list) {
			list = append(list, make([]*kept, n.id+1-len(list))...)
		}
		list[n.id] = &kept{state: make([]uint8, len(s.batch.Chunks())), yes: make(column.Bits, column.Words(s.batch.Len()))}
		s.keeps[p] = list
		s.held++
	}
	for _, k := range n.kids {
		s.room(p, k, false)
	}
}

// of gives the value of n for the chunk, as kept or to be kept.
func (k *kept) of(f *frame, n *node) *vec {
	lo, words := f.part*column.ChunkRows/64, column.Words(f.n)
	state := k.state[f.part]
	if state == 0 {
		v := n.run(f, n)
		k.state[f.part] = k.store(lo, v)
		return v
	}
	v := f.arena.vec(f.n)
	if state&isOne != 0 {
		v.one, words = true, min(words, 1)
	}
	v.bits = k.yes[lo : lo+words : lo+words]
	if state&hasUnknown != 0 {
		v.unk = k.unk[lo : lo+words : lo+words]
	}
	if state&hasFailed != 0 {
		v.err = k.err[lo : lo+words : lo+words]
	}
	return v
}

// store copies v to the chunk that begins at word lo and gives its state.
func (k *kept) store(lo int, v *vec) uint8 {
	state := uint8(isKept)
	if v.one {
		state |= isOne
	}
	copy(k.yes[lo:], v.bits)
	if v.unk != nil {
		state |= hasUnknown
		copy(k.part(&k.unk)[lo:], v.unk)
	}
	if v.err != nil {
		state |= hasFailed
		copy(k.part(&k.err)[lo:], v.err)
	}
	return state
}

func (k *kept) part(to *column.Bits) column.Bits {
	k.making.Lock()
	defer k.making.Unlock()
	if *to == nil {
		*to = make(column.Bits, len(k.yes))
	}
	return *to
}
