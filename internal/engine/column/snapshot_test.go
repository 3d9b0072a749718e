package column_test

import (
	"bytes"
	"errors"
	"fmt"
	"math/rand/v2"
	"reflect"
	"testing"

	"yanzhen/internal/base/civil"
	"yanzhen/internal/engine/column"
)

var kept = []column.Field{
	{Name: "married", Type: column.Bool}, {Name: "pay", Type: column.Int}, {Name: "share", Type: column.Double}, {Name: "town", Type: column.Text}, {Name: "born", Type: column.Date},
	{Name: "skills", Type: column.List(column.Text)},
	{Name: "honours", Type: column.List(column.Record(column.Field{Name: "level", Type: column.Int}, column.Field{Name: "on", Type: column.Date}))},
}

func anyRow(r *rand.Rand) map[string]any {
	row := map[string]any{}
	maybe := func(key string, value any) {
		if r.IntN(5) > 0 {
			row[key] = value
		}
	}
	maybe("married", r.IntN(2) == 0)
	maybe("pay", int64(1)<<r.IntN(62))
	maybe("share", r.Float64())
	maybe("town", fmt.Sprintf("镇%d", r.IntN(400)))
	maybe("born", civil.FromDays(r.IntN(20000)))
	var skills, honours []any
	for range r.IntN(4) {
		skills = append(skills, fmt.Sprintf("s%d", r.IntN(50)))
		honours = append(honours, map[string]any{"level": int64(r.IntN(5)), "on": civil.FromDays(r.IntN(20000))})
	}
	maybe("skills", skills)
	maybe("honours", honours)
	return row
}

// What was saved is what is loaded, row by row, and goes on growing.
func TestSavedColumnsAreLoaded(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for _, n := range []int{0, 1, 63, 64, 65, 5000} {
		b := column.NewBuilder(kept)
		for range n {
			if err := b.Append(anyRow(r)); err != nil {
				t.Fatal(err)
			}
		}
		var file bytes.Buffer
		if err := b.Batch().Save(&file); err != nil {
			t.Fatal(err)
		}
		c, err := column.Load(bytes.NewReader(file.Bytes()), kept)
		if err != nil || c.Len() != n {
			t.Fatalf("%d of %d rows, %v", c.Len(), n, err)
		}
		for range 100 {
			row := anyRow(r)
			if err := errors.Join(b.Append(row), c.Append(row)); err != nil {
				t.Fatal(err)
			}
			at, other := r.IntN(b.Len()), anyRow(r)
			if err := errors.Join(b.Replace(at, other), c.Replace(at, other)); err != nil {
				t.Fatal(err)
			}
		}
		for i := range b.Len() {
			if got, want := c.Row(i), b.Row(i); !reflect.DeepEqual(got, want) {
				t.Fatalf("row %d of %d: %v, want %v", i, n, got, want)
			}
		}
	}
}

// What is broken, short or of other columns is refused, never half read.
func TestBrokenColumnsAreRefused(t *testing.T) {
	b := column.NewBuilder(kept)
	for range 100 {
		if err := b.Append(anyRow(rand.New(rand.NewPCG(3, 4)))); err != nil {
			t.Fatal(err)
		}
	}
	var file bytes.Buffer
	if err := b.Batch().Save(&file); err != nil {
		t.Fatal(err)
	}
	for n := range file.Len() {
		if _, err := column.Load(bytes.NewReader(file.Bytes()[:n]), kept); err == nil {
			t.Fatalf("the first %d bytes of %d are read as a whole", n, file.Len())
		}
	}
	if _, err := column.Load(bytes.NewReader(file.Bytes()), kept[:3]); !errors.Is(err, column.ErrOther) {
		t.Errorf("columns of other fields: %v", err)
	}
}
