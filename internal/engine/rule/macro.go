package rule

import (
	"fmt"
	"math/bits"
	"slices"

	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/operators"

	"yanzhen/internal/engine/column"
)

// comprehension lowers exists, all, exists_one, filter and map over a list.
func (l *lowering) comprehension(x ast.Expr) (*node, error) {
	c := x.AsComprehension()
	macro, ok := l.ast.NativeRep().SourceInfo().GetMacroCall(x.ID())
	if !ok || c.HasIterVar2() {
		return nil, errUnclaimed
	}
	list, err := l.expr(c.IterRange())
	if err != nil {
		return nil, err
	}
	if list.typ.Kind() != column.ListKind || list.typ.Elem().Kind() == column.ListKind {
		return nil, errUnclaimed
	}
	inner := &lowering{l.Program, append(slices.Clone(l.scope),
		binding{c.IterVar(), list, l.depth() + 1, list.typ.Elem()})}
	step := c.LoopStep().AsCall().Args()
	switch name := macro.AsCall().FunctionName(); name {
	case operators.Exists, operators.All:
		return l.quantifier(name, list, inner, step[1])
	case operators.ExistsOne, "existsOne":
		return l.quantifier(operators.ExistsOne, list, inner, step[0])
	case operators.Filter:
		return l.filter(list, inner, step[0])
	case operators.Map:
		return l.mapping(list, inner, c.LoopStep())
	}
	return nil, errUnclaimed
}

func (l *lowering) quantifier(name string, list *node, inner *lowering, body ast.Expr) (*node, error) {
	pred, err := inner.expr(body)
	if err != nil {
		return nil, err
	}
	decide := map[string]func(sub *frame, v *vec, val, unk, err []uint64) *vec{
		operators.Exists: exists, operators.All: all, operators.ExistsOne: existsOne}[name]
	return l.env.pool.node(name, Bool, l.depth(), []*node{list, pred}, func(f *frame, self *node) *vec {
		sub, v := f.each(list)
		val, unk, bad := masks(&f.arena, sub.n, sub.of(pred))
		out := decide(sub, v, val, unk, bad)
		out.n = f.n
		out.unk, out.err = overlay(&f.arena, v, out)
		return out.tidy(f.n)
	}), nil
}

// overlay puts the state of the lists themselves over that of an answer made from their elements.
func overlay(a *arena, lists, out *vec) (unk, err []uint64) {
	n := lists.n
	if unk, ok := simple(lists.unk, lists.err, out.unk, out.err, nil); ok {
		return unk, nil
	}
	unk = merge(a, n, func(i int) uint64 { return at(lists.unk, i) | at(out.unk, i)&^at(lists.err, i) }, lists.unk, out.unk)
	err = merge(a, n, func(i int) uint64 { return at(lists.err, i) | at(out.err, i)&^at(lists.unk, i) }, lists.err, out.err)
	return unk, err
}

// exists: yes if one is yes, else unknown if one is, else failed if one is, else no.
func exists(sub *frame, v *vec, val, unk, err []uint64) *vec {
	return sub.settle(v, val, true, unk, err)
}

// all: no if one is no, else unknown if one is, else failed if one is, else yes.
func all(sub *frame, v *vec, val, unk, err []uint64) *vec {
	not := sub.arena.words.take(len(val))
	for i := range not {
		not[i] = ^(val[i] | at(unk, i) | at(err, i))
	}
	if len(not) > 0 {
		not[len(not)-1] &= column.LastMask(sub.n)
	}
	return sub.settle(v, not, false, unk, err)
}

// settle answers with yes for the rows that have a deciding element, with not yes for those without.
// It walks the elements whose bits are set, which are few as a rule.
func (f *frame) settle(v *vec, deciding []uint64, yes bool, unk, err []uint64) *vec {
	a := &f.arena
	settled := f.rowsOf(deciding, a.zeroWords(v.n), nil)
	out := a.vec(v.n)
	out.bits = settled
	if unk != nil {
		out.unk = f.rowsOf(unk, a.zeroWords(v.n), settled)
	}
	if err != nil {
		out.err = f.rowsOf(err, a.zeroWords(v.n), settled)
		without(out.err, out.unk)
	}
	if !yes {
		out.bits = a.words.take(len(settled))
		for i := range settled {
			out.bits[i] = ^settled[i]
		}
		out.tidy(v.n)
	}
	return out
}

// rowsOf sets in dst the rows of the elements whose bits are set, but for those in not.
func (f *frame) rowsOf(elems, dst, not []uint64) []uint64 {
	for i, w := range elems {
		for ; w != 0; w &= w - 1 {
			row := f.up[i*64+bits.TrailingZeros64(w)]
			dst[row>>6] |= 1 << (row & 63)
		}
	}
	without(dst, not)
	return dst
}

