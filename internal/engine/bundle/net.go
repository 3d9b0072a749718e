package bundle

import "math/bits"

// A set of claims.
type set []uint64

func newSet(n int) set       { return make(set, (n+63)/64) }
func (s set) has(i int) bool { return s[i/64]>>(i%64)&1 == 1 }
func (s set) add(i int)      { s[i/64] |= 1 << (i % 64) }
func (s set) remove(i int)   { s[i/64] &^= 1 << (i % 64) }
func (s set) clone() set     { return append(set(nil), s...) }

func (s set) minus(other set) {
	for w := range s {
		s[w] &^= other[w]
	}
}

func (s set) keep(other set) {
	for w := range s {
		s[w] &= other[w]
	}
}

// first gives the first claim at or after i, -1 when there is none.
func (s set) first(i int) int {
	for w := i / 64; w < len(s); w++ {
		word := s[w]
		if w == i/64 {
			word &= ^uint64(0) << (i % 64)
		}
		if word != 0 {
			return w*64 + bits.TrailingZeros64(word)
		}
	}
	return -1
}

// meets reports a claim in both sets.
func (s set) meets(other set) bool {
	for w := range s {
		if s[w]&other[w] != 0 {
			return true
		}
	}
	return false
}

// A net is how the claims of a problem hang together.
type net struct {
	p      *Problem
	rivals []set // of each claim, those that can never both be paid in full
	bound  []set // of each claim, those whose order against it matters
	caps   []set // members of each cap that can be reached, nil for the others
	needed set   // claims that another needs
	topped set   // claims that may pay only the difference to another
}

func newNet(p *Problem) *net {
	n := len(p.Claims)
	t := &net{p: p, rivals: make([]set, n), bound: make([]set, n), caps: make([]set, len(p.Caps)), needed: newSet(n), topped: newSet(n)}
	for i := range n {
		t.rivals[i], t.bound[i] = newSet(n), newSet(n)
	}
	for i := range n {
		for j := range i {
			t.pair(i, j, p.Effect(i, j), p.Effect(j, i))
		}
		for _, need := range p.Claims[i].Needs {
			for _, j := range need {
				t.needed.add(j)
				t.tie(i, j)
			}
		}
	}
	for c := range p.Caps {
		t.limit(c)
	}
	return t
}

func (t *net) pair(i, j int, ij, ji Effect) {
	if ij != Free && ji != Free {
		t.rivals[i].add(j)
		t.rivals[j].add(i)
	}
	if ij == Reduce {
		t.topped.add(i)
	}
	if ji == Reduce {
		t.topped.add(j)
	}
	if ij != ji || ij == Reduce {
		t.tie(i, j)
	}
}

// weigh is what claim i counts for among its rivals: what it would pay now, or where it may pay the
// difference, what that is counted from, which a cap does not lower.
func (t *net) weigh(h *hand, i int) int64 {
	fen := h.worth(i)
	if fen > 0 && t.topped.has(i) {
		return t.p.amount(i) - h.off[i]
	}
	return fen
}

func (t *net) tie(i, j int) {
	if i != j {
		t.bound[i].add(j)
		t.bound[j].add(i)
	}
}

// limit notes a cap unless its claims never reach it.
func (t *net) limit(c int) {
	limit, sum := t.p.Caps[c], int64(0)
	for _, i := range limit.Of {
		sum += t.p.amount(i)
	}
	if sum <= limit.Left {
		return
	}
	t.caps[c] = newSet(len(t.p.Claims))
	for _, i := range limit.Of {
		t.caps[c].add(i)
		for _, j := range limit.Of {
			t.tie(i, j)
		}
	}
}

// parts gives the claims in groups that have nothing to do with one another.
func (t *net) parts() [][]int {
	var parts [][]int
	seen := newSet(len(t.p.Claims))
	for i := range t.p.Claims {
		if seen.has(i) {
			continue
		}
		group := newSet(len(t.p.Claims))
		t.gather(i, group)
		var of []int
		for k := group.first(0); k >= 0; k = group.first(k + 1) {
			seen.add(k)
			of = append(of, k)
		}
		parts = append(parts, of)
	}
	return parts
}

func (t *net) gather(i int, group set) {
	group.add(i)
	for k := range t.p.Claims {
		if !group.has(k) && (t.rivals[i].has(k) || t.bound[i].has(k)) {
			t.gather(k, group)
		}
	}
}
