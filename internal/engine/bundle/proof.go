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
// followed by a node of Then, or is bounded by Rest, or falls into parts that are followed Apart.
type Node struct {
	Claim int     `json:"claim"` // -1 at the root and in nodes apart
	Then  []*Node `json:"then,omitempty"`
	Sure  bool    `json:"sure,omitempty"` // the last of Then leaves out nothing better: its rivals count no more
	Apart []*Node `json:"apart,omitempty"`
	Of    []int   `json:"of,omitempty"` // the claims of a node apart
	Rest  Cover   `json:"rest"`
}

// Verify checks a proof against the problem and gives the bound that it proves: no combination of
// claims pays more. It fails with what is wrong with the proof.
func (p *Problem) Verify(proof *Proof) (upper int64, err error) {
	c := &checker{p}
	if err := c.parts(proof); err != nil {
		return 0, err
	}
	for _, part := range proof.Parts {
		bound, err := c.node(scopeOf(part.Of), nil, part.Root, nil)
		if err != nil {
			return 0, err
		}
		upper += bound
	}
	return upper, nil
}

// A checker reads a proof with its own plain reading of the rules.
type checker struct {
	p *Problem
}

// parts checks that every claim is in one part and that nothing ties two parts.
func (c *checker) parts(proof *Proof) error {
	var lists [][]int
	for _, part := range proof.Parts {
		lists = append(lists, part.Of)
	}
	all := map[int]bool{}
	for i := range c.p.Claims {
		all[i] = true
	}
	return c.apart(lists, all)
}

// apart checks that every claim of all is in one list, and that nothing ties two lists.
func (c *checker) apart(lists [][]int, all map[int]bool) error {
	in := map[int]int{}
	for n, list := range lists {
		for _, i := range list {
			if _, twice := in[i]; twice || !all[i] {
				return fmt.Errorf("claim %d is in two parts, or has no place in any", i)
			}
			in[i] = n
		}
	}
	for i := range all {
		if _, found := in[i]; !found {
			return fmt.Errorf("claim %d is in no part", i)
		}
		for j := range all {
			if in[i] != in[j] && c.tied(i, j) {
				return fmt.Errorf("claims %d and %d are tied and in two parts", i, j)
			}
		}
	}
	return nil
}

// tied reports that two claims have anything to do with each other.
func (c *checker) tied(i, j int) bool {
	common, _ := c.share(i, j)
	return common || c.rivals(i, j) || c.ordered(i, j)
}

// lone reports a claim that touches others only by excluding them.
func (c *checker) lone(i int) bool {
	for j := range c.p.Claims {
		common, _ := c.share(i, j)
		if common || i != j && c.ordered(i, j) {
			return false
		}
	}
	return !c.asked(i)
}

func scopeOf(list []int) map[int]bool {
	scope := map[int]bool{}
	for _, i := range list {
		scope[i] = true
	}
	return scope
}

// rivals reports that two claims can never both be paid in full.
func (c *checker) rivals(i, j int) bool {
	return i != j && c.p.Effect(i, j) != Free && c.p.Effect(j, i) != Free
}

// ordered reports that it matters which of two claims is made first. Of two that draw on the same
// caps it does not, as long as nobody asks how much either was paid: the one that finds a cap used
// up is left out and the sum is the same.
func (c *checker) ordered(i, j int) bool {
	if c.p.Effect(i, j) != c.p.Effect(j, i) || c.p.Effect(i, j) == Reduce || c.needs(i, j) || c.needs(j, i) {
		return true
	}
	common, same := c.share(i, j)
	return common && (!same || c.asked(i) || c.asked(j))
}

// share reports that two claims draw on a cap that can be reached, and that they draw on the same ones.
func (c *checker) share(i, j int) (common, same bool) {
	same = true
	for _, limit := range c.p.Caps {
		sum := int64(0)
		for _, k := range limit.Of {
			sum += c.p.amount(k)
		}
		if sum > limit.Left {
			a, b := contains(limit.Of, i), contains(limit.Of, j)
			common, same = common || a && b, same && a == b && contains(limit.setBy(), i) == contains(limit.setBy(), j)
		}
	}
	return common, same
}

