package rule

import (
	"fmt"
	"slices"
	"strings"

	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/operators"
	"cel.dev/cel-go/common/types"
)

// offered are the overloads of CEL that the rule language has, beside its own functions, whose names
// begin with yz_. Everything else is refused when a rule is checked, so that a rule means the same to
// both evaluators and to the reader of docs/RULES.md.
var offered = setOf(`conditional logical_and logical_or logical_not not_strictly_false equals not_equals
	less_bool less_int64 less_int64_double less_double less_double_int64 less_string less_timestamp
	less_equals_bool less_equals_int64 less_equals_int64_double less_equals_double less_equals_double_int64 less_equals_string less_equals_timestamp
	greater_bool greater_int64 greater_int64_double greater_double greater_double_int64 greater_string greater_timestamp
	greater_equals_bool greater_equals_int64 greater_equals_int64_double greater_equals_double greater_equals_double_int64 greater_equals_string greater_equals_timestamp
	add_int64 add_double add_string add_list subtract_int64 subtract_double multiply_int64 multiply_double divide_int64 divide_double modulo_int64
	negate_int64 negate_double index_list index_map in_list in_map
	size_string size_list size_map string_size list_size map_size contains_string starts_with_string ends_with_string matches matches_string
	int64_to_int64 double_to_int64 string_to_int64 int64_to_double double_to_double string_to_double int64_to_string double_to_string string_to_string bool_to_string
	list_sets_contains_list list_sets_equivalent_list list_sets_intersects_list
	string_char_at_int string_index_of_string string_index_of_string_int string_last_index_of_string string_last_index_of_string_int
	string_lower_ascii string_upper_ascii string_trim string_substring_int string_substring_int_int
	string_replace_string_string string_replace_string_string_int string_split_string string_split_string_int list_join list_join_string`)

func setOf(words string) map[string]bool {
	set := map[string]bool{}
	for w := range strings.FieldsSeq(words) {
		set[w] = true
	}
	return set
}

// instead says what to write for what is not offered, by function or overload.
var instead = map[string]string{
	"timestamp": "date('2026-01-31')", "duration": "add_days(d, n)", "uint": "int(x)", "bool": "x == 'true'", "format": "a + string(n)",
	"getFullYear": "year(d)", "getMonth": "month(d)", "getDate": "day_of_month(d)", "getDayOfMonth": "day_of_month(d)",
	"getDayOfYear": "days_between(first_of_year(d), d)", "getDayOfWeek": "is_workday(d)",
	"add_timestamp_duration": "add_days(d, n)", "add_duration_timestamp": "add_days(d, n)", "subtract_timestamp_duration": "add_days(d, -n)",
	"subtract_timestamp_timestamp": "days_between(a, b)", "timestamp_to_int64": "days_between(a, b)", "timestamp_to_string": "year(d)",
	"null": "known(x)",
}

// reviewLanguage finds what CEL has and rules have not.
func (p *Program) reviewLanguage() (ps Problems) {
	for _, x := range ast.MatchDescendants(ast.NavigateAST(p.ast.NativeRep()), ast.AllMatcher()) {
		switch x.Kind() {
		case ast.LiteralKind:
			switch v := x.AsLiteral().(type) {
			case types.Bool, types.Int, types.Double, types.String:
			default:
				ps = append(ps, p.notOffered(x, literalName(v.Type().TypeName()), v.Type().TypeName()))
			}
		case ast.MapKind:
			if !keyed(x) {
				ps = append(ps, p.problemAt(x, "rule.problem.map_alone", "a map can only be looked up or gone through", "use", "{'a': 1, 'b': 2}[key]"))
			}
		case ast.IdentKind:
			if x.Type().Kind() == types.TypeKind {
				ps = append(ps, p.notOffered(x, x.AsIdent(), "type"))
			}
		case ast.CallKind:
			for _, id := range p.ast.NativeRep().GetOverloadIDs(x.ID()) {
				if !offered[id] && !strings.HasPrefix(id, "yz_") {
					name := x.AsCall().FunctionName()
					ps = append(ps, p.notOffered(x, strings.Trim(name, "_@"), name, id))
					break
				}
			}
		}
	}
	return ps
}

func literalName(typeName string) string {
	switch typeName {
	case "null_type":
		return "null"
	case "uint":
		return "1u"
	}
	return typeName
}

// notOffered makes the problem of something named name; its mend is looked up under keys too.
func (p *Program) notOffered(x ast.Expr, name string, keys ...string) Problem {
	for _, key := range append([]string{name}, keys...) {
		if use := instead[key]; use != "" {
			return p.problemAt(x, "rule.problem.use_instead", fmt.Sprintf("rules have no '%s'; write %s", name, use), "name", name, "use", use)
		}
	}
	return p.problemAt(x, "rule.problem.not_offered", fmt.Sprintf("rules have no '%s'", name), "name", name)
}

// keyed reports whether a map is used where it stands: {…}[key], key in {…}, size({…}), {…}.exists(key, …).
func keyed(x ast.NavigableExpr) bool {
	parent, ok := x.Parent()
	if !ok {
		return false
	}
	if parent.Kind() == ast.ComprehensionKind {
		return parent.AsComprehension().IterRange().ID() == x.ID()
	}
	if parent.Kind() != ast.CallKind {
		return false
	}
	switch call := parent.AsCall(); call.FunctionName() {
	case operators.Index:
		return call.Args()[0].ID() == x.ID()
	case operators.In:
		return call.Args()[1].ID() == x.ID()
	case "size":
		return true
	}
	return false
}

// inOrder sorts problems by their place.
func (ps Problems) inOrder() Problems {
	slices.SortStableFunc(ps, func(a, b Problem) int {
		if a.Line != b.Line {
			return a.Line - b.Line
		}
		return a.Column - b.Column
	})
	return ps
}
