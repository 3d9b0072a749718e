package column

import (
	"encoding/binary"

	"github.com/RoaringBitmap/roaring/v2"
)

// AppendSet appends the set rows of b to dst in few bytes: two for a row where few are set, less where
// many are.
func AppendSet(dst []byte, b Bits) []byte {
	set := roaring.FromDense(b, false)
	set.RunOptimize()
	raw, err := set.ToBytes()
	if err != nil {
		panic("column: a bitmap cannot be written: " + err.Error()) // memory does not fail
	}
	return append(binary.AppendUvarint(dst, uint64(len(raw))), raw...)
}

// ReadSet reads a bitmap of n rows that AppendSet wrote, and gives what follows it. Errors: ErrOther.
func ReadSet(src []byte, n int) (b Bits, rest []byte, err error) {
	size, at := binary.Uvarint(src)
	if at <= 0 || size > uint64(len(src)-at) {
		return nil, nil, ErrOther
	}
	raw, rest := src[at:at+int(size)], src[at+int(size):]
	set := roaring.New()
	if _, err := set.FromUnsafeBytes(raw); err != nil || set.Validate() != nil || !set.IsEmpty() && int64(set.Maximum()) >= int64(n) {
		return nil, nil, ErrOther
	}
	b = make(Bits, Words(n))
	for it := set.ManyIterator(); ; {
		var rows [256]uint32
		k := it.NextMany(rows[:])
		if k == 0 {
			return b, rest, nil
		}
		for _, row := range rows[:k] {
			b.Set(int(row))
		}
	}
}

// AppendInts appends values to dst: a byte or two for one that is near the one before.
func AppendInts(dst []byte, values []int64) []byte {
	dst = binary.AppendUvarint(dst, uint64(len(values)))
	before := int64(0)
	for _, x := range values {
		dst = binary.AppendVarint(dst, x-before) // may wrap, and wraps back
		before = x
	}
	return dst
}

// ReadInts reads what AppendInts wrote, and gives what follows. Errors: ErrOther.
func ReadInts(src []byte) (values []int64, rest []byte, err error) {
	n, at := binary.Uvarint(src)
	if at <= 0 || n > uint64(len(src)-at) {
		return nil, nil, ErrOther
	}
	values, src = make([]int64, n), src[at:]
	before := int64(0)
	for i := range values {
		step, k := binary.Varint(src)
		if k <= 0 {
			return nil, nil, ErrOther
		}
		before += step
		values[i], src = before, src[k:]
	}
	return values, src, nil
}