// asked reports that another claim asks how much a claim was paid, or whether it was made, or that
// it asks so itself of another.
func (c *checker) asked(i int) bool {
	for j := range c.p.Claims {
		if c.needs(j, i) || c.p.Effect(i, j) == Reduce || c.p.Effect(j, i) == Reduce {
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
	holds []bool        // of each cap, whether a claim made sets it
	worth []int64       // what each claim would pay; -1 when it can never be made
}

// lay reads an order from its beginning.
func (c *checker) lay(order []int) table {
	t := table{made: map[int]int64{}}
	for _, limit := range c.p.Caps {
		t.left, t.holds = append(t.left, max(0, limit.Left)), append(t.holds, false)
	}
	for _, i := range order {
		fen := c.worth(t, i)
		t.made[i] = fen
		t.total += fen
		for n, limit := range c.p.Caps {
			if contains(limit.Of, i) {
				t.left[n] -= fen
				t.holds[n] = t.holds[n] || contains(limit.setBy(), i)
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
	for n := range c.p.Caps {
		if contains(c.held(t, n), i) {
			fen = min(fen, t.left[n])
		}
	}
	if fen <= 0 && c.p.amount(i) > 0 {
		return -1
	}
	return max(0, fen)
}

// held gives the claims that a cap bounds: those that set it and, once one of them is made, all that
// count.
func (c *checker) held(t table, n int) []int {
	if t.holds[n] {
		return c.p.Caps[n].Of
	}
	return c.p.Caps[n].setBy()
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

// live gives the claims in scope that may still be made and matter to the sum.
func (c *checker) live(t table, scope map[int]bool) map[int]bool {
	live := map[int]bool{}
	for i := range scope {
		if t.worth[i] >= 0 && c.matters(i) {
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

// node gives the bound on everything that begins with an order of claims and goes on with claims in
// scope. An order that goes on with a claim asleep pays the same as one that was followed elsewhere.
func (c *checker) node(scope map[int]bool, order []int, n *Node, asleep map[int]bool) (upper int64, err error) {
	t := c.lay(order)
	tried := map[int]bool{}
	for i := range asleep {
		tried[i] = true
	}
	for k, child := range n.Then {
		i := child.Claim
		if !scope[i] || t.worth[i] < 0 || !c.ready(t, i, nil) {
			return 0, fmt.Errorf("after %v claim %d cannot be made", order, i)
		}
		bound, err := c.node(scope, append(order[:len(order):len(order)], i), child, c.asleep(tried, i))
		if err != nil {
			return 0, err
		}
		upper = max(upper, t.worth[i]+bound)
		if n.Sure && k == len(n.Then)-1 {
			return upper, c.sure(t, i, c.rest(t, scope, tried), n.Rest)
		}
		tried[i] = true
	}
	bound, err := c.others(t, order, n, c.rest(t, scope, tried), tried)
	if err != nil {
		return 0, fmt.Errorf("after %v: %w", order, err)
	}
	return max(upper, bound), nil
}

// asleep gives the claims tried that making claim i does not wake.
func (c *checker) asleep(tried map[int]bool, i int) map[int]bool {
	still := map[int]bool{}
	for k := range tried {
		if !c.ordered(k, i) {
			still[k] = true
		}
	}
	return still
}

// rest gives the claims in scope that an order can hold which was not followed; none when every
// such order begins with a claim that was tried.
func (c *checker) rest(t table, scope, tried map[int]bool) map[int]bool {
	live := c.live(t, scope)
	rest, begun := map[int]bool{}, false
	for i := range live {
		if !tried[i] {
			rest[i] = true
			begun = begun || c.ready(t, i, nil)
		}
	}
	if !begun {
		return nil
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
	return rest
}

// others bounds what the claims in rest can pay.
func (c *checker) others(t table, order []int, n *Node, rest, tried map[int]bool) (bound int64, err error) {
	if len(n.Apart) == 0 {
		return c.bound(t, rest, n.Rest)
	}
	var lists [][]int
	for _, part := range n.Apart {
		lists = append(lists, part.Of)
	}
	if err := c.apart(lists, rest); err != nil {
		return 0, err
	}
	for _, part := range n.Apart {
		one, err := c.node(scopeOf(part.Of), order, part, tried)
		if err != nil {
			return 0, err
		}
		bound += one
	}
	return bound, nil
}

// sure checks that claim i may be made in any case: it and its rivals touch others only by
// excluding them, and it pays no less than all its rivals together.
func (c *checker) sure(t table, i int, rest map[int]bool, cover Cover) error {
	against := map[int]bool{}
	for k := range rest {
		if c.rivals(i, k) {
			against[k] = true
		}
		if (k == i || c.rivals(i, k)) && !c.lone(k) {
			return fmt.Errorf("claim %d touches others than by excluding them", k)
		}
	}
	bound, err := c.bound(t, against, cover)
	if err == nil && (bound > t.worth[i] || !rest[i]) {
		err = fmt.Errorf("claim %d pays %d, its rivals may pay %d", i, t.worth[i], bound)
	}
	return err
}

// bound checks that a cover holds the claims in rest and gives what it bounds them by.
func (c *checker) bound(t table, rest map[int]bool, cover Cover) (bound int64, err error) {
	covered := make([]int64, len(c.p.Claims))
	for _, n := range cover.Caps {
		bound += max(0, t.left[n])
		for _, i := range c.held(t, n) {
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
