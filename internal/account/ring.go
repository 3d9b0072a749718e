package account

import (
	"context"
	"crypto/sha256"
	"encoding/hex"

	"yanzhen/internal/base/fault"
	"yanzhen/internal/crypt"
)

type ringOf struct{}

// WithRing carries the keys that seal the secrets of one-time codes and index logins. The composition root puts them
// into the context of every request, job and command.
func WithRing(ctx context.Context, ring *crypt.Ring) context.Context {
	return context.WithValue(ctx, ringOf{}, ring)
}

func ringFrom(ctx context.Context) (*crypt.Ring, error) {
	ring, ok := ctx.Value(ringOf{}).(*crypt.Ring)
	if !ok {
		return nil, fault.Internal.New("account.no_keys")
	}
	return ring, nil
}

// loginIndex is what the attempts of a login are counted by.
func loginIndex(ctx context.Context, login string) (string, error) {
	ring, err := ringFrom(ctx)
	if err != nil {
		return "", err
	}
	return ring.Index("account.login", cleanLogin(login)), nil
}

// sealSecret seals the secret of an account's one-time codes.
func sealSecret(ctx context.Context, account, secret string) (string, error) {
	ring, err := ringFrom(ctx)
	if err != nil {
		return "", err
	}
	return ring.Seal(secret, "account/totp/"+account)
}

func openSecret(ctx context.Context, account, sealed string) (string, error) {
	ring, err := ringFrom(ctx)
	if err != nil {
		return "", err
	}
	return ring.Open(sealed, "account/totp/"+account)
}

// fingerprint is what is kept of a random token: its SHA-256, from which nobody finds the token again.
func fingerprint(token string) string {
	sum := sha256.Sum256([]byte(token))
	return hex.EncodeToString(sum[:])
}
