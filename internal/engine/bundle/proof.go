package bundle

import "fmt"

// A Proof shows that no combination pays more than its bound.
type Proof struct {
	Parts []Part `json:"parts"`
}

// A Part is claims that nothing ties to those of other parts.
type Part struct {
	Of   []int `json:"of"`
	Root *Node `json:"root"`
}

// A Node is an order of claims: that of the node above and then Claim. Every way to go on was
// followed by a node below, or is bounded by Rest.
type Node struct {
	Claim int     `json:"claim"` // -1 at the root
	Then  []*Node `json:"then,omitempty"`
	Rest  Cover   `json:"rest"`
}

// Verify checks a proof against the problem and gives the bound that it proves: no combination of
// claims pays more. It fails with what is wrong with the proof.
func (p *Problem) Verify(proof *Proof) (upper int64, err error) {
	c := &checker{p, make([]int, len(p.Claims))}
	if err := c.parts(proof); err != nil {
		return 0, err
	}
	for n, part := range proof.Parts {
		bound, err := c.node(n, nil, part.Root, map[int]bool{})
		if err != nil {
			return 0, err
		}
		upper += bound
	}
	return upper, nil
}

// A checker reads a proof with its own plain reading of the rules.
type checker struct {
	p    *Problem
	part []int // of each claim
}

// parts checks that every claim is in one part and that nothing ties two parts.
func (c *checker) parts(proof *Proof) error {
	times := make([]int, len(c.p.Claims))
	for n, part := range proof.Parts {
		for _, i := range part.Of {
			c.part[i] = n
			times[i]++
		}
	}
	for i, n := range times {
		if n != 1 {
			return fmt.Errorf("claim %d is in %d parts", i, n)
		}
		for j := range i {
			if c.part[i] != c.part[j] && (c.rivals(i, j) || c.ordered(i, j)) {
				return fmt.Errorf("claims %d and %d are tied and in two parts", i, j)
			}
		}
	}
	return nil
}

// rivals reports that two claims can never both be paid in full.
func (c *checker) rivals(i, j int) bool {
	return i != j && c.p.Effect(i, j) != Free && c.p.Effect(j, i) != Free
}

// ordered reports that it matters which of two claims is made first.
func (c *checker) ordered(i, j int) bool {
	if c.p.Effect(i, j) != c.p.Effect(j, i) || c.p.Effect(i, j) == Reduce || c.needs(i, j) || c.needs(j, i) {
		return true
	}
	for _, limit := range c.p.Caps {
		sum, both := int64(0), 0
		for _, k := range limit.Of {
			sum += c.p.amount(k)
			if k == i || k == j {
				both++
			}
		}
		if both == 2 && sum > limit.Left {
			return true
		}
	}
	return false
}

func (c *checker) needs(i, j int) bool {
	for _, need := range c.p.Claims[i].Needs {
		for _, k := range need {
			if k == j {
				return true
			}
		}
	}
	return false
}

// A table is what an order of claims has paid and what it leaves.
type table struct {
	total int64
	made  map[int]int64 // what each claim made pays
	left  []int64       // of each cap
	worth []int64       // what each claim would pay; -1 when it can never be made
}

// lay reads an order from its beginning.
func (c *checker) lay(order []int) table {
	t := table{made: map[int]int64{}}
	for _, limit := range c.p.Caps {
		t.left = append(t.left, max(0, limit.Left))
	}
	for _, i := range order {
		fen := c.worth(t, i)
		t.made[i] = fen
		t.total += fen
		for n, limit := range c.p.Caps {
			if contains(limit.Of, i) {
				t.left[n] -= fen
			}
		}
	}
	for i := range c.p.Claims {
		t.worth = append(t.worth, c.worth(t, i))
	}
	return t
}

func (c *checker) worth(t table, i int) int64 {
	fen := c.p.amount(i)
	for j, paid := range t.made {
		switch {
		case i == j || c.p.Effect(i, j) == Refuse:
			return -1
		case c.p.Effect(i, j) == Reduce:
			fen -= paid
		}
	}
	for n, limit := range c.p.Caps {
		if contains(limit.Of, i) {
			fen = min(fen, t.left[n])
		}
	}
	if fen <= 0 && c.p.amount(i) > 0 {
		return -1
	}
	return max(0, fen)
}

