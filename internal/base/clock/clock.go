// Package clock is the one seam through which time comes. Nothing else in the house calls
// time.Now (internal/arch tests that), so a test may jump the wall clock and see leases,
// limits and terms behave.
package clock

import (
	"sync"
	"time"
)

// A Clock tells the wall time, for what people read, and the time since some fixed moment,
// for leases and limits, which a change of the wall clock does not move.
type Clock interface {
	Now() time.Time      // UTC, microseconds
	Mono() time.Duration // monotonic; only differences mean anything
}

type system struct{ start time.Time }

// System is the machine's clock.
func System() Clock { return system{start: time.Now()} }

func (s system) Now() time.Time      { return time.Now().UTC().Truncate(time.Microsecond) }
func (s system) Mono() time.Duration { return time.Since(s.start) }

// A Set clock stands still until moved: for tests and replays.
type Set struct {
	mu   sync.Mutex
	wall time.Time
	mono time.Duration
}

// At gives a clock standing at t.
func At(t time.Time) *Set { return &Set{wall: t.UTC().Truncate(time.Microsecond)} }

// Now is the set wall time.
func (s *Set) Now() time.Time { s.mu.Lock(); defer s.mu.Unlock(); return s.wall }

// Mono is the time passed by Pass.
func (s *Set) Mono() time.Duration { s.mu.Lock(); defer s.mu.Unlock(); return s.mono }

// Pass lets d go by on both clocks.
func (s *Set) Pass(d time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.wall, s.mono = s.wall.Add(d), s.mono+d
}

// Jump moves the wall clock alone, as a wrong clock setting would.
func (s *Set) Jump(d time.Duration) { s.mu.Lock(); defer s.mu.Unlock(); s.wall = s.wall.Add(d) }
