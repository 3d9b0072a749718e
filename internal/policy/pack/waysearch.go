package pack

import (
	"slices"
	"strings"
)

// The bounds of the search for one policy: states gone on from, and states tried.
const (
	mostSteps  = 4_000
	mostTrials = 40_000
	mostVain   = 100 // ends at which another policy is paid instead
)

// A need is something that must hold for a yes: a condition, all of several needs, or one of them.
type need struct {
	of  []*need
	any bool // one of them is enough

	met   func(a *stateAnswers) bool // of a condition
	timed bool
	vars  []*variable // that decide it
	memo  map[int]bool
}

// A search looks for the ways of one policy under one edition.
type search struct {
	*scene
	ed    *edition
	spans []int // moments at which the edition holds
	turns []int // of those, the ones at which some need turns, the first among them
	needs []*need
	users map[*variable]int // conditions that a variable decides
	seen  map[string]bool
	steps int
	tried int
	vain  int
	best  Ways
}

// searches gives a search for each edition that holds at some moment.
func (s *scene) searches() []*search {
	var all []*search
	for m := range s.moments {
		ed := s.holding(m).edition
		at := slices.IndexFunc(all, func(x *search) bool { return x.ed == ed })
		if at < 0 {
			at = len(all)
			all = append(all, &search{scene: s, ed: ed})
		}
		all[at].spans = append(all[at].spans, m)
	}
	return all
}

// on gives the state at a moment if nothing is changed.
func (s *scene) on(moment int) state {
	st := s.start()
	st.moment = moment
	return st
}

func (s *search) run() {
	s.users, s.seen = map[*variable]int{}, map[string]bool{}
	if !s.prepare() {
		return
	}
	s.turns = s.turning()
	s.extend(s.start(), nil)
}

// prepare lists the needs of the edition; false as soon as one can never be met.
func (s *search) prepare() bool {
	var dated []*prog
	for _, ed := range s.pack.editions {
		dated = append(dated, ed.reference, ed.applies)
	}
	for _, g := range s.ed.gates {
		if g.Stage == "payment" {
			continue
		}
		n := s.gate(g, g.Presume)
		if !s.possible(n) {
			return false
		}
		s.needs = append(s.needs, n)
	}
	s.needs = append(s.needs, s.need(func(a *stateAnswers) bool {
		held, missing := s.pack.edition(a)
		return held.edition == s.ed && held.state == "" && len(missing) == 0
	}, dated...))
	s.needs = append(s.needs, s.windows(), s.payable(), s.unblocked())
	return !slices.ContainsFunc(s.needs, func(n *need) bool { return !s.possible(n) })
}

// gate is met when it is a yes; lenient: when it is not a no.
func (s *search) gate(g *gate, lenient bool) *need {
	if len(g.sets) == 0 {
		return s.condition(s.terms[g.when], lenient)
	}
	n := &need{any: true}
	for _, set := range g.sets {
		all := &need{}
		for _, inner := range set.all {
			all.of = append(all.of, s.gate(inner, lenient || inner.Presume))
		}
		n.of = append(n.of, all)
	}
	return n
}

func (s *search) condition(t *term, lenient bool) *need {
	if t == nil {
		return &need{}
	}
	if t.prog != nil {
		return s.need(func(a *stateAnswers) bool {
			v := verdict(a, t.prog)
			return v == Yes || v == Unknown && lenient
		}, t.prog)
	}
	n := &need{any: t.op == "||"}
	for _, part := range t.terms {
		n.of = append(n.of, s.condition(part, lenient))
	}
	return n
}

// progs lists the rules of a gate and of its sets.
func (g *gate) progs() []*prog {
	all := []*prog{g.when}
	for _, set := range g.sets {
		for _, inner := range set.all {
			all = append(all, inner.progs()...)
		}
	}
	return all
}

// windows is met when applications are taken, or will be.
func (s *search) windows() *need {
	progs := []*prog{s.ed.excuse}
	for _, w := range s.ed.windows {
		progs = append(progs, w.opens, w.closes)
	}
	if len(s.ed.windows) > 0 {
		progs = append(progs, s.ed.today)
	}
	return s.need(func(a *stateAnswers) bool {
		today, _ := askDate(a, s.ed.today)
		r := ruling{verdict: Yes, state: Payable}
		s.ed.window(a, today, &r)
		return r.verdict == Yes
	}, progs...)
}

