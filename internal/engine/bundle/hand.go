package bundle

// A hand is the claims made so far and what they leave of the others.
type hand struct {
	p       *Problem
	capsOf  [][]int // caps of each claim
	order   []int
	paid    []int64
	total   int64
	made    []bool
	off     []int64 // what claims made before take off each claim
	refused []int   // how many claims made before refuse each claim
	left    []int64 // of each cap
}

func newHand(p *Problem) *hand {
	n := len(p.Claims)
	h := &hand{p: p, capsOf: make([][]int, n), paid: make([]int64, n), made: make([]bool, n), off: make([]int64, n),
		refused: make([]int, n), left: make([]int64, len(p.Caps))}
	for c, limit := range p.Caps {
		h.left[c] = max(0, limit.Left)
		for _, i := range limit.Of {
			h.capsOf[i] = append(h.capsOf[i], c)
		}
	}
	return h
}

// worth is what claim i would pay now.
func (h *hand) worth(i int) int64 {
	fen := max(0, h.p.amount(i)-h.off[i])
	for _, c := range h.capsOf[i] {
		fen = min(fen, h.left[c])
	}
	return fen
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
	for _, c := range h.capsOf[i] {
		h.left[c] -= fen
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
