package workday_test

import (
	"errors"
	"math/rand/v2"
	"os"
	"testing"

	"yanzhen/internal/base/civil"
	"yanzhen/internal/base/workday"
)

func TestAClockStopsAndGoesOn(t *testing.T) {
	type turns []workday.Turn
	for name, tc := range map[string]struct {
		period workday.Period
		turns  turns
		want   string // "" while paused
		left   int
	}{
		"five working days":                  {workday.Period{Days: 5}, nil, "2026-11-09", 5},
		"stopped and on again on one day":    {workday.Period{Days: 5}, turns{{On: day("2026-11-04"), Kind: workday.Pause}, {On: day("2026-11-04"), Kind: workday.Resume}}, "2026-11-09", 4},
		"stopped for papers over a week":     {workday.Period{Days: 5}, turns{{On: day("2026-11-04"), Kind: workday.Pause}, {On: day("2026-11-11"), Kind: workday.Resume}}, "2026-11-16", 4},
		"stopped still":                      {workday.Period{Days: 5}, turns{{On: day("2026-11-04"), Kind: workday.Pause}}, "", 4},
		"stopped on its last day":            {workday.Period{Days: 5}, turns{{On: day("2026-11-09"), Kind: workday.Pause}, {On: day("2026-11-20"), Kind: workday.Resume}}, "2026-11-20", 1},
		"extended by ten":                    {workday.Period{Days: 5}, turns{{On: day("2026-11-06"), Kind: workday.Extend, Days: 10}}, "2026-11-23", 15},
		"extended while stopped":             {workday.Period{Days: 5}, turns{{On: day("2026-11-04"), Kind: workday.Pause}, {On: day("2026-11-05"), Kind: workday.Extend, Days: 1}, {On: day("2026-11-11"), Kind: workday.Resume}}, "2026-11-17", 5},
		"calendar days that end on a Sunday": {workday.Period{Days: 6, Calendar: true}, nil, "2026-11-09", 6},
		"stopped on that Sunday":             {workday.Period{Days: 6, Calendar: true}, turns{{On: day("2026-11-08"), Kind: workday.Pause}, {On: day("2026-11-14"), Kind: workday.Resume}}, "2026-11-16", 1},
		"on again on a day off":              {workday.Period{Days: 2}, turns{{On: day("2026-11-03"), Kind: workday.Pause}, {On: day("2026-11-07"), Kind: workday.Resume}}, "2026-11-10", 2},
		"the day of the event counts":        {workday.Period{Days: 5, FirstCounts: true}, nil, "2026-11-06", 5},
	} {
		t.Run(name, func(t *testing.T) {
			k, err := workday.Begin(day("2026-11-02"), tc.period)
			if err != nil {
				t.Fatal(err)
			}
			for _, turn := range tc.turns {
				if err := k.Turn(workday.National(), turn); err != nil {
					t.Fatal(err)
				}
			}
			r := k.Reading(workday.National())
			if r.Due.String() != tc.want || r.Paused != (tc.want == "") || r.Left != tc.left {
				t.Errorf("%+v", r)
			}
			if !r.Paused && (r.Overdue(r.Due) || !r.Overdue(r.Due.AddDays(1))) {
				t.Error("the last day is over too early or too late")
			}
		})
	}
}

