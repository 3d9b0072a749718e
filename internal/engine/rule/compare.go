package rule

import (
	"math"
	"regexp"
	"slices"
	"strings"

	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/operators"

	"yanzhen/internal/engine/column"
)

// A relation is one of == != < <= > >= by the answers it gives when the left side is less than,
// equal to, or greater than the right.
type relation struct{ lt, eq, gt bool }

var relations = map[string]relation{
	operators.Equals: {eq: true}, operators.NotEquals: {lt: true, gt: true},
	operators.Less: {lt: true}, operators.LessEquals: {lt: true, eq: true},
	operators.Greater: {gt: true}, operators.GreaterEquals: {gt: true, eq: true},
}

func (r relation) swapped() relation { return relation{r.gt, r.eq, r.lt} }
func (r relation) equality() bool    { return r.lt == r.gt }
func (r relation) of(cmp int) bool {
	switch {
	case cmp < 0:
		return r.lt
	case cmp > 0:
		return r.gt
	}
	return r.eq
}

// comparison lowers the six relations of values of one scalar type, and of int with double.
func (l *lowering) comparison(op string, kids []*node) (*node, error) {
	r := relations[op]
	x, y := kids[0].typ.Kind(), kids[1].typ.Kind()
	number := func(k column.Kind) bool { return k == column.IntKind || k == column.DoubleKind }
	switch {
	case x == y && (x == column.IntKind || x == column.DateKind):
		if fn := functionByOverload[kids[0].op]; fn.two != nil {
			return l.kernelCompared("int"+op, r, fn, kids), nil
		}
		return l.strict("int"+op, Bool, compareInts(r), kids...), nil
	case number(x) && number(y):
		return l.strict("double"+op, Bool, compareDoubles(r), kids...), nil
	case x == y && x == column.BoolKind && r.equality():
		return l.strict("bool"+op, Bool, compareBools(r), kids...), nil
	case x == y && x == column.TextKind:
		return l.texts(op, r, kids)
	}
	return nil, errUnclaimed
}

// joined finishes a comparison: equality puts failures first, order the left operand.
func (r relation) joined(a *arena, n int, in []*vec, bits []uint64) *vec {
	out := a.vec(n)
	out.bits = bits
	if r.equality() {
		out.unk, out.err = worst(a, n, in[0], in[1])
	} else {
		out.unk, out.err = first(a, n, in[0], in[1], nil)
	}
	return out.tidy(n)
}

func compareInts(r relation) func(a *arena, n int, in []*vec) *vec {
	return func(a *arena, n int, in []*vec) *vec {
		x, y, rel := in[0], in[1], r
		if x.one && !y.one {
			x, y, rel = y, x, r.swapped()
		}
		bits := a.words.take(column.Words(n))
		if y.one && n > 1 {
			rel.withConstant(bits, x, y.i64(a)[0])
		} else {
			rel.pairwise(bits, full(a, n, x), full(a, n, y))
		}
		return r.joined(a, n, in, bits)
	}
}

// withConstant compares a vector, still narrow if it is, with one value: x < c is the only loop,
// the other relations follow from x < c, x < c+1 and their complements.
func (r relation) withConstant(bits []uint64, x *vec, c int64) {
	switch {
	case r.equality():
		eachWidth(x, c, bits, r.eq)
	case r == relation{lt: true}:
		below(x, c, bits, false)
	case r == relation{gt: true, eq: true}:
		below(x, c, bits, true)
	case c == math.MaxInt64: // x <= c always, x > c never
		fillAll(bits, r.lt)
	case r.lt:
		below(x, c+1, bits, false)
	default:
		below(x, c+1, bits, true)
	}
}

func fillAll(bits []uint64, v bool) {
	for i := range bits {
		bits[i] = 0
		if v {
			bits[i] = ^uint64(0)
		}
	}
}

