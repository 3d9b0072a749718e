package rule_test

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"

	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"
	"cel.dev/cel-go/common/types/traits"

	"yanzhen/internal/app/conform"
	"yanzhen/internal/engine/column"
	"yanzhen/internal/engine/rule"
)

var update = flag.Bool("update", false, "write the table of claimed sections into docs/RULES.md")

// unclaimed says why rules do not claim a section of the public data, by section or by file.
var unclaimed = map[string]string{
	"basic/self_eval_zeroish": uints, "basic/self_eval_nonzeroish": uints, "basic/variables": undeclared, "basic/functions": undeclared,
	"basic/reserved_const": "true, false and null are no names of facts",
	"bindings_ext":         "cel.bind is not offered: a pack names parts under define",
	"block_ext":            "for the output of optimisers, not for people",
	"comparisons":          mixed, "comparisons/eq_wrapper": messages,
	"conversions/bytes": bytes, "conversions/double": uints, "conversions/dyn": mixed, "conversions/int": uints, "conversions/string": bytes,
	"conversions/type": "types are not values", "conversions/uint": uints, "conversions/bool": "a text is compared, not converted to yes or no", "conversions/identity": uints,
	"dynamic": messages, "encoders_ext": bytes, "enums": messages, "fields": maps, "fields/in": mixed,
	"integer_math/uint64_math": uints,
	"lists/concatenation":      "[] + [] has no type", "lists/index": mixed, "lists/in": mixed, "lists_ext": notOffered,
	"logic": mixed, "macros": mixed, "macros2": "tests of lists have one variable", "math_ext": "min, max, share and the roundings are offered instead",
	"namespace": "rules have no packages", "network_ext": "addresses of networks are no facts", "optionals": "an absent fact is unknown; known and or_else ask for it",
	"parse": messages, "parse/bytes_literals": bytes, "parse/receiver_function_names": words, "parse/selectors": words,
	"plumbing": maps, "proto2": messages, "proto2_ext": messages, "proto3": messages,
	"string/size": bytes, "string/bytes_concat": bytes, "string_ext/quote": notOffered, "string_ext/format": notOffered, "string_ext/reverse": notOffered,
	"string_ext/format_errors": onlyErrors, "string_ext/type_errors": onlyErrors,
	"timestamps": days, "type_deductions": "the data asks for types of messages and of parameters, not for values", "wrappers": messages,
}

const (
	uints      = "no unsigned integers"
	bytes      = "no bytes"
	messages   = "no protocol buffers"
	mixed      = "lists, branches and operands of mixed types are refused when checked"
	maps       = "a table is looked up where it stands; its fields are not names, and it is no result"
	undeclared = "an undeclared name is refused when checked, even where its value is not needed"
	words      = "reserved words are no names of fields"
	notOffered = "these functions are not offered"
	onlyErrors = "only errors, all of them found when the rule is checked"
	days       = "days, not instants and durations: the calendar functions work on days"
)

// reason gives the line of unclaimed that holds for a section.
func reason(place string) string {
	if why := unclaimed[place]; why != "" {
		return why
	}
	file, _, _ := strings.Cut(place, "/")
	return unclaimed[file]
}

// ours gives a value of the public data as a fact and its type; false when facts have no such type.
func ours(v ref.Val) (any, rule.Type, bool) {
	switch x := v.(type) {
	case types.Bool:
		return bool(x), rule.Bool, true
	case types.Int:
		return int64(x), rule.Int, true
	case types.Double:
		return float64(x), rule.Double, true
	case types.String:
		return string(x), rule.Text, true
	case traits.Lister:
		list, elem := []any{}, rule.Int
		for it := x.Iterator(); it.HasNext() == types.True; {
			e, t, ok := ours(it.Next())
			if !ok || len(list) > 0 && !t.Equal(elem) {
				return nil, rule.Type{}, false
			}
			list, elem = append(list, e), t
		}
		return list, rule.List(elem), true
	}
	return nil, rule.Type{}, false
}

// A hearing is one case of the public data as a rule on both evaluators: right when both say what the
// data says. A rule that is refused when it is checked is right where the data wants an error.
type hearing struct{ right, refused bool }

