package bundle

import "slices"

// climb gives a good order of the claims of a part to begin with: as they come, then improved for as
// long as one claim, or two, made before all others pays more. When one of them must be made it comes
// first; fen is -1 when it cannot come so.
func (s *search) climb(of []int) (order []int, fen int64) {
	var begin []int
	if slices.Contains(of, s.must) {
		begin = []int{s.must}
	}
	if order, fen = s.replay(of, begin); !s.serves(of, order) {
		return nil, -1
	}
	for better := true; better; {
		better = false
		for n, i := range of {
			better = s.first(of, &order, &fen, i) || better
			for _, j := range of[n+1:] {
				if len(of) <= climbPairs {
					better = s.first(of, &order, &fen, i, j) || better
				}
			}
		}
	}
	return order, fen
}

// serves reports that an order holds the claim that must be made, if it is one of the part.
func (s *search) serves(of, order []int) bool {
	return !slices.Contains(of, s.must) || slices.Contains(order, s.must)
}

// climbPairs bounds the parts in which pairs are tried: the time grows with the fourth power.
const climbPairs = 30

// first makes some claims before all others and keeps that if it pays more.
func (s *search) first(of []int, order *[]int, fen *int64, claims ...int) (better bool) {
	got, sum := s.replay(of, append(claims, *order...))
	if better = sum > *fen && s.serves(of, got); better {
		*order, *fen = got, sum
	}
	return better
}

// replay makes claims in an order, leaving out what cannot be made, and then every other claim of
// the part that can.
func (s *search) replay(of, order []int) (made []int, fen int64) {
	s.makeAll(order)
	for again := true; again; {
		again = s.makeAll(of)
	}
	made, fen = slices.Clone(s.order), s.total
	for range made {
		s.undo()
	}
	return made, fen
}

// makeAll makes those of the claims that can be made and reports whether any was.
func (s *search) makeAll(order []int) (any bool) {
	for _, i := range order {
		if s.can(i) && s.matters(i) {
			s.claim(i)
			any = true
		}
	}
	return any
}
