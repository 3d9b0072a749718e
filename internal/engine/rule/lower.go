package rule

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/operators"
	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"

	"yanzhen/internal/engine/column"
)

// errUnclaimed says that columns have no operation for an expression: it runs row by row.
var errUnclaimed = errors.New("not an operation on columns")

// A lowering turns the checked expression of one program into nodes.
type lowering struct {
	*Program
	scope []binding // iteration variables, outermost first; the last is the frame's own
}

// A binding is an iteration variable: the elements of list, in the frame of the given depth.
type binding struct {
	name  string
	list  *node
	depth int
	elem  Type
}

func (p *Program) lower() error {
	l := &lowering{Program: p}
	p.nodes = map[int64]*node{}
	root := p.ast.NativeRep().Expr()
	n, err := l.expr(root)
	if errors.Is(err, errUnclaimed) {
		if n, err = nil, nil; p.typ.Kind() < column.ListKind || p.typ.Elem().Kind() < column.ListKind {
			n, err = l.rowwise(root, p.typ)
		}
	}
	p.root = n
	return err
}

func (l *lowering) depth() int { return len(l.scope) }

// expr lowers x, whole or as a row-by-row node; errUnclaimed when no column can hold its value.
func (l *lowering) expr(x ast.Expr) (*node, error) {
	n, err := l.claimed(x)
	if errors.Is(err, errUnclaimed) {
		if t := l.typeOf(x); holds(t) {
			n, err = l.rowwise(x, t)
		}
	}
	if err == nil {
		l.nodes[x.ID()] = n
	}
	return n, err
}

// holds reports whether a row-by-row node may give values of t: not records, which cel-go may have put
// together from anywhere.
func holds(t Type) bool {
	if t.Kind() == column.ListKind {
		return t.Elem().Kind() < column.ListKind && holds(t.Elem())
	}
	return !t.IsZero() && t.Kind() < column.ListKind
}

func (l *lowering) typeOf(x ast.Expr) Type {
	return l.env.typeOf(l.ast.NativeRep().GetType(x.ID()))
}

func (l *lowering) claimed(x ast.Expr) (*node, error) {
	switch x.Kind() {
	case ast.LiteralKind:
		return l.literal(x.AsLiteral())
	case ast.IdentKind:
		return l.ident(x.AsIdent())
	case ast.SelectKind:
		return l.selection(x.AsSelect())
	case ast.CallKind:
		return l.call(x)
	case ast.ListKind:
		return l.written(x)
	case ast.ComprehensionKind:
		return l.comprehension(x)
	}
	return nil, errUnclaimed
}

func (l *lowering) literal(v ref.Val) (*node, error) {
	switch c := v.(type) {
	case types.Bool:
		return l.constant(Bool, bool(c)), nil
	case types.Int:
		return l.constant(Int, int64(c)), nil
	case types.Double:
		return l.constant(Double, float64(c)), nil
	case types.String:
		return l.constant(Text, string(c)), nil
	}
	return nil, errUnclaimed
}

// constant gives the node of a Go value as column.Column.Value gives them, a date as its day number.
func (l *lowering) constant(t Type, v any) *node {
	c := &vec{one: true}
	switch x := v.(type) {
	case bool:
		c.bits = []uint64{0}
		column.Bits(c.bits).Put(0, x)
	case int64:
		c.ints = []int64{x}
	case float64:
		c.f64 = []float64{x}
	case string:
		c.strs = []string{x}
	}
	return l.env.pool.node(fmt.Sprintf("const %s %s", t, goText(v)), t, 0, nil, func(f *frame, self *node) *vec {
		w := f.arena.vec(f.n)
		*w = *c
		w.n = f.n
		return w
	})
}

func goText(v any) string {
	if d, ok := v.(float64); ok {
		return strconv.FormatFloat(d, 'x', -1, 64) // keeps -0 and every bit
	}
	return fmt.Sprintf("%#v", v)
}

