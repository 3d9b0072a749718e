package rule

import (
	"sync"

	"yanzhen/internal/engine/column"
)

// An arena lends the vectors of one chunk's evaluation and takes them all back at once, so that a
// batch of any length works in the same few cache-warm kilobytes.
type arena struct {
	words slab[uint64]
	ints  slab[int64]
	f64   slab[float64]
	idx   slab[int32]
	refs  slab[*vec]
	vecs  []*[64]vec
	used  int
}

// arenas are those that nobody uses: a rule over a few rows takes less time than making one.
var arenas = sync.Pool{New: func() any { return new(arena) }}

func (a *arena) reset() {
	a.words.reset()
	a.ints.reset()
	a.f64.reset()
	a.idx.reset()
	a.refs.reset()
	a.used = 0
}

// vec lends an empty vec of n rows.
func (a *arena) vec(n int) *vec {
	block, i := a.used/64, a.used%64
	if block == len(a.vecs) {
		a.vecs = append(a.vecs, new([64]vec))
	}
	a.used++
	v := &a.vecs[block][i]
	*v = vec{n: n}
	return v
}

// zeroWords lends a bitmap of n rows, all zero.
func (a *arena) zeroWords(n int) []uint64 {
	w := a.words.take(column.Words(n))
	clear(w)
	return w
}

// A slab lends slices whose contents are left from before.
type slab[T any] struct {
	blocks [][]T
	block  int
	used   int
}

const blockLen = 1 << 15

func (s *slab[T]) reset() { s.block, s.used = 0, 0 }

func (s *slab[T]) take(n int) []T {
	if n > blockLen {
		return make([]T, n)
	}
	if s.block < len(s.blocks) && s.used+n > blockLen {
		s.block, s.used = s.block+1, 0
	}
	if s.block == len(s.blocks) {
		s.blocks = append(s.blocks, make([]T, blockLen))
	}
	out := s.blocks[s.block][s.used : s.used+n : s.used+n]
	s.used += n
	return out
}
