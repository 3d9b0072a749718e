package rule

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common"
	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/cost"
	"cel.dev/cel-go/common/operators"
	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"

	"yanzhen/internal/base/civil"
	"yanzhen/internal/base/fault"
	"yanzhen/internal/engine/column"
)

// A Program is one compiled rule. It is immutable and safe for concurrent use.
type Program struct {
	env    *Env
	text   string
	typ    Type
	ast    *cel.Ast
	rows   cel.Program
	states int  // of the largest pattern of matches
	heavy  bool // it may take so long that a clock runs beside it
	facts  []string
	root   *node           // nil when columns cannot hold the result: every row goes to cel-go
	nodes  map[int64]*node // by id of the checked expression, for explanations
}

// Compile parses, checks and lowers text, whose result must be of type want; the zero Type takes any.
//
// Errors: Problems when the text is wrong, too long (MaxRule), too costly in the worst case (MaxCost)
// or of another type; anything else is ours.
func (e *Env) Compile(text string, want Type) (*Program, error) {
	if len(text) > MaxRule {
		return nil, Problems{{Line: 1, Column: 1, Key: "rule.problem.too_long", Args: map[string]any{"most": MaxRule},
			Message: fmt.Sprintf("the rule is longer than %d bytes", MaxRule)}}
	}
	checked, issues := e.cel.Compile(text)
	if issues.Err() != nil {
		return nil, e.problems(issues)
	}
	p := &Program{env: e, text: text, typ: e.typeOf(checked.OutputType()), ast: checked}
	if ps := p.review(want); len(ps) > 0 {
		return nil, ps
	}
	var err error
	if p.rows, err = e.cel.Program(checked, p.plan()...); err != nil {
		return nil, Problems{p.neverAt(checked.NativeRep().Expr(), err)}
	}
	p.facts = p.collectFacts()
	if err := p.lower(); err != nil {
		return nil, fmt.Errorf("lower a rule: %w", err)
	}
	return p, nil
}

// Text gives the rule as it was written.
func (p *Program) Text() string { return p.text }

// Type gives the type of the result.
func (p *Program) Type() Type { return p.typ }

// Facts gives the keys of the facts that the rule reads, through definitions too, sorted; day is
// not among them.
func (p *Program) Facts() []string { return p.facts }

// EvalRow evaluates the rule for one row of facts (see column.Builder.Append) with cel-go.
//
// It gives the value as bool, int64, float64, string, civil.Date, []any or map[string]any; or a nil
// value with the sorted paths of the absent facts ("honours", or "honours.level" for a field of an
// element) when the result is unknown; or an error when the result does not exist.
// Errors: Invalid rule.failed.* for what CEL calls an evaluation error; TooLarge rule.failed.too_costly.
func (p *Program) EvalRow(row map[string]any, day civil.Date) (value any, unknown []string, err error) {
	v := p.evalCel(&rowScope{p.env, row, day, map[string]ref.Val{}})
	switch x := v.(type) {
	case *types.Err:
		var f *fault.Fault
		if errors.As(x.Unwrap(), &f) {
			return nil, nil, f
		}
		return nil, nil, failure(x.Unwrap())
	case *types.Unknown:
		return nil, missing(x), nil
	}
	value, err = fromCel(v)
	return value, nil, err
}

// evalCel runs the row program; an evaluation error comes back as *types.Err.
func (p *Program) evalCel(scope *rowScope) ref.Val {
	v, err := p.run(scope)
	if err != nil {
		if already, ok := v.(*types.Err); ok {
			return already
		}
		return types.WrapErr(err).(*types.Err)
	}
	return v
}

// run evaluates in MaxTime at most.
func (p *Program) run(scope *rowScope) (ref.Val, error) {
	if !p.heavy {
		v, _, err := p.rows.Eval(scope)
		return v, err
	}
	ctx, stop := context.WithTimeout(context.Background(), MaxTime)
	defer stop()
	v, _, err := p.rows.ContextEval(ctx, scope)
	return v, err
}

