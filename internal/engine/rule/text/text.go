// Package text has the functions of texts that rules and plain CEL have in common: CEL's string
// extension, but with a limit on the length of what they make, which they measure before they make it,
// and with positions that must lie within the text. Positions and lengths are in characters.
package text

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"
	"cel.dev/cel-go/common/types/traits"
)

// A Function is one overload of a method: how cel-go knows it, and the kernel. The kernel's arguments
// begin with the target and have the types told; it gives an error value where there is no result.
type Function struct {
	Name, Overload string
	Args           []*cel.Type
	Result         *cel.Type
	Call           func(args ...ref.Val) ref.Val
}

// All gives the functions; none makes a text of more than most bytes.
func All(most int) []Function {
	s, i, list := cel.StringType, cel.IntType, cel.ListType(cel.StringType)
	m := maker{most}
	return []Function{
		{"charAt", "string_char_at_int", []*cel.Type{s, i}, s, charAt},
		{"indexOf", "string_index_of_string", []*cel.Type{s, s}, i, indexOf},
		{"indexOf", "string_index_of_string_int", []*cel.Type{s, s, i}, i, indexOf},
		{"lastIndexOf", "string_last_index_of_string", []*cel.Type{s, s}, i, lastIndexOf},
		{"lastIndexOf", "string_last_index_of_string_int", []*cel.Type{s, s, i}, i, lastIndexOf},
		{"lowerAscii", "string_lower_ascii", []*cel.Type{s}, s, mapped('A', 'Z', 'a')},
		{"upperAscii", "string_upper_ascii", []*cel.Type{s}, s, mapped('a', 'z', 'A')},
		{"trim", "string_trim", []*cel.Type{s}, s, func(a ...ref.Val) ref.Val { return types.String(strings.TrimSpace(str(a[0]))) }},
		{"substring", "string_substring_int", []*cel.Type{s, i}, s, substring},
		{"substring", "string_substring_int_int", []*cel.Type{s, i, i}, s, substring},
		{"replace", "string_replace_string_string", []*cel.Type{s, s, s}, s, m.replace},
		{"replace", "string_replace_string_string_int", []*cel.Type{s, s, s, i}, s, m.replace},
		{"split", "string_split_string", []*cel.Type{s, s}, list, split},
		{"split", "string_split_string_int", []*cel.Type{s, s, i}, list, split},
		{"join", "list_join", []*cel.Type{list}, s, m.join},
		{"join", "list_join_string", []*cel.Type{list, s}, s, m.join},
	}
}

// Library declares the functions to cel-go, in place of those of its string extension, which must be
// there for the cost of calls.
func Library(most int) cel.EnvOption {
	var opts library
	for _, f := range All(most) {
		binding := cel.FunctionBinding(f.Call)
		switch len(f.Args) {
		case 1:
			binding = cel.UnaryBinding(func(a ref.Val) ref.Val { return f.Call(a) })
		case 2:
			binding = cel.BinaryBinding(func(a, b ref.Val) ref.Val { return f.Call(a, b) })
		}
		opts = append(opts, cel.Function(f.Name, cel.MemberOverload(f.Overload, f.Args, f.Result, binding)))
	}
	return cel.Lib(opts)
}

type library []cel.EnvOption

// CompileOptions are the functions.
func (l library) CompileOptions() []cel.EnvOption { return l }

// ProgramOptions are none.
func (library) ProgramOptions() []cel.ProgramOption { return nil }

func str(v ref.Val) string { return string(v.(types.String)) }

// outOfRange is the error of a position that a text does not have.
func outOfRange(i int64) ref.Val { return types.NewErr("index out of range: %d", i) }

func charAt(args ...ref.Val) ref.Val {
	runes, i := []rune(str(args[0])), int64(args[1].(types.Int))
	switch {
	case i < 0 || i > int64(len(runes)):
		return outOfRange(i)
	case i == int64(len(runes)):
		return types.String("")
	}
	return types.String(runes[i])
}

