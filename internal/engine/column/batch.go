package column

import (
	"slices"

	"yanzhen/internal/base/fault"
)

// ChunkRows is how many rows a full chunk has: bitmaps of 64 words, vectors that fit the caches.
const ChunkRows = 4096

// A Chunk is up to ChunkRows consecutive rows of a batch, columns in the order of its fields.
type Chunk struct {
	N    int
	Cols []*Column

	shared bool // a Batch holds it: copy before changing
}

// A Batch is an immutable snapshot of rows. Every chunk but the last is full.
type Batch struct {
	fields []Field
	places map[string]int
	shapes []*shape
	chunks []*Chunk
	n      int
}

// Rows gives a batch of the given rows; see Builder.Append for what a row may hold.
func Rows(fields []Field, rows ...map[string]any) (*Batch, error) {
	b := NewBuilder(fields)
	for _, row := range rows {
		if err := b.Append(row); err != nil {
			return nil, err
		}
	}
	return b.Batch(), nil
}

// Len gives the number of rows.
func (b *Batch) Len() int { return b.n }

// Fields gives the columns' names and types in order.
func (b *Batch) Fields() []Field { return b.fields }

// Chunks gives the chunks in order. They must not be changed.
func (b *Batch) Chunks() []*Chunk { return b.chunks }

// Column finds a column by name: its place in every chunk's Cols, or -1.
func (b *Batch) Column(name string) int {
	if i, ok := b.places[name]; ok {
		return i
	}
	return -1
}

// Row gives row i as Builder.Append takes it, without its unknown facts.
func (b *Batch) Row(i int) map[string]any { return rowOf(b.fields, b.chunks[i/ChunkRows], i%ChunkRows) }

func rowOf(fields []Field, chunk *Chunk, i int) map[string]any {
	row := make(map[string]any, len(fields))
	for c, f := range fields {
		if v := chunk.Cols[c].Value(i); v != nil {
			row[f.Name] = v
		}
	}
	return row
}

// Bytes gives the memory of the columns and their dictionaries.
func (b *Batch) Bytes() int {
	n := 0
	for _, s := range b.shapes {
		n += s.bytes()
	}
	for _, chunk := range b.chunks {
		for _, c := range chunk.Cols {
			n += c.bytes()
		}
	}
	return n
}

// BytesPerRow gives Bytes divided by the rows; 0 for an empty batch.
func (b *Batch) BytesPerRow() float64 {
	if b.n == 0 {
		return 0
	}
	return float64(b.Bytes()) / float64(b.n)
}

// A Builder owns growing columns. It is for one goroutine at a time; the batches it gives are for all.
type Builder struct {
	fields []Field
	places map[string]int
	shapes []*shape
	chunks []*Chunk
	n      int
	fitted []any
}

// NewBuilder begins columns with the given names and types. Names must differ.
func NewBuilder(fields []Field) *Builder {
	b := &Builder{fields: slices.Clone(fields), places: map[string]int{}, fitted: make([]any, len(fields))}
	for i, f := range fields {
		b.places[f.Name] = i
		b.shapes = append(b.shapes, shapeOf(f.Type))
	}
	return b
}

// Len gives the number of rows.
func (b *Builder) Len() int { return b.n }

// Row gives row i as Append takes it, without its unknown facts.
func (b *Builder) Row(i int) map[string]any {
	return rowOf(b.fields, b.chunks[i/ChunkRows], i%ChunkRows)
}

// Append adds a row of facts by column name; an absent or nil fact is unknown, names without a
// column are ignored. A row with a value that does not Fit changes nothing and gives that error.
func (b *Builder) Append(row map[string]any) error {
	if err := b.fit(row); err != nil {
		return err
	}
	chunk := b.open()
	for i, c := range chunk.Cols {
		c.add(b.fitted[i])
	}
	chunk.N++
	b.n++
	return nil
}

// Replace puts another row in the place of row i. Batches given before keep the old one.
// Errors: as Append; Missing column.row.missing when there is no row i.
func (b *Builder) Replace(i int, row map[string]any) error {
	if i < 0 || i >= b.n {
		return fault.Missing.New("column.row.missing").With("row", i)
	}
	if err := b.fit(row); err != nil {
		return err
	}
	at, chunk := i%ChunkRows, b.own(i/ChunkRows)
	for f, c := range chunk.Cols {
		if c.Type.kind < ListKind {
			c.put(at, b.fitted[f])
			continue
		}
		chunk.Cols[f] = b.relist(f, c, at)
	}
	return nil
}

// relist rebuilds list column c with the fitted value of field f in row at.
func (b *Builder) relist(f int, c *Column, at int) *Column {
	fresh := b.shapes[f].column()
	for j := range c.N {
		if j == at {
			fresh.add(b.fitted[f])
		} else {
			fresh.addFrom(c, j)
		}
	}
	return fresh
}

// Batch gives a snapshot of the rows so far.
func (b *Builder) Batch() *Batch {
	for _, chunk := range b.chunks {
		if chunk.shared {
			continue
		}
		for _, c := range chunk.Cols {
			c.thin()
		}
		chunk.shared = true
	}
	return &Batch{b.fields, b.places, b.shapes, slices.Clone(b.chunks), b.n}
}

func (b *Builder) fit(row map[string]any) error {
	for i, f := range b.fields {
		v, err := Fit(f.Type, f.Name, row[f.Name])
		if err != nil {
			return err
		}
		b.fitted[i] = v
	}
	return nil
}

// open gives the chunk that takes the next row.
func (b *Builder) open() *Chunk {
	if last := len(b.chunks) - 1; last >= 0 && b.chunks[last].N < ChunkRows {
		return b.own(last)
	}
	chunk := &Chunk{}
	for _, s := range b.shapes {
		chunk.Cols = append(chunk.Cols, s.column())
	}
	b.chunks = append(b.chunks, chunk)
	return chunk
}

// own gives chunk i, copied first if a batch shares it.
func (b *Builder) own(i int) *Chunk {
	chunk := b.chunks[i]
	if chunk.shared {
		fresh := &Chunk{N: chunk.N}
		for _, c := range chunk.Cols {
			fresh.Cols = append(fresh.Cols, c.clone())
		}
		b.chunks[i], chunk = fresh, fresh
	}
	return chunk
}
