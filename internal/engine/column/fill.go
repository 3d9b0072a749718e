package column

import (
	"fmt"

	"yanzhen/internal/base/civil"
)

// Fill appends n rows without the detour over maps: row adds one value to each column, in their order,
// by the Add methods. It panics when a column has got none or two.
func (b *Builder) Fill(n int, row func(cols []*Column)) {
	for range n {
		chunk := b.open()
		row(chunk.Cols)
		chunk.N++
		b.n++
		for i, c := range chunk.Cols {
			if c.N != chunk.N {
				panic(fmt.Sprintf("column: %s has %d values in %d rows", b.fields[i].Name, c.N, chunk.N))
			}
		}
	}
}

// AddUnknown appends a row of which nothing is known.
func (c *Column) AddUnknown() { c.add(nil) }

// AddBool appends a row to a column of bools.
func (c *Column) AddBool(v bool) {
	c.know()
	c.Bits = c.Bits.Grow(c.N)
	c.Bits.Put(c.N-1, v)
}

// AddInt appends a row to a column of ints.
func (c *Column) AddInt(v int64) {
	c.know()
	c.Ints.Append(v)
}

// AddDate appends a row to a column of dates.
func (c *Column) AddDate(v civil.Date) { c.AddInt(int64(v.Days())) }

// AddText appends a row to a column of texts.
func (c *Column) AddText(v string) { c.AddInt(c.Dict.code(v)) }

// AddList appends a row to a column of lists, once its elements have been added to Elem.
func (c *Column) AddList() {
	c.know()
	c.Offsets = append(c.Offsets, int32(c.Elem.N))
}

// AddRecord appends a row to a column of records, once its fields have been added to Fields.
func (c *Column) AddRecord() { c.know() }

// know counts one more row, which has a value.
func (c *Column) know() {
	c.N++
	if c.Unknown != nil {
		c.Unknown = c.Unknown.Grow(c.N)
	}
}
