package bundle

// A search follows the orders in which the claims of one part can be made. Orders that differ only
// in neighbours that do not touch each other pay the same, so one of them is followed: a claim that
// was tried sleeps in the branches after it until one bound to it is made.
type search struct {
	*net
	*hand
	of    []int
	all   set
	opt   Options
	must  int // claim that must be made, -1 for none
	steps int
	best  int64 // -1 until a combination is found
	found []int
	scratch
}

func newSearch(t *net, of []int, opt Options, must int) *search {
	n := len(t.p.Claims)
	s := &search{net: t, hand: newHand(t.p), of: of, all: newSet(n), opt: opt, must: -1, best: -1, scratch: newScratch(n)}
	for _, i := range of {
		s.all.add(i)
		if i == must {
			s.must = i
		}
	}
	return s
}

// run searches and gives a bound on every combination, and the proof.
func (s *search) run() (upper int64, root *Node) {
	root = &Node{Claim: -1}
	return s.follow(newSet(len(s.Claims())), root), root
}

// Claims gives the claims of the whole problem.
func (s *search) Claims() []Claim { return s.net.p.Claims }

// follow tries what can be made after the claims made so far and gives a bound on what all that can
// pay. Claims asleep were tried before.
func (s *search) follow(asleep set, node *Node) (upper int64) {
	if s.total > s.best && (s.must < 0 || s.made[s.must]) {
		s.best, s.found = s.total, append([]int(nil), s.order...)
	}
	upper = s.total
	tried := asleep.clone()
	for {
		rest := s.rest(tried)
		if s.must >= 0 && !s.made[s.must] && !rest.has(s.must) && !tried.has(s.must) {
			return 0
		}
		bound := s.cover(rest, &node.Rest)
		s.steps++
		next := s.next(rest, tried)
		if next < 0 {
			node.Rest = Cover{}
			return upper
		}
		if s.total+bound <= s.best || s.steps >= s.opt.Steps {
			return max(upper, s.total+bound)
		}
		child := &Node{Claim: next}
		woken := tried.clone()
		woken.minus(s.bound[next])
		s.claim(next)
		upper = max(upper, s.follow(woken, child))
		s.undo()
		tried.add(next)
		if s.opt.Prove {
			node.Then = append(node.Then, child)
		}
	}
}

// rest gives what can still be made in an order that was not followed: claims not tried, and those
// tried that one of these would wake.
func (s *search) rest(tried set) set {
	live := s.live()
	rest := live.clone()
	rest.minus(tried)
	for grown := true; grown; {
		grown = false
		for i := live.first(0); i >= 0; i = live.first(i + 1) {
			if !rest.has(i) && s.bound[i].meets(rest) {
				rest.add(i)
				grown = true
			}
		}
	}
	return rest
}

// live gives the claims that may still be made, now or after others.
func (s *search) live() set {
	live := newSet(len(s.made))
	hope := append([]bool(nil), s.made...) // made, or perhaps to be made
	for _, i := range s.of {
		if s.open(i) && s.matters(i) {
			live.add(i)
			hope[i] = true
		}
	}
	for shrunk := true; shrunk; {
		shrunk = false
		for i := live.first(0); i >= 0; i = live.first(i + 1) {
			if !s.ready(i, hope) {
				live.remove(i)
				hope[i], shrunk = false, true
			}
		}
	}
	return live
}

// matters reports a claim of money, one that another needs, or the one that must be made.
func (s *search) matters(i int) bool {
	return s.net.p.amount(i) > 0 || s.needed.has(i) || i == s.must
}

// next gives the claim to try, the first that can be made now; -1 when none can.
func (s *search) next(rest, tried set) int {
	for i := rest.first(0); i >= 0; i = rest.first(i + 1) {
		if !tried.has(i) && s.can(i) {
			return i
		}
	}
	return -1
}

// fill adds to the best combination the claims that cost nothing: in kind, or paid where another
// only pays less for it. The total stays.
func (s *search) fill() []int {
	order := s.found
	for _, i := range s.of {
		order = s.fit(order, i)
	}
	return order
}

// fit puts claim i into the order where it loses nothing: last, or before a claim bound to it.
func (s *search) fit(order []int, i int) []int {
	for _, k := range order {
		if k == i {
			return order
		}
	}
	for at := len(order); at >= 0; at-- {
		if at < len(order) && !s.bound[i].has(order[at]) {
			continue
		}
		with := append(append(append([]int(nil), order[:at]...), i), order[at:]...)
		if _, total, ok := s.net.p.Run(with); ok && total >= s.best {
			s.best = total
			return with
		}
	}
	return order
}