// ready reports that of every list a claim needs, one is among those made or, where hope is not
// nil, among those hoped for.
func (c *checker) ready(t table, i int, hope map[int]bool) bool {
	for _, need := range c.p.Claims[i].Needs {
		met := false
		for _, j := range need {
			_, made := t.made[j]
			met = met || made || hope[j]
		}
		if !met {
			return false
		}
	}
	return true
}

// live gives the claims of a part that may still be made and matter to the sum.
func (c *checker) live(t table, part int) map[int]bool {
	live := map[int]bool{}
	for i := range c.p.Claims {
		if c.part[i] == part && t.worth[i] >= 0 && c.matters(i) {
			live[i] = true
		}
	}
	for shrunk := true; shrunk; {
		shrunk = false
		for i := range live {
			if !c.ready(t, i, live) {
				delete(live, i)
				shrunk = true
			}
		}
	}
	return live
}

// matters reports a claim of money, or one that another needs. To leave any other out of an order
// makes nothing smaller.
func (c *checker) matters(i int) bool {
	if c.p.amount(i) > 0 {
		return true
	}
	for k := range c.p.Claims {
		if c.needs(k, i) {
			return true
		}
	}
	return false
}

// node gives the bound on everything that begins with an order of claims. An order that begins with
// a claim asleep pays the same as one that was followed elsewhere.
func (c *checker) node(part int, order []int, n *Node, asleep map[int]bool) (upper int64, err error) {
	t := c.lay(order)
	upper = t.total
	tried := map[int]bool{}
	for i := range asleep {
		tried[i] = true
	}
	for _, child := range n.Then {
		i := child.Claim
		if i < 0 || c.part[i] != part || t.worth[i] < 0 || !c.ready(t, i, nil) {
			return 0, fmt.Errorf("after %v claim %d cannot be made", order, i)
		}
		still := map[int]bool{}
		for k := range tried {
			if !c.ordered(k, i) {
				still[k] = true
			}
		}
		bound, err := c.node(part, append(order[:len(order):len(order)], i), child, still)
		if err != nil {
			return 0, err
		}
		upper = max(upper, bound)
		tried[i] = true
	}
	bound, err := c.rest(t, part, tried, n.Rest)
	if err != nil {
		return 0, fmt.Errorf("after %v: %w", order, err)
	}
	return max(upper, t.total+bound), nil
}

// rest checks the cover of everything that was not followed and gives its bound.
func (c *checker) rest(t table, part int, tried map[int]bool, cover Cover) (bound int64, err error) {
	live := c.live(t, part)
	rest, startable := map[int]bool{}, false
	for i := range live {
		if !tried[i] {
			rest[i] = true
			startable = startable || c.ready(t, i, nil)
		}
	}
	if !startable {
		return 0, nil
	}
	for grown := true; grown; {
		grown = false
		for i := range live {
			for k := range rest {
				if !rest[i] && c.ordered(i, k) {
					rest[i], grown = true, true
				}
			}
		}
	}
	return c.bound(t, rest, cover)
}

func (c *checker) bound(t table, rest map[int]bool, cover Cover) (bound int64, err error) {
	covered := make([]int64, len(c.p.Claims))
	for _, n := range cover.Caps {
		bound += t.left[n]
		for _, i := range c.p.Caps[n].Of {
			covered[i] = c.weigh(t, i)
		}
	}
	for _, q := range cover.Cliques {
		if q.Fen < 0 {
			return 0, fmt.Errorf("a clique of %d", q.Fen)
		}
		bound += q.Fen
		for n, i := range q.Of {
			covered[i] += q.Fen
			for _, j := range q.Of[:n] {
				if !c.rivals(i, j) {
					return 0, fmt.Errorf("claims %d and %d can both be paid in full", i, j)
				}
			}
		}
	}
	for i := range rest {
		if need := c.weigh(t, i); covered[i] < need {
			return 0, fmt.Errorf("claim %d counts %d and is covered with %d", i, need, covered[i])
		}
	}
	return bound, nil
}

// weigh is what a claim counts for among its rivals. One that may pay the difference to another
// counts what the difference is taken from: a cap lowers what it pays, but not that.
func (c *checker) weigh(t table, i int) int64 {
	full, topped := c.p.amount(i), false
	for j := range c.p.Claims {
		if c.p.Effect(i, j) == Reduce {
			full, topped = full-t.made[j], true
		}
	}
	if topped && t.worth[i] > 0 {
		return full
	}
	return t.worth[i]
}

func contains(list []int, i int) bool {
	for _, k := range list {
		if k == i {
			return true
		}
	}
	return false
}
