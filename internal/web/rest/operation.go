package rest

import (
	"maps"
	"net/http"
	"reflect"
	"slices"
	"strings"
	"time"

	"yanzhen/internal/authz"
	"yanzhen/internal/base/fault"
	"yanzhen/internal/web"
)

// An Op says what an operation is called and what it needs beyond its struct. Its words are api.op.<ID>, and where
// more is to be said api.about.<ID>; those of its group api.tag.<Tag>.
type Op struct {
	ID      string        // unique, as a function would be named: createPerson
	Tag     string        // the group it is shown in
	Must    []string      // entries without which it is refused, by their JSON names
	Created bool          // answers 201
	Reads   bool          // changes nothing although it is sent like a change: needs no key
	Example any           // of the body, an invented one
	Body    int64         // bytes of a body, when more than usual
	Within  time.Duration // time to answer, when longer than usual
}

// An operation is an Op at a method and path.
type operation struct {
	Op
	method, path string
	action       authz.Action
	in, out      reflect.Type // the struct that path, query and body fill; what is answered, nil for a stream
	upload       bool         // the body is a form with a file
	media        string       // of a stream
	district     []int        // index of the field that names the district; nil for none
}

func (a *API) add(pattern string, action authz.Action, op Op, in, out reflect.Type) *operation {
	method, path, _ := strings.Cut(pattern, " ")
	o := &operation{Op: op, method: method, path: path, action: action, in: in, out: out}
	if slices.ContainsFunc(a.ops, func(other *operation) bool { return other.ID == op.ID }) {
		panic("rest: two operations are called " + op.ID)
	}
	for _, f := range fieldsOf(in) {
		if f.name == "district" && f.Type.Kind() == reflect.String {
			o.district = f.Index
		}
	}
	a.ops = append(a.ops, o)
	return o
}

// sends reports whether it has a body, changes whether it has an effect.
func (o *operation) sends() bool   { return o.method != http.MethodGet }
func (o *operation) changes() bool { return o.sends() && !o.Reads }

func (o *operation) status() int {
	switch {
	case o.Created:
		return http.StatusCreated
	case o.out == reflect.TypeFor[struct{}]():
		return http.StatusNoContent
	}
	return http.StatusOK
}

func (o *operation) options() []web.Option {
	var options []web.Option
	if o.Body > 0 {
		options = append(options, web.Body(o.Body))
	}
	if o.Within > 0 {
		options = append(options, web.Within(o.Within))
	}
	return options
}

// read fills in, a pointer to the operation's struct. A change must carry an idempotency key. The district is the actor's
// own unless one is named.
func (o *operation) read(r *http.Request, in any) error {
	if o.changes() {
		if _, err := web.NeedKey(r); err != nil {
			return err
		}
	}
	if err := o.knows(r); err != nil {
		return err
	}
	if err := web.Bind(r, in); err != nil {
		return err
	}
	if err := web.BindPath(r, in); err != nil {
		return err
	}
	if o.district != nil {
		if field := reflect.ValueOf(in).Elem().FieldByIndex(o.district); field.String() == "" {
			field.SetString(web.Actor(r).District())
		}
	}
	return nil
}

// knows refuses query entries that the operation does not have, so that a misspelt filter is not an absent one.
func (o *operation) knows(r *http.Request) error {
	var faults fault.List
	for _, name := range slices.Sorted(maps.Keys(r.URL.Query())) {
		if !slices.ContainsFunc(o.query(), func(f field) bool { return f.name == name }) {
			faults.Add(fault.Invalid.New("web.bind.unknown").On(name))
		}
	}
	return faults.Err()
}

// wildcards are the names in the path.
func (o *operation) wildcards() []string {
	var names []string
	for step := range strings.SplitSeq(o.path, "/") {
		if name, ok := strings.CutPrefix(step, "{"); ok {
			names = append(names, strings.TrimRight(name, ".}"))
		}
	}
	return names
}

// query are the fields that a query may fill: those of a read that the path does not; none where there is a body.
func (o *operation) query() []field {
	var found []field
	if o.sends() {
		return nil
	}
	for _, f := range flat(o.in, "") {
		if !slices.Contains(o.wildcards(), f.name) {
			found = append(found, f)
		}
	}
	return found
}