func hear(base *rule.Env, c conform.Case) (h hearing) {
	row, facts, ok := factsOf(c)
	if !ok || c.Container != "" || c.CheckOnly || c.GetTypedResult() != nil || len(c.TypeEnv) > len(facts) {
		return h
	}
	env := base
	if len(facts) > 0 {
		var err error
		if env, err = base.With(facts); err != nil {
			return h
		}
	}
	p, err := env.Compile(c.Expr, rule.Type{})
	if err != nil {
		return hearing{right: c.Fails(), refused: true}
	}
	fields := make([]column.Field, len(facts))
	for i, f := range facts {
		fields[i] = column.Field{Name: f.Key, Type: f.Type}
	}
	batch, err := column.Rows(fields, row)
	if err != nil {
		return h
	}
	result, err := p.Eval(batch, today)
	if err != nil {
		return h
	}
	value, _, err := p.EvalRow(row, today)
	if c.Fails() {
		return hearing{right: err != nil && result.Failed.Get(0)}
	}
	want, wantErr := c.Want()
	if err != nil || wantErr != nil {
		return h
	}
	wanted, _, ok := ours(want)
	return hearing{right: ok && same(wanted, value) && same(wanted, result.Value(0))}
}

func factsOf(c conform.Case) (row map[string]any, facts []rule.Fact, ok bool) {
	bound, err := c.Bound()
	if err != nil {
		return nil, nil, false
	}
	row = map[string]any{}
	for name, v := range bound {
		value, typ, ok := ours(v)
		if !ok {
			return nil, nil, false
		}
		facts, row[name] = append(facts, rule.Fact{Key: name, Type: typ}), value
	}
	return row, facts, true
}

type section struct {
	place                 string
	cases, right, refused int
}

func (s section) claimed() bool { return s.right == s.cases && s.refused < s.cases }

// heard runs all of the public data as rules.
func heard(t *testing.T) (all []section) {
	t.Helper()
	base, err := rule.NewEnv(nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range conform.Cases(t) {
		if len(all) == 0 || all[len(all)-1].place != c.Place() {
			all = append(all, section{place: c.Place()})
		}
		s, h := &all[len(all)-1], hear(base, c)
		s.cases++
		if h.right {
			s.right++
		}
		if h.right && h.refused {
			s.refused++
		}
	}
	return all
}

// byFile writes places with the name of each file once: "lists: index, in; logic: AND".
func byFile(places []string) string {
	var b strings.Builder
	last := ""
	for _, place := range places {
		file, name, _ := strings.Cut(place, "/")
		switch {
		case last == "":
			b.WriteString(file + ": " + name)
		case file != last:
			b.WriteString("; " + file + ": " + name)
		default:
			b.WriteString(", " + name)
		}
		last = file
	}
	return b.String()
}

// The table in docs/RULES.md is what comes out: a section is claimed when all its cases pass on both
// evaluators, and every other one has its reason.
func TestClaimedSectionsOfThePublicData(t *testing.T) {
	const path = "../../../docs/RULES.md"
	var claimed, not strings.Builder
	reasons := map[string][]string{}
	var order []string
	sections, cases := 0, 0
	for _, s := range heard(t) {
		why := reason(s.place)
		switch {
		case s.claimed():
			sections, cases = sections+1, cases+s.cases
			refused := ""
			if s.refused > 0 {
				refused = fmt.Sprintf(" (%d of them refused when checked)", s.refused)
			}
			fmt.Fprintf(&claimed, "| %s | %d%s |\n", s.place, s.cases, refused)
		case why == "":
			t.Errorf("%s: %d of %d pass, and nothing says why it is not claimed", s.place, s.right, s.cases)
		default:
			if reasons[why] == nil {
				order = append(order, why)
			}
			reasons[why] = append(reasons[why], s.place)
		}
	}
	for _, why := range order {
		fmt.Fprintf(&not, "| %s | %s |\n", why, byFile(reasons[why]))
	}
	table := fmt.Sprintf("%d sections with %d cases are claimed:\n\n| section | cases |\n|---|---|\n%s\nNot claimed:\n\n| why | sections |\n|---|---|\n%s",
		sections, cases, claimed.String(), not.String())
	doc, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	const begin, end = "<!-- conformance -->\n", "<!-- /conformance -->\n"
	head, rest, ok1 := strings.Cut(string(doc), begin)
	have, tail, ok2 := strings.Cut(rest, end)
	if !ok1 || !ok2 {
		t.Fatalf("%s has no place for the table", path)
	}
	if *update {
		if err := os.WriteFile(path, []byte(head+begin+table+end+tail), 0o600); err != nil {
			t.Fatal(err)
		}
	} else if have != table {
		t.Errorf("the table in %s is not what runs; go test ./internal/engine/rule -run Claimed -update writes it:\n%s", path, table)
	}
	if sections < 25 || cases < 290 {
		t.Errorf("only %d sections with %d cases are claimed", sections, cases)
	}
}
