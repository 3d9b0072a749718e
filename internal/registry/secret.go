package registry

import (
	"context"
	"encoding/json"

	"yanzhen/internal/base/fault"
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
