package workday

import (
	"errors"

	"yanzhen/internal/base/civil"
)

// A Period is how long a clock runs: so many working days, or calendar days, the last of which moves to
// the next working day when it is none (Civil Code, art. 203).
type Period struct {
	Days     int  `json:"days"` // at least 1
	Calendar bool `json:"calendar,omitempty"`
	// FirstCounts counts the day of the event itself if it is a day of the period's kind, as some offices
	// do with public notices; otherwise counting begins the day after (art. 201).
	FirstCounts bool `json:"first_counts,omitempty"`
}

// A Clock is a legal period upon a case, started by an event on a day. While it is paused, as for papers
// to be supplied or an expert review (Administrative Licensing Law, art. 45), its days are not counted:
// neither the day it stops nor those after it, but the day it goes on again is. So stopping and going on on one
// day changes nothing, and a clock stopped on its last day has that day left. What happens to a clock
// is told in order of days. The zero Clock is none; the fields are for storage.
type Clock struct {
	Start  civil.Date `json:"start"`
	Period Period     `json:"period"`
	Turns  []Turn     `json:"turns,omitempty"`
}

// A Turn is one thing that happened to a clock: it was stopped, or went on, or got further days.
type Turn struct {
	On   civil.Date `json:"on"`
	Kind TurnKind   `json:"kind"`
	Days int        `json:"days,omitempty"` // of an extension
}

// TurnKind says what happened.
type TurnKind string

// The kinds of turns.
const (
	Pause  TurnKind = "pause"
	Resume TurnKind = "resume"
	Extend TurnKind = "extend"
)

// What is refused, for callers to put into words.
var (
	ErrOrder   = errors.New("the clock has a later turn already")
	ErrPaused  = errors.New("the clock is paused already")
	ErrRunning = errors.New("the clock is not paused")
	ErrExpired = errors.New("the clock has run out before that day")
	ErrDays    = errors.New("a period needs at least one day")
)

// Begin starts a clock of the given period by an event on day start.
// Errors: ErrDays.
func Begin(start civil.Date, p Period) (Clock, error) {
	if p.Days < 1 {
		return Clock{}, ErrDays
	}
	return Clock{Start: start, Period: p}, nil
}

// Turn notes a turn. A clock that ran out before that day cannot be turned: what is overdue stays so.
// Errors: ErrOrder, ErrPaused, ErrRunning, ErrExpired, ErrDays; the clock is as before.
func (k *Clock) Turn(c *Calendar, t Turn) error {
	now := k.Reading(c)
	switch last := k.last(); {
	case t.On.Before(last):
		return ErrOrder
	case t.Kind == Pause && now.Paused:
		return ErrPaused
	case t.Kind == Resume && !now.Paused:
		return ErrRunning
	case t.Kind == Extend && t.Days < 1:
		return ErrDays
	case !now.Paused && now.Due.Before(t.On):
		return ErrExpired
	}
	k.Turns = append(k.Turns[:len(k.Turns):len(k.Turns)], t)
	return nil
}

func (k *Clock) last() civil.Date {
	if n := len(k.Turns); n > 0 {
		return k.Turns[n-1].On
	}
	return k.Start
}

// A Reading is where a clock stands after all its turns.
type Reading struct {
	Due     civil.Date // the last day in time; zero while paused
	Paused  bool
	Left    int // days left to count from the last turn on; while paused, when it goes on
	Missing Missing
}

// Overdue reports whether the period is over on day.
func (r Reading) Overdue(day civil.Date) bool { return !r.Paused && day.After(r.Due) }

// Reading reads the clock by a calendar.
func (k *Clock) Reading(c *Calendar) Reading {
	m := meter{cal: c, period: k.Period, from: k.Start, left: k.Period.Days}
	if k.Period.FirstCounts {
		m.from = k.Start.AddDays(-1)
	}
	for _, t := range k.Turns {
		m.turn(t)
	}
	r := Reading{Paused: m.paused, Left: max(m.left, 0)}
	until := m.from
	if !m.paused {
		r.Due = m.due()
		until = r.Due
	}
	r.Missing = c.missing(k.Start.Year, until.Year)
	return r
}

// A meter runs through the turns of a clock: left days are to be counted after day from. It is less than
// none between the last day of a calendar period and the working day it moves to.
type meter struct {
	cal    *Calendar
	period Period
	from   civil.Date
	left   int
	paused bool
}

func (m *meter) turn(t Turn) {
	switch t.Kind {
	case Extend:
		m.left += t.Days
	case Pause:
		stop := t.On.AddDays(-1)
		if stop.After(m.from) {
			m.left -= m.counted(m.from, stop)
			m.from = stop
		}
		m.paused = true
	case Resume:
		m.paused = false
		if on := t.On.AddDays(-1); on.After(m.from) {
			m.from = on
		}
	}
}

func (m *meter) counted(a, b civil.Date) int {
	if m.period.Calendar {
		return b.Days() - a.Days()
	}
	n, _ := m.cal.Between(a, b)
	return n
}

// due gives the day on which the days left are over. When none is left, as on a holiday to which the
// last day of a calendar period had moved, it is the next working day.
func (m *meter) due() civil.Date {
	last := m.from.AddDays(max(m.left, 1))
	if !m.period.Calendar {
		last, _ = m.cal.Add(m.from, max(m.left, 1))
	}
	due, _ := m.cal.Add(last, 0)
	return due
}
