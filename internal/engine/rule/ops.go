package rule

import (
	"math"

	"yanzhen/internal/engine/column"
)

// The operations on columns. Each takes n rows and gives n; its inputs may hold one value for all.

// masks gives the bitmaps of v over n rows: a vec with one value is spread.
func masks(a *arena, n int, v *vec) (bits, unk, err []uint64) {
	if !v.one || n == 1 {
		return v.bits, v.unk, v.err
	}
	return spreadBit(a, n, v.bits), spreadBit(a, n, v.unk), spreadBit(a, n, v.err)
}

func spreadBit(a *arena, n int, b []uint64) []uint64 {
	if b == nil {
		return nil
	}
	w := a.zeroWords(n)
	if b[0]&1 == 1 {
		fill(w, n)
	}
	return w
}

// fill sets the first n bits.
func fill(w []uint64, n int) {
	for i := range w {
		w[i] = ^uint64(0)
	}
	if len(w) > 0 {
		w[len(w)-1] &= column.LastMask(n)
	}
}

// at reads word i of a bitmap that may be nil.
func at(b []uint64, i int) uint64 {
	if b == nil {
		return 0
	}
	return b[i]
}

// tidy clears the value bits of rows that have no value, and the bits past n.
func (v *vec) tidy(n int) *vec {
	without(v.bits, v.unk)
	without(v.bits, v.err)
	if len(v.bits) > 0 {
		v.bits[len(v.bits)-1] &= column.LastMask(n)
	}
	return v
}

// without clears the bits that are set in off, which may be nil.
func without(bits, off []uint64) {
	if off == nil {
		return
	}
	off = off[:len(bits)]
	for i := range bits {
		bits[i] &^= off[i]
	}
}

func opNot(a *arena, n int, in []*vec) *vec {
	val, unk, err := masks(a, n, in[0])
	out := a.vec(n)
	out.bits, out.unk, out.err = a.words.take(column.Words(n)), unk, err
	for i := range out.bits {
		out.bits[i] = ^val[i]
	}
	return out.tidy(n)
}

func opKnown(a *arena, n int, in []*vec) *vec {
	_, unk, err := masks(a, n, in[0])
	out := &vec{bits: a.words.take(column.Words(n)), err: err}
	for i := range out.bits {
		out.bits[i] = ^at(unk, i)
	}
	return out.tidy(n)
}

// opIf chooses by a bool; an unknown or failed condition is the answer.
func opIf(t Type) func(a *arena, n int, in []*vec) *vec {
	return func(a *arena, n int, in []*vec) *vec {
		val, unk, err := masks(a, n, in[0])
		not := a.words.take(column.Words(n))
		for i := range not {
			not[i] = ^(val[i] | at(unk, i) | at(err, i))
		}
		if n > 0 {
			not[len(not)-1] &= column.LastMask(n)
		}
		out := choose(a, n, t, val, in[1], in[2])
		u1, e1 := choice(a, n, in[1])
		u2, e2 := choice(a, n, in[2])
		out.unk = merge(a, n, func(i int) uint64 { return at(unk, i) | val[i]&at(u1, i) | not[i]&at(u2, i) }, unk, u1, u2)
		out.err = merge(a, n, func(i int) uint64 { return at(err, i) | val[i]&at(e1, i) | not[i]&at(e2, i) }, err, e1, e2)
		return out.tidy(n)
	}
}

// opOrElse takes the second value where the first is unknown.
func opOrElse(t Type) func(a *arena, n int, in []*vec) *vec {
	return func(a *arena, n int, in []*vec) *vec {
		unk, err := choice(a, n, in[0])
		if unk == nil && (!in[0].one || n == 1) {
			v := *in[0]
			return &v
		}
		known := a.words.take(column.Words(n))
		for i := range known {
			known[i] = ^at(unk, i)
		}
		out := choose(a, n, t, known, in[0], in[1])
		u2, e2 := choice(a, n, in[1])
		out.unk = merge(a, n, func(i int) uint64 { return at(unk, i) & at(u2, i) }, unk, u2)
		out.err = merge(a, n, func(i int) uint64 { return at(err, i) | at(unk, i)&at(e2, i) }, err, e2)
		return out.tidy(n)
	}
}

func choice(a *arena, n int, v *vec) (unk, err []uint64) {
	if !v.one || n == 1 {
		return v.unk, v.err
	}
	return spreadBit(a, n, v.unk), spreadBit(a, n, v.err)
}

// simple gives the joint state of operands of which none fails and only one is ever unknown.
func simple(u1, e1, u2, e2, failed []uint64) (unk []uint64, ok bool) {
	switch {
	case e1 != nil || e2 != nil || failed != nil:
	case u1 == nil:
		return u2, true
	case u2 == nil:
		return u1, true
	}
	return nil, false
}

