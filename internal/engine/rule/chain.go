package rule

import "slices"

// A link is the conjunction of a condition and all links before it. The conjunctions of many benefits
// are laid out as chains that begin alike, the conditions that most benefits have first, so that what
// they have in common is joined once; the order is free because Kleene's and is commutative.
type link struct {
	id     int
	before *link
	last   *node
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
				made[s] = &link{len(made), s.before, k}
			}
			last[i] = made[s]
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

// linked gives the conjunction up to l.
func (f *frame) linked(l *link) linked {
	if have := f.links[l.id]; have.v != nil {
		return have
	}
	out := linked{open: true}
	if l.before == nil {
		out.v = f.of(l.last)
	} else if out = f.linked(l.before); out.open {
		out.v, out.open = f.join(true, out.v, f.of(l.last))
	}
	f.links[l.id] = out
	return out
}
