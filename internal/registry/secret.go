package registry

import (
	"context"
	"encoding/json"
	"fmt"
	"reflect"
	"strings"

	"yanzhen/internal/base/fault"
	"yanzhen/internal/base/idcode"
	"yanzhen/internal/crypt"
)

// A Secret is a sensitive value: sealed, with a masked form to show and a blind index to compare by. One that was just
// typed or read from a file is plain until the registry seals it; a plain one is never stored.
type Secret struct {
	Sealed string
	Mask   string
	Index  string
	plain  string
}

// Plain makes a secret of what a person typed or a file says.
func Plain(value string) Secret { return Secret{plain: value} }

// IsZero reports whether nothing is known.
func (s Secret) IsZero() bool { return s == Secret{} }

// String is the masked form, so that a secret in a log or an error says nothing.
func (s Secret) String() string { return s.Mask }

type secretJSON struct {
	Sealed string `json:"s,omitempty"`
	Mask   string `json:"m,omitempty"`
	Index  string `json:"i,omitempty"`
}

// MarshalJSON writes the sealed form. It refuses a plain secret, so that none leaks into a job or a log.
func (s Secret) MarshalJSON() ([]byte, error) {
	if s.plain != "" {
		return nil, fault.Internal.New("registry.secret.plain")
	}
	return json.Marshal(secretJSON{s.Sealed, s.Mask, s.Index})
}

// UnmarshalJSON reads the sealed form, or a plain text.
func (s *Secret) UnmarshalJSON(b []byte) error {
	if len(b) > 0 && b[0] == '"' {
		return json.Unmarshal(b, &s.plain)
	}
	var stored secretJSON
	err := json.Unmarshal(b, &stored)
	*s = Secret{Sealed: stored.Sealed, Mask: stored.Mask, Index: stored.Index}
	return err
}

type ringOf struct{}

// WithRing carries the keys with which the registry seals and indexes. The composition root puts them into the context of
// the server, of jobs and of the command line.
func WithRing(ctx context.Context, ring *crypt.Ring) context.Context {
	return context.WithValue(ctx, ringOf{}, ring)
}

func ringFrom(ctx context.Context) (*crypt.Ring, error) {
	ring, ok := ctx.Value(ringOf{}).(*crypt.Ring)
	if !ok || ring == nil {
		return nil, fault.Internal.New("registry.secret.no_keys")
	}
	return ring, nil
}

// seal seals every plain secret of d for person. Errors: ours.
func seal(ring *crypt.Ring, person string, d Data) error {
	s := Kinds[kindOrder[d.Kind()]]
	for _, f := range s.Fields {
		if f.Type != Sealed {
			continue
		}
		v := valueOf(d, f)
		x := v.Interface().(Secret)
		if x.plain == "" {
			continue
		}
		sealed, err := ring.Seal(x.plain, secretContext(person, s.Kind, f.Name))
		if err != nil {
			return err
		}
		v.Set(reflect.ValueOf(Secret{Sealed: sealed, Mask: maskOf(f.Name, x.plain), Index: ring.Index("registry."+string(s.Kind)+"."+f.Name, x.plain)}))
	}
	return nil
}

// open gives the values of the sealed fields of d in clear, by field.
func open(ring *crypt.Ring, person string, d Data) (map[string]string, error) {
	s := Kinds[kindOrder[d.Kind()]]
	clear := map[string]string{}
	for _, f := range s.Fields {
		if f.Type != Sealed {
			continue
		}
		x := valueOf(d, f).Interface().(Secret)
		if x.Sealed == "" {
			continue
		}
		plain, err := ring.Open(x.Sealed, secretContext(person, s.Kind, f.Name))
		if err != nil {
			return nil, fmt.Errorf("open %s of a %s: %w", f.Name, s.Kind, err)
		}
		clear[f.Name] = plain
	}
	return clear, nil
}

// reseal seals the secrets of d, sealed for one person, for another.
func reseal(ring *crypt.Ring, from, to string, d Data) error {
	clear, err := open(ring, from, d)
	if err != nil {
		return err
	}
	s := Kinds[kindOrder[d.Kind()]]
	for name, plain := range clear {
		f, _ := s.FieldNamed(name)
		valueOf(d, f).Set(reflect.ValueOf(Plain(plain)))
	}
	return seal(ring, to, d)
}

func secretContext(person string, k Kind, field string) string {
	return "record/" + string(k) + "." + field + "/" + person
}

func numberContext(person string) string { return "person/id_number/" + person }

// maskOf gives what may be shown of a sealed value.
func maskOf(field, plain string) string {
	runes := []rune(plain)
	switch field {
	case "phone":
		return idcode.MaskPhone(plain)
	case "id_number":
		return idcode.MaskPerson(plain)
	case "bank_account":
		return "****" + string(runes[max(0, len(runes)-4):])
	case "email":
		name, host, _ := strings.Cut(plain, "@")
		return string([]rune(name)[:min(1, len([]rune(name)))]) + "***@" + host
	case "birth_date":
		return string(runes[:min(4, len(runes))]) + "-**-**"
	case "name":
		return string(runes[:1]) + strings.Repeat("*", min(3, len(runes)-1))
	case "address":
		return string(runes[:min(6, len(runes)/2)]) + "****"
	}
	return "****"
}

// OpenSecrets gives the sealed values of a record in clear, by field: for exports and notices whose command answers for the right to
// unmask. Errors: ours.
func OpenSecrets(ctx context.Context, r Record) (map[string]string, error) {
	ring, err := ringFrom(ctx)
	if err != nil {
		return nil, err
	}
	return open(ring, r.Person, r.Data)
}

// OpenNumber gives the identity number in clear, under the same duty as OpenSecrets.
func OpenNumber(ctx context.Context, p Person) (string, error) {
	ring, err := ringFrom(ctx)
	if err != nil {
		return "", err
	}
	return ring.Open(p.idSealed, numberContext(p.ID))
}

// SealFor seals a text that a package above keeps in a table of its own, for a context that names table, column and row.
func SealFor(ctx context.Context, place, plain string) (string, error) {
	ring, err := ringFrom(ctx)
	if err != nil {
		return "", err
	}
	return ring.Seal(plain, place)
}

// OpenFor opens what SealFor sealed for the same place.
func OpenFor(ctx context.Context, place, sealed string) (string, error) {
	ring, err := ringFrom(ctx)
	if err != nil {
		return "", err
	}
	return ring.Open(sealed, place)
}
