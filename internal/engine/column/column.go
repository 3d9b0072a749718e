package column

import (
	"slices"

	"yanzhen/internal/base/civil"
)

// A Column is one vector of a chunk. Which parts are in use follows from the type: Bits for bool;
// Ints for int, date (days since 1970-01-01) and text (codes of Dict); Doubles for double; Offsets
// and Elem for a list (elements of row i are Offsets[i] up to Offsets[i+1] of Elem); Fields for a
// record. Unknown rows have a zero, an empty list, or unknown fields in their place.
type Column struct {
	Type    Type
	N       int
	Unknown Bits // nil when every row is known
	Bits    Bits
	Ints    Ints
	Doubles []float64
	Dict    *Dict
	Offsets []int32
	Elem    *Column
	Fields  []*Column
}

// A shape is a type with the dictionaries that all chunks of a batch share.
type shape struct {
	typ    Type
	dict   *Dict
	elem   *shape
	fields []*shape
}

func shapeOf(t Type) *shape {
	s := &shape{typ: t}
	switch t.kind {
	case TextKind:
		s.dict = newDict()
	case ListKind:
		s.elem = shapeOf(*t.elem)
	case RecordKind:
		for _, f := range t.fields {
			s.fields = append(s.fields, shapeOf(f.Type))
		}
	}
	return s
}

func (s *shape) column() *Column {
	c := &Column{Type: s.typ, Dict: s.dict}
	switch s.typ.kind {
	case ListKind:
		c.Offsets, c.Elem = []int32{0}, s.elem.column()
	case RecordKind:
		for _, f := range s.fields {
			c.Fields = append(c.Fields, f.column())
		}
	}
	return c
}

func (s *shape) bytes() int {
	n := 0
	if s.dict != nil {
		n = s.dict.bytes()
	}
	if s.elem != nil {
		n += s.elem.bytes()
	}
	for _, f := range s.fields {
		n += f.bytes()
	}
	return n
}

// Known reports whether row i has a value.
func (c *Column) Known(i int) bool { return !c.Unknown.Get(i) }

// Value gives row i as bool, int64, float64, string, civil.Date, []any or map[string]any (a record
// without its unknown fields); nil when it is unknown.
func (c *Column) Value(i int) any {
	if c.Unknown.Get(i) {
		return nil
	}
	switch c.Type.kind {
	case BoolKind:
		return c.Bits.Get(i)
	case IntKind:
		return c.Ints.At(i)
	case DoubleKind:
		return c.Doubles[i]
	case TextKind:
		return c.Dict.Words()[c.Ints.At(i)]
	case DateKind:
		return civil.FromDays(int(c.Ints.At(i)))
	case ListKind:
		lo, hi := int(c.Offsets[i]), int(c.Offsets[i+1])
		list := make([]any, 0, hi-lo)
		for j := lo; j < hi; j++ {
			list = append(list, c.Elem.Value(j))
		}
		return list
	}
	rec := map[string]any{}
	for f, field := range c.Fields {
		if v := field.Value(i); v != nil {
			rec[c.Type.fields[f].Name] = v
		}
	}
	return rec
}

// add appends v, which fit has made of the right Go type, or nil for unknown.
func (c *Column) add(v any) {
	i := c.N
	c.N++
	if v == nil {
		c.Unknown = c.Unknown.Grow(i + 1)
		c.Unknown.Set(i)
	} else if c.Unknown != nil {
		c.Unknown = c.Unknown.Grow(i + 1)
	}
	switch c.Type.kind {
	case BoolKind:
		c.Bits = c.Bits.Grow(i + 1)
		if v == true {
			c.Bits.Set(i)
		}
	case IntKind, DateKind, TextKind:
		c.Ints.Append(c.integer(v))
	case DoubleKind:
		x, _ := v.(float64)
		c.Doubles = append(c.Doubles, x)
	case ListKind:
		list, _ := v.([]any)
		for _, x := range list {
			c.Elem.add(x)
		}
		c.Offsets = append(c.Offsets, int32(c.Elem.N))
	case RecordKind:
		rec, _ := v.(map[string]any)
		for f, field := range c.Fields {
			field.add(rec[c.Type.fields[f].Name])
		}
	}
}

// integer gives what Ints holds for v; an unknown text has code 0 even when the dictionary is empty.
func (c *Column) integer(v any) int64 {
	switch x := v.(type) {
	case int64:
		return x
	case civil.Date:
		return int64(x.Days())
	case string:
		return c.Dict.code(x)
	}
	return 0
}

// put replaces row i of a column without lists.
func (c *Column) put(i int, v any) {
	if v == nil || c.Unknown != nil {
		c.Unknown = c.Unknown.Grow(c.N)
		c.Unknown.Put(i, v == nil)
	}
	switch c.Type.kind {
	case BoolKind:
		c.Bits.Put(i, v == true)
	case DoubleKind:
		c.Doubles[i], _ = v.(float64)
	default:
		c.Ints.Set(i, c.integer(v))
	}
}

// addFrom appends row i of src, a column of the same shape.
func (c *Column) addFrom(src *Column, i int) {
	switch c.Type.kind {
	case ListKind:
		for j := int(src.Offsets[i]); j < int(src.Offsets[i+1]); j++ {
			c.Elem.addFrom(src.Elem, j)
		}
		c.Offsets = append(c.Offsets, int32(c.Elem.N))
	case RecordKind:
		for f := range c.Fields {
			c.Fields[f].addFrom(src.Fields[f], i)
		}
	case BoolKind:
		c.Bits = c.Bits.Grow(c.N + 1)
		c.Bits.Put(c.N, src.Bits.Get(i))
	case DoubleKind:
		c.Doubles = append(c.Doubles, src.Doubles[i])
	default:
		c.Ints.Append(src.Ints.At(i))
	}
	if unknown := src.Unknown.Get(i); unknown || c.Unknown != nil {
		c.Unknown = c.Unknown.Grow(c.N + 1)
		c.Unknown.Put(c.N, unknown)
	}
	c.N++
}

func (c *Column) clone() *Column {
	d := *c
	d.Unknown, d.Bits = slices.Clone(c.Unknown), slices.Clone(c.Bits)
	d.Ints, d.Doubles, d.Offsets = c.Ints.clone(), slices.Clone(c.Doubles), slices.Clone(c.Offsets)
	if c.Elem != nil {
		d.Elem = c.Elem.clone()
	}
	d.Fields = nil
	for _, f := range c.Fields {
		d.Fields = append(d.Fields, f.clone())
	}
	return &d
}

func (c *Column) bytes() int {
	n := held(c.Unknown, 8, &allBits[0]) + held(c.Bits, 8, &noBits[0]) + held(c.Doubles, 8, &noDoubles[0]) + held(c.Offsets, 4, &noOffsets[0])
	n += held(c.Ints.I8, 1, &noInts[0]) + held(c.Ints.I16, 2) + held(c.Ints.I32, 4) + held(c.Ints.I64, 8)
	if c.Elem != nil {
		n += c.Elem.bytes()
	}
	for _, f := range c.Fields {
		n += f.bytes()
	}
	return n
}
