package flow

import "yanzhen/internal/base/civil"

// An Act is what a move does.
type Act string

// The acts. Submit, Supply and Withdraw are the applicant's; Object and the answer to it concern a
// notice; the others are those of seats.
const (
	Submit   Act = "submit"
	Supply   Act = "supply" // what was asked for
	Withdraw Act = "withdraw"
	Agree    Act = "agree"
	Against  Act = "against"
	Abstain  Act = "abstain" // in a vote only
	Ask      Act = "ask"     // tell the applicant at once everything that is missing (一次告知)
	Return   Act = "return"  // to an earlier stage, or to the applicant
	Recall   Act = "recall"  // take back one's own last move
	AddSeat  Act = "add"     // another seat must sign too (加签)
	Delegate Act = "delegate"
	HandOver Act = "hand_over" // the seat is another's from now on (转办)
	Recuse   Act = "recuse"    // the person takes no part in this case (回避)
	Close    Act = "close"     // end a vote that has its quorum
	Fill     Act = "fill"      // another member for a committee
	Extend   Act = "extend"    // give the stage further days
	Object   Act = "object"
	Uphold   Act = "uphold"
	Dismiss  Act = "dismiss"
	Lapse    Act = "lapse" // the period of the notice is over
)

// A Move is one thing done to a case. Moves are added, never changed.
type Move struct {
	Act    Act
	By     string     // the account that did it
	On     civil.Date // the day it was done, in the district
	Seat   string     // for which seat, where a seat acts
	To     string     // Return: a stage or Applicant; AddSeat, HandOver and Fill: the seat; Delegate: the account; Object, Uphold, Dismiss: the objection
	Days   int        // Extend
	Items  []string   // Ask: everything that is missing
	Reason string
}

// reasoned are the acts that need a reason.
var reasoned = map[Act]bool{Against: true, Ask: true, Return: true, AddSeat: true, HandOver: true, Recuse: true, Extend: true, Object: true, Uphold: true, Dismiss: true}

// ofKeeper are the acts of the seat that keeps the procedure.
var ofKeeper = map[Act]bool{Close: true, Extend: true, Fill: true, Uphold: true, Dismiss: true}

// ofApplicant are the acts of the person who applies, or whoever files for them.
var ofApplicant = map[Act]bool{Submit: true, Supply: true, Withdraw: true}
