package column

import "math/bits"

// Bits is a bitmap, row i in bit i%64 of word i/64. Bits past the last row are zero. A nil Bits
// reads as all zero.
type Bits []uint64

// Words gives how many words hold n bits.
func Words(n int) int { return (n + 63) / 64 }

// Get reads bit i.
func (b Bits) Get(i int) bool { return i>>6 < len(b) && b[i>>6]>>(i&63)&1 == 1 }

// Set makes bit i one; the word must exist.
func (b Bits) Set(i int) { b[i>>6] |= 1 << (i & 63) }

// Clear makes bit i zero; the word must exist.
func (b Bits) Clear(i int) { b[i>>6] &^= 1 << (i & 63) }

// Put writes bit i; the word must exist.
func (b Bits) Put(i int, v bool) {
	if v {
		b.Set(i)
	} else {
		b.Clear(i)
	}
}

// Grow gives b with room for n bits.
func (b Bits) Grow(n int) Bits {
	for len(b) < Words(n) {
		b = append(b, 0)
	}
	return b
}

// Count gives the number of ones.
func (b Bits) Count() int {
	n := 0
	for _, w := range b {
		n += bits.OnesCount64(w)
	}
	return n
}

// Any reports whether a bit is one.
func (b Bits) Any() bool {
	for _, w := range b {
		if w != 0 {
			return true
		}
	}
	return false
}

// LastMask has a one for every row of the last word of n rows.
func LastMask(n int) uint64 {
	if n&63 == 0 {
		return ^uint64(0)
	}
	return 1<<(n&63) - 1
}
