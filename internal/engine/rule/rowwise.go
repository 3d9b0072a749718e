package rule

import (
	"errors"
	"fmt"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"
	"cel.dev/cel-go/common/types/traits"
	"cel.dev/cel-go/parser"

	"yanzhen/internal/base/civil"
	"yanzhen/internal/engine/column"
)

// rowwise gives a node that runs x with cel-go once for every row of the frame: the way out for what
// columns do not claim.
func (l *lowering) rowwise(x ast.Expr, t Type) (*node, error) {
	rep := l.ast.NativeRep()
	prog, err := l.env.cel.PlanProgram(ast.NewCheckedAST(ast.NewAST(x, rep.SourceInfo()), rep.TypeMap(), rep.ReferenceMap()), l.plan()...)
	if err != nil {
		return nil, fmt.Errorf("plan part of a rule: %w", err)
	}
	text, err := parser.Unparse(x, rep.SourceInfo())
	if err != nil {
		return nil, fmt.Errorf("name part of a rule: %w", err)
	}
	scope := l.within(x)
	name, kids := fmt.Sprintf("row %p %s", l.env, text), []*node(nil)
	for _, b := range scope {
		name += fmt.Sprintf(" %s@%d", b.name, b.depth)
		kids = append(kids, b.list)
	}
	return l.env.pool.node(name, t, len(scope), kids, func(f *frame, self *node) *vec {
		m := newMaker(t, f.n)
		s := &frameScope{env: l.env, scope: scope, frame: f, facts: map[string]held{}}
		for i := range f.n {
			s.row = i
			v, detail, err := prog.Eval(s)
			if err != nil {
				v = types.WrapErr(err)
			}
			f.spendOn(v)
			if cost := detail.ActualCost(); cost != nil && f.depth > 0 {
				f.spend(perCost * int(*cost))
			}
			m.put(i, v)
		}
		return m.vec()
	}), nil
}

// within gives the iteration variables that x can see, up to the innermost that it reads.
func (l *lowering) within(x ast.Expr) []binding {
	deepest := 0
	walk(x, func(y ast.Expr) {
		if y.Kind() != ast.IdentKind {
			return
		}
		for i, b := range l.scope {
			if b.name == y.AsIdent() {
				deepest = max(deepest, i+1)
			}
		}
	})
	return l.scope[:deepest]
}

// A frameScope gives cel-go the names in scope for one row of a frame.
type frameScope struct {
	env   *Env
	scope []binding
	frame *frame
	row   int
	facts map[string]held
}

// A held fact is the value of the row that asked for it last: the elements of one list ask for the same.
type held struct {
	row   int
	value ref.Val
}

// Parent is nil: the frame has everything.
func (s *frameScope) Parent() cel.Activation { return nil }

// ResolveName gives the value of an iteration variable, a fact, a definition or day.
func (s *frameScope) ResolveName(name string) (any, bool) {
	for i := len(s.scope) - 1; i >= 0; i-- {
		if b := s.scope[i]; b.name == name {
			f, row := s.rowAt(b.depth)
			return s.env.celElem(f.elems, b.elem, row, name), true
		}
	}
	t, ok := s.env.byKey[name]
	if !ok {
		return nil, false
	}
	f, row := s.rowAt(0)
	if name == Day {
		return celDay(f.day), true
	}
	if h, ok := s.facts[name]; ok && h.row == row {
		return h.value, true
	}
	v := s.fact(f, row, name, t)
	s.facts[name] = held{row, v}
	return v, true
}

// fact gives a fact or a definition for a row of the chunk's frame f.
func (s *frameScope) fact(f *frame, row int, name string, t Type) ref.Val {
	if def := s.env.defs[name]; def != nil && def.root != nil {
		return s.env.celValue(f.of(def.root), t, row, name)
	} else if def != nil {
		return def.evalCel(&rowScope{def.env, f.facts(def.facts, f.row(row)), civil.FromDays(int(f.day)), map[string]ref.Val{}})
	}
	c := f.chunk.Cols[f.batch.Column(name)]
	return toCel(c.Value(f.row(row)), s.env.celType[name], s.env.records, name)
}

// facts gives some facts of a row of the chunk.
func (f *frame) facts(keys []string, row int) map[string]any {
	out := map[string]any{}
	for _, key := range keys {
		if v := f.chunk.Cols[f.batch.Column(key)].Value(row); v != nil {
			out[key] = v
		}
	}
	return out
}