func TestAClockRefusesWhatCannotBe(t *testing.T) {
	c := workday.National()
	if _, err := workday.Begin(day("2026-11-02"), workday.Period{}); !errors.Is(err, workday.ErrDays) {
		t.Errorf("no days: %v", err)
	}
	k, _ := workday.Begin(day("2026-11-02"), workday.Period{Days: 5})
	for _, tc := range []struct {
		turn workday.Turn
		want error
	}{
		{workday.Turn{On: day("2026-11-01"), Kind: workday.Pause}, workday.ErrOrder},
		{workday.Turn{On: day("2026-11-03"), Kind: workday.Resume}, workday.ErrRunning},
		{workday.Turn{On: day("2026-11-03"), Kind: workday.Extend}, workday.ErrDays},
		{workday.Turn{On: day("2026-11-10"), Kind: workday.Pause}, workday.ErrExpired},
		{workday.Turn{On: day("2026-11-10"), Kind: workday.Extend, Days: 3}, workday.ErrExpired},
		{workday.Turn{On: day("2026-11-04"), Kind: workday.Pause}, nil},
		{workday.Turn{On: day("2026-11-05"), Kind: workday.Pause}, workday.ErrPaused},
		{workday.Turn{On: day("2026-11-03"), Kind: workday.Resume}, workday.ErrOrder},
		{workday.Turn{On: day("2027-03-01"), Kind: workday.Resume}, nil},
	} {
		if err := k.Turn(c, tc.turn); !errors.Is(err, tc.want) || tc.want == nil && err != nil {
			t.Errorf("%+v: %v, want %v", tc.turn, err, tc.want)
		}
	}
	if len(k.Turns) != 2 {
		t.Errorf("%d turns, want the two that were taken", len(k.Turns))
	}
}

// walk is the clock of the reference: it goes from day to day with a hand on the switch.
func (r reference) walk(k workday.Clock) (due civil.Date, paused bool) {
	left, turns, d := k.Period.Days, k.Turns, k.Start
	for first := true; ; first, d = false, d.AddDays(1) {
		for len(turns) > 0 && turns[0].On == d {
			switch turns[0].Kind {
			case workday.Pause:
				paused = true
			case workday.Resume:
				paused = false
			case workday.Extend:
				left += turns[0].Days
			}
			turns = turns[1:]
		}
		if paused {
			if len(turns) == 0 {
				return civil.Date{}, true
			}
			continue
		}
		if first && !k.Period.FirstCounts {
			continue
		}
		if r[d] || k.Period.Calendar {
			left--
		}
		if left <= 0 && r[d] {
			return d, false
		}
	}
}

// A million histories of pauses and extensions in the long run, fewer otherwise.
func TestClocksAgreeWithAWalkFromDayToDay(t *testing.T) {
	histories := 10_000
	if os.Getenv("YANZHEN_LONG") == "1" {
		histories = 1_000_000
	}
	c, r := workday.National(), rand.New(rand.NewPCG(3, 4))
	first := day("2017-01-01").Days()
	var stopped, refused, turns int
	for range histories {
		k, err := workday.Begin(civil.FromDays(first+r.IntN(3300)), workday.Period{Days: 1 + r.IntN(30), Calendar: r.IntN(3) == 0, FirstCounts: r.IntN(3) == 0})
		if err != nil {
			t.Fatal(err)
		}
		on := k.Start
		for range r.IntN(7) {
			on = on.AddDays(r.IntN(12) * r.IntN(2))
			kinds := []workday.TurnKind{workday.Pause, workday.Resume, workday.Extend}
			turn := workday.Turn{On: on, Kind: kinds[r.IntN(3)], Days: 1 + r.IntN(10)}
			due, paused := tenYears.walk(k)
			expired := !paused && due.Before(on)
			err := k.Turn(c, turn)
			if err == nil && expired || errors.Is(err, workday.ErrExpired) && !expired {
				t.Fatalf("%+v, then %+v: %v, but due %s paused %v", k, turn, err, due, paused)
			}
			if err != nil {
				refused++
			}
		}
		turns += len(k.Turns)
		due, paused := tenYears.walk(k)
		if got := k.Reading(c); got.Due != due || got.Paused != paused {
			t.Fatalf("%+v\nwe say %+v, the walk %s %v", k, got, due, paused)
		}
		if paused {
			stopped++
		}
	}
	if stopped < histories/20 || refused < histories/2 || turns < histories {
		t.Errorf("%d stopped, %d refused, %d turns: the histories are too plain", stopped, refused, turns)
	}
}
