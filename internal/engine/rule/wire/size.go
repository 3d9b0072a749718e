package wire

import (
	"fmt"
	"strings"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"
	"cel.dev/cel-go/common/types/traits"
)

// MaxText is the longest text, in bytes, that a function may make of shorter ones: cel-go counts the cost of a call
// when it is done, which is too late for a text that fills the memory.
const MaxText = 1 << 20

// sized are replace and join, which measure their text before they make it.
func sized() cel.EnvOption {
	text, texts := cel.StringType, cel.ListType(cel.StringType)
	return cel.Lib(sizedFunctions{
		cel.Function("replace",
			cel.MemberOverload("string_replace_string_string", []*cel.Type{text, text, text}, text, cel.FunctionBinding(replace)),
			cel.MemberOverload("string_replace_string_string_int", []*cel.Type{text, text, text, cel.IntType}, text, cel.FunctionBinding(replace))),
		cel.Function("join",
			cel.MemberOverload("list_join", []*cel.Type{texts}, text, cel.UnaryBinding(func(list ref.Val) ref.Val { return join(list, types.String("")) })),
			cel.MemberOverload("list_join_string", []*cel.Type{texts, text}, text, cel.BinaryBinding(join))),
	})
}

type sizedFunctions []cel.EnvOption

// CompileOptions are the functions.
func (f sizedFunctions) CompileOptions() []cel.EnvOption { return f }

// ProgramOptions are none.
func (sizedFunctions) ProgramOptions() []cel.ProgramOption { return nil }

// replace is s.replace(old, new) and s.replace(old, new, n), a negative n meaning all.
func replace(args ...ref.Val) ref.Val {
	text, old, by, n := string(args[0].(types.String)), string(args[1].(types.String)), string(args[2].(types.String)), -1
	if len(args) == 4 {
		n = int(args[3].(types.Int))
	}
	times := strings.Count(text, old)
	if n >= 0 {
		times = min(times, n)
	}
	if size := len(text) + times*(len(by)-len(old)); size > MaxText {
		return tooLong("replace")
	}
	return types.String(strings.Replace(text, old, by, n))
}

// join is list.join(between).
func join(list, between ref.Val) ref.Val {
	var texts []string
	size := 0
	for it := list.(traits.Lister).Iterator(); it.HasNext() == types.True; {
		value := it.Next()
		text, ok := value.(types.String)
		if !ok {
			return types.NewErr("join: invalid input: %v", value)
		}
		texts = append(texts, string(text))
		if size += len(text) + len(between.(types.String)); size > MaxText {
			return tooLong("join")
		}
	}
	return types.String(strings.Join(texts, string(between.(types.String))))
}

func tooLong(function string) ref.Val {
	return types.WrapErr(fmt.Errorf("%s: the text would be longer than %d bytes", function, MaxText))
}

// grown charges a sum of texts by its length, whatever the checker knew of the types of its parts.
type grown struct{}

// CallCost is that of a + b; nil leaves others to cel-go.
func (grown) CallCost(function, _ string, _ []ref.Val, result ref.Val) *uint64 {
	var length int
	switch v := result.(type) {
	case types.String:
		length = len(v)
	case types.Bytes:
		length = len(v)
	default:
		return nil
	}
	if function != "_+_" {
		return nil
	}
	cost := uint64(1 + length/10)
	return &cost
}
