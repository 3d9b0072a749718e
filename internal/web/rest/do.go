package rest

import (
	"net/http"
	"reflect"

	"yanzhen/internal/authz"
	"yanzhen/internal/door"
	"yanzhen/internal/web"
)

// A Prepare adds to a bound struct what the sender cannot: a book of policies, the place of an upload.
type Prepare[T any] func(r *http.Request, in *T) error

// Do registers a command. Its own action guards the route; the answer is what Run gives.
func Do[C door.Command[R], R any](a *API, pattern string, op Op, prepare ...Prepare[C]) {
	var none C
	Func(a, pattern, none.Action(), op, func(r *http.Request, c C) (R, error) {
		if err := prepared(r, &c, prepare); err != nil {
			var nothing R
			return nothing, err
		}
		return door.Do(r.Context(), a.door, web.Actor(r), c)
	})
}

// Ask registers a question, like Do.
func Ask[Q door.Question[R], R any](a *API, pattern string, op Op, prepare ...Prepare[Q]) {
	var none Q
	Func(a, pattern, none.Action(), op, func(r *http.Request, q Q) (R, error) {
		if err := prepared(r, &q, prepare); err != nil {
			var nothing R
			return nothing, err
		}
		return door.Ask(r.Context(), a.door, web.Actor(r), q)
	})
}

func prepared[T any](r *http.Request, in *T, prepare []Prepare[T]) error {
	for _, p := range prepare {
		if err := p(r, in); err != nil {
			return err
		}
	}
	return nil
}

// Func registers what is more than one command or question: run itself goes through the door.
func Func[In, Out any](a *API, pattern string, action authz.Action, op Op, run func(*http.Request, In) (Out, error)) {
	o := a.add(pattern, action, op, reflect.TypeFor[In](), reflect.TypeFor[Out]())
	a.server.Handle(pattern, action, func(w http.ResponseWriter, r *http.Request) error {
		var in In
		if err := o.read(r, &in); err != nil {
			return err
		}
		out, err := run(r, in)
		if err != nil {
			return err
		}
		return o.answer(w, r, out)
	}, o.options()...)
}

// answer sends out, and nothing at all where there is nothing to say.
func (o *operation) answer(w http.ResponseWriter, r *http.Request, out any) error {
	if o.status() == http.StatusNoContent {
		w.WriteHeader(http.StatusNoContent)
		return nil
	}
	return web.JSON(w, r, o.status(), discreet(out))
}

// A Discreet answer knows more than may leave the house, and gives what of it may.
type Discreet interface{ Discreet() any }

// discreet gives what may be told of out, or of every element of a list.
func discreet(out any) any {
	if d, ok := out.(Discreet); ok {
		return d.Discreet()
	}
	list := reflect.ValueOf(out)
	if list.Kind() != reflect.Slice || !list.Type().Elem().Implements(reflect.TypeFor[Discreet]()) {
		return out
	}
	told := make([]any, list.Len())
	for i := range told {
		told[i] = discreet(list.Index(i).Interface())
	}
	return told
}

// fileField is the entry of a form that holds the file.
const fileField = "file"

// Upload registers an operation whose body is a form (multipart/form-data) with one file in the entry "file" and In in the
// others. The file is closed when run returns.
func Upload[In, Out any](a *API, pattern string, action authz.Action, op Op, run func(*http.Request, In, File) (Out, error)) {
	o := a.add(pattern, action, op, reflect.TypeFor[In](), reflect.TypeFor[Out]())
	o.upload = true
	a.server.Handle(pattern, action, func(w http.ResponseWriter, r *http.Request) error {
		var in In
		if err := o.read(r, &in); err != nil {
			return err
		}
		file, header, err := web.File(r, fileField)
		if err != nil {
			return err
		}
		defer file.Close() //nolint:errcheck // only read
		out, err := run(r, in, File{Name: header.Filename, Content: file})
		if err != nil {
			return err
		}
		return o.answer(w, r, out)
	}, o.options()...)
}
