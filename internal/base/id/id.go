// Package id makes sortable identifiers: ULIDs, 26 characters, whose order is the order of making.
package id

import (
	"crypto/rand"
	"sync"
	"time"

	"github.com/oklog/ulid/v2"
)

var source = struct {
	sync.Mutex
	entropy *ulid.MonotonicEntropy
}{entropy: ulid.Monotonic(rand.Reader, 0)}

// New gives a fresh identifier for the instant now; identifiers of one millisecond stay in order.
func New(now time.Time) string {
	source.Lock()
	defer source.Unlock()
	made, err := ulid.New(ulid.Timestamp(now), source.entropy)
	if err != nil { // the entropy of one millisecond ran out: step to the next
		made = ulid.MustNew(ulid.Timestamp(now.Add(time.Millisecond)), source.entropy)
	}
	return made.String()
}

// Valid reports whether s has the form of an identifier made by New.
func Valid(s string) bool {
	_, err := ulid.ParseStrict(s)
	return err == nil
}
