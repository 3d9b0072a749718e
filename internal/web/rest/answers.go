package rest

import (
	"encoding/json"
	"net/http"
	"reflect"
	"slices"
	"strconv"

	"github.com/danielgtaylor/huma/v2"

	"yanzhen/internal/authz"
	"yanzhen/internal/base/fault"
	"yanzhen/internal/i18n"
	"yanzhen/internal/web"
)

// problems are the faults an operation may answer: their names in the document, and their words those of the kind.
var problems = []struct {
	name   string
	kind   fault.Kind
	status int
	when   func(*operation) bool
}{
	{"Unsigned", fault.Unsigned, http.StatusUnauthorized, (*operation).guarded},
	{"Denied", fault.Denied, http.StatusForbidden, (*operation).guarded},
	{"Missing", fault.Missing, http.StatusNotFound, func(o *operation) bool { return len(o.wildcards()) > 0 }},
	{"Conflict", fault.Conflict, http.StatusConflict, (*operation).changes},
	{"TooLarge", fault.TooLarge, http.StatusRequestEntityTooLarge, (*operation).sends},
	{"Invalid", fault.Invalid, http.StatusUnprocessableEntity, always},
	{"TooMany", fault.TooMany, http.StatusTooManyRequests, always},
	{"Unavailable", fault.Unavailable, http.StatusServiceUnavailable, always},
}

func always(*operation) bool { return true }

// guarded reports whether one must sign in for it.
func (o *operation) guarded() bool { return authz.ReachOf(authz.Public, o.action) == authz.None }

func (a *API) responses(o *operation) map[string]*huma.Response {
	good := &huma.Response{Description: i18n.T(english, "rest.done")}
	switch {
	case o.out == nil:
		good.Content = map[string]*huma.MediaType{o.media: {Schema: &huma.Schema{Type: huma.TypeString}}}
	case o.status() != http.StatusNoContent:
		good.Content = map[string]*huma.MediaType{"application/json": {Schema: a.out.Schema(o.out, true, o.ID)}}
	}
	all := map[string]*huma.Response{strconv.Itoa(o.status()): good}
	for _, p := range problems {
		if p.when(o) {
			all[strconv.Itoa(p.status)] = &huma.Response{Ref: "#/components/responses/" + p.name}
		}
	}
	return all
}

// problems are the bodies of faults, shared by all operations.
func (a *API) problems() map[string]*huma.Response {
	all := map[string]*huma.Response{}
	for _, p := range problems {
		words := "fault.title." + string(p.kind)
		all[p.name] = &huma.Response{Description: i18n.T(english, words), Extensions: map[string]any{"x-description-zh": i18n.T(chinese, words)},
			Content: map[string]*huma.MediaType{"application/problem+json": {Schema: a.out.Schema(reflect.TypeFor[web.Problem](), true, "")}}}
	}
	return all
}

// Breaches gives where an answer of the operation called id departs from what the document says of it: for the tests of
// those who register operations.
func (a *API) Breaches(id string, answer []byte) []string {
	if _, err := a.document(); err != nil { // schemas are complete once it is written
		return []string{err.Error()}
	}
	var value any
	if err := json.Unmarshal(answer, &value); err != nil {
		return []string{err.Error()}
	}
	at := slices.IndexFunc(a.ops, func(o *operation) bool { return o.ID == id })
	if at < 0 {
		return []string{"no operation is called " + id}
	}
	var result huma.ValidateResult
	huma.Validate(a.out, a.out.Schema(a.ops[at].out, true, id), huma.NewPathBuffer(nil, 0), huma.ModeReadFromServer, value, &result)
	var found []string
	for _, err := range result.Errors {
		found = append(found, err.Error())
	}
	return found
}
