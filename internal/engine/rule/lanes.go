package rule

import (
	endian "encoding/binary"
	"unsafe"
)

// Narrow integers are compared many at a time: eight bytes or four 16-bit values lie in one word, and
// one subtraction that keeps its borrows inside each lane compares them all. Results are gathered by a
// multiplication that moves the top bit of every lane to the top of the word, in order. All of it is
// plain Go; a machine whose words begin with the high byte takes the loops value by value.

const (
	high8, ones8   = 0x8080808080808080, 0x0101010101010101
	high16, ones16 = 0x8000800080008000, 0x0001000100010001
	gather8        = 0x0102040810204080           // bit 8i of a word to bit 56+i
	gather16       = 1<<48 | 1<<33 | 1<<18 | 1<<3 // bit 16i+4k of a word to bit 48+4k+i
)

var littleEndian = endian.NativeEndian.Uint16([]byte{1, 0}) == 1

// bytesOf sees the values as the bytes they are in memory.
func bytesOf[T int8 | int16](src []T) []byte {
	if len(src) == 0 {
		return nil
	}
	return unsafe.Slice((*byte)(unsafe.Pointer(&src[0])), len(src)*int(unsafe.Sizeof(src[0])))
}

// below8 sets the bits of the values less than c, xor flip, for as many whole words as src fills; it
// gives how many.
func below8(bits []uint64, src []int8, c int8, flip uint64) int {
	n := len(src) / 64
	data := bytesOf(src)[:n*64]
	t := ones8 * uint64(uint8(c)^0x80) // as unsigned values, which keep the order
	low := t &^ high8
	for i := range n {
		p := (*[64]byte)(data[i*64:])
		var w uint64
		if t&0x80 == 0 {
			for k := 0; k < 64; k += 8 {
				x := endian.LittleEndian.Uint64(p[k:k+8]) ^ high8
				m := ^(x | ((x | high8) - low)) & high8
				w = w>>8 | (m>>7*gather8)&(0xff<<56)
			}
		} else {
			for k := 0; k < 64; k += 8 {
				x := endian.LittleEndian.Uint64(p[k:k+8]) ^ high8
				m := ^(x & ((x | high8) - low)) & high8
				w = w>>8 | (m>>7*gather8)&(0xff<<56)
			}
		}
		bits[i] = w ^ flip
	}
	return n
}

// below16 is below8 for values of two bytes.
func below16(bits []uint64, src []int16, c int16, flip uint64) int {
	n := len(src) / 64
	data := bytesOf(src)[:n*128]
	t := ones16 * uint64(uint16(c)^0x8000)
	low, upper := t&^high16, -(t >> 15 & 1) // upper: all ones when c's top bit is set
	for i := range n {
		p := (*[128]byte)(data[i*128:])
		var w uint64
		for k := 0; k < 128; k += 32 {
			m := lane16(p[k:k+8], low, upper)>>15 | lane16(p[k+8:k+16], low, upper)>>11 |
				lane16(p[k+16:k+24], low, upper)>>7 | lane16(p[k+24:k+32], low, upper)>>3
			w = w>>16 | (m*gather16)&(0xffff<<48)
		}
		bits[i] = w ^ flip
	}
	return n
}

// lane16 sets the top bit of the lanes that are less: without a borrow into it, where the top bits are
// equal, or where x has none and c has.
func lane16(p []byte, low, upper uint64) uint64 {
	x := endian.LittleEndian.Uint64(p) ^ high16
	d := (x | high16) - low
	return ^(x&d | (x|d)&^upper) & high16
}

// equal8 sets the bits of the values equal to c, xor flip, for as many whole words as src fills.
func equal8(bits []uint64, src []int8, c int8, flip uint64) int {
	n := len(src) / 64
	data := bytesOf(src)[:n*64]
	t := ones8 * uint64(uint8(c))
	for i := range n {
		p := (*[64]byte)(data[i*64:])
		var w uint64
		for k := 0; k < 64; k += 8 {
			x := endian.LittleEndian.Uint64(p[k:k+8]) ^ t // zero in the lanes that are equal
			m := ^((x&^high8 + (high8 - ones8)) | x) & high8
			w = w>>8 | (m>>7*gather8)&(0xff<<56)
		}
		bits[i] = w ^ flip
	}
	return n
}

