package pack

import (
	"reflect"

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
