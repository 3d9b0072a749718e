package door

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"yanzhen/internal/authz"
	"yanzhen/internal/base/fault"
	"yanzhen/internal/store"
)

type keyOf struct{}

// WithKey carries the caller's idempotency key: the same command sent twice under one key has one
// effect, and the second answer repeats the first.
func WithKey(ctx context.Context, key string) context.Context {
	return context.WithValue(ctx, keyOf{}, key)
}

func keyFrom(ctx context.Context) string {
	key, _ := ctx.Value(keyOf{}).(string)
	return key
}

// recall finds the kept answer of an earlier command under key. It fails with Conflict when the key
// was used for something else.
func recall[R any](ctx context.Context, tx *Tx, key string, c Command[R], result *R) (bool, error) {
	if key == "" {
		return false, nil
	}
	var action, kept, answer string
	err := tx.QueryRow(ctx, `SELECT action, digest, result FROM door_key WHERE actor = $1 AND key = $2`,
		tx.actor.Account, key).Scan(&action, &kept, &answer)
	if errors.Is(err, store.ErrNoRows) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	digest, err := tx.door.digestOf(c)
	if err != nil {
		return false, err
	}
	if action != string(c.Action()) || kept != digest {
		return false, fault.Conflict.New("door.key_reused")
	}
	return true, json.Unmarshal([]byte(answer), result)
}

// An Unkept answer is a secret itself, so it is not kept under the key: sent twice, the command runs twice.
type Unkept interface{ Unkept() }

func remember[R any](ctx context.Context, tx *Tx, key string, c Command[R], result R) error {
	if _, unkept := any(result).(Unkept); unkept || key == "" {
		return nil
	}
	digest, err := tx.door.digestOf(c)
	if err != nil {
		return err
	}
	answer, err := json.Marshal(result)
	if err != nil {
		return fmt.Errorf("keep answer of %s: %w", c.Action(), err)
	}
	_, err = tx.Exec(ctx, `INSERT INTO door_key (actor, key, action, digest, result, at) VALUES ($1, $2, $3, $4, $5, $6)`,
		tx.actor.Account, key, string(c.Action()), digest, string(answer), tx.now.UnixMicro())
	return err
}

// A Secretive command holds a password or another secret, so not even a fingerprint of it is kept.
type Secretive interface{ Secretive() }

// digestOf fingerprints a command with its type; the log never sees its content.
func (d *Door) digestOf(c interface{ Action() authz.Action }) (string, error) {
	if _, secret := c.(Secretive); secret {
		return fmt.Sprintf("%T", c), nil
	}
	body, err := json.Marshal(c)
	if err != nil {
		return "", fmt.Errorf("fingerprint %s: %w", c.Action(), err)
	}
	body = fmt.Appendf(body, "|%T", c)
	if d.Fingerprint != nil {
		return d.Fingerprint(string(body)), nil
	}
	sum := sha256.Sum256(body)
	return hex.EncodeToString(sum[:]), nil
}

// ForgetKeys drops idempotency keys older than keep.
func ForgetKeys(ctx context.Context, d *Door, keep time.Duration) error {
	return d.DB.InTx(ctx, func(tx *store.Tx) error {
		_, err := tx.Exec(ctx, `DELETE FROM door_key WHERE at < $1`, d.Clock.Now().Add(-keep).UnixMicro())
		return err
	})
}
