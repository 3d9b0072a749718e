package clock_test

import (
	"testing"
	"time"

	"yanzhen/internal/base/clock"
)

func TestAJumpOfTheWallClockMovesNoLease(t *testing.T) {
	start := time.Date(2026, 11, 25, 0, 0, 0, 0, time.UTC)
	c := clock.At(start)
	c.Jump(400 * 24 * time.Hour)
	if c.Mono() != 0 || !c.Now().Equal(start.AddDate(0, 0, 400)) {
		t.Errorf("after a jump: wall %s, mono %s", c.Now(), c.Mono())
	}
	c.Pass(time.Minute)
	if c.Mono() != time.Minute {
		t.Errorf("after a minute: mono %s", c.Mono())
	}
}

func TestTheMachinesClockGoesForward(t *testing.T) {
	c := clock.System()
	before := c.Mono()
	if after := c.Mono(); after < before || c.Now().Location() != time.UTC || c.Now().Nanosecond()%1000 != 0 {
		t.Errorf("mono %s after %s, wall %s", after, before, c.Now())
	}
}
