package bundle

// A search follows the orders in which the claims of one part can be made. Orders that differ only
// in neighbours that do not touch each other pay the same, so one of them is followed: a claim that
// was tried sleeps in the branches after it until one bound to it is made.
type search struct {
	*net
	*hand
	opt   Options
	must  int // claim that must be made, -1 for none
	steps int
	scratch
}

// A reach is how far some claims get beyond those made before: the best order found, nil when none
// pays more than was asked for, and a bound on every order.
type reach struct {
	order []int
	fen   int64
	upper int64
}

func newSearch(t *net, opt Options, must int) *search {
	return &search{net: t, hand: newHand(t.p), opt: opt, must: must, scratch: newScratch(len(t.p.Claims))}
}

// run gives the best order of the claims of a part, and the proof; false when the claim that must be
// made cannot be. Of orders that pay the same, the one climbed to is kept.
func (s *search) run(of []int) (best reach, root *Node, ok bool) {
	scope := newSet(len(s.made))
	for _, i := range of {
		scope.add(i)
	}
	if root = (&Node{Claim: -1}); s.opt.Steps == 0 {
		s.opt.Steps = stepsFor(len(of))
	}
	order, beat := s.climb(of)
	best = s.follow(scope, newSet(len(s.made)), beat, root)
	if best.order == nil {
		best.order, best.fen = order, beat
	}
	best.upper = max(best.upper, best.fen)
	return best, root, best.fen >= 0
}

// hasOr is has for a claim that may be -1, which no set has.
func (s set) hasOr(i int) bool { return i >= 0 && s.has(i) }

// follow tries what can be made of the claims in scope after those made so far. Claims asleep were
// tried before. Orders that pay no more than beat are of no interest.
func (s *search) follow(scope, asleep set, beat int64, node *Node) (best reach) {
	wanted := scope.hasOr(s.must) && !s.made[s.must]
	if !wanted && beat < 0 {
		best.order, beat = []int{}, 0
	}
	for tried := asleep.clone(); ; {
		rest := s.rest(scope, tried)
		next := s.next(rest, tried)
		if next < 0 || wanted && !rest.has(s.must) {
			node.Rest = Cover{}
			return best
		}
		bound := s.cover(rest, &node.Rest)
		if s.steps++; bound <= beat || s.steps >= s.opt.Steps {
			best.upper = max(best.upper, bound)
			return best
		}
		if sure, against := s.sure(rest, tried); sure >= 0 {
			node.Sure, node.Rest = true, Cover{}
			if s.opt.Prove {
				s.cliques(against, &node.Rest.Cliques)
			}
			best.take(s.make(sure, scope, tried, beat, node))
			return best
		}
		if parts := s.split(rest); len(parts) > 1 {
			best.take(s.each(parts, tried, beat, node))
			return best
		}
		got := s.make(next, scope, tried, beat, node)
		best.take(got)
		if got.order != nil {
			beat = got.fen
		}
		tried.add(next)
	}
}

// take keeps the better order and the wider bound.
func (r *reach) take(other reach) {
	if other.order != nil {
		r.order, r.fen = other.order, other.fen
	}
	r.upper = max(r.upper, other.upper)
}

// make follows the orders that begin with a claim.
func (s *search) make(next int, scope, tried set, beat int64, node *Node) reach {
	child := &Node{Claim: next}
	awake := tried.clone()
	awake.minus(s.bound[next])
	s.claim(next)
	fen := s.paid[next]
	got := s.follow(scope, awake, max(-1, beat-fen), child)
	s.undo()
	got.upper += fen
	if got.order != nil {
		got.fen += fen
		got.order = append([]int{next}, got.order...)
		if got.fen <= beat {
			got.order = nil
		}
	}
	if s.opt.Prove {
		node.Then = append(node.Then, child)
	}
	return got
}

// each follows parts that have nothing to do with one another, each alone. As soon as one of them
// cannot pay enough for all to pay more than beat, the others are bounded and left.
func (s *search) each(parts []set, tried set, beat int64, node *Node) (all reach) {
	node.Rest = Cover{}
	ahead := make([]int64, len(parts)+1) // bounds of the parts from each on
	children := make([]*Node, len(parts))
	for n := len(parts) - 1; n >= 0; n-- {
		children[n] = &Node{Claim: -1, Of: parts[n].list()}
		ahead[n] = ahead[n+1] + s.cover(parts[n], &children[n].Rest)
	}
	if s.opt.Prove {
		node.Apart = children
	}
	all.order = []int{}
	for n, part := range parts {
		got := s.follow(part, tried, max(-1, beat-all.upper-ahead[n+1]), children[n])
		all.upper += got.upper
		if got.order == nil {
			return reach{upper: all.upper + ahead[n+1]}
		}
		all.fen, all.order = all.fen+got.fen, append(all.order, got.order...)
	}
	if all.fen <= beat {
		all.order = nil
	}
	return all
}

// rest gives what can still be made in an order that was not followed: claims not tried, and those
// tried that one of these would wake.
func (s *search) rest(scope, tried set) set {
	live := s.open(scope)
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

// open gives the claims in scope that may still be made, now or after others.
func (s *search) open(scope set) set {
	open := newSet(len(s.made))
	hope := append([]bool(nil), s.made...) // made, or perhaps to be made
	for i := scope.first(0); i >= 0; i = scope.first(i + 1) {
		if s.hand.open(i) && s.matters(i) {
			open.add(i)
			hope[i] = true
		}
	}
	for shrunk := true; shrunk; {
		shrunk = false
		for i := open.first(0); i >= 0; i = open.first(i + 1) {
			if !s.ready(i, hope) {
				open.remove(i)
				hope[i], shrunk = false, true
			}
		}
	}
	return open
}

// matters reports a claim of money, one that another needs, or the one that must be made.
func (s *search) matters(i int) bool {
	return s.net.p.amount(i) > 0 || s.needed.has(i) || i == s.must
}

// next gives the claim to try: of those that can be made now the one that pays most, -1 when none can.
func (s *search) next(rest, tried set) int {
	best, most := -1, int64(-1)
	for i := rest.first(0); i >= 0; i = rest.first(i + 1) {
		if fen := s.worth(i); fen > most && !tried.has(i) && s.can(i) {
			best, most = i, fen
		}
	}
	return best
}

// split gives the parts of rest that have nothing to do with one another.
func (s *search) split(rest set) (parts []set) {
	left := rest.clone()
	for i := left.first(0); i >= 0; i = left.first(0) {
		part := newSet(len(s.made))
		s.gather(i, rest, part)
		left.minus(part)
		parts = append(parts, part)
	}
	return parts
}

// sure gives a claim of rest that some best order makes: nobody asks about it or its rivals, they
// draw on no cap, and together the rivals count no more than it. -1 when there is none.
func (s *search) sure(rest, tried set) (i int, against set) {
	for i = rest.first(0); i >= 0; i = rest.first(i + 1) {
		if tried.has(i) || !s.lone.has(i) || !s.can(i) {
			continue
		}
		against = s.rivals[i].clone()
		against.keep(rest)
		if !against.hasOr(s.must) && s.lone.holds(against) && s.cliques(against, nil) <= s.worth(i) {
			return i, against
		}
	}
	return -1, nil
}