func (l *lowering) ident(name string) (*node, error) {
	global := strings.TrimPrefix(name, ".")
	for i := len(l.scope) - 1; i >= 0 && global == name; i-- {
		if b := l.scope[i]; b.name == name {
			if b.elem.Kind() == column.RecordKind {
				return nil, errUnclaimed // only its fields are values
			}
			return l.env.pool.node("element", b.elem, b.depth, []*node{b.list}, func(f *frame, self *node) *vec { return f.elems.vals.widened(f.n) }), nil
		}
	}
	if global == Day {
		return l.env.pool.node("day", Date, 0, nil, func(f *frame, self *node) *vec {
			return &vec{n: f.n, one: true, ints: []int64{f.day}}
		}), nil
	}
	if def := l.env.defs[global]; def != nil && def.root != nil {
		return def.root, nil
	} else if def != nil {
		return nil, errUnclaimed
	}
	t := l.env.byKey[global]
	if t.Kind() == column.RecordKind {
		return nil, errUnclaimed
	}
	return l.env.pool.node("fact "+global+" "+t.String(), t, 0, nil, func(f *frame, self *node) *vec {
		return f.fact(f.chunk.Cols[f.batch.Column(global)])
	}), nil
}

// widened gives v as the value of n rows.
func (v *vec) widened(n int) *vec {
	if v.n == n {
		return v
	}
	w := *v
	w.n = n
	return &w
}

// selection lowers element.field and has(element.field) of a list of records.
func (l *lowering) selection(s ast.SelectExpr) (*node, error) {
	if s.Operand().Kind() != ast.IdentKind {
		return nil, errUnclaimed
	}
	for i := len(l.scope) - 1; i >= 0; i-- {
		b := l.scope[i]
		if b.name != s.Operand().AsIdent() {
			continue
		}
		at := b.elem.Field(s.FieldName())
		if b.elem.Kind() != column.RecordKind || at < 0 {
			return nil, errUnclaimed
		}
		t := b.elem.Fields()[at].Type
		if t.Kind() == column.RecordKind {
			return nil, errUnclaimed
		}
		field := l.env.pool.node("field "+s.FieldName(), t, b.depth, []*node{b.list}, func(f *frame, self *node) *vec {
			v := fromColumn(f.elems.recs.Fields[at], &f.arena)
			if f.elems.idx == nil {
				return v
			}
			return v.pick(&f.arena, f.elems.idx)
		})
		if s.IsTestOnly() {
			return l.strict("known", Bool, opKnown, field), nil
		}
		return field, nil
	}
	return nil, errUnclaimed
}

// strict gives a node that computes op from the values of kids. When every kid has one value for
// all rows, so has the node.
func (l *lowering) strict(name string, t Type, op func(a *arena, n int, in []*vec) *vec, kids ...*node) *node {
	depth := 0
	for _, k := range kids {
		depth = max(depth, k.depth)
	}
	return l.env.pool.node(name, t, depth, kids, func(f *frame, _ *node) *vec { return f.apply(op, kids) })
}

// apply gives op of the values of kids: one value for all rows if they have.
func (f *frame) apply(op func(a *arena, n int, in []*vec) *vec, kids []*node) *vec {
	in, one := f.arena.refs.take(len(kids)), true
	for i, k := range kids {
		in[i] = f.of(k)
		one = one && in[i].one
	}
	n := f.n
	if one {
		n = 1
	}
	out := op(&f.arena, n, in)
	out.n, out.one = f.n, one
	return out
}

// call lowers a function or an operator.
func (l *lowering) call(x ast.Expr) (*node, error) {
	call := x.AsCall()
	args := call.Args()
	if call.IsMemberFunction() {
		args = append([]ast.Expr{call.Target()}, args...)
	}
	switch name := call.FunctionName(); name {
	case operators.In:
		return l.membership(args[0], args[1])
	case operators.Index:
		return l.index(x, args[0], args[1])
	case "date":
		return l.date(args[0])
	default:
		kids := make([]*node, len(args))
		for i, a := range args {
			var err error
			if kids[i], err = l.expr(a); err != nil {
				return nil, err
			}
		}
		return l.operation(x, name, kids)
	}
}

