package bench

import (
	"fmt"

	"cel.dev/cel-go/common"
	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/parser"
)

// parse reads the text of a rule for the peers that are written by hand. Macros stay calls, so that a
// peer sees exists and not what cel-go makes of it.
func parse(text string) (ast.Expr, error) {
	p, err := parser.NewParser(parser.Macros())
	if err != nil {
		return nil, err
	}
	tree, wrong := p.Parse(common.NewTextSource(text))
	if len(wrong.GetErrors()) > 0 {
		return nil, fmt.Errorf("parse %q: %s", text, wrong.ToDisplayString())
	}
	return tree.Expr(), nil
}

// calling gives the function of a call and its arguments, the target of a method first; "" for what
// is no call.
func calling(e ast.Expr) (name string, args []ast.Expr) {
	if e.Kind() != ast.CallKind {
		return "", nil
	}
	c := e.AsCall()
	if c.IsMemberFunction() {
		args = append(args, c.Target())
	}
	return c.FunctionName(), append(args, c.Args()...)
}

// chained gives the operands of a chain of one operator, or e itself.
func chained(op string, e ast.Expr) []ast.Expr {
	if name, args := calling(e); name == op {
		return append(chained(op, args[0]), chained(op, args[1])...)
	}
	return []ast.Expr{e}
}

// constInt reads a whole number written in the rule.
func constInt(e ast.Expr) (int64, bool) {
	if e.Kind() != ast.LiteralKind {
		return 0, false
	}
	i, ok := e.AsLiteral().(types.Int)
	return int64(i), ok
}

// constText reads a text written in the rule.
func constText(e ast.Expr) (string, bool) {
	if e.Kind() != ast.LiteralKind {
		return "", false
	}
	s, ok := e.AsLiteral().(types.String)
	return string(s), ok
}

// constTexts reads a list of texts written in the rule.
func constTexts(e ast.Expr) (list []string, ok bool) {
	if e.Kind() != ast.ListKind {
		return nil, false
	}
	for _, x := range e.AsList().Elements() {
		s, isText := constText(x)
		if !isText {
			return nil, false
		}
		list = append(list, s)
	}
	return list, true
}

// place gives the place of the fact that e names, -1 if it names none.
func place(e ast.Expr) int {
	if e.Kind() == ast.IdentKind {
		for i, f := range facts {
			if f.Key == e.AsIdent() {
				return i
			}
		}
	}
	return -1
}

// Where the facts of each type begin; see facts.
const (
	datesFrom  = 15
	textsFrom  = 18
	flagsFrom  = 23
	skillsAt   = 32
	awardsAt   = 33
	awardLevel = "level"
)