// below sets the bits of the values less than c, or of the others.
func below(x *vec, c int64, bits []uint64, others bool) {
	if x.ints == nil {
		switch x.src.Width() {
		case 1:
			belowLoop(x.src.I8, c, bits, others, math.MinInt8, math.MaxInt8)
			return
		case 2:
			belowLoop(x.src.I16, c, bits, others, math.MinInt16, math.MaxInt16)
			return
		case 4:
			belowLoop(x.src.I32, c, bits, others, math.MinInt32, math.MaxInt32)
			return
		}
		belowLoop(x.src.I64, c, bits, others, math.MinInt64, math.MaxInt64)
		return
	}
	belowLoop(x.ints, c, bits, others, math.MinInt64, math.MaxInt64)
}

func belowLoop[T int8 | int16 | int32 | int64](src []T, c int64, bits []uint64, others bool, least, most int64) {
	if c <= least || c > most {
		fillAll(bits, (c > most) != others)
		return
	}
	flip, done := uint64(0), 0
	if others {
		flip = ^flip
	}
	if done = belowVectors(bits, src, T(c), flip); done == 0 && littleEndian {
		switch src := any(src).(type) {
		case []int8:
			done = below8(bits, src, int8(c), flip)
		case []int16:
			done = below16(bits, src, int16(c), flip)
		}
	}
	belowWide(bits[done:], src[done*64:], T(c), flip)
}

// eachWidth sets the bits of the values equal to c, or of the others.
func eachWidth(x *vec, c int64, bits []uint64, equal bool) {
	if x.ints == nil {
		switch x.src.Width() {
		case 1:
			equalLoop(x.src.I8, c, bits, equal)
			return
		case 2:
			equalLoop(x.src.I16, c, bits, equal)
			return
		case 4:
			equalLoop(x.src.I32, c, bits, equal)
			return
		}
		equalLoop(x.src.I64, c, bits, equal)
		return
	}
	equalLoop(x.ints, c, bits, equal)
}

func equalLoop[T int8 | int16 | int32 | int64](src []T, c int64, bits []uint64, equal bool) {
	t := T(c)
	if int64(t) != c {
		fillAll(bits, !equal)
		return
	}
	flip, done := uint64(0), 0
	if !equal {
		flip = ^flip
	}
	if littleEndian {
		switch src := any(src).(type) {
		case []int8:
			if done = equalVectors(bits, src, []int8{int8(c)}, flip); done == 0 {
				done = equal8(bits, src, int8(c), flip)
			}
		case []int16:
			done = equal16(bits, src, int16(c), flip)
		}
	}
	for i := done; i < len(bits); i++ {
		part := src[i*64 : min(i*64+64, len(src))]
		var w uint64
		for j, v := range part {
			var b uint64
			if v == t {
				b = 1
			}
			w |= b << j
		}
		bits[i] = w ^ flip
	}
}

func (r relation) pairwise(bits []uint64, x, y []int64) {
	clear(bits)
	for i := range len(bits) * 64 {
		if i == len(x) {
			return
		}
		if (x[i] < y[i] && r.lt) || (x[i] == y[i] && r.eq) || (x[i] > y[i] && r.gt) {
			bits[i>>6] |= 1 << (i & 63)
		}
	}
}

// compareDoubles compares as CEL does: with NaN only != holds, and an integer is compared as the
// double nearest to it.
func compareDoubles(r relation) func(a *arena, n int, in []*vec) *vec {
	return func(a *arena, n int, in []*vec) *vec {
		x, y := fullDoubles(a, n, in[0]), fullDoubles(a, n, in[1])
		bits := a.zeroWords(n)
		for i := range n {
			switch {
			case x[i] < y[i]:
				column.Bits(bits).Put(i, r.lt)
			case x[i] > y[i]:
				column.Bits(bits).Put(i, r.gt)
			case x[i] == y[i]:
				column.Bits(bits).Put(i, r.eq)
			default:
				column.Bits(bits).Put(i, r == relation{lt: true, gt: true})
			}
		}
		return r.joined(a, n, in, bits)
	}
}