// review finds what cel-go allows and we do not.
func (p *Program) review(want Type) Problems {
	root := p.ast.NativeRep().Expr()
	var ps Problems
	if have := p.ast.OutputType(); p.typ.IsZero() || !want.IsZero() && !p.typ.Equal(want) {
		name := want.String()
		if want.IsZero() {
			name = "a type of facts"
		}
		ps = append(ps, p.problemAt(root, "rule.problem.result_type",
			fmt.Sprintf("expected a result of type '%s' but found '%s'", name, have), "want", name, "have", have.String()))
	}
	walk(root, func(x ast.Expr) {
		switch x.Kind() {
		case ast.ComprehensionKind:
			if v := x.AsComprehension().IterVar(); p.env.hidden(v) {
				ps = append(ps, p.problemAt(x, "rule.problem.hides", fmt.Sprintf("variable '%s' hides a fact", v), "name", v))
			}
		case ast.StructKind:
			ps = append(ps, p.problemAt(x, "rule.problem.no_struct", "a rule cannot build a record"))
		case ast.CallKind:
			ps = append(ps, p.reviewCall(x)...)
		}
	})
	if ps = append(ps, p.reviewLanguage()...).inOrder(); len(ps) == 0 {
		ps = p.reviewCost(root)
	}
	return ps
}

// reviewCall checks the constants that a function is particular about.
func (p *Program) reviewCall(x ast.Expr) Problems {
	call := x.AsCall()
	switch call.FunctionName() {
	case "matches":
		pattern, ok := textLiteral(call.Args()[len(call.Args())-1])
		if !ok || len(pattern) > MaxPattern {
			return Problems{p.problemAt(x, "rule.problem.pattern_constant",
				fmt.Sprintf("the pattern of matches must be a text of at most %d bytes written in the rule", MaxPattern), "most", MaxPattern)}
		}
		states, err := statesOf(pattern)
		if err != nil {
			return Problems{p.problemAt(x, "rule.problem.pattern_wrong", err.Error(), "detail", err.Error())}
		}
		p.states = max(p.states, states)
		if states > MaxStates {
			return Problems{p.problemAt(x, "rule.problem.pattern_large", fmt.Sprintf("the pattern has %d states; at most %d are allowed", states, MaxStates),
				"states", states, "most", MaxStates)}
		}
	case "int", "double":
		if s, ok := textLiteral(call.Args()[0]); ok {
			_, err := strconv.ParseFloat(s, 64)
			if call.FunctionName() == "int" {
				_, err = strconv.ParseInt(s, 10, 64)
			}
			if err != nil {
				return Problems{p.problemAt(x, "rule.problem.not_a_number", fmt.Sprintf("'%s' is not a number", s), "text", s)}
			}
		}
	case "date":
		if s, ok := textLiteral(call.Args()[0]); ok {
			if d, err := civil.Parse(s); err != nil || d.Before(column.FirstDay) {
				return Problems{p.problemAt(x, "rule.problem.not_a_date", fmt.Sprintf("'%s' is not a day as YYYY-MM-DD", s), "text", s)}
			}
		}
	}
	return nil
}

func textLiteral(x ast.Expr) (string, bool) {
	if x.Kind() != ast.LiteralKind {
		return "", false
	}
	s, ok := x.AsLiteral().(types.String)
	return string(s), ok
}

// reviewCost refuses a rule that could cost more than MaxCost with the longest lists and texts.
func (p *Program) reviewCost(root ast.Expr) Problems {
	est, err := p.env.cel.EstimateCost(p.ast, sizes{p.env, p.states})
	if err != nil {
		return Problems{p.problemAt(root, "rule.problem.other", err.Error(), "detail", err.Error())}
	}
	if est.Max > MaxCost {
		return Problems{p.problemAt(root, "rule.problem.too_costly",
			fmt.Sprintf("the rule may take %d steps for one row; at most %d are allowed", est.Max, MaxCost), "cost", est.Max, "most", MaxCost)}
	}
	p.heavy = est.Max > heavy
	return nil
}

// sizes tells the cost estimate how long facts and definitions can be: as long as columns let them be,
// but for lists and texts within the elements of a list, of which few are long. That no row costs more than MaxCost
// all the same is seen to when it is evaluated.
type sizes struct {
	env    *Env
	states int
}

const maxInner = 256

func (s sizes) EstimateSize(n cost.AstNode) *cost.SizeEstimate {
	switch n.Type().Kind() {
	case types.StringKind:
		if len(n.Path()) > 1 {
			return &cost.SizeEstimate{Min: 0, Max: maxInner}
		}
		return &cost.SizeEstimate{Min: 0, Max: column.MaxText}
	case types.ListKind:
		return &cost.SizeEstimate{Min: 0, Max: s.list(n)}
	}
	return nil
}

func (s sizes) list(n cost.AstNode) uint64 {
	path := n.Path()
	if len(path) == 1 && s.env.defs[path[0]] != nil {
		if members, known := s.env.defs[path[0]].members(); known {
			return members
		}
	}
	if len(path) > 1 {
		return maxInner
	}
	return column.MaxList
}

