package bundle

import (
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"testing"
)

// rounds of random problems: few by default, many when there is time.
func rounds(few int) int {
	if os.Getenv("YANZHEN_LONG") != "" {
		return few * 15
	}
	return few
}

// exhaust tries every order of every combination, by the rules as a clerk would apply them.
func exhaust(p *Problem) (best int64, order []int) {
	var walk func(order []int, paid []int64, total int64)
	walk = func(made []int, paid []int64, total int64) {
		if total > best {
			best, order = total, slices.Clone(made)
		}
		for i := range p.Claims {
			if fen, ok := clerk(p, made, paid, i); ok {
				walk(append(made[:len(made):len(made)], i), append(paid[:len(paid):len(paid)], fen), total+fen)
			}
		}
	}
	walk(nil, nil, 0)
	return best, order
}

// clerk pays one claim after others, or turns it away.
func clerk(p *Problem, made []int, paid []int64, i int) (int64, bool) {
	fen := p.Claims[i].Amount
	for n, j := range made {
		switch {
		case i == j || p.Effect(i, j) == Refuse:
			return 0, false
		case p.Effect(i, j) == Reduce:
			fen -= paid[n]
		}
	}
	for _, need := range p.Claims[i].Needs {
		if !slices.ContainsFunc(need, func(j int) bool { return slices.Contains(made, j) }) {
			return 0, false
		}
	}
	for _, limit := range p.Caps {
		if !slices.Contains(limit.Of, i) {
			continue
		}
		left, sets := limit.Left, limit.By == nil || slices.Contains(limit.By, i)
		for n, j := range made {
			if slices.Contains(limit.Of, j) {
				left -= paid[n]
				sets = sets || limit.By == nil || slices.Contains(limit.By, j)
			}
		}
		if sets {
			fen = min(fen, left)
		}
	}
	return max(0, fen), fen > 0 || p.Claims[i].Amount == 0
}

// invent makes a random problem: groups and loose pairs that exclude or reduce, either way or both,
// claims that need others, caps that overlap. With households, the second half is the spouse's.
func invent(r *rand.Rand, n int) *Problem {
	p := &Problem{After: make([][]Effect, n)}
	for i := range n {
		amount := int64(r.IntN(12)) // 0 is in kind; few values make ties
		p.Claims = append(p.Claims, Claim{Amount: amount})
		p.After[i] = make([]Effect, n)
	}
	density := r.Float64()
	for i := range n {
		for j := range i {
			if r.Float64() > density {
				continue
			}
			both := [][2]Effect{{Refuse, Refuse}, {Refuse, Refuse}, {Reduce, Refuse}, {Refuse, Reduce}, {Reduce, Reduce}, {Free, Refuse}, {Reduce, Free}}[r.IntN(7)]
			p.After[i][j], p.After[j][i] = both[0], both[1]
		}
		if i > 0 && r.IntN(4) == 0 {
			var need []int
			for range 1 + r.IntN(2) {
				if j := r.IntN(n); j != i {
					need = append(need, j)
				}
			}
			p.Claims[i].Needs = append(p.Claims[i].Needs, need)
		}
	}
	for range r.IntN(4) {
		limit := Cap{Left: int64(r.IntN(20) - 1)}
		for i := range n {
			if r.IntN(2) == 0 {
				limit.Of = append(limit.Of, i)
			}
		}
		if r.IntN(2) == 0 {
			limit.By = []int{}
			for _, i := range limit.Of {
				if r.IntN(2) == 0 {
					limit.By = append(limit.By, i)
				}
			}
		}
		p.Caps = append(p.Caps, limit)
	}
	return p
}

func TestTheBestCombinationIsThatOfExhaustiveSearch(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 7))
	for n := range rounds(4000) {
		p := invent(r, 1+r.IntN(6))
		want, how := exhaust(p)
		got := Solve(p, Options{Prove: true})
		if got.Total != want || got.Upper != want {
			t.Fatalf("round %d: %+v\nexhaustive search pays %d by %v, Solve %d (at most %d) by %v", n, p, want, how, got.Total, got.Upper, got.Order)
		}
		checkAnswer(t, p, got)
	}
}

// checkAnswer reads an answer without trusting it.
func checkAnswer(t *testing.T, p *Problem, a Answer) {
	t.Helper()
	var made []int
	var paid []int64
	sum := int64(0)
	for _, i := range a.Order {
		fen, ok := clerk(p, made, paid, i)
		if !ok || fen != a.Paid[i] {
			t.Fatalf("%+v\nafter %v claim %d pays %d (%v), not %d", p, made, i, fen, ok, a.Paid[i])
		}
		made, paid, sum = append(made, i), append(paid, fen), sum+fen
	}
	if sum != a.Total {
		t.Fatalf("%+v\n%v pays %d, not %d", p, a.Order, sum, a.Total)
	}
	upper, err := p.Verify(a.Proof)
	if err != nil || upper != a.Upper {
		t.Fatalf("%+v\nthe proof shows %d, not %d: %v", p, upper, a.Upper, err)
	}
}

