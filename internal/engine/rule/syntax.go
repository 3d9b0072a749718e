package rule

import (
	"fmt"
	"slices"
	"strings"

	"cel.dev/cel-go/common/ast"

	"yanzhen/internal/base/civil"
	"yanzhen/internal/engine/column"
)

// A Syntax is one expression of a checked rule as it is written, for those who reason about a rule
// without a row. It has the parts of a Node, before anything came out.
type Syntax struct {
	Op    string   // as in Node.Op
	Fact  string   // of "fact" and "definition" its key; of "field" and "element" its path, such as "honours.level"
	Call  string   // of "call" the function
	Type  Type     // of what it gives; the zero Type when columns cannot hold it
	Value any      // of "const": bool, int64, float64, string, civil.Date, or []any of these
	Facts []string // all facts beneath, through definitions, sorted
	Today bool     // whether it asks for the day of evaluation, through definitions

	// Kids are the operands; of an iteration the list and what is said of each element; of a
	// definition what it stands for.
	Kids []*Syntax
}

// Syntax gives the checked rule as a tree. Every call makes a new one.
func (p *Program) Syntax() *Syntax {
	return (&reading{Program: p}).of(p.ast.NativeRep().Expr())
}

// Terms takes a yes-or-no rule apart at its outermost && or ||, through the definition that it may be
// alone. Joined by op they say what the rule says; a rule that is neither has no terms.
// Errors: ours.
func (p *Program) Terms() (op string, terms []*Program, err error) {
	x := p.ast.NativeRep().Expr()
	if def := p.env.defs[dotted(x)]; def != nil {
		return def.Terms()
	}
	if x.Kind() != ast.CallKind {
		return "", nil, nil
	}
	if op = symbols[x.AsCall().FunctionName()]; op != "&&" && op != "||" {
		return "", nil, nil
	}
	for _, part := range x.AsCall().Args() {
		text := (&telling{Program: p}).unparsed(part)
		term, err := p.env.Compile(text, Bool)
		if err != nil {
			return "", nil, fmt.Errorf("compile a term of %q: %w", p.text, err)
		}
		terms = append(terms, term)
	}
	return op, terms, nil
}

// A reading is a rule being read, under the iterations around the place.
type reading struct {
	*Program
	vars []over
}

// An over is an iteration variable with what it runs over.
type over struct {
	told
	facts []string
}

func (r *reading) of(x ast.Expr) *Syntax {
	s := &Syntax{Op: "other", Type: r.env.typeOf(r.ast.NativeRep().GetType(x.ID()))}
	v, constant := written(x)
	if !constant {
		v, constant = shown(x) // date('2024-01-01')
	}
	if constant {
		s.Op, s.Value = "const", v
		return s
	}
	switch x.Kind() {
	case ast.IdentKind:
		r.ident(s, x.AsIdent())
	case ast.SelectKind:
		r.field(s, x.AsSelect())
	case ast.CallKind:
		name := x.AsCall().FunctionName()
		if s.Op = symbols[name]; s.Op == "" {
			s.Op, s.Call = "call", name
		}
		s.Kids = r.all(parts(x))
	case ast.ListKind:
		s.Kids = r.all(parts(x))
	case ast.ComprehensionKind:
		r.iteration(s, x)
	}
	for _, k := range s.Kids {
		s.Facts, s.Today = union(s.Facts, k.Facts), s.Today || k.Today
	}
	return s
}

func (r *reading) all(xs []ast.Expr) []*Syntax {
	out := make([]*Syntax, len(xs))
	for i, x := range xs {
		out[i] = r.of(x)
	}
	return out
}

func (r *reading) ident(s *Syntax, name string) {
	name = strings.TrimPrefix(name, ".")
	if v, ok := r.variable(name); ok {
		s.Op, s.Fact, s.Facts = "element", v.path, v.facts
		return
	}
	if name == Day {
		s.Op, s.Today = "day", true
		return
	}
	s.Fact = name
	if def := r.env.defs[name]; def != nil {
		s.Op, s.Kids = "definition", []*Syntax{def.Syntax()}
		return
	}
	s.Op, s.Facts = "fact", []string{name}
}

func (r *reading) variable(name string) (over, bool) {
	for _, v := range slices.Backward(r.vars) {
		if v.name == name {
			return v, true
		}
	}
	return over{}, false
}

func (r *reading) field(s *Syntax, sel ast.SelectExpr) {
	s.Op = "field"
	if sel.Operand().Kind() == ast.IdentKind {
		if v, ok := r.variable(sel.Operand().AsIdent()); ok && v.path != "" {
			s.Fact = v.path + "." + sel.FieldName()
		}
	}
	s.Kids = []*Syntax{r.of(sel.Operand())}
	if sel.IsTestOnly() {
		s.Op, s.Call = "call", "known"
	}
}

func (r *reading) iteration(s *Syntax, x ast.Expr) {
	c := x.AsComprehension()
	if macro, ok := r.ast.NativeRep().SourceInfo().GetMacroCall(x.ID()); ok {
		s.Op = macro.AsCall().FunctionName()
	}
	list := r.of(c.IterRange())
	inner := &reading{r.Program, append(slices.Clone(r.vars), over{told{c.IterVar(), list.listed()}, list.Facts})}
	s.Kids = []*Syntax{list, inner.of(body(c))}
}

// listed gives the fact whose elements a list holds: itself, or that of the list it was filtered from.
func (s *Syntax) listed() string {
	for s.Op == "filter" || s.Op == "definition" {
		s = s.Kids[0]
	}
	return s.Fact
}

// Call computes a function of one or two numbers and dates, such as add_months, from an int64 or
// civil.Date for each argument; false when there is no such function, or no such result.
func Call(name string, args ...any) (any, bool) {
	numbers := make([]int64, len(args))
	types := make([]Type, len(args))
	for i, arg := range args {
		switch x := arg.(type) {
		case int64:
			numbers[i], types[i] = x, Int
		case civil.Date:
			numbers[i], types[i] = int64(x.Days()), Date
		default:
			return nil, false
		}
	}
	at := slices.IndexFunc(functions, func(f function) bool { return f.name == name && slices.EqualFunc(f.in, types, Type.Equal) })
	if at < 0 {
		return nil, false
	}
	f, out, ok := functions[at], int64(0), false
	switch {
	case f.one != nil:
		out, ok = f.one(numbers[0])
	case f.two != nil:
		out, ok = f.two(numbers[0], numbers[1])
	}
	if ok && f.out.Kind() == column.DateKind {
		return civil.FromDays(int(out)), true
	}
	return out, ok
}
