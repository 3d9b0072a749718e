package wire

import (
	"fmt"

	"cel.dev/cel-go/common"
	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/parser"
)

// blockMacros are the ways to write the output of a CEL optimiser in source: cel.block names common
// parts, cel.index(n) is the n-th of them, cel.iterVar and cel.accuVar are generated variables.
func blockMacros() []parser.Macro {
	return []parser.Macro{
		parser.NewReceiverMacro("block", 2, func(h parser.ExprHelper, target ast.Expr, args []ast.Expr) (ast.Expr, *common.Error) {
			if !isCel(target) {
				return nil, nil
			}
			return h.NewCall("cel.@block", args...), nil
		}),
		parser.NewReceiverMacro("index", 1, named("@index%v")),
		parser.NewReceiverMacro("iterVar", 2, named("@it:%v:%v")),
		parser.NewReceiverMacro("accuVar", 2, named("@ac:%v:%v")),
	}
}

func isCel(x ast.Expr) bool { return x.Kind() == ast.IdentKind && x.AsIdent() == "cel" }

// named makes a macro whose whole numbers fill the name of a variable.
func named(format string) parser.MacroExpander {
	return func(h parser.ExprHelper, target ast.Expr, args []ast.Expr) (ast.Expr, *common.Error) {
		if !isCel(target) {
			return nil, nil
		}
		numbers := make([]any, len(args))
		for i, a := range args {
			n, ok := literalInt(a)
			if !ok {
				return nil, h.NewError(a.ID(), "argument must be a whole number from 0")
			}
			numbers[i] = n
		}
		return h.NewIdent(fmt.Sprintf(format, numbers...)), nil
	}
}

func literalInt(x ast.Expr) (int64, bool) {
	if x.Kind() != ast.LiteralKind {
		return 0, false
	}
	n, ok := x.AsLiteral().(types.Int)
	return int64(n), ok && n >= 0
}
