// Package api is the table of everything the JSON API offers: one line for each operation, in the order of the counter. What
// an operation takes, answers and is allowed to do follows from its command or question.
package api

import (
	_ "embed"
	"net/http"
	"reflect"

	"github.com/danielgtaylor/huma/v2"

	"yanzhen/internal/casework"
	"yanzhen/internal/door"
	"yanzhen/internal/file"
	"yanzhen/internal/i18n"
	"yanzhen/internal/insight"
	"yanzhen/internal/policy"
	"yanzhen/internal/policy/inspect"
	"yanzhen/internal/policy/whatif"
	"yanzhen/internal/registry"
	"yanzhen/internal/registry/intake"
	"yanzhen/internal/web"
	"yanzhen/internal/web/rest"
)

//go:embed words.yaml
var wordsYAML []byte

// Words say what each operation does.
var Words = i18n.MustLoad(wordsYAML)

// A House is what the operations need beyond their structs.
type House struct {
	Door     *door.Door
	Vault    *file.Vault
	Intake   *intake.Desk
	Book     *policy.Book
	Trials   *whatif.Desk
	Checkups *inspect.Desk
	Cases    *casework.Desk
	Figures  *insight.Figures
	Version  string
}

// Register adds every operation, the OpenAPI document and its page to s.
func Register(s *web.Server, h House) *rest.API {
	a := rest.New(s, h.Door, h.Version)
	a.Describe(reflect.TypeFor[registry.Data](), reflect.TypeFor[content]())
	a.Describe(reflect.TypeFor[registry.Secret](), reflect.TypeFor[masked]())
	h.people(a)
	h.orgs(a)
	h.files(a)
	h.imports(a)
	h.policies(a)
	h.outreach(a)
	h.findings(a)
	h.trials(a)
	h.cases(a)
	h.oversight(a)
	h.accounts(a)
	return a
}

// content describes the content of a record: one of the kinds.
type content struct{}

// Schema is any of the kinds' structs; the record's kind tells which.
func (content) Schema(r huma.Registry) *huma.Schema {
	s := &huma.Schema{Description: "The content of a record, by its kind."}
	for _, spec := range registry.Kinds {
		s.AnyOf = append(s.AnyOf, r.Schema(reflect.TypeOf(spec.New()), true, ""))
	}
	return s
}

// masked describes a sealed value as programs see it.
type masked struct{}

// Schema is an object with the mask alone.
func (masked) Schema(huma.Registry) *huma.Schema {
	return &huma.Schema{Type: huma.TypeObject, Description: "A sealed value, told by its mask; unmaskPerson opens it with a reason.",
		Properties: map[string]*huma.Schema{"m": {Type: huma.TypeString, Examples: []any{"138****6721"}}}}
}

// book puts the book of policies into a question or command.
func book[T any](b *policy.Book) rest.Prepare[T] {
	return func(_ *http.Request, in *T) error {
		reflect.ValueOf(in).Elem().FieldByName("Book").Set(reflect.ValueOf(b))
		return nil
	}
}
