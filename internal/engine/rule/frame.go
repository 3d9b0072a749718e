package rule

import (
	"errors"

	"yanzhen/internal/engine/column"
)

// An evaluation runs programs over the chunks of a batch, one after the other, on one core.
type evaluation struct {
	batch  *column.Batch
	day    int64
	part   int // number of the chunk
	chunk  *column.Chunk
	spent  int // by cel-go within lists of the chunk; see spend
	arena  arena
	money  []int64          // not yet given to a judgement
	links  []linked         // by link; see chains
	tables map[tableKey]any // per node and dictionary, good for the whole batch
	tops   map[*pool]*frame
}

func newEvaluation(batch *column.Batch, day int64) *evaluation {
	return &evaluation{batch: batch, day: day, arena: *arenas.Get().(*arena), tables: map[tableKey]any{}, tops: map[*pool]*frame{}}
}

// close lends the memory to the next evaluation; whatever lay in it is void.
func (e *evaluation) close() {
	used := e.arena
	e.arena = arena{}
	used.reset()
	arenas.Put(&used)
}

type tableKey struct {
	node *node
	dict *column.Dict
}

// top gives the frame of the chunk's rows for the nodes of a pool.
func (e *evaluation) top(p *pool) *frame {
	f := e.tops[p]
	if f == nil {
		f = newFrame(e, nil, p.size())
		e.tops[p] = f
		if e.chunk != nil {
			f.begin(e.chunk.N)
		}
	}
	return f
}

// open turns to chunk i of the batch.
func (e *evaluation) open(i int) {
	e.part, e.chunk, e.spent = i, e.batch.Chunks()[i], 0
	e.arena.reset()
	clear(e.links)
	for _, f := range e.tops {
		f.begin(e.chunk.N)
	}
}

// maxWide caps the elements of one frame; a chunk that exceeds it is evaluated row by row.
const maxWide = 1 << 20

var errTooWide = errors.New("too many elements in one chunk")

// A frame is the rows of the chunk, some of them, or the elements of a list in the rows of the frame
// above.
type frame struct {
	*evaluation
	parent *frame // above a frame of elements
	whole  *frame // beside a frame of some rows: that of all
	depth  int
	n      int
	rows   []int32 // the chunk's row of each row; nil when they are all
	up     []int32 // the parent's row of each row; nil in a frame of rows
	elems  elems   // the list's elements; empty in a frame of rows
	memo   []*vec  // by node
	kept   []*kept // by node, nil where nothing is kept; see Sitting
	filled []int32 // the places of memo in use
	below  map[*node]*frame
	some   *frame // the frame of some of these rows, lent again and again
	live   bool   // begun for this chunk
}

func newFrame(e *evaluation, parent *frame, nodes int) *frame {
	f := &frame{evaluation: e, parent: parent, memo: make([]*vec, nodes), below: map[*node]*frame{}}
	if parent != nil {
		f.depth = parent.depth + 1
	}
	return f
}

// begin empties f for n other rows.
func (f *frame) begin(n int) {
	f.n, f.live = n, true
	for _, id := range f.filled {
		f.memo[id] = nil
	}
	f.filled = f.filled[:0]
	for _, sub := range f.below {
		sub.live = false
	}
}

// of gives the value of n in f, computing it at most once.
func (f *frame) of(n *node) *vec {
	if n.id < len(f.memo) {
		if v := f.memo[n.id]; v != nil {
			return v
		}
	} else {
		f.memo = append(f.memo, make([]*vec, n.id+1-len(f.memo))...)
	}
	v := f.compute(n)
	f.memo[n.id] = v
	f.filled = append(f.filled, int32(n.id))
	return v
}

func (f *frame) compute(n *node) *vec {
	switch {
	case n.depth < f.depth:
		return f.lift(f.parent.of(n))
	case f.whole != nil && n.id < len(f.whole.memo) && f.whole.memo[n.id] != nil && n.typ.Kind() < column.ListKind:
		v := f.whole.memo[n.id]
		if v.one {
			return v.widened(f.n)
		}
		return v.pick(&f.arena, f.rows)
	case n.id < len(f.kept) && f.kept[n.id] != nil:
		return f.kept[n.id].of(f, n)
	}
	return n.run(f, n)
}

// only gives the frame of some of f's rows, f being that of all. It is good until the next call.
func (f *frame) only(rows []int32) *frame {
	if f.some == nil {
		f.some = newFrame(f.evaluation, nil, len(f.memo))
		f.some.whole = f
	}
	f.some.rows = rows
	f.some.begin(len(rows))
	return f.some
}

// fact gives a column of the batch for the rows of f.
func (f *frame) fact(c *column.Column) *vec {
	v := fromColumn(c, &f.arena)
	if f.rows == nil {
		return v
	}
	return v.pick(&f.arena, f.rows)
}

// row gives the chunk's row of row i.
func (f *frame) row(i int) int {
	if f.rows == nil {
		return i
	}
	return int(f.rows[i])
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
	sub := f.below[list]
	if sub != nil && sub.live {
		return sub, v
	}
	lo, hi := v.off[0], v.off[v.n]
	if hi-lo > maxWide {
		panic(errTooWide)
	}
	if sub == nil {
		sub = newFrame(f.evaluation, f, len(f.memo))
		f.below[list] = sub
	}
	sub.begin(v.elems.n)
	sub.elems = v.elems
	sub.up = f.arena.idx.take(sub.n + 1)
	clear(sub.up)
	for _, end := range v.off[1 : v.n+1] {
		sub.up[end]++
	}
	sub.up = sub.up[:sub.n]
	row := int32(0)
	for j, ended := range sub.up { // an element stands in the row after those that have ended
		row += ended
		sub.up[j] = row
	}
	return sub, v
}
