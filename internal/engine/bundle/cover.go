package bundle

// A Cover bounds what claims can pay: those of a clique exclude one another or pay only the
// difference, so together they pay at most its amount; those of a cap at most what it has left; only those that set the cap, until one of these is made.
type Cover struct {
	Cliques []Clique `json:"cliques,omitempty"`
	Caps    []int    `json:"caps,omitempty"`
}

// A Clique is claims of which no two can both be paid in full. A claim may be in several, its amount
// shared among them.
type Clique struct {
	Of  []int `json:"of"`
	Fen int64 `json:"fen"`
}

// A scratch is memory that bounds are computed in.
type scratch struct {
	left       []int64
	live, cand set
}

func newScratch(n int) scratch { return scratch{make([]int64, n), newSet(n), newSet(n)} }

// cover gives a bound on what the claims in rest can pay beyond what was made, and its grounds.
func (s *search) cover(rest set, grounds *Cover) int64 {
	bound, capped := s.cliques(rest, nil), int64(0)
	rest = rest.clone()
	var caps []int
	for c, members := range s.caps {
		if members != nil && s.set[c] == 0 {
			members = s.setBy[c]
		}
		if members == nil || !members.meets(rest) {
			continue
		}
		room := max(0, s.hand.left[c])
		fewer := rest.clone()
		fewer.minus(members)
		if with := capped + room + s.cliques(fewer, nil); with < bound {
			bound, capped, rest, caps = with, capped+room, fewer, append(caps, c)
		}
	}
	if s.opt.Prove {
		grounds.Caps, grounds.Cliques = caps, nil
		s.cliques(rest, &grounds.Cliques)
	}
	return bound
}

// cliques shares the amounts of the claims in rest out among cliques and gives the sum of these. The
// least amount is shared out first.
func (s *search) cliques(rest set, grounds *[]Clique) (sum int64) {
	left, live := s.scratch.left, s.scratch.live
	copy(live, rest)
	for i := rest.first(0); i >= 0; i = rest.first(i + 1) {
		if left[i] = s.weigh(s.hand, i); left[i] == 0 {
			live.remove(i)
		}
	}
	for {
		least := -1
		for i := live.first(0); i >= 0; i = live.first(i + 1) {
			if least < 0 || left[i] < left[least] {
				least = i
			}
		}
		if least < 0 {
			return sum
		}
		fen := left[least]
		sum += fen
		clique := s.grow(least, fen, grounds != nil)
		if grounds != nil {
			*grounds = append(*grounds, Clique{clique, fen})
		}
	}
}

// grow takes fen off a claim and off others that form a clique with it.
func (s *search) grow(from int, fen int64, tell bool) (clique []int) {
	left, live, cand := s.scratch.left, s.scratch.live, s.cand
	copy(cand, live)
	for i := from; i >= 0; i = cand.first(0) {
		if left[i] -= fen; left[i] == 0 {
			live.remove(i)
		}
		cand.remove(i)
		cand.keep(s.rivals[i])
		if tell {
			clique = append(clique, i)
		}
	}
	return clique
}