// rowAt gives the frame of the given depth and the row in it that the current one belongs to.
func (s *frameScope) rowAt(depth int) (*frame, int) {
	f, row := s.frame, s.row
	for f.depth > depth {
		f, row = f.parent, int(f.up[row])
	}
	return f, row
}

// celValue gives row i of a vec to cel-go.
func (e *Env) celValue(v *vec, t Type, i int, path string) ref.Val {
	if unknown, failed := v.state(i); unknown {
		return unknownOf(pathID(path), path)
	} else if failed {
		return types.NewErr("%s failed", path)
	}
	if v.one {
		i = 0
	}
	switch t.Kind() {
	case column.BoolKind:
		return types.Bool(column.Bits(v.bits).Get(i))
	case column.IntKind:
		return types.Int(v.code(i))
	case column.DateKind:
		return celDay(v.code(i))
	case column.DoubleKind:
		return types.Double(v.f64[i])
	case column.TextKind:
		return types.String(v.word(i))
	}
	var list []ref.Val
	for j := v.off[i]; j < v.off[i+1]; j++ {
		list = append(list, e.celElem(v.elems, t.Elem(), int(j), path))
	}
	return types.NewRefValList(types.DefaultTypeAdapter, list)
}

func (e *Env) celElem(es elems, t Type, j int, path string) ref.Val {
	if es.vals != nil {
		return e.celValue(es.vals, t, j, path)
	}
	if es.idx != nil {
		j = int(es.idx[j])
	}
	return toCel(es.recs.Value(j), e.records.named(t), e.records, path)
}

// named gives cel-go's type for a record type that was registered.
func (rs records) named(t Type) *cel.Type {
	recordsMu.RLock()
	defer recordsMu.RUnlock()
	for _, r := range rs {
		if r.typ.Equal(t) {
			return r.cel
		}
	}
	return cel.DynType
}

// A maker collects what cel-go gives for the rows of a frame.
type maker struct {
	typ      Type
	v        vec
	unk, err column.Bits
	lists    [][]ref.Val
}

func newMaker(t Type, n int) *maker {
	m := &maker{typ: t, v: vec{n: n}, unk: make(column.Bits, column.Words(n)), err: make(column.Bits, column.Words(n))}
	switch t.Kind() {
	case column.BoolKind:
		m.v.bits = make([]uint64, column.Words(n))
	case column.IntKind, column.DateKind:
		m.v.ints = make([]int64, n)
	case column.DoubleKind:
		m.v.f64 = make([]float64, n)
	case column.TextKind:
		m.v.strs = make([]string, n)
	default:
		m.lists = make([][]ref.Val, n)
	}
	return m
}

var errNotAValue = errors.New("no value of the type")

func (m *maker) put(i int, v ref.Val) {
	if types.IsUnknown(v) {
		m.unk.Set(i)
		return
	}
	x, err := fromCel(v)
	if types.IsError(v) {
		err = errNotAValue
	}
	if err != nil {
		m.err.Set(i)
		return
	}
	switch c := x.(type) {
	case bool:
		column.Bits(m.v.bits).Put(i, c)
	case int64:
		m.v.ints[i] = c
	case float64:
		m.v.f64[i] = c
	case string:
		m.v.strs[i] = c
	case civil.Date:
		m.v.ints[i] = int64(c.Days())
	case []any:
		m.lists[i] = refs(v)
	}
}

func (m *maker) vec() *vec {
	m.v.unk, m.v.err = m.unk, m.err
	if m.lists == nil {
		return &m.v
	}
	m.v.off = []int32{0}
	var flat []ref.Val
	for _, list := range m.lists {
		flat = append(flat, list...)
		m.v.off = append(m.v.off, int32(len(flat)))
	}
	inner := newMaker(m.typ.Elem(), len(flat))
	for j, v := range flat {
		inner.put(j, v)
	}
	m.v.elems = elems{n: len(flat), vals: inner.vec()}
	return &m.v
}

// refs gives the elements of a list of cel-go.
func refs(v ref.Val) []ref.Val {
	var out []ref.Val
	for it := v.(traits.Lister).Iterator(); it.HasNext() == types.True; {
		out = append(out, it.Next())
	}
	return out
}
