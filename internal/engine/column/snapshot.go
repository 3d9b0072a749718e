package column

import (
	"bufio"
	"encoding/binary"
	"errors"
	"io"
	"unsafe"
)

// ErrOther says that a saved batch is of another format, or has other fields.
var ErrOther = errors.New("the saved columns are of another kind")

// snapshotFormat begins every saved batch; another format is not read.
const snapshotFormat = "yanzhen columns 1"

// Save writes the batch as Load reads it: fields and dictionaries, then the columns chunk by chunk as they lie in memory.
func (b *Batch) Save(w io.Writer) error {
	out := &saver{w: bufio.NewWriterSize(w, 1<<16)}
	out.text(snapshotFormat)
	out.number(len(b.fields))
	for i, f := range b.fields {
		out.text(f.Name)
		out.text(f.Type.String())
		out.shape(b.shapes[i])
	}
	out.number(len(b.chunks))
	for _, chunk := range b.chunks {
		out.number(chunk.N)
		for _, c := range chunk.Cols {
			out.column(c)
		}
	}
	if out.err == nil {
		out.err = out.w.Flush()
	}
	return out.err
}

// Load reads a batch that Save wrote, to go on building it. Errors: ErrOther; those of r.
func Load(r io.Reader, fields []Field) (*Builder, error) {
	in := &loader{r: bufio.NewReaderSize(r, 1<<16)}
	b := NewBuilder(fields)
	if in.text() != snapshotFormat || in.number() != len(fields) {
		return nil, in.other()
	}
	for i, f := range fields {
		if in.text() != f.Name || in.text() != f.Type.String() {
			return nil, in.other()
		}
		in.shape(b.shapes[i])
	}
	for range in.number() {
		chunk := &Chunk{N: in.number()}
		for _, s := range b.shapes {
			c := s.column()
			in.column(c)
			chunk.Cols = append(chunk.Cols, c)
		}
		if in.err != nil {
			return nil, in.err
		}
		b.chunks = append(b.chunks, chunk)
		b.n += chunk.N
	}
	return b, in.err
}

// A saver writes until the first error.
type saver struct {
	w   *bufio.Writer
	buf []byte
	err error
}

func (s *saver) number(n int) {
	s.raw(binary.AppendUvarint(s.buf[:0], uint64(n)))
}

func (s *saver) text(t string) {
	s.number(len(t))
	s.raw([]byte(t))
}

func (s *saver) raw(b []byte) {
	s.buf = b[:0]
	if s.err == nil {
		_, s.err = s.w.Write(b)
	}
}

// littleEndian machines write and read values as they lie in memory.
var littleEndian = binary.NativeEndian.Uint16([]byte{1, 0}) == 1

// lying sees values as the bytes they are in memory.
func lying[T any](values []T) []byte {
	if len(values) == 0 {
		return nil
	}
	return unsafe.Slice((*byte)(unsafe.Pointer(&values[0])), len(values)*int(unsafe.Sizeof(values[0])))
}

// saved writes how many values there are, and then the values.
func saved[T any](s *saver, values []T) {
	s.number(len(values))
	switch {
	case s.err != nil:
	case littleEndian:
		_, s.err = s.w.Write(lying(values))
	default:
		s.err = binary.Write(s.w, binary.LittleEndian, values)
	}
}

func (s *saver) shape(x *shape) {
	if x.dict != nil {
		words := x.dict.Words()
		s.number(len(words))
		for _, word := range words {
			s.text(word)
		}
	}
	if x.elem != nil {
		s.shape(x.elem)
	}
	for _, f := range x.fields {
		s.shape(f)
	}
}

func (s *saver) column(c *Column) {
	s.number(c.N)
	saved(s, []uint64(c.Unknown))
	saved(s, []uint64(c.Bits))
	s.number(int(c.Ints.width))
	switch c.Ints.width {
	case 0:
		saved(s, c.Ints.I8)
	case 1:
		saved(s, c.Ints.I16)
	case 2:
		saved(s, c.Ints.I32)
	default:
		saved(s, c.Ints.I64)
	}
	saved(s, c.Doubles)
	saved(s, c.Offsets)
	if c.Elem != nil {
		s.column(c.Elem)
	}
	for _, f := range c.Fields {
		s.column(f)
	}
}

// A loader reads until the first error.
type loader struct {
	r   *bufio.Reader
	buf []byte
	err error
}

// most bounds a count, so that a broken file does not ask for all memory.
const most = 1 << 28

func (l *loader) other() error {
	if l.err != nil {
		return l.err
	}
	return ErrOther
}

func (l *loader) number() int {
	if l.err != nil {
		return 0
	}
	n, err := binary.ReadUvarint(l.r)
	if l.err = err; err == nil && n > most {
		l.err = ErrOther
	}
	if l.err != nil {
		return 0
	}
	return int(n)
}

func (l *loader) text() string { return string(l.raw(l.number())) }

func (l *loader) raw(n int) []byte {
	if cap(l.buf) < n {
		l.buf = make([]byte, n)
	}
	b := l.buf[:n]
	if l.err == nil {
		_, l.err = io.ReadFull(l.r, b)
	}
	return b
}

func loaded[T any](l *loader) []T {
	n := l.number()
	if n == 0 || l.err != nil {
		return nil
	}
	values := make([]T, n)
	if littleEndian {
		_, l.err = io.ReadFull(l.r, lying(values))
	} else {
		l.err = binary.Read(l.r, binary.LittleEndian, values)
	}
	return values
}

func (l *loader) shape(x *shape) {
	if x.dict != nil {
		for range l.number() {
			x.dict.code(l.text())
		}
	}
	if x.elem != nil {
		l.shape(x.elem)
	}
	for _, f := range x.fields {
		l.shape(f)
	}
}

func (l *loader) column(c *Column) {
	c.N = l.number()
	c.Unknown, c.Bits = loaded[uint64](l), loaded[uint64](l)
	switch c.Ints.width = uint8(l.number()); c.Ints.width {
	case 0:
		c.Ints.I8 = loaded[int8](l)
	case 1:
		c.Ints.I16 = loaded[int16](l)
	case 2:
		c.Ints.I32 = loaded[int32](l)
	default:
		c.Ints.I64 = loaded[int64](l)
	}
	c.Doubles, c.Offsets = loaded[float64](l), loaded[int32](l)
	if c.Elem != nil {
		l.column(c.Elem)
	}
	for _, f := range c.Fields {
		l.column(f)
	}
}