// indexOf is s.indexOf(part) and s.indexOf(part, from): where part first begins, or -1.
func indexOf(args ...ref.Val) ref.Val {
	s, part, skipped := str(args[0]), str(args[1]), 0
	if len(args) == 3 {
		from := int64(args[2].(types.Int))
		at, ok := offset(s, from)
		if !ok {
			return outOfRange(from)
		}
		s, skipped = s[at:], int(from)
	}
	at := strings.Index(s, part)
	if at < 0 {
		return types.Int(-1)
	}
	return types.Int(skipped + utf8.RuneCountInString(s[:at]))
}

// lastIndexOf is s.lastIndexOf(part) and s.lastIndexOf(part, from): where part last begins, at from or
// before it, or -1.
func lastIndexOf(args ...ref.Val) ref.Val {
	s, part := str(args[0]), str(args[1])
	if len(args) == 3 {
		from := int64(args[2].(types.Int))
		at, ok := offset(s, from)
		if !ok {
			return outOfRange(from)
		}
		s = s[:min(len(s), at+len(part))]
	}
	at := strings.LastIndex(s, part)
	if at < 0 {
		return types.Int(-1)
	}
	return types.Int(utf8.RuneCountInString(s[:at]))
}

// offset gives the byte at which character i begins, or the end for the number of characters.
func offset(s string, i int64) (int, bool) {
	if i < 0 || i > int64(len(s)) {
		return 0, false
	}
	for at := range s {
		if i == 0 {
			return at, true
		}
		i--
	}
	return len(s), i == 0
}

// mapped gives the function that moves the letters from first to last to those that begin with to.
func mapped(first, last, to byte) func(args ...ref.Val) ref.Val {
	return func(args ...ref.Val) ref.Val {
		b := []byte(str(args[0]))
		for i, c := range b {
			if c >= first && c <= last {
				b[i] = c - first + to
			}
		}
		return types.String(b)
	}
}

// substring is s.substring(from) and s.substring(from, to), to not included.
func substring(args ...ref.Val) ref.Val {
	s, from := str(args[0]), int64(args[1].(types.Int))
	lo, ok := offset(s, from)
	hi, to := len(s), int64(0)
	if len(args) == 3 {
		if to = int64(args[2].(types.Int)); from > to {
			return types.NewErr("invalid substring range. start: %d, end: %d: index out of range", from, to)
		}
	}
	if !ok {
		return outOfRange(from)
	}
	if len(args) == 3 {
		if hi, ok = offset(s, to); !ok {
			return outOfRange(to)
		}
	}
	return types.String(s[lo:hi])
}

// split is s.split(by) and s.split(by, n), of at most n parts, a negative n meaning all.
func split(args ...ref.Val) ref.Val {
	n := int64(-1)
	if len(args) == 3 {
		n = int64(args[2].(types.Int))
	}
	s := str(args[0])
	n = min(max(n, -1), int64(len(s))+1)
	return types.NewStringList(types.DefaultTypeAdapter, strings.SplitN(s, str(args[1]), int(n)))
}

// A maker makes texts of at most most bytes.
type maker struct{ most int }

// replace is s.replace(old, by) and s.replace(old, by, n), a negative n meaning all.
func (m maker) replace(args ...ref.Val) ref.Val {
	s, old, by, n := str(args[0]), str(args[1]), str(args[2]), int64(-1)
	if len(args) == 4 {
		n = int64(args[3].(types.Int))
	}
	times := strings.Count(s, old)
	if n >= 0 {
		times = int(min(int64(times), n))
	}
	if len(s)+times*(len(by)-len(old)) > m.most {
		return m.tooLong("replace")
	}
	return types.String(strings.Replace(s, old, by, times))
}

// join is list.join() and list.join(between).
func (m maker) join(args ...ref.Val) ref.Val {
	var parts []string
	size, between := 0, ""
	if len(args) == 2 {
		between = str(args[1])
	}
	for it := args[0].(traits.Lister).Iterator(); it.HasNext() == types.True; {
		v := it.Next()
		part, ok := v.(types.String)
		if !ok {
			return types.NewErr("join: invalid input: %v", v)
		}
		parts = append(parts, string(part))
		if size += len(part) + len(between); size > m.most {
			return m.tooLong("join")
		}
	}
	return types.String(strings.Join(parts, between))
}

func (m maker) tooLong(function string) ref.Val {
	return types.WrapErr(fmt.Errorf("%s: the text would be longer than %d bytes", function, m.most))
}
