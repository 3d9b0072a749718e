package rest

import (
	"context"
	"encoding/json"
	"maps"
	"net/http"
	"reflect"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"yanzhen/internal/authz"
	"yanzhen/internal/i18n"
)

var english, chinese = i18n.WithLang(context.Background(), i18n.En), i18n.WithLang(context.Background(), i18n.Zh)

// write makes the OpenAPI document. Words are English, with Chinese in x-summary-zh.
func (a *API) write() ([]byte, error) {
	doc := &huma.OpenAPI{
		OpenAPI: "3.1.0",
		Info: &huma.Info{Title: i18n.T(english, "rest.title"), Description: i18n.T(english, "rest.about"), Version: a.version,
			License:    &huma.License{Name: "Apache-2.0", Identifier: "Apache-2.0"},
			Extensions: map[string]any{"x-title-zh": i18n.T(chinese, "rest.title"), "x-description-zh": i18n.T(chinese, "rest.about")}},
		Servers:  []*huma.Server{{URL: "/"}},
		Paths:    map[string]*huma.PathItem{},
		Security: []map[string][]string{{"token": {}}},
		Components: &huma.Components{
			Schemas: a.out,
			SecuritySchemes: map[string]*huma.SecurityScheme{
				"token": {Type: "http", Scheme: "bearer", Description: i18n.T(english, "rest.token")}},
			Parameters: map[string]*huma.Param{"IdempotencyKey": {Name: "Idempotency-Key", In: "header", Required: true,
				Description: i18n.T(english, "rest.key"), Schema: &huma.Schema{Type: huma.TypeString, MinLength: number(1), MaxLength: number(128)}}},
			Responses: a.problems(),
		},
	}
	for _, o := range a.ops {
		item := doc.Paths[o.openPath()]
		if item == nil {
			item = &huma.PathItem{}
			doc.Paths[o.openPath()] = item
		}
		o.put(item, a.describe(o))
	}
	doc.Tags = a.tags()
	tuneAll(a.out, false)
	tuneAll(a.in, true)
	maps.Copy(a.out.Map(), a.in.Map())
	return json.Marshal(doc)
}

func number(n int) *int { return &n }

// openPath is the path as OpenAPI writes it: {rest...} is {rest}.
func (o *operation) openPath() string { return strings.ReplaceAll(o.path, "...}", "}") }

func (o *operation) put(item *huma.PathItem, op *huma.Operation) {
	switch o.method {
	case http.MethodGet:
		item.Get = op
	case http.MethodPost:
		item.Post = op
	case http.MethodPut:
		item.Put = op
	case http.MethodPatch:
		item.Patch = op
	case http.MethodDelete:
		item.Delete = op
	}
}

func (a *API) describe(o *operation) *huma.Operation {
	op := &huma.Operation{
		OperationID: o.ID, Tags: []string{o.Tag}, Summary: i18n.T(english, "api.op."+o.ID),
		Parameters: a.parameters(o), Responses: a.responses(o),
		Extensions: map[string]any{"x-summary-zh": i18n.T(chinese, "api.op."+o.ID), "x-action": o.action, "x-roles": rolesOf(o.action)},
	}
	if about := "api.about." + o.ID; i18n.Has(english, about) {
		op.Description = i18n.T(english, about)
		op.Extensions["x-description-zh"] = i18n.T(chinese, about)
	}
	if authz.ReachOf(authz.Public, o.action) != authz.None {
		op.Security = []map[string][]string{{}, {"token": {}}}
	}
	if o.sends() {
		if s := a.body(o); len(s.Properties) > 0 {
			op.RequestBody = &huma.RequestBody{Required: true, Content: map[string]*huma.MediaType{o.mediaOf(): {Schema: s, Example: o.Example}}}
		}
	}
	return op
}

// mediaOf is the content type of the body.
func (o *operation) mediaOf() string {
	if o.upload {
		return "multipart/form-data"
	}
	return "application/json"
}

func rolesOf(action authz.Action) []authz.Role {
	var roles []authz.Role
	for _, role := range authz.Roles {
		if authz.ReachOf(role, action) != authz.None {
			roles = append(roles, role)
		}
	}
	return roles
}

func (a *API) parameters(o *operation) []*huma.Param {
	var list []*huma.Param
	for _, name := range o.wildcards() {
		list = append(list, &huma.Param{Name: name, In: "path", Required: true, Schema: &huma.Schema{Type: huma.TypeString}})
	}
	if o.changes() {
		list = append(list, &huma.Param{Ref: "#/components/parameters/IdempotencyKey"})
	}
	for _, f := range o.query() {
		p := &huma.Param{Name: f.name, In: "query", Schema: a.in.Schema(f.Type, true, f.Name)}
		if f.Type.Kind() == reflect.Slice {
			p.Schema.Nullable = false
			p.Explode = new(bool)
			*p.Explode = true
		}
		list = append(list, p)
	}
	return list
}

func (a *API) tags() []*huma.Tag {
	var tags []*huma.Tag
	for _, name := range a.groups() {
		tags = append(tags, &huma.Tag{Name: name, Description: i18n.T(english, "api.tag."+name),
			Extensions: map[string]any{"x-description-zh": i18n.T(chinese, "api.tag."+name)}})
	}
	return tags
}

// groups are the tags in the order in which they were first used.
func (a *API) groups() []string {
	var names []string
	seen := map[string]bool{}
	for _, o := range a.ops {
		if !seen[o.Tag] {
			seen[o.Tag] = true
			names = append(names, o.Tag)
		}
	}
	return names
}
