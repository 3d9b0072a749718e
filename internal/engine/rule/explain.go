package rule

import (
	"fmt"
	"slices"
	"strings"

	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/operators"
	"cel.dev/cel-go/parser"

	"yanzhen/internal/base/civil"
	"yanzhen/internal/base/fault"
	"yanzhen/internal/engine/column"
)

// A Node explains one expression of a rule for one row: what it is, what came out, and from what.
// It holds no words; who shows it makes sentences of the parts.
type Node struct {
	// Op is "&&", "||", "!", a relation ("==", "!=", "<", "<=", ">", ">="), "in", "+" "-" "*" "/" "%",
	// "?:", "exists", "all", "exists_one", "filter", "map", "call" (of Call), "index", "fact" (of Fact),
	// "field" and "element" of an iteration, "definition" (of Fact), "day", "const", or "other".
	Op   string `json:"op"`
	Text string `json:"text"` // the expression, spaced in the standard way

	// Verdict of a bool expression; for another type Yes means that it has a value.
	Verdict Verdict `json:"verdict"`
	Value   any     `json:"value,omitempty"` // as EvalRow gives it; nil without one

	Fact  string   `json:"fact,omitempty"`  // the fact, definition or field ("honours.level") that it is or compares
	Call  string   `json:"call,omitempty"`  // the function that it is or compares: age, months_between, size, …
	Facts []string `json:"facts,omitempty"` // keys of all facts beneath, sorted

	// A relation or "in" is turned so that what depends on facts stands on the left: Have Op Want.
	// Short is what Have lacks (or exceeds by) when a relation of order says no: an int64 (days for
	// dates) or a float64.
	Have  any `json:"have,omitempty"`
	Want  any `json:"want,omitempty"`
	Short any `json:"short,omitempty"`

	Missing []string `json:"missing,omitempty"` // when unknown: the absent facts and fields behind it, sorted
	Failure string   `json:"failure,omitempty"` // when failed, on the outermost node: the message key of the fault

	// Kids are the operands; of exists, all and exists_one, after the list, its elements in order.
	Kids    []*Node `json:"kids,omitempty"`
	Element int     `json:"element,omitempty"` // from 1: which element of the list it explains
}

// Explain evaluates the rule for one row (see EvalRow) and gives the whole tree of what came out.
// Errors: Invalid column.value.* when the row holds a value that does not fit its fact.
func (p *Program) Explain(row map[string]any, day civil.Date) (*Node, error) {
	fields := make([]column.Field, len(p.facts))
	for i, key := range p.facts {
		fields[i] = column.Field{Name: key, Type: p.factType(key)}
	}
	batch, err := column.Rows(fields, row)
	if err != nil {
		return nil, err
	}
	value, missing, failed := p.EvalRow(row, day)
	root := p.explain(batch, day)
	root.Value, root.Missing = value, union(root.Missing, missing)
	root.Verdict = verdictOf(value, failed)
	if failed != nil {
		root.Failure = fault.Of(failed).Key
	}
	return root, nil
}

func verdictOf(value any, failed error) Verdict {
	switch {
	case failed != nil:
		return Failed
	case value == nil:
		return Unknown
	case value == false:
		return No
	}
	return Yes
}

// explain gives the tree, or the bare root when the lists are too wide for it.
func (p *Program) explain(batch *column.Batch, day civil.Date) (root *Node) {
	x := p.ast.NativeRep().Expr()
	defer func() {
		if r := recover(); r != nil && r != errTooWide {
			panic(r)
		} else if r != nil {
			root = &Node{Op: "other", Text: p.text, Facts: p.facts}
		}
	}()
	e := newEvaluation(batch, int64(day.Days()))
	defer e.close()
	e.open(0)
	return (&telling{Program: p, frame: e.top(p.env.pool)}).of(x)
}

// A telling is the state of an explanation: where in the row, and under which iterations.
type telling struct {
	*Program
	frame *frame
	row   int
	vars  []told
}

type told struct {
	name string
	path string // key of the list's fact
}

func (t *telling) of(x ast.Expr) *Node {
	n := &Node{Op: "other", Text: t.unparsed(x)}
	if computed := t.nodes[x.ID()]; computed != nil {
		v := t.frame.of(computed)
		n.Value = v.value(computed.typ, t.row)
		unknown, failed := v.state(t.row)
		switch {
		case failed:
			n.Verdict = Failed
		case unknown:
			n.Verdict = Unknown
		default:
			n.Verdict = verdictOf(n.Value, nil)
		}
	} else if v, ok := written(x); ok {
		n.Value, n.Verdict = v, Yes
	} else {
		n.Verdict = Unknown
	}
	switch x.Kind() {
	case ast.LiteralKind:
		n.Op = "const"
	case ast.IdentKind:
		t.ident(n, x.AsIdent())
	case ast.SelectKind:
		t.field(n, x.AsSelect())
	case ast.CallKind:
		t.call(n, x)
	case ast.ListKind, ast.MapKind:
		if n.Op = "const"; n.Value == nil {
			n.Op = "other"
			for _, k := range parts(x) {
				n.Kids = append(n.Kids, t.of(k))
			}
		}
	case ast.ComprehensionKind:
		t.iteration(n, x)
	}
	n.gather()
	return n
}

