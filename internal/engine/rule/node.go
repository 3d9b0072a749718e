package rule

import (
	"fmt"
	"strings"
	"sync"

	"yanzhen/internal/engine/column"
)

// A node is one operation of column programs. Nodes are shared: the same operation on the same nodes
// is one node in all rules of an Env and those extended from it, so that a set of rules evaluates
// every distinct condition once a chunk.
type node struct {
	id    int // its place in the pool
	op    string
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
}

func newPool() *pool { return &pool{nodes: map[string]*node{}} }

// node gives the node named op over kids, made with run if it is new.
func (p *pool) node(op string, t Type, depth int, kids []*node, run func(f *frame, self *node) *vec) *node {
	p.mu.Lock()
	defer p.mu.Unlock()
	var b strings.Builder
	fmt.Fprintf(&b, "%s@%d", op, depth)
	for _, k := range kids {
		fmt.Fprintf(&b, " %d", k.id)
	}
	key := b.String()
	if n, ok := p.nodes[key]; ok {
		return n
	}
	n := &node{id: len(p.nodes), op: op, key: key, typ: t, depth: depth, kids: kids, run: run}
	p.nodes[key] = n
	return n
}

func (p *pool) size() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return len(p.nodes)
}

// table gives the per-code table of a node over a dictionary, or of a node alone when dict is nil, made
// by build on first use.
func table[T any](f *frame, n *node, dict *column.Dict, build func(words []string) []T) []T {
	key := tableKey{n, dict}
	if t, ok := f.tables[key]; ok {
		return t.([]T)
	}
	var words []string
	if dict != nil {
		words = dict.Words()
	}
	if len(words) == 0 {
		words = []string{""} // code 0 of rows without a value
	}
	t := build(words)
	f.tables[key] = t
	return t
}
