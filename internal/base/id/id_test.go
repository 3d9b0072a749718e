package id_test

import (
	"testing"
	"time"

	"yanzhen/internal/base/id"
)

func TestIdentifiersAreInTheOrderOfMaking(t *testing.T) {
	now := time.Date(2026, 11, 25, 0, 0, 0, 0, time.UTC)
	last := ""
	for i := range 20_000 {
		made := id.New(now.Add(time.Duration(i/5000) * time.Millisecond))
		if made <= last || !id.Valid(made) {
			t.Fatalf("%s after %s", made, last)
		}
		last = made
	}
	for _, text := range []string{"", "01J", "../../etc/passwd", last + "0", "!" + last[1:]} {
		if id.Valid(text) {
			t.Errorf("%q counts as an identifier", text)
		}
	}
}
