// Package flow is the way of a case through the stages of its programme: who is to act, what they
// may do, what follows. It is pure: a Case is what its moves make of it, and the same moves make the
// same case. Whether somebody holds the right to act at all is the door's to say; flow keeps the rules of
// procedure: nobody acts out of turn, twice, on their own case, after they recused themselves, or after the end.
package flow

import (
	"yanzhen/internal/base/workday"
)

// A Kind says how a stage comes to its end.
type Kind string

// The kinds of stages.
const (
	Sign   Kind = "sign"   // its seats agree or object: acceptance, confirmation, department checks, decision, conferral
	Vote   Kind = "vote"   // its seats are a committee that votes
	Notice Kind = "notice" // the public may object until its period is over
)

// A Join says when seats that sign together have agreed.
type Join string

// The joins. An objection that Any or Most can still outvote is only recorded.
const (
	All  Join = "all"  // every seat agrees (co-sign)
	Any  Join = "any"  // one seat agrees (any-sign)
	Most Join = "most" // more seats agree than object
	Hear Join = "hear" // every seat has answered; the case goes on, and whoever decides next reads what they said
)

// A Tie says what becomes of a vote with as many for as against.
type Tie string

// What becomes of a tie.
const (
	TieRefuses Tie = "refuse"
	TieAgain   Tie = "again" // the committee votes once more
	TieChair   Tie = "chair" // the voice of the first seat decides
)

// Applicant is whose turn it is when something was asked or the case was returned to its beginning.
const Applicant = "applicant"

// A Stage is one step of the way.
type Stage struct {
	ID     string
	Kind   Kind
	Seats  []string       // who acts, as the programme names them: office, unit, department:hr; none for a Notice
	Turns  bool           // the seats act one after the other, not side by side
	Join   Join           // of Sign
	Period workday.Period // until when; of Notice, how long it lasts
	Asks   bool           // what is missing may be asked for, once
	Supply workday.Period // how long the applicant then has
	Pauses bool           // the clock stands still meanwhile
	Again  bool           // a case returned to the applicant comes back here, not to the first stage

	Quorum int  // of Vote: seats that must have voted
	Thirds bool // of Vote: two thirds of the votes cast are needed, not more than half
	Tie    Tie

	Upheld string // of Notice: the stage to which an upheld objection sends the case; "" refuses it
}

// A Programme is the stages in order, and the seat that keeps its procedure: it ends votes, fills
// committees, extends periods and answers objections.
type Programme struct {
	Stages []Stage
	Keeper string
}

// find gives the place of a stage, -1 if there is none of that name.
func (p *Programme) find(id string) int {
	for i := range p.Stages {
		if p.Stages[i].ID == id {
			return i
		}
	}
	return -1
}

// A State is where a case is in its life.
type State string

// The states of a case.
const (
	Draft     State = "draft"
	Running   State = "running"
	Asked     State = "asked"    // the applicant is to supply what was asked for
	Returned  State = "returned" // the applicant is to mend and submit again
	Withdrawn State = "withdrawn"
	Refused   State = "refused"
	Passed    State = "passed" // through every stage
)

// Closed reports that nothing further can happen.
func (s State) Closed() bool { return s == Withdrawn || s == Refused || s == Passed }
