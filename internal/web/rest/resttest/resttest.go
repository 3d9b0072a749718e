// Package resttest checks OpenAPI documents in tests.
package resttest

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
)

// Problems gives what breaks the rules of OpenAPI 3.1 in a document, as encoding/json decodes it: of its frame, names,
// references, operations, path parameters and schemas. It also finds keys without words.
func Problems(document map[string]any) []string {
	c := &check{document: document, ids: map[string]bool{}}
	c.frame()
	paths, _ := document["paths"].(map[string]any)
	for _, path := range sorted(paths) {
		item, _ := paths[path].(map[string]any)
		for _, method := range sorted(item) {
			if op, ok := item[method].(map[string]any); ok {
				c.operation(path, method, op)
			}
		}
	}
	c.components()
	c.walk("", document)
	return c.found
}

type check struct {
	document map[string]any
	ids      map[string]bool
	found    []string
}

func (c *check) say(format string, args ...any) {
	c.found = append(c.found, fmt.Sprintf(format, args...))
}

func (c *check) frame() {
	if v, _ := c.document["openapi"].(string); !strings.HasPrefix(v, "3.1.") {
		c.say("openapi is %s, not 3.1", v)
	}
	info, _ := c.document["info"].(map[string]any)
	for _, name := range []string{"title", "version"} {
		if text, _ := info[name].(string); text == "" {
			c.say("info has no %s", name)
		}
	}
}

var wildcard = regexp.MustCompile(`\{([^}]*)\}`)

func (c *check) operation(path, method string, op map[string]any) {
	where := strings.ToUpper(method) + " " + path
	id, _ := op["operationId"].(string)
	if id == "" || c.ids[id] {
		c.say("%s: operationId %s twice or missing", where, id)
	}
	c.ids[id] = true
	responses, _ := op["responses"].(map[string]any)
	if len(responses) == 0 {
		c.say("%s has no response", where)
	}
	for _, status := range sorted(responses) {
		if response, _ := c.follow(responses[status]); response["description"] == nil {
			c.say("%s: response %s has no description", where, status)
		}
	}
	if body, ok := op["requestBody"].(map[string]any); ok {
		if content, _ := body["content"].(map[string]any); len(content) == 0 {
			c.say("%s: the body has no content", where)
		}
	}
	c.parameters(where, path, op)
}

func (c *check) parameters(where, path string, op map[string]any) {
	declared := map[string]bool{}
	list, _ := op["parameters"].([]any)
	for _, one := range list {
		p, ok := c.follow(one)
		if !ok {
			continue
		}
		in, _ := p["in"].(string)
		name, _ := p["name"].(string)
		if !slices.Contains([]string{"path", "query", "header", "cookie"}, in) || p["schema"] == nil {
			c.say("%s: parameter %s lies in %q or has no schema", where, name, in)
		}
		if declared[in+" "+name] {
			c.say("%s: parameter %s twice", where, name)
		}
		declared[in+" "+name] = true
		if in == "path" && (p["required"] != true || !strings.Contains(path, "{"+name+"}")) {
			c.say("%s: %s is declared but not in the path, or not required", where, name)
		}
	}
	for _, found := range wildcard.FindAllStringSubmatch(path, -1) {
		if !declared["path "+found[1]] {
			c.say("%s: {%s} is not declared", where, found[1])
		}
	}
}

// follow gives what a reference leads to, or the thing itself.
func (c *check) follow(from any) (map[string]any, bool) {
	thing, _ := from.(map[string]any)
	ref, isRef := thing["$ref"].(string)
	if !isRef {
		return thing, thing != nil
	}
	steps, ok := strings.CutPrefix(ref, "#/")
	var at any = c.document
	for step := range strings.SplitSeq(steps, "/") {
		branch, _ := at.(map[string]any)
		at = branch[strings.NewReplacer("~1", "/", "~0", "~").Replace(step)]
	}
	to, found := at.(map[string]any)
	return to, ok && found
}

var componentName = regexp.MustCompile(`^[a-zA-Z0-9._-]+$`)

func (c *check) components() {
	components, _ := c.document["components"].(map[string]any)
	for _, kind := range sorted(components) {
		named, _ := components[kind].(map[string]any)
		for _, name := range sorted(named) {
			if !componentName.MatchString(name) {
				c.say("components.%s: %q is not a name", kind, name)
			}
		}
	}
}

// walk looks at every object: references, schemas, words.
func (c *check) walk(where string, at any) {
	switch v := at.(type) {
	case string:
		if strings.Contains(v, "⟦") {
			c.say("%s: %s has no words", where, v)
		}
	case []any:
		for i, item := range v {
			c.walk(fmt.Sprintf("%s/%d", where, i), item)
		}
	case map[string]any:
		if ref, ok := v["$ref"].(string); ok {
			if _, ok := c.follow(v); !ok {
				c.say("%s: %s leads nowhere", where, ref)
			}
		}
		c.schema(where, v)
		for _, name := range sorted(v) {
			c.walk(where+"/"+name, v[name])
		}
	}
}

// schema looks at an object that describes objects.
func (c *check) schema(where string, s map[string]any) {
	properties, ok := s["properties"].(map[string]any)
	if !ok || s["type"] != "object" {
		return
	}
	if s["nullable"] != nil {
		c.say("%s: nullable is no word of 3.1", where)
	}
	required, _ := s["required"].([]any)
	for _, name := range required {
		if properties[fmt.Sprint(name)] == nil {
			c.say("%s: %s is required but not a property", where, name)
		}
	}
}

func sorted(m map[string]any) []string { return slices.Sorted(maps.Keys(m)) }
