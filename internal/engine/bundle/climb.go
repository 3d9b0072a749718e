package bundle

import "slices"

// climb gives a good order of the claims of a part to begin with: as they come, then improved for as
// long as one claim, or two, made before all others pays more.
func (s *search) climb(of []int) (order []int, fen int64) {
	order, fen = s.replay(of, nil)
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

// climbPairs bounds the parts in which pairs are tried: the time grows with the fourth power.
const climbPairs = 30

// first makes some claims before all others and keeps that if it pays more.
func (s *search) first(of []int, order *[]int, fen *int64, claims ...int) (better bool) {
	got, sum := s.replay(of, append(claims, *order...))
	if better = sum > *fen; better {
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
