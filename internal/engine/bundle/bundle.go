// Package bundle finds the combination of claims that pays most, and proves that none pays more.
// Claims may refuse one another, pay only the difference to one another, share caps, and need one
// another first; so both what is claimed and in which order decides what is paid.
//
// The search is exact. Where it would take too long it stops and says how much more may be possible.
// Its proof is a tree of the orders followed with a bound on every order that was not; Verify reads
// the proof alone, with none of the code that found it.
package bundle

import "slices"

// A Problem is what one person, or one household, may claim.
type Problem struct {
	Claims []Claim    // those to prefer, where two combinations pay the same, first
	After  [][]Effect // After[i][j] is what claim j, made before, does to claim i; nil is Free throughout
	Caps   []Cap
}

// A Claim is one benefit that may be claimed. It is only made when it pays something, or gives
// nothing but things in kind.
type Claim struct {
	Amount int64   // fen, from 0, which is in kind, to MaxAmount; what is outside counts as the nearer bound
	Needs  [][]int // of each list, one claim must have been made before
}

// MaxAmount is the largest amount of a claim, in fen. It keeps sums from overflowing.
const MaxAmount = 1 << 50

// A Cap bounds what some claims pay together, once one of those that set it is made.
type Cap struct {
	Left int64 // fen
	Of   []int // claims that count
	By   []int // those of them that set the cap; all when nil
}

// setBy gives the claims that set the cap.
func (c *Cap) setBy() []int {
	if c.By == nil {
		return c.Of
	}
	return c.By
}

// An Effect is what a claim made before does to one made after it.
type Effect uint8

// The effects.
const (
	Free   Effect = iota // none
	Reduce               // the later pays what it has above the earlier
	Refuse               // the later cannot be made
)

// An Answer is the best combination that was found.
type Answer struct {
	Order []int   // claims in the order to make them
	Paid  []int64 // of every claim of the problem, 0 when it is not made
	Total int64
	Upper int64 // no combination pays more; equal to Total when the search came to its end
	Steps int   // bounds that were computed
	Proof *Proof
}

// Options bound a search and say what it is for.
type Options struct {
	Steps int  // bounds to compute in each part of the problem before giving up; 0 goes by the size of the part
	Prove bool // whether to keep the proof
}

// stepsFor lets a part of n claims be searched for a fraction of a second: a step takes time in
// proportion to n.
func stepsFor(n int) int { return max(1000, 800_000/n) }

// Solve gives the combination that pays most. The same problem has the same answer: the search is
// bounded by its steps, not by the time they take.
func Solve(p *Problem, opt Options) Answer {
	a, _ := p.solve(opt, nil, -1)
	return a
}

// SolveWith gives the combination that pays most among those that hold claim; false when there is
// none. Where the claim makes no difference it is like best, the answer to the same problem. It keeps
// no proof.
func SolveWith(p *Problem, best Answer, claim int, opt Options) (Answer, bool) {
	opt.Prove = false
	return p.solve(opt, &best, claim)
}

// InTurn gives what is paid when the claims are made as they come, each if it can be.
func InTurn(p *Problem) (order []int, total int64) {
	s := newSearch(newNet(p, -1), Options{}, -1)
	all := make([]int, len(p.Claims))
	for i := range all {
		all[i] = i
	}
	return s.replay(all, nil)
}

func (p *Problem) solve(opt Options, like *Answer, must int) (Answer, bool) {
	a := Answer{Paid: make([]int64, len(p.Claims)), Proof: &Proof{}}
	net := newNet(p, must)
	for _, of := range net.parts() {
		if like != nil && !slices.Contains(of, must) {
			a.take(like.within(of))
			continue
		}
		s := newSearch(net, opt, must)
		best, root, ok := s.run(of)
		if !ok {
			return Answer{}, false
		}
		order := fill(net, of, best.order)
		paid, total, _ := p.Run(order)
		a.take(order, paid, max(best.upper, total))
		a.Steps += s.steps
		a.Proof.Parts = append(a.Proof.Parts, Part{of, root})
	}
	if !opt.Prove {
		a.Proof = nil
	}
	return a, true
}

// take adds the claims of a part.
func (a *Answer) take(order []int, paid []int64, upper int64) {
	for _, i := range order {
		a.Paid[i] = paid[i]
		a.Total += paid[i]
	}
	a.Order = append(a.Order, order...)
	a.Upper += upper
}

// within gives what an answer says of some claims.
func (a *Answer) within(of []int) (order []int, paid []int64, upper int64) {
	for _, i := range a.Order {
		if slices.Contains(of, i) {
			order = append(order, i)
			upper += a.Paid[i]
		}
	}
	return order, a.Paid, upper
}

// Effect gives what claim j, made before, does to claim i.
func (p *Problem) Effect(i, j int) Effect {
	if p.After == nil || p.After[i] == nil {
		return Free
	}
	return p.After[i][j]
}

// amount gives the amount of claim i.
func (p *Problem) amount(i int) int64 { return max(0, min(p.Claims[i].Amount, MaxAmount)) }

// Run makes the claims in order and gives what each pays and the sum; false when one of them cannot
// be made.
func (p *Problem) Run(order []int) (paid []int64, total int64, ok bool) {
	h := newHand(p)
	for _, i := range order {
		if !h.can(i) {
			return nil, 0, false
		}
		h.claim(i)
	}
	return h.paid, h.total, true
}