// members counts the members of a list that is written out, as lists of policies are.
func (p *Program) members() (n uint64, known bool) {
	known = true
	var count func(x ast.Expr)
	count = func(x ast.Expr) {
		switch {
		case x.Kind() == ast.ListKind:
			n += uint64(x.AsList().Size())
		case x.Kind() == ast.CallKind && x.AsCall().FunctionName() == operators.Add:
			for _, part := range x.AsCall().Args() {
				count(part)
			}
		case x.Kind() == ast.IdentKind && p.env.defs[x.AsIdent()] != nil:
			more, ok := p.env.defs[x.AsIdent()].members()
			n, known = n+more, known && ok
		default:
			known = false
		}
	}
	count(p.ast.NativeRep().Expr())
	return n, known
}

// EstimateCallCost knows that no function makes a text longer than MaxText, that lists are compared
// element by element, and what a match takes; nil leaves others to cel-go.
func (s sizes) EstimateCallCost(function, _ string, target *cost.AstNode, args []cost.AstNode) *cost.CallEstimate {
	switch function {
	case "matches":
		text := args[0]
		if target != nil {
			text = *target
		}
		return cost.NewCallEstimate(cost.CostEstimate{Min: 1, Max: 1 + s.size(text)*uint64(s.states)/stepsPerCost}, nil)
	case "join", "replace":
		return cost.NewCallEstimate(cost.CostEstimate{Min: 1, Max: column.MaxList + MaxText/10}, &cost.SizeEstimate{Min: 0, Max: MaxText})
	case operators.Equals, operators.NotEquals:
		if args[0].Type().Kind() != types.ListKind {
			return nil
		}
		return cost.NewCallEstimate(cost.CostEstimate{Min: 1, Max: 1 + min(s.size(args[0]), s.size(args[1]))*s.each(args[0].Type().Parameters()[0])}, nil)
	}
	return nil
}

// size gives the largest size of a text or a list.
func (s sizes) size(n cost.AstNode) uint64 {
	if size := n.ComputedSize(); size != nil {
		return size.Max
	}
	return s.EstimateSize(n).Max
}

// each gives what one element of a list costs to compare, as calls counts it.
func (s sizes) each(t *cel.Type) uint64 {
	rec, ok := s.env.records.find(t.TypeName())
	if !ok {
		return 2
	}
	n := uint64(2)
	for _, f := range rec.typ.Fields() {
		n += 2
		if f.Type.Kind() == column.ListKind {
			n += 4 * maxInner
		}
	}
	return n
}

// problemAt makes a problem at expression x; args are names and values in turn.
func (p *Program) problemAt(x ast.Expr, key, message string, args ...any) Problem {
	loc := p.ast.NativeRep().SourceInfo().GetStartLocation(x.ID())
	if loc == common.NoLocation {
		loc = common.NewLocation(1, 0)
	}
	pr := Problem{Line: max(1, loc.Line()), Column: loc.Column() + 1, Key: key, Message: message}
	for i := 0; i+1 < len(args); i += 2 {
		if pr.Args == nil {
			pr.Args = map[string]any{}
		}
		pr.Args[args[i].(string)] = args[i+1]
	}
	return pr
}

// neverAt makes the problem of a part that cel-go computed beforehand, in vain.
func (p *Program) neverAt(x ast.Expr, err error) Problem {
	key := "rule.problem.never"
	switch fault.Of(failure(err)).Key {
	case "rule.failed.overflow":
		key = "rule.problem.number"
	case "rule.failed.not_numeric":
		key = "rule.problem.never_number"
	}
	var at *types.Err
	if errors.As(err, &at) {
		walk(x, func(y ast.Expr) {
			if y.ID() == at.NodeID() {
				x = y
			}
		})
	}
	return p.problemAt(x, key, err.Error(), "detail", err.Error())
}

// collectFacts reads the references of the checked expression.
func (p *Program) collectFacts() []string {
	seen := map[string]bool{}
	for _, r := range p.ast.NativeRep().ReferenceMap() {
		name := strings.TrimPrefix(r.Name, ".")
		if def := p.env.defs[name]; def != nil {
			for _, key := range def.facts {
				seen[key] = true
			}
		} else if _, ok := p.env.byKey[name]; ok && name != Day {
			seen[name] = true
		}
	}
	keys := make([]string, 0, len(seen))
	for key := range seen {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	return keys
}

// walk visits x and all expressions in it.
func walk(x ast.Expr, visit func(ast.Expr)) {
	ast.PreOrderVisit(x, ast.NewExprVisitor(visit))
}