func (l *lowering) operation(x ast.Expr, name string, kids []*node) (*node, error) {
	t := l.typeOf(x)
	switch name {
	case operators.LogicalAnd:
		return l.junction("and", true, kids), nil
	case operators.LogicalOr:
		return l.junction("or", false, kids), nil
	case operators.LogicalNot:
		return l.strict("not", Bool, opNot, kids...), nil
	case operators.Conditional:
		if t.Kind() != column.ListKind && !t.IsZero() {
			return l.strict("if", t, opIf(t), kids...), nil
		}
	case "known":
		return l.strict("known", Bool, opKnown, kids...), nil
	case "or_else":
		if t.Kind() != column.ListKind {
			return l.strict("or_else", t, opOrElse(t), kids...), nil
		}
	case operators.Equals, operators.NotEquals, operators.Less, operators.LessEquals, operators.Greater, operators.GreaterEquals:
		return l.comparison(name, kids)
	case operators.Add, operators.Subtract, operators.Multiply, operators.Divide, operators.Modulo, operators.Negate:
		return l.arithmetic(name, t, kids)
	case "size":
		return l.size(kids[0])
	case "sum":
		return l.sum(kids[0])
	case "startsWith", "endsWith", "contains", "matches":
		return l.textTest(name, kids)
	}
	return l.function(x, kids)
}

// function lowers the functions of integers, dates and doubles.
func (l *lowering) function(x ast.Expr, kids []*node) (*node, error) {
	for _, id := range l.ast.NativeRep().GetOverloadIDs(x.ID()) {
		if fn, ok := l.env.kernels[id]; ok {
			return l.kernel(fn, kids), nil
		}
		switch id {
		case "yz_min_double_double":
			return l.strict(id, Double, opDoubles(minDouble), kids...), nil
		case "yz_max_double_double":
			return l.strict(id, Double, opDoubles(maxDouble), kids...), nil
		}
		return l.valueByValue(id, l.typeOf(x), kids)
	}
	return nil, errUnclaimed
}

// date lowers date('…'), of a text in the rule to a constant.
func (l *lowering) date(arg ast.Expr) (*node, error) {
	if s, ok := textLiteral(arg); ok {
		if t, ok := celDate(types.String(s)).(types.Timestamp); ok {
			return l.constant(Date, integer(t)), nil
		}
	}
	text, err := l.expr(arg)
	if err != nil {
		return nil, err
	}
	return l.valueByValue("yz_date_text", Date, []*node{text})
}

// written lowers a list of constants.
func (l *lowering) written(x ast.Expr) (*node, error) {
	t := l.typeOf(x)
	values, ok := l.env.constants(x)
	if t.IsZero() || !ok {
		return nil, errUnclaimed
	}
	vals, ok := constantVec(t.Elem(), values)
	if !ok {
		return nil, errUnclaimed
	}
	name := fmt.Sprintf("list %s", t)
	for _, v := range values {
		name += " " + goText(v)
	}
	return l.env.pool.node(name, t, 0, nil, func(f *frame, self *node) *vec {
		return &vec{n: f.n, one: true, off: []int32{0, int32(len(values))}, elems: elems{n: len(values), vals: vals}}
	}), nil
}

// constants gives the values of a list written in the rule or in a definition, or joined from such:
// int64 (dates as days), string, float64, bool.
func (e *Env) constants(x ast.Expr) ([]any, bool) {
	var out []any
	switch x.Kind() {
	case ast.ListKind:
		for _, elem := range x.AsList().Elements() {
			v, ok := constantOf(elem)
			if !ok {
				return nil, false
			}
			out = append(out, v)
		}
		return out, len(x.AsList().OptionalIndices()) == 0
	case ast.CallKind:
		if call := x.AsCall(); call.FunctionName() == operators.Add {
			left, ok1 := e.constants(call.Args()[0])
			right, ok2 := e.constants(call.Args()[1])
			return append(left, right...), ok1 && ok2
		}
	case ast.IdentKind:
		if def := e.defs[strings.TrimPrefix(x.AsIdent(), ".")]; def != nil {
			return def.env.constants(def.ast.NativeRep().Expr())
		}
	}
	return nil, false
}

func constantOf(x ast.Expr) (any, bool) {
	switch x.Kind() {
	case ast.LiteralKind:
		switch v := x.AsLiteral().(type) {
		case types.Int:
			return int64(v), true
		case types.String:
			return string(v), true
		case types.Double:
			return float64(v), true
		case types.Bool:
			return bool(v), true
		}
	case ast.CallKind:
		if call := x.AsCall(); call.FunctionName() == "date" {
			if s, ok := textLiteral(call.Args()[0]); ok {
				if t, ok := celDate(types.String(s)).(types.Timestamp); ok {
					return integer(t), true
				}
			}
		}
	}
	return nil, false
}
