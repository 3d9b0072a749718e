package wire

import (
	"errors"
	"fmt"
	"net/netip"
	"strings"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"
	"cel.dev/cel-go/common/types/traits"
	"cel.dev/cel-go/ext"
)

// Where cel-go is more lenient than the specification of CEL and its public data, this file is not.

// checkKeys refuses maps with a written key that cannot be one, or that is there twice: 0, 0u and 0.0 are one number.
func checkKeys(parsed *cel.Ast) error {
	var wrong error
	ast.PreOrderVisit(parsed.NativeRep().Expr(), ast.NewExprVisitor(func(x ast.Expr) {
		if x.Kind() != ast.MapKind {
			return
		}
		seen := map[any]bool{}
		for _, e := range x.AsMap().Entries() {
			key := e.AsMapEntry().Key()
			if key.Kind() != ast.LiteralKind {
				continue
			}
			var k any
			switch v := key.AsLiteral().(type) {
			case types.Bool, types.String:
				k = v
			case types.Int:
				k = fmt.Sprint(int64(v))
			case types.Uint:
				k = fmt.Sprint(uint64(v))
			default:
				wrong = fmt.Errorf("unsupported key type: %s", v.Type().TypeName())
				return
			}
			if seen[k] {
				wrong = fmt.Errorf("repeated key: %v", k)
			}
			seen[k] = true
		}
	}))
	return wrong
}

// network is ip(text), which takes an IPv4 address written as an IPv6 one for what it stands for, unless its end is in dots.
func network() cel.EnvOption {
	return cel.Lib(functions{cel.Function("ip", cel.Overload("string_to_ip", []*cel.Type{cel.StringType}, ext.IPType, cel.UnaryBinding(address)))})
}

type functions []cel.EnvOption

// CompileOptions are the functions.
func (f functions) CompileOptions() []cel.EnvOption { return f }

// ProgramOptions are none.
func (functions) ProgramOptions() []cel.ProgramOption { return nil }

func address(v ref.Val) ref.Val {
	s := string(v.(types.String))
	addr, err := netip.ParseAddr(s)
	switch {
	case err != nil:
		return types.WrapErr(fmt.Errorf("IP Address %q parse error during conversion from string: %w", s, err))
	case addr.Zone() != "":
		return types.NewErr("IP address %q with zone value is not allowed", s)
	case addr.Is4In6() && strings.Contains(s, "."):
		return types.NewErr("IPv4-mapped IPv6 address %q is not allowed", s)
	}
	return ext.IP{Addr: addr.Unmap()}
}

const fieldOf = "@field_of_optional"

// fieldsOfOptionals has a.?b.c and a[?b].c take c from what is there, so that c of null or of a number is an error
// and not nothing.
func fieldsOfOptionals(parsed *cel.Ast) {
	rep := parsed.NativeRep()
	next := ast.MaxID(rep) - 1
	factory := ast.NewExprFactory()
	ast.PostOrderVisit(rep.Expr(), ast.NewExprVisitor(func(x ast.Expr) {
		if x.Kind() != ast.SelectKind {
			return
		}
		s := x.AsSelect()
		if s.IsTestOnly() || !optional(s.Operand()) {
			return
		}
		next++
		x.SetKindCase(factory.NewCall(x.ID(), fieldOf, s.Operand(), factory.NewLiteral(next, types.String(s.FieldName()))))
	}))
}

// optional reports whether x is written as an optional.
func optional(x ast.Expr) bool {
	if x.Kind() != ast.CallKind {
		return false
	}
	switch x.AsCall().FunctionName() {
	case "_?._", "_[?_]", fieldOf:
		return true
	}
	return false
}

func optionalFields() cel.EnvOption {
	some := cel.OptionalType(cel.DynType)
	return cel.Function(fieldOf, cel.Overload("field_of_optional", []*cel.Type{some, cel.StringType}, some, cel.BinaryBinding(func(v, name ref.Val) ref.Val {
		o := v.(*types.Optional)
		if !o.HasValue() {
			return o
		}
		m, ok := o.GetValue().(traits.Mapper)
		if !ok {
			return types.WrapErr(errors.New("no such key: " + string(name.(types.String))))
		}
		if field, there := m.Find(name); there {
			return types.OptionalOf(field)
		}
		return types.OptionalNone
	})))
}
