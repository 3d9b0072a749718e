package rule

import (
	"cmp"
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
	t := f.valueTable(self, kernel, src, second)
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

// valueTable gives the table of a node that covers the values of src.
func (f *frame) valueTable(self *node, kernel func(x, y int64) (int64, bool), src *column.Ints, second int64) *valueTable {
	lo, hi := bounds(src)
	t := table(f, self, nil, func([]string) []*valueTable { return []*valueTable{{second: second, lo: lo}} })[0]
	t.cover(kernel, second, lo, hi)
	return t
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

// A stretch is the values, one after the other, for which a comparison with a kernel's result holds.
type stretch struct {
	of    tableShape // of the table it was found in
	limit int64
	lo    int64
	to    int64 // one more than the last
	whole bool  // there is no other such value, and the kernel fails for none
}

// A tableShape tells tables of one kernel apart.
type tableShape struct {
	second, lo int64
	size       int
}

func (t *valueTable) shape() tableShape { return tableShape{t.second, t.lo, len(t.vals)} }

// kernelCompared lowers a comparison of a kernel's result with a value, as age(born, day) < 50: where the
// kernel goes by a table, the column is compared with the ends of the stretch of values for which it holds.
func (l *lowering) kernelCompared(name string, r relation, fn function, kids []*node) *node {
	plain := compareInts(r)
	return l.env.pool.node(name, Bool, max(kids[0].depth, kids[1].depth), kids, func(f *frame, self *node) *vec {
		if out := f.byStretch(self, r, fn, kids); out != nil {
			return out
		}
		return f.apply(plain, kids)
	})
}

// byStretch gives nil where there is no table, or no single stretch.
func (f *frame) byStretch(self *node, r relation, fn function, kids []*node) *vec {
	k := kids[0]
	if f.n < tabled || k.id < len(f.memo) && f.memo[k.id] != nil {
		return nil
	}
	x, second, limit := f.of(k.kids[0]), f.of(k.kids[1]), f.of(kids[1])
	if x.one || x.ints != nil || x.src.Width() > 2 || !second.certain() || !limit.certain() {
		return nil
	}
	t := f.valueTable(k, fn.two, x.src, second.code(0))
	s := table(f, self, nil, func([]string) []*stretch { return []*stretch{{}} })[0]
	if s.of != t.shape() || s.limit != limit.code(0) {
		*s = t.stretch(r, limit.code(0))
	}
	if !s.whole {
		return nil
	}
	a := &f.arena
	out := a.vec(f.n)
	out.bits, out.unk, out.err = a.words.take(column.Words(f.n)), x.unk, x.err
	below(x, s.to, out.bits, false)
	if s.lo > t.lo {
		above := a.words.take(len(out.bits))
		below(x, s.lo, above, true)
		combine(true, out.bits, out.bits, above)
	}
	return out.tidy(f.n)
}

// certain reports one value for all rows.
func (v *vec) certain() bool { return v.one && v.unk == nil && v.err == nil }

// stretch finds the values for which what the kernel gives relates to limit.
func (t *valueTable) stretch(r relation, limit int64) stretch {
	s := stretch{of: t.shape(), limit: limit, lo: t.lo, to: t.lo, whole: !t.fails}
	for i, v := range t.vals {
		if !r.of(cmp.Compare(v, limit)) {
			continue
		}
		at := t.lo + int64(i)
		switch {
		case s.lo == s.to:
			s.lo, s.to = at, at+1
		case s.to == at:
			s.to++
		default:
			s.whole = false
		}
	}
	return s
}
