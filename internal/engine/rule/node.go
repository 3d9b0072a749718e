package rule

import (
	"errors"
	"fmt"
	"strings"
	"sync"

	"yanzhen/internal/engine/column"
)

// A node is one operation of column programs. Nodes are shared: the same operation on the same nodes
// is one node in all rules of an Env and those extended from it, so that a set of rules evaluates
// every distinct condition once a chunk.
type node struct {
	key   string // what it computes, unique in the pool
	typ   Type
	depth int // the innermost frame it reads: 0 the rows, 1 the elements of a list of theirs, …
	kids  []*node
	run   func(f *frame, self *node) *vec
}

// A pool holds the nodes by key.
type pool struct {
	mu    sync.Mutex
	nodes map[string]*node
	ids   map[*node]int
}

func newPool() *pool { return &pool{nodes: map[string]*node{}, ids: map[*node]int{}} }

// node gives the node named op over kids, made with run if it is new.
func (p *pool) node(op string, t Type, depth int, kids []*node, run func(f *frame, self *node) *vec) *node {
	p.mu.Lock()
	defer p.mu.Unlock()
	var b strings.Builder
	fmt.Fprintf(&b, "%s@%d", op, depth)
	for _, k := range kids {
		fmt.Fprintf(&b, " %d", p.ids[k])
	}
	key := b.String()
	if n, ok := p.nodes[key]; ok {
		return n
	}
	n := &node{key: key, typ: t, depth: depth, kids: kids, run: run}
	p.nodes[key], p.ids[n] = n, len(p.ids)
	return n
}

// An evaluation runs programs over the chunks of a batch, one after the other.
type evaluation struct {
	batch  *column.Batch
	day    int64
	chunk  *column.Chunk
	arena  arena
	tables map[tableKey]any // per node and dictionary, good for the whole batch
}

type tableKey struct {
	node *node
	dict *column.Dict
}

// maxWide caps the elements of one frame; a chunk that exceeds it is evaluated row by row.
const maxWide = 1 << 20

var errTooWide = errors.New("too many elements in one chunk")

// A frame is the rows of the chunk, or the elements of a list in the rows of the frame above.
type frame struct {
	*evaluation
	parent *frame
	depth  int
	n      int
	up     []int32 // the parent's row of each row; nil in the chunk's own frame
	elems  elems   // the list's elements; empty in the chunk's own frame
	memo   map[*node]*vec
	below  map[*node]*frame
}

// of gives the value of n in f, computing it at most once.
func (f *frame) of(n *node) *vec {
	if v, ok := f.memo[n]; ok {
		return v
	}
	var v *vec
	if n.depth < f.depth {
		v = f.lift(f.parent.of(n))
	} else {
		v = n.run(f, n)
	}
	f.memo[n] = v
	return v
}

// lift brings a value of the parent's rows to the elements.
func (f *frame) lift(v *vec) *vec {
	if v.one {
		w := *v
		w.n = f.n
		return &w
	}
	return v.pick(&f.arena, f.up)
}

// at gives the frame at the given depth, f or above it.
func (f *frame) at(depth int) *frame {
	for f.depth > depth {
		f = f.parent
	}
	return f
}

// each gives the frame of the elements of list, a node of f.
func (f *frame) each(list *node) (*frame, *vec) {
	v := f.of(list).spread(&f.arena)
	if sub, ok := f.below[list]; ok {
		return sub, v
	}
	lo, hi := v.off[0], v.off[v.n]
	if hi-lo > maxWide {
		panic(errTooWide)
	}
	sub := &frame{evaluation: f.evaluation, parent: f, depth: f.depth + 1, n: v.elems.n, elems: v.elems,
		memo: map[*node]*vec{}, below: map[*node]*frame{}}
	sub.up = f.arena.idx.take(sub.n)
	for i := range v.n {
		for j := v.off[i]; j < v.off[i+1]; j++ {
			sub.up[j] = int32(i)
		}
	}
	f.below[list] = sub
	return sub, v
}

// table gives the per-code table of a node over a dictionary, made by build on first use.
func table[T any](f *frame, n *node, dict *column.Dict, build func(words []string) []T) []T {
	key := tableKey{n, dict}
	if t, ok := f.tables[key]; ok {
		return t.([]T)
	}
	words := dict.Words()
	if len(words) == 0 {
		words = []string{""} // code 0 of rows without a value
	}
	t := build(words)
	f.tables[key] = t
	return t
}