func TestWhatIsTakenInsteadIsThatOfExhaustiveSearch(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 11))
	for range rounds(1500) {
		p := invent(r, 1+r.IntN(5))
		with := r.IntN(len(p.Claims))
		want := int64(-1)
		every(p, func(order []int, total int64) {
			if slices.Contains(order, with) {
				want = max(want, total)
			}
		})
		got, ok := SolveWith(p, Solve(p, Options{}), with, Options{})
		if want < 0 == ok || want >= 0 && (got.Total != want || got.Upper < want || !slices.Contains(got.Order, with)) {
			t.Fatalf("%+v\nwith %d: exhaustive search pays %d, SolveWith %+v", p, with, want, got)
		}
	}
}

// every visits each order of each combination.
func every(p *Problem, visit func(order []int, total int64)) {
	var walk func(made []int, paid []int64, total int64)
	walk = func(made []int, paid []int64, total int64) {
		visit(made, total)
		for i := range p.Claims {
			if fen, ok := clerk(p, made, paid, i); ok {
				walk(append(made[:len(made):len(made)], i), append(paid[:len(paid):len(paid)], fen), total+fen)
			}
		}
	}
	walk(nil, nil, 0)
}

func TestASearchThatStopsEarlySaysHowMuchMoreMayBePossible(t *testing.T) {
	r := rand.New(rand.NewPCG(2, 9))
	short := 0
	for range rounds(1500) {
		p := invent(r, 6)
		want, _ := exhaust(p)
		got := Solve(p, Options{Steps: 1 + r.IntN(6), Prove: true})
		if got.Total > want || got.Upper < want {
			t.Fatalf("%+v\n%d lies outside %d to %d", p, want, got.Total, got.Upper)
		}
		if got.Total < got.Upper {
			short++
		}
		checkAnswer(t, p, got)
	}
	if short == 0 {
		t.Error("no search stopped early: the test shows nothing")
	}
}

func TestAFalseProofIsFound(t *testing.T) {
	p := &Problem{Claims: []Claim{{Amount: 30}, {Amount: 18}, {Amount: 18}}, After: [][]Effect{{Free, Refuse, Refuse}, {Refuse, Free, Free}, {Refuse, Free, Free}}}
	a := Solve(p, Options{Prove: true})
	if a.Total != 36 || !slices.Equal(a.Order, []int{1, 2}) {
		t.Fatalf("Solve = %+v, want the two of 18", a)
	}
	for name, forge := range map[string]func(*Proof){
		"a clique that is none": func(f *Proof) {
			f.Parts[0].Root = &Node{Claim: -1, Rest: Cover{Cliques: []Clique{{[]int{0, 1, 2}, 30}}}}
		},
		"too little for a claim": func(f *Proof) { f.Parts[0].Root = &Node{Claim: -1, Rest: Cover{Cliques: []Clique{{[]int{0, 1}, 30}}}} },
		"a claim left out":       func(f *Proof) { f.Parts[0].Of = []int{0, 1} },
		"a claim twice in a clique": func(f *Proof) {
			f.Parts[0].Root = &Node{Claim: -1, Rest: Cover{Cliques: []Clique{{[]int{0, 0}, 15}, {[]int{1, 2}, 18}}}}
		},
		"a tie cut":                  func(f *Proof) { f.Parts = []Part{{[]int{0, 1}, f.Parts[0].Root}, {[]int{2}, &Node{Claim: -1}}} },
		"a claim that cannot follow": func(f *Proof) { f.Parts[0].Root.Then = []*Node{{Claim: 0, Then: []*Node{{Claim: 1}}}} },
		"less than nothing":          func(f *Proof) { f.Parts[0].Root.Rest.Cliques = append(f.Parts[0].Root.Rest.Cliques, Clique{nil, -1}) },
	} {
		proof := Solve(p, Options{Prove: true}).Proof
		forge(proof)
		if bound, err := p.Verify(proof); err == nil {
			t.Errorf("%s: passes as a proof of %d", name, bound)
		}
	}
}

