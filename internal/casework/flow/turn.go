package flow

import (
	"yanzhen/internal/base/civil"
	"yanzhen/internal/base/workday"
)

// A Turn says who is to act, and until when.
type Turn struct {
	Stage   string          // its id; "" before the first submission
	Seat    string          // a seat, Applicant, or "" for a notice that waits for its day
	Holder  string          // the account the seat was delegated to
	Due     civil.Date      // zero without a limit
	Paused  bool            // the limit stands still
	Missing workday.Missing // years without announced working days, on which Due rests
}

// Turns is the one place that tells whose turn it is: at least one turn of a case that is not closed,
// none of one that is.
func (k *Case) Turns() []Turn {
	switch k.State {
	case Draft:
		return []Turn{{Seat: Applicant}}
	case Returned:
		return []Turn{{Stage: k.stage().ID, Seat: Applicant}}
	case Asked:
		r := k.Supplies.Reading(k.calendar)
		return []Turn{{Stage: k.stage().ID, Seat: Applicant, Due: r.Due, Missing: r.Missing}}
	case Running:
		return k.running()
	}
	return nil
}

func (k *Case) running() []Turn {
	r := k.Clock.Reading(k.calendar)
	one := Turn{Stage: k.stage().ID, Due: r.Due, Paused: r.Paused, Missing: r.Missing}
	var turns []Turn
	for _, i := range k.waiting() {
		one.Seat, one.Holder = k.Seats[i].Name, k.Seats[i].Holder
		turns = append(turns, one)
	}
	one.Seat, one.Holder = "", ""
	switch {
	case k.stage().Kind == Notice && !k.disputed():
		return []Turn{one}
	case len(turns) == 0: // an objection, or a vote without a quorum
		one.Seat = k.programme.Keeper
		return []Turn{one}
	}
	return turns
}
