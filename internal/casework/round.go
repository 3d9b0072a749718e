package casework

import (
	"time"

	"yanzhen/internal/base/civil"
	"yanzhen/internal/base/fault"
)

// A Round takes applications for a programme between two days. Its moves may extend, pause and close it.
type Round struct {
	District  string      `json:"district"`
	ID        string      `json:"id"`
	Programme string      `json:"programme"`
	Version   string      `json:"version"` // of the programme
	Name      string      `json:"name"`
	Year      int         `json:"year"`
	Number    int         `json:"number"` // within its year
	Opens     civil.Date  `json:"opens"`
	Closes    civil.Date  `json:"closes"` // the last day, as extended
	By        string      `json:"by"`
	At        time.Time   `json:"at"`
	Moves     []RoundMove `json:"moves"`

	digest  string
	account string
}

// A RoundStep is what was done to a round.
type RoundStep string

// The steps of rounds.
const (
	Extended RoundStep = "extended"
	Paused   RoundStep = "paused"
	Resumed  RoundStep = "resumed"
	Ended    RoundStep = "closed"
	Admitted RoundStep = "admitted" // one case may be submitted although the round takes none
)

// A RoundMove is one step with its reason; moves are never rewritten.
type RoundMove struct {
	Step   RoundStep  `json:"step"`
	Day    civil.Date `json:"day,omitzero"` // of an extension: the new last day
	Case   string     `json:"case,omitempty"`
	Reason string     `json:"reason"`
	By     string     `json:"by"`
	At     time.Time  `json:"at"`

	account string
}

// A RoundState is whether a round takes applications.
type RoundState string

// The states of rounds.
const (
	Planned RoundState = "planned"
	Taking  RoundState = "open"
	Resting RoundState = "paused"
	Over    RoundState = "over"
)

// RoundStates lists the states in the order of filters.
var RoundStates = []RoundState{Taking, Planned, Resting, Over}

// State tells whether the round takes applications on a day.
func (r *Round) State(day civil.Date) RoundState {
	paused := false
	for _, m := range r.Moves {
		switch m.Step {
		case Ended:
			return Over
		case Paused, Resumed:
			paused = m.Step == Paused
		}
	}
	switch {
	case day.After(r.Closes):
		return Over
	case day.Before(r.Opens):
		return Planned
	case paused:
		return Resting
	}
	return Taking
}

// admits reports whether a case may be submitted on a day: the round is open, or the case was admitted by a decision.
func (r *Round) admits(id string, day civil.Date) error {
	for _, m := range r.Moves {
		if m.Step == Admitted && m.Case == id {
			return nil
		}
	}
	switch r.State(day) {
	case Planned:
		return fault.Conflict.New("casework.round.planned").With("opens", r.Opens.String())
	case Resting:
		return fault.Conflict.New("casework.round.paused")
	case Over:
		return fault.Conflict.New("casework.round.over").With("closes", r.Closes.String())
	}
	return nil
}

// take adds a move or refuses it. Errors: Invalid without a reason or with a day that does not extend; Conflict where the
// round is past it.
func (r *Round) take(m RoundMove, today civil.Date) error {
	state := r.State(today)
	switch {
	case m.Reason == "":
		return fault.Invalid.New("casework.reason").On("reason")
	case m.Step == Extended && !m.Day.After(r.Closes):
		return fault.Invalid.New("casework.round.extend").On("day").With("closes", r.Closes.String())
	case m.Step == Extended && r.ended():
		return fault.Conflict.New("casework.round.ended")
	case m.Step == Paused && state != Taking, m.Step == Resumed && state != Resting, m.Step == Ended && state == Over:
		return fault.Conflict.New("casework.round.step").With("state", string(state))
	}
	if m.Step == Extended {
		r.Closes = m.Day
	}
	r.Moves = append(r.Moves, m)
	return nil
}

func (r *Round) ended() bool {
	for _, m := range r.Moves {
		if m.Step == Ended {
			return true
		}
	}
	return false
}
