// Package rest is the JSON API of the house. A command or question becomes an operation by one line: path, query
// and body fill its struct, a change needs an idempotency key, the door decides and does, and the OpenAPI
// document is written from the same Go types, so that it cannot say anything else than the program does.
package rest

import (
	_ "embed"
	"net/http"
	"reflect"
	"sync"

	"github.com/danielgtaylor/huma/v2"

	"yanzhen/internal/authz"
	"yanzhen/internal/door"
	"yanzhen/internal/i18n"
	"yanzhen/internal/web"
)

//go:embed words.yaml
var wordsYAML []byte

// Words are the words of the document and its page.
var Words = i18n.MustLoad(wordsYAML)

// The words of an operation and of a group of them are those of whoever registers it.
var _ = []string{i18n.Family("api.op."), i18n.Family("api.about."), i18n.Family("api.tag.")}

// An API collects operations on a server.
type API struct {
	server   *web.Server
	door     *door.Door
	version  string
	ops      []*operation
	in, out  huma.Registry // schemas of what is sent and of what is answered
	document func() ([]byte, error)
}

// New makes an API on s and registers GET /api/openapi.json and GET /api, a page that lists the operations. Register
// every operation before s answers its first request.
func New(s *web.Server, d *door.Door, version string) *API {
	a := &API{server: s, door: d, version: version, in: newRegistry("Input"), out: newRegistry("")}
	a.document = sync.OnceValues(a.write)
	s.Handle("GET /api/openapi.json", authz.PublicRead, a.getDocument)
	s.Handle("GET /api", authz.PublicRead, a.getPage)
	return a
}

// Describe lets values of type t be documented as those of type as, which may be a huma.SchemaProvider.
func (a *API) Describe(t, as reflect.Type) {
	a.in.RegisterTypeAlias(t, as)
	a.out.RegisterTypeAlias(t, as)
}

func (a *API) getDocument(w http.ResponseWriter, r *http.Request) error {
	document, err := a.document()
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	_, err = w.Write(document)
	return err
}
