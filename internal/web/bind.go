package web

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"net/url"
	"reflect"
	"regexp"
	"strings"

	"yanzhen/internal/base/fault"
	"yanzhen/internal/door"
	"yanzhen/internal/web/kit"
)

// partsInMemory is how much of an upload stays in memory; the rest waits in temporary files.
const partsInMemory = 1 << 20

// Bind fills cmd, a pointer to a struct with json tags, from a form, a JSON body or, for GET, the query.
//
// Fields may be strings, numbers, booleans, civil.Date, money.Fen (yuan such as "1,200.50" in a form, a
// whole number of fen in JSON), anything that unmarshals text or JSON, structs, pointers, slices and
// maps. A form names what is nested by dots: "address.town", "rows.0.name"; a list may repeat its
// name, or hold several words with commas or 、 between them where tagged `web:"split"`. Form entries
// lose the space around them unless the field is tagged `web:"raw"` (passwords).
//
// It fails with Invalid carrying every field that does not parse, in the order of the struct. Keys
// that cmd does not have are refused in JSON and ignored in forms.
func Bind(r *http.Request, cmd any) error {
	target := reflect.ValueOf(cmd).Elem()
	var faults fault.List
	switch {
	case r.Method == http.MethodGet || r.Method == http.MethodHead:
		b := binder{faults: &faults}
		b.assign(target, tree(r.URL.Query()), "")
	case isJSON(r):
		body, err := readJSON(r)
		if err != nil {
			return err
		}
		b := binder{faults: &faults, json: true}
		b.assign(target, body, "")
	case isForm(r):
		if err := parseForm(r); err != nil {
			return err
		}
		b := binder{faults: &faults}
		b.assign(target, tree(r.PostForm), "")
	case r.ContentLength == 0:
	default:
		return fault.Invalid.New("web.bind.content_type")
	}
	return faults.Err()
}

// BindPath fills the fields of cmd that bear the names of the wildcards in the pattern of r's route: {person} fills
// the field whose json name is "person". What a wildcard says counts more than what was bound before.
func BindPath(r *http.Request, cmd any) error {
	entries := url.Values{}
	for _, found := range wildcard.FindAllStringSubmatch(r.Pattern, -1) {
		entries.Set(found[1], r.PathValue(found[1]))
	}
	var faults fault.List
	b := binder{faults: &faults}
	b.assign(reflect.ValueOf(cmd).Elem(), tree(entries), "")
	return faults.Err()
}

var wildcard = regexp.MustCompile(`\{(\w+)`)

// File gives the file uploaded in field, which the caller closes; fault.Invalid on field if there is none.
func File(r *http.Request, field string) (multipart.File, *multipart.FileHeader, error) {
	if err := parseForm(r); err != nil {
		return nil, nil, err
	}
	file, header, err := r.FormFile(field)
	if errors.Is(err, http.ErrMissingFile) || errors.Is(err, http.ErrNotMultipart) {
		return nil, nil, fault.Invalid.New("web.bind.file").On(field)
	}
	return file, header, err
}

// Files gives the files uploaded in field, in the order chosen; none is no fault.
func Files(r *http.Request, field string) ([]*multipart.FileHeader, error) {
	if err := parseForm(r); err != nil || r.MultipartForm == nil {
		return nil, err
	}
	return r.MultipartForm.File[field], nil
}

func mediaType(r *http.Request) string {
	kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	return kind
}

func isJSON(r *http.Request) bool {
	kind := mediaType(r)
	return kind == "application/json" || strings.HasSuffix(kind, "+json")
}

func isForm(r *http.Request) bool {
	kind := mediaType(r)
	return kind == "application/x-www-form-urlencoded" || kind == "multipart/form-data"
}

// parseForm reads the form of r once; every later call has the same outcome.
func parseForm(r *http.Request) error {
	v := visitOf(r)
	if v.parsed {
		return v.formErr
	}
	var err error
	if mediaType(r) == "multipart/form-data" {
		err = r.ParseMultipartForm(partsInMemory)
	} else {
		err = r.ParseForm()
	}
	v.parsed, v.formErr = true, bodyFault(err)
	if key := r.PostForm.Get(kit.KeyField); err == nil && key != "" && len(key) <= maxKey {
		*r = *r.WithContext(door.WithKey(r.Context(), key))
	}
	return v.formErr
}

func readJSON(r *http.Request) (any, error) {
	raw, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, bodyFault(err)
	}
	if len(bytes.TrimSpace(raw)) == 0 {
		return map[string]any{}, nil
	}
	decoder := json.NewDecoder(bytes.NewReader(raw))
	decoder.UseNumber()
	var body any
	if err := decoder.Decode(&body); err != nil {
		return nil, fault.Invalid.New("web.bind.json").From(err)
	}
	if _, err := decoder.Token(); err != io.EOF {
		return nil, fault.Invalid.New("web.bind.json").From(errors.New("more than one JSON value"))
	}
	return body, nil
}

// bodyFault tells a body over the limit from one that does not parse.
func bodyFault(err error) error {
	var large *http.MaxBytesError
	switch {
	case err == nil:
		return nil
	case errors.As(err, &large):
		return fault.TooLarge.New("web.body_too_large").With("mib", max(1, large.Limit>>20)).From(err)
	}
	return fault.Invalid.New("web.bind.body").From(err)
}
