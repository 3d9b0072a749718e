package bundle

import "slices"

// A hand is the claims made so far and what they leave of the others.
type hand struct {
	p       *Problem
	draws   [][]draw // caps of each claim
	order   []int
	paid    []int64
	total   int64
	made    []bool
	off     []int64 // what claims made before take off each claim
	refused []int   // how many claims made before refuse each claim
	left    []int64 // of each cap
	set     []int   // of each cap, how many claims made set it
}

// A draw is a cap that a claim counts towards.
type draw struct {
	cap int
	by  bool // the claim sets it
}

func newHand(p *Problem) *hand {
	n := len(p.Claims)
	h := &hand{p: p, draws: make([][]draw, n), paid: make([]int64, n), made: make([]bool, n), off: make([]int64, n),
		refused: make([]int, n), left: make([]int64, len(p.Caps)), set: make([]int, len(p.Caps))}
	for c, limit := range p.Caps {
		h.left[c] = max(0, limit.Left)
		for _, i := range limit.Of {
			h.draws[i] = append(h.draws[i], draw{c, slices.Contains(limit.setBy(), i)})
		}
	}
	return h
}

// worth is what claim i would pay now.
func (h *hand) worth(i int) int64 {
	fen := h.p.amount(i) - h.off[i]
	for _, d := range h.draws[i] {
		if d.by || h.set[d.cap] > 0 {
			fen = min(fen, h.left[d.cap])
		}
	}
	return max(0, fen)
}

// open reports that claim i may still be made, now or after others.
func (h *hand) open(i int) bool {
	return !h.made[i] && h.refused[i] == 0 && (h.p.amount(i) == 0 || h.worth(i) > 0)
}

// can reports that claim i may be made now.
func (h *hand) can(i int) bool {
	return h.open(i) && h.ready(i, h.made)
}

// ready reports that of every list that claim i needs, one is among those made.
func (h *hand) ready(i int, made []bool) bool {
	for _, need := range h.p.Claims[i].Needs {
		found := false
		for _, j := range need {
			found = found || made[j]
		}
		if !found {
			return false
		}
	}
	return true
}

func (h *hand) claim(i int) {
	fen := h.worth(i)
	h.paid[i], h.made[i] = fen, true
	h.total += fen
	h.order = append(h.order, i)
	h.spread(i, fen, 1)
}

// undo takes the last claim back.
func (h *hand) undo() {
	i := h.order[len(h.order)-1]
	fen := h.paid[i]
	h.order = h.order[:len(h.order)-1]
	h.total -= fen
	h.paid[i], h.made[i] = 0, false
	h.spread(i, -fen, -1)
}

// spread tells the other claims and the caps of a claim made, or taken back.
func (h *hand) spread(i int, fen int64, sign int) {
	for _, d := range h.draws[i] {
		h.left[d.cap] -= fen
		if d.by {
			h.set[d.cap] += sign
		}
	}
	for k := range h.p.Claims {
		switch h.p.Effect(k, i) {
		case Reduce:
			h.off[k] += fen
		case Refuse:
			h.refused[k] += sign
		}
	}
}
