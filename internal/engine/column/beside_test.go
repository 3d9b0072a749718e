package column_test

import (
	"reflect"
	"testing"

	"yanzhen/internal/engine/column"
)

func TestBesideJoinsColumnsAndTheRightOnesWin(t *testing.T) {
	left := rows(t, []column.Field{{Name: "a", Type: column.Int}, {Name: "b", Type: column.Text}}, column.ChunkRows+3,
		func(i int) map[string]any { return map[string]any{"a": int64(i), "b": "left"} })
	right := rows(t, []column.Field{{Name: "b", Type: column.Bool}, {Name: "c", Type: column.Text}}, column.ChunkRows+3,
		func(i int) map[string]any { return map[string]any{"b": i%2 == 0, "c": "right"} })
	both := column.Beside(left, right)
	for _, i := range []int{0, 1, column.ChunkRows, column.ChunkRows + 2} {
		want := map[string]any{"a": int64(i), "b": i%2 == 0, "c": "right"}
		if got := both.Row(i); !reflect.DeepEqual(got, want) {
			t.Errorf("row %d is %v, not %v", i, got, want)
		}
	}
	if got := left.Row(0)["b"]; got != "left" {
		t.Errorf("the left batch was changed: %v", got)
	}
}

func TestAPartIsOneChunk(t *testing.T) {
	all := rows(t, []column.Field{{Name: "a", Type: column.Int}}, column.ChunkRows+2, func(i int) map[string]any { return map[string]any{"a": int64(i)} })
	part := all.Part(1)
	if part.Len() != 2 || part.Row(1)["a"] != int64(column.ChunkRows+1) {
		t.Errorf("part 1 has %d rows, the last %v", part.Len(), part.Row(part.Len()-1))
	}
}

func TestNothingIsKnownOfNothing(t *testing.T) {
	fields := []column.Field{{Name: "a", Type: column.Int}, {Name: "l", Type: column.List(column.Text)}}
	for _, n := range []int{0, 1, column.ChunkRows, 2*column.ChunkRows + 7} {
		b := column.Nothing(fields, n)
		if b.Len() != n {
			t.Fatalf("%d rows, not %d", b.Len(), n)
		}
		sum := 0
		for _, chunk := range b.Chunks() {
			sum += chunk.N
			for _, c := range chunk.Cols {
				if c.N != chunk.N || c.Unknown.Count() != chunk.N {
					t.Fatalf("%d of %d values are unknown in a chunk of %d", c.Unknown.Count(), c.N, chunk.N)
				}
			}
		}
		if sum != n {
			t.Fatalf("the chunks have %d rows, not %d", sum, n)
		}
	}
}

func rows(t *testing.T, fields []column.Field, n int, row func(int) map[string]any) *column.Batch {
	t.Helper()
	b := column.NewBuilder(fields)
	for i := range n {
		if err := b.Append(row(i)); err != nil {
			t.Fatal(err)
		}
	}
	return b.Batch()
}
