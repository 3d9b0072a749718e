package rule

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common"
	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/parser"

	"yanzhen/internal/base/fault"
	"yanzhen/internal/base/workday"
)

// An Env is a catalogue of facts, and the definitions made so far, against which rules are compiled.
// It is immutable and safe for concurrent use; With and Define give extended ones.
type Env struct {
	cel     *cel.Env
	facts   []Fact
	byKey   map[string]Type
	celType map[string]*cel.Type // of the facts
	defs    map[string]*Program
	order   []string // names of the definitions in the order they were made
	records records
	pool    *pool
	kernels map[string]function // by overload
}

// NewEnv gives the language with the given facts as variables, and day, the day of evaluation. Working
// days are those of the national calendar.
// Errors: Invalid rule.fact.bad_key, rule.fact.twice, rule.fact.no_type, with the key as "key".
func NewEnv(facts []Fact) (*Env, error) { return NewEnvOn(workday.National(), facts) }

// NewEnvOn is NewEnv with the working days of another calendar.
func NewEnvOn(calendar *workday.Calendar, facts []Fact) (*Env, error) {
	base := &Env{byKey: map[string]Type{Day: Date}, celType: map[string]*cel.Type{},
		defs: map[string]*Program{}, records: records{}, pool: newPool(),
		kernels: byOverload(append(onCalendar(calendar), functions...))}
	registry, err := types.NewRegistry()
	if err != nil {
		return nil, fmt.Errorf("make the type registry: %w", err)
	}
	opts := append(language(base.kernels),
		cel.CustomTypeProvider(&provider{Provider: registry, records: base.records}),
		cel.CustomTypeAdapter(registry),
		cel.EnableMacroCallTracking(),
		cel.HomogeneousAggregateLiterals(),
		cel.CrossTypeNumericComparisons(true),
		cel.ParserExpressionSizeLimit(MaxRule),
		cel.ParserRecursionLimit(100),
		cel.Variable(Day, cel.TimestampType))
	if base.cel, err = cel.NewEnv(opts...); err != nil {
		return nil, fmt.Errorf("make the rule language: %w", err)
	}
	return base.With(facts)
}

// With gives an Env with further variables, whose values the rows must bring.
// Errors: as NewEnv.
func (e *Env) With(extra []Fact) (*Env, error) {
	next := e.copy()
	var opts []cel.EnvOption
	for _, f := range extra {
		if err := next.claim(f.Key); err != nil {
			return nil, err
		}
		t, err := next.records.celType(f.Key, f.Type)
		if err != nil {
			return nil, err
		}
		next.facts, next.byKey[f.Key], next.celType[f.Key] = append(next.facts, f), f.Type, t
		opts = append(opts, cel.Variable(f.Key, t))
	}
	return next.extend(opts)
}

// Define gives an Env in which name stands for the result of p, as a policy's named definitions do:
// its facts become facts of the rules that use it, its unknown and its failure theirs.
// Errors: Invalid rule.fact.bad_key, rule.fact.twice.
func (e *Env) Define(name string, p *Program) (*Env, error) {
	next := e.copy()
	if err := next.claim(name); err != nil {
		return nil, err
	}
	next.byKey[name], next.defs[name], next.order = p.typ, p, append(next.order, name)
	return next.extend([]cel.EnvOption{cel.Variable(name, p.ast.OutputType())})
}

// Facts gives the variables that rows bring, in the order given.
func (e *Env) Facts() []Fact { return e.facts }

func (e *Env) copy() *Env {
	next := *e
	next.facts, next.order = slices.Clone(e.facts), slices.Clone(e.order)
	next.byKey, next.celType, next.defs = maps.Clone(e.byKey), maps.Clone(e.celType), maps.Clone(e.defs)
	return &next
}

func (e *Env) extend(opts []cel.EnvOption) (*Env, error) {
	extended, err := e.cel.Extend(append(opts, cel.Macros(e.hasMacro()))...)
	if err != nil {
		return nil, fmt.Errorf("extend the rule language: %w", err)
	}
	e.cel = extended
	return e, nil
}

// hasMacro makes has(fact) mean known(fact); has(element.field) stays CEL's own.
func (e *Env) hasMacro() parser.Macro {
	return parser.NewGlobalMacro("has", 1, func(h parser.ExprHelper, target ast.Expr, args []ast.Expr) (ast.Expr, *common.Error) {
		if _, isFact := e.byKey[dotted(args[0])]; isFact {
			return h.NewCall("known", args[0]), nil
		}
		return parser.MakeHas(h, target, args)
	})
}

// dotted gives a.b.c for the selection of c from b from the name a, "" for anything else.
func dotted(x ast.Expr) string {
	switch x.Kind() {
	case ast.IdentKind:
		return x.AsIdent()
	case ast.SelectKind:
		if s := x.AsSelect(); !s.IsTestOnly() {
			if left := dotted(s.Operand()); left != "" {
				return left + "." + s.FieldName()
			}
		}
	}
	return ""
}

// claim checks that key is a dotted path of lower-case names, and new.
func (e *Env) claim(key string) error {
	for part := range strings.SplitSeq(key, ".") {
		if !isName(part) {
			return fault.Invalid.New("rule.fact.bad_key").With("key", key)
		}
	}
	if _, taken := e.byKey[key]; taken {
		return fault.Invalid.New("rule.fact.twice").With("key", key)
	}
	return nil
}

var reserved = map[string]bool{"true": true, "false": true, "null": true, "in": true, "as": true, "break": true,
	"const": true, "continue": true, "else": true, "for": true, "function": true, "if": true, "import": true,
	"let": true, "loop": true, "package": true, "namespace": true, "return": true, "var": true, "void": true, "while": true}

func isName(s string) bool {
	for i, c := range []byte(s) {
		letter := c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_'
		if !letter && (i == 0 || c < '0' || c > '9') {
			return false
		}
	}
	return s != "" && !reserved[s]
}

func (e *Env) names() []string {
	names := make([]string, 0, len(e.facts)+len(e.order)+1)
	for _, f := range e.facts {
		names = append(names, f.Key)
	}
	return append(append(names, e.order...), Day)
}

// hidden reports whether an iteration variable of this name would hide a fact.
func (e *Env) hidden(name string) bool {
	for _, v := range e.names() {
		if root, _, _ := strings.Cut(v, "."); root == name {
			return true
		}
	}
	return false
}

// typeOf gives our type for a checked type of cel-go; the zero Type when columns cannot hold it.
func (e *Env) typeOf(t *cel.Type) Type {
	switch t.Kind() {
	case types.BoolKind:
		return Bool
	case types.IntKind:
		return Int
	case types.DoubleKind:
		return Double
	case types.StringKind:
		return Text
	case types.TimestampKind:
		return Date
	case types.ListKind:
		if elem := e.typeOf(t.Parameters()[0]); !elem.IsZero() {
			return List(elem)
		}
	case types.StructKind:
		if rec, ok := e.records.find(t.TypeName()); ok {
			return rec.typ
		}
	}
	return Type{}
}
