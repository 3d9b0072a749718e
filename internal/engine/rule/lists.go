package rule

import (
	"unicode/utf8"

	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/operators"

	"yanzhen/internal/engine/column"
)

// size lowers size(list) and size(text), the latter in characters.
func (l *lowering) size(x *node) (*node, error) {
	switch x.typ.Kind() {
	case column.ListKind:
		return l.strict("size", Int, func(a *arena, n int, in []*vec) *vec {
			out := &vec{ints: a.ints.take(n), unk: in[0].unk, err: in[0].err}
			for i := range n {
				out.ints[i] = int64(in[0].off[i+1] - in[0].off[i])
			}
			return out
		}, x), nil
	case column.TextKind:
		return l.env.pool.node("length", Int, x.depth, []*node{x}, func(f *frame, self *node) *vec {
			s := f.of(x)
			n := f.n
			if s.one {
				n = 1
			}
			out := &vec{n: f.n, one: s.one, ints: f.arena.ints.take(n), unk: s.unk, err: s.err}
			if s.dict != nil {
				length := table(f, self, s.dict, runes)
				for i := range n {
					out.ints[i] = length[s.code(i)]
				}
				return out
			}
			for i := range n {
				out.ints[i] = int64(utf8.RuneCountInString(s.strs[i]))
			}
			return out
		}), nil
	}
	return nil, errUnclaimed
}

func runes(words []string) []int64 {
	out := make([]int64, len(words))
	for i, w := range words {
		out[i] = int64(utf8.RuneCountInString(w))
	}
	return out
}

// sum lowers the sum of a list of integers or doubles.
func (l *lowering) sum(x *node) (*node, error) {
	switch {
	case x.typ.Equal(List(Int)):
		return l.strict("sum", Int, sumInts, x), nil
	case x.typ.Equal(List(Double)):
		return l.strict("sum", Double, sumDoubles, x), nil
	}
	return nil, errUnclaimed
}

func sumInts(a *arena, n int, in []*vec) *vec {
	v := in[0]
	vals := v.elems.vals.spread(a).i64(a)
	out := &vec{ints: a.ints.take(n), unk: v.unk}
	var failed []uint64
	for i := range n {
		sum, ok := int64(0), true
		for _, x := range vals[v.off[i]:v.off[i+1]] {
			if sum, ok = addInt(sum, x); !ok {
				failed = fail(a, n, failed, i)
				break
			}
		}
		out.ints[i] = sum
	}
	out.err = merge(a, n, func(i int) uint64 { return at(v.err, i) | at(failed, i)&^at(v.unk, i) }, v.err, failed)
	return out
}

func sumDoubles(a *arena, n int, in []*vec) *vec {
	v := in[0]
	vals := v.elems.vals.spread(a)
	out := &vec{f64: a.f64.take(n), unk: v.unk, err: v.err}
	for i := range n {
		out.f64[i] = 0
		for _, x := range vals.f64[v.off[i]:v.off[i+1]] {
			out.f64[i] += x
		}
	}
	return out
}

// inList lowers x in list for a list of scalars of x's type.
func (l *lowering) inList(x, list *node) (*node, error) {
	var same func(a *arena, x, e *vec) func(i, j int) bool
	switch x.typ.Kind() {
	case column.IntKind, column.DateKind:
		same = func(a *arena, x, e *vec) func(i, j int) bool {
			xs, es := x.i64(a), e.i64(a)
			return func(i, j int) bool { return xs[i] == es[j] }
		}
	case column.DoubleKind:
		same = func(a *arena, x, e *vec) func(i, j int) bool {
			return func(i, j int) bool { return x.f64[i] == e.f64[j] }
		}
	case column.TextKind:
		same = func(a *arena, x, e *vec) func(i, j int) bool {
			return func(i, j int) bool { return x.word(i) == e.word(j) }
		}
	default:
		return nil, errUnclaimed
	}
	return l.strict("in list", Bool, func(a *arena, n int, in []*vec) *vec {
		x, v := in[0].widened(n).spread(a), in[1].widened(n).spread(a)
		equal := same(a, x, v.elems.vals.spread(a))
		bits := a.zeroWords(n)
		for i := range n {
			for j := v.off[i]; j < v.off[i+1]; j++ {
				if equal(i, int(j)) {
					column.Bits(bits).Set(i)
					break
				}
			}
		}
		out := &vec{bits: bits}
		out.unk, out.err = first(a, n, x, v, nil)
		return out.tidy(n)
	}, x, list), nil
}

