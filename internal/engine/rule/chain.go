package rule

import (
	"slices"

	"yanzhen/internal/engine/column"
)

// A link is the conjunction of a condition and all links before it. The conjunctions of many benefits
// are laid out as chains that begin alike, the conditions that most benefits have first, so that what
// they have in common is joined once; the order is free because Kleene's and is commutative.
type link struct {
	id     int
	before *link
	last   *node
	uses   int // links and benefits that go on from here
}

// A linked is what a link gave for the chunk; open reports whether any row is other than no.
type linked struct {
	v    *vec
	open bool
}

// chains gives the last link of each benefit that is a conjunction, nil for the others, and the number
// of links.
func chains(benefits []Benefit) (last []*link, n int) {
	uses := map[*node]int{}
	for _, m := range benefits {
		for _, k := range m.conditions() {
			uses[k]++
		}
	}
	type step struct {
		before *link
		last   *node
	}
	made := map[step]*link{}
	last = make([]*link, len(benefits))
	for i, m := range benefits {
		kids := slices.Clone(m.conditions())
		slices.SortStableFunc(kids, func(a, b *node) int {
			if uses[a] != uses[b] {
				return uses[b] - uses[a]
			}
			return a.id - b.id
		})
		for _, k := range kids {
			s := step{last[i], k}
			if made[s] == nil {
				made[s] = &link{id: len(made), before: s.before, last: k}
				if s.before != nil {
					s.before.uses++
				}
			}
			last[i] = made[s]
		}
		if last[i] != nil {
			last[i].uses++
		}
	}
	return last, len(made)
}

// conditions gives the parts of a conjunction, nothing for another rule.
func (m Benefit) conditions() []*node {
	if m.When.root == nil || m.When.root.op != "and" {
		return nil
	}
	return m.When.root.kids
}

// linked gives the conjunction up to l. What nobody else goes on from is joined in one go.
func (f *frame) linked(l *link) linked {
	if have := f.links[l.id]; have.v != nil {
		return have
	}
	from, run := l.before, 1
	for from != nil && from.uses == 1 && f.links[from.id].v == nil {
		from, run = from.before, run+1
	}
	var all conjunction
	if from == nil {
		all = f.everybody()
	} else if before := f.linked(from); before.open {
		all = f.conjunction(before.v)
	} else {
		f.links[l.id] = before
		return before
	}
	for ; run > 0 && all.some; run-- {
		all.join(f, f.of(l.back(run-1).last))
	}
	out := linked{all.vec(f), all.some}
	f.links[l.id] = out
	return out
}

// back gives the link so many before l.
func (l *link) back(n int) *link {
	for range n {
		l = l.before
	}
	return l
}

// A conjunction is the and of the conditions joined so far: open marks the rows that none of them
// settled by a no, unk and err which of those are not a yes.
type conjunction struct {
	open []uint64
	unk  []uint64 // nil: none
	err  []uint64 // nil: none
	some bool     // a row is open
}

func (f *frame) everybody() conjunction {
	c := conjunction{open: f.arena.words.take(column.Words(f.n)), some: f.n > 0}
	fill(c.open, f.n)
	return c
}

func (f *frame) conjunction(v *vec) conjunction {
	c := f.everybody()
	c.join(f, v)
	return c
}

// join joins one condition more. Unknown goes before failed before yes.
func (c *conjunction) join(f *frame, v *vec) {
	yes, unk, err := masks(&f.arena, f.n, v)
	if unk == nil && err == nil {
		c.some = c.narrow(yes) != 0
		return
	}
	n := len(c.open)
	unk, err = orZeros(&f.arena, n, unk)[:n], orZeros(&f.arena, n, err)[:n]
	c.unk = f.writable(c.unk, n)
	if v.err != nil || c.err != nil {
		c.err = f.writable(c.err, n)
	}
	yes, open, unknown := yes[:n], c.open[:n], c.unk[:n]
	var some uint64
	if c.err == nil {
		for i := range open {
			o := open[i] & (yes[i] | unk[i])
			open[i], unknown[i] = o, (unknown[i]|unk[i])&o
			some |= o
		}
		c.some = some != 0
		return
	}
	failed := c.err[:n]
	for i := range open {
		o := open[i] & (yes[i] | unk[i] | err[i])
		u := (unknown[i] | unk[i]) & o
		open[i], unknown[i], failed[i] = o, u, (failed[i]|err[i])&o&^u
		some |= o
	}
	c.some = some != 0
}

// narrow joins a condition that has a value everywhere and gives all open words or'ed.
func (c *conjunction) narrow(yes []uint64) (some uint64) {
	for _, part := range [][]uint64{c.unk, c.err} {
		if part != nil {
			combine(true, part, part, yes)
		}
	}
	return combine(true, c.open, c.open, yes)
}

// writable gives a bitmap of so many words to write to: b, or zeros.
func (f *frame) writable(b []uint64, words int) []uint64 {
	if b == nil {
		b = f.arena.words.take(words)
		clear(b)
	}
	return b
}

func (c *conjunction) vec(f *frame) *vec {
	v := f.arena.vec(f.n)
	v.bits = c.open
	for _, part := range [][]uint64{c.unk, c.err} {
		without(v.bits, part)
	}
	if column.Bits(c.unk).Any() {
		v.unk = c.unk
	}
	if column.Bits(c.err).Any() {
		v.err = c.err
	}
	return v
}