func TestTheOrderOfClaims(t *testing.T) {
	for name, tc := range map[string]struct {
		p     Problem
		order []int
		paid  []int64
	}{
		"what pays the difference comes after what it is counted against": {
			Problem{Claims: []Claim{{Amount: 20}, {Amount: 10}}, After: [][]Effect{{Free, Reduce}, {Refuse, Free}}}, []int{1, 0}, []int64{10, 10}},
		"what another needs comes first": {
			Problem{Claims: []Claim{{Amount: 20, Needs: [][]int{{1}}}, {Amount: 0}}}, []int{1, 0}, []int64{20, 0}},
		"a cap of its own is used before a shared one": {
			Problem{Claims: []Claim{{Amount: 3}, {Amount: 2}, {Amount: 2}}, Caps: []Cap{{Left: 3, Of: []int{0, 1}}, {Left: 3, Of: []int{0, 2}}}}, []int{1, 0, 2}, []int64{1, 2, 2}},
		"a cap that is less than the difference": {
			Problem{Claims: []Claim{{Amount: 8}, {Amount: 7}}, After: [][]Effect{{Free, Reduce}, {Reduce, Free}}, Caps: []Cap{{Left: 5, Of: []int{0}}}}, []int{1, 0}, []int64{1, 7}},
		"a cap that nobody claims under does not hold": {
			Problem{Claims: []Claim{{Amount: 5}, {Amount: 4}, {Amount: 1}}, Caps: []Cap{{Left: 6, Of: []int{0, 1, 2}, By: []int{2}}}}, []int{0, 1}, []int64{5, 4, 0}},
		"in kind is claimed beside money": {
			Problem{Claims: []Claim{{Amount: 5}, {Amount: 0}}}, []int{0, 1}, []int64{5, 0}},
		"in kind yields to money": {
			Problem{Claims: []Claim{{Amount: 0}, {Amount: 5}}, After: [][]Effect{{Free, Refuse}, {Refuse, Free}}}, []int{1}, []int64{0, 5}},
		"of two that pay the same, the one given first": {
			Problem{Claims: []Claim{{Amount: 5}, {Amount: 5}}, After: [][]Effect{{Free, Refuse}, {Refuse, Free}}}, []int{0}, []int64{5, 0}},
		"one that needs itself is never made": {
			Problem{Claims: []Claim{{Amount: 5, Needs: [][]int{{0}}}}}, nil, []int64{0}},
	} {
		t.Run(name, func(t *testing.T) {
			a := Solve(&tc.p, Options{Prove: true})
			if !slices.Equal(a.Order, tc.order) || !slices.Equal(a.Paid, tc.paid) {
				t.Errorf("order %v paying %v, want %v paying %v", a.Order, a.Paid, tc.order, tc.paid)
			}
			checkAnswer(t, &tc.p, a)
		})
	}
}

// usual makes n policies as districts have them: groups of like benefits, some pairs across, a few
// top-ups, caps over a kind.
func usual(r *rand.Rand, n int) *Problem {
	p := &Problem{After: make([][]Effect, n)}
	for range n {
		p.Claims = append(p.Claims, Claim{Amount: int64(1+r.IntN(100)) * 100_000})
	}
	for i := range n {
		p.After[i] = make([]Effect, n)
	}
	for i := range n {
		for j := range i {
			switch {
			case i/5 == j/5 && r.IntN(4) > 0, r.IntN(2*n) == 0:
				p.After[i][j], p.After[j][i] = Refuse, Refuse
			case i/5 == j/5:
				p.After[i][j], p.After[j][i] = Reduce, Refuse
			}
		}
		if i%17 == 16 {
			p.Claims[i].Needs = [][]int{{i - 5, i - 7}}
		}
	}
	for c := range n / 20 {
		limit := Cap{Left: 15_000_000}
		for i := c * 20; i < c*20+12; i++ {
			limit.Of = append(limit.Of, i)
		}
		p.Caps = append(p.Caps, limit)
	}
	return p
}

// random makes the worst there is: n policies of which any two exclude each other with a chance of
// one in ten.
func random(r *rand.Rand, n int) *Problem {
	p := &Problem{After: make([][]Effect, n)}
	for i := range n {
		p.Claims = append(p.Claims, Claim{Amount: int64(1+r.IntN(100)) * 100_000})
		p.After[i] = make([]Effect, n)
		for j := range i {
			if r.IntN(10) == 0 {
				p.After[i][j], p.After[j][i] = Refuse, Refuse
			}
		}
	}
	return p
}

func BenchmarkSolve(b *testing.B) {
	for _, kind := range []struct {
		name string
		make func(*rand.Rand, int) *Problem
	}{{"usual", usual}, {"random", random}} {
		for _, n := range []int{20, 50, 200} {
			p := kind.make(rand.New(rand.NewPCG(1, uint64(n))), n)
			b.Run(fmt.Sprintf("%s/%d", kind.name, n), func(b *testing.B) {
				var a Answer
				for b.Loop() {
					a = Solve(p, Options{Prove: true})
				}
				b.ReportMetric(float64(a.Steps), "steps")
				b.ReportMetric(100*float64(a.Upper-a.Total)/float64(a.Total), "gap-%")
			})
		}
	}
}