// constantMap reads {constant: constant, …} with keys of one type, each once.
func constantMap(x ast.Expr) (keys, values []any, ok bool) {
	seen := map[any]bool{}
	for _, e := range x.AsMap().Entries() {
		entry := e.AsMapEntry()
		k, ok1 := constantOf(entry.Key())
		v, ok2 := constantOf(entry.Value())
		if !ok1 || !ok2 || entry.IsOptional() || entry.Key().Kind() != ast.LiteralKind || seen[k] {
			return nil, nil, false
		}
		if _, double := k.(float64); double {
			return nil, nil, false
		}
		seen[k] = true
		keys, values = append(keys, k), append(values, v)
	}
	return keys, values, true
}

// index lowers {constants}[key] and list[i] of scalars; another index is left to cel-go.
func (l *lowering) index(x, of, by ast.Expr) (*node, error) {
	t := l.typeOf(x)
	if of.Kind() == ast.MapKind {
		keys, values, ok := constantMap(of)
		if !ok || len(keys) == 0 || t.IsZero() {
			return nil, errUnclaimed
		}
		key, err := l.expr(by)
		if err != nil {
			return nil, err
		}
		return l.inMap(t, key, keys, values)
	}
	list, err := l.expr(of)
	if err != nil {
		return nil, err
	}
	i, err := l.expr(by)
	if err != nil {
		return nil, err
	}
	if list.typ.Kind() != column.ListKind || i.typ.Kind() != column.IntKind || t.IsZero() || t.Kind() >= column.ListKind {
		return nil, errUnclaimed
	}
	return l.strict("at", t, pickAt(t), list, i), nil
}

// pickAt gives element i of each list and fails outside it.
func pickAt(t Type) func(a *arena, n int, in []*vec) *vec {
	return func(a *arena, n int, in []*vec) *vec {
		v, i := in[0].widened(n).spread(a), full(a, n, in[1])
		idx := a.idx.take(n)
		var failed []uint64
		for r := range n {
			size := int64(v.off[r+1] - v.off[r])
			idx[r] = 0
			if i[r] < 0 || i[r] >= size {
				failed = fail(a, n, failed, r)
			} else {
				idx[r] = v.off[r] + int32(i[r])
			}
		}
		out := blank(a, n, t)
		if v.elems.n > 0 {
			out = v.elems.vals.spread(a).pick(a, idx)
		}
		out.unk, out.err = first(a, n, v, in[1], failed)
		return out.tidy(n)
	}
}

// blank makes n rows of nothing of type t.
func blank(a *arena, n int, t Type) *vec {
	v := &vec{}
	switch t.Kind() {
	case column.BoolKind:
		v.bits = a.zeroWords(n)
	case column.DoubleKind:
		v.f64 = a.f64.take(n)
		clear(v.f64)
	case column.TextKind:
		v.strs = make([]string, n)
	default:
		v.ints = a.ints.take(n)
		clear(v.ints)
	}
	return v
}

// inMap lowers the choice of a constant by a key; a key that is not there fails.
func (l *lowering) inMap(t Type, key *node, keys, values []any) (*node, error) {
	name := "map"
	for i := range keys {
		name += " " + goText(keys[i]) + ":" + goText(values[i])
	}
	place := map[any]int32{}
	for i, k := range keys {
		place[k] = int32(i)
	}
	vals, ok := constantVec(t, values)
	if !ok {
		return nil, errUnclaimed
	}
	switch key.typ.Kind() {
	case column.IntKind, column.TextKind:
	default:
		return nil, errUnclaimed
	}
	return l.env.pool.node(name, t, key.depth, []*node{key}, func(f *frame, self *node) *vec {
		k := f.of(key)
		n, a := f.n, &f.arena
		if k.one {
			n = 1
		}
		idx := a.idx.take(n)
		var failed []uint64
		find := finder(f, self, k, place)
		for i := range n {
			j := find(i)
			if j < 0 {
				failed = fail(a, n, failed, i)
				j = 0
			}
			idx[i] = j
		}
		out := vals.pick(a, idx)
		unk, err := choice(a, n, k)
		out.unk = unk
		out.err = merge(a, n, func(i int) uint64 { return at(err, i) | at(failed, i)&^at(unk, i) }, err, failed)
		out.tidy(n)
		out.n, out.one = f.n, k.one
		return out
	}), nil
}