// payable is met when the conditions of payment leave no doubt: one is not met, so that the policy says
// yes and pays later, or none is unknown.
func (s *search) payable() *need {
	clear, either := &need{}, &need{any: true}
	for _, g := range s.ed.gates {
		if g.Stage == "payment" {
			either.of = append(either.of, s.need(func(a *stateAnswers) bool { return g.decide(a) == No }, g.progs()...))
			clear.of = append(clear.of, s.need(func(a *stateAnswers) bool { return g.decide(a) != Unknown || g.Presume }, g.progs()...))
		}
	}
	either.of = slices.Insert(either.of, 0, clear) // to be paid at once comes first
	return either
}

// unblocked is met when nothing that was received stands in the way, and no pool is used up.
func (s *search) unblocked() *need {
	progs := []*prog{s.ed.isRenewal}
	for _, one := range s.ed.once {
		progs = append(progs, one.had)
	}
	for _, e := range s.ed.exclusive {
		progs = append(progs, e.had, e.active, e.fen)
	}
	for _, l := range s.ed.limits {
		progs = append(progs, l.left)
	}
	return s.need(func(a *stateAnswers) bool {
		r := ruling{verdict: Yes, state: Payable}
		s.ed.received(a, &r)
		return r.verdict == Yes && !slices.ContainsFunc(s.ed.limits, func(l *limit) bool {
			left, known := askInt(a, l.left)
			return known && left <= 0
		})
	}, progs...)
}

// need makes a condition that depends on some rules.
func (s *search) need(met func(a *stateAnswers) bool, progs ...*prog) *need {
	n := &need{met: met, memo: map[int]bool{}}
	for _, p := range progs {
		if p == nil {
			continue
		}
		n.timed = n.timed || s.table(p).timed
		for _, v := range s.table(p).vars {
			if !slices.Contains(n.vars, v) {
				n.vars = append(n.vars, v)
			}
		}
	}
	for _, v := range n.vars {
		s.users[v]++
	}
	return n
}

// locked reports that something else than one condition turns on a variable.
func (s *search) locked(v *variable) bool {
	return s.users[v] > 1 || slices.ContainsFunc(v.moves, func(key string) bool { return s.read[s.pack].beyond[key] })
}

// holds reports that a need is met in a state.
func (s *search) holds(n *need, st state) bool {
	if n.met == nil {
		for _, inner := range n.of {
			if s.holds(inner, st) == n.any {
				return n.any
			}
		}
		return !n.any
	}
	place := 0
	if n.timed {
		place = st.at()
	}
	for _, v := range n.vars {
		place = place*len(v.choices) + st.choice(v)
	}
	met, known := n.memo[place]
	if !known {
		met = n.met(&stateAnswers{s.scene, st})
		n.memo[place] = met
	}
	return met
}

// possible reports that a need may be met in some state.
func (s *search) possible(n *need) bool {
	if n.met == nil {
		for _, inner := range n.of {
			if s.possible(inner) == n.any {
				return n.any
			}
		}
		return !n.any
	}
	for _, m := range s.spans {
		if !n.timed && m != s.spans[0] {
			break
		}
		for range s.every(n.vars, s.on(m), func(st state) bool { return s.holds(n, st) }) {
			return true
		}
	}
	return false
}

// turning lists the moments of the span at which some need changes, for some choice of its variables.
func (s *search) turning() []int {
	turns := []int{s.spans[0]}
	leaves := timed(s.needs)
	for i, m := range s.spans[1:] {
		if slices.ContainsFunc(leaves, func(n *need) bool { return s.turnsAt(n, s.spans[i], m) }) {
			turns = append(turns, m)
		}
	}
	return turns
}

// timed lists the conditions among needs that move with time.
func timed(all []*need) (leaves []*need) {
	for _, n := range all {
		if n.timed {
			leaves = append(leaves, n)
		}
		leaves = append(leaves, timed(n.of)...)
	}
	return leaves
}

func (s *search) turnsAt(n *need, before, at int) bool {
	for st := range s.every(n.vars, s.on(at), nil) {
		then := st
		then.moment = before
		if s.holds(n, st) != s.holds(n, then) {
			return true
		}
	}
	return false
}

// every goes through the states that differ from st in the choices of some variables, as far as keep
// wants them. The states share their choices: clone one to keep it.
func (s *search) every(vars []*variable, st state, keep func(state) bool) func(func(state) bool) {
	return func(yield func(state) bool) {
		st.choices = slices.Clone(st.choices)
		for _, v := range vars {
			st.choices[v.place] = 0
		}
		for {
			if s.tried++; s.tried > mostTrials {
				s.best.Cut = true
				return
			}
			if (keep == nil || keep(st)) && !yield(st) {
				return
			}
			i := 0
			for ; i < len(vars); i++ {
				place := vars[i].place
				if st.choices[place]++; int(st.choices[place]) < len(vars[i].choices) {
					break
				}
				st.choices[place] = 0
			}
			if i == len(vars) {
				return
			}
		}
	}
}

