//go:build goexperiment.simd && amd64

package rule

import "simd/archsimd"

// Built with GOEXPERIMENT=simd, comparisons with one value take 32 bytes at a time on processors that have
// AVX2. They give what the lanes give, as TestLanesCompareAsTheOperators sees to in both builds.

var vectors = archsimd.X86.AVX2()

// belowVectors sets the bits of the values less than c, xor flip, for as many whole words as src fills;
// it gives how many, 0 without vectors.
func belowVectors[T int8 | int16 | int32 | int64](bits []uint64, src []T, c T, flip uint64) int {
	if !vectors {
		return 0
	}
	switch src := any(src).(type) {
	case []int8:
		return below8x32(bits, src, int8(c), flip)
	case []int16:
		return below16x16(bits, src, int16(c), flip)
	case []int32:
		return below32x8(bits, src, int32(c), flip)
	case []int64:
		return below64x4(bits, src, int64(c), flip)
	}
	return 0
}

func below8x32(bits []uint64, src []int8, c int8, flip uint64) int {
	n := len(src) / 64
	limit := archsimd.BroadcastInt8x32(c)
	for i := range bits[:n] {
		p := (*[64]int8)(src[i*64:])
		a := limit.Greater(archsimd.LoadInt8x32((*[32]int8)(p[:32]))).ToBits()
		b := limit.Greater(archsimd.LoadInt8x32((*[32]int8)(p[32:]))).ToBits()
		bits[i] = (uint64(a) | uint64(b)<<32) ^ flip
	}
	archsimd.ClearAVXUpperBits()
	return n
}

func below16x16(bits []uint64, src []int16, c int16, flip uint64) int {
	n := len(src) / 64
	limit := archsimd.BroadcastInt16x16(c)
	low, order := archsimd.BroadcastInt16x16(0x00ff), archsimd.LoadInt8x32(&evenFirst)
	for i := range bits[:n] {
		p := (*[64]int16)(src[i*64:])
		a := limit.Greater(archsimd.LoadInt16x16((*[16]int16)(p[:16]))).ToInt16x16()
		b := limit.Greater(archsimd.LoadInt16x16((*[16]int16)(p[16:32]))).ToInt16x16()
		d := limit.Greater(archsimd.LoadInt16x16((*[16]int16)(p[32:48]))).ToInt16x16()
		e := limit.Greater(archsimd.LoadInt16x16((*[16]int16)(p[48:]))).ToInt16x16()
		x := low.And(a).Or(b.AndNot(low)).AsInt8x32().PermuteOrZeroGrouped(order).ToMask().ToBits()
		y := low.And(d).Or(e.AndNot(low)).AsInt8x32().PermuteOrZeroGrouped(order).ToMask().ToBits()
		bits[i] = (uint64(inOrder(x)) | uint64(inOrder(y))<<32) ^ flip
	}
	archsimd.ClearAVXUpperBits()
	return n
}

// evenFirst puts the even bytes of each half before the odd ones.
var evenFirst = [32]int8{0, 2, 4, 6, 8, 10, 12, 14, 1, 3, 5, 7, 9, 11, 13, 15, 0, 2, 4, 6, 8, 10, 12, 14, 1, 3, 5, 7, 9, 11, 13, 15}

// inOrder swaps the two bytes in the middle: the halves of a vector are joined half by half.
func inOrder(x uint32) uint32 { return x&0xff0000ff | x>>8&0xff00 | x<<8&0xff0000 }

func below32x8(bits []uint64, src []int32, c int32, flip uint64) int {
	n := len(src) / 64
	limit := archsimd.BroadcastInt32x8(c)
	for i := range bits[:n] {
		p := (*[64]int32)(src[i*64:])
		var w uint64
		for k := 0; k < 64; k += 16 {
			a := limit.Greater(archsimd.LoadInt32x8((*[8]int32)(p[k:]))).ToBits()
			b := limit.Greater(archsimd.LoadInt32x8((*[8]int32)(p[k+8:]))).ToBits()
			w |= (uint64(a) | uint64(b)<<8) << k
		}
		bits[i] = w ^ flip
	}
	archsimd.ClearAVXUpperBits()
	return n
}

func below64x4(bits []uint64, src []int64, c int64, flip uint64) int {
	n := len(src) / 64
	limit := archsimd.BroadcastInt64x4(c)
	for i := range bits[:n] {
		p := (*[64]int64)(src[i*64:])
		var w uint64
		for k := 0; k < 64; k += 8 {
			a := limit.Greater(archsimd.LoadInt64x4((*[4]int64)(p[k:]))).ToBits()
			b := limit.Greater(archsimd.LoadInt64x4((*[4]int64)(p[k+4:]))).ToBits()
			w |= (uint64(a) | uint64(b)<<4) << k
		}
		bits[i] = w ^ flip
	}
	archsimd.ClearAVXUpperBits()
	return n
}

// equalVectors is belowVectors for the bytes equal to one of at most eight codes.
func equalVectors(bits []uint64, src []int8, codes []int8, flip uint64) int {
	if !vectors || len(codes) > 8 {
		return 0
	}
	n := len(src) / 64
	for k, c := range codes {
		code := archsimd.BroadcastInt8x32(c)
		for i := range bits[:n] {
			p := (*[64]int8)(src[i*64:])
			a := code.Equal(archsimd.LoadInt8x32((*[32]int8)(p[:32]))).ToBits()
			b := code.Equal(archsimd.LoadInt8x32((*[32]int8)(p[32:]))).ToBits()
			w := uint64(a) | uint64(b)<<32
			if k == 0 {
				bits[i] = w ^ flip
			} else {
				bits[i] ^= w // no value equals two codes
			}
		}
	}
	archsimd.ClearAVXUpperBits()
	if len(codes) == 0 {
		return 0
	}
	return n
}
