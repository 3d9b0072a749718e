package rule

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"yanzhen/internal/engine/column"
)

// The lanes say of every value and bound what the operators say.
func TestLanesCompareAsTheOperators(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	for range 300 {
		n := 1 + r.IntN(300)
		small, short := make([]int8, n), make([]int16, n)
		for i := range n {
			small[i], short[i] = int8(r.Uint64()), int16(r.Uint64())
		}
		for _, c := range []int64{0, 1, -1, math.MinInt8, math.MaxInt8, math.MinInt16, math.MaxInt16, math.MinInt64, math.MaxInt64,
			int64(small[0]), int64(short[0]), int64(int8(r.Uint64())), int64(int16(r.Uint64()))} {
			checkLanes(t, small, c)
			checkLanes(t, short, c)
		}
	}
}

func checkLanes[T int8 | int16](t *testing.T, src []T, c int64) {
	t.Helper()
	var ints column.Ints
	switch src := any(src).(type) {
	case []int8:
		ints.I8 = src
	case []int16:
		ints.Append(math.MaxInt16) // makes it two bytes wide
		ints.I16 = src
	}
	for name, r := range relations {
		bits := make([]uint64, column.Words(len(src)))
		r.withConstant(bits, &vec{n: len(src), src: &ints}, c)
		for i, x := range src {
			want := r.of(compare(int64(x), c))
			if got := column.Bits(bits).Get(i); got != want {
				t.Fatalf("%d %s %d is %v in place %d of %d", x, name, c, got, i, len(src))
			}
		}
	}
}

func compare(x, y int64) int {
	switch {
	case x < y:
		return -1
	case x > y:
		return 1
	}
	return 0
}

func TestLookupsKeepWhatTheTableKeeps(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	for _, words := range []int{1, 2, 63, 64, 65, 120, 256} {
		for n := 1; n < 200; n += 7 {
			keep, codes := make([]uint8, words), make([]int8, n)
			for k := range r.IntN(words + 1) {
				keep[(k*7)%words] = 1
			}
			for i := range codes {
				codes[i] = int8(r.IntN(min(words, 128)))
			}
			bits := make([]uint64, column.Words(n))
			lookup(bits, &vec{n: n, src: &column.Ints{I8: codes}}, n, keep)
			for i, c := range codes {
				if column.Bits(bits).Get(i) != (keep[c] == 1) {
					t.Fatalf("code %d of %d words, row %d of %d", c, words, i, n)
				}
			}
		}
	}
}

// BenchmarkKernels measures the families of kernels over a full chunk; the metric is time for a value.
func BenchmarkKernels(b *testing.B) {
	const n = column.ChunkRows
	r := rand.New(rand.NewPCG(7, 8))
	var widths [4]column.Ints
	codes := column.Ints{}
	keep := make([]uint8, tableSize(4000))
	for i := range n {
		for k, most := range []int64{100, 20000, 1 << 30, 1 << 50} {
			widths[k].Append(r.Int64N(most))
		}
		codes.Append(r.Int64N(4000))
		keep[i%4000] = uint8(i / 7 % 2)
	}
	bits := make([]uint64, column.Words(n))
	run := func(name string, f func()) {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				f()
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/n, "ns/value")
		})
	}
	for k := range widths {
		v := &vec{n: n, src: &widths[k]}
		run(fmt.Sprintf("below/%d bytes", v.src.Width()), func() { relations["_<_"].withConstant(bits, v, 55) })
		run(fmt.Sprintf("equal/%d bytes", v.src.Width()), func() { relations["_==_"].withConstant(bits, v, 55) })
	}
	run("lookup/256 codes", func() { lookup(bits, &vec{n: n, src: &widths[0]}, n, keep[:256]) })
	run("lookup/4000 codes", func() { lookup(bits, &vec{n: n, src: &codes}, n, keep) })
	f := &frame{evaluation: &evaluation{}, n: n}
	x, y := &vec{n: n, bits: randomBits(r, n)}, &vec{n: n, bits: randomBits(r, n)}
	sure := func() { f.arena.reset(); f.join(true, x, y) }
	run("and", sure)
	x.unk = randomBits(r, n)
	run("and/some unknown", sure)
	f.tables = map[tableKey]any{}
	age := &node{}
	run("age", func() { f.arena.reset(); f.byTable(age, yearsBetween, &vec{n: n, src: &widths[1]}, 20000) })
	off, elems := make([]int32, n+1), 0
	for i := range n {
		elems += r.IntN(6)
		off[i+1] = int32(elems)
	}
	sub := &frame{evaluation: f.evaluation, n: elems, up: make([]int32, elems)}
	for i := range n {
		for j := off[i]; j < off[i+1]; j++ {
			sub.up[j] = int32(i)
		}
	}
	few := randomBits(r, elems)
	for i := range few {
		few[i] &= r.Uint64() & r.Uint64()
	}
	run("exists", func() { f.arena.reset(); sub.settle(&vec{n: n, off: off}, few, true, nil, nil) })
	amounts := &vec{n: n, src: &widths[2]}
	rows := make([]int32, 0, n/16)
	for i := 0; i < n; i += 16 {
		rows = append(rows, int32(i))
	}
	run("pick one in 16", func() { f.arena.reset(); amounts.pick(&f.arena, rows) })
}

func randomBits(r *rand.Rand, n int) []uint64 {
	w := make([]uint64, column.Words(n))
	for i := range w {
		w[i] = r.Uint64()
	}
	w[len(w)-1] &= column.LastMask(n)
	return w
}