// finder gives the place of a row's key, or -1.
func finder(f *frame, self *node, k *vec, place map[any]int32) func(i int) int32 {
	find := func(key any) int32 {
		if j, ok := place[key]; ok {
			return j
		}
		return -1
	}
	switch {
	case k.strs != nil:
		return func(i int) int32 { return find(k.strs[i]) }
	case k.dict != nil:
		codes := table(f, self, k.dict, func(words []string) []int32 {
			out := make([]int32, len(words))
			for i, w := range words {
				out[i] = find(w)
			}
			return out
		})
		return func(i int) int32 { return codes[k.code(i)] }
	}
	ints := table(f, self, nil, func([]string) []map[int64]int32 {
		out := make(map[int64]int32, len(place))
		for key, j := range place {
			if x, ok := key.(int64); ok {
				out[x] = j
			}
		}
		return []map[int64]int32{out}
	})[0]
	return func(i int) int32 {
		if j, ok := ints[k.code(i)]; ok {
			return j
		}
		return -1
	}
}

// constantVec gives Go values of type t, dates as days, as a vec.
func constantVec(t Type, values []any) (*vec, bool) {
	v := &vec{n: len(values)}
	switch t.Kind() { // a part that is nil would be taken for narrow integers
	case column.BoolKind:
		v.bits = []uint64{}
	case column.DoubleKind:
		v.f64 = []float64{}
	case column.TextKind:
		v.strs = []string{}
	default:
		v.ints = []int64{}
	}
	for i, x := range values {
		switch c := x.(type) {
		case bool:
			v.bits = column.Bits(v.bits).Grow(i + 1)
			column.Bits(v.bits).Put(i, c)
		case int64:
			v.ints = append(v.ints, c)
		case float64:
			v.f64 = append(v.f64, c)
		case string:
			v.strs = append(v.strs, c)
		}
	}
	parts := map[column.Kind]int{column.BoolKind: len(v.bits) * 64, column.IntKind: len(v.ints), column.DateKind: len(v.ints),
		column.DoubleKind: len(v.f64), column.TextKind: len(v.strs)}
	return v, t.Kind() < column.ListKind && parts[t.Kind()] >= len(values)
}

// arithmetic lowers + - * / % and the minus sign of integers and doubles.
func (l *lowering) arithmetic(op string, t Type, kids []*node) (*node, error) {
	for _, k := range kids {
		if !k.typ.Equal(t) {
			return nil, errUnclaimed
		}
	}
	switch t.Kind() {
	case column.IntKind:
		switch op {
		case operators.Add:
			return l.strict(op, Int, opInts(addLoop, addInt), kids...), nil
		case operators.Subtract:
			return l.strict(op, Int, opInts(subLoop, subInt), kids...), nil
		case operators.Multiply:
			return l.strict(op, Int, opInts(mulLoop, mulInt), kids...), nil
		case operators.Divide:
			return l.strict(op, Int, opInts(divLoop, divInt), kids...), nil
		case operators.Modulo:
			return l.strict(op, Int, opInts(modLoop, modInt), kids...), nil
		case operators.Negate:
			return l.strict(op, Int, func(a *arena, n int, in []*vec) *vec { return unary(a, n, in[0], negInt) }, kids...), nil
		}
	case column.DoubleKind:
		double := map[string]func(x, y float64) float64{
			operators.Add:      func(x, y float64) float64 { return x + y },
			operators.Subtract: func(x, y float64) float64 { return x - y },
			operators.Multiply: func(x, y float64) float64 { return x * y },
			operators.Divide:   func(x, y float64) float64 { return x / y },
		}[op]
		if double != nil {
			return l.strict(op+" double", Double, opDoubles(double), kids...), nil
		}
		if op == operators.Negate {
			return l.strict(op+" double", Double, negateDoubles, kids...), nil
		}
	}
	return nil, errUnclaimed
}

func negateDoubles(a *arena, n int, in []*vec) *vec {
	out := &vec{f64: a.f64.take(n), unk: in[0].unk, err: in[0].err}
	for i, x := range in[0].f64[:n] {
		out.f64[i] = -x
	}
	return out
}
