package pack

import (
	"encoding/binary"
	"errors"
	"slices"

	"yanzhen/internal/engine/column"
)

// errStored says that verdicts were not written by AppendVerdicts for these rows.
var errStored = errors.New("the stored verdicts are of another kind")

// AppendVerdicts appends what one pack says of the chunks of a batch, nil where it was not asked: sets of
// rows for yes and unknown, then amounts and numbers of lists of missing facts of those rows, then the lists.
func AppendVerdicts(dst []byte, parts []*Verdicts) []byte {
	words := column.ChunkRows / 64
	asked := make(column.Bits, column.Words(len(parts)))
	yes, unknown := make(column.Bits, words*len(parts)), make(column.Bits, words*len(parts))
	all := newVerdicts(nil, 0) // for its lists
	var fen, lack []int64
	for i, v := range parts {
		if v == nil {
			continue
		}
		asked.Set(i)
		copy(yes[i*words:], v.yes)
		copy(unknown[i*words:], v.unknown)
		fen = append(fen, v.fen...)
		for _, at := range v.lack {
			lack = append(lack, int64(all.place(v.lacks[at])))
		}
	}
	for _, set := range []column.Bits{asked, yes, unknown} {
		dst = column.AppendSet(dst, set)
	}
	dst = column.AppendInts(column.AppendInts(dst, fen), lack)
	dst = binary.AppendUvarint(dst, uint64(len(all.lacks)))
	for _, list := range all.lacks {
		dst = binary.AppendUvarint(dst, uint64(len(list)))
		for _, key := range list {
			dst = append(binary.AppendUvarint(dst, uint64(len(key))), key...)
		}
	}
	return dst
}

// ReadVerdicts reads what AppendVerdicts wrote of p and of chunks with so many rows each.
// Errors: those of what is cut short or speaks of other rows.
func ReadVerdicts(src []byte, p *Pack, rows []int) ([]*Verdicts, error) {
	words := column.ChunkRows / 64
	in := &storedReader{src: src}
	asked := in.set(len(rows))
	yes, unknown := in.set(column.ChunkRows*len(rows)), in.set(column.ChunkRows*len(rows))
	fen, lack := in.ints(), in.ints()
	lacks := in.lists()
	if in.err != nil || len(fen) != len(lack) || slices.ContainsFunc(lack, func(at int64) bool { return at < 0 || at >= int64(len(lacks)) }) {
		return nil, errStored
	}
	parts := make([]*Verdicts, len(rows))
	for i, n := range rows {
		if !asked.Get(i) {
			continue
		}
		v := &Verdicts{pack: p, n: n, yes: yes[i*words:][:column.Words(n)], unknown: unknown[i*words:][:column.Words(n)], lacks: lacks}
		for row := range n {
			if v.At(row) != No {
				v.open = append(v.open, int32(row))
			}
		}
		k := len(v.open)
		if k > len(fen) {
			return nil, errStored
		}
		v.fen = fen[:k:k]
		for _, at := range lack[:k] {
			v.lack = append(v.lack, int32(at))
		}
		fen, lack, parts[i] = fen[k:], lack[k:], v
	}
	if len(fen) > 0 {
		return nil, errStored
	}
	return parts, nil
}

// A storedReader reads until the first error.
type storedReader struct {
	src []byte
	err error
}

func (in *storedReader) set(n int) (b column.Bits) {
	if in.err == nil {
		b, in.src, in.err = column.ReadSet(in.src, n)
	}
	return b
}

func (in *storedReader) ints() (list []int64) {
	if in.err == nil {
		list, in.src, in.err = column.ReadInts(in.src)
	}
	return list
}

func (in *storedReader) number() int {
	n, at := binary.Uvarint(in.src)
	if at <= 0 || n > uint64(len(in.src)) {
		in.err = errStored
		return 0
	}
	in.src = in.src[at:]
	return int(n)
}

func (in *storedReader) lists() (all [][]string) {
	if in.err != nil {
		return nil
	}
	for range in.number() {
		var list []string
		for range in.number() {
			n := in.number()
			if n > len(in.src) {
				in.err = errStored
			}
			if in.err != nil {
				return nil
			}
			list = append(list, string(in.src[:n]))
			in.src = in.src[n:]
		}
		all = append(all, list)
	}
	return all
}