// gather collects the facts beneath, and what is missing when the outcome is unknown.
func (n *Node) gather() {
	for _, k := range n.Kids {
		n.Facts = union(n.Facts, k.Facts)
		if n.Verdict == Unknown {
			n.Missing = union(n.Missing, k.Missing)
		}
	}
}

func union(a, b []string) []string {
	if len(b) == 0 {
		return a
	}
	all := append(slices.Clone(a), b...)
	slices.Sort(all)
	return slices.Compact(all)
}

func (t *telling) unparsed(x ast.Expr) string {
	s, err := parser.Unparse(x, t.ast.NativeRep().SourceInfo())
	if err != nil {
		return ""
	}
	return strings.ReplaceAll(s, "\n", " ") // the unparser breaks long lines; a text's own breaks are escaped
}

func (t *telling) ident(n *Node, name string) {
	for i := len(t.vars) - 1; i >= 0; i-- {
		if t.vars[i].name == name {
			n.Op, n.Fact = "element", t.vars[i].path
			return
		}
	}
	name = strings.TrimPrefix(name, ".")
	if name == Day {
		n.Op = "day"
		return
	}
	n.Fact = name
	if def := t.env.defs[name]; def != nil {
		n.Op = "definition"
		n.Kids = []*Node{(&telling{Program: def, frame: t.frame.at(0), row: t.outermost()}).of(def.ast.NativeRep().Expr())}
		return
	}
	n.Op, n.Facts = "fact", []string{name}
	if n.Verdict == Unknown {
		n.Missing = []string{name}
	}
}

// outermost gives the row of the chunk that the current element belongs to.
func (t *telling) outermost() int {
	row := t.row
	for f := t.frame; f.depth > 0; f = f.parent {
		row = int(f.up[row])
	}
	return row
}

func (t *telling) field(n *Node, s ast.SelectExpr) {
	n.Op = "field"
	if s.Operand().Kind() == ast.IdentKind {
		for i := len(t.vars) - 1; i >= 0; i-- {
			if v := t.vars[i]; v.name == s.Operand().AsIdent() {
				n.Fact = v.path + "." + s.FieldName()
				n.Facts = []string{v.path}
				break
			}
		}
	}
	if s.IsTestOnly() {
		n.Op, n.Call = "call", "known"
	} else if n.Verdict == Unknown && n.Fact != "" {
		n.Missing = []string{n.Fact}
	}
}

var symbols = map[string]string{
	operators.LogicalAnd: "&&", operators.LogicalOr: "||", operators.LogicalNot: "!", operators.Conditional: "?:",
	operators.Equals: "==", operators.NotEquals: "!=", operators.Less: "<", operators.LessEquals: "<=",
	operators.Greater: ">", operators.GreaterEquals: ">=", operators.In: "in", operators.Index: "index",
	operators.Add: "+", operators.Subtract: "-", operators.Multiply: "*", operators.Divide: "/",
	operators.Modulo: "%", operators.Negate: "-",
}

var mirrored = map[string]string{"<": ">", "<=": ">=", ">": "<", ">=": "<=", "==": "==", "!=": "!="}

func (t *telling) call(n *Node, x ast.Expr) {
	name := x.AsCall().FunctionName()
	if n.Op = symbols[name]; n.Op == "" {
		n.Op, n.Call = "call", name
	}
	if _, constant := constantOf(x); constant { // date('2024-01-01')
		n.Op, n.Call = "const", ""
		return
	}
	for _, k := range parts(x) {
		n.Kids = append(n.Kids, t.of(k))
	}
	if n.Op == "&&" || n.Op == "||" {
		n.flatten()
	}
	if _, relation := mirrored[n.Op]; relation || n.Op == "in" {
		n.compare()
	}
}

// flatten makes one node of a chain of the same operator, as people read it.
func (n *Node) flatten() {
	var kids []*Node
	for _, k := range n.Kids {
		if k.Op == n.Op {
			kids = append(kids, k.Kids...)
		} else {
			kids = append(kids, k)
		}
	}
	n.Kids = kids
}

