package flow

import (
	"maps"
	"slices"
	"strings"

	"yanzhen/internal/base/civil"
	"yanzhen/internal/base/fault"
	"yanzhen/internal/base/workday"
)

// A Case is one application under way.
type Case struct {
	State      State
	Stage      int                  // place in the programme; where it stands, or stood when it was closed
	Lap        int                  // how often a stage has begun, over all; an answer counts in its lap only
	Seats      []Seat               // of the stage, in their order
	Clock      workday.Clock        // of the stage
	Supplies   workday.Clock        // of the applicant, while Asked
	Told       map[string]bool      // stages that have asked for what is missing
	Recused    map[string]bool      // accounts that take no part
	Objections map[string]Objection // to this notice, by name
	Moves      []Move               // those that stand, oldest first: a recalled move and its recall are not among them

	programme *Programme
	calendar  *workday.Calendar
	own       map[string]bool // accounts whose own case this is
	resume    int             // the stage a returned case comes back to
}

// A Seat is one voice of a stage.
type Seat struct {
	Name   string // as the programme names it
	Holder string // the account it was delegated to; "" is whoever may act for the seat
	Answer Act    // Agree, Against or Abstain; "" not yet
	By     string // who answered
}

// An Objection is one voice against what a notice says.
type Objection struct {
	By       string
	Answered bool
}

// New gives a draft. The accounts are those whose own case it is: the applicant, the nominee, whoever filed.
func New(p *Programme, c *workday.Calendar, own ...string) *Case {
	k := &Case{State: Draft, Told: map[string]bool{}, Recused: map[string]bool{}, Objections: map[string]Objection{}, programme: p, calendar: c, own: map[string]bool{}}
	for _, account := range own {
		k.own[account] = true
	}
	return k
}

// Replay gives the case that the moves make, recalls among them.
// Errors: that of the first move that is refused.
func Replay(p *Programme, c *workday.Calendar, own []string, moves []Move) (*Case, error) {
	k := New(p, c, own...)
	for _, m := range moves {
		if err := k.Do(m); err != nil {
			return nil, err
		}
	}
	return k, nil
}

// Do makes the move or refuses it; a refused move leaves the case as it was.
// Errors: Conflict when it is nobody's or another's turn, or the case is past it; Denied for one's own
// case and after recusal; Invalid without a reason where one is needed, or for what is not there.
func (k *Case) Do(m Move) error {
	next := k.clone()
	if err := next.do(m); err != nil {
		return err
	}
	if m.Act != Recall {
		next.Moves = append(next.Moves, m)
	}
	*k = *next
	return nil
}

func (k *Case) clone() *Case {
	c := *k
	c.Seats = slices.Clone(k.Seats)
	c.Told, c.Recused, c.Objections = maps.Clone(k.Told), maps.Clone(k.Recused), maps.Clone(k.Objections)
	c.Moves = slices.Clip(k.Moves)
	return &c
}

func (k *Case) do(m Move) error {
	if err := k.may(m); err != nil {
		return err
	}
	switch m.Act {
	case Submit:
		return k.submit(m)
	case Supply:
		return k.supply(m)
	case Withdraw:
		k.State, k.Seats = Withdrawn, nil
		return nil
	case Recall:
		return k.recall(m)
	case Recuse:
		return k.recuse(m)
	case Extend:
		return k.turn(workday.Turn{On: m.On, Kind: workday.Extend, Days: m.Days})
	case Object, Uphold, Dismiss, Lapse:
		return k.notice(m)
	case Close, Fill:
		return k.committee(m)
	}
	return k.seatActs(m)
}

// may refuses what no state allows.
func (k *Case) may(m Move) error {
	switch {
	case k.State.Closed():
		return fault.Conflict.New("flow.closed." + string(k.State))
	case len(k.Moves) > 0 && m.On.Before(k.Moves[len(k.Moves)-1].On):
		return fault.Conflict.New("flow.order").With("on", k.Moves[len(k.Moves)-1].On.String())
	case m.By == "":
		return fault.Invalid.New("flow.nobody").On("by")
	case reasoned[m.Act] && strings.TrimSpace(m.Reason) == "":
		return fault.Invalid.New("flow.reason").On("reason")
	case ofApplicant[m.Act] || m.Act == Object || m.Act == Lapse || m.Act == Recall:
		return nil
	case k.own[m.By]:
		return fault.Denied.New("flow.own")
	case k.Recused[m.By] && m.Act != Recuse:
		return fault.Denied.New("flow.recused")
	case ofKeeper[m.Act] && m.Seat != k.programme.Keeper:
		return fault.Denied.New("flow.keeper")
	}
	return nil
}

func (k *Case) submit(m Move) error {
	if k.State != Draft && k.State != Returned {
		return fault.Conflict.New("flow.submitted")
	}
	at := k.resume
	k.resume = 0
	return k.enter(at, m.On)
}

// enter begins a stage, or ends the case behind the last.
func (k *Case) enter(stage int, on civil.Date) error {
	if stage == len(k.programme.Stages) {
		k.State, k.Seats = Passed, nil
		return nil
	}
	s := &k.programme.Stages[stage]
	clock, err := workday.Begin(on, s.Period)
	if err != nil {
		return fault.Invalid.New("flow.period").From(err)
	}
	k.State, k.Stage, k.Lap, k.Clock = Running, stage, k.Lap+1, clock
	k.Objections = map[string]Objection{}
	k.Seats = make([]Seat, len(s.Seats))
	for i, name := range s.Seats {
		k.Seats[i].Name = name
	}
	return nil
}

func (k *Case) stage() *Stage { return &k.programme.Stages[k.Stage] }

func (k *Case) turn(t workday.Turn) error {
	if k.State != Running && k.State != Asked {
		return fault.Conflict.New("flow.not_running")
	}
	if err := k.Clock.Turn(k.calendar, t); err != nil {
		return fault.Conflict.New("flow.clock").From(err)
	}
	return nil
}

func (k *Case) supply(m Move) error {
	if k.State != Asked {
		return fault.Conflict.New("flow.not_asked")
	}
	if due := k.Supplies.Reading(k.calendar); due.Overdue(m.On) {
		return fault.Conflict.New("flow.supply_late").With("due", due.Due.String())
	}
	return k.resumeOn(m.On)
}

// final are the acts that others have heard of: they cannot be taken back.
var final = map[Act]bool{Ask: true, Supply: true, Recuse: true, Object: true, Uphold: true, Dismiss: true, Lapse: true}

// recall takes back the last move that stands, if it is the same person's, and nobody outside the
// office has heard of it.
func (k *Case) recall(m Move) error {
	if len(k.Moves) == 0 {
		return fault.Conflict.New("flow.recall.nothing")
	}
	last := k.Moves[len(k.Moves)-1]
	switch {
	case last.By != m.By:
		return fault.Conflict.New("flow.recall.taken")
	case final[last.Act] || k.State == Running && k.stage().Kind == Notice:
		return fault.Conflict.New("flow.recall.final")
	}
	own := slices.Sorted(maps.Keys(k.own))
	before, err := Replay(k.programme, k.calendar, own, k.Moves[:len(k.Moves)-1])
	if err != nil {
		return err
	}
	*k = *before
	return nil
}

// Recallable reports whether an account may take the last move back now.
func (k *Case) Recallable(account string) bool {
	return k.clone().do(Move{Act: Recall, By: account, On: k.lastDay()}) == nil
}

func (k *Case) lastDay() civil.Date {
	if len(k.Moves) == 0 {
		return civil.Date{}
	}
	return k.Moves[len(k.Moves)-1].On
}
