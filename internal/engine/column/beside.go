package column

import "fmt"

// Part gives chunk i of b as a batch of its own.
func (b *Batch) Part(i int) *Batch {
	chunk := b.chunks[i]
	return &Batch{b.fields, b.places, b.shapes, []*Chunk{chunk}, chunk.N}
}

// Beside gives a batch with the columns of both. A column of right takes the place of the one of
// left with its name. Both must have the same number of rows.
func Beside(left, right *Batch) *Batch {
	if left.n != right.n {
		panic(fmt.Sprintf("column: %d rows beside %d", left.n, right.n))
	}
	b := &Batch{places: map[string]int{}, n: left.n}
	var from []int // columns of left that stay
	for i, f := range left.fields {
		if right.Column(f.Name) < 0 {
			from = append(from, i)
			b.take(f, left.shapes[i])
		}
	}
	for i, f := range right.fields {
		b.take(f, right.shapes[i])
	}
	for c, chunk := range left.chunks {
		joined := &Chunk{N: chunk.N, Cols: make([]*Column, 0, len(b.fields))}
		for _, i := range from {
			joined.Cols = append(joined.Cols, chunk.Cols[i])
		}
		joined.Cols = append(joined.Cols, right.chunks[c].Cols...)
		b.chunks = append(b.chunks, joined)
	}
	return b
}

func (b *Batch) take(f Field, s *shape) {
	b.places[f.Name] = len(b.fields)
	b.fields = append(b.fields, f)
	b.shapes = append(b.shapes, s)
}

// Nothing gives n rows of which nothing is known.
func Nothing(fields []Field, n int) *Batch {
	b := NewBuilder(fields)
	for range min(n, ChunkRows) {
		for _, c := range b.open().Cols {
			c.add(nil)
		}
		b.chunks[0].N++
		b.n++
	}
	full := b.chunks
	for b.n < n {
		if rest := n - b.n; rest >= ChunkRows {
			b.chunks = append(b.chunks, full[0])
			b.n += ChunkRows
		} else {
			last := Nothing(fields, rest)
			b.chunks, b.n = append(b.chunks, last.chunks...), n
		}
	}
	return b.Batch()
}