// compare fills Have, Want and Short, with the side that depends on facts on the left.
func (n *Node) compare() {
	left, right := n.Kids[0], n.Kids[1]
	if n.Op != "in" && !left.depends() && right.depends() {
		left, right, n.Op = right, left, mirrored[n.Op]
		n.Kids = []*Node{left, right}
	}
	n.Fact, n.Call, n.Have, n.Want = left.Fact, left.Call, left.Value, right.Value
	if n.Fact == "" && n.Call == "" {
		n.Fact = right.Fact // constant in fact
	}
	if n.Verdict == No {
		n.Short = short(n.Op, n.Have, n.Want)
	}
}

func (n *Node) depends() bool { return len(n.Facts) > 0 || n.Op == "element" || n.Op == "field" }

// short gives by how much a value misses a relation of order; nil for others.
func short(op string, have, want any) any {
	sign := int64(1)
	if op == "<" || op == "<=" {
		sign = -1
	}
	strict := int64(0)
	if op == "<" || op == ">" {
		strict = 1
	}
	if op == "==" || op == "!=" || op == "in" {
		return nil
	}
	switch h := have.(type) {
	case int64:
		if w, ok := want.(int64); ok {
			if gap, ok := subInt(w, h); ok {
				return gap*sign + strict
			}
		}
	case float64:
		if w, ok := want.(float64); ok {
			return (w - h) * float64(sign)
		}
	case civil.Date:
		if w, ok := want.(civil.Date); ok {
			return int64(w.Days()-h.Days())*sign + strict
		}
	}
	return nil
}

// iteration explains a macro over a list: the list, then every element.
func (t *telling) iteration(n *Node, x ast.Expr) {
	c := x.AsComprehension()
	if macro, ok := t.ast.NativeRep().SourceInfo().GetMacroCall(x.ID()); ok {
		n.Op = macro.AsCall().FunctionName()
	}
	list := t.of(c.IterRange())
	n.Kids = []*Node{list}
	n.Fact = list.Fact
	computed, over := t.nodes[x.ID()], t.nodes[c.IterRange().ID()]
	if computed == nil || over == nil || strings.HasPrefix(computed.key, "row ") || list.Verdict != Yes {
		return
	}
	sub, v := t.frame.each(over)
	inner := &telling{Program: t.Program, frame: sub, vars: append(slices.Clone(t.vars), told{c.IterVar(), list.Fact})}
	lo := int(v.off[t.row])
	for j := lo; j < int(v.off[t.row+1]); j++ {
		inner.row = j
		k := inner.of(body(c))
		k.Element = j - lo + 1
		n.Kids = append(n.Kids, k)
	}
}

// body gives what a macro says about each element.
func body(c ast.ComprehensionExpr) ast.Expr {
	step := c.LoopStep().AsCall()
	switch step.FunctionName() {
	case operators.Conditional: // filter, exists_one, map with a condition
		return step.Args()[0]
	case operators.Add: // map
		return step.Args()[1].AsList().Elements()[0]
	}
	return step.Args()[1]
}

// parts gives the operands of a call, the elements of a list, the keys and values of a map.
func parts(x ast.Expr) []ast.Expr {
	switch x.Kind() {
	case ast.CallKind:
		if call := x.AsCall(); call.IsMemberFunction() {
			return append([]ast.Expr{call.Target()}, call.Args()...)
		}
		return x.AsCall().Args()
	case ast.ListKind:
		return x.AsList().Elements()
	}
	var out []ast.Expr
	for _, e := range x.AsMap().Entries() {
		out = append(out, e.AsMapEntry().Key(), e.AsMapEntry().Value())
	}
	return out
}

// written gives the value of a constant that has no column.
func written(x ast.Expr) (any, bool) {
	switch x.Kind() {
	case ast.LiteralKind:
		return shown(x)
	case ast.ListKind:
		out := []any{}
		for _, e := range x.AsList().Elements() {
			v, ok := shown(e)
			if !ok {
				return nil, false
			}
			out = append(out, v)
		}
		return out, true
	case ast.MapKind:
		out := map[string]any{}
		for _, e := range x.AsMap().Entries() {
			k, ok1 := shown(e.AsMapEntry().Key())
			v, ok2 := shown(e.AsMapEntry().Value())
			if !ok1 || !ok2 {
				return nil, false
			}
			out[fmt.Sprint(k)] = v
		}
		return out, true
	}
	return nil, false
}

// shown is constantOf with dates as dates.
func shown(x ast.Expr) (any, bool) {
	v, ok := constantOf(x)
	if day, isInt := v.(int64); ok && isInt && x.Kind() == ast.CallKind {
		return civil.FromDays(int(day)), true
	}
	return v, ok
}
