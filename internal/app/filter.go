package app

import (
	"net/http"
	"net/url"
	"reflect"
	"slices"
	"strings"

	"yanzhen/internal/base/fault"
	"yanzhen/internal/registry"
	"yanzhen/internal/web"
)

// ParseFilter reads a filter of people as the address of the list has it: "education=11&education=14&town=430408100", or
// several such texts. It fails with Invalid for entries the list does not know.
func ParseFilter(texts []string) (registry.Filter, error) {
	var f registry.Filter
	entries, err := url.ParseQuery(strings.Join(texts, "&"))
	if err != nil {
		return f, fault.Invalid.New("app.filter").On("filter").With("known", strings.Join(filterNames, " ")).From(err)
	}
	for name := range entries {
		if first, _, _ := strings.Cut(name, "."); !slices.Contains(filterNames, first) {
			return f, fault.Invalid.New("app.filter").On("filter").With("known", strings.Join(filterNames, " "))
		}
	}
	return f, web.Bind(&http.Request{Method: http.MethodGet, URL: &url.URL{RawQuery: entries.Encode()}}, &f)
}

var filterNames = func() []string {
	var names []string
	for _, field := range reflect.VisibleFields(reflect.TypeFor[registry.Filter]()) {
		name, _, _ := strings.Cut(field.Tag.Get("json"), ",")
		names = append(names, name)
	}
	return names
}()
