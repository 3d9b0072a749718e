package witness

import (
	"context"
	"maps"
	"slices"

	"yanzhen/internal/base/civil"
	"yanzhen/internal/engine/rule"
)

// A Choice is one way a person may be in some respect: facts that come together, such as a degree and its rank, or a
// place and everything above it. The empty Choice leaves the respect unknown.
type Choice map[string]any

// A Matter is a respect in which invented people may differ, with the choices to try, the likeliest first. Whole says
// that they stand for every way a person can be, as far as the rules at hand can tell the ways apart.
type Matter struct {
	Choices []Choice
	Whole   bool
}

// A Claim wants a rule to come out yes, or no.
type Claim struct {
	Rule *rule.Program
	Yes  bool
}

// A Search looks for a person of whom all claims are true on a day. It knows no values of its own: who searches makes
// the matters of the cuts of the rules (Question.Cuts), as the check-up of policies does.
type Search struct {
	Matters []Matter
	Claims  []Claim
	Fits    func(row map[string]any) bool // whether the facts known so far go together; all do when nil
	Day     civil.Date
	Most    int // rules judged at most
}

// A Result is the person found, or that there is none.
type Result struct {
	Row     map[string]any // nil when nobody was found
	Tried   int            // rules judged
	Proof   bool           // nobody was found, and nobody is left to try: the matters are whole and all were gone through
	Stopped bool           // the search ended early: ctx ended, or it judged Most rules
}

// Find gives the first person in the order of choices. It stops when ctx ends, as it does after Most judgements; the
// result then proves nothing.
//
// Sound: every claim was judged so of the whole row by the row evaluator.
// Complete: when Proof is set, no choice of matters that fit makes all claims true.
func (s Search) Find(ctx context.Context) Result {
	h := &hunt{Search: s, ctx: ctx, row: map[string]any{}, taken: make([]bool, len(s.Matters)), whole: true}
	for _, c := range s.Claims {
		h.wants = append(h.wants, h.want(c))
	}
	found := h.descend()
	r := Result{Tried: h.tried, Stopped: h.stopped}
	if found {
		r.Row = maps.Clone(h.row)
	} else {
		r.Proof = h.whole && !h.stopped
	}
	return r
}

// A want is a claim with the matters its rule depends on.
type want struct {
	Claim
	matters []int
	steady  bool // what the rule says of part of a person it says of the whole person
}

// A hunt is a search under way: what has been chosen, and what it cost.
type hunt struct {
	Search
	ctx     context.Context
	wants   []want
	row     map[string]any
	taken   []bool // by matter
	tried   int
	whole   bool // nothing was passed over
	stopped bool
}

func (h *hunt) want(c Claim) want {
	w := want{Claim: c, steady: true}
	facts, ifKnown := c.Rule.Facts(), askedIfKnown(c.Rule.Syntax())
	slices.Sort(ifKnown)
	for i, m := range h.Matters {
		if m.speaks(facts) {
			w.matters = append(w.matters, i)
			w.steady = w.steady && !m.speaks(ifKnown)
			h.whole = h.whole && m.Whole
		}
	}
	return w
}

// speaks reports whether the matter is about one of some sorted facts.
func (m Matter) speaks(facts []string) bool {
	for _, c := range m.Choices {
		for key := range c {
			if _, found := slices.BinarySearch(facts, key); found {
				return true
			}
		}
	}
	return false
}

// descend makes the open claims true one after the other, the one with the fewest open matters first.
func (h *hunt) descend() bool {
	next, fewest := -1, 0
	for i := range h.wants {
		w := &h.wants[i]
		open := h.open(w)
		switch h.judge(w, open) {
		case contrary:
			return false
		case undecided:
			if len(open) == 0 { // a fact that no matter speaks of, or a rule that fails
				h.whole = false
				return false
			}
			if next < 0 || len(open) < fewest {
				next, fewest = open[0], len(open)
			}
		}
		if h.stopped {
			return false
		}
	}
	if next < 0 {
		return true
	}
	h.taken[next] = true
	defer func() { h.taken[next] = false }()
	for _, choice := range h.Matters[next].Choices {
		if before, fits := h.put(choice); fits {
			if h.descend() {
				return true
			}
			h.undo(choice, before)
		}
		if h.stopped {
			return false
		}
	}
	return false
}

func (h *hunt) open(w *want) []int {
	var open []int
	for _, i := range w.matters {
		if !h.taken[i] {
			open = append(open, i)
		}
	}
	return open
}

// The states of a claim of a person who is known in part.
const (
	undecided = iota
	granted
	contrary
)

func (h *hunt) judge(w *want, open []int) int {
	if !w.steady && len(open) > 0 {
		return undecided
	}
	if h.tried++; h.tried >= h.Most || h.tried%64 == 0 && h.ctx.Err() != nil {
		h.stopped = true
	}
	got, _, err := w.Rule.EvalRow(h.row, h.Day)
	switch {
	case err != nil && len(open) == 0:
		return contrary
	case err != nil || got == nil:
		return undecided
	case got == w.Yes:
		return granted
	}
	return contrary
}

// put makes a choice and gives what it replaced; a choice that does not fit is undone at once.
func (h *hunt) put(c Choice) (before Choice, fits bool) {
	before = Choice{}
	for key, v := range c {
		if old, had := h.row[key]; had {
			before[key] = old
		}
		h.row[key] = v
	}
	if h.Fits != nil && !h.Fits(h.row) {
		h.undo(c, before)
		return nil, false
	}
	return before, true
}

func (h *hunt) undo(c, before Choice) {
	for key := range c {
		delete(h.row, key)
	}
	maps.Copy(h.row, before)
}

// askedIfKnown lists the facts of which a rule asks whether they are known: what it says of part of a person then need
// not hold for the whole.
func askedIfKnown(s *rule.Syntax) []string {
	if s.Call == "known" || s.Call == "or_else" {
		return s.Facts
	}
	var facts []string
	for _, k := range s.Kids {
		facts = append(facts, askedIfKnown(k)...)
	}
	return facts
}
