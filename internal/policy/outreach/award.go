package outreach

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"yanzhen/internal/base/civil"
	"yanzhen/internal/base/fault"
	"yanzhen/internal/base/money"
	"yanzhen/internal/policy"
	"yanzhen/internal/policy/pack"
)

// A State is what became of an award; it follows from its moves and the day.
type State string

// The states.
const (
	AwardProposed  State = "proposed"
	AwardSeconded  State = "seconded"  // one of two people has confirmed
	AwardConfirmed State = "confirmed" // the person was told and may still refuse
	AwardStands    State = "stands"    // the time to refuse is over
	AwardRefused   State = "refused"   // by the person
	AwardDeclined  State = "declined"  // by the office
	AwardLapsed    State = "lapsed"    // what it rested on had changed
)

// States lists every state in the order of filters.
var States = []State{AwardProposed, AwardSeconded, AwardConfirmed, AwardStands, AwardRefused, AwardDeclined, AwardLapsed}

// live reports that an award is there or may come of it, so that no other may be proposed.
func (s State) live() bool {
	return s == AwardProposed || s == AwardSeconded || s == AwardConfirmed || s == AwardStands
}

// granted reports that the person has the award, unless they refuse it yet.
func (s State) granted() bool { return s == AwardConfirmed || s == AwardStands }

// A Step is what a move does with an award.
type Step string

// The steps.
const (
	StepPropose Step = "proposed"
	StepConfirm Step = "confirmed"
	StepRefuse  Step = "refused"
	StepDecline Step = "declined"
	StepLapse   Step = "lapsed"
)

// A Move is one step of an award: who took it, when and why. Moves are never rewritten.
type Move struct {
	Step   Step       `json:"step"`
	Reason string     `json:"reason,omitempty"` // of a lapse, one of Lapses
	By     string     `json:"by"`
	At     time.Time  `json:"at"`
	Until  civil.Date `json:"until,omitzero"` // of the confirmation that counts: the last day to refuse

	account string
}

// An Award is a benefit for one person without an application.
type Award struct {
	District string          `json:"district"`
	ID       string          `json:"id"`
	Policy   string          `json:"policy"`
	Person   string          `json:"person"`
	Org      string          `json:"org,omitempty"`
	Period   string          `json:"period"` // a year, or "once"
	Fen      money.Fen       `json:"amount_fen"`
	Version  string          `json:"version"` // of the policy
	Digest   string          `json:"digest"`  // of the pack's files
	Facts    string          `json:"facts"`   // digest of the facts it rests on
	Grounds  []policy.Ground `json:"grounds"`
	Second   bool            `json:"second,omitempty"` // two people must confirm
	Days     int             `json:"days"`             // in which the person may refuse
	At       time.Time       `json:"at"`
	Moves    []Move          `json:"moves"` // oldest first

	turn int64
}

// once is the period of what is given once.
const once = "once"

// State tells what became of the award by day.
func (a *Award) State(day civil.Date) State {
	if len(a.Moves) == 0 {
		return AwardProposed
	}
	switch last := a.Moves[len(a.Moves)-1]; {
	case last.Step == StepRefuse:
		return AwardRefused
	case last.Step == StepDecline:
		return AwardDeclined
	case last.Step == StepLapse:
		return AwardLapsed
	case last.Step == StepPropose:
		return AwardProposed
	case last.Until.IsZero():
		return AwardSeconded
	case day.After(last.Until):
		return AwardStands
	}
	return AwardConfirmed
}

// Until is the last day to refuse; zero while nobody has confirmed.
func (a *Award) Until() civil.Date {
	if len(a.Moves) == 0 {
		return civil.Date{}
	}
	return a.Moves[len(a.Moves)-1].Until
}

// Confirm takes a confirmation. Of an award that needs two, the first by one person and the second by another. Errors: Conflict
// outreach.award.not_waiting, outreach.award.same_person.
func (a *Award) Confirm(m Move) error {
	day := civil.Of(m.At)
	state := a.State(day)
	switch {
	case state != AwardProposed && state != AwardSeconded:
		return fault.Conflict.New("outreach.award.not_waiting")
	case state == AwardSeconded && a.Moves[len(a.Moves)-1].account == m.account:
		return fault.Conflict.New("outreach.award.same_person")
	}
	m.Step = StepConfirm
	if state == AwardSeconded || !a.Second {
		m.Until = day.AddDays(a.Days)
	}
	a.Moves = append(a.Moves, m)
	return nil
}

// Refuse takes the person's refusal, by themselves or told to the office. It fails with Conflict outreach.award.not_told before they were
// told, outreach.award.too_late after the time to refuse, outreach.award.over when it has ended.
func (a *Award) Refuse(m Move) error {
	switch a.State(civil.Of(m.At)) {
	case AwardConfirmed:
		m.Step = StepRefuse
		a.Moves = append(a.Moves, m)
		return nil
	case AwardStands:
		return fault.Conflict.New("outreach.award.too_late").With("day", a.Until())
	case AwardProposed, AwardSeconded:
		return fault.Conflict.New("outreach.award.not_told")
	}
	return fault.Conflict.New("outreach.award.over")
}

// Decline takes the office's own no, to what is proposed or within the time to refuse. Errors: Invalid outreach.award.reason without
// a reason, Conflict outreach.award.over.
func (a *Award) Decline(m Move) error {
	if strings.TrimSpace(m.Reason) == "" {
		return fault.Invalid.New("outreach.award.reason").On("reason")
	}
	switch a.State(civil.Of(m.At)) {
	case AwardProposed, AwardSeconded, AwardConfirmed:
		m.Step = StepDecline
		a.Moves = append(a.Moves, m)
		return nil
	}
	return fault.Conflict.New("outreach.award.over")
}

// Lapse notes that what a waiting award rested on has changed. Error: Conflict outreach.award.not_waiting.
func (a *Award) Lapse(m Move) error {
	if s := a.State(civil.Of(m.At)); s != AwardProposed && s != AwardSeconded {
		return fault.Conflict.New("outreach.award.not_waiting")
	}
	m.Step = StepLapse
	a.Moves = append(a.Moves, m)
	return nil
}

// again reports whether an award with these facts may be proposed after the earlier ones of its person, policy and period: not while one
// is live, not after the person refused one, and not after the office declined one with the same facts.
func again(earlier []*Award, facts string, day civil.Date) bool {
	return !slices.ContainsFunc(earlier, func(a *Award) bool {
		s := a.State(day)
		return s.live() || s == AwardRefused || s == AwardDeclined && a.Facts == facts
	})
}

// direct gives what a policy says of awards without an application on a day, nil when it wants one.
func direct(p *pack.Pack, day civil.Date) *pack.Direct {
	for _, v := range slices.Backward(p.Policy.Versions) {
		if d := p.Policy.BodyOf(v.ID).Direct; d != nil && !v.Effect.After(day) && (v.Until.IsZero() || !v.Until.Before(day)) {
			return d
		}
	}
	return nil
}

// periodOf names the period of an award: what is given once a year has the year, everything else once and for all.
func periodOf(body pack.Body, day civil.Date) string {
	if slices.ContainsFunc(body.Once, func(o pack.Once) bool { return o.Per == "person" && o.In == "year" }) {
		return strconv.Itoa(day.Year)
	}
	return once
}

// told reports that the person has heard of the award.
func (a *Award) told() bool {
	return slices.ContainsFunc(a.Moves, func(m Move) bool { return !m.Until.IsZero() })
}