// equal16 is equal8 for values of two bytes.
func equal16(bits []uint64, src []int16, c int16, flip uint64) int {
	n := len(src) / 64
	data := bytesOf(src)[:n*128]
	t := ones16 * uint64(uint16(c))
	for i := range n {
		p := (*[128]byte)(data[i*128:])
		var w uint64
		for k := 0; k < 128; k += 32 {
			m := same16(p[k:k+8], t)>>15 | same16(p[k+8:k+16], t)>>11 | same16(p[k+16:k+24], t)>>7 | same16(p[k+24:k+32], t)>>3
			w = w>>16 | (m*gather16)&(0xffff<<48)
		}
		bits[i] = w ^ flip
	}
	return n
}

// same16 sets the top bit of the lanes that are equal to those of t.
func same16(p []byte, t uint64) uint64 {
	x := endian.LittleEndian.Uint64(p) ^ t
	return ^((x&^high16 + (high16 - ones16)) | x) & high16
}

// belowWide sets the bits of the values less than c, xor flip, eight at a time without a branch.
func belowWide[T int8 | int16 | int32 | int64](bits []uint64, src []T, c T, flip uint64) {
	for i := range bits {
		part := src[i*64 : min(i*64+64, len(src))]
		var w uint64
		j := 0
		for ; j+8 <= len(part); j += 8 {
			p := (*[8]T)(part[j:])
			w |= (less(p[0], c) | less(p[1], c)<<1 | less(p[2], c)<<2 | less(p[3], c)<<3 |
				less(p[4], c)<<4 | less(p[5], c)<<5 | less(p[6], c)<<6 | less(p[7], c)<<7) << j
		}
		for ; j < len(part); j++ {
			w |= less(part[j], c) << j
		}
		bits[i] = w ^ flip
	}
}

func less[T int8 | int16 | int32 | int64](x, c T) (b uint64) {
	if x < c {
		b = 1
	}
	return b
}

// lookupCodes sets the bits of the codes that the table keeps, eight at a time without a branch.
func lookupCodes[T int8 | int16 | int32 | int64](bits []uint64, codes []T, keep []uint8) {
	for i := range bits {
		part := codes[i*64 : min(i*64+64, len(codes))]
		var w uint64
		j := 0
		for ; j+8 <= len(part); j += 8 {
			p := (*[8]T)(part[j:])
			w |= (uint64(keep[p[0]]) | uint64(keep[p[1]])<<1 | uint64(keep[p[2]])<<2 | uint64(keep[p[3]])<<3 |
				uint64(keep[p[4]])<<4 | uint64(keep[p[5]])<<5 | uint64(keep[p[6]])<<6 | uint64(keep[p[7]])<<7) << j
		}
		for ; j < len(part); j++ {
			w |= uint64(keep[part[j]]) << j
		}
		bits[i] = w
	}
}

// lookupTiny is lookupCodes with a place in the table for whatever a byte can hold.
func lookupTiny(bits []uint64, codes []int8, keep *[1 << 8]uint8) {
	for i := range bits {
		part := codes[i*64 : min(i*64+64, len(codes))]
		var w uint64
		j := 0
		for ; j+8 <= len(part); j += 8 {
			p := (*[8]int8)(part[j:])
			w |= (uint64(keep[uint8(p[0])]) | uint64(keep[uint8(p[1])])<<1 | uint64(keep[uint8(p[2])])<<2 | uint64(keep[uint8(p[3])])<<3 |
				uint64(keep[uint8(p[4])])<<4 | uint64(keep[uint8(p[5])])<<5 | uint64(keep[uint8(p[6])])<<6 | uint64(keep[uint8(p[7])])<<7) << j
		}
		for ; j < len(part); j++ {
			w |= uint64(keep[uint8(part[j])]) << j
		}
		bits[i] = w
	}
}

// lookupShorts is lookupCodes with a place in the table for whatever two bytes can hold.
func lookupShorts(bits []uint64, codes []int16, keep *[1 << 16]uint8) {
	for i := range bits {
		part := codes[i*64 : min(i*64+64, len(codes))]
		var w uint64
		j := 0
		for ; j+8 <= len(part); j += 8 {
			p := (*[8]int16)(part[j:])
			w |= (uint64(keep[uint16(p[0])]) | uint64(keep[uint16(p[1])])<<1 | uint64(keep[uint16(p[2])])<<2 | uint64(keep[uint16(p[3])])<<3 |
				uint64(keep[uint16(p[4])])<<4 | uint64(keep[uint16(p[5])])<<5 | uint64(keep[uint16(p[6])])<<6 | uint64(keep[uint16(p[7])])<<7) << j
		}
		for ; j < len(part); j++ {
			w |= uint64(keep[uint16(part[j])]) << j
		}
		bits[i] = w
	}
}
