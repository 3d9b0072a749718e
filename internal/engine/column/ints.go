package column

import (
	"math"
	"slices"
)

// Ints is a vector of integers kept in the narrowest of 8, 16, 32 and 64 bits that holds them all.
// Exactly one of the slices is in use; a fast path may read it directly.
type Ints struct {
	I8  []int8
	I16 []int16
	I32 []int32
	I64 []int64

	width uint8 // log2 of bytes: 0, 1, 2, 3
}

// Width gives the bytes of one value: 1, 2, 4 or 8.
func (v *Ints) Width() int { return 1 << v.width }

// Len gives the number of values.
func (v *Ints) Len() int {
	switch v.width {
	case 0:
		return len(v.I8)
	case 1:
		return len(v.I16)
	case 2:
		return len(v.I32)
	}
	return len(v.I64)
}

// At gives value i.
func (v *Ints) At(i int) int64 {
	switch v.width {
	case 0:
		return int64(v.I8[i])
	case 1:
		return int64(v.I16[i])
	case 2:
		return int64(v.I32[i])
	}
	return v.I64[i]
}

// Append adds x at the end.
func (v *Ints) Append(x int64) {
	v.widen(x)
	switch v.width {
	case 0:
		v.I8 = append(v.I8, int8(x))
	case 1:
		v.I16 = append(v.I16, int16(x))
	case 2:
		v.I32 = append(v.I32, int32(x))
	default:
		v.I64 = append(v.I64, x)
	}
}

// Set replaces value i.
func (v *Ints) Set(i int, x int64) {
	v.widen(x)
	switch v.width {
	case 0:
		v.I8[i] = int8(x)
	case 1:
		v.I16[i] = int16(x)
	case 2:
		v.I32[i] = int32(x)
	default:
		v.I64[i] = x
	}
}

// Read decodes the values from lo on into dst.
func (v *Ints) Read(dst []int64, lo int) {
	switch v.width {
	case 0:
		decode(dst, v.I8[lo:])
	case 1:
		decode(dst, v.I16[lo:])
	case 2:
		decode(dst, v.I32[lo:])
	default:
		copy(dst, v.I64[lo:])
	}
}

func decode[T int8 | int16 | int32](dst []int64, src []T) {
	src = src[:len(dst)]
	for i := range dst {
		dst[i] = int64(src[i])
	}
}

func widthOf(x int64) uint8 {
	switch {
	case x == int64(int8(x)):
		return 0
	case x == int64(int16(x)):
		return 1
	case x >= math.MinInt32 && x <= math.MaxInt32:
		return 2
	}
	return 3
}

func (v *Ints) widen(x int64) {
	want := widthOf(x)
	if want <= v.width {
		return
	}
	n := v.Len()
	all := make([]int64, n, n+1)
	v.Read(all, 0)
	*v = Ints{width: want}
	switch want {
	case 1:
		v.I16 = narrow[int16](all)
	case 2:
		v.I32 = narrow[int32](all)
	default:
		v.I64 = all
	}
}

func narrow[T int8 | int16 | int32](src []int64) []T {
	dst := make([]T, len(src), cap(src))
	for i, x := range src {
		dst[i] = T(x)
	}
	return dst
}

func (v *Ints) clone() Ints {
	return Ints{slices.Clone(v.I8), slices.Clone(v.I16), slices.Clone(v.I32), slices.Clone(v.I64), v.width}
}