// existsOne counts; CEL lets the last element without a verdict decide.
func existsOne(sub *frame, v *vec, val, unk, err []uint64) *vec {
	a := &sub.arena
	out := &vec{bits: a.zeroWords(v.n)}
	if unk != nil || err != nil {
		out.unk, out.err = a.zeroWords(v.n), a.zeroWords(v.n)
	}
	for i := range v.n {
		count := 0
		for j := int(v.off[i]); j < int(v.off[i+1]); j++ {
			switch {
			case column.Bits(val).Get(j):
				count++
			case column.Bits(unk).Get(j):
				column.Bits(out.unk).Set(i)
				column.Bits(out.err).Clear(i)
			case column.Bits(err).Get(j):
				column.Bits(out.err).Set(i)
				column.Bits(out.unk).Clear(i)
			}
		}
		column.Bits(out.bits).Put(i, count == 1)
	}
	return out
}

// filter keeps the elements for which the condition holds; the last one without a verdict makes the
// whole list unknown or failed.
func (l *lowering) filter(list *node, inner *lowering, body ast.Expr) (*node, error) {
	pred, err := inner.expr(body)
	if err != nil {
		return nil, err
	}
	return l.env.pool.node("filter", list.typ, l.depth(), []*node{list, pred}, func(f *frame, self *node) *vec {
		sub, v := f.each(list)
		val, unk, bad := masks(&f.arena, sub.n, sub.of(pred))
		b := newListMaker(&f.arena, v, sub.n)
		for i := range v.n {
			for j := v.off[i]; j < v.off[i+1]; j++ {
				switch {
				case column.Bits(val).Get(int(j)):
					b.keep(j)
				case column.Bits(unk).Get(int(j)):
					b.spoil(i, true)
				case column.Bits(bad).Get(int(j)):
					b.spoil(i, false)
				}
			}
			b.close(i)
		}
		return b.list(f.n, v, v.elems)
	}), nil
}

// mapping lowers map(x, value) and map(x, condition, value) to lists of scalars.
func (l *lowering) mapping(list *node, inner *lowering, step ast.Expr) (*node, error) {
	var pred *node
	args := step.AsCall().Args()
	if step.AsCall().FunctionName() == operators.Conditional {
		var err error
		if pred, err = inner.expr(args[0]); err != nil {
			return nil, err
		}
		args = args[1].AsCall().Args()
	}
	value, err := inner.expr(args[1].AsList().Elements()[0])
	if err != nil {
		return nil, err
	}
	if value.typ.Kind() >= column.ListKind {
		return nil, errUnclaimed
	}
	kids := []*node{list, value}
	if pred != nil {
		kids = append(kids, pred)
	}
	return l.env.pool.node(fmt.Sprintf("map %d", len(kids)), List(value.typ), l.depth(), kids, func(f *frame, self *node) *vec {
		return runMap(f, list, value, pred)
	}), nil
}

// runMap gives the values of the elements, those for which the condition holds if there is one. The
// first value without a result spoils the list, and so does a later condition without a verdict.
func runMap(f *frame, list, value, pred *node) *vec {
	sub, v := f.each(list)
	val := sub.of(value).widened(sub.n).spread(&f.arena)
	yes := sub.allRows()
	var unk, bad []uint64
	if pred != nil {
		yes, unk, bad = masks(&f.arena, sub.n, sub.of(pred))
	}
	b := newListMaker(&f.arena, v, sub.n)
	for i := range v.n {
		for j := v.off[i]; j < v.off[i+1]; j++ {
			u, e := val.state(int(j))
			switch {
			case column.Bits(unk).Get(int(j)):
				b.spoil(i, true)
			case column.Bits(bad).Get(int(j)):
				b.spoil(i, false)
			case !column.Bits(yes).Get(int(j)) || b.spoilt(i):
			case u || e:
				b.spoil(i, u)
			default:
				b.keep(j)
			}
		}
		b.close(i)
	}
	return b.list(f.n, v, elems{n: sub.n, vals: val})
}

func (f *frame) allRows() []uint64 {
	w := f.arena.words.take(column.Words(f.n))
	fill(w, f.n)
	return w
}

// A listMaker collects the elements of new lists, row by row.
type listMaker struct {
	a        *arena
	off      []int32
	idx      []int32
	k, start int
	unk, err column.Bits
}

func newListMaker(a *arena, like *vec, most int) *listMaker {
	b := &listMaker{a: a, off: a.idx.take(like.n + 1), idx: a.idx.take(most), unk: a.zeroWords(like.n), err: a.zeroWords(like.n)}
	b.off[0] = 0
	return b
}

func (b *listMaker) keep(j int32) {
	b.idx[b.k] = j
	b.k++
}

func (b *listMaker) spoil(i int, unknown bool) {
	b.unk.Put(i, unknown)
	b.err.Put(i, !unknown)
}

func (b *listMaker) spoilt(i int) bool { return b.unk.Get(i) || b.err.Get(i) }

func (b *listMaker) close(i int) {
	if b.spoilt(i) {
		b.k = b.start
	}
	b.start = b.k
	b.off[i+1] = int32(b.k)
}

// list gives the lists made, each element taken from old by its place.
func (b *listMaker) list(n int, like *vec, old elems) *vec {
	out := &vec{n: n, off: b.off, elems: old.pick(b.a, b.idx[:b.k])}
	if b.unk.Any() {
		out.unk = b.unk
	}
	if b.err.Any() {
		out.err = b.err
	}
	out.unk, out.err = overlay(b.a, like, out)
	return out
}
