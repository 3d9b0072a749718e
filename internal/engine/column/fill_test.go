package column_test

import (
	"reflect"
	"testing"

	"yanzhen/internal/base/civil"
	"yanzhen/internal/engine/column"
)

func TestFilledRowsAreTheAppendedOnes(t *testing.T) {
	born := civil.MustParse("1990-02-03")
	b := column.NewBuilder([]column.Field{{Name: "a", Type: column.Int}, {Name: "b", Type: column.Bool}, {Name: "t", Type: column.Text}, {Name: "d", Type: column.Date},
		{Name: "l", Type: column.List(column.Text)}, {Name: "r", Type: column.List(column.Record(column.Field{Name: "level", Type: column.Int}))}})
	i := 0
	b.Fill(column.ChunkRows+70, func(cols []*column.Column) {
		if i++; i%3 == 0 {
			for _, c := range cols {
				c.AddUnknown()
			}
			return
		}
		cols[0].AddInt(int64(i * i))
		cols[1].AddBool(i%2 == 0)
		cols[2].AddText("x")
		cols[3].AddDate(born)
		cols[4].Elem.AddText("y")
		cols[4].AddList()
		cols[5].Elem.Fields[0].AddInt(7)
		cols[5].Elem.AddRecord()
		cols[5].AddList()
	})
	got := b.Batch()
	for row := range got.Len() {
		want := map[string]any{}
		if n := row + 1; n%3 != 0 {
			want = map[string]any{"a": int64(n * n), "b": n%2 == 0, "t": "x", "d": born, "l": []any{"y"}, "r": []any{map[string]any{"level": int64(7)}}}
		}
		if !reflect.DeepEqual(got.Row(row), want) {
			t.Fatalf("row %d is %v, not %v", row, got.Row(row), want)
		}
	}
}

func TestARowWithAColumnLeftOutIsRefused(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("the row was taken")
		}
	}()
	column.NewBuilder([]column.Field{{Name: "a", Type: column.Int}}).Fill(1, func([]*column.Column) {})
}
