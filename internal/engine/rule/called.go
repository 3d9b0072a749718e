package rule

import (
	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"
	"cel.dev/cel-go/common/types/traits"

	"yanzhen/internal/engine/column"
	"yanzhen/internal/engine/rule/text"
)

// called are the functions that columns compute value by value, with the kernels that cel-go has, by
// overload. Their arguments and results are scalars or lists of scalars.
var called = func() map[string]func(args ...ref.Val) ref.Val {
	m := map[string]func(args ...ref.Val) ref.Val{
		"yz_date_text":              func(args ...ref.Val) ref.Val { return celDate(args[0]) },
		"list_sets_contains_list":   func(args ...ref.Val) ref.Val { return contains(args[0], args[1]) },
		"list_sets_intersects_list": func(args ...ref.Val) ref.Val { return intersects(args[0], args[1]) },
		"list_sets_equivalent_list": func(args ...ref.Val) ref.Val { return contains(args[0], args[1]) && contains(args[1], args[0]) },
	}
	for _, f := range text.All(MaxText) {
		m[f.Overload] = f.Call
	}
	for to, t := range map[string]ref.Type{"int64": types.IntType, "double": types.DoubleType, "string": types.StringType} {
		for _, from := range []string{"int64", "double", "string", "bool"} {
			m[from+"_to_"+to] = func(args ...ref.Val) ref.Val { return args[0].ConvertToType(t) }
		}
	}
	return m
}()

// contains reports whether every element of part is in set.
func contains(set, part ref.Val) types.Bool {
	for it := part.(traits.Lister).Iterator(); it.HasNext() == types.True; {
		if set.(traits.Lister).Contains(it.Next()) != types.True {
			return false
		}
	}
	return true
}

// intersects reports whether an element of a is in b.
func intersects(a, b ref.Val) types.Bool {
	for it := a.(traits.Lister).Iterator(); it.HasNext() == types.True; {
		if b.(traits.Lister).Contains(it.Next()) == types.True {
			return true
		}
	}
	return false
}

// valueByValue lowers a function of called. When all but one argument are the same for all rows and
// that one is of a dictionary, it is computed once for every word.
func (l *lowering) valueByValue(id string, t Type, kids []*node) (*node, error) {
	kernel := called[id]
	if kernel == nil || !holds(t) {
		return nil, errUnclaimed
	}
	depth := 0
	for _, k := range kids {
		depth = max(depth, k.depth)
	}
	env := l.env
	return env.pool.node("call "+id, t, depth, kids, func(f *frame, self *node) *vec {
		c := calling{env: env, f: f, self: self, kernel: kernel, in: make([]*vec, len(kids)), args: make([]ref.Val, len(kids))}
		n, one := f.n, true
		for i, k := range kids {
			c.in[i] = f.of(k)
			one = one && c.in[i].one
		}
		if one {
			n = 1
		}
		out := c.rows(n, t)
		out.n, out.one = f.n, one
		return out
	}), nil
}

// A calling is one function at work on the rows of a frame.
type calling struct {
	env    *Env
	f      *frame
	self   *node
	kernel func(args ...ref.Val) ref.Val
	in     []*vec
	args   []ref.Val
}

func (c *calling) rows(n int, t Type) *vec {
	unk, err := c.states(n)
	m := newMaker(t, n)
	of := c.of
	if vary, dict := c.words(); dict != nil {
		known := table(c.f, c.self, dict, func(words []string) []ref.Val { return make([]ref.Val, len(words)) })
		of = func(i int) ref.Val {
			code := c.in[vary].code(i)
			if known[code] == nil {
				known[code] = c.of(i)
			}
			return known[code]
		}
	}
	for i := range n {
		switch {
		case column.Bits(unk).Get(i):
			m.unk.Set(i)
		case column.Bits(err).Get(i):
			m.err.Set(i)
		default:
			v := of(i)
			c.f.spendOn(v)
			m.put(i, v)
		}
	}
	return m.vec()
}

// of computes row i.
func (c *calling) of(i int) ref.Val {
	for k, v := range c.in {
		c.args[k] = c.env.celValue(v, c.self.kids[k].typ, i, "")
	}
	return c.kernel(c.args...)
}

// words gives the argument that varies and its dictionary, when there is only one and it has one.
func (c *calling) words() (int, *column.Dict) {
	vary := -1
	for k, v := range c.in {
		if !v.one && vary >= 0 {
			return 0, nil
		} else if !v.one {
			vary = k
		}
	}
	if vary < 0 || c.self.kids[vary].typ.Kind() != column.TextKind {
		return 0, nil
	}
	return vary, c.in[vary].dict
}

// states joins the states of the arguments as cel-go does: of two, the first one's counts first; of
// more, a failure counts before an unknown.
func (c *calling) states(n int) (unk, err []uint64) {
	a := &c.f.arena
	switch len(c.in) {
	case 1:
		return choice(a, n, c.in[0])
	case 2:
		return first(a, n, c.in[0], c.in[1], nil)
	}
	return worstOf(a, n, c.in)
}

// worstOf is worst for any number of operands.
func worstOf(a *arena, n int, in []*vec) (unk, err []uint64) {
	joined := &vec{n: n}
	for _, v := range in {
		joined.unk, joined.err = worst(a, n, joined, v)
	}
	return joined.unk, joined.err
}

// ternary computes a kernel of three integers.
func ternary(kernel func(x, y, z int64) (int64, bool)) func(a *arena, n int, in []*vec) *vec {
	return func(a *arena, n int, in []*vec) *vec {
		x, y, z := full(a, n, in[0]), full(a, n, in[1]), full(a, n, in[2])
		out := a.vec(n)
		out.ints = a.ints.take(n)
		unk, err := worstOf(a, n, in)
		var failed []uint64
		for i := range n {
			out.ints[i] = 0
			if column.Bits(unk).Get(i) || column.Bits(err).Get(i) {
				continue
			}
			var ok bool
			if out.ints[i], ok = kernel(x[i], y[i], z[i]); !ok {
				failed = fail(a, n, failed, i)
			}
		}
		out.unk, out.err = unk, merge(a, n, func(i int) uint64 { return at(err, i) | at(failed, i) }, err, failed)
		return out
	}
}

// asBool makes bits of the 0 and 1 of a kernel.
func asBool(op func(a *arena, n int, in []*vec) *vec) func(a *arena, n int, in []*vec) *vec {
	return func(a *arena, n int, in []*vec) *vec {
		out := op(a, n, in)
		out.bits = a.zeroWords(n)
		for i, x := range out.ints[:n] {
			column.Bits(out.bits).Put(i, x != 0)
		}
		out.ints = nil
		return out.tidy(n)
	}
}
