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

func (s set) join(other set) {
	for w := range s {
		s[w] |= other[w]
	}
}

// holds reports that all of other is in s.
func (s set) holds(other set) bool {
	for w := range s {
		if other[w]&^s[w] != 0 {
			return false
		}
	}
	return true
}

// count gives how many claims are in both sets.
func (s set) count(other set) (n int) {
	for w := range s {
		n += bits.OnesCount64(s[w] & other[w])
	}
	return n
}

// list gives the claims of s in ascending order.
func (s set) list() (all []int) {
	for i := s.first(0); i >= 0; i = s.first(i + 1) {
		all = append(all, i)
	}
	return all
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
	caps   []set // claims that count towards each cap that can be reached, nil for the others
	setBy  []set // of those, the claims that set the cap
	needed set   // claims that another needs
	topped set   // claims that may pay only the difference to another
	near   []set // of each claim, those it has anything to do with
	lone   set   // claims that touch others only by excluding them
	exact  set   // claims of which others ask how much they paid, or whether they were made
}

// newNet reads a problem; must is a claim that has to be made, -1 for none.
func newNet(p *Problem, must int) *net {
	n := len(p.Claims)
	t := &net{p: p, rivals: make([]set, n), bound: make([]set, n), caps: make([]set, len(p.Caps)), setBy: make([]set, len(p.Caps)), needed: newSet(n), topped: newSet(n), exact: newSet(n), near: make([]set, n), lone: newSet(n)}
	for i := range n {
		t.rivals[i], t.bound[i] = newSet(n), newSet(n)
	}
	if must >= 0 {
		t.exact.add(must)
	}
	for i := range n {
		for j := range i {
			t.pair(i, j, p.Effect(i, j), p.Effect(j, i))
		}
		for _, need := range p.Claims[i].Needs {
			for _, j := range need {
				t.needed.add(j)
				t.exact.add(j)
				t.tie(i, j)
			}
		}
	}
	for c := range p.Caps {
		t.limit(c)
	}
	for i := range n {
		for j := range i {
			t.share(i, j)
		}
	}
	t.touch()
	for i := range n {
		if !t.exact.has(i) && t.bound[i].first(0) < 0 && !t.capped(i) {
			t.lone.add(i)
		}
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
	if ij == Reduce || ji == Reduce {
		t.exact.add(i)
		t.exact.add(j)
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
	t.caps[c], t.setBy[c] = newSet(len(t.p.Claims)), newSet(len(t.p.Claims))
	for _, i := range limit.Of {
		t.caps[c].add(i)
	}
	for _, i := range limit.setBy() {
		t.setBy[c].add(i)
	}
}

// capped reports that claim i draws on a cap that can be reached.
func (t *net) capped(i int) bool {
	for _, members := range t.caps {
		if members != nil && members.has(i) {
			return true
		}
	}
	return false
}

// share ties claims that draw on one cap, unless it is all the same who draws first: they draw on
// the same caps in the same way, and nobody asks how much either was paid.
func (t *net) share(i, j int) {
	common, same := false, !t.exact.has(i) && !t.exact.has(j)
	for c, members := range t.caps {
		if members != nil {
			common = common || members.has(i) && members.has(j)
			same = same && members.has(i) == members.has(j) && t.setBy[c].has(i) == t.setBy[c].has(j)
		}
	}
	if common && !same {
		t.tie(i, j)
	}
}

// touch notes for each claim the others it has anything to do with.
func (t *net) touch() {
	for i := range t.near {
		t.near[i] = t.rivals[i].clone()
		t.near[i].join(t.bound[i])
		for _, members := range t.caps {
			if members != nil && members.has(i) {
				t.near[i].join(members)
			}
		}
	}
}

// gather adds claim i to part with all in rest that it hangs together with.
func (t *net) gather(i int, rest, part set) {
	part.add(i)
	for k := t.near[i].first(0); k >= 0; k = t.near[i].first(k + 1) {
		if rest.has(k) && !part.has(k) {
			t.gather(k, rest, part)
		}
	}
}

// parts gives the claims in groups that have nothing to do with one another.
func (t *net) parts() (parts [][]int) {
	n := len(t.p.Claims)
	left := newSet(n)
	for i := range n {
		left.add(i)
	}
	all := left.clone()
	for i := left.first(0); i >= 0; i = left.first(0) {
		part := newSet(n)
		t.gather(i, all, part)
		left.minus(part)
		parts = append(parts, part.list())
	}
	return parts
}
