package rule

import (
	"yanzhen/internal/engine/column"
)

// A vec is the value of one node for all n rows of a frame. Of the value parts, those of the node's
// type are in use; a row whose bit is in unk or err has none, no row is in both, and its place holds
// anything that the kernels can bear (a bool's bit is zero there). Bits past n are zero.
//
//	bool     bits
//	int,date ints, or src while still narrow
//	double   f64
//	text     codes of dict in ints or src; or strs when computed
//	list     off, with the elements in elems
//
// When one is set, every row has the value of row 0 and the parts hold that row only.
type vec struct {
	n     int
	one   bool
	unk   []uint64 // nil: none
	err   []uint64 // nil: none
	bits  []uint64
	ints  []int64
	src   *column.Ints
	f64   []float64
	dict  *column.Dict
	strs  []string
	off   []int32
	elems elems
}

// elems are the elements of all lists of a vec, one after the other: a vec of values, or rows of a
// column of records (row i of them is row idx[i] of the column; row i itself when idx is nil).
type elems struct {
	n    int
	vals *vec
	recs *column.Column
	idx  []int32
}

// i64 gives the integers, decoded.
func (v *vec) i64(a *arena) []int64 {
	if v.ints == nil {
		dst := a.ints.take(v.src.Len())
		v.src.Read(dst, 0)
		v.ints = dst
	}
	return v.ints
}

// word gives the text of row i.
func (v *vec) word(i int) string {
	if v.one {
		i = 0
	}
	if v.dict == nil {
		return v.strs[i]
	}
	words := v.dict.Words()
	if c := v.code(i); c < int64(len(words)) {
		return words[c]
	}
	return ""
}

func (v *vec) code(i int) int64 {
	if v.ints != nil {
		return v.ints[i]
	}
	return v.src.At(i)
}

// state reports whether row i is unknown or failed.
func (v *vec) state(i int) (unknown, failed bool) {
	if v.one {
		i = 0
	}
	return column.Bits(v.unk).Get(i), column.Bits(v.err).Get(i)
}

func (v *vec) rows() int {
	if v.one {
		return 1
	}
	return v.n
}

// spread gives v with a place for every row.
func (v *vec) spread(a *arena) *vec {
	if !v.one {
		return v
	}
	idx := a.idx.take(v.n)
	clear(idx)
	w := *v
	w.one = false
	return w.pick(a, idx)
}

// pick gives the vec whose row i is row idx[i] of v, which is not one.
func (v *vec) pick(a *arena, idx []int32) *vec {
	w := a.vec(len(idx))
	w.dict = v.dict
	w.unk, w.err, w.bits = pickBits(a, v.unk, idx), pickBits(a, v.err, idx), pickBits(a, v.bits, idx)
	switch {
	case v.ints != nil:
		w.ints = pickInto(a.ints.take(len(idx)), v.ints, idx)
	case v.src != nil:
		w.ints = pickNarrow(a.ints.take(len(idx)), v.src, idx)
	}
	if v.f64 != nil {
		w.f64 = pickInto(a.f64.take(len(idx)), v.f64, idx)
	}
	if v.strs != nil {
		w.strs = pickInto(make([]string, len(idx)), v.strs, idx)
	}
	if v.off != nil {
		w.pickLists(a, v, idx)
	}
	return w
}

func pickInto[T any](dst, src []T, idx []int32) []T {
	for i, j := range idx {
		dst[i] = src[j]
	}
	return dst
}

// pickNarrow picks from integers as they lie.
func pickNarrow(dst []int64, src *column.Ints, idx []int32) []int64 {
	switch src.Width() {
	case 1:
		return pickWide(dst, src.I8, idx)
	case 2:
		return pickWide(dst, src.I16, idx)
	case 4:
		return pickWide(dst, src.I32, idx)
	}
	return pickInto(dst, src.I64, idx)
}

func pickWide[T int8 | int16 | int32](dst []int64, src []T, idx []int32) []int64 {
	for i, j := range idx {
		dst[i] = int64(src[j])
	}
	return dst
}

func pickBits(a *arena, src []uint64, idx []int32) []uint64 {
	if src == nil {
		return nil
	}
	dst := a.zeroWords(len(idx))
	for i, j := range idx {
		dst[i>>6] |= (src[j>>6] >> (j & 63) & 1) << (i & 63)
	}
	return dst
}

func (v *vec) pickLists(a *arena, src *vec, idx []int32) {
	total := 0
	for _, j := range idx {
		total += int(src.off[j+1] - src.off[j])
	}
	if total > maxWide {
		panic(errTooWide)
	}
	v.off = a.idx.take(len(idx) + 1)
	flat := a.idx.take(total)
	k := 0
	for i, j := range idx {
		v.off[i] = int32(k)
		for e := src.off[j]; e < src.off[j+1]; e++ {
			flat[k] = e
			k++
		}
	}
	v.off[len(idx)] = int32(k)
	v.elems = src.elems.pick(a, flat)
}

func (e elems) pick(a *arena, idx []int32) elems {
	out := elems{n: len(idx), recs: e.recs}
	switch {
	case e.vals != nil:
		out.vals = e.vals.spread(a).pick(a, idx)
	case e.idx == nil:
		out.idx = idx
	default:
		out.idx = pickInto(a.idx.take(len(idx)), e.idx, idx)
	}
	return out
}

// fromColumn gives the column of a chunk as it lies.
func fromColumn(c *column.Column, a *arena) *vec {
	v := a.vec(c.N)
	v.dict = c.Dict
	if c.Unknown.Any() {
		v.unk = c.Unknown
	}
	switch c.Type.Kind() {
	case column.BoolKind:
		v.bits = c.Bits
		if v.bits == nil {
			v.bits = []uint64{}
		}
	case column.DoubleKind:
		v.f64 = c.Doubles
		if v.f64 == nil {
			v.f64 = []float64{}
		}
	case column.ListKind:
		v.off, v.elems = c.Offsets, elemsOf(c.Elem, a)
	default:
		v.src = &c.Ints
	}
	return v
}

func elemsOf(c *column.Column, a *arena) elems {
	if c.Type.Kind() == column.RecordKind {
		return elems{n: c.N, recs: c}
	}
	return elems{n: c.N, vals: fromColumn(c, a)}
}
