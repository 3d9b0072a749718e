package casework

import (
	"cmp"
	"slices"
	"time"

	"yanzhen/internal/authz"
	"yanzhen/internal/base/civil"
	"yanzhen/internal/base/fault"
	"yanzhen/internal/casework/flow"
	"yanzhen/internal/casework/programme"
)

// A Case is one application.
type Case struct {
	District  string     `json:"district"`
	ID        string     `json:"id"`
	Round     string     `json:"round"`
	Programme string     `json:"programme"`
	Number    int        `json:"number"` // within its round; 0 before the first submission
	Person    string     `json:"person"`
	Org       string     `json:"org,omitempty"`
	Filer     string     `json:"filer"` // person, unit, village, peer, leader
	State     flow.State `json:"state"`
	Stage     string     `json:"stage,omitempty"`
	Consent   string     `json:"consent,omitempty"` // yes or no
	At        time.Time  `json:"at"`
	Submitted time.Time  `json:"submitted_at,omitzero"`
	Closed    time.Time  `json:"closed_at,omitzero"`
	Moves     []Move     `json:"moves"`

	account string // who began it
	flow    *flow.Case
}

// A Move is one thing done to a case, as it was recorded.
type Move struct {
	Act    flow.Act   `json:"act"`
	Stage  string     `json:"stage"` // in which it was made
	Seat   string     `json:"seat,omitempty"`
	To     string     `json:"to,omitempty"`
	Days   int        `json:"days,omitempty"`
	Items  []string   `json:"items,omitempty"`
	Cites  []string   `json:"cites,omitempty"`
	Reason string     `json:"reason,omitempty"`
	On     civil.Date `json:"on"`
	By     string     `json:"by"`
	At     time.Time  `json:"at"`

	account string
}

func (m Move) flow() flow.Move {
	return flow.Move{Act: m.Act, By: m.account, On: m.On, Seat: m.Seat, To: m.To, Days: m.Days, Items: m.Items, Reason: m.Reason}
}

// replay brings the case to where its moves led.
func (k *Case) replay(d *Desk, p *programme.Pack, own []string) error {
	moves := make([]flow.Move, len(k.Moves))
	for i, m := range k.Moves {
		moves[i] = m.flow()
	}
	var err error
	k.flow, err = flow.Replay(&p.Flow, d.Calendar, own, moves)
	return err
}

// take makes a move and lets the fields follow.
func (k *Case) take(m Move, at time.Time) error {
	if k.State != flow.Draft {
		m.Stage = cmp.Or(m.Stage, k.Stage)
	}
	if err := k.flow.Do(m.flow()); err != nil {
		return err
	}
	m.At = at
	k.Moves = append(k.Moves, m)
	k.State = k.flow.State
	if k.State.Closed() {
		k.Closed = at
	}
	return nil
}

// land is where the case lies.
func (k *Case) land() authz.Land {
	return authz.Land{District: k.District, Org: k.Org, Person: k.Person}
}

// own gives the accounts whose own case it is: who began it as or for themselves, and those that are the person.
func (k *Case) own(accounts []string) []string {
	own := slices.Clone(accounts)
	if k.Filer == "person" || k.Filer == "peer" {
		own = append(own, k.account)
	}
	slices.Sort(own)
	return slices.Compact(own)
}

// filedBy reports whether an actor files the case: the person, their unit, or whoever began it for them. Only these see it
// while it is a draft, or being mended.
func (k *Case) filedBy(a authz.Actor) bool {
	return a.SignedIn() && (a.Account == k.account || a.Person() == k.Person || k.Org != "" && a.Org() == k.Org)
}

// editable refuses to change what was handed in. Errors: Conflict casework.case.handed_in.
func (k *Case) editable() error {
	switch k.State {
	case flow.Draft, flow.Returned, flow.Asked:
		return nil
	}
	return fault.Conflict.New("casework.case.handed_in")
}
