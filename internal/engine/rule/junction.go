package rule

import "yanzhen/internal/engine/column"

// junction lowers && and || of conditions. A chain of the same operator is one node over all its
// conditions, because Kleene's operators are associative: no settles an and, else unknown goes before
// failed before yes; for an or, yes settles.
func (l *lowering) junction(op string, and bool, kids []*node) *node {
	var flat []*node
	depth := 0
	for _, k := range kids {
		depth = max(depth, k.depth)
	}
	for _, k := range kids {
		if k.op == op && k.depth == depth {
			flat = append(flat, k.kids...)
		} else {
			flat = append(flat, k)
		}
	}
	return l.env.pool.node(op, Bool, depth, flat, func(f *frame, self *node) *vec {
		acc, open := f.of(self.kids[0]), true
		for _, k := range self.kids[1:] {
			if and && !open { // no everywhere, whatever follows
				break
			}
			acc, open = f.join(and, acc, f.of(k))
		}
		return acc
	})
}

// join joins two conditions and reports whether any row is other than no.
func (f *frame) join(and bool, x, y *vec) (out *vec, open bool) {
	a, n, one := &f.arena, f.n, x.one && y.one
	if one {
		n = 1
	}
	v1, u1, e1 := masks(a, n, x)
	v2, u2, e2 := masks(a, n, y)
	out = a.vec(f.n)
	out.one, out.bits = one, a.words.take(column.Words(n))
	some := combine(and, out.bits, v1, v2)
	if u1 == nil && u2 == nil && e1 == nil && e2 == nil {
		return out, some != 0
	}
	return out, out.states(a, n, and, [3][]uint64{v1, u1, e1}, [3][]uint64{v2, u2, e2}) || some != 0
}

// combine joins the values and gives all words or'ed.
func combine(and bool, dst, x, y []uint64) (some uint64) {
	x, y = x[:len(dst)], y[:len(dst)]
	if and {
		for i := range dst {
			w := x[i] & y[i]
			dst[i] = w
			some |= w
		}
		return some
	}
	for i := range dst {
		w := x[i] | y[i]
		dst[i] = w
		some |= w
	}
	return some
}

// states joins the rows without a value and reports whether there is one. x and y hold the bitmaps of
// yes, unknown and failed.
func (v *vec) states(a *arena, n int, and bool, x, y [3][]uint64) bool {
	words := len(v.bits)
	fails := x[2] != nil || y[2] != nil
	for k := range x {
		x[k], y[k] = orZeros(a, words, x[k]), orZeros(a, words, y[k])
	}
	v1, u1, e1 := x[0][:words], x[1][:words], x[2][:words]
	v2, u2, e2 := y[0][:words], y[1][:words], y[2][:words]
	unk := a.words.take(words)
	var err []uint64
	if fails {
		err = a.words.take(words)
	}
	var some, bad uint64
	for i := range unk {
		open := (v1[i] | u1[i] | e1[i]) & (v2[i] | u2[i] | e2[i]) // not settled by a no
		if !and {
			open = ^(v1[i] | v2[i]) // not settled by a yes
		}
		u := (u1[i] | u2[i]) & open
		unk[i] = u
		some |= u
		if fails {
			e := (e1[i] | e2[i]) & open &^ u
			err[i] = e
			bad |= e
		}
	}
	if some != 0 {
		v.unk = unk
	}
	if bad != 0 {
		v.err = err
	}
	return some|bad != 0
}

var zeros [column.ChunkRows / 64]uint64

// orZeros gives b, or words of zero that nobody may write to.
func orZeros(a *arena, words int, b []uint64) []uint64 {
	switch {
	case b != nil:
		return b
	case words <= len(zeros):
		return zeros[:words]
	}
	w := a.words.take(words)
	clear(w)
	return w
}
