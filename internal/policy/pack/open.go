package pack

import (
	"errors"
	"reflect"

	"yanzhen/internal/engine/rule"
	"yanzhen/internal/policy/fact"
)

// Decode fills v, a pointer to a struct tagged as those of this format are, from the YAML of a file, and
// tells what is wrong with it. Formats that build on policies read their files with it.
func Decode(file string, text []byte, v any) []Problem {
	r := &reader{file: file}
	r.read(text, v)
	return r.problems
}

// SchemaOf writes the JSON Schema of a struct tagged as those of this format are.
func SchemaOf(v any, title string) ([]byte, error) { return makeSchema(reflect.TypeOf(v), title) }

// Of compiles a policy that stands inside another file, whose text is given to tell which definitions are
// used. It has no cases of its own.
func Of(p Policy, file, text string) *Pack {
	out := &Pack{Policy: p, file: file, facts: fact.Standard()}
	out.build(p.Lists, text)
	return out
}

// Compile compiles a condition or value in the language of the last version: its facts, lists and
// definitions. It gives nil with what is wrong.
func (p *Pack) Compile(e Expr, want rule.Type) (*rule.Program, []Problem) {
	if len(p.editions) == 0 || p.editions[len(p.editions)-1].env == nil {
		return nil, nil // what is wrong with the language is among the problems of p
	}
	return compileIn(p.editions[len(p.editions)-1].env, p.file, e, want)
}

func compileIn(env *rule.Env, file string, e Expr, want rule.Type) (*rule.Program, []Problem) {
	p, err := env.Compile(e.Text, want)
	if err == nil {
		return p, nil
	}
	var wrong rule.Problems
	if !errors.As(err, &wrong) {
		return nil, []Problem{{file, e.At, true, "pack.problem.language", pairs([]any{"detail", err.Error()})}}
	}
	var problems []Problem
	for _, one := range wrong {
		at := Pos{e.At.Line + one.Line - 1, one.Column}
		if one.Line == 1 {
			at.Column += e.At.Column - 1
		}
		problems = append(problems, Problem{file, at, true, "pack.problem.rule",
			map[string]any{"rule": e.Text, "detail": one.Message, "key": one.Key, "args": one.Args}})
	}
	return nil, problems
}
