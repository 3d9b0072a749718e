package column

import (
	"reflect"
	"testing"
)

// Columns without values cost next to nothing, read as before, and whoever changes them changes nobody else's.
func TestNothingTakesNoMemory(t *testing.T) {
	fields := []Field{{"n", Int}, {"d", Double}, {"ok", Bool}, {"t", Text}, {"on", Date}, {"list", List(Text)},
		{"recs", List(Record(Field{"a", Int}, Field{"l", List(Text)}))}}
	b := NewBuilder(fields)
	for range ChunkRows + 100 {
		if err := b.Append(map[string]any{}); err != nil {
			t.Fatal(err)
		}
	}
	before := b.Batch()
	if got := before.BytesPerRow(); got > 1 {
		t.Errorf("a row without values takes %.1f bytes", got)
	}
	full := map[string]any{"n": int64(7), "d": 0.5, "ok": true, "t": "x", "list": []any{"y"}, "recs": []any{map[string]any{"a": int64(1), "l": []any{"z"}}}}
	for _, i := range []int{3, ChunkRows + 5} {
		if err := b.Replace(i, full); err != nil {
			t.Fatal(err)
		}
		if got := b.Row(i); !reflect.DeepEqual(got, full) {
			t.Errorf("row %d is %v, not %v", i, got, full)
		}
	}
	if err := b.Append(full); err != nil {
		t.Fatal(err)
	}
	after := b.Batch()
	for i := range before.Len() {
		if got := before.Row(i); len(got) > 0 {
			t.Fatalf("row %d of the batch before is %v", i, got)
		}
		if got := after.Row(i); len(got) > 0 && i != 3 && i != ChunkRows+5 {
			t.Fatalf("row %d has become %v", i, got)
		}
	}
	if got := after.Row(ChunkRows + 100); !reflect.DeepEqual(got, full) {
		t.Errorf("the row appended is %v", got)
	}
	for i := range ChunkRows {
		if noOffsets[i+1] != 0 || noDoubles[i] != 0 || noInts[i] != 0 || noBits[i/64] != 0 || allBits[i/64] != ^uint64(0) {
			t.Fatalf("somebody wrote to what all share, in place %d", i)
		}
	}
}
