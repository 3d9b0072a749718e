package column

import (
	"math"
	"slices"
)

// What no row of a chunk has takes no memory: the vectors of a column without values are those below, which
// all columns share and nobody writes to. A chunk is thinned when a batch takes it; who changes it later
// gets a copy first.
var (
	noOffsets [ChunkRows + 1]int32
	noDoubles [ChunkRows]float64
	noInts    [ChunkRows]int8
	noBits    [ChunkRows / 64]uint64
	allBits   = func() (b [ChunkRows / 64]uint64) {
		for i := range b {
			b[i] = ^uint64(0)
		}
		return b
	}()
)

// thin lets go of vectors that hold the same nothing for every row.
func (c *Column) thin() {
	if c.N > ChunkRows { // elements of lists may be more
		return
	}
	words := c.N / 64
	if c.N > 0 && c.N%64 == 0 && len(c.Unknown) == words && slices.Equal(c.Unknown, allBits[:words]) {
		c.Unknown = allBits[:words:words]
	}
	if n := len(c.Bits); n > 0 && !c.Bits.Any() {
		c.Bits = noBits[:n:n]
	}
	if n := len(c.Ints.I8); n > 0 && slices.Equal(c.Ints.I8, noInts[:n]) {
		c.Ints.I8 = noInts[:n:n]
	}
	if n := len(c.Doubles); n > 0 && !slices.ContainsFunc(c.Doubles, func(x float64) bool { return math.Float64bits(x) != 0 }) {
		c.Doubles = noDoubles[:n:n]
	}
	if n := len(c.Offsets); n > 0 && c.Offsets[n-1] == 0 {
		c.Offsets = noOffsets[:n:n]
	}
	if c.Elem != nil {
		c.Elem.thin()
	}
	for _, f := range c.Fields {
		f.thin()
	}
}

// held counts the bytes of a vector unless it is one that all columns share.
func held[T any](vector []T, size int, shared ...*T) int {
	if len(vector) == 0 || slices.Contains(shared, &vector[0]) {
		return 0
	}
	return len(vector) * size
}