func compareBools(r relation) func(a *arena, n int, in []*vec) *vec {
	return func(a *arena, n int, in []*vec) *vec {
		x, _, _ := masks(a, n, in[0])
		y, _, _ := masks(a, n, in[1])
		bits := a.words.take(column.Words(n))
		for i := range bits {
			bits[i] = x[i] ^ y[i]
			if r.eq {
				bits[i] = ^bits[i]
			}
		}
		return r.joined(a, n, in, bits)
	}
}

// texts compares texts: with one text by a table over the dictionary, otherwise word by word.
func (l *lowering) texts(op string, r relation, kids []*node) (*node, error) {
	return l.env.pool.node("text"+op, Bool, max(kids[0].depth, kids[1].depth), kids, func(f *frame, self *node) *vec {
		in := []*vec{f.of(kids[0]), f.of(kids[1])}
		x, y, rel := in[0], in[1], r
		if x.one && !y.one {
			x, y, rel = y, x, r.swapped()
		}
		n, a := f.n, &f.arena
		if x.one {
			n = 1
		}
		bits := a.zeroWords(n)
		if y.one && x.dict != nil {
			c := y.word(0)
			keep := table(f, self, x.dict, tests(func(w string) bool { return rel.of(strings.Compare(w, c)) }))
			lookup(bits, x, n, keep)
		} else {
			for i := range n {
				column.Bits(bits).Put(i, rel.of(strings.Compare(x.word(i), y.word(i))))
			}
		}
		out := r.joined(a, n, in, bits)
		out.n, out.one = f.n, x.one
		return out
	}), nil
}

// tests makes a table with a one for the words that pass.
func tests(pass func(w string) bool) func(words []string) []uint8 {
	return func(words []string) []uint8 {
		keep := make([]uint8, tableSize(len(words)))
		for i, w := range words {
			if pass(w) {
				keep[i] = 1
			}
		}
		return keep
	}
}

// tableSize rounds the number of codes up to that of the values of their width, so that a lookup needs
// no check of bounds.
func tableSize(words int) int {
	switch {
	case words <= 1<<8:
		return 1 << 8
	case words <= 1<<16:
		return 1 << 16
	}
	return words
}

// lookup sets the bits of the rows whose code the table keeps.
func lookup(bits []uint64, v *vec, n int, keep []uint8) {
	if v.ints != nil {
		lookupCodes(bits, v.ints[:n], keep)
		return
	}
	switch v.src.Width() {
	case 1:
		lookupBytes(bits, v.src.I8[:n], keep)
	case 2:
		if len(keep) >= 1<<16 {
			lookupShorts(bits, v.src.I16[:n], (*[1 << 16]uint8)(keep))
		} else {
			lookupCodes(bits, v.src.I16[:n], keep)
		}
	case 4:
		lookupCodes(bits, v.src.I32[:n], keep)
	default:
		lookupCodes(bits, v.src.I64[:n], keep)
	}
}

// lookupBytes takes the shortest way for the table: a few codes are compared in vectors, a single one in lanes.
func lookupBytes(bits []uint64, codes []int8, keep []uint8) {
	var few [8]int8
	kept := 0
	for c, k := range keep[:min(len(keep), 1<<7)] { // a byte holds no code beyond
		if k != 0 {
			few[kept%len(few)] = int8(c)
			kept++
		}
	}
	done := 0
	if kept > 0 && kept <= len(few) {
		done = equalVectors(bits, codes, few[:kept], 0)
	}
	if done == 0 && littleEndian && kept == 1 {
		done = equal8(bits, codes, few[0], 0)
	}
	if len(keep) < 1<<8 {
		lookupCodes(bits[done:], codes[done*64:], keep)
	} else {
		lookupTiny(bits[done:], codes[done*64:], (*[1 << 8]uint8)(keep))
	}
}

// textTest lowers startsWith, endsWith, contains and matches with a text written in the rule.
func (l *lowering) textTest(name string, kids []*node) (*node, error) {
	test := map[string]func(s, part string) bool{"startsWith": strings.HasPrefix, "endsWith": strings.HasSuffix, "contains": strings.Contains}[name]
	if name == "matches" {
		var pattern *regexp.Regexp
		lit, ok := constText(kids[1])
		if !ok {
			return nil, errUnclaimed
		}
		pattern, err := regexp.Compile(lit)
		if err != nil {
			return nil, errUnclaimed
		}
		test = func(s, _ string) bool { return pattern.MatchString(s) }
	}
	return l.textPredicate(name, kids[0], kids[1], test), nil
}

