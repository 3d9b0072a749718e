package kit

import (
	"context"
	"crypto/rand"
	"net/url"

	"yanzhen/internal/i18n"
)

// The hidden fields of every form.
const (
	KeyField  = "_key"  // idempotency key, fresh for every form shown
	FormField = "_form" // id of the form, so that entries return to the right one
)

// Kept are the entries of a form that failed, and why it did.
type Kept struct {
	Form   string
	Values url.Values
	Told   i18n.Told
}

type (
	keptKey   struct{}
	formIDKey struct{}
)

// WithKept gives a context in which the form that failed shows its entries and faults again.
func WithKept(ctx context.Context, k Kept) context.Context {
	return context.WithValue(ctx, keptKey{}, k)
}

// keptOf gives the entries for the form around ctx; false when that form did not fail.
func keptOf(ctx context.Context) (Kept, bool) {
	k, ok := ctx.Value(keptKey{}).(Kept)
	return k, ok && k.Form == formOf(ctx)
}

func formOf(ctx context.Context) string {
	id, _ := ctx.Value(formIDKey{}).(string)
	return id
}

// keyOf is the key of a fresh form. A form that failed keeps none: what is sent next is another input.
func freshKey() string { return rand.Text() }

// faultOf gives the words of what is wrong with field; "" when nothing is.
func faultOf(ctx context.Context, field string) string {
	k, ok := keptOf(ctx)
	if !ok {
		return ""
	}
	for _, f := range k.Told.Fields {
		if f.Name == field {
			return f.Text
		}
	}
	return ""
}

// valueOf gives what the reader entered in field, else value.
func valueOf(ctx context.Context, field, value string) string {
	k, ok := keptOf(ctx)
	if !ok {
		return value
	}
	return k.Values.Get(field)
}

// chosen reports whether option is chosen in field: by the reader, else by values.
func chosen(ctx context.Context, field, option string, values []string) bool {
	if k, ok := keptOf(ctx); ok {
		values = k.Values[field]
	}
	for _, v := range values {
		if v == option {
			return true
		}
	}
	return false
}

func fieldID(ctx context.Context, field string) string {
	return "f-" + formOf(ctx) + "-" + field
}
