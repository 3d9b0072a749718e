// Package fault is the one error type of the house: a kind a caller can act on, a message key
// for the person, the field it concerns, values for the message, and the cause for the log.
// It is rendered into words only at the edges (web, JSON, command line).
package fault

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// A Kind says what a caller can do about a fault. It is itself an error, so that callers may
// ask errors.Is(err, fault.Missing).
type Kind string

// The kinds, each with the HTTP status an edge answers.
const (
	Invalid     Kind = "invalid"     // 422: the input is wrong; mend and send again
	Denied      Kind = "denied"      // 403: this actor may not
	Unsigned    Kind = "unsigned"    // 401: sign in first
	Missing     Kind = "missing"     // 404: not there, or not there for this actor
	Conflict    Kind = "conflict"    // 409: the state does not allow it, or someone was first
	TooMany     Kind = "too_many"    // 429: wait
	TooLarge    Kind = "too_large"   // 413: send less
	Unavailable Kind = "unavailable" // 503: try again
	Internal    Kind = "internal"    // 500: ours
)

// Error makes a Kind usable with errors.Is.
func (k Kind) Error() string { return string(k) }

// New makes a fault of kind k whose words are found in the catalogue under key.
func (k Kind) New(key string) *Fault { return &Fault{Kind: k, Key: key} }

// A Fault is an error made for people: see the package comment.
type Fault struct {
	Kind  Kind
	Key   string         // message key, e.g. "review.return.reason_required"
	Field string         // the form or JSON field concerned, if one
	Args  map[string]any // values for the message; never personal data
	More  []*Fault       // further faults of the same input, in the order of its fields
	cause error
}

// On names the field the fault concerns.
func (f *Fault) On(field string) *Fault { f.Field = field; return f }

// With adds a value for the message.
func (f *Fault) With(name string, value any) *Fault {
	if f.Args == nil {
		f.Args = map[string]any{}
	}
	f.Args[name] = value
	return f
}

// From keeps the cause for the log.
func (f *Fault) From(err error) *Fault { f.cause = err; return f }

// And appends another fault of the same input.
func (f *Fault) And(g *Fault) *Fault { f.More = append(f.More, g); return f }

// Error is for logs and tests; people read the catalogue's words.
func (f *Fault) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s: %s", f.Kind, f.Key)
	if f.Field != "" {
		fmt.Fprintf(&b, " on %s", f.Field)
	}
	for _, name := range slices.Sorted(maps.Keys(f.Args)) {
		fmt.Fprintf(&b, " %s=%v", name, f.Args[name])
	}
	for _, g := range f.More {
		fmt.Fprintf(&b, "; %s", g.Error())
	}
	if f.cause != nil {
		fmt.Fprintf(&b, ": %v", f.cause)
	}
	return b.String()
}

// Unwrap gives the cause.
func (f *Fault) Unwrap() error { return f.cause }

// Is reports whether target is the fault's kind.
func (f *Fault) Is(target error) bool {
	k, ok := target.(Kind)
	return ok && f.Kind == k
}

// Of gives the fault in err, or wraps err as Internal; nil gives nil.
func Of(err error) *Fault {
	if err == nil {
		return nil
	}
	var f *Fault
	if errors.As(err, &f) {
		return f
	}
	return Internal.New("fault.internal").From(err)
}

// KindOf gives the kind of err; "" for nil, Internal for an error that is no fault.
func KindOf(err error) Kind {
	if err == nil {
		return ""
	}
	return Of(err).Kind
}

// A List collects the faults of one input so that a person sees all of them at once.
type List struct{ faults []*Fault }

// Add notes f; nil is ignored.
func (l *List) Add(f *Fault) {
	if f != nil {
		l.faults = append(l.faults, f)
	}
}

// Err gives nil, the only fault, or the first fault carrying the others.
func (l *List) Err() error {
	if len(l.faults) == 0 {
		return nil
	}
	first := l.faults[0]
	first.More = append(first.More, l.faults[1:]...)
	return first
}

// All gives f and the faults it carries, in order.
func (f *Fault) All() []*Fault { return append([]*Fault{f}, f.More...) }