// merge makes a bitmap of n rows word by word; nil when all that it is made of are nil.
func merge(a *arena, n int, word func(i int) uint64, from ...[]uint64) []uint64 {
	any := false
	for _, b := range from {
		any = any || b != nil
	}
	if !any {
		return nil
	}
	w := a.words.take(column.Words(n))
	for i := range w {
		w[i] = word(i)
	}
	return w
}

// choose gives x where the bit is set and y elsewhere, without regard to their states.
func choose(a *arena, n int, t Type, bits []uint64, x, y *vec) *vec {
	out := a.vec(n)
	switch t.Kind() {
	case column.BoolKind:
		b1, _, _ := masks(a, n, x)
		b2, _, _ := masks(a, n, y)
		out.bits = a.words.take(column.Words(n))
		for i := range out.bits {
			out.bits[i] = b1[i]&bits[i] | b2[i]&^bits[i]
		}
	case column.IntKind, column.DateKind:
		out.ints = blend(a.ints.take(n), bits, full(a, n, x), full(a, n, y))
	case column.DoubleKind:
		out.f64 = blend(a.f64.take(n), bits, fullDoubles(a, n, x), fullDoubles(a, n, y))
	case column.TextKind:
		if x.dict != nil && x.dict == y.dict {
			out.dict = x.dict
			out.ints = blend(a.ints.take(n), bits, full(a, n, x), full(a, n, y))
			break
		}
		out.strs = make([]string, n)
		for i := range n {
			if bits[i>>6]>>(i&63)&1 == 1 {
				out.strs[i] = x.word(i)
			} else {
				out.strs[i] = y.word(i)
			}
		}
	}
	return out
}

func blend[T any](dst []T, bits []uint64, x, y []T) []T {
	for i := range dst {
		if bits[i>>6]>>(i&63)&1 == 1 {
			dst[i] = x[i]
		} else {
			dst[i] = y[i]
		}
	}
	return dst
}

// full gives the integers of v for n rows.
func full(a *arena, n int, v *vec) []int64 {
	src := v.i64(a)
	if !v.one || n == 1 {
		return src
	}
	dst := a.ints.take(n)
	for i := range dst {
		dst[i] = src[0]
	}
	return dst
}

// fullDoubles gives v, of doubles or integers, as doubles for n rows.
func fullDoubles(a *arena, n int, v *vec) []float64 {
	if v.f64 != nil && (!v.one || n == 1) {
		return v.f64
	}
	dst := a.f64.take(n)
	switch {
	case v.f64 != nil:
		for i := range dst {
			dst[i] = v.f64[0]
		}
	default:
		for i, x := range full(a, n, v) {
			dst[i] = float64(x)
		}
	}
	return dst
}

// first joins the states of the two operands of a function as cel-go does: the left one's unknown or
// failure comes first. failed are the rows where the function itself has no result; it may be nil.
func first(a *arena, n int, x, y *vec, failed []uint64) (unk, err []uint64) {
	u1, e1 := choice(a, n, x)
	u2, e2 := choice(a, n, y)
	if unk, ok := simple(u1, e1, u2, e2, failed); ok {
		return unk, nil
	}
	unk = merge(a, n, func(i int) uint64 { return at(u1, i) | at(u2, i)&^at(e1, i) }, u1, u2)
	err = merge(a, n, func(i int) uint64 {
		return at(e1, i) | at(e2, i)&^at(u1, i) | at(failed, i)&^(at(u1, i)|at(u2, i))
	}, e1, e2, failed)
	return unk, err
}

// worst joins the states of operands where a failure counts before an unknown, as in equality.
func worst(a *arena, n int, x, y *vec) (unk, err []uint64) {
	u1, e1 := choice(a, n, x)
	u2, e2 := choice(a, n, y)
	if unk, ok := simple(u1, e1, u2, e2, nil); ok {
		return unk, nil
	}
	err = merge(a, n, func(i int) uint64 { return at(e1, i) | at(e2, i) }, e1, e2)
	unk = merge(a, n, func(i int) uint64 { return (at(u1, i) | at(u2, i)) &^ at(err, i) }, u1, u2)
	return unk, err
}

// kernel lowers a function of integers and dates. Rows without a value are skipped. With one value as
// the second argument, as in age(born, day), a column of narrow values goes by a table.
func (l *lowering) kernel(fn function, kids []*node) *node {
	switch {
	case fn.one != nil:
		op := func(a *arena, n int, in []*vec) *vec { return unary(a, n, in[0], fn.one) }
		if fn.out.Kind() == column.BoolKind {
			op = asBool(op)
		}
		return l.strict(fn.overload(), fn.out, op, kids...)
	case fn.three != nil:
		return l.strict(fn.overload(), fn.out, ternary(fn.three), kids...)
	}
	plain := func(a *arena, n int, in []*vec) *vec { return binary(a, n, in[0], in[1], fn.two) }
	depth := max(kids[0].depth, kids[1].depth)
	return l.env.pool.node(fn.overload(), fn.out, depth, kids, func(f *frame, self *node) *vec {
		x, y := f.of(kids[0]), f.of(kids[1])
		if !x.one && y.one && f.n >= tabled && x.ints == nil && x.src.Width() <= 2 && y.unk == nil && y.err == nil {
			return f.byTable(self, fn.two, x, y.code(0))
		}
		n, in := f.n, f.arena.refs.take(2)
		in[0], in[1] = x, y
		if x.one && y.one {
			n = 1
		}
		out := plain(&f.arena, n, in)
		out.n, out.one = f.n, x.one && y.one
		return out
	})
}

