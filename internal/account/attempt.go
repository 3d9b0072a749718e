package account

import "time"

// Limits of guessing: five wrong attempts within fifteen minutes lock the login, first for a minute, then for twice as long
// each time, never longer than fifteen minutes.
const (
	freeAttempts = 5
	attemptSpan  = 15 * time.Minute
	longestLock  = 15 * time.Minute
)

// attempts are the failures of one login, known or not.
type attempts struct {
	failed int64
	last   time.Time
	locked time.Time // until then
}

// wait tells how long the login stays locked. A lock that lies further ahead than any lock can comes from a clock that was
// set back since, and is over.
func (a attempts) wait(now time.Time) time.Duration {
	left := a.locked.Sub(now)
	if left <= 0 || left > longestLock {
		return 0
	}
	return left
}

// after gives the attempts after one more failure.
func (a attempts) after(now time.Time) attempts {
	if gap := now.Sub(a.last); gap > attemptSpan || gap < -attemptSpan {
		a.failed = 0
	}
	a.failed++
	a.last = now
	if over := a.failed - freeAttempts; over >= 0 {
		a.locked = now.Add(min(longestLock, time.Minute<<min(over, 6)))
	}
	return a
}