// extend goes on from a state, in which the pinned needs must be met too, until all needs are.
func (s *search) extend(st state, pinned []*need) {
	key := st.key(pinned)
	if s.seen[key] || s.beaten(st) {
		return
	}
	s.seen[key] = true
	if s.steps++; s.steps > mostSteps || s.tried > mostTrials || s.vain > mostVain {
		s.best.Cut = true
		return
	}
	for _, n := range slices.Concat(pinned, s.needs) {
		if !s.holds(n, st) {
			s.meet(n, st, pinned)
			return
		}
	}
	s.solve(st)
}

// meet goes on in every direction in which a need could be met.
func (s *search) meet(n *need, st state, pinned []*need) {
	switch {
	case n.met != nil:
		s.mend(n, st, pinned)
	case n.any:
		for _, inner := range n.of {
			s.extend(st, slices.Concat([]*need{inner}, pinned)) // the newest first, or it would be asked for again
		}
	default:
		for _, inner := range n.of {
			if !s.holds(inner, st) {
				s.meet(inner, st, pinned)
				return
			}
		}
	}
}

// mend tries everything that makes a need hold.
func (s *search) mend(n *need, st state, pinned []*need) {
	var free []*variable
	for _, v := range n.vars {
		if st.choices[v.place] == undecided {
			free = append(free, v)
		}
	}
	moments := []int{st.moment}
	if n.timed && st.moment == undecided {
		moments = s.turns
	}
	others := slices.DeleteFunc(slices.Clone(pinned), func(p *need) bool { return p == n }) // n is decided for good
	var found []state
	for _, m := range moments {
		on := st
		on.moment = m
		for mended := range s.every(free, on, func(st state) bool { return s.holds(n, st) }) {
			kept := state{mended.moment, slices.Clone(mended.choices)}
			found = append(found, kept)
		}
	}
	for i, mended := range found {
		if !slices.ContainsFunc(found, func(other state) bool { return s.better(free, other, mended) }) {
			s.extend(found[i], others)
		}
	}
}

// better reports that a state makes b needless: they differ only in variables that nothing else reads,
// and those ask for less.
func (s *search) better(free []*variable, a, b state) bool {
	if a.moment != b.moment {
		return false
	}
	less := false
	for _, v := range free {
		x, y := int(a.choices[v.place]), int(b.choices[v.place])
		if x == y {
			continue
		}
		if s.locked(v) || x != 0 && (y == 0 || !v.noFarther(x, y) || v.noFarther(y, x) && x > y) {
			return false
		}
		less = true
	}
	return less
}

// beaten reports that a way already found asks for no more than the state.
func (s *search) beaten(st state) bool {
	return slices.ContainsFunc(s.best.Ways, func(w Way) bool {
		if w.Moment > st.at() {
			return false
		}
		return !slices.ContainsFunc(w.Changes, func(c Change) bool {
			n := st.choice(c.of)
			return n == 0 || !c.of.noFarther(c.rank, n)
		})
	})
}

// solve keeps the state as a way if the policy then says yes and is paid beside all others.
func (s *search) solve(st state) {
	w := s.way(st)
	for _, o := range Eval(s.related[s.pack], Person{Facts: w.Apply(s.rows[st.at()])}, s.day(st.at())) {
		if o.pack != s.pack || o.ruling.verdict != Yes || o.ruling.state == Excluded || o.ruling.state == PoolEmpty {
			continue
		}
		w.State, w.Fen = o.State(), o.ruling.amount
		if slices.ContainsFunc(s.best.Ways, func(v Way) bool { return v.noWorse(w) }) {
			return
		}
		s.best.Ways = append(slices.DeleteFunc(s.best.Ways, func(v Way) bool { return w.noWorse(v) }), w)
		return
	}
	s.vain++
}

// way puts the choices of a state into words of change.
func (s *search) way(st state) Way {
	w := Way{Moment: st.at(), On: s.day(st.at()), Cost: wait(st.at()), Changes: []Change{}}
	for place := range st.choices {
		v := s.vars[place]
		n := st.choice(v)
		if n == 0 {
			continue
		}
		c := Change{Fact: v.fact.Key, From: v.from, To: v.choices[n].value, Or: v.choices[n].or, Adds: v.choices[n].adds, By: s.by[v], Tell: v.tell, rank: n, of: v}
		if costs[c.By] == 0 {
			c.By = "person"
		}
		if c.Tell && (strings.HasPrefix(c.Fact, "decision.") || strings.HasPrefix(c.Fact, "review.")) {
			c.Tell, c.By = false, "office"
		}
		w.Changes, w.Cost = append(w.Changes, c), w.Cost+c.cost()
	}
	return w
}
