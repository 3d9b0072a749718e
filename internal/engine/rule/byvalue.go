package rule

import (
	"slices"

	"yanzhen/internal/engine/column"
)

// tabled is from how many rows on a table by value is worth its making.
const tabled = 512

// A valueTable holds what a kernel gives for every value from lo on with one second argument.
type valueTable struct {
	second int64
	lo     int64
	vals   []int64
	failed []bool
	fails  bool // somewhere
}

// byTable gives kernel(x, second) for a column of narrow values. The table is made once for a node and
// grows when a chunk brings values outside it.
func (f *frame) byTable(self *node, kernel func(x, y int64) (int64, bool), x *vec, second int64) *vec {
	src := x.src
	lo, hi := bounds(src)
	t := table(f, self, nil, func([]string) []*valueTable { return []*valueTable{{second: second, lo: lo}} })[0]
	t.cover(kernel, second, lo, hi)
	a := &f.arena
	out := a.vec(f.n)
	out.ints, out.unk, out.err = a.ints.take(f.n), x.unk, x.err
	if src.Width() == 1 {
		read(out.ints, src.I8, t)
	} else {
		read(out.ints, src.I16, t)
	}
	if t.fails {
		failed := t.failures(a, src, out.ints)
		without(failed, x.unk)
		without(failed, x.err)
		out.err = merge(a, f.n, func(i int) uint64 { return at(x.err, i) | at(failed, i) }, x.err, failed)
	}
	return out
}

func bounds(src *column.Ints) (lo, hi int64) {
	if src.Width() == 1 {
		return int64(slices.Min(src.I8)), int64(slices.Max(src.I8))
	}
	return int64(slices.Min(src.I16)), int64(slices.Max(src.I16))
}

// cover makes t hold the values from lo up to hi.
func (t *valueTable) cover(kernel func(x, y int64) (int64, bool), second, lo, hi int64) {
	have := t.lo + int64(len(t.vals)) - 1
	if t.second == second && lo >= t.lo && hi <= have {
		return
	}
	if t.second == second && len(t.vals) > 0 {
		lo, hi = min(lo, t.lo), max(hi, have)
	}
	*t = valueTable{second: second, lo: lo, vals: make([]int64, hi-lo+1), failed: make([]bool, hi-lo+1)}
	for i := range t.vals {
		v, ok := kernel(lo+int64(i), second)
		t.vals[i], t.failed[i] = v, !ok
		t.fails = t.fails || !ok
	}
}

func read[T int8 | int16](dst []int64, src []T, t *valueTable) {
	lo := t.lo
	for i, x := range src[:len(dst)] {
		dst[i] = t.vals[int64(x)-lo]
	}
}

// failures marks the rows whose value the kernel refuses.
func (t *valueTable) failures(a *arena, src *column.Ints, vals []int64) []uint64 {
	failed := a.zeroWords(len(vals))
	for i := range vals {
		if t.failed[src.At(i)-t.lo] {
			column.Bits(failed).Set(i)
		}
	}
	return failed
}