// constText gives the text of a constant node.
func constText(n *node) (string, bool) {
	if !strings.HasPrefix(n.key, "const text ") {
		return "", false
	}
	return n.run(&frame{evaluation: &evaluation{}}, n).strs[0], true
}

func (l *lowering) textPredicate(name string, x, y *node, holds func(s, part string) bool) *node {
	return l.env.pool.node(name, Bool, max(x.depth, y.depth), []*node{x, y}, func(f *frame, self *node) *vec {
		s, part := f.of(x), f.of(y)
		n, a := f.n, &f.arena
		if s.one && part.one {
			n = 1
		}
		test := holds
		if name == "matches" {
			test = func(s, part string) bool {
				f.matching(s)
				return holds(s, part)
			}
		}
		bits := a.zeroWords(n)
		if s.dict != nil && part.one {
			p := part.word(0)
			lookup(bits, s, n, table(f, self, s.dict, tests(func(w string) bool { return test(w, p) })))
		} else {
			for i := range n {
				column.Bits(bits).Put(i, test(s.word(i), part.word(i)))
			}
		}
		out := &vec{bits: bits}
		out.unk, out.err = first(a, n, s, part, nil)
		out.tidy(n)
		out.n, out.one = f.n, s.one && part.one
		return out
	})
}

// membership lowers x in [constants], x in {constant: …} and x in a list of scalars.
func (l *lowering) membership(x, set ast.Expr) (*node, error) {
	if set.Kind() == ast.ListKind && set.AsList().Size() == 0 {
		return l.constant(Bool, false), nil // cel-go does not even look at x
	}
	left, err := l.expr(x)
	if err != nil {
		return nil, err
	}
	if consts, ok := l.env.constants(set); ok && left.typ.Kind() != column.BoolKind && left.typ.Kind() != column.ListKind {
		return l.inConstants(left, consts)
	}
	switch set.Kind() {
	case ast.ListKind:
	case ast.MapKind:
		if keys, _, ok := constantMap(set); ok && left.typ.Kind() != column.BoolKind {
			return l.inConstants(left, keys)
		}
	default:
		list, err := l.expr(set)
		if err != nil {
			return nil, err
		}
		if list.typ.Kind() == column.ListKind && list.typ.Elem().Equal(left.typ) {
			return l.inList(left, list)
		}
	}
	return nil, errUnclaimed
}

// inConstants tests for one of some int64 (days for dates), string or float64 values of x's type.
func (l *lowering) inConstants(x *node, consts []any) (*node, error) {
	name := "in"
	for _, c := range consts {
		name += " " + goText(c)
	}
	switch x.typ.Kind() {
	case column.TextKind:
		set := map[string]bool{}
		for _, c := range consts {
			s, ok := c.(string)
			if !ok {
				return nil, errUnclaimed
			}
			set[s] = true
		}
		none := l.constant(Text, "")
		return l.textPredicate(name, x, none, func(s, _ string) bool { return set[s] }), nil
	case column.IntKind, column.DateKind:
		var set []int64
		for _, c := range consts {
			i, ok := c.(int64)
			if !ok {
				return nil, errUnclaimed
			}
			set = append(set, i)
		}
		slices.Sort(set)
		return l.strict(name, Bool, opInSet(set), x), nil
	}
	return nil, errUnclaimed
}

func opInSet(set []int64) func(a *arena, n int, in []*vec) *vec {
	return func(a *arena, n int, in []*vec) *vec {
		bits := a.zeroWords(n)
		for i, x := range full(a, n, in[0])[:n] {
			for _, c := range set {
				if c >= x {
					if c == x {
						bits[i>>6] |= 1 << (i & 63)
					}
					break
				}
			}
		}
		out := &vec{bits: bits}
		out.unk, out.err = choice(a, n, in[0])
		return out.tidy(n)
	}
}