func unary(a *arena, n int, v *vec, kernel func(int64) (int64, bool)) *vec {
	x := full(a, n, v)
	unk, err := choice(a, n, v)
	out := a.vec(n)
	out.ints, out.unk = a.ints.take(n), unk
	var failed []uint64
	for i := range n {
		if at(unk, i>>6)|at(err, i>>6) != 0 && (column.Bits(unk).Get(i) || column.Bits(err).Get(i)) {
			out.ints[i] = 0
			continue
		}
		var ok bool
		if out.ints[i], ok = kernel(x[i]); !ok {
			failed = fail(a, n, failed, i)
		}
	}
	out.err = merge(a, n, func(i int) uint64 { return at(err, i) | at(failed, i) }, err, failed)
	return out
}

func binary(a *arena, n int, v, w *vec, kernel func(x, y int64) (int64, bool)) *vec {
	x, y := full(a, n, v), full(a, n, w)
	unk, err := first(a, n, v, w, nil)
	out := a.vec(n)
	out.ints, out.unk = a.ints.take(n), unk
	var failed []uint64
	for i := range n {
		if at(unk, i>>6)|at(err, i>>6) != 0 && (column.Bits(unk).Get(i) || column.Bits(err).Get(i)) {
			out.ints[i] = 0
			continue
		}
		var ok bool
		if out.ints[i], ok = kernel(x[i], y[i]); !ok {
			failed = fail(a, n, failed, i)
		}
	}
	out.err = merge(a, n, func(i int) uint64 { return at(err, i) | at(failed, i) }, err, failed)
	return out
}

func fail(a *arena, n int, failed []uint64, i int) []uint64 {
	if failed == nil {
		failed = a.zeroWords(n)
	}
	column.Bits(failed).Set(i)
	return failed
}

// opDoubles computes doubles, which never fail.
func opDoubles(kernel func(x, y float64) float64) func(a *arena, n int, in []*vec) *vec {
	return func(a *arena, n int, in []*vec) *vec {
		x, y := fullDoubles(a, n, in[0]), fullDoubles(a, n, in[1])
		out := &vec{f64: a.f64.take(n)}
		for i := range out.f64 {
			out.f64[i] = kernel(x[i], y[i])
		}
		out.unk, out.err = first(a, n, in[0], in[1], nil)
		return out
	}
}

// opInts computes integers with a loop that knows its operator; check says where the result is wrong.
func opInts(loop func(dst, x, y []int64) bool, kernel func(x, y int64) (int64, bool)) func(a *arena, n int, in []*vec) *vec {
	return func(a *arena, n int, in []*vec) *vec {
		x, y := full(a, n, in[0]), full(a, n, in[1])
		dst := a.ints.take(n)
		if loop(dst, x[:n], y[:n]) {
			out := a.vec(n)
			out.ints = dst
			out.unk, out.err = first(a, n, in[0], in[1], nil)
			return out
		}
		return binary(a, n, in[0], in[1], kernel)
	}
}

// addLoop, subLoop and mulLoop report false as soon as one result may be out of range.
func addLoop(dst, x, y []int64) bool {
	var wrong int64
	for i := range dst {
		c := x[i] + y[i]
		wrong |= (x[i] ^ c) & (y[i] ^ c)
		dst[i] = c
	}
	return wrong >= 0
}

func subLoop(dst, x, y []int64) bool {
	var wrong int64
	for i := range dst {
		c := x[i] - y[i]
		wrong |= (x[i] ^ y[i]) & (x[i] ^ c)
		dst[i] = c
	}
	return wrong >= 0
}

func mulLoop(dst, x, y []int64) bool {
	var wide int64
	for i := range dst {
		wide |= (x[i] ^ x[i]>>63) | (y[i] ^ y[i]>>63)
		dst[i] = x[i] * y[i]
	}
	return wide <= math.MaxInt32
}

func divLoop(dst, x, y []int64) bool {
	for i := range dst {
		if y[i] == 0 || y[i] == -1 {
			return false
		}
		dst[i] = x[i] / y[i]
	}
	return true
}

func modLoop(dst, x, y []int64) bool {
	for i := range dst {
		if y[i] == 0 || y[i] == -1 {
			return false
		}
		dst[i] = x[i] % y[i]
	}
	return true
}
