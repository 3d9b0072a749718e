package column

import (
	"errors"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

// Sets and numbers come back as they were, one after the other.
func TestSetsAndNumbersComeBack(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	var all []byte
	var sets []Bits
	sizes := []int{0, 1, 64, 4096, 70_000, 300_000}
	for _, n := range sizes {
		for _, percent := range []int{0, 1, 50, 100} {
			b := make(Bits, Words(n))
			for i := range n {
				b.Put(i, r.IntN(100) < percent)
			}
			sets, all = append(sets, b), AppendSet(all, b)
		}
	}
	numbers := [][]int64{nil, {0}, {math.MinInt64, math.MaxInt64, -1, math.MinInt64, 5, 5, 5}}
	for _, list := range numbers {
		all = AppendInts(all, list)
	}
	rest := all
	for i, want := range sets {
		var got Bits
		var err error
		if got, rest, err = ReadSet(rest, sizes[i/4]); err != nil || !slices.Equal(got, want) {
			t.Fatalf("set %d of %d rows comes back with %d rows instead of %d: %v", i, sizes[i/4], got.Count(), want.Count(), err)
		}
	}
	for _, want := range numbers {
		var got []int64
		var err error
		if got, rest, err = ReadInts(rest); err != nil || !slices.Equal(got, want) {
			t.Fatalf("%v comes back as %v: %v", want, got, err)
		}
	}
	if len(rest) != 0 {
		t.Errorf("%d bytes are left over", len(rest))
	}
}

// What is cut short or names rows that are not there is refused, never taken for something else.
func TestBrokenSetsAreRefused(t *testing.T) {
	b := make(Bits, 100)
	for i := 0; i < 6400; i += 3 {
		b.Set(i)
	}
	whole := AppendSet(nil, b)
	for n := range whole {
		if _, _, err := ReadSet(whole[:n], 6400); !errors.Is(err, ErrOther) {
			t.Fatalf("the first %d bytes of %d give %v", n, len(whole), err)
		}
	}
	if _, _, err := ReadSet(whole, 6000); !errors.Is(err, ErrOther) {
		t.Errorf("rows beyond the last give %v", err)
	}
	ints := AppendInts(nil, []int64{1, 1 << 40, 3})
	for n := range ints {
		if _, _, err := ReadInts(ints[:n]); !errors.Is(err, ErrOther) {
			t.Fatalf("the first %d bytes of %d give %v", n, len(ints), err)
		}
	}
}
